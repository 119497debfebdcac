import uuid

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import ExtractYear
from django.urls import reverse
from django_fsm import FSMField, FSMModelMixin

from core.history import History
from core.text import Words
from core.visibility import VisibleQuerySet

PAGES: dict[str, str] = {}  # kind -> name of the page of its records, as its register says


class Record(FSMModelMixin, models.Model):
    """The supertype of every register entry: what deadlines, files, notices, search and rights hang on.

    `on` files the record into a period. `state` changes only through the transitions of the subclass, which
    also gives the choices (`STATES`). `version` rises with every act and is what optimistic locking compares.
    `next_due` is kept by the database: the earliest open deadline. `once` makes a repeated submit harmless.
    """

    kind = models.CharField(max_length=24, editable=False)
    owner = models.ForeignKey("core.Body", models.PROTECT, related_name="records", verbose_name="đơn vị")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    code = models.CharField("số, ký hiệu", max_length=60, blank=True)
    title = models.TextField("nội dung")
    on = models.DateField("ngày")
    state = FSMField("tình trạng", max_length=32, protected=True, editable=False)
    words = models.TextField(blank=True, editable=False)
    tsv = models.GeneratedField(
        expression=Words("code", "title", "words"), output_field=SearchVectorField(), db_persist=True
    )
    next_due = models.DateField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    once = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )

    KIND = ""
    STATES: dict = {}

    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-id"]
        triggers = [
            History(record="id"),
            # Only the deadlines' own trigger may write `next_due`; a record saved from memory leaves it.
            pgtrigger.Trigger(
                name="keep_next_due", when=pgtrigger.Before, operation=pgtrigger.UpdateOf("next_due"),
                func="IF pg_trigger_depth() = 1 THEN NEW.next_due := OLD.next_due; END IF; RETURN NEW;",
            ),
        ]  # fmt: skip
        constraints = [
            # Numbers of documents begin anew each year (Decree 30/2020, article 15).
            models.UniqueConstraint(
                "owner",
                "kind",
                "code",
                ExtractYear("on"),
                condition=~models.Q(code=""),
                name="record_code_once",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "owner", "-on", "-id"], name="record_of_owner"),
            models.Index(fields=["kind", "-on", "-id"], name="record_by_day"),
            models.Index(fields=["kind", "state", "-on", "-id"], name="record_by_state"),
            models.Index(fields=["kind", "code"], name="record_by_code"),
            models.Index(
                fields=["kind", "owner", "next_due"],
                condition=models.Q(next_due__isnull=False),
                name="record_due",
            ),
            models.Index(
                fields=["kind", "next_due", "id"],
                condition=models.Q(next_due__isnull=False),
                name="record_by_due",
            ),
            GinIndex(fields=["tsv"], name="record_words"),
        ]

    def __str__(self):
        return f"{self.code} {self.title}".strip()

    def save(self, *args, **kwargs):
        self.kind = self.kind or self.KIND
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        """Its register's page; where the registers are not loaded, the page that looks up which one that is."""
        return reverse(PAGES.get(self.kind, "core:record"), args=[self.pk])

    @property
    def status(self):
        """The state as {label, tone}."""
        label, tone = self.STATES.get(self.state, (self.state, "idle"))
        return {"label": label, "tone": tone}


def record_link():
    """The link of a register entry to its record, without a reverse name: `record_ptr = record_link()`."""
    return models.OneToOneField(Record, models.CASCADE, parent_link=True, primary_key=True, related_name="+")


class Share(models.Model):
    """A record shown to a body beside its owner: what was sent there."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="shares")
    body = models.ForeignKey("core.Body", models.PROTECT, related_name="shares")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        triggers = [History(record="record_id")]
        constraints = [models.UniqueConstraint(fields=["body", "record"], name="share_once")]

    def __str__(self):
        return f"{self.record_id} → {self.body_id}"
