"""A report begins: counted, worded by its book, with the blocks that the office chose."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from core.errors import Refused
from core.services.numbers import yearly_code
from core.verbs import start as begin
from core.verbs import verb
from council.models import Council
from reports import annexes, books, facts, longrows, narrative, rules, versions, wordings
from reports.forms import ComposeForm, book
from reports.models import AnnexRows, SummaryReport


@verb("reports.draft", SummaryReport, "Lập báo cáo", may=rules.drafts, creates=True)
def draft(actor, *, once=None, start, end, outline="", subject=None, title="", **values):
    """A draft of the actor's council over a period, with figures counted now and the narrative worded."""
    council = Council.objects.select_related("unit").get(pk=actor.home_id)
    outline = outline or books.DEFAULT
    found = facts.gather(council, start, end, subject)
    title = title or narrative.title(found, outline)
    report = begin(
        SummaryReport, actor, once=once, state="draft", start=start, end=end, outline=outline, subject=subject, title=title,
        **values,
    )  # fmt: skip
    report.code = yearly_code(actor.home_id, "BC", report.on.year)
    keep(report, found)
    report.sections = narrative.sections(found, outline, own=wordings.of(council.pk))
    save(report, council)
    hold_rows(report, council)
    versions.note(report, actor.user_id, "Lập báo cáo")
    return report


def keep(report, found):
    """Keep what was counted."""
    report.figures, report.compared, report.lists = found.figures, found.compared, found.lists
    report.counted_at = timezone.now()


def hold_rows(report, council):
    """Keep the rows of the long annexes anew."""
    report.annex_rows.all().delete()
    for key in annexes.chosen(report.outline, report.annexes):
        if key in longrows.TITLES:
            parts = longrows.chunks(key, council, report.start, report.end)
            AnnexRows.objects.bulk_create(
                (AnnexRows(report=report, key=key, no=no, rows=rows) for no, rows in enumerate(parts)),
                batch_size=8,
            )


def save(report, council):
    """Save with the yearly book of numbers. Raises Refused when somebody took the number meanwhile."""
    report.book, report.words = book(council, report.on.year), report.number
    try:
        with transaction.atomic():
            report.save()
    except IntegrityError as error:
        if "report_number_once_a_year" not in str(error):
            raise
        raise Refused(
            f"Số {report.number} vừa được dùng cho báo cáo khác trong năm. Chọn số khác."
        ) from error


@verb(
    "reports.refresh", SummaryReport, "Cập nhật số liệu", slug="cap-nhat", may=rules.drafts,
    hint="Đếm lại số liệu; số trong mọi mục đổi theo, câu đã sửa tay giữ nguyên",
)  # fmt: skip
def refresh(actor, report):
    """Count again. The tokens of every section follow; sections that nobody edited take the wordings of today."""
    recount(report)
    report.save()
    versions.note(report, actor.user_id, "Cập nhật số liệu")


def recount(report):
    council = Council.objects.select_related("unit").get(pk=report.owner_id)
    found = facts.gather(council, report.start, report.end, report.subject)
    keep(report, found)
    blocks = [item["key"] for item in report.sections]
    report.sections = merged(
        report.sections, narrative.sections(found, report.outline, blocks, wordings.of(council.pk))
    )
    hold_rows(report, council)


def merged(old, new):
    """The new sections, with the texts that were edited by hand."""
    by_hand = {item["key"]: item for item in old if item["edited"]}
    made = [{**item, **_by_hand(by_hand.pop(item["key"], None))} for item in new]
    return [*by_hand.values(), *made] if by_hand else made


def _by_hand(item):
    return {"text": item["text"], "edited": True} if item else {}


@verb(
    "reports.compose", SummaryReport, "Chọn mục và phụ lục", slug="bo-cuc", may=rules.drafts, form=ComposeForm,
    hint="Số thứ tự trống là bỏ mục. Mục bỏ ra rồi chọn lại được viết lại từ câu mẫu.",
)  # fmt: skip
def compose(actor, report, **values):
    """Choose the blocks with their order, and the annexes."""
    order = {key.removeprefix("order_"): no for key, no in values.items() if key.startswith("order_") and no}
    chosen = sorted(order, key=lambda key: (order[key], list(order).index(key)))
    if not chosen:
        raise Refused("Báo cáo phải có ít nhất một mục.")
    council = Council.objects.select_related("unit").get(pk=report.owner_id)
    report.annexes = [
        key.removeprefix("annex_") for key, on in values.items() if key.startswith("annex_") and on
    ] or ["none"]
    report.blocks = chosen
    kept = {item["key"]: item for item in report.sections}
    made = narrative.sections(facts.of_report(report), report.outline, chosen, wordings.of(council.pk))
    report.sections = [kept.get(item["key"]) or item for item in made]
    report.save()
    hold_rows(report, council)
    versions.note(report, actor.user_id, "Chọn mục và phụ lục")
