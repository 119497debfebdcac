"""Who is reminded of what, when, and by which mail; written by `desk.reminders`."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.history import History
from desk.duties.models import Duty

__all__ = ["Duty", "ReminderChoice", "ReminderStep"]


class ReminderStep(models.Model):
    """One step of the ladder: how many days before or after the due date somebody is reminded.

    Rows without `home` are the ladder that everybody uses; a council with rows of its own uses those alone, and so
    do the councils below it that have none.
    """

    class Kind(models.TextChoices):
        BEFORE = "before", "trước hạn"
        LATE = "late", "quá hạn, nhắc lại sau mỗi"
        HEAD = "head", "quá hạn, báo người đứng đầu sau"
        CHAIR = "chair", "quá hạn, báo Chủ tịch HĐND sau"

    class Unit(models.TextChoices):
        CALENDAR = "calendar", "ngày"
        WORKING = "working", "ngày làm việc"

    home = models.ForeignKey(
        "core.Body", models.CASCADE, null=True, blank=True, related_name="+", verbose_name="áp dụng cho"
    )
    kind = models.CharField("bậc", max_length=8, choices=Kind)
    days = models.PositiveSmallIntegerField("số ngày")
    unit = models.CharField("cách tính", max_length=8, choices=Unit, default=Unit.CALENDAR)

    class Meta:
        ordering = ["home", "kind", "-days"]
        verbose_name = "bậc nhắc hạn"
        triggers = [History()]
        constraints = [
            models.UniqueConstraint(
                fields=["home", "kind", "days"], nulls_distinct=False, name="reminder_step_once"
            ),
            models.CheckConstraint(
                condition=Q(kind="before", days__lte=365) | Q(days__range=(1, 365)), name="reminder_step_days"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.days} {self.get_unit_display()}"


class ReminderChoice(models.Model):
    """How a person wants to be reminded. No row: by mail too, at any hour. The portal's notices always come."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="reminder_choice"
    )
    by_mail = models.BooleanField("gửi thư điện tử", default=True)
    quiet_from = models.TimeField("không gửi thư từ", null=True, blank=True)
    quiet_to = models.TimeField("đến", null=True, blank=True)

    class Meta:
        verbose_name = "cách nhận nhắc việc"
        triggers = [History()]
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_to=None)
                | (Q(quiet_from__isnull=False, quiet_to__isnull=False) & ~Q(quiet_from=F("quiet_to"))),
                name="reminder_choice_quiet_whole",
            )
        ]

    def __str__(self):
        return str(self.user)


class Reminder(models.Model):
    """One person told of one step of one deadline; it exists once however often the sweep runs.

    `due_on` is the date that was told: a deadline that moved climbs the ladder anew towards its new date.
    `mail_on` is the day of the digest that carries it, empty for who wants no mail.
    """

    deadline = models.ForeignKey("core.Deadline", models.CASCADE, related_name="reminders")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminders")
    step = models.CharField(max_length=16)
    due_on = models.DateField()
    told_on = models.DateField()
    mail_on = models.DateField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["deadline", "step", "due_on", "person"], name="reminder_once")
        ]
        indexes = [
            models.Index(fields=["person", "-id"], name="reminder_of_person"),
            models.Index(
                fields=["person", "mail_on"], condition=Q(mail_on__isnull=False), name="reminder_by_mail"
            ),
        ]

    def __str__(self):
        return f"{self.deadline_id} {self.step} {self.person_id}"


class Digest(models.Model):
    """The one mail of a person and a day, claimed by a worker before it is sent.

    `next_at` is when somebody may take it: now, after a failure later, and while it is claimed when the claim ends.
    `uncertain` counts the tries whose end nobody knows: the server may have taken the mail. Each may have repeated
    the mail, always under the same Message-ID.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "chờ gửi"
        CLAIMED = "claimed", "đang gửi"
        RETRY = "retry", "gửi lại sau"
        SENT = "sent", "đã gửi"
        DROPPED = "dropped", "không còn gì để gửi"
        FAILED = "failed", "không gửi được"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="digests")
    day = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    next_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    claimed_by = models.CharField(max_length=40, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    uncertain = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=250, blank=True)
    sent_at = models.DateTimeField(null=True)

    OPEN = (State.WAITING, State.CLAIMED, State.RETRY)

    class Meta:
        ordering = ["-day", "person"]
        constraints = [
            models.UniqueConstraint(fields=["person", "day"], name="digest_once"),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
                name="digest_sent_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="claimed", claimed_at__isnull=False) & ~Q(claimed_by="")
                | (~Q(state="claimed") & Q(claimed_at=None, claimed_by="")),
                name="digest_claimed_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at", "id"],
                condition=Q(state__in=["waiting", "claimed", "retry"]),
                name="digest_open",
            ),
        ]

    def __str__(self):
        return f"{self.person_id} {self.day:%d/%m/%Y}"


class Sweep(models.Model):
    """The one row that says which day was swept last; whoever sweeps holds its lock."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    swept_on = models.DateField(null=True)
    ran_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="sweep_single")]

    def __str__(self):
        return f"{self.swept_on}"


class FeedToken(models.Model):
    """A secret address under which a calendar program reads what one membership sees; only its hash is kept.

    One is live per membership, and with it per person and body: a new one revokes the one before.
    """

    membership = models.ForeignKey("council.Membership", models.CASCADE, related_name="feed_tokens")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["membership"], condition=Q(revoked_at=None), name="feed_token_once"
            )
        ]

    def __str__(self):
        return f"{self.membership_id} {self.created_at:%d/%m/%Y}"
