"""What signing in needs beside the password: links sent by mail, second factors, logins that are open."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.history import History
from council.models.users import Role

_OWNER = settings.AUTH_USER_MODEL


class AccountLink(models.Model):
    """The last link mailed to a person, by which they set a password: good once and until it expires.

    `digest` is of the secret in the link, empty while the mail waits to be sent. A new link replaces the old one.
    """

    class Kind(models.TextChoices):
        INVITE = "invite", "Lời mời"
        RESET = "reset", "Quên mật khẩu"

    user = models.OneToOneField(_OWNER, models.CASCADE, primary_key=True, related_name="link")
    kind = models.CharField("loại", max_length=6, choices=Kind)
    digest = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField("yêu cầu lúc", default=timezone.now)
    sent_at = models.DateTimeField("gửi lúc", null=True)
    expires_at = models.DateTimeField("hết hạn lúc", null=True)
    used_at = models.DateTimeField("dùng lúc", null=True)

    class Meta:
        verbose_name = "đường dẫn đặt mật khẩu"
        constraints = [
            models.UniqueConstraint(fields=["digest"], condition=~Q(digest=""), name="link_digest_once"),
            models.CheckConstraint(
                condition=Q(digest="", sent_at=None, expires_at=None)
                | Q(sent_at__isnull=False, expires_at__isnull=False),
                name="link_sent_whole",
            ),
        ]

    def __str__(self):
        return self.get_kind_display()

    @property
    def is_open(self):
        return bool(self.digest) and self.used_at is None and self.expires_at > timezone.now()


class TotpSeed(models.Model):
    """The secret that a person's telephone makes one-time codes from, sealed. `last_step` is the half minute of the
    last code taken, so that no code is good twice."""

    user = models.OneToOneField(_OWNER, models.CASCADE, primary_key=True, related_name="totp")
    sealed = models.BinaryField()
    last_step = models.BigIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "ứng dụng mã xác thực"

    def __str__(self):
        return f"mã xác thực của {self.user_id}"


class RecoveryCode(models.Model):
    """One code of the list that a person keeps on paper; only its digest is kept here."""

    user = models.ForeignKey(_OWNER, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "mã dự phòng"
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_once")]

    def __str__(self):
        return f"mã dự phòng của {self.user_id}"


class FactorDemand(models.Model):
    """People of this role, in this council and those below it, must sign in with a second factor."""

    council = models.ForeignKey("council.Council", models.CASCADE, related_name="+")
    role = models.CharField("vai trò", max_length=12, choices=Role)

    class Meta:
        verbose_name = "yêu cầu xác thực hai bước"
        triggers = [History()]
        constraints = [models.UniqueConstraint(fields=["council", "role"], name="factor_demand_once")]

    def __str__(self):
        return f"{self.get_role_display()}, {self.council}"


class Login(models.Model):
    """A login that is open: it lives as long as its session. When it was last seen is read from the session."""

    user = models.ForeignKey(_OWNER, models.CASCADE, related_name="logins")
    session_key = models.CharField(max_length=40, unique=True)
    device = models.CharField("thiết bị", max_length=60, blank=True)
    ip = models.GenericIPAddressField("địa chỉ máy", null=True)
    how = models.CharField("cách đăng nhập", max_length=60, blank=True)
    began_at = models.DateTimeField("đăng nhập lúc", default=timezone.now)

    class Meta:
        ordering = ["-began_at", "-pk"]
        verbose_name = "lần đăng nhập"
        indexes = [models.Index(fields=["user", "-began_at"], name="logins_of_user")]

    def __str__(self):
        return f"{self.device}, {self.began_at:%d/%m/%Y %H:%M}"


class ExternalIdentity(models.Model):
    """Under which name an identity provider knows a person; bound when they first come from there."""

    user = models.ForeignKey(_OWNER, models.CASCADE, related_name="identities")
    issuer = models.CharField(max_length=250)
    subject = models.CharField(max_length=250)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "định danh đăng nhập một lần"
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="identity_once"),
            models.UniqueConstraint(fields=["user", "issuer"], name="identity_of_user_once"),
        ]

    def __str__(self):
        return f"{self.subject} tại {self.issuer}"


class Passkey(models.Model):
    """A security key or the lock of a telephone (WebAuthn) as a second factor: its public key, no secret."""

    user = models.ForeignKey(_OWNER, models.CASCADE, related_name="passkeys")
    label = models.CharField("tên", max_length=60)
    credential = models.BinaryField()
    digest = models.CharField(max_length=64, unique=True)
    counter = models.BigIntegerField(default=0)
    made_at = models.DateTimeField("thêm lúc", default=timezone.now)
    used_at = models.DateTimeField("dùng gần nhất", null=True)

    class Meta:
        ordering = ["made_at", "pk"]
        verbose_name = "khóa bảo mật"

    def __str__(self):
        return self.label
