"""The book of receptions in the law's own form 03/TCD (Decree 154/2026): thirteen columns, also what the national
database on reception and petitions is fed with."""

from petitions.models import CitizenVisit
from petitions.models.choices import Kind
from petitions.services.receptions import person_of

HEAD = [
    "Số thứ tự", "Ngày tiếp", "Họ tên, địa chỉ", "Số CCCD, hộ chiếu", "Nội dung vụ việc", "Phân loại đơn, vụ việc",
    "Số người", "Cơ quan đã giải quyết", "Thuộc thẩm quyền", "Hướng dẫn đến, số văn bản", "Cơ quan thụ lý, số văn bản chuyển",
    "Theo dõi kết quả giải quyết", "Ghi chú",
]  # fmt: skip
_SHORT = {
    Kind.COMPLAINT: "KN",
    Kind.DENUNCIATION: "TC",
    Kind.RECOMMENDATION: "KN, PA",
    Kind.MIXED: "Nhiều nội dung",
}


def line(visit, actor, number):
    """One visit as the thirteen cells. A denouncer is not named; a paper's number shows its last three places."""
    person, paper = person_of(visit, actor)
    return [
        number, visit.on, person, paper, visit.title, _SHORT[visit.visit_kind], visit.people, visit.settled_by,
        "x" if visit.in_competence else "", _joined(visit.guided_to, visit.guided_no),
        _joined(visit.agency.name if visit.agency_id else "", visit.transfer_no), _result(visit), _note(visit),
    ]  # fmt: skip


def _joined(*parts):
    return ", ".join(filter(None, parts))


def _result(visit):
    if visit.state == "refused":
        return _joined("Từ chối tiếp", visit.refusal_no)
    answered = f"{visit.answered_on:%d/%m/%Y}" if visit.answered_on else ""
    return _joined(visit.result, visit.answer_no, answered)


def _note(visit):
    return _joined(
        "Đoàn đông người" if visit.is_mass else "",
        f"Đơn số {visit.petition.code}" if visit.petition_id else "",
        visit.remark,
    )


def rows(queryset, actor):
    """The book as rows, the head first, in the order of the visits."""
    found = queryset.select_related("agency", "petition").order_by("on", "pk")
    return [HEAD, *(line(visit, actor, n) for n, visit in enumerate(found, start=1))]


def of_reception(reception, actor):
    return rows(CitizenVisit.objects.filter(reception_id=reception.pk), actor)
