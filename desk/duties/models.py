from django.db import models
from django.db.models import Q
from django_fsm import transition

from core.history import History
from core.models import Body, Record, record_link
from core.visibility import VisibleQuerySet


class Duty(Record):
    """One duty under one legal rule, counted from `on`; its limit is a `Deadline` like any other.

    `due_asked` is the date that a paper sets; it is needed where the law gives no number of days.
    """

    KIND = "duty"
    STATES = {
        "open": ("đang làm", "doing"),
        "done": ("đã xong", "done"),
        "dropped": ("không phải làm", "idle"),
    }

    class Repeat(models.TextChoices):
        NONE = "", "Không lặp lại"
        MONTH = "month", "Hằng tháng"
        QUARTER = "quarter", "Hằng quý"
        HALF = "half", "Mỗi sáu tháng"
        YEAR = "year", "Hằng năm"

    record_ptr = record_link()
    rule_code = models.CharField(
        max_length=60
    )  # its words stand with the limit, a code says nothing to a reader
    owed_by = models.ForeignKey(Body, models.PROTECT, related_name="duties", verbose_name="đơn vị phải làm")
    due_asked = models.DateField("hạn do văn bản ấn định", null=True, blank=True)
    repeat = models.CharField("lặp lại", max_length=8, choices=Repeat, blank=True, default=Repeat.NONE)
    note = models.TextField("ghi chú", blank=True)
    done_on = models.DateField("xong ngày", null=True, blank=True)
    done_no = models.CharField("văn bản", max_length=60, blank=True)
    dropped_on = models.DateField("bỏ ngày", null=True, blank=True)
    drop_reason = models.CharField("lý do bỏ", max_length=250, blank=True)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = "việc theo luật"
        triggers = [History(record="record_ptr_id")]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on__isnull=False) | Q(done_no=""), name="duty_done_whole"
            ),
            models.CheckConstraint(
                condition=Q(dropped_on=None, drop_reason="")
                | (Q(dropped_on__isnull=False) & ~Q(drop_reason="")),
                name="duty_dropped_whole",
            ),
        ]

    @transition("state", source="open", target=None)
    def amend(self):
        """While it is open everything may change."""

    @transition("state", source="open", target="done")
    def finish(self):
        pass

    @transition("state", source="open", target="dropped")
    def drop(self):
        pass
