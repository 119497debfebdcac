from django.conf import settings
from django.db import models


class Notice(models.Model):
    """Something that a person is told in the portal. `key` tells the same thing only once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    record = models.ForeignKey("core.Record", models.CASCADE, null=True, related_name="+")
    text = models.CharField(max_length=400)
    url = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=120)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="notice_once")]
        indexes = [
            models.Index(fields=["user"], condition=models.Q(read_at=None), name="notice_unread"),
            models.Index(fields=["user", "-id"], name="notice_of_user"),
        ]

    def __str__(self):
        return self.text
