from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, ExtractYear

from core.history import History
from core.text import NameKey
from council.models.city import Council, Unit


def _term_words():
    """The words of `Term.__str__`, as an expression."""
    first, last = (Cast(ExtractYear(name), models.CharField()) for name in ("starts_on", "ends_on"))
    years = Concat(first, Value("–"), Coalesce(last, Value("")))
    return Case(
        When(ordinal="", then=years), default=Concat(Value("khóa "), "ordinal", Value(", "), years),
        output_field=models.CharField(),
    )  # fmt: skip


class Term(models.Model):
    """A term of a council (nhiệm kỳ): sessions are numbered within it."""

    council = models.ForeignKey(
        Council, models.PROTECT, related_name="terms", verbose_name="Hội đồng nhân dân"
    )
    ordinal = models.CharField("khóa", max_length=10, blank=True)
    starts_on = models.DateField("từ ngày")
    ends_on = models.DateField("đến ngày", null=True, blank=True)

    class Meta:
        ordering = ["-starts_on"]
        verbose_name = "nhiệm kỳ"
        triggers = [History()]
        constraints = [
            models.UniqueConstraint(fields=["council", "starts_on"], name="term_once"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")), name="term_period"
            ),
        ]

    NAMED_BY = _term_words()

    def __str__(self):
        years = f"{self.starts_on.year}–{self.ends_on.year if self.ends_on else ''}"
        return f"khóa {self.ordinal}, {years}" if self.ordinal else years


class Constituency(models.Model):
    """An electoral unit (đơn vị bầu cử) of a term."""

    term = models.ForeignKey(Term, models.CASCADE, related_name="constituencies")
    number = models.PositiveSmallIntegerField("số")
    units = models.ManyToManyField(Unit, related_name="constituencies", verbose_name="gồm các xã, phường")

    class Meta:
        ordering = ["number"]
        triggers = [History()]
        constraints = [models.UniqueConstraint(fields=["term", "number"], name="constituency_once")]

    def __str__(self):
        return f"Đơn vị bầu cử số {self.number}"


class DelegateQuerySet(models.QuerySet):
    def by_name(self):
        """In the order of given names, as lists of people are kept in Vietnam."""
        return self.order_by(NameKey("name"), "pk")


class Delegate(models.Model):
    """A delegate (đại biểu HĐND) in one term."""

    NAMED_BY = "name"

    term = models.ForeignKey(Term, models.PROTECT, related_name="delegates", verbose_name="nhiệm kỳ")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="seats"
    )
    honorific = models.CharField("danh xưng", max_length=20, default="ông")
    name = models.CharField("họ và tên", max_length=120)
    constituency = models.ForeignKey(
        Constituency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="delegates",
        verbose_name="đơn vị bầu cử",
    )
    group = models.ForeignKey(
        "core.Body",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="delegates",
        verbose_name="tổ đại biểu",
    )
    is_full_time = models.BooleanField("chuyên trách", default=False)
    work = models.CharField("chức vụ, nơi công tác", max_length=250, blank=True)
    from_on = models.DateField("từ ngày", null=True, blank=True)
    to_on = models.DateField("đến ngày", null=True, blank=True)

    objects = DelegateQuerySet.as_manager()

    class Meta:
        verbose_name = "đại biểu"
        triggers = [History()]
        indexes = [
            models.Index(fields=["term", "group"]),
            models.Index("term", NameKey("name"), name="delegate_by_name"),
        ]

    def __str__(self):
        return self.name


class Post(models.Model):
    """A post that a delegate holds in a body for a time; one person may hold several."""

    class Title(models.TextChoices):
        CHAIR = "chair", "Chủ tịch"
        VICE_CHAIR = "vice_chair", "Phó Chủ tịch"
        STANDING_MEMBER = "standing_member", "Ủy viên Thường trực"
        HEAD = "head", "Trưởng Ban"
        DEPUTY_HEAD = "deputy_head", "Phó Trưởng Ban"
        LEADER = "leader", "Tổ trưởng"
        MEMBER = "member", "Ủy viên"

    delegate = models.ForeignKey(Delegate, models.CASCADE, related_name="posts")
    body = models.ForeignKey("core.Body", models.PROTECT, related_name="posts", verbose_name="tại")
    title = models.CharField("chức vụ", max_length=20, choices=Title)
    from_on = models.DateField("từ ngày")
    to_on = models.DateField("đến ngày", null=True, blank=True)

    class Meta:
        ordering = ["body", "title"]
        verbose_name = "chức vụ"
        triggers = [History()]
        constraints = [
            models.CheckConstraint(condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="post_period")
        ]

    def __str__(self):
        return f"{self.get_title_display()} {self.body}"
