"""What signing in needs beside the password: links sent by mail, second factors, logins that are open."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

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
