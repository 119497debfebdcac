from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django_fsm import GET_STATE, transition

from core.history import History
from core.models import Body, Record, record_link
from core.visibility import VisibleQuerySet
from oversight.models.round import Round


def _after_report(visit):
    return "worked" if visit.state == "worked" else "report_received"


class Visit(Record):
    """One overseen unit in a round: what it was asked for, when it was worked with, what was found.

    `on` is the working day with the unit, `title` the unit's name of that day.
    """

    KIND = "visit"
    STATES = {
        "planned": ("dự kiến", "idle"),
        "outline_sent": ("đã gửi đề cương", "doing"),
        "report_received": ("đã nhận báo cáo", "doing"),
        "worked": ("đã làm việc", "done"),
        "cancelled": ("không làm việc", "idle"),
    }
    ASKED = ("outline_sent", "report_received", "worked")
    AHEAD = ("planned", "outline_sent", "report_received")

    record_ptr = record_link()
    round = models.ForeignKey(Round, models.PROTECT, related_name="visits", verbose_name="cuộc giám sát")
    target = models.ForeignKey(
        Body, models.PROTECT, related_name="visits", verbose_name="cơ quan, đơn vị chịu giám sát"
    )
    outline_sent_on = models.DateField("ngày gửi đề cương", null=True, blank=True)
    notified_on = models.DateField("ngày gửi chương trình, thành phần Đoàn", null=True, blank=True)
    notice_no = models.CharField("công văn gửi chương trình", max_length=60, blank=True)
    report_due_on = models.DateField("hạn đơn vị nộp báo cáo", null=True, blank=True)
    report_received_on = models.DateField("ngày nhận báo cáo của đơn vị", null=True, blank=True)
    report_no = models.CharField("số báo cáo của đơn vị", max_length=60, blank=True)
    place = models.CharField("địa điểm", max_length=200, blank=True)
    attendees = models.TextField("thành phần dự", blank=True)
    minutes_no = models.CharField("số biên bản làm việc", max_length=60, blank=True)
    answered_on = models.DateField("ngày gửi trả lời đề cương", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="người gửi trả lời",
    )  # fmt: skip
    return_reason = models.CharField("lý do trả lại đề cương", max_length=500, blank=True)
    cancel_reason = models.CharField("lý do không làm việc", max_length=500, blank=True)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = "đơn vị chịu giám sát"
        triggers = [History(record="record_ptr_id")]
        constraints = [
            models.UniqueConstraint(fields=["round", "target"], name="visit_once"),
            models.CheckConstraint(
                condition=Q(notified_on__isnull=False) | Q(notice_no=""), name="visit_notice_whole"
            ),
            models.CheckConstraint(
                condition=Q(answered_on=None) | Q(answered_by__isnull=False), name="visit_answers_whole"
            ),
            models.CheckConstraint(
                condition=Q(report_received_on__isnull=False) | Q(report_no=""), name="visit_report_whole"
            ),
        ]

    def get_absolute_url(self):
        return reverse("oversight:visit_record", args=[self.pk])

    @transition("state", source=(*AHEAD, "worked"), target=None)
    def amend_visit(self):
        pass

    @transition("state", source="planned", target="outline_sent")
    def send_outline_to_unit(self):
        pass

    @transition("state", source=AHEAD, target=None)
    def notify_unit(self):
        pass

    @transition(
        "state",
        source=["planned", "outline_sent", "worked"],
        target=GET_STATE(_after_report, ["report_received", "worked"]),
    )
    def receive_report(self):
        """A unit may hand in its report after the working day, too."""

    @transition("state", source=ASKED, target=None)
    def answer_outline(self):
        pass

    @transition("state", source=ASKED, target=None)
    def return_answers(self):
        pass

    @transition("state", source=ASKED, target=None)
    def check_figures(self):
        pass

    @transition("state", source=AHEAD, target="worked")
    def record_work(self):
        pass

    @transition("state", source=AHEAD, target="cancelled")
    def cancel_visit(self):
        pass
