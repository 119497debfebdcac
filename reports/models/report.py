import pgtrigger
from django.db import models
from django.db.models import F, Q
from django_fsm import transition

from core.history import History
from core.models import Body, Record, record_link
from core.visibility import VisibleQuerySet
from reports import books

OPEN = ["draft", "returned"]

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
    narrative, an ordered list of {key, part, heading, text, edited} whose texts carry live tokens (`wording`).
    `document` is empty until the report is finalised; from then on it holds all that is printed, and the database
    refuses any change. `subject` is the body of the council that reports, empty for the council itself.
    """

    KIND = "report"
    STATES = {
        "draft": ("dự thảo", "doing"), "submitted": ("trình ký", "soon"), "returned": ("trả lại", "late"),
        "approved": ("đã duyệt", "doing"), "finalised": ("đã chốt", "done"),
    }  # fmt: skip

    class ReportKind(models.TextChoices):
        QUARTER = "quarter", "Quý"
        HALF = "half", "6 tháng"
        NINE = "nine", "9 tháng"
        YEAR = "year", "Năm"
        TERM = "term", "Nhiệm kỳ"
        FREE = "free", "Tùy chọn"

    record_ptr = record_link()
    report_kind = models.CharField("loại báo cáo", max_length=8, choices=ReportKind, default=ReportKind.FREE)
    outline = models.CharField("mẫu báo cáo", max_length=16, choices=books.CHOICES, default=books.DEFAULT)
    subject = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="cơ quan báo cáo"
    )
    blocks = models.JSONField("các mục", default=list, editable=False)
    annexes = models.JSONField("các phụ lục", default=list, editable=False)
    start = models.DateField("từ ngày")
    end = models.DateField("đến ngày")
    book = models.CharField("sổ văn bản", max_length=80, editable=False)
    number = models.CharField("số, ký hiệu", max_length=40, blank=True)
    place = models.CharField("địa danh", max_length=80)
    sections = models.JSONField("nội dung báo cáo", default=list, editable=False)
    figures = models.JSONField("số liệu", default=dict, editable=False)
    compared = models.JSONField("số liệu so sánh", default=dict, editable=False)
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

    @transition("state", source=OPEN, target=None)
    def amend(self):
        """Only what has not been submitted is edited."""

    @transition("state", source=OPEN, target=None)
    def write(self):
        """As `amend`: one section."""

    @transition("state", source=OPEN, target=None)
    def compose(self):
        """As `amend`: which sections."""

    @transition("state", source=OPEN, target=None)
    def refresh(self):
        """Only what has not been submitted is counted again."""

    @transition("state", source=[*OPEN, "submitted", "approved"], target=None)
    def comment(self):
        """What is frozen is not talked about here any more."""

    @transition("state", source=OPEN, target="submitted")
    def submit(self):
        pass

    @transition("state", source=["submitted", "approved"], target="returned")
    def send_back(self):
        pass

    @transition("state", source="submitted", target="approved")
    def approve(self):
        pass

    @transition("state", source="approved", target=None)
    def take_number(self):
        """A number is taken for what is approved."""

    @transition("state", source="approved", target="finalised")
    def finalise(self):
        pass

    @transition("state", source="finalised", target=None)
    def sign(self):
        """Only the frozen file is signed."""
