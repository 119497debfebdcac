from django.conf import settings
from django.db import models


class Backup(models.Model):
    """One run of the backup: how far it is, where it lies, what was found amiss."""

    class State(models.TextChoices):
        RUNNING = "running", "đang sao lưu"
        DONE = "done", "đã xong"
        FAILED = "failed", "không xong"

    name = models.CharField("tên", max_length=60, unique=True)
    state = models.CharField("tình trạng", max_length=8, choices=State, default=State.RUNNING)
    started_at = models.DateTimeField("bắt đầu")
    ended_at = models.DateTimeField("kết thúc", null=True)
    percent = models.PositiveSmallIntegerField("phần trăm", default=0)
    size = models.PositiveBigIntegerField("dung lượng", default=0)
    encrypted = models.BooleanField("đã mã hóa", default=False)
    files = models.PositiveIntegerField("số tệp", default=0)
    anchor = models.CharField("dấu nhật ký", max_length=90, blank=True)
    error = models.TextField("lỗi", blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="người yêu cầu"
    )

    class Meta:
        ordering = ["-started_at"]
        verbose_name = "bản sao lưu"
        indexes = [models.Index(fields=["state", "-started_at"], name="backup_last_good")]

    def __str__(self):
        return self.name
