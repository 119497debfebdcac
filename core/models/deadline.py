import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.history import History


class DeadlineRule(models.Model):
    """A limit set by law or by a body's own working rules: data, never code.

    `offset` counts in `unit` from the anchor, negative before it; empty where the law gives no number.
    A row with `scope` holds for that body only and overrides the national row. `extends_by` units may be added
    `extends_times` times where the law allows it. A row that deadlines were counted by is never recounted: a
    changed limit is a row of the next `version`, and the old one, `retired`, still explains what it counted.
    """

    class Unit(models.TextChoices):
        CALENDAR = "calendar", "ngày"
        WORKING = "working", "ngày làm việc"

    class Confidence(models.TextChoices):
        VERIFIED = "verified", "đã đối chiếu"
        VERIFY = "verify", "cần kiểm chứng"

    code = models.CharField("mã", max_length=60)
    register = models.CharField("sổ", max_length=24)
    owed = models.CharField("việc phải làm", max_length=250)
    owed_by = models.CharField("bên phải làm", max_length=32)
    anchor = models.CharField("mốc tính", max_length=32)
    offset = models.IntegerField("số ngày", null=True, blank=True)
    unit = models.CharField("cách tính", max_length=8, choices=Unit)
    regime = models.CharField("thời kỳ pháp luật", max_length=1, blank=True)
    level = models.CharField("cấp", max_length=16, blank=True)
    scope = models.ForeignKey(
        "core.Body", models.CASCADE, null=True, blank=True, verbose_name="chỉ áp dụng cho"
    )
    basis = models.CharField("căn cứ", max_length=250, blank=True)
    article = models.CharField("điều khoản", max_length=120, blank=True)
    valid_from = models.DateField("hiệu lực từ")
    valid_to = models.DateField("đến hết", null=True, blank=True)
    applies_by = models.CharField("chọn theo ngày", max_length=10, default="anchor")
    confidence = models.CharField("độ tin cậy", max_length=8, choices=Confidence)
    note = models.TextField("ghi chú", blank=True)
    extends_by = models.PositiveSmallIntegerField("gia hạn được thêm", null=True, blank=True)
    extends_times = models.PositiveSmallIntegerField("số lần gia hạn", default=1)
    version = models.PositiveSmallIntegerField("bản", default=1, editable=False)
    retired = models.BooleanField("đã thay bằng bản sau", default=False, editable=False)
    edited = models.BooleanField("đã sửa tại đây", default=False, editable=False)

    class Meta:
        ordering = ["code", "-valid_from"]
        verbose_name = "quy định thời hạn"
        triggers = [History()]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "level", "scope", "valid_from"], condition=Q(retired=False),
                nulls_distinct=False, name="rule_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="rule_period"
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.owed} ({self.basis}, {self.article})"


class SpecialDay(models.Model):
    """A day whose working state differs from the national calendar: off, or worked in exchange."""

    day = models.DateField("ngày", unique=True)
    worked = models.BooleanField("đi làm")
    name = models.CharField("lý do", max_length=200)
    basis = models.CharField("căn cứ", max_length=250, blank=True)
    edited = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["day"]
        verbose_name = "ngày nghỉ, ngày làm bù"
        triggers = [History()]

    def __str__(self):
        return f"{self.day:%d/%m/%Y} {self.name}"


class ConfirmedYear(models.Model):
    """A year whose days off have been announced, and by which document; beside those of the shipped file."""

    year = models.PositiveSmallIntegerField("năm", unique=True)
    basis = models.CharField("văn bản công bố", max_length=250)

    class Meta:
        ordering = ["year"]
        verbose_name = "năm đã công bố lịch nghỉ"
        triggers = [History()]

    def __str__(self):
        return f"{self.year}: {self.basis}"


_NEXT_DUE = """
UPDATE core_record SET next_due = open.due FROM (
  SELECT min(due_on) AS due FROM core_deadline
  WHERE record_id = coalesce(NEW.record_id, OLD.record_id) AND met_on IS NULL AND waived_on IS NULL
) AS open
WHERE id = coalesce(NEW.record_id, OLD.record_id) AND next_due IS DISTINCT FROM open.due;
RETURN NULL;
"""


