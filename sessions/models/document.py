from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from core.history import History
from core.models import Attachment, Record
from core.text import Words


class Document(models.Model):
    """A paper of a session or of one of its dossiers. What it says stands in its versions; the last one counts."""

    class Kind(models.TextChoices):
        SUBMISSION = "submission", "Tờ trình"
        DRAFT = "draft", "Dự thảo nghị quyết"
        SCHEME = "scheme", "Đề án"
        REPORT = "report", "Báo cáo"
        APPRAISAL = "appraisal", "Văn bản thẩm định"
        OPINIONS = "opinions", "Tổng hợp, giải trình ý kiến"
        VERIFICATION = "verification", "Báo cáo thẩm tra"
        OTHER = "other", "Tài liệu khác"

    record = models.ForeignKey(Record, models.CASCADE, related_name="documents")
    kind = models.CharField("loại tài liệu", max_length=12, choices=Kind, default=Kind.OTHER)
    title = models.CharField("tên tài liệu", max_length=300)
    position = models.PositiveSmallIntegerField(default=0)
    removed_at = models.DateTimeField("gỡ lúc", null=True, blank=True)

    class Meta:
        verbose_name = "tài liệu"
        ordering = ["position", "pk"]
        triggers = [History(record="record_id")]
        indexes = [
            models.Index(fields=["record"], condition=Q(removed_at=None), name="document_live"),
        ]

    def __str__(self):
        return self.title


class DocumentVersion(models.Model):
    """One version of a document: a file, or a text typed here. What it says is never changed."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField("phiên bản")
    attachment = models.OneToOneField(
        Attachment, models.PROTECT, null=True, blank=True, related_name="document_version", verbose_name="tệp"
    )
    text = models.TextField("nội dung", blank=True)
    note = models.CharField("thay đổi so với bản trước", max_length=400, blank=True)
    # When it went to the delegates; until then they read the version before.
    released_at = models.DateTimeField("gửi đại biểu lúc", null=True, blank=True)
    made_at = models.DateTimeField("lúc", auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người đưa lên"
    )

    class Meta:
        verbose_name = "phiên bản tài liệu"
        ordering = ["document", "-number"]
        triggers = [History(hide=["text"])]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="document_version_once"),
            models.CheckConstraint(
                condition=Q(attachment__isnull=True) ^ Q(text=""), name="document_version_file_or_text"
            ),
        ]

    def __str__(self):
        return f"{self.document_id}, bản {self.number}"


def page_name(page, name):
    return f"pages/{page.reading_id // 1000}/{page.reading_id}/{name}"


class Reading(models.Model):
    """What the worker read out of a version: its pages as pictures and as text."""

    class State(models.TextChoices):
        WAITING = "waiting", "đang chuẩn bị trang đọc"
        READY = "ready", "đọc được"
        FAILED = "failed", "không đọc được"

    version = models.OneToOneField(DocumentVersion, models.CASCADE, related_name="reading")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    page_count = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=250, blank=True)
    made_at = models.DateTimeField(auto_now=True)

    def __str__(self):
        return f"{self.version_id} {self.state}"

    @property
    def is_ready(self):
        return self.state == self.State.READY


class ReadingPage(models.Model):
    """One page of a reading: a picture where the version is a PDF or a picture, and the text found on it."""

    reading = models.ForeignKey(Reading, models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    image = models.FileField(upload_to=page_name, blank=True, max_length=200)
    tsv = models.GeneratedField(expression=Words("text"), output_field=SearchVectorField(), db_persist=True)

    class Meta:
        ordering = ["reading", "number"]
        constraints = [models.UniqueConstraint(fields=["reading", "number"], name="reading_page_once")]
        indexes = [GinIndex(fields=["tsv"], name="reading_page_words")]

    def __str__(self):
        return f"{self.reading_id}, trang {self.number}"
