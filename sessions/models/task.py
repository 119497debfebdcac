from django.db import models
from django.db.models import Q
from django_fsm import GET_STATE, transition

from core.history import History
from core.models import Body, Record, record_link
from core.visibility import VisibleQuerySet
from sessions.models.resolution import Resolution


class ResolutionLink(models.Model):
    """A resolution that amends or repeals another; the other one may be older than the register."""

    class Kind(models.TextChoices):
        AMENDS = "amends", "Sửa đổi, bổ sung"
        REPEALS_PART = "repeals_part", "Bãi bỏ một phần"
        REPEALS = "repeals", "Bãi bỏ, thay thế"

    source = models.ForeignKey(Resolution, models.CASCADE, related_name="links")
    target = models.ForeignKey(
        Resolution, models.PROTECT, null=True, blank=True, related_name="backlinks", verbose_name="nghị quyết liên quan"
    )  # fmt: skip
    target_text = models.CharField("nghị quyết ngoài sổ", max_length=300, blank=True)
    kind = models.CharField("quan hệ", max_length=12, choices=Kind)
    articles = models.CharField("điều, khoản", max_length=200, blank=True)
    from_on = models.DateField("có hiệu lực từ")

    class Meta:
        verbose_name = "quan hệ hiệu lực"
        ordering = ["from_on", "pk"]
        triggers = [History(record="source_id")]
        constraints = [
            models.CheckConstraint(
                condition=Q(target=None) ^ Q(target_text=""), name="resolution_link_one_target"
            ),
            models.CheckConstraint(condition=~Q(source=models.F("target")), name="resolution_link_other"),
        ]

    def __str__(self):
        return f"{self.source_id} {self.kind} {self.target_id or self.target_text}"


def _reported(task, *args, outcome="doing", **kwargs):
    return "reported" if outcome == "done" else "doing"


class ResolutionTask(Record):
    """Something a resolution gives a body to do (nhiệm vụ thực hiện nghị quyết). `on` is the day it was given."""

    KIND = "task"
    STATES = {
        "assigned": ("đã giao", "idle"),
        "doing": ("đang thực hiện", "doing"),
        "reported": ("báo hoàn thành, chờ xác nhận", "doing"),
        "done": ("hoàn thành", "done"),
        "failed": ("không hoàn thành", "idle"),
    }
    OPEN = ("assigned", "doing", "reported")

    record_ptr = record_link()
    resolution = models.ForeignKey(
        Resolution, models.PROTECT, related_name="tasks", verbose_name="nghị quyết"
    )
    lead = models.ForeignKey(
        Body, models.PROTECT, related_name="resolution_tasks", verbose_name="cơ quan chủ trì"
    )
    partners = models.CharField("cơ quan phối hợp", max_length=300, blank=True)
    product = models.CharField("sản phẩm, kết quả", max_length=300)
    due_on = models.DateField("hạn hoàn thành")
    done_on = models.DateField("ngày hoàn thành", null=True, blank=True)
    closing_note = models.CharField("xác nhận kết quả", max_length=400, blank=True)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = "nhiệm vụ thực hiện nghị quyết"
        triggers = [History(record="record_ptr_id")]

    def search_words(self):
        return f"{self.resolution.code} {self.lead.name} {self.product} {self.partners}"

    @transition(
        "state", source=["assigned", "doing"], target=GET_STATE(_reported, states=["doing", "reported"])
    )
    def report(self, *, outcome="doing"):
        """The body's account of a half-year; one that says the work is done waits for the office to agree."""

    @transition("state", source=OPEN, target="done")
    def confirm(self):
        pass

    @transition("state", source="reported", target="doing")
    def send_back(self):
        pass

    @transition("state", source=OPEN, target="failed")
    def fail(self):
        pass


class TaskReport(models.Model):
    """What a body said of a task for one half of a year."""

    class State(models.TextChoices):
        DOING = "doing", "Đang thực hiện"
        STUCK = "stuck", "Vướng mắc"
        DONE = "done", "Đã hoàn thành"

    task = models.ForeignKey(ResolutionTask, models.CASCADE, related_name="reports")
    year = models.PositiveSmallIntegerField("năm")
    half = models.PositiveSmallIntegerField("nửa năm")
    state = models.CharField("tình trạng thực hiện", max_length=8, choices=State)
    text = models.TextField("kết quả, khó khăn, kiến nghị")
    reported_on = models.DateField("ngày báo cáo")

    class Meta:
        verbose_name = "báo cáo thực hiện"
        ordering = ["task", "-year", "-half"]
        triggers = [History(record="task_id")]
        constraints = [
            models.UniqueConstraint(fields=["task", "year", "half"], name="task_report_once"),
            models.CheckConstraint(condition=Q(half__in=[1, 2]), name="task_report_half"),
        ]

    def __str__(self):
        return f"{self.task_id}, {self.half}/{self.year}"
