import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import ExtractYear, Upper
from django.urls import reverse

from core.history import History

_FROZEN = """
IF OLD IS NOT DISTINCT FROM NEW THEN
  RETURN NEW;
END IF;
IF OLD.state = 'draft' THEN
  RETURN COALESCE(NEW, OLD);
END IF;
IF TG_OP = 'UPDATE' AND (OLD.pdf = '' OR OLD.pdf = NEW.pdf) AND (OLD.docx = '' OR OLD.docx = NEW.docx) THEN
  IF (to_jsonb(NEW) - ARRAY['pdf', 'docx']) = (to_jsonb(OLD) - ARRAY['pdf', 'docx']) THEN
    RETURN NEW;
  END IF;
  IF OLD.state = 'issued' AND NEW.state = 'withdrawn'
     AND (to_jsonb(NEW) - ARRAY['state', 'version', 'withdrawn_at', 'withdrawn_by_id', 'withdrawn_reason'])
       = (to_jsonb(OLD) - ARRAY['state', 'version', 'withdrawn_at', 'withdrawn_by_id', 'withdrawn_reason']) THEN
    RETURN NEW;
  END IF;
END IF;
RAISE EXCEPTION 'an issued letter never changes';
"""


def letter_file(letter, name):
    """Where a letter's file is kept, under a name that says nothing of its content."""
    return f"letters/{letter.pk}/{uuid.uuid4().hex}{name[name.rfind('.') :]}"


class LetterWording(models.Model):
    """A council's own wording of a letter in place of the shipped one. Each saving is a new row; the row of the
    highest version holds, an empty text means the shipped wording again."""

    home = models.ForeignKey("core.Body", models.CASCADE, related_name="+")
    code = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    text = models.TextField("mẫu văn bản", blank=True)
    saved_at = models.DateTimeField(auto_now_add=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-version"]
        triggers = [History()]
        constraints = [
            models.UniqueConstraint(fields=["home", "code", "version"], name="wording_version_once")
        ]

    def __str__(self):
        return f"{self.code} {self.version}"


class Letter(models.Model):
    """An official document of a record: a draft that people edit, then issued and from then on never changed.

    `document` is all that is printed, frozen when it is issued; PDF and DOCX are made from it by the worker.
    `target_key` says for whom of several it is made, `target` is the body that sees it.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "dự thảo"
        ISSUED = "issued", "đã ban hành"
        WITHDRAWN = "withdrawn", "đã thu hồi"

    TOLD = ("title", "target_label", "number", "signed_on", "state", "withdrawn_reason")
    TONES = {"draft": "doing", "issued": "done", "withdrawn": "idle"}

    record = models.ForeignKey("core.Record", models.PROTECT, related_name="letters")
    owner = models.ForeignKey("core.Body", models.PROTECT, related_name="+")
    code = models.CharField(max_length=60)
    target_key = models.CharField(max_length=40, blank=True)
    target_label = models.CharField("nơi nhận chính", max_length=250, blank=True)
    target = models.ForeignKey("core.Body", models.PROTECT, null=True, related_name="+")
    title = models.CharField("văn bản", max_length=250)
    doc_type = models.CharField("loại văn bản", max_length=12)
    type_name = models.CharField("tên loại", max_length=80, blank=True)
    number = models.CharField("số, ký hiệu", max_length=60, blank=True)
    signed_on = models.DateField("ngày ký", null=True, blank=True)
    place = models.CharField("địa danh", max_length=80, blank=True)
    superior = models.CharField("cơ quan cấp trên", max_length=120, blank=True)
    issuer = models.CharField("cơ quan ban hành", max_length=250)
    abstract = models.TextField("trích yếu", blank=True)
    addressees = models.TextField("kính gửi", blank=True)
    text = models.TextField("nội dung", blank=True)
    tables = models.JSONField(default=dict, editable=False)
    authority = models.CharField("quyền hạn ký", max_length=120, blank=True)
    signer_post = models.CharField("chức vụ người ký", max_length=120, blank=True)
    signer_name = models.CharField("người ký", max_length=120, blank=True)
    second_post = models.CharField("ký bên trái: chức danh", max_length=120, blank=True)
    second_name = models.CharField("ký bên trái: họ tên", max_length=120, blank=True)
    recipients = models.TextField("nơi nhận", blank=True)
    document = models.JSONField(null=True, editable=False)
    state = models.CharField("tình trạng", max_length=9, choices=State, default=State.DRAFT, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    pdf = models.FileField(upload_to=letter_file, blank=True, editable=False)
    docx = models.FileField(upload_to=letter_file, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    issued_at = models.DateTimeField(null=True, editable=False)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    withdrawn_reason = models.CharField("lý do thu hồi", max_length=500, blank=True)

    class Meta:
        ordering = ["-signed_on", "-id"]
        verbose_name = "văn bản"
        triggers = [
            History(
                record="record_id",
                hide=["text", "tables", "document", "abstract", "addressees", "recipients"],
            ),
            pgtrigger.Trigger(
                name="frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=_FROZEN,
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                "owner", "doc_type", Upper("number"), ExtractYear("signed_on"),
                condition=~Q(state="draft"), name="letter_number_once_a_year",
            ),
            models.UniqueConstraint(
                fields=["record", "code", "target_key"], condition=Q(state="draft"), name="letter_draft_once"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", issued_at=None, issued_by=None, document=None)
                | Q(issued_at__isnull=False, issued_by__isnull=False, document__isnull=False, signed_on__isnull=False)
                & ~Q(state="draft") & ~Q(number=""),
                name="letter_issued_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                & ~Q(withdrawn_reason="")
                | ~Q(state="withdrawn") & Q(withdrawn_at=None, withdrawn_by=None, withdrawn_reason=""),
                name="letter_withdrawn_whole",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.title} {self.number}".strip()

    def get_absolute_url(self):
        return reverse("core:letter", args=[self.pk])

    @property
    def status(self):
        """The state as {label, tone}."""
        return {"label": self.get_state_display(), "tone": self.TONES[self.state]}

    @property
    def is_draft(self):
        return self.state == self.State.DRAFT
