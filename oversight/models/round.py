from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django_fsm import transition

from core.history import History
from core.models import Body, Record, record_link
from core.visibility import VisibleQuerySet
from council.models import Delegate
from sessions.models import Session


class Field(models.TextChoices):
    """The field of public life that is overseen."""

    DEFENCE = "defence", "Quân sự, quốc phòng địa phương"
    PERSONNEL = "personnel", "Cán bộ, công chức, viên chức, lao động hợp đồng"
    BUILDING = "building", "Trật tự xây dựng đô thị"
    LAND = "land", "Đất đai, tài nguyên"
    BUDGET = "budget", "Tài chính, ngân sách, đầu tư công"
    EDUCATION = "education", "Giáo dục và đào tạo"
    HEALTH = "health", "Y tế"
    ENVIRONMENT = "environment", "Môi trường"
    WELFARE = "welfare", "Lao động, chính sách xã hội"
    OTHER = "other", "Lĩnh vực khác"


class RoundQuerySet(VisibleQuerySet):
    def of_committee(self, actor):
        """Of the council acted for; for the head of a committee, those of that committee only."""
        own = self.of_kind().filter(owner_id=actor.home_id)
        return own.filter(subject_body_id=actor.body_id) if actor.role == "head" else own

    def running(self):
        """Neither ended nor cancelled."""
        return self.exclude(state__in=("closed", "cancelled"))


