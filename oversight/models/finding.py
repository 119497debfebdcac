from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django_fsm import transition

from core.history import History
from core.models import Record, record_link
from core.visibility import VisibleQuerySet
from oversight.models.visit import Visit


class Finding(Record):
    """What a team found at a unit: something good, a fault, or the cause of a fault, with evidence and ground.

    `on` is the working day, `parent` the visit; files and photos that prove it hang on it like on any record.
    A fault seen before at this unit `repeats` the earlier one.
    """

    KIND = "finding"
    STATES = {
        "noted": ("đã ghi nhận", "doing"),
        "concluded": ("đã kết luận", "done"),
        "withdrawn": ("đã rút", "idle"),
    }

    class FindingKind(models.TextChoices):
        GOOD = "good", "Kết quả đạt được"
        FAULT = "fault", "Tồn tại, hạn chế"
        CAUSE = "cause", "Nguyên nhân"

    record_ptr = record_link()
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="findings", verbose_name="tại đơn vị")
    finding_kind = models.CharField("loại", max_length=5, choices=FindingKind)
    legal_ground = models.CharField("căn cứ pháp lý", max_length=500, blank=True)
    paper = models.CharField("văn bản chứng minh", max_length=300, blank=True)
    cause_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="causes", verbose_name="nguyên nhân của"
    )
    repeats = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="repeated", verbose_name="tái diễn của"
    )
    withdraw_reason = models.CharField("lý do rút", max_length=500, blank=True)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = "phát hiện giám sát"
        triggers = [History(record="record_ptr_id")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(repeats=F("record_ptr")) & ~Q(cause_of=F("record_ptr")),
                name="finding_not_itself",
            ),
            models.CheckConstraint(
                condition=Q(repeats=None) | Q(finding_kind="fault"), name="finding_faults_repeat"
            ),
            models.CheckConstraint(
                condition=Q(cause_of=None) | Q(finding_kind="cause"), name="finding_causes_have_faults"
            ),
        ]

    def get_absolute_url(self):
        return reverse("oversight:finding_record", args=[self.pk])

    @transition("state", source=["noted", "concluded"], target=None)
    def amend_finding(self):
        pass

    @transition("state", source=["noted", "concluded"], target=None)
    def link_repeat(self):
        pass

    @transition("state", source="noted", target="withdrawn")
    def withdraw_finding(self):
        pass

    @transition("state", source="noted", target="concluded")
    def stand(self):
        pass
