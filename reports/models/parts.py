"""What belongs to a report: its versions, the remarks made on it, the rows of its long annexes; and the wordings."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from core.history import History
from core.models import Body
from reports import books
from reports.models.report import SummaryReport

_OF_FROZEN = """
IF (SELECT state FROM core_record WHERE id = coalesce(OLD.report_id, NEW.report_id)) = 'finalised' THEN
  RAISE EXCEPTION 'the annexes of a finalised report never change';
END IF;
IF TG_OP = 'DELETE' THEN
  RETURN OLD;
END IF;
RETURN NEW;
"""


class ReportVersion(models.Model):
    """The narrative as one save left it, with tokens. Never rewritten."""

    report = models.ForeignKey(SummaryReport, models.CASCADE, related_name="versions")
    no = models.PositiveIntegerField("phiên bản")
    sections = models.JSONField(default=list)
    why = models.CharField("việc", max_length=120)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-no"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update)]
        constraints = [models.UniqueConstraint(fields=["report", "no"], name="report_version_once")]

    def __str__(self):
        return f"Phiên bản {self.no}"


class Remark(models.Model):
    """What the chair or a head says of a report, or of one section; settled when somebody has dealt with it."""

    class Kind(models.TextChoices):
        COMMENT = "comment", "góp ý"
        RETURN = "return", "trả lại"

    report = models.ForeignKey(SummaryReport, models.CASCADE, related_name="remarks")
    kind = models.CharField("loại", max_length=8, choices=Kind, default=Kind.COMMENT)
    section = models.CharField("mục", max_length=40, blank=True, choices=books.headings)
    text = models.TextField("ý kiến")
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    said_at = models.DateTimeField(auto_now_add=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["said_at", "pk"]
        triggers = [History(record="report_id")]
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None)
                | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="remark_settled_whole",
            )
        ]

    def __str__(self):
        return self.text[:80]


class AnnexRows(models.Model):
    """Some hundred rows of a long annex, frozen with their report."""

    report = models.ForeignKey(SummaryReport, models.CASCADE, related_name="annex_rows")
    key = models.CharField(max_length=40)
    no = models.PositiveIntegerField()
    rows = models.JSONField(default=list)

    class Meta:
        ordering = ["key", "no"]
        triggers = [
            pgtrigger.Trigger(
                name="frozen", when=pgtrigger.Before, func=_OF_FROZEN,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
            )
        ]  # fmt: skip
        constraints = [models.UniqueConstraint(fields=["report", "key", "no"], name="annex_rows_once")]

    def __str__(self):
        return f"{self.key} {self.no}"


class Wording(models.Model):
    """The office's own wording of a block, in place of the shipped one."""

    home = models.ForeignKey(Body, models.CASCADE, related_name="+")
    block = models.CharField("mục", max_length=40)
    heading = models.CharField("tiêu đề", max_length=200)
    text = models.TextField("câu mẫu", blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "câu mẫu của báo cáo"
        triggers = [History()]
        constraints = [models.UniqueConstraint(fields=["home", "block"], name="wording_once")]

    def __str__(self):
        return self.heading
