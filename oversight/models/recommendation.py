from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django_fsm import transition

from core.history import History
from core.models import Body, Record, record_link
from core.visibility import VisibleQuerySet
from oversight.models.finding import Finding
from oversight.models.round import Round
from oversight.models.visit import Visit


class Recommendation(Record):
    """A recommendation of a round: one required act with its owner, product and due date.

    A draft until the round is concluded; issued on that day (`on`), and owed by `lead` until `due_on`, which
    is mandatory because the law sets no number of days (Law 87/2015, articles 71.3, 81.4, 89).
    """

    KIND = "recommendation"
    STATES = {
        "draft": ("dự thảo", "idle"),
        "open": ("chưa thực hiện", "doing"),
        "reported": ("chờ xác nhận", "doing"),
        "partly_done": ("thực hiện một phần", "doing"),
        "not_done": ("không thực hiện", "soon"),
        "done": ("đã thực hiện", "done"),
    }
    OWED = ("open", "reported", "partly_done", "not_done")

    record_ptr = record_link()
    round = models.ForeignKey(
        Round, models.PROTECT, related_name="recommendations", verbose_name="cuộc giám sát"
    )
    visit = models.ForeignKey(
        Visit, models.PROTECT, null=True, blank=True, related_name="recommendations",
        verbose_name="rút ra tại đơn vị",
    )  # fmt: skip
    lead = models.ForeignKey(
        Body, models.PROTECT, related_name="recommendations", verbose_name="cơ quan thực hiện"
    )
    partners = models.ManyToManyField(
        Body, blank=True, related_name="+", verbose_name="cơ quan phối hợp"
    )  # fmt: skip
    finding = models.ForeignKey(
        Finding, models.PROTECT, null=True, blank=True, related_name="recommendations",
        verbose_name="khắc phục tồn tại",
    )  # fmt: skip
    product = models.CharField("sản phẩm phải có", max_length=300, blank=True)
    due_on = models.DateField("hạn thực hiện")
    reported_on = models.DateField("ngày báo cáo thực hiện", null=True, blank=True)
    report_no = models.CharField("số báo cáo thực hiện", max_length=60, blank=True)
    report = models.TextField("kết quả do cơ quan báo cáo", blank=True)
    back_reason = models.CharField("lý do trả lại", max_length=500, blank=True)
    done_on = models.DateField("ngày thực hiện xong", null=True, blank=True)
    evidence = models.TextField("bằng chứng, đánh giá", blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="người xác nhận",
    )  # fmt: skip
    superseded_by = models.ForeignKey(
        Round, models.PROTECT, null=True, blank=True, related_name="taken_over",
        verbose_name="theo dõi tiếp tại cuộc giám sát lại",
    )  # fmt: skip

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = "kiến nghị giám sát"
        triggers = [History(record="record_ptr_id")]
        constraints = [
            models.CheckConstraint(
                condition=Q(reported_on=None, report="") | (Q(reported_on__isnull=False) & ~Q(report="")),
                name="recommendation_report_whole",
            ),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | (Q(confirmed_by__isnull=False) & ~Q(evidence="")),
                name="recommendation_done_whole",
            ),
        ]

    def get_absolute_url(self):
        return reverse("oversight:recommendation_record", args=[self.pk])

    @transition("state", source=["draft", *OWED], target=None)
    def amend_recommendation(self):
        pass

    @transition("state", source="draft", target="open")
    def issue(self):
        pass

    @transition("state", source=["open", "partly_done", "not_done"], target="reported")
    def report_fulfilment(self):
        pass

    @transition("state", source="reported", target="open")
    def send_back(self):
        pass

    @transition("state", source=OWED, target="done")
    def confirm(self):
        pass

    @transition("state", source=OWED, target="partly_done")
    def find_partly_done(self):
        pass

    @transition("state", source=OWED, target="not_done")
    def find_not_done(self):
        pass

    @transition("state", source=OWED, target=None)
    def extend(self):
        pass

    @transition("state", source=OWED, target=None)
    def escalate(self):
        pass


class Escalation(models.Model):
    """One step taken because a recommendation was not fulfilled. The steps follow each other in this order
    and none is left out."""

    class Step(models.TextChoices):
        URGE = "urge", "Đôn đốc lần 1"
        URGE_AGAIN = "urge_again", "Đôn đốc lần 2"
        PROPOSE_HANDLING = "propose_handling", "Kiến nghị cơ quan có thẩm quyền xử lý"
        HEARING = "hearing", "Yêu cầu giải trình"
        QUESTION = "question", "Chất vấn"
        REINSPECTION = "reinspection", "Giám sát lại"
        REPORT_TO_COUNCIL = "report_to_council", "Báo cáo HĐND"

    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="escalations")
    step = models.CharField("bước", max_length=20, choices=Step)
    letter_no = models.CharField("số văn bản", max_length=60)
    on = models.DateField("ngày")

    class Meta:
        ordering = ["pk"]
        verbose_name = "bước đôn đốc, xử lý"
        triggers = [History(record="recommendation_id")]
        constraints = [models.UniqueConstraint(fields=["recommendation", "step"], name="escalation_once")]

    def __str__(self):
        return f"{self.get_step_display()} {self.on:%d/%m/%Y}"


class Extension(models.Model):
    """A later due date allowed by a letter, with its ground."""

    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="extensions")
    on = models.DateField("ngày văn bản")
    old_due_on = models.DateField("hạn cũ")
    due_on = models.DateField("hạn mới")
    ground = models.CharField("căn cứ, lý do", max_length=500)
    letter_no = models.CharField("văn bản cho phép", max_length=60)

    class Meta:
        ordering = ["pk"]
        verbose_name = "gia hạn"
        triggers = [History(record="recommendation_id")]
        constraints = [
            models.CheckConstraint(condition=Q(due_on__gt=F("old_due_on")), name="extension_later")
        ]

    def __str__(self):
        return f"{self.old_due_on:%d/%m/%Y} → {self.due_on:%d/%m/%Y}"
