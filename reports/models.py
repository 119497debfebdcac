import pgtrigger
from django.db import models
from django.db.models import F, Q
from django_fsm import transition

from core.history import History
from core.models import Record, record_link
from core.visibility import VisibleQuerySet

_FROZEN = """
IF TG_OP = 'UPDATE' AND OLD IS NOT DISTINCT FROM NEW THEN
  RETURN NEW;
END IF;
IF (SELECT state FROM core_record WHERE id = OLD.record_ptr_id) = 'finalised' THEN
  RAISE EXCEPTION 'a finalised report never changes';
END IF;
IF TG_OP = 'DELETE' THEN
  RETURN OLD;
END IF;
RETURN NEW;
"""


class SummaryReport(Record):
    """A summary report of its owner, a council, over a free period.

    `figures` and `lists` are what was counted when the report was drafted or last refreshed. `sections` is the
    narrative, an ordered list of {key, heading, text, edited}. `document` is empty until the report is
    finalised; from then on it holds all that is printed, and the database refuses any change.
    """

    KIND = "report"
    STATES = {"draft": ("dự thảo", "doing"), "finalised": ("đã chốt", "done")}

    class ReportKind(models.TextChoices):
        QUARTER = "quarter", "Quý"
        HALF = "half", "6 tháng"
        YEAR = "year", "Năm"
        FREE = "free", "Tùy chọn"

    record_ptr = record_link()
    report_kind = models.CharField("loại báo cáo", max_length=8, choices=ReportKind, default=ReportKind.FREE)
    start = models.DateField("từ ngày")
    end = models.DateField("đến ngày")
    book = models.CharField("sổ văn bản", max_length=80, editable=False)
    number = models.CharField("số, ký hiệu", max_length=40, blank=True)
    place = models.CharField("địa danh", max_length=80)
    sections = models.JSONField("nội dung báo cáo", default=list, editable=False)
    figures = models.JSONField("số liệu", default=dict, editable=False)
    lists = models.JSONField("phụ lục", default=dict, editable=False)
    counted_at = models.DateTimeField("số liệu lúc", editable=False)
    authority = models.CharField("quyền hạn ký", max_length=80, default="TM. HỘI ĐỒNG NHÂN DÂN")
    signer_post = models.CharField("chức vụ người ký", max_length=80, default="CHỦ TỊCH")
    signer_name = models.CharField("người ký", max_length=120, blank=True)
    recipients = models.TextField("nơi nhận", blank=True)
    document = models.JSONField("bản đã chốt", null=True, editable=False)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = "báo cáo tổng hợp"
        triggers = [
            History(record="record_ptr_id"),
            pgtrigger.Trigger(
                name="frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=_FROZEN,
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="report_period"),
            models.UniqueConstraint(
                fields=["book", "number"], condition=~Q(number=""), name="report_number_once_a_year"
            ),
        ]

    @transition("state", source="draft", target=None)
    def amend(self):
        """Only a draft is edited."""

    @transition("state", source="draft", target=None)
    def refresh(self):
        """Only a draft is counted again."""

    @transition("state", source="draft", target="finalised")
    def finalise(self):
        pass
