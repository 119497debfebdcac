"""What happens in the hall: who is present, who speaks, how was voted."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.history import History
from council.models import Delegate
from sessions.models.session import AgendaItem, Session
from sessions.models.sitting import Sitting


class Attendance(models.Model):
    """A delegate at one sitting, as the roll call noted it."""

    class Status(models.TextChoices):
        PRESENT = "present", "Có mặt"
        LATE = "late", "Đến muộn"
        EXCUSED = "excused", "Vắng có lý do"
        UNEXCUSED = "unexcused", "Vắng không lý do"

    HERE = (Status.PRESENT, Status.LATE)

    council_session = models.ForeignKey(Session, models.CASCADE, related_name="attendance")
    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="attendance", verbose_name="buổi họp")
    delegate = models.ForeignKey(Delegate, models.PROTECT, related_name="attendance", verbose_name="đại biểu")
    status = models.CharField("điểm danh", max_length=10, choices=Status)
    reason = models.CharField("lý do", max_length=200, blank=True)

    class Meta:
        verbose_name = "điểm danh"
        triggers = [History()]
        constraints = [
            models.UniqueConstraint(fields=["sitting", "delegate"], name="attendance_once"),
            models.CheckConstraint(
                condition=~Q(status="excused") | ~Q(reason=""), name="attendance_excused_reason"
            ),
        ]

    def __str__(self):
        return f"{self.delegate}: {self.get_status_display()}"


class ItemAbsence(models.Model):
    """A delegate who attends the sitting but takes no part in one item."""

    class Kind(models.TextChoices):
        LATE = "late", "Đến sau nội dung này"
        LEFT = "left", "Ra ngoài"
        RECUSED = "recused", "Không tham gia (có liên quan)"

    council_session = models.ForeignKey(Session, models.CASCADE, related_name="item_absences")
    item = models.ForeignKey(
        AgendaItem, models.CASCADE, related_name="absences", verbose_name="nội dung chương trình"
    )
    delegate = models.ForeignKey(Delegate, models.PROTECT, related_name="+", verbose_name="đại biểu")
    absence_kind = models.CharField("vắng ở nội dung", max_length=8, choices=Kind)
    reason = models.CharField("lý do", max_length=200, blank=True)

    class Meta:
        verbose_name = "vắng ở một nội dung"
        triggers = [History()]
        constraints = [models.UniqueConstraint(fields=["item", "delegate"], name="item_absence_once")]

    def __str__(self):
        return f"{self.delegate}: {self.get_absence_kind_display()}"


class Speaker(models.Model):
    """Somebody who asked for the floor on an item; `position` is the place in the list.

    A delegate, or a guest named by `name`. `quota_minutes` is the time that was granted.
    """

    council_session = models.ForeignKey(Session, models.CASCADE, related_name="speakers")
    item = models.ForeignKey(
        AgendaItem, models.CASCADE, related_name="speakers", verbose_name="nội dung chương trình"
    )
    delegate = models.ForeignKey(
        Delegate, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đại biểu"
    )
    name = models.CharField("người phát biểu", max_length=160)
    position = models.PositiveIntegerField("thứ tự phát biểu")
    quota_minutes = models.PositiveSmallIntegerField("số phút được nói", default=7)
    began_at = models.DateTimeField("phát biểu từ", null=True, blank=True)
    ended_at = models.DateTimeField("phát biểu đến", null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "người đăng ký phát biểu"
        triggers = [History()]
        constraints = [
            models.UniqueConstraint(
                fields=["council_session"],
                condition=Q(began_at__isnull=False, ended_at=None),
                name="speaker_one_speaks",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(began_at__isnull=False, ended_at__gte=F("began_at")),
                name="speaker_began_first",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def lasted(self):
        """How long it lasted, as `6:40`; empty before the end."""
        if not self.ended_at:
            return ""
        minutes, seconds = divmod(int((self.ended_at - self.began_at).total_seconds()), 60)
        return f"{minutes}:{seconds:02}"


class Ballot(models.Model):
    """A vote on an item (biểu quyết). `total` and `present` are fixed when it is opened, on what the quorum and the
    majority are then tested; the figures come when it is closed."""

    class Method(models.TextChoices):
        HANDS = "hands", "Giơ tay"
        NAMED = "named", "Ghi tên từng đại biểu"
        SECRET = "secret", "Bỏ phiếu kín"

    class Majority(models.TextChoices):
        HALF = "half", "Quá nửa tổng số đại biểu"
        TWO_THIRDS = "two_thirds", "Ít nhất hai phần ba tổng số đại biểu"

    class State(models.TextChoices):
        OPEN = "open", "đang biểu quyết"
        CLOSED = "closed", "đã kiểm phiếu"
        CANCELLED = "cancelled", "đã hủy"

    council_session = models.ForeignKey(Session, models.CASCADE, related_name="ballots")
    item = models.ForeignKey(
        AgendaItem, models.PROTECT, related_name="ballots", verbose_name="nội dung chương trình"
    )
    subject = models.CharField("nội dung biểu quyết", max_length=400)
    method = models.CharField("cách biểu quyết", max_length=8, choices=Method)
    majority = models.CharField("tỷ lệ phải đạt", max_length=10, choices=Majority)
    ballot_state = models.CharField("tình trạng", max_length=10, choices=State, default=State.OPEN)
    total = models.PositiveSmallIntegerField("tổng số đại biểu")
    present = models.PositiveSmallIntegerField("số đại biểu có mặt")
    votes_for = models.PositiveSmallIntegerField("tán thành", null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField("không tán thành", null=True, blank=True)
    votes_abstain = models.PositiveSmallIntegerField("không biểu quyết", null=True, blank=True)
    passed = models.BooleanField("được thông qua", null=True)
    opened_at = models.DateTimeField("mở biểu quyết lúc")
    closed_at = models.DateTimeField("kiểm phiếu lúc", null=True, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người mở biểu quyết"
    )
    resolution = models.OneToOneField(
        "council_sessions.Resolution", models.SET_NULL, null=True, blank=True, related_name="ballot",
        verbose_name="nghị quyết",
    )  # fmt: skip

    class Meta:
        ordering = ["opened_at", "pk"]
        verbose_name = "biểu quyết"
        triggers = [History(record="council_session_id")]
        constraints = [
            models.UniqueConstraint(
                fields=["council_session"], condition=Q(ballot_state="open"), name="ballot_one_open"
            ),
            models.CheckConstraint(condition=Q(present__lte=F("total")), name="ballot_present_of_total"),
            models.CheckConstraint(
                condition=~Q(ballot_state="closed")
                | Q(
                    votes_for__isnull=False,
                    votes_against__isnull=False,
                    votes_abstain__isnull=False,
                    passed__isnull=False,
                    closed_at__isnull=False,
                    present=F("votes_for") + F("votes_against") + F("votes_abstain"),
                ),
                name="ballot_counted_whole",
            ),
        ]

    NAMED_BY = "subject"

    def __str__(self):
        return self.subject

    @property
    def is_open(self):
        return self.ballot_state == self.State.OPEN

    @property
    def is_counted(self):
        return self.ballot_state == self.State.CLOSED

    @property
    def is_named(self):
        return self.method == self.Method.NAMED


class BallotVote(models.Model):
    """One delegate's vote in a vote by name."""

    class Choice(models.TextChoices):
        FOR = "for", "Tán thành"
        AGAINST = "against", "Không tán thành"
        ABSTAIN = "abstain", "Không biểu quyết"

    council_session = models.ForeignKey(Session, models.CASCADE, related_name="+")
    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="votes", verbose_name="biểu quyết")
    delegate = models.ForeignKey(Delegate, models.PROTECT, related_name="+", verbose_name="đại biểu")
    choice = models.CharField("ý kiến", max_length=8, choices=Choice)

    class Meta:
        verbose_name = "phiếu biểu quyết"
        triggers = [History()]
        constraints = [models.UniqueConstraint(fields=["ballot", "delegate"], name="ballot_vote_once")]

    def __str__(self):
        return f"{self.delegate}: {self.get_choice_display()}"


class BallotCorrection(models.Model):
    """A corrected result: what stood before, what stands now, why, by whom. Rows are only ever added."""

    council_session = models.ForeignKey(Session, models.CASCADE, related_name="+")
    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="corrections", verbose_name="biểu quyết")
    before = models.JSONField("kết quả cũ")
    after = models.JSONField("kết quả mới")
    reason = models.CharField("lý do sửa", max_length=250)
    corrected_at = models.DateTimeField("sửa lúc", auto_now_add=True)
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người sửa"
    )

    class Meta:
        ordering = ["-corrected_at", "-pk"]
        verbose_name = "sửa kết quả biểu quyết"
        triggers = [History(record="council_session_id")]

    def __str__(self):
        return self.reason
