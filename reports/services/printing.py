"""Reports on paper and in spreadsheets, made by the worker."""

import shutil
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings

from core import jobs
from core.errors import NotAllowed, Refused
from core.seats import actor_of
from core.verbs import verb
from council.models import Council
from reports import books, document, freezing, longrows, rendering, rules
from reports.forms import PrintForm
from reports.models import SummaryReport


@verb("reports.print", SummaryReport, "In báo cáo", slug="in", may=rules.prints, reads=True)
def print_out(actor, report):
    """Queue the PDF of a report; asked twice while one is under way, it is one job."""
    return _asked(actor, report, "pdf")


@verb("reports.export", SummaryReport, "Xuất tệp", slug="xuat", may=rules.prints, reads=True, form=PrintForm)
def export(actor, report, *, format):
    """Queue a report in another format."""
    return _asked(actor, report, format)


def _asked(actor, report, format):
    params = {"report": report.pk, "version": report.version, "format": format}
    how = "In" if format == "pdf" else f"Xuất {format.upper()}"
    return jobs.ask(actor, "report", f"{how} báo cáo {report.number or report.code}", params, record=report)


def must_print(actor):
    """Raises NotAllowed for those who may not print a report."""
    if not rules.prints(actor):
        raise NotAllowed(f"Vai trò {actor.role_label} không được in báo cáo.")


def print_period(actor, council, chosen, outline=books.DEFAULT):
    """Queue the PDF of a council's period without drafting a report. Raises NotAllowed."""
    must_print(actor)
    params = {"council": council.pk, "from": f"{chosen.start}", "to": f"{chosen.end}", "outline": outline}
    return jobs.ask(actor, "report", f"In báo cáo {council.short_name} {chosen.words}"[:250], params)


@jobs.handles("report", goes_on=True)
def render_job(job, progress):
    """The job behind "In báo cáo". Raises Refused when the person may no longer see or print it."""
    actor = actor_of(job.membership_id)
    if actor is None or not rules.prints(actor):
        raise Refused("Vai trò của người yêu cầu đã hết hiệu lực nên không in được báo cáo.")
    progress(5)
    if "report" in job.params:
        return _of_report(job, actor, progress)
    return _of_period(job, actor, progress)


def _of_report(job, actor, progress):
    report = SummaryReport.objects.visible_to(actor).filter(pk=job.params["report"]).first()
    if report is None:
        raise Refused("Báo cáo này không còn trong phạm vi được xem.")
    format = job.params.get("format", "pdf")
    if format == "pdf" and (kept := freezing.file_of(report)):
        return kept
    made = document.of_report(report)
    with _parts_of(job, report) as folder:
        content = made_in(format, made, _kept_rows(report), report.compared, progress, folder)
    return document.file_name(made, format), content


def made_in(format, made, source, compared, note=lambda percent: None, folder=None):
    """A document in a format (bytes). Raises Refused for one that this portal cannot make."""
    if format == "xlsx":
        return rendering.to_xlsx(made, source, compared)
    if format == "docx":
        return rendering.to_docx(made, source)
    if format == "json":
        return rendering.to_json(made, source, compared)
    return rendering.to_pdf(made, source, note, folder)


@contextmanager
def _parts_of(job, report):
    """Where the parts of a long annex lie until the job has ended, well or not; a worker that is killed, or has no time
    left, leaves them, and they are found again. Another version of the report has parts of its own."""
    place = Path(settings.MEDIA_ROOT) / "jobs" / f"parts-{job.pk}"
    try:
        yield place / f"{report.version}"
    except SoftTimeLimitExceeded:
        raise
    except Exception:
        shutil.rmtree(place, ignore_errors=True)
        raise
    shutil.rmtree(place, ignore_errors=True)


def _kept_rows(report):
    """The rows of the long annexes kept with a report, chunk by chunk."""

    def source(key):
        yield from (
            report.annex_rows.filter(key=key)
            .order_by("no")
            .values_list("rows", flat=True)
            .iterator(chunk_size=1)
        )

    return source


def asked_rows(council, start, end):
    """The rows of the long annexes of a period that no report keeps."""
    return lambda key: longrows.chunks(key, council, start, end)


def _of_period(job, actor, progress):
    params = job.params
    known = Council.objects.select_related("unit", "parent").filter(pk=params["council"], pk__in=actor.scope)
    council = known.first()
    if council is None:
        raise Refused("Hội đồng nhân dân này không còn trong phạm vi được xem.")
    days = date.fromisoformat(params["from"]), date.fromisoformat(params["to"])
    made = document.of_period(council, *days, params.get("outline", books.DEFAULT))
    progress(40)
    return document.file_name(made), rendering.to_pdf(made)


@jobs.handles("report-file", goes_on=True)
def render_file(job, progress):
    """Print the file of a frozen report, once; printed before, it is left alone."""
    report = SummaryReport.objects.filter(pk=job.params["report"], state="finalised").first()
    if report is None:
        raise Refused("Báo cáo này chưa chốt.")
    progress(5)
    if not freezing.file_of(report):
        with _parts_of(job, report) as folder:
            content = made_in("pdf", report.document, _kept_rows(report), report.compared, progress, folder)
        freezing.keep_file(report, document.file_name(report.document), content)
