from django.db import models
from django.db.models import F, Q
from django_fsm import transition

from core.history import History
from core.models import Record, record_link
from core.visibility import VisibleQuerySet
from sessions.models.dossier import Dossier
from sessions.models.session import Session


class Field(models.TextChoices):
    """The field of public life that a resolution or a question concerns."""

    BUDGET = "budget", "Kinh tế, ngân sách"
    INVESTMENT = "investment", "Đầu tư công"
    LAND = "land", "Đất đai, môi trường"
    URBAN = "urban", "Xây dựng, đô thị, giao thông"
    AGRICULTURE = "agriculture", "Nông nghiệp, nông thôn"
    EDUCATION = "education", "Giáo dục"
    HEALTH = "health", "Y tế"
    CULTURE = "culture", "Văn hóa, thông tin"
    WELFARE = "welfare", "Lao động, chính sách xã hội"
    JUSTICE = "justice", "Tư pháp, hành chính"
    SECURITY = "security", "Quốc phòng, an ninh"
    PERSONNEL = "personnel", "Tổ chức, nhân sự"
    OTHER = "other", "Lĩnh vực khác"


VOTES = ("votes_for", "votes_against", "votes_abstain", "delegates_total")


class Resolution(Record):
    """A resolution of the council (nghị quyết). `on` is the day it was passed, `code` its number and symbol.

    It passes by more than half of all delegates (Law 72/2025, article 35 clause 2).
    """

    KIND = "resolution"
    STATES = {
        "passed": ("đã thông qua", "doing"),
        "certified": ("đã chứng thực", "doing"),
        "issued": ("đã ban hành", "doing"),
        "published": ("đã công bố", "done"),
    }

    record_ptr = record_link()
    council_session = models.ForeignKey(
        Session, models.PROTECT, related_name="resolutions", verbose_name="kỳ họp"
    )
    dossier = models.ForeignKey(
        Dossier, models.PROTECT, null=True, blank=True, related_name="resolutions", verbose_name="hồ sơ trình"
    )
    is_normative = models.BooleanField("là văn bản quy phạm pháp luật", default=False)
    field = models.CharField("lĩnh vực", max_length=12, choices=Field)
    votes_for = models.PositiveSmallIntegerField("tán thành", null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField("không tán thành", null=True, blank=True)
    votes_abstain = models.PositiveSmallIntegerField("không biểu quyết", null=True, blank=True)
    delegates_total = models.PositiveSmallIntegerField("tổng số đại biểu HĐND", null=True, blank=True)
    certified_on = models.DateField("ngày ký chứng thực", null=True, blank=True)
    sent_up_on = models.DateField("ngày gửi cấp trên", null=True, blank=True)
    published_on = models.DateField("ngày công bố", null=True, blank=True)
    effective_on = models.DateField("ngày có hiệu lực", null=True, blank=True)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    expires_on = models.DateField("ngày hết hiệu lực", null=True, blank=True)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = "nghị quyết"
        triggers = [History(record="record_ptr_id")]
        constraints = [
            models.CheckConstraint(
                condition=Q(**dict.fromkeys(VOTES))
                | Q(
                    **{f"{name}__isnull": False for name in VOTES},
                    delegates_total__gte=F("votes_for") + F("votes_against") + F("votes_abstain"),
                    delegates_total__lt=F("votes_for") * 2,
                ),
                name="resolution_votes_whole",
            ),
        ]

    @staticmethod
    def vote_fault(votes_for, votes_against, votes_abstain, delegates_total):
        """Why these votes pass no resolution; empty when they do, or when none was entered."""
        votes = (votes_for, votes_against, votes_abstain, delegates_total)
        if all(value is None for value in votes):
            return ""
        if None in votes:
            return "Nhập đủ bốn số: tán thành, không tán thành, không biểu quyết và tổng số đại biểu HĐND."
        if votes_for + votes_against + votes_abstain > delegates_total:
            return f"Tổng số phiếu vượt quá tổng số đại biểu HĐND ({delegates_total})."
        if votes_for * 2 <= delegates_total:
            need = delegates_total // 2 + 1
            return (
                f"Nghị quyết chỉ được thông qua khi quá nửa tổng số đại biểu HĐND tán thành: "
                f"cần ít nhất {need}, mới có {votes_for}."
            )
        return ""

    @property
    def votes(self):
        """The four figures of the vote in the order of `VOTES`."""
        return tuple(getattr(self, name) for name in VOTES)

    def search_words(self):
        return self.get_field_display()

    @transition("state", source="passed", target="certified")
    def certify(self):
        pass

    @transition("state", source="certified", target="issued")
    def issue(self):
        pass

    @transition(
        "state", source=["certified", "issued"], target="published", conditions=[lambda self: bool(self.code)]
    )
    def publish(self):
        pass

    @transition(
        "state",
        source=["certified", "issued", "published"],
        target=None,
        conditions=[lambda self: not self.sent_up_on],
    )
    def send_up(self):
        pass
