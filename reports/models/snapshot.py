"""The frozen report: what was signed, and the digital signatures under it. The database refuses any change."""

import uuid

import pgtrigger
from django.conf import settings
from django.db import models

from reports.models.report import SummaryReport

_ONCE = """
IF TG_OP = 'UPDATE' AND OLD.file = '' AND NEW.file <> '' AND
   to_jsonb(OLD) - ARRAY['file', 'file_name', 'file_sha256', 'pages']
   = to_jsonb(NEW) - ARRAY['file', 'file_name', 'file_sha256', 'pages'] THEN
  RETURN NEW;
END IF;
RAISE EXCEPTION 'a snapshot never changes';
"""


def kept_name(row, name):
    return f"reports/{uuid.uuid4().hex}"


class Snapshot(models.Model):
    """What was frozen when a report was finalised.

    `content` is everything printed and counted; `records` {figure: ids behind it} and `versions` {id: version} say
    which records it came from. `code` is printed on the paper and leads to its check. The file is filled in once,
    by the worker.
    """

    report = models.OneToOneField(SummaryReport, models.CASCADE, related_name="snapshot")
    code = models.CharField("mã kiểm tra", max_length=20, unique=True)
    number = models.CharField(max_length=40)
    on = models.DateField()
    issuer = models.CharField(max_length=250)
    content = models.JSONField()
    content_sha256 = models.CharField(max_length=64)
    records = models.JSONField(default=dict)
    versions = models.JSONField(default=dict)
    file = models.FileField(upload_to=kept_name, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    pages = models.PositiveIntegerField(default=0)
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        triggers = [
            pgtrigger.Trigger(
                name="never_changes", when=pgtrigger.Before, func=_ONCE,
                operation=pgtrigger.Update | pgtrigger.Delete,
            )
        ]  # fmt: skip

    def __str__(self):
        return self.code


class ReportSignature(models.Model):
    """A digital signature put under the frozen file; `file` is the signed copy. The key is never kept."""

    snapshot = models.ForeignKey(Snapshot, models.CASCADE, related_name="signatures")
    file = models.FileField(upload_to=kept_name)
    sha256 = models.CharField(max_length=64, db_index=True)
    signer = models.CharField("người ký", max_length=250)
    issuer = models.CharField("nơi cấp chứng thư", max_length=250)
    serial = models.CharField("số chứng thư", max_length=80)
    valid_to = models.DateField("chứng thư đến hết")
    is_trusted = models.BooleanField("chứng thư được tin cậy")
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        triggers = [pgtrigger.Protect(name="never_changes", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return self.signer
