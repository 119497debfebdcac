from django.db import models
from django.db.models import Q
from django_fsm import GET_STATE, transition

from core.history import History
from core.models import Body, Record, record_link
from core.visibility import VisibleQuerySet
from sessions.models.session import Session

OPEN = (
    "registered", "assigned", "received", "returned", "verifying", "verified", "cleared", "revising", "sent_to_delegates",
)  # fmt: skip
# Verified, and with the Standing Body's consent where it gave its view: ready for the delegates.
READY = ("verified", "cleared")


def _after_report(dossier, *args, **kwargs):
    """Verified once every committee has given its report."""
    return "verifying" if dossier.verifications.filter(given_on=None).exists() else "verified"


def _after_view(dossier, *args, decision="agree", **kwargs):
    return {"agree": "cleared", "revise": "revising", "not_now": "postponed"}[decision]


class Dossier(Record):
    """A dossier submitted to a session (hồ sơ trình kỳ họp): verified by a committee, sent to delegates, decided.

    `on` is the day it was registered. Its limits count back from the session's opening day.
    """

    KIND = "dossier"
    OPEN, READY = OPEN, READY
    WITH_DELEGATES = ("sent_to_delegates", "adopted", "rejected")
    COLLECTING = ("registered", "assigned", "returned", "revising")
    STATES = {
        "registered": ("đã đăng ký", "idle"),
        "assigned": ("đã phân công", "idle"),
        "received": ("đã nhận hồ sơ", "doing"),
        "returned": ("trả lại bổ sung", "soon"),
        "verifying": ("đang thẩm tra", "doing"),
        "verified": ("đã thẩm tra", "doing"),
        "cleared": ("Thường trực đồng ý trình", "doing"),
        "revising": ("đang chỉnh lý", "soon"),
        "sent_to_delegates": ("đã gửi đại biểu", "doing"),
        "adopted": ("đã thông qua", "done"),
        "rejected": ("không thông qua", "idle"),
        "postponed": ("chuyển kỳ họp sau", "idle"),
        "withdrawn": ("đã rút", "idle"),
    }

    class DocumentKind(models.TextChoices):
        SUBMISSION = "submission", "Tờ trình"
        SCHEME = "scheme", "Đề án"
        DRAFT = "draft", "Dự thảo nghị quyết"
        REPORT = "report", "Báo cáo"
        OTHER = "other", "Tài liệu khác"

    record_ptr = record_link()
    council_session = models.ForeignKey(
        Session, models.PROTECT, related_name="dossiers", verbose_name="kỳ họp"
    )
    document_kind = models.CharField("loại văn bản", max_length=12, choices=DocumentKind)
    submitter = models.ForeignKey(
        Body, models.PROTECT, related_name="submitted_dossiers", verbose_name="cơ quan trình"
    )
    committee = models.ForeignKey(
        Body,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="verified_dossiers",
        verbose_name="Ban thẩm tra",
    )
    assigned_on = models.DateField("ngày phân công", null=True, blank=True)
    handed_in_on = models.DateField("cơ quan trình nộp ngày", null=True, blank=True)
    received_on = models.DateField("ngày nhận hồ sơ", null=True, blank=True)
    late_reason = models.CharField("lý do gửi chậm", max_length=400, blank=True)
    late_approved_by = models.CharField("người đồng ý nhận chậm", max_length=120, blank=True)
    returned_on = models.DateField("ngày trả lại", null=True, blank=True)
    return_reason = models.CharField("lý do trả lại", max_length=400, blank=True)
    meeting_on = models.DateField("ngày Ban họp thẩm tra", null=True, blank=True)
    verified_on = models.DateField("ngày báo cáo thẩm tra", null=True, blank=True)
    report_no = models.CharField("số báo cáo thẩm tra", max_length=60, blank=True)
    opinion = models.TextField("ý kiến thẩm tra", blank=True)
    sent_on = models.DateField("ngày gửi đại biểu", null=True, blank=True)
    decided_on = models.DateField("ngày quyết định", null=True, blank=True)
    outcome_note = models.CharField("ghi chú kết quả", max_length=400, blank=True)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = "hồ sơ trình kỳ họp"
        triggers = [History(record="record_ptr_id")]
        constraints = [
            models.CheckConstraint(
                condition=Q(late_reason="", late_approved_by="")
                | (Q(received_on__isnull=False) & ~Q(late_reason="") & ~Q(late_approved_by="")),
                name="dossier_late_whole",
            ),
            models.CheckConstraint(
                condition=Q(returned_on=None, return_reason="")
                | (Q(returned_on__isnull=False) & ~Q(return_reason="")),
                name="dossier_returned_whole",
            ),
            models.CheckConstraint(
                condition=Q(verified_on=None, opinion="") | (Q(verified_on__isnull=False) & ~Q(opinion="")),
                name="dossier_verified_whole",
            ),
            models.CheckConstraint(
                condition=Q(assigned_on=None) | Q(committee__isnull=False), name="dossier_assigned_whole"
            ),
        ]
        indexes = [models.Index(fields=["received_on"], name="dossier_by_receipt")]

    @property
    def receipt_limit(self):
        """The last day on which it may be received without a reason; None where there is none."""
        rows = self.deadlines.filter(code="dossier.to_committee")
        return rows.values_list("due_on", flat=True).first()

    def late_fault(self, received_on, reason, approved_by):
        """Why the dossier may not be received on that day as things stand; empty when it may."""
        limit = self.receipt_limit
        if limit is None or received_on <= limit or (reason and approved_by):
            return ""
        return (
            f"Hạn gửi hồ sơ là {limit:%d/%m/%Y}. Nhận sau hạn phải ghi lý do gửi chậm và người đồng ý nhận."
        )

    def search_words(self):
        return f"{self.submitter.name} {self.committee.name if self.committee else ''} {self.report_no}"

    def committees(self):
        """Ids of the committees that verify the dossier."""
        return {row.committee_id for row in self.verification_rows()}

    def verification_rows(self):
        """The verifications of the dossier with their committees, the lead first; asked once."""
        if not hasattr(self, "_rows"):
            self._rows = list(self.verifications.select_related("committee"))
        return self._rows

    def verified_by(self, body_id):
        """That committee's verification, None when it has none."""
        return self.verifications.select_related("committee").filter(committee_id=body_id).first()

    @transition("state", source="registered", target="assigned")
    def assign(self):
        pass

    @transition("state", source="assigned", target="assigned")
    def reassign(self):
        pass

    @transition("state", source=["assigned", "received", "verifying"], target=None)
    def add_committee(self):
        pass

    @transition("state", source=["registered", "assigned", "returned", "received"], target=None)
    def tick_parts(self):
        pass

    @transition("state", source=["registered", "assigned", "returned"], target=None)
    def hand_in(self):
        """The submitting body hands in its papers; the office has yet to check and receive them."""

    @transition("state", source=["assigned", "returned"], target="received")
    def receive(self):
        pass

    @transition("state", source=["assigned", "received", "verifying"], target="returned")
    def return_incomplete(self):
        pass

    @transition("state", source=["received", "verifying"], target="verifying")
    def meet(self):
        pass

    @transition("state", source=["received", "verifying"], target=None)
    def draft(self):
        pass

    @transition(
        "state",
        source=["received", "verifying"],
        target=GET_STATE(_after_report, states=["verifying", "verified"]),
    )
    def verify(self):
        pass

    @transition(
        "state", source=READY, target=GET_STATE(_after_view, states=["cleared", "revising", "postponed"])
    )
    def view(self, *, decision="agree"):
        """The Standing Body's view: to the sitting, to be revised first, or not this time."""

    @transition("state", source=[*READY, "sent_to_delegates"], target="revising")
    def revise(self):
        pass

    @transition("state", source="revising", target=None)
    def answer_revision(self):
        pass

    @transition("state", source="revising", target="cleared")
    def finish_revision(self):
        pass

    @transition("state", source=READY, target="sent_to_delegates")
    def send(self):
        pass

    @transition("state", source=[*READY, "sent_to_delegates"], target="adopted")
    def adopt(self):
        pass

    @transition("state", source=[*READY, "sent_to_delegates"], target="rejected")
    def reject(self):
        pass

    @transition("state", source=OPEN, target="postponed")
    def put_off(self):
        pass

    @transition("state", source=OPEN, target="withdrawn")
    def withdraw(self):
        pass