class DeadlineQuerySet(models.QuerySet):
    def open(self):
        """Neither met nor waived, and with a date to keep."""
        return self.filter(met_on__isnull=True, waived_on__isnull=True, due_on__isnull=False)

    def visible_to(self, actor):
        """Deadlines of the records that `actor` may see."""
        from core.models.record import Record
        from core.visibility import closed_kinds, veils

        if actor is None:
            return self.none()
        if actor.sees_shared_only:
            return self.filter(record__in=Record.objects.visible_to(actor))
        seen = self.filter(holder_id__in=actor.scope)
        for condition in veils(actor):
            seen = seen.exclude(record__in=Record.objects.filter(condition))
        closed = closed_kinds(actor.role)
        return seen.exclude(record__kind__in=closed) if closed else seen


class Deadline(models.Model):
    """What is owed on a record, until when, under which version of which rule.

    The due date is stored when it arises; it moves only by an act. `extra` are the units that `extensions`
    extensions added to the rule's own. A `decided` date was set by a decision: no change of rules or of days
    off touches it, only a new anchor does. `holder` repeats the record's owner so that the list of what is
    due is read from one index.
    """

    record = models.ForeignKey("core.Record", models.CASCADE, related_name="deadlines")
    holder = models.ForeignKey("core.Body", models.PROTECT, related_name="+")
    code = models.CharField(max_length=60)
    key = models.CharField(max_length=40, blank=True)
    rule = models.ForeignKey(DeadlineRule, models.PROTECT, null=True, related_name="deadlines")
    owed = models.CharField("việc phải làm", max_length=250)
    owed_by = models.ForeignKey("core.Body", models.PROTECT, null=True, blank=True, related_name="owes")
    anchor = models.CharField(max_length=32, blank=True)
    anchor_on = models.DateField("mốc tính")
    due_on = models.DateField("hạn", null=True)
    extra = models.PositiveSmallIntegerField("gia hạn thêm", default=0)
    extensions = models.PositiveSmallIntegerField("số lần gia hạn", default=0)
    decided = models.BooleanField("hạn do quyết định ấn định", default=False)
    met_on = models.DateField("đã xong ngày", null=True, blank=True)
    met_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    paper = models.CharField("số văn bản", max_length=60, blank=True)
    waived_on = models.DateField(null=True, blank=True)
    waived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    waived_reason = models.CharField("lý do miễn", max_length=250, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        triggers = [
            History(record="record_id"),
            pgtrigger.Trigger(
                name="next_due", when=pgtrigger.After, func=_NEXT_DUE,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
            ),
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(fields=["record", "code", "key"], name="deadline_once"),
            models.CheckConstraint(
                condition=Q(waived_on__isnull=True, waived_by__isnull=True, waived_reason="")
                | (Q(waived_on__isnull=False, waived_by__isnull=False) & ~Q(waived_reason="")),
                name="deadline_waived_whole",
            ),
            models.CheckConstraint(
                condition=Q(met_on__isnull=False) | Q(met_by__isnull=True), name="deadline_met_whole"
            ),
        ]
        indexes = [
            models.Index(
                fields=["holder", "due_on"],
                condition=Q(met_on__isnull=True, waived_on__isnull=True, due_on__isnull=False),
                name="deadline_open_of_holder",
            ),
            models.Index(
                fields=["owed_by", "due_on"],
                condition=Q(met_on__isnull=True, waived_on__isnull=True, due_on__isnull=False),
                name="deadline_open_of_debtor",
            ),
            models.Index(
                fields=["due_on"],
                condition=Q(met_on__isnull=True, waived_on__isnull=True, due_on__isnull=False),
                name="deadline_open_by_day",
            ),
            # What was due in a period, met or not, is counted from these alone.
            models.Index(
                fields=["holder", "due_on"],
                include=["owed_by", "met_on", "waived_on"],
                condition=Q(due_on__isnull=False),
                name="deadline_of_holder",
            ),
            models.Index(
                fields=["owed_by", "due_on"],
                include=["holder", "met_on", "waived_on"],
                condition=Q(due_on__isnull=False),
                name="deadline_of_debtor",
            ),
        ]

    def __str__(self):
        return f"{self.owed} {self.due_on:%d/%m/%Y}" if self.due_on else self.owed


class DeadlinePause(models.Model):
    """A time during which the clock of a deadline stands still, open while `to_on` is empty."""

    deadline = models.ForeignKey(Deadline, models.CASCADE, related_name="pauses")
    from_on = models.DateField("tạm dừng từ")
    to_on = models.DateField("chạy lại từ", null=True, blank=True)
    reason = models.CharField("lý do", max_length=250)

    class Meta:
        ordering = ["from_on"]
        triggers = [History()]

    def __str__(self):
        return f"{self.from_on:%d/%m/%Y} {self.reason}"
