from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localdate
from django_fsm import transition

from core.history import History
from core.models import Body, Record, record_link
from core.visibility import VisibleQuerySet
from council.models import Delegate, Unit
from sessions.models import Session


class Meeting(Record):
    """A voter-contact meeting (hội nghị tiếp xúc cử tri).

    With a `host` (the National Assembly delegation) it is noted here but is not the council's own. At most two
    levels hold one together, the upper one leading (Joint Resolution 72/2025, article 22 clause 2): hence one
    column `joint_with`.
    """

    KIND = "meeting"
    STATES = {
        "planned": ("dự kiến", "idle"),
        "announced": ("đã thông báo", "doing"),
        "held": ("đã tổ chức", "doing"),
        "reported": ("đã tổng hợp", "done"),
        "cancelled": ("đã hủy", "idle"),
    }
    TOOK_PLACE = ("held", "reported")

    class MeetingKind(models.TextChoices):
        BEFORE = "before", "Trước kỳ họp"
        AFTER = "after", "Sau kỳ họp"
        THEMATIC = "thematic", "Theo chuyên đề"
        GROUP = "group", "Theo đối tượng"
        RESIDENCE = "residence", "Nơi cư trú"
        WORKPLACE = "workplace", "Nơi làm việc"
        OUTSIDE = "outside", "Ngoài đơn vị bầu cử"
        PERSONAL = "personal", "Gặp cá nhân, nhóm cử tri"

    ON_REQUEST = (MeetingKind.OUTSIDE, MeetingKind.PERSONAL)

    class Mode(models.TextChoices):
        DIRECT = "direct", "Trực tiếp"
        ONLINE = "online", "Trực tuyến"
        MIXED = "mixed", "Trực tiếp kết hợp trực tuyến"

    record_ptr = record_link()
    meeting_kind = models.CharField("loại", max_length=12, choices=MeetingKind)
    mode = models.CharField("hình thức", max_length=8, choices=Mode, default=Mode.DIRECT)
    council_session = models.ForeignKey(
        Session, models.PROTECT, null=True, blank=True, related_name="meetings", verbose_name="gắn với kỳ họp"
    )
    host = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="hosted_meetings", verbose_name="cơ quan chủ trì khác",
        help_text="Để trống khi do HĐND chủ trì. Cuộc do Đoàn ĐBQH chủ trì không tính là cuộc của HĐND.",
    )  # fmt: skip
    joint_with = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="joint_meetings", verbose_name="phối hợp với HĐND cấp trên",
        help_text="Nhiều nhất hai cấp; Thường trực HĐND cấp trên chủ trì.",
    )  # fmt: skip
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="meetings", verbose_name="xã, phường")
    hamlet = models.CharField("thôn, xóm, tổ dân phố", max_length=120, blank=True)
    hamlets = models.ManyToManyField(
        Unit, blank=True, related_name="+", verbose_name="thôn, xóm, tổ dân phố có cử tri dự",
        help_text="Chọn trong danh mục của xã, phường; để tính nơi đã và chưa được tiếp xúc trong nhiệm kỳ.",
    )  # fmt: skip
    place = models.CharField("địa điểm", max_length=200, blank=True)
    starts_at = models.TimeField("giờ bắt đầu", null=True, blank=True)
    delegates = models.ManyToManyField(
        Delegate, blank=True, related_name="meetings", verbose_name="đại biểu tham dự"
    )
    absences = models.TextField("người khác vắng và lý do", blank=True)
    local_leaders = models.TextField("lãnh đạo địa phương dự", blank=True)
    voters = models.PositiveIntegerField("số cử tri dự", null=True, blank=True)
    speakers = models.PositiveIntegerField("số lượt phát biểu", null=True, blank=True)
    requested_on = models.DateField(
        "đại biểu đề nghị ngày", null=True, blank=True,
        help_text="Khi đại biểu tiếp xúc ngoài đơn vị bầu cử hoặc gặp cá nhân, nhóm cử tri.",
    )  # fmt: skip
    decided_on = models.DateField("đồng ý ngày", null=True, blank=True)
    decision_no = models.CharField("văn bản đồng ý", max_length=60, blank=True)
    notice_on = models.DateField("thông báo ngày", null=True, blank=True)
    notice_no = models.CharField("văn bản thông báo", max_length=60, blank=True)
    reported_on = models.DateField("tổng hợp ngày", null=True, blank=True)
    report_no = models.CharField("báo cáo tổng hợp", max_length=60, blank=True)
    cancelled_on = models.DateField("hủy ngày", null=True, blank=True)
    cancel_reason = models.CharField("lý do hủy", max_length=250, blank=True)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = "hội nghị tiếp xúc cử tri"
        triggers = [History(record="record_ptr_id")]
        constraints = [
            models.CheckConstraint(
                condition=Q(speakers=None) | Q(voters=None) | Q(speakers__lte=F("voters")),
                name="meeting_speakers_among_voters",
            ),
            models.CheckConstraint(
                condition=Q(notice_on__isnull=False) | Q(notice_no=""), name="meeting_notice_whole"
            ),
            models.CheckConstraint(
                condition=Q(reported_on__isnull=False) | Q(report_no=""), name="meeting_report_whole"
            ),
            models.CheckConstraint(
                condition=Q(cancelled_on=None, cancel_reason="")
                | (Q(cancelled_on__isnull=False) & ~Q(cancel_reason="")),
                name="meeting_cancelled_whole",
            ),
            models.CheckConstraint(condition=Q(host=None) | Q(joint_with=None), name="meeting_one_leader"),
            models.CheckConstraint(
                condition=Q(decided_on__isnull=False) | Q(decision_no=""), name="meeting_decision_whole"
            ),
        ]

    @property
    def took_place(self):
        return self.state in self.TOOK_PLACE

    @property
    def takes_opinions(self):
        """Its day has come, and it was not called off."""
        return self.state != "cancelled" and self.on <= localdate()

    @property
    def is_on_request(self):
        """Held because a delegate asked for it, by the Standing Body's leave (articles 32 and 33)."""
        return self.meeting_kind in self.ON_REQUEST

    @transition(
        "state", source="planned", target=None, conditions=[lambda self: self.is_on_request and not self.decided_on]
    )  # fmt: skip
    def agree(self):
        """The Standing Body gives its leave."""

    @transition("state", source=["planned", "announced"], target=None)
    def amend_meeting(self):
        """Before it is held everything may change."""

    @transition("state", source="planned", target="announced")
    def announce(self):
        pass

    @transition("state", source=["planned", "announced"], target="held")
    def hold(self):
        pass

    @transition("state", source="held", target="reported")
    def report(self):
        pass

    @transition("state", source=["planned", "announced"], target="cancelled")
    def cancel(self):
        pass


class MeetingDelegate(Meeting.delegates.through):
    """The rows of a meeting's delegates, so that the history notes who came into the list and who left it."""

    class Meta:
        proxy = True
        triggers = [History(record="meeting_id")]


class Absence(models.Model):
    """A delegate who was expected at a meeting and did not come, with the reason."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="missing", verbose_name="hội nghị")
    delegate = models.ForeignKey(Delegate, models.PROTECT, related_name="+", verbose_name="đại biểu")
    reason = models.CharField("lý do vắng", max_length=250)

    class Meta:
        verbose_name = "đại biểu vắng"
        triggers = [History(record="meeting_id")]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "delegate"], name="absence_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="absence_with_reason"),
        ]

    def __str__(self):
        return f"{self.delegate}: {self.reason}"
