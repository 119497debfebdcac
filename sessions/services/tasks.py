"""Verbs of the tasks that resolutions give."""

from core import notify
from core.errors import Refused
from core.models import Share
from core.services import deadlines
from core.services.numbers import yearly_code
from core.verbs import start, verb
from council.models import Role
from council.seats import people_of
from sessions import forms, rules
from sessions.models import ResolutionTask, TaskReport
from sessions.services.common import keep_files, store

TASK = "resolution.task"


@verb("tasks.add", ResolutionTask, "Giao nhiệm vụ", may=rules.keeps, creates=True)
def add_task(actor, *, resolution, lead, once=None, **values):
    """A task of a resolution, owed by the body that leads it until its day."""
    _check(actor, resolution)
    values |= {"resolution": resolution, "parent": resolution, "lead": lead}
    made = start(ResolutionTask, actor, once=once, state="assigned", **values)
    made.code = yearly_code(actor.home_id, "NV", made.on.year)
    store(made)
    _owe(made)
    text = f"Nhiệm vụ thực hiện nghị quyết {resolution.code}: {made.title}. Hạn {made.due_on:%d/%m/%Y}."
    notify.tell(people_of([lead.pk]), text, key=f"task:{made.pk}", record=made)
    return made


def _check(actor, resolution):
    if resolution.owner_id != actor.home_id:
        raise Refused("Nghị quyết đã chọn không phải của Hội đồng nhân dân đang làm việc.")


def _owe(task):
    Share.objects.get_or_create(record_id=task.pk, body=task.lead)
    owed = f"Thực hiện nghị quyết {task.resolution.code}: {task.title}"[:250]
    deadlines.open_deadline(task, TASK, task.on, owed_by=task.lead, due_on=task.due_on, owed=owed)


@verb("tasks.amend", ResolutionTask, "Sửa nhiệm vụ", may=rules.keeps, amends=True)
def amend_task(actor, task, *, resolution, **values):
    """Correct a task; another lead or day takes the limit along."""
    _check(actor, resolution)
    before = task.lead_id
    store(task, resolution=resolution, parent=resolution, **values)
    if before != task.lead_id:
        Share.objects.filter(record_id=task.pk, body=before).delete()
    if task.state in ResolutionTask.OPEN:
        _owe(task)


@verb("tasks.report", ResolutionTask, "Báo cáo thực hiện", slug="bao-cao", may=rules.does_task,
      form=forms.TaskReportForm, primary=True)  # fmt: skip
def report_task(actor, task, *, year, half, state, text, reported_on, files=()):
    """What the body says of a half-year; said again it replaces what was said. Done waits for the office."""
    task.report(outcome=state)
    TaskReport.objects.update_or_create(
        task=task, year=year, half=half, defaults={"state": state, "text": text, "reported_on": reported_on}
    )
    keep_files(actor, task, files)
    store(task)
    text = f"{task.lead} báo cáo nhiệm vụ {task.code} ({TaskReport.State(state).label.lower()})"
    key = f"task_report:{task.pk}:{task.version}"
    notify.tell(people_of([task.owner_id], Role.STAFF, Role.WARD), text, key=key, record=task)


@verb("tasks.confirm", ResolutionTask, "Xác nhận hoàn thành", slug="xac-nhan", may=rules.keeps,
      form=forms.TaskClosingForm, primary=True)  # fmt: skip
def confirm_task(actor, task, *, done_on, closing_note):
    """The office agrees that the task is done."""
    task.confirm()
    store(task, done_on=done_on, closing_note=closing_note)
    deadlines.meet(task, TASK, done_on, user_id=actor.user_id)


@verb(
    "tasks.send_back",
    ResolutionTask,
    "Yêu cầu làm tiếp",
    slug="lam-tiep",
    may=rules.keeps,
    form=forms.ReasonForm,
)
def send_back_task(actor, task, *, reason):
    """What was reported as done is not yet; the body is told why."""
    task.send_back()
    store(task)
    text = f"Nhiệm vụ {task.code} chưa hoàn thành: {reason}"
    notify.tell(people_of([task.lead_id]), text, key=f"task_back:{task.pk}:{task.version}", record=task)


@verb("tasks.fail", ResolutionTask, "Ghi không hoàn thành", slug="khong-hoan-thanh", may=rules.keeps,
      form=forms.TaskClosingForm, danger=True)  # fmt: skip
def fail_task(actor, task, *, done_on, closing_note):
    """The task will not be done; why is kept for the report and for proposing a change of the resolution."""
    task.fail()
    store(task, done_on=done_on, closing_note=closing_note)
    deadlines.drop(task)