class Round(Record):
    """A round of oversight (cuộc giám sát, khảo sát): `title` is its topic, `on` the day on which it begins.

    Its deadlines follow from its facts, see `services.clock`. `parent` is the round that a re-inspection
    looks into again.
    """

    KIND = "round"
    STATES = {
        "proposed": ("dự kiến", "idle"),
        "decided": ("đã thành lập Đoàn", "doing"),
        "outline_sent": ("đã gửi đề cương", "doing"),
        "working": ("đang làm việc", "doing"),
        "reported": ("đã có báo cáo", "doing"),
        "concluded": ("đã kết luận", "doing"),
        "closed": ("đã kết thúc", "done"),
        "cancelled": ("đã hủy", "idle"),
    }
    BEFORE_REPORT = ("proposed", "decided", "outline_sent", "working")
    OUTLINING = ("proposed", "decided")
    ISSUING = ("working", "reported", "concluded")
    AMENDABLE = (*BEFORE_REPORT, "reported", "concluded")

    class Subject(models.TextChoices):
        """Whose right of oversight is used."""

        COUNCIL = "council", "Hội đồng nhân dân"
        STANDING = "standing", "Thường trực HĐND"
        COMMITTEE = "committee", "Ban của HĐND"
        GROUP = "group", "Tổ đại biểu"
        DELEGATE = "delegate", "Đại biểu HĐND"

    class RoundKind(models.TextChoices):
        THEMATIC = "thematic", "Giám sát chuyên đề"
        SURVEY = "survey", "Khảo sát"
        REINSPECTION = "reinspection", "Giám sát lại"
        DOCUMENTS = "documents", "Giám sát văn bản"

    record_ptr = record_link()
    subject_kind = models.CharField("chủ thể giám sát", max_length=10, choices=Subject)
    subject_body = models.ForeignKey(
        Body, models.PROTECT, related_name="rounds_run", verbose_name="cơ quan giám sát"
    )
    round_kind = models.CharField("hình thức", max_length=14, choices=RoundKind, default=RoundKind.THEMATIC)
    field = models.CharField("lĩnh vực", max_length=12, choices=Field)
    scope_from = models.DateField("thời kỳ giám sát từ", null=True, blank=True)
    scope_to = models.DateField("đến", null=True, blank=True)
    ends_on = models.DateField("ngày kết thúc giám sát", null=True, blank=True)
    head = models.ForeignKey(
        Delegate, models.PROTECT, null=True, blank=True, related_name="rounds_led", verbose_name="Trưởng đoàn"
    )
    members = models.ManyToManyField(
        Delegate, blank=True, related_name="rounds", verbose_name="thành viên Đoàn giám sát"
    )
    invited = models.TextField("thành phần mời tham gia Đoàn", blank=True)
    purpose = models.TextField("mục đích, yêu cầu", blank=True)
    scope = models.TextField("nội dung, phạm vi giám sát", blank=True)
    plan_no = models.CharField("số kế hoạch", max_length=60, blank=True)
    plan_on = models.DateField("ngày kế hoạch", null=True, blank=True)
    council_session = models.ForeignKey(
        Session, models.PROTECT, null=True, blank=True, related_name="rounds", verbose_name="gắn với kỳ họp"
    )
    is_secret = models.BooleanField("hồ sơ mật", default=False)
    decision_no = models.CharField("số quyết định", max_length=60, blank=True)
    decision_on = models.DateField("ngày quyết định", null=True, blank=True)
    outline_no = models.CharField("công văn gửi đề cương", max_length=60, blank=True)
    outline_sent_on = models.DateField("ngày gửi đề cương", null=True, blank=True)
    report_no = models.CharField("số báo cáo", max_length=60, blank=True)
    reported_on = models.DateField("ngày báo cáo", null=True, blank=True)
    conclusion_no = models.CharField("số kết luận", max_length=60, blank=True)
    conclusion_on = models.DateField("ngày kết luận", null=True, blank=True)
    conclusion = models.TextField("kết luận giám sát", blank=True)
    adjusted_on = models.DateField("điều chỉnh ngày", null=True, blank=True)
    adjust_no = models.CharField("văn bản điều chỉnh", max_length=60, blank=True)
    adjust_reason = models.CharField("lý do điều chỉnh", max_length=500, blank=True)
    cancelled_on = models.DateField("hủy ngày", null=True, blank=True)
    cancel_reason = models.CharField("lý do hủy", max_length=500, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = "cuộc giám sát"
        triggers = [History(record="record_ptr_id")]
        constraints = [
            models.CheckConstraint(
                condition=Q(scope_from=None) | Q(scope_to=None) | Q(scope_to__gte=F("scope_from")),
                name="round_scope",
                violation_error_message="Thời kỳ giám sát kết thúc trước khi bắt đầu.",
            ),
            models.CheckConstraint(
                condition=Q(decision_on=None, decision_no="")
                | (Q(decision_on__isnull=False) & ~Q(decision_no="")),
                name="round_decision_whole",
            ),
            models.CheckConstraint(
                condition=Q(plan_on=None, plan_no="") | (Q(plan_on__isnull=False) & ~Q(plan_no="")),
                name="round_plan_whole",
            ),
            models.CheckConstraint(
                condition=Q(conclusion_on=None, conclusion_no="", conclusion="")
                | (Q(conclusion_on__isnull=False) & ~Q(conclusion_no="") & ~Q(conclusion="")),
                name="round_conclusion_whole",
            ),
            models.CheckConstraint(
                condition=Q(adjusted_on=None, adjust_reason="")
                | (Q(adjusted_on__isnull=False) & ~Q(adjust_reason="")),
                name="round_adjustment_whole",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_on=None, cancel_reason="")
                | (Q(cancelled_on__isnull=False) & ~Q(cancel_reason="")),
                name="round_cancelled_whole",
            ),
        ]  # fmt: skip

    def get_absolute_url(self):
        return reverse("oversight:round_record", args=[self.pk])

    @property
    def guests(self):
        """Those invited into the team, one per line."""
        return [line.strip() for line in self.invited.splitlines() if line.strip()]

    @property
    def needs_outline(self):
        """Whether the overseen units are sent an outline: not for surveys and the review of documents."""
        return self.round_kind not in (self.RoundKind.SURVEY, self.RoundKind.DOCUMENTS)

    @transition("state", source=AMENDABLE, target=None)
    def amend_round(self):
        pass

    @transition("state", source="proposed", target="decided")
    def decide(self):
        pass

    @transition("state", source=["decided", "outline_sent", "working"], target=None)
    def plan(self):
        pass

    @transition("state", source=OUTLINING, target=None)
    def use_template(self):
        pass

    @transition("state", source=OUTLINING, target=None)
    def add_outline_item(self):
        pass

    @transition("state", source=OUTLINING, target=None)
    def edit_outline_item(self):
        pass

    @transition("state", source=OUTLINING, target=None)
    def remove_outline_item(self):
        pass

    @transition("state", source=OUTLINING, target=None)
    def shift_outline_item(self):
        pass

    @transition("state", source="decided", target="outline_sent")
    def send_outline(self):
        pass

    @transition("state", source=["decided", "outline_sent"], target="working")
    def begin(self):
        pass

    @transition("state", source="working", target="reported")
    def report(self):
        pass

    @transition("state", source="reported", target="concluded")
    def conclude(self):
        pass

    @transition("state", source="concluded", target="closed")
    def close(self):
        pass

    @transition("state", source=["concluded", "closed"], target=None)
    def reinspect(self):
        pass

    @transition("state", source=["decided", "outline_sent", "working"], target=None)
    def adjust(self):
        pass

    @transition("state", source=BEFORE_REPORT, target="cancelled")
    def cancel(self):
        pass


class RoundMember(Round.members.through):
    """The rows of a round's members, so that the history notes who came into the list and who left it."""

    class Meta:
        proxy = True
        triggers = [History(record="round_id")]
