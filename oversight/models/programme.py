from django.db import models
from django.db.models import Q
from django.urls import reverse
from django_fsm import transition

from core.history import History
from core.models import Body, Record, record_link
from core.visibility import VisibleQuerySet
from oversight.models.round import Field, Round
from sessions.models import Session


class Programme(Record):
    """The programme of oversight of a body for one year: what was proposed, decided, adjusted and done.

    `on` is the first day of its year, so that the programme is filed into it.
    """

    KIND = "programme"
    STATES = {
        "draft": ("đang lập", "idle"),
        "submitted": ("đã trình", "doing"),
        "decided": ("đã ban hành", "doing"),
        "reported": ("đã báo cáo kết quả", "done"),
    }
    BEFORE_DECISION = ("draft", "submitted")
    BODIES = (Round.Subject.COUNCIL, Round.Subject.STANDING, Round.Subject.COMMITTEE, Round.Subject.GROUP)

    record_ptr = record_link()
    year = models.PositiveSmallIntegerField("năm")
    subject_kind = models.CharField(
        "chương trình của",
        max_length=10,
        choices=[(name, Round.Subject(name).label) for name in BODIES],
    )
    subject_body = models.ForeignKey(
        Body, models.PROTECT, related_name="programmes", verbose_name="cơ quan giám sát"
    )
    council_session = models.ForeignKey(
        Session,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="programmes",
        verbose_name="gắn với kỳ họp",
    )
    submitted_on = models.DateField("ngày trình dự kiến", null=True, blank=True)
    decision_no = models.CharField("số văn bản ban hành", max_length=60, blank=True)
    decision_on = models.DateField("ngày ban hành", null=True, blank=True)
    result_no = models.CharField("số báo cáo kết quả", max_length=60, blank=True)
    result_on = models.DateField("ngày báo cáo kết quả", null=True, blank=True)
    result = models.TextField("kết quả thực hiện", blank=True)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = "chương trình giám sát"
        triggers = [History(record="record_ptr_id")]
        constraints = [
            models.UniqueConstraint(fields=["subject_body", "year"], name="programme_once"),
            models.CheckConstraint(
                condition=Q(decision_on=None, decision_no="")
                | (Q(decision_on__isnull=False) & ~Q(decision_no="")),
                name="programme_decision_whole",
            ),
            models.CheckConstraint(
                condition=Q(result_on=None, result="") | (Q(result_on__isnull=False) & ~Q(result="")),
                name="programme_result_whole",
            ),
        ]

    def get_absolute_url(self):
        return reverse("oversight:programme_record", args=[self.pk])

    @transition("state", source=["draft", "submitted", "decided"], target=None)
    def amend_programme(self):
        pass

    @transition("state", source=BEFORE_DECISION, target=None)
    def add_item(self):
        pass

    @transition("state", source=BEFORE_DECISION, target=None)
    def edit_item(self):
        pass

    @transition("state", source=BEFORE_DECISION, target=None)
    def remove_item(self):
        pass

    @transition("state", source=BEFORE_DECISION, target=None)
    def decline_item(self):
        pass

    @transition("state", source="draft", target="submitted")
    def submit_programme(self):
        pass

    @transition("state", source=BEFORE_DECISION, target="decided")
    def decide_programme(self):
        pass

    @transition("state", source="decided", target=None)
    def adjust_programme(self):
        pass

    @transition("state", source="decided", target="reported")
    def report_programme(self):
        pass


class ItemQuerySet(models.QuerySet):
    def waiting(self, council_id):
        """In a decided programme of the council, without a round yet."""
        decided = self.filter(programme__owner=council_id, programme__state="decided")
        rows = decided.filter(status="planned", round=None).select_related("programme__subject_body")
        return rows.order_by("programme__year", "quarter", "pk")


class ProgrammeItem(models.Model):
    """A round that the programme plans; before the decision, a proposal."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", "đề nghị"
        DECLINED = "declined", "không đưa vào"
        PLANNED = "planned", "trong chương trình"
        DROPPED = "dropped", "đưa ra khỏi chương trình"

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="items")
    title = models.CharField("chuyên đề", max_length=500)
    field = models.CharField("lĩnh vực", max_length=12, choices=Field)
    round_kind = models.CharField(
        "hình thức", max_length=14, choices=Round.RoundKind, default=Round.RoundKind.THEMATIC
    )
    quarter = models.PositiveSmallIntegerField(
        "quý", choices=[(n, f"Quý {roman}") for n, roman in enumerate(("I", "II", "III", "IV"), 1)]
    )
    units = models.CharField("đơn vị dự kiến", max_length=500, blank=True)
    proposed_by = models.CharField("người, cơ quan đề nghị", max_length=200, blank=True)
    proposed_on = models.DateField("ngày đề nghị", null=True, blank=True)
    status = models.CharField("tình trạng", max_length=8, choices=Status, default=Status.PROPOSED)
    reason = models.CharField("lý do", max_length=500, blank=True)
    round = models.OneToOneField(
        Round,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="programme_item",
        verbose_name="cuộc giám sát",
    )

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ["quarter", "pk"]
        verbose_name = "nội dung chương trình giám sát"
        triggers = [History(record="programme_id")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=("proposed", "planned")) | ~Q(reason=""), name="programme_item_reason"
            ),
            models.CheckConstraint(
                condition=Q(quarter__range=(1, 4)), name="programme_item_quarter"
            ),
            models.CheckConstraint(
                condition=Q(round=None) | Q(status="planned"), name="programme_item_round_planned"
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.title


class ProgrammeChange(models.Model):
    """An adjustment of a decided programme: by which paper, why, and what it changed. Never edited."""

    class Change(models.TextChoices):
        ADD = "add", "Bổ sung nội dung"
        SHIFT = "shift", "Đổi thời gian"
        DROP = "drop", "Đưa ra khỏi chương trình"

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="changes")
    item = models.ForeignKey(ProgrammeItem, models.PROTECT, related_name="changes")
    change = models.CharField("điều chỉnh", max_length=5, choices=Change)
    on = models.DateField("ngày")
    paper_no = models.CharField("văn bản điều chỉnh", max_length=60, blank=True)
    reason = models.CharField("lý do", max_length=500)
    old_quarter = models.PositiveSmallIntegerField("quý cũ", null=True, blank=True)
    new_quarter = models.PositiveSmallIntegerField("quý mới", null=True, blank=True)

    class Meta:
        ordering = ["on", "pk"]
        verbose_name = "điều chỉnh chương trình"
        triggers = [History(record="programme_id")]

    def __str__(self):
        return f"{self.get_change_display()} {self.on:%d/%m/%Y}"
