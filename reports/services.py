"""Verbs of reports: draft, edit, count again, print, finalise."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from core import jobs
from core.errors import NotAllowed, Refused
from core.forms import VerbForm
from core.seats import actor_of
from core.services.numbers import yearly_code
from core.text import nfc
from core.verbs import start as begin
from core.verbs import verb
from council.models import Council
from reports import document, facts, narrative, rules
from reports.forms import book
from reports.models import SummaryReport


@verb("reports.draft", SummaryReport, "Lập báo cáo", may=rules.drafts, creates=True)
def draft(actor, *, once=None, start, end, **values):
    """A draft of the actor's council over a period, with figures counted now and the narrative written."""
    council = Council.objects.select_related("unit").get(pk=actor.home_id)
    found = facts.gather(council, start, end)
    report = begin(SummaryReport, actor, once=once, state="draft", start=start, end=end, **values)
    report.code = yearly_code(actor.home_id, "BC", report.on.year)
    _keep(report, found)
    report.sections = narrative.sections(found)
    _save(report, council)
    return report


def _keep(report, found):
    report.figures, report.lists, report.counted_at = found.figures, found.lists, timezone.now()


def _save(report, council):
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


@verb("reports.amend", SummaryReport, "Sửa báo cáo", may=rules.drafts, amends=True)
def amend(actor, report, **values):
    """Change text and head. A section changed by hand is marked; an emptied one is written anew."""
    texts = {
        name.removeprefix("section_"): text for name, text in values.items() if name.startswith("section_")
    }
    for name, value in values.items():
        if not name.startswith("section_"):
            setattr(report, name, value)
    report.sections = _edited(report, texts)
    _save(report, Council.objects.get(pk=report.owner_id))


def _edited(report, texts):
    made = {item["key"]: item for item in narrative.sections(facts.of_report(report))}
    changed = []
    for item in report.sections:
        text = texts.get(item["key"], item["text"])
        if not text.strip() and item["key"] in made:
            changed.append({**item, "text": made[item["key"]]["text"], "edited": False})
        else:
            changed.append({**item, "text": text, "edited": item["edited"] or nfc(text) != nfc(item["text"])})
    return changed


@verb(
    "reports.refresh", SummaryReport, "Cập nhật số liệu", slug="cap-nhat", may=rules.drafts,
    hint="Đếm lại số liệu và viết lại các mục chưa sửa tay",
)  # fmt: skip
def refresh(actor, report):
    """Count again; write anew only the sections that nobody edited by hand."""
    council = Council.objects.select_related("unit").get(pk=report.owner_id)
    found = facts.gather(council, report.start, report.end)
    _keep(report, found)
    report.sections = _merged(report.sections, narrative.sections(found))
    report.save()


def _merged(old, new):
    by_hand = {item["key"]: item for item in old if item["edited"]}
    merged = [{**item, **_by_hand(by_hand.pop(item["key"], None))} for item in new]
    return [*by_hand.values(), *merged] if by_hand else merged


def _by_hand(item):
    return {"text": item["text"], "edited": True} if item else {}


@verb("reports.print", SummaryReport, "In báo cáo", slug="in", may=rules.prints, primary=True)
def print_out(actor, report):
    """Queue the PDF of a report; asked twice while one is under way, it is one job."""
    params = {"report": report.pk, "version": report.version}
    return jobs.ask(actor, "report", f"In báo cáo {report.number or report.code}", params, record=report)


def must_print(actor):
    """Raises NotAllowed for those who may not print a report."""
    if not rules.prints(actor):
        raise NotAllowed(f"Vai trò {actor.role_label} không được in báo cáo.")


def print_period(actor, council, chosen):
    """Queue the PDF of a council's period without drafting a report. Raises NotAllowed."""
    must_print(actor)
    params = {"council": council.pk, "from": f"{chosen.start}", "to": f"{chosen.end}"}
    return jobs.ask(actor, "report", f"In báo cáo {council.short_name} {chosen.words}"[:250], params)


@verb(
    "reports.finalise", SummaryReport, "Chốt báo cáo", slug="chot", may=rules.finalises, form=VerbForm,
    hint="Khóa số liệu và nội dung. Sau khi chốt không ai sửa được báo cáo này.",
)  # fmt: skip
def finalise(actor, report):
    """Freeze all that is printed; from now on neither text nor figures change."""
    if not report.signer_name.strip():
        raise Refused("Chưa ghi họ tên người ký. Bấm Sửa, ghi người ký rồi chốt lại.")
    report.document = document.of_report(report)
    report.save()
    report.finalise()
    report.save()


@jobs.handles("report")
def render_job(job, progress):
    """The job behind "In báo cáo". Raises Refused when the person may no longer see or print it."""
    actor = actor_of(job.membership_id)
    if actor is None or not rules.prints(actor):
        raise Refused("Vai trò của người yêu cầu đã hết hiệu lực nên không in được báo cáo.")
    made = _document(job.params, actor)
    progress(40)
    return document.file_name(made), document.to_pdf(made)


def _document(params, actor):
    if "report" in params:
        report = SummaryReport.objects.visible_to(actor).filter(pk=params["report"]).first()
        if report is None:
            raise Refused("Báo cáo này không còn trong phạm vi được xem.")
        return document.of_report(report)
    council = (
        Council.objects.select_related("unit", "parent")
        .filter(pk=params["council"], pk__in=actor.scope)
        .first()
    )
    if council is None:
        raise Refused("Hội đồng nhân dân này không còn trong phạm vi được xem.")
    return document.of_period(council, date.fromisoformat(params["from"]), date.fromisoformat(params["to"]))
