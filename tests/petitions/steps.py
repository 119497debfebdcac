"""The steps of a petition's life with plain values, for tests that need one in a given state."""

from datetime import date

from core.verbs import perform
from petitions import services
from petitions.models import Petition

DAY = date(2026, 10, 6)
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
        "correct_sender": {"phone": "0987654321"},
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
}


def do(city, petition, name, by="staff", **changed):
    """Take one step; the stored petition afterwards."""
    perform(getattr(services, name), city.actor(by), petition.pk, **values(city)[name] | changed)
    return Petition.objects.get(pk=petition.pk)


def bring(city, petition, state):
    """The petition brought to `state` by the office."""
    for name in WAY[state]:
        do(city, petition, name)
    return Petition.objects.get(pk=petition.pk)
