"""The steps of a petition's life with plain values, for tests that need one in a given state."""

from datetime import date

from core.verbs import create, perform
from petitions import services
from petitions.models import CitizenVisit, Petition, Reception

DAY = date(2026, 10, 6)
PARTS = [
    {"kind": "complaint", "field": "land", "title": "Khiếu nại việc thu hồi đất"},
    {"kind": "denunciation", "field": "officials", "title": "Tố cáo việc nhận tiền"},
]
RESULT = {"outcome": "right", "result": "Hủy quyết định thu hồi.", "resolved_on": date(2026, 11, 2)}


def values(city):
    """verb's last name -> values that its form would give."""
    return {
        "qualify": {"qualified_on": DAY},
        "file": {"fault": "date", "filed_on": DAY},
        "transfer": {"agency": city.agency, "transferred_on": DAY, "letter_no": "12/PC-HĐND"},
        "guide": {"guided_on": DAY},
        "send_back": {"returned_on": DAY, "reason": "Không thuộc thẩm quyền"},
        "withdraw": {"withdrawn_on": date(2026, 11, 20)},
        "decline": {"reason": "Không thuộc thẩm quyền"},
        "accept": {"accepted_on": date(2026, 10, 12), "instance": "first"},
        "assess": {"tests": ["places"]},
        "extend": {"reason": "Cần xác minh thêm"},
        "suspend": {"suspended_on": date(2026, 10, 20), "reason": "Chờ kết quả giám định"},
        "resume": {"resumed_on": date(2026, 10, 30)},
        "note_notice": {"sent_on": date(2026, 10, 14)},
        "resolve": RESULT,
        "take_report": {"reported_on": date(2026, 11, 5)},
        "inform": {"informed_on": date(2026, 11, 9)},
        "close": {"closed_on": date(2026, 11, 10)},
        "assign": {"users": [city.users["staff"]]},
        "look": {"reason": "Xác minh đơn"},
        "strip_files": {"files": []},
        "correct_sender": {"phone": "0987654321"},
        "split": {"split_on": DAY, "parts": PARTS},
        "answer_here": {"resolved_on": DAY, "result": "Thường trực HĐND đã trả lời."},
        "urge": {"urged_on": date(2026, 11, 20), "letter_no": "3/CV-HĐND"},
        "to_oversight": {
            "title": "Việc giải quyết đơn",
            "subject_kind": "standing",
            "subject_body": city.standing,
            "field": "land",
            "on": date(2026, 12, 1),
        },
        "to_question": {
            "title": "Vì sao chậm giải quyết đơn?",
            "delegate": city.delegate,
            "respondent": city.agency,
            "respondent_post": "Giám đốc",
            "field": "land",
        },
        "hand_out": {"reason": "Phiếu yêu cầu ngày 20/11/2026"},
        "erase": {"decision_no": "1/QĐ"},
        "destroy": {"decision_no": "2/QĐ"},
    }


WAY = {
    "received": [],
    "qualified": ["qualify"],
    "filed": ["file"],
    "transferred": ["qualify", "transfer"],
    "guided": ["qualify", "guide"],
    "returned": ["qualify", "send_back"],
    "agency_accepted": ["qualify", "transfer", "accept"],
    "suspended": ["qualify", "transfer", "accept", "suspend"],
    "resolved": ["qualify", "transfer", "accept", "resolve", "take_report"],
    "informed": ["qualify", "transfer", "accept", "resolve", "take_report", "inform"],
    "closed": ["qualify", "transfer", "accept", "resolve", "take_report", "inform", "close"],
    "withdrawn": ["withdraw"],
    "split": ["split"],
    "destroyed": ["file", "destroy"],
}


def do(city, petition, name, by="staff", **changed):
    """Take one step; the stored petition afterwards."""
    perform(getattr(services, name), city.actor(by), petition.pk, **values(city).get(name, {}) | changed)
    return Petition.objects.get(pk=petition.pk)


def bring(city, petition, state):
    """The petition brought to `state` by the office."""
    for name in WAY[state]:
        do(city, petition, name)
    return Petition.objects.get(pk=petition.pk)


def reception(city, by="staff", **changed):
    """A reception of citizens on 20/11/2026, not yet held."""
    values = {
        "reception_kind": "periodic", "on": date(2026, 11, 20), "place": "Trụ sở tiếp công dân",
        "host_name": "Chánh Văn phòng",
    } | changed  # fmt: skip
    return Reception.objects.get(pk=create(services.plan_reception, city.actor(by), **values).pk)


def visit(city, at=None, by="staff", **changed):
    """A line of the book."""
    values = {
        "reception": at, "on": date(2026, 11, 20), "visit_kind": "recommendation", "field": "land", "people": 1,
        "title": "Hỏi việc cấp giấy chứng nhận", "sender_name": "Trần Thị Hoà", "sender_id_number": "036123456789",
        "sender_address": "phường Lam Sơn",
    } | changed  # fmt: skip
    return CitizenVisit.objects.get(pk=create(services.record_visit, city.actor(by), **values).pk)
