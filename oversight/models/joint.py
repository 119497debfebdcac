from django.db import models
from django.urls import reverse
from django_fsm import transition

from core.history import History
from core.models import Record, record_link
from core.visibility import VisibleQuerySet
from council.models import Delegate
from oversight.models.round import Field


class JointRound(Record):
    """Delegates taking part in a team of an upper level; no round of the council's own, and counted apart."""

    KIND = "joint"
    STATES = {
        "planned": ("dự kiến", "idle"),
        "taken": ("đã tham gia", "done"),
        "cancelled": ("không tham gia", "idle"),
    }

    class Level(models.TextChoices):
        ASSEMBLY = "assembly", "Quốc hội, Ủy ban Thường vụ Quốc hội"
        DELEGATION = "delegation", "Đoàn đại biểu Quốc hội"
        UPPER = "upper", "HĐND cấp trên"

    record_ptr = record_link()
    level = models.CharField("cấp tổ chức", max_length=10, choices=Level)
    host = models.CharField("cơ quan tổ chức đoàn", max_length=200)
    field = models.CharField("lĩnh vực", max_length=12, choices=Field)
    ends_on = models.DateField("ngày kết thúc", null=True, blank=True)
    paper = models.CharField("văn bản cử, mời tham gia", max_length=120, blank=True)
    place = models.CharField("địa điểm, đơn vị được giám sát", max_length=300, blank=True)
    members = models.ManyToManyField(
        Delegate, blank=True, related_name="joint_rounds", verbose_name="đại biểu tham gia"
    )
    result = models.TextField("nội dung, kết quả tham gia", blank=True)
    cancel_reason = models.CharField("lý do không tham gia", max_length=500, blank=True)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = "tham gia đoàn cấp trên"
        triggers = [History(record="record_ptr_id")]

    def get_absolute_url(self):
        return reverse("oversight:joint_record", args=[self.pk])

    @transition("state", source=["planned", "taken"], target=None)
    def amend_joint(self):
        pass

    @transition("state", source="planned", target="taken")
    def take_part(self):
        pass

    @transition("state", source="planned", target="cancelled")
    def stay_away(self):
        pass
