import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse


def result_name(job, name):
    return f"jobs/{uuid.uuid4().hex}"


class Job(models.Model):
    """Long work done by the worker: what was asked, how far it is, what came out.

    `key` makes the same request one job while it is waiting or running.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "đang chờ"
        RUNNING = "running", "đang làm"
        DONE = "done", "đã xong"
        FAILED = "failed", "không làm được"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="jobs")
    membership_id = models.BigIntegerField()
    record = models.ForeignKey("core.Record", models.CASCADE, null=True, related_name="jobs")
    kind = models.CharField(max_length=40)
    label = models.CharField(max_length=250)
    params = models.JSONField(default=dict)
    key = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    percent = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    file = models.FileField(upload_to=result_name, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "key"], condition=models.Q(state__in=["waiting", "running"]), name="job_once"
            )
        ]
        indexes = [models.Index(fields=["user", "-id"], name="job_of_user")]

    def __str__(self):
        return self.label

    def get_absolute_url(self):
        return reverse("core:job", args=[self.pk])

    @property
    def ended(self):
        return self.state in (self.State.DONE, self.State.FAILED)
