from django.db import models
from django.db.models import F, Q

from core.history import History
from core.models import Body
from core.text import nfc


class BodyKind(models.TextChoices):
    """What a body is; home bodies are councils, everything else works for one or answers to it."""

    COUNCIL = "council", "Hội đồng nhân dân"
    STANDING = "standing", "Thường trực HĐND"
    COMMITTEE = "committee", "Ban của HĐND"
    GROUP = "group", "Tổ đại biểu"
    OFFICE = "office", "Văn phòng"
    PEOPLE_COMMITTEE = "people_committee", "Ủy ban nhân dân"
    DEPARTMENT = "department", "Cơ quan chuyên môn"
    FRONT = "fatherland_front", "Ủy ban MTTQ Việt Nam"
    NA_DELEGATION = "na_delegation", "Đoàn đại biểu Quốc hội"
    OTHER = "other", "Cơ quan, đơn vị khác"


class Unit(models.Model):
    """A territory: province, city, ward, commune, hamlet. Units end and have successors; old records keep
    the names of their day."""

    NAMED_BY = "name"

    class Level(models.TextChoices):
        PROVINCE = "province", "tỉnh, thành phố trực thuộc trung ương"
        DISTRICT = "district", "huyện, quận, thành phố thuộc tỉnh (đến 30/06/2025)"
        COMMUNE = "commune", "xã, phường, đặc khu"
        HAMLET = "hamlet", "thôn, xóm, tổ dân phố"

    code = models.CharField("mã", max_length=20, unique=True)
    name = models.CharField("tên", max_length=120)
    level = models.CharField("cấp", max_length=10, choices=Level)
    kind = models.CharField("loại", max_length=40)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="thuộc"
    )
    valid_from = models.DateField("từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    successors = models.ManyToManyField(
        "self", through="Succession", symmetrical=False, related_name="predecessors"
    )

    class Meta:
        ordering = ["name"]
        verbose_name = "đơn vị hành chính"
        triggers = [History()]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from")),
                name="unit_period",
            )
        ]
        indexes = [models.Index(fields=["parent", "level"])]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.name = nfc(self.name)
        super().save(*args, **kwargs)


class Succession(models.Model):
    """A unit's place taken by another from a day on, by a decree."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    successor = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    on = models.DateField("từ ngày")
    decree = models.CharField("văn bản", max_length=200)

    class Meta:
        triggers = [History()]
        constraints = [models.UniqueConstraint(fields=["unit", "successor"], name="succession_once")]

    def __str__(self):
        return f"{self.unit} → {self.successor}"


class Council(Body):
    """A People's Council: the home body of all that its secretariat enters."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="councils", verbose_name="đơn vị hành chính")
    place = models.CharField("địa danh ghi trên văn bản", max_length=80)
    superior = models.CharField("cơ quan cấp trên ghi trên văn bản", max_length=120, blank=True)
    symbol = models.CharField("chữ viết tắt trong số văn bản", max_length=20, default="HĐND")

    class Meta:
        verbose_name = "Hội đồng nhân dân"
        triggers = [History()]
