from django.db import models
from django.db.models import Q
from django_fsm import transition

from core.history import History
from core.models import Body, Record, record_link
from core.visibility import VisibleQuerySet
from council.models import Delegate, Unit
from sessions.models import Session

HISTORY = [History(record="record_ptr_id")]


class Field(models.TextChoices):
    """The field of public life that an opinion concerns."""

    LAND = "land", "Đất đai, tài nguyên"
    BUILDING = "building", "Xây dựng, đô thị"
    TRAFFIC = "traffic", "Giao thông"
    IRRIGATION = "irrigation", "Thủy lợi, thoát nước"
    ENVIRONMENT = "environment", "Môi trường"
    AGRICULTURE = "agriculture", "Nông nghiệp"
    EDUCATION = "education", "Giáo dục"
    HEALTH = "health", "Y tế"
    WELFARE = "welfare", "Lao động, chính sách xã hội"
    CULTURE = "culture", "Văn hóa, thông tin"
    SECURITY = "security", "An ninh, quốc phòng"
    JUSTICE = "justice", "Tư pháp, hành chính"
    FINANCE = "finance", "Tài chính, ngân sách"
    OTHER = "other", "Lĩnh vực khác"


class Competence(models.TextChoices):
    """The level that can decide on an opinion; required before anything is sent."""

    NEIGHBOURHOOD = "neighbourhood", "Thôn, tổ dân phố"
    COMMUNE = "commune", "Xã, phường"
    CITY = "city", "Thành phố"
    PROVINCE = "province", "Tỉnh"
    CENTRE = "centre", "Trung ương"


BELOW_CITY = (Competence.NEIGHBOURHOOD, Competence.COMMUNE)


class Meeting(Record):
    """A voter-contact meeting (hội nghị tiếp xúc cử tri)."""

    KIND = "meeting"
    STATES = {
        "planned": ("dự kiến", "idle"),
        "announced": ("đã thông báo", "doing"),
        "held": ("đã tổ chức", "doing"),
        "reported": ("đã tổng hợp", "done"),
        "cancelled": ("đã hủy", "idle"),
    }

    class MeetingKind(models.TextChoices):
        BEFORE = "before", "Trước kỳ họp"
        AFTER = "after", "Sau kỳ họp"
        THEMATIC = "thematic", "Theo chuyên đề"
        GROUP = "group", "Theo đối tượng"
        RESIDENCE = "residence", "Nơi cư trú"
        WORKPLACE = "workplace", "Nơi làm việc"
        OUTSIDE = "outside", "Ngoài đơn vị bầu cử"

    record_ptr = record_link()
    meeting_kind = models.CharField("hình thức", max_length=12, choices=MeetingKind)
    council_session = models.ForeignKey(
        Session, models.PROTECT, null=True, blank=True, related_name="meetings", verbose_name="gắn với kỳ họp"
    )
    host = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="hosted_meetings", verbose_name="chủ trì",
        help_text="Để trống khi do HĐND chủ trì. Cuộc do Đoàn ĐBQH chủ trì không tính là cuộc của HĐND.",
    )  # fmt: skip
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="meetings", verbose_name="xã, phường")
    hamlet = models.CharField("thôn, xóm, tổ dân phố", max_length=120, blank=True)
    place = models.CharField("địa điểm", max_length=200, blank=True)
    starts_at = models.TimeField("giờ bắt đầu", null=True, blank=True)
    delegates = models.ManyToManyField(
        Delegate, blank=True, related_name="meetings", verbose_name="đại biểu tham dự"
    )
    voters = models.PositiveIntegerField("số cử tri dự", null=True, blank=True)
    speakers = models.PositiveIntegerField("số lượt phát biểu", null=True, blank=True)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = "hội nghị tiếp xúc cử tri"
        triggers = HISTORY
        constraints = [
            models.CheckConstraint(
                condition=Q(speakers=None) | Q(voters=None) | Q(speakers__lte=models.F("voters")),
                name="meeting_speakers_among_voters",
            )
        ]

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


class Opinion(Record):
    """A voters' opinion (ý kiến, kiến nghị cử tri): answered once, by the right level."""

    KIND = "opinion"
    STATES = {
        "recorded": ("mới ghi nhận", "idle"),
        "answered_on_spot": ("trả lời tại hội nghị", "done"),
        "forwarded": ("đã chuyển", "doing"),
        "returned": ("chuyển sai, trả lại", "soon"),
        "answered": ("đã trả lời", "done"),
        "duplicate": ("trùng", "idle"),
    }

    class Result(models.TextChoices):
        """Classes of result fixed by Joint Resolution 72/2025, article 50 clause 2."""

        RESOLVED = "resolved", "Đã giải quyết xong"
        BEING_RESOLVED = "being_resolved", "Đang giải quyết"
        WILL_BE_RESOLVED = "will_be_resolved", "Sẽ giải quyết"
        EXPLAINED = "explained", "Giải trình, cung cấp thông tin"

    record_ptr = record_link()
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="opinions", verbose_name="hội nghị"
    )
    field = models.CharField("lĩnh vực", max_length=12, choices=Field)
    competence = models.CharField("thẩm quyền giải quyết", max_length=14, choices=Competence, blank=True)
    voter = models.CharField("cử tri nêu", max_length=120, blank=True)
    agency = models.ForeignKey(
        Body,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="opinions",
        verbose_name="cơ quan giải quyết",
    )
    forwarded_on = models.DateField("chuyển ngày", null=True, blank=True)
    letter_no = models.CharField("công văn chuyển", max_length=60, blank=True)
    answered_on = models.DateField("trả lời ngày", null=True, blank=True)
    answer = models.TextField("nội dung trả lời", blank=True)
    answer_no = models.CharField("số văn bản trả lời", max_length=60, blank=True)
    result = models.CharField("kết quả", max_length=16, choices=Result, blank=True)
    expected_on = models.DateField("dự kiến xong", null=True, blank=True)
    same_as = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="repeats", verbose_name="trùng với"
    )
    kept_below_on = models.DateField("giữ ở cấp dưới từ", null=True, blank=True)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = "ý kiến, kiến nghị cử tri"
        triggers = HISTORY
        constraints = [
            models.CheckConstraint(
                condition=Q(forwarded_on=None, agency=None)
                | Q(forwarded_on__isnull=False, agency__isnull=False),
                name="opinion_forwarded_whole",
            ),
            models.CheckConstraint(
                condition=Q(answered_on=None, answer="", result="")
                | (Q(answered_on__isnull=False) & ~Q(answer="") & ~Q(result="")),
                name="opinion_answered_whole",
            ),
        ]
        indexes = [models.Index(fields=["agency"]), models.Index(fields=["meeting"])]

    @transition("state", source="recorded", target="answered_on_spot")
    def answer_on_spot(self):
        pass

    @transition("state", source=["recorded", "returned"], target="forwarded")
    def forward(self):
        pass

    @transition("state", source="forwarded", target="returned")
    def send_back(self):
        pass

    @transition("state", source="forwarded", target="answered")
    def answer_it(self):
        pass

    @transition("state", source="recorded", target="duplicate")
    def link_duplicate(self):
        pass
