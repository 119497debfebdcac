"""The wards compared: a few figures of each council directly below, by the same definitions as anywhere else.

One statement for this period and one for the same days a year before, however many wards there are.
"""

from django.db.models import Q

from core.figures import FIGURES, count_each
from core.models import Body
from council.models import BodyKind

MOST = 500
# figure -> head of its column
COLUMNS = {
    "sessions.held": "Kỳ họp", "resolutions.passed": "Nghị quyết", "oversight.rounds": "Cuộc giám sát",
    "oversight.units": "Đơn vị được giám sát", "voters.meetings": "Cuộc TXCT", "opinions.received": "Ý kiến tiếp nhận",
    "opinions.answered": "Ý kiến đã trả lời", "opinions.overdue": "Ý kiến quá hạn", "opinions.passed_up": "Gửi cấp trên",
    "petitions.received": "Đơn tiếp nhận", "petitions.resolved": "Đơn đã giải quyết", "petitions.overdue": "Đơn quá hạn",
}  # fmt: skip
LATE = ("opinions.overdue", "petitions.overdue")


def below(council, start, end):
    """The councils directly below that lived in the period."""
    lived = Q(valid_from=None) | Q(valid_from__lte=end), Q(valid_to=None) | Q(valid_to__gte=start)
    return list(Body.objects.filter(*lived, parent=council, kind=BodyKind.COUNCIL).order_by("name")[:MOST])


def rows(council, start, end):
    """[{name, code, figures: {key: n}, last: {key: n}}] of the wards."""
    from reports.facts import year_before

    wards = below(council, start, end)
    if not wards:
        return []
    keys = [key for key in COLUMNS if key in FIGURES]
    now = count_each(wards, start, end, keys)
    last = count_each(wards, year_before(start, start=True), year_before(end), keys)
    return [
        {"name": ward.name, "code": ward.code, "figures": now[ward.pk], "last": last[ward.pk]}
        for ward in wards
    ]


def total(made):
    """The wards' figures added up: {key: n}."""
    return {key: sum(row["figures"].get(key, 0) for row in made) for key in COLUMNS}
