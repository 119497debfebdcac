import uuid
from pathlib import PurePath

from django.conf import settings
from django.db import models
from django.utils import timezone

from core.history import History


def stored_name(attachment, name):
    """Where a file is kept: by day, under a name that says nothing of its content."""
    return f"{timezone.localdate():%Y/%m/%d}/{uuid.uuid4().hex}{PurePath(name).suffix.lower()[:8]}"


class Attachment(models.Model):
    """A file of a record. Handed out only by a view that checks rights; removing it keeps the row."""

    record = models.ForeignKey("core.Record", models.CASCADE, related_name="attachments")
    file = models.FileField("tệp", upload_to=stored_name, max_length=200)
    name = models.CharField("tên tệp", max_length=250)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField(auto_now_add=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["uploaded_at", "id"]
        triggers = [History(record="record_id", hide=["name"])]
        indexes = [
            models.Index(fields=["record"], condition=models.Q(removed_at=None), name="attachment_live")
        ]

    NAMED_BY = "name"

    def __str__(self):
        return self.name
