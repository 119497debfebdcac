"""Reception of citizens: the days on which they are received, and each visit as a line of the book 03/TCD."""

from django.db import models
from django.db.models import Q
from django_fsm import transition

from core.history import History
from core.models import Body, Record, record_link
from core.visibility import VisibleQuerySet
from council.models import Delegate
from petitions.models.choices import Field, Kind, ReceptionKind, Refusal
from petitions.models.petition import Petition


class Reception(Record):
    """A reception of citizens (buổi tiếp công dân): `on` is its day, `title` says of which kind and by whom."""

    KIND = "reception"
    STATES = {
        "planned": ("đã lập lịch", "idle"),
        "announced": ("đã niêm yết lịch", "doing"),
        "held": ("đã tiếp", "done"),
        "cancelled": ("không tổ chức", "idle"),
    }

    record_ptr = record_link()
    reception_kind = models.CharField("hình thức tiếp", max_length=8, choices=ReceptionKind)
    is_online = models.BooleanField("tiếp trực tuyến", default=False)
    starts_at = models.TimeField("từ giờ", null=True, blank=True)
    place = models.CharField("địa điểm", max_length=200, blank=True)
    host = models.ForeignKey(
        Delegate,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="receptions",
        verbose_name="người tiếp công dân",
    )
    host_name = models.CharField("người tiếp khác, chức vụ", max_length=200, blank=True)
    announced_on = models.DateField("niêm yết ngày", null=True, blank=True)
    held_on = models.DateField("đã tiếp ngày", null=True, blank=True)
    conclusion = models.TextField("kết luận của người tiếp", blank=True)
    reason = models.CharField("lý do không tổ chức", max_length=250, blank=True)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = "buổi tiếp công dân"
        triggers = [History(record="record_ptr_id")]
        constraints = [
            models.CheckConstraint(
                condition=Q(host__isnull=False) | ~Q(host_name=""), name="reception_by_somebody"
            )
        ]
        indexes = [models.Index(fields=["host"], condition=Q(host__isnull=False), name="receptions_of_host")]

    @property
    def host_label(self):
        """Who receives, in words."""
        return ", ".join(filter(None, (str(self.host) if self.host_id else "", self.host_name)))

    @transition("state", source="planned", target="announced")
    def announce(self):
        pass

    @transition("state", source=["planned", "announced"], target=None)
    def test_link(self):
        pass

    @transition("state", source=["planned", "announced"], target="held")
    def hold(self):
        pass

    @transition("state", source=["planned", "announced"], target="cancelled")
    def cancel(self):
        pass

    @transition("state", source=["planned", "announced", "held"], target=None)
    def amend_reception(self):
        pass


class CitizenVisit(Record):
    """A visit (lượt tiếp công dân), one line of the book; `title` is the content of the matter.

    Who denounces is sealed with the petition that the visit brought, and stands in no column here.
    """

    KIND = "citizen_visit"
    STATES = {
        "recorded": ("đã ghi sổ", "doing"),
        "guided": ("đã hướng dẫn", "done"),
        "forwarded": ("đã chuyển", "doing"),
        "answered": ("đã trả lời", "done"),
        "refused": ("từ chối tiếp", "idle"),
    }

    record_ptr = record_link()
    reception = models.ForeignKey(
        Reception,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="visits",
        verbose_name="buổi tiếp công dân",
    )
    name = models.CharField("họ và tên", max_length=250, blank=True)
    address = models.CharField("địa chỉ", max_length=250, blank=True)
    phone = models.CharField("điện thoại", max_length=40, blank=True)
    id_number = models.CharField("số CCCD, hộ chiếu", max_length=40, blank=True)
    visit_kind = models.CharField("phân loại", max_length=16, choices=Kind)
    field = models.CharField("lĩnh vực", max_length=12, choices=Field)
    people = models.PositiveIntegerField("số người", default=1)
    is_mass = models.BooleanField("đoàn đông người", default=False)
    settled_by = models.CharField("cơ quan đã giải quyết", max_length=250, blank=True)
    in_competence = models.BooleanField("thuộc thẩm quyền", default=False)
    guided_to = models.CharField("hướng dẫn đến", max_length=250, blank=True)
    guided_no = models.CharField("văn bản hướng dẫn số", max_length=60, blank=True)
    agency = models.ForeignKey(
        Body,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="cơ quan thụ lý, giải quyết",
    )
    transfer_no = models.CharField("văn bản chuyển số", max_length=60, blank=True)
    result = models.TextField("kết quả giải quyết", blank=True)
    answered_on = models.DateField("trả lời ngày", null=True, blank=True)
    answer_no = models.CharField("văn bản trả lời số", max_length=60, blank=True)
    refusal = models.CharField("lý do từ chối", max_length=8, choices=Refusal, blank=True)
    refused_on = models.DateField("từ chối ngày", null=True, blank=True)
    refusal_no = models.CharField("thông báo từ chối số", max_length=60, blank=True)
    notified_on = models.DateField("thông báo từ chối ngày", null=True, blank=True)
    remark = models.CharField("ghi chú", max_length=250, blank=True)
    petition = models.ForeignKey(
        Petition, models.PROTECT, null=True, blank=True, related_name="visits", verbose_name="đơn đã nhận"
    )

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = "lượt tiếp công dân"
        triggers = [History(record="record_ptr_id", hide=["name", "address", "phone", "id_number"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(visit_kind=Kind.DENUNCIATION) | Q(name="", address="", phone="", id_number=""),
                name="visit_denouncer_sealed",
            ),
            models.CheckConstraint(condition=Q(people__gte=1), name="visit_people"),
            models.CheckConstraint(
                condition=Q(refused_on=None, refusal="") | (Q(refused_on__isnull=False) & ~Q(refusal="")),
                name="visit_refused_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["reception"], name="visits_of_reception"),
            models.Index(fields=["petition"], condition=Q(petition__isnull=False), name="visits_of_petition"),
            models.Index(fields=["agency"], condition=Q(agency__isnull=False), name="visits_of_agency"),
        ]

    @property
    def is_secret(self):
        """Whether who came may not be read here."""
        return self.visit_kind == Kind.DENUNCIATION

    @transition("state", source=["recorded", "guided", "forwarded"], target="guided")
    def guide_visit(self):
        pass

    @transition("state", source=["recorded", "guided"], target="forwarded")
    def forward_visit(self):
        pass

    @transition("state", source=["recorded", "guided", "forwarded"], target="answered")
    def answer_visit(self):
        pass

    @transition("state", source="recorded", target="refused")
    def refuse_visit(self):
        pass

    @transition("state", source="refused", target=None)
    def notify_refusal(self):
        pass

    @transition("state", source=["recorded", "guided", "forwarded", "answered"], target=None)
    def take_petition(self):
        pass
