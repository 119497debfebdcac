"""The register of tasks that resolutions give, and what was reported on them for a half-year."""

from http import HTTPStatus

import django_filters as filters
import django_tables2 as tables
from django.db.models import Prefetch, Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import localdate

from core import export, jobs, pdf
from core.errors import Refused
from core.filters import RecordFilter
from core.models import Body
from core.seats import actor_of
from core.tables import RecordTable, TitleColumn
from core.text import whole
from sessions import services
from sessions.forms import TaskForm
from sessions.models import Resolution, ResolutionTask, TaskReport
from sessions.pages import period
from sessions.tables import NUM
from sessions.views import OfSession, council_sessions, day

HEAD = [
    "Số",
    "Nhiệm vụ",
    "Nghị quyết",
    "Cơ quan chủ trì",
    "Sản phẩm",
    "Hạn",
    "Tình trạng",
    "Báo cáo kỳ này",
    "Nội dung báo cáo",
]
MOST = 2000


class TaskTable(RecordTable):
    title = TitleColumn(verbose_name="Nhiệm vụ")
    lead = tables.Column(verbose_name="Cơ quan chủ trì", orderable=False, attrs={"td": {"class": "u"}})
    due_on = tables.DateColumn(verbose_name="Hạn hoàn thành", orderable=False, format="d/m/Y", attrs=NUM)

    class Meta(RecordTable.Meta):
        model = ResolutionTask
        fields = ("code", "title", "lead", "due_on", "state", "due")
        sequence = fields

    def value_due_on(self, value):
        return value

    def sub(self, record):
        return f"nghị quyết {record.resolution.code}", record.product


class TaskFilter(RecordFilter):
    co_quan = filters.ModelChoiceFilter(
        field_name="lead", label="Cơ quan", empty_label="Tất cả", queryset=Body.objects.none()
    )

    class Meta(RecordFilter.Meta):
        model = ResolutionTask
        fields: list = []

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, actor=actor, **kwargs)
        if actor.sees_shared_only:
            del self.filters["co_quan"]
        else:
            leads = ResolutionTask.objects.filter(owner=actor.home_id).values("lead")
            self.filters["co_quan"].queryset = Body.objects.filter(pk__in=leads)


class TaskRegister(OfSession):
    namespace, name, noun, plural = "sessions", "task", "nhiệm vụ", "Nhiệm vụ thực hiện nghị quyết"
    model, form_class, table_class, filter_class = ResolutionTask, TaskForm, TaskTable, TaskFilter
    create, amend = staticmethod(services.add_task), staticmethod(services.amend_task)
    template = "sessions/task.html"
    related = ("owner", "lead", "resolution")

    def initial(self, request):
        pk = whole(request.GET.get("nghi-quyet", ""))
        rows = Resolution.objects.visible_to(request.actor).filter(owner=request.actor.home_id)
        return {"on": localdate(), "resolution": rows.filter(pk=pk).first() if pk else None}

    def list_actions(self, actor):
        half = {
            "label": "Theo nửa năm",
            "url": reverse("sessions:half_year"),
            "primary": False,
            "icon": "calendar",
        }
        return [*super().list_actions(actor), half]

    def facts(self, record, actor):
        return [
            ("Nghị quyết", _resolution(record, actor)), ("Cơ quan chủ trì", record.lead), ("Phối hợp", record.partners),
            ("Sản phẩm", record.product), ("Ngày giao", day(record.on)), ("Hạn hoàn thành", day(record.due_on)),
            ("Kết thúc", day(record.done_on)),
        ]  # fmt: skip

    def context(self, record, actor):
        return {"reports": list(record.reports.all())}

    def crumbs(self, record=None):
        return [{"label": "Kỳ họp", "url": council_sessions.url("list")},
                {"label": self.plural, "url": self.url("list")}]  # fmt: skip


