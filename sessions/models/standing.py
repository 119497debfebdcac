from django.db import models
from django.db.models import Q
from django_fsm import transition

from core.history import History
from core.models import Record, record_link
from core.visibility import VisibleQuerySet
from council.models import Term


class StandingMeeting(Record):
    """A meeting of the Standing Body (phiên họp Thường trực HĐND), one a month at least.

    `on` is its day, `number` runs through the whole term, `code` the number of its notice of conclusion.
    """

    KIND = "standing_meeting"
    STATES = {
        "planned": ("dự kiến", "idle"),
        "held": ("đã họp", "doing"),
        "concluded": ("đã thông báo kết luận", "done"),
        "cancelled": ("đã hủy", "idle"),
    }
    HELD = ("held", "concluded")

    record_ptr = record_link()
    term = models.ForeignKey(Term, models.PROTECT, related_name="standing_meetings", verbose_name="nhiệm kỳ")
    number = models.PositiveSmallIntegerField("phiên họp thứ")
    starts_at = models.TimeField("giờ họp", null=True, blank=True)
    place = models.CharField("địa điểm", max_length=200, blank=True)
    present = models.TextField("thành phần dự họp", blank=True)
    noticed_on = models.DateField("ngày thông báo kết luận", null=True, blank=True)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = "phiên họp Thường trực HĐND"
        triggers = [History(record="record_ptr_id")]
        constraints = [
            models.UniqueConstraint(fields=["term", "number"], name="standing_meeting_number_once")
        ]

    @classmethod
    def next_number(cls, term):
        """The first free number of a term's series."""
        last = cls.objects.filter(term=term).aggregate(last=models.Max("number"))["last"]
        return (last or 0) + 1

    def same_number(self):
        """Other meetings of the term that bear this number."""
        same = StandingMeeting.objects.filter(term_id=self.term_id, number=self.number)
        return same.exclude(pk=self.pk)

    def full_title(self):
        ordinal = "thứ nhất" if self.number == 1 else f"thứ {self.number}"
        return f"Phiên họp {ordinal} của Thường trực HĐND, tháng {self.on:%m/%Y}"

    def search_words(self):
        topics = self.topics.all() if self.pk else ()
        return " ".join([self.place, *(f"{item.title} {item.conclusion}" for item in topics)])

    @transition("state", source="planned", target="held")
    def hold(self):
        pass

    @transition("state", source="held", target="concluded")
    def give_notice(self):
        pass

    @transition("state", source="planned", target="cancelled")
    def cancel(self):
        pass

    @transition("state", source=["planned", "held"], target=None)
    def write(self):
        """Its contents and conclusions may still be written."""


class StandingTopic(models.Model):
    """One content of a Standing meeting, with what was concluded on it."""

    meeting = models.ForeignKey(
        StandingMeeting, models.CASCADE, related_name="topics", verbose_name="phiên họp"
    )
    position = models.PositiveSmallIntegerField("thứ tự")
    title = models.CharField("nội dung", max_length=400)
    presenter = models.CharField("cơ quan trình", max_length=200, blank=True)
    conclusion = models.TextField("kết luận", blank=True)
    task_owner = models.CharField("giao cho", max_length=200, blank=True)
    due_on = models.DateField("thời hạn", null=True, blank=True)

    class Meta:
        ordering = ["meeting", "position", "pk"]
        verbose_name = "nội dung phiên họp Thường trực"
        triggers = [History(record="meeting_id")]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on=None) | ~Q(task_owner=""), name="standing_topic_due_has_owner"
            )
        ]

    def __str__(self):
        return self.title
