"""The sittings of a session, and the versions in which its agenda was published."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.history import History
from sessions.models.session import Session


class Sitting(models.Model):
    """One sitting (buổi họp) of a session; `position` counts from 1 without gaps.

    `began_at` and `ended_at` are what really happened. `present_count` is counted by hand where the council keeps
    no list of its delegates; elsewhere presence is what the roll call says.
    """

    council_session = models.ForeignKey(
        Session, models.CASCADE, related_name="sittings", verbose_name="kỳ họp"
    )
    position = models.PositiveSmallIntegerField("thứ tự buổi họp")
    on = models.DateField("ngày họp")
    label = models.CharField("tên buổi họp", max_length=80)
    starts_at = models.TimeField("giờ bắt đầu buổi họp")
    ends_at = models.TimeField("giờ kết thúc dự kiến", null=True, blank=True)
    place = models.CharField("địa điểm", max_length=200, blank=True)
    is_closed = models.BooleanField("họp kín", default=False)
    began_at = models.DateTimeField("bắt đầu lúc", null=True, blank=True)
    ended_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)
    present_count = models.PositiveSmallIntegerField("số đại biểu có mặt", null=True, blank=True)

    class Meta:
        ordering = ["council_session", "position"]
        verbose_name = "buổi họp"
        triggers = [History(record="council_session_id")]
        constraints = [
            models.UniqueConstraint(
                fields=["council_session", "position"],
                name="sitting_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(
                fields=["council_session"],
                condition=Q(began_at__isnull=False, ended_at=None),
                name="sitting_one_open",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(began_at__isnull=False, ended_at__gte=F("began_at")),
                name="sitting_began_first",
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")), name="sitting_plan_order"
            ),
        ]

    NAMED_BY = "label"

    def __str__(self):
        return f"{self.label}, {self.on:%d/%m/%Y}"

    @property
    def is_open(self):
        return self.began_at is not None and self.ended_at is None


class AgendaVersion(models.Model):
    """A published agenda (chương trình đã công bố): numbered within its session, and never changed again.

    `content` is the agenda as it then stood (`sessions.versions.snapshot`); `changes` what differs from the version
    before (`sessions.versions.compare`). The database refuses to change or delete a row.
    """

    council_session = models.ForeignKey(
        Session, models.CASCADE, related_name="agenda_versions", verbose_name="kỳ họp"
    )
    number = models.PositiveSmallIntegerField("bản số")
    content = models.JSONField("nội dung chương trình")
    changes = models.JSONField("thay đổi so với bản trước", default=list)
    note = models.CharField("ghi chú công bố", max_length=250, blank=True)
    published_at = models.DateTimeField("công bố lúc", auto_now_add=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người công bố"
    )

    class Meta:
        ordering = ["council_session", "-number"]
        verbose_name = "chương trình đã công bố"
        triggers = [
            History(record="council_session_id", hide=("content", "changes")),
            pgtrigger.Protect(name="frozen", operation=pgtrigger.Update | pgtrigger.Delete),
        ]
        constraints = [
            models.UniqueConstraint(fields=["council_session", "number"], name="agenda_version_once")
        ]

    def __str__(self):
        return f"Chương trình bản số {self.number}"


class Pulse(models.Model):
    """Beats with every act in the hall, so that an open screen can ask cheaply whether anything is new."""

    council_session = models.OneToOneField(Session, models.CASCADE, primary_key=True, related_name="pulse")
    beat = models.PositiveIntegerField(default=0)

    def __str__(self):
        return f"{self.council_session_id}: {self.beat}"