def _resolution(record, actor):
    found = record.resolution
    label = f"{found.code} {found.title}".strip()
    return (
        label
        if actor.sees_shared_only
        else format_html('<a href="{}">{}</a>', found.get_absolute_url(), label)
    )


tasks = TaskRegister()


def rows_of(actor, half):
    """The tasks that were open in the half-year, each with what was reported for it: [(task, report or None)]."""
    reports = TaskReport.objects.filter(year=half.year, half=half.half)
    rows = ResolutionTask.objects.visible_to(actor).filter(on__lte=half.end)
    rows = rows.filter(Q(done_on=None) | Q(done_on__gte=half.start))
    rows = rows.select_related("lead", "resolution", "owner").defer("tsv", "words").order_by("due_on", "pk")
    found = list(rows.prefetch_related(Prefetch("reports", reports, to_attr="of_half"))[: MOST + 1])
    if len(found) > MOST:
        raise Refused("Quá 2.000 nhiệm vụ trong kỳ. Hãy xem từng phần trong danh sách nhiệm vụ.")
    return [(row, row.of_half[0] if row.of_half else None) for row in found]


def _late(task, half):
    """Whether the task was not done by its day, as far as the half-year can tell."""
    last = min(half.end, localdate())
    return task.due_on < (task.done_on or last) and task.due_on <= half.end


def half_year(request):
    """What every body said of its tasks for a half-year, and which said nothing."""
    half, form = period.asked(request.GET)
    found = rows_of(request.actor, half)
    rows = [{"task": task, "report": report, "late": _late(task, half)} for task, report in found]
    query = f"nam={half.year}&ky={half.half}"
    context = {
        "title": "Thực hiện nghị quyết theo nửa năm", "rows": rows, "half": half, "form": form, "total": len(rows),
        "reported": sum(row["report"] is not None for row in rows), "late": sum(row["late"] for row in rows),
        "done": sum(row["task"].state == "done" for row in rows), "crumbs": tasks.crumbs(),
        "exports": [{"label": "Excel (XLSX)", "url": f"{reverse('sessions:half_year_xlsx')}?{query}"},
                    {"label": "PDF", "url": f"{reverse('sessions:half_year_pdf')}?{query}"}],
    }  # fmt: skip
    status = HTTPStatus.OK if form.is_valid() else HTTPStatus.BAD_REQUEST
    return render(request, "sessions/half_year.html", context, status=status)


def cells(task, report):
    return [
        task.code, task.title, task.resolution.code, task.lead.name, task.product, task.due_on, task.status["label"],
        report.get_state_display() if report else "chưa báo cáo", report.text if report else "",
    ]  # fmt: skip


def half_year_xlsx(request):
    half, _ = period.asked(request.GET)
    rows = [HEAD, *(cells(*row) for row in rows_of(request.actor, half))]
    return export.file_response(
        "Thực hiện nghị quyết", rows, f"thuc-hien-nghi-quyet-{half.year}-{half.half}.xlsx"
    )


def half_year_pdf(request):
    half, _ = period.asked(request.GET)
    params = {"year": half.year, "half": half.half}
    label = f"In thực hiện nghị quyết, {half.words}"
    return redirect(jobs.ask(request.actor, "sessions.half_year", label, params))


@jobs.handles("sessions.half_year")
def printed(job, progress):
    actor = actor_of(job.membership_id)
    half = period.Half(job.params["year"], job.params["half"])
    rows = [[_shown(cell) for cell in cells(*row)] for row in rows_of(actor, half)]
    progress(40)
    context = {
        "title": f"Thực hiện nghị quyết, {half.words}",
        "head": HEAD,
        "rows": rows,
        "today": localdate(),
    }
    return f"thuc-hien-nghi-quyet-{half.year}-{half.half}.pdf", pdf.render("print/list.html", context)


def _shown(cell):
    return f"{cell:%d/%m/%Y}" if hasattr(cell, "strftime") else cell
