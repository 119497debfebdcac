"""Figures that only a report asks for; those of a register stand in its own `figures.py`."""

from core.figures import figure
from voters.models import Opinion


@figure(
    "opinions.passed_up", "opinion", "Kiến nghị đã gửi lên cấp trên",
    "Kiến nghị do Hội đồng nhân dân ghi nhận, vượt thẩm quyền, đã gửi Hội đồng nhân dân cấp trên trong kỳ.",
)  # fmt: skip
def opinions_passed_up(council, start, end):
    return Opinion.objects.filter(owner=council, sent_up_on__range=(start, end)).of_kind()
