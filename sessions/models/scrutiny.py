"""What happens to a dossier between its receipt and the sitting: verification, Standing's view, revision."""

from django.db import models
from django.db.models import Q

from core.history import History
from core.models import Body
from sessions.models.dossier import Dossier


class Verification(models.Model):
    """One committee's verification of a dossier. `draft` is that committee's alone; `opinion` is what it gave."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="verifications")
    committee = models.ForeignKey(Body, models.PROTECT, related_name="verifications", verbose_name="Ban")
    is_lead = models.BooleanField("chủ trì thẩm tra", default=True)
    assigned_on = models.DateField("ngày phân công", null=True, blank=True)
    meeting_on = models.DateField("ngày Ban họp thẩm tra", null=True, blank=True)
    meeting_place = models.CharField("nơi họp thẩm tra", max_length=200, blank=True)
    draft = models.TextField("dự thảo ý kiến thẩm tra", blank=True)
    opinion = models.TextField("ý kiến thẩm tra", blank=True)
    report_no = models.CharField("số báo cáo thẩm tra", max_length=60, blank=True)
    given_on = models.DateField("ngày báo cáo thẩm tra", null=True, blank=True)

    class Meta:
        verbose_name = "thẩm tra"
        ordering = ["dossier", "-is_lead", "pk"]
        triggers = [History(record="dossier_id", hide=["draft"])]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "committee"], name="verification_once"),
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(is_lead=True), name="verification_lead_once",
            ),
            models.CheckConstraint(
                condition=Q(given_on=None, opinion="", report_no="") | (Q(given_on__isnull=False) & ~Q(opinion="")),
                name="verification_given_whole",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.dossier_id}, {self.committee_id}"

    @property
    def clock(self):
        """The key of the committee's own limits on the dossier."""
        return "" if self.is_lead else f"ban:{self.committee_id}"


class StandingView(models.Model):
    """What the Standing Body decided on a dossier at one of its meetings."""

    class Decision(models.TextChoices):
        AGREE = "agree", "Đồng ý trình kỳ họp"
        REVISE = "revise", "Yêu cầu chỉnh lý"
        NOT_NOW = "not_now", "Chưa trình kỳ họp này"

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="views")
    decision = models.CharField("kết luận", max_length=8, choices=Decision)
    text = models.TextField("ý kiến Thường trực", blank=True)
    paper_no = models.CharField("số thông báo kết luận", max_length=60, blank=True)
    on = models.DateField("ngày cho ý kiến")

    class Meta:
        verbose_name = "ý kiến Thường trực"
        ordering = ["dossier", "on", "pk"]
        triggers = [History(record="dossier_id")]

    def __str__(self):
        return f"{self.dossier_id}, {self.on}"


class RevisionRound(models.Model):
    """A round of revision: what was asked for, and how the submitting body took it in or explained."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField("vòng chỉnh lý")
    asked_on = models.DateField("ngày yêu cầu chỉnh lý")
    request = models.TextField("yêu cầu chỉnh lý")
    due_on = models.DateField("hạn chỉnh lý", null=True, blank=True)
    answer = models.TextField("tiếp thu, giải trình", blank=True)
    answered_on = models.DateField("ngày nộp bản chỉnh lý", null=True, blank=True)
    closed_on = models.DateField("ngày kết thúc chỉnh lý", null=True, blank=True)

    class Meta:
        verbose_name = "vòng chỉnh lý"
        ordering = ["dossier", "number"]
        triggers = [History(record="dossier_id")]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "number"], name="revision_round_once"),
            models.CheckConstraint(
                condition=Q(answered_on=None, answer="") | (Q(answered_on__isnull=False) & ~Q(answer="")),
                name="revision_round_answered_whole",
            ),
        ]

    def __str__(self):
        return f"{self.dossier_id}, vòng {self.number}"
