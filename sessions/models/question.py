from django.db import models
from django.db.models import Q
from django_fsm import GET_STATE, transition

from core.history import History
from core.models import Body, Record, record_link
from core.visibility import VisibleQuerySet
from council.models import Delegate
from sessions.models.resolution import Field
from sessions.models.session import Session


def _by_wish(question, *args, **kwargs):
    return "written_pending" if question.wish == Question.Wish.WRITTEN else "asked"


def _has_open_promise(question):
    return any(not row.kept_on for row in question.promises.all())


class Question(Record):
    """A delegate's question to an office holder (chất vấn). `title` is the issue; `on` the day it was asked,
    until then the day it was submitted."""

    KIND = "question"
    STATES = {
        "submitted": ("phiếu đã gửi", "idle"),
        "selected": ("được lựa chọn", "idle"),
        "asked": ("đã chất vấn", "doing"),
        "written_pending": ("chờ trả lời", "doing"),
        "answered_orally": ("trả lời trực tiếp", "done"),
        "answered": ("đã trả lời", "done"),
        "brought": ("đưa ra kỳ họp", "soon"),
        "not_selected": ("không lựa chọn", "idle"),
        "withdrawn": ("đã rút", "idle"),
    }
    NOT_ASKED = ("submitted", "selected", "not_selected", "withdrawn")
    SLIPS = ("submitted", "selected")
    ANSWERED = ("answered_orally", "answered")
    # Between these a promise may still be open: after the answer, and when it was asked again or brought.
    PROMISED = (*ANSWERED, "written_pending", "brought")

    class Wish(models.TextChoices):
        ORAL = "oral", "Trả lời trực tiếp tại kỳ họp"
        WRITTEN = "written", "Trả lời bằng văn bản"

    class Verdict(models.TextChoices):
        ACCEPTED = "accepted", "Đồng ý với trả lời"
        ASKED_AGAIN = "asked_again", "Chất vấn lại"
        BROUGHT = "brought", "Đề nghị đưa ra kỳ họp"

    class Ground(models.TextChoices):
        """Why an answer comes in writing (Law 87/2015, article 60.4)."""

        NOT_REACHED = "not_reached", "Chưa đến lượt trả lời tại kỳ họp"
        CHECKING = "checking", "Cần điều tra, xác minh"
        OUTSIDE = "outside", "Không thuộc nhóm vấn đề chất vấn tại kỳ họp"

    record_ptr = record_link()
    council_session = models.ForeignKey(
        Session, models.PROTECT, null=True, blank=True, related_name="questions", verbose_name="kỳ họp",
        help_text="Để trống khi chất vấn trong thời gian giữa hai kỳ họp.",
    )  # fmt: skip
    delegate = models.ForeignKey(
        Delegate, models.PROTECT, related_name="questions", verbose_name="đại biểu chất vấn"
    )
    respondent = models.ForeignKey(
        Body, models.PROTECT, related_name="questions", verbose_name="cơ quan của người bị chất vấn"
    )
    respondent_name = models.CharField("người bị chất vấn", max_length=120, blank=True)
    respondent_post = models.CharField("chức vụ", max_length=120)
    field = models.CharField("lĩnh vực", max_length=12, choices=Field)
    topic_group = models.CharField("nhóm vấn đề", max_length=200, blank=True)
    wish = models.CharField("đề nghị hình thức trả lời", max_length=8, choices=Wish, default=Wish.ORAL)
    submitted_on = models.DateField("ngày gửi phiếu")
    selected_on = models.DateField("ngày lựa chọn", null=True, blank=True)
    written_ground = models.CharField("lý do trả lời bằng văn bản", max_length=12, choices=Ground, blank=True)
    answer = models.TextField("nội dung trả lời", blank=True)
    answer_no = models.CharField("số văn bản trả lời", max_length=60, blank=True)
    answered_on = models.DateField("ngày trả lời", null=True, blank=True)
    verdict = models.CharField("đại biểu đánh giá", max_length=12, choices=Verdict, blank=True)
    times_asked = models.PositiveSmallIntegerField("lần chất vấn", default=1)
    brought_on = models.DateField("ngày đề nghị đưa ra kỳ họp", null=True, blank=True)
    brought_to = models.ForeignKey(
        Session, models.PROTECT, null=True, blank=True, related_name="brought_questions", verbose_name="đưa ra kỳ họp"
    )  # fmt: skip
    considered_on = models.DateField("ngày HĐND xem xét", null=True, blank=True)
    consideration = models.TextField("kết quả xem xét tại kỳ họp", blank=True)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = "chất vấn"
        triggers = [History(record="record_ptr_id")]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_on=None, answer="") | (Q(answered_on__isnull=False) & ~Q(answer="")),
                name="question_answered_whole",
            ),
        ]

    def search_words(self):
        people = f"{self.delegate.name} {self.respondent_name} {self.respondent_post} {self.respondent.name}"
        return f"{people} {self.topic_group}"

    @transition("state", source=SLIPS, target=None)
    def group(self):
        pass

    @transition("state", source="submitted", target="selected")
    def select(self):
        """The Standing Body chooses the slip for the sitting."""

    @transition("state", source=SLIPS, target=GET_STATE(_by_wish, states=["asked", "written_pending"]))
    def ask(self):
        """Put to the respondent; one who wished a written answer waits for it from this day."""

    @transition("state", source=SLIPS, target="not_selected")
    def skip(self):
        pass

    @transition("state", source=[*SLIPS, "asked", "written_pending"], target="withdrawn")
    def withdraw(self):
        pass

    @transition("state", source="asked", target="answered_orally")
    def answer_orally(self):
        pass

    @transition("state", source="asked", target="written_pending")
    def defer(self):
        """The answer is to come in writing: not reached, to be checked first, or outside the chosen group."""

    @transition("state", source=["asked", "written_pending"], target="answered")
    def answer_it(self):
        pass

    @transition("state", source=ANSWERED, target=None)
    def accept(self):
        pass

    @transition("state", source=ANSWERED, target="written_pending")
    def ask_again(self):
        pass

    @transition("state", source=ANSWERED, target="brought")
    def bring(self):
        """The delegate still does not agree: the council is to consider the respondent's responsibility."""

    @transition("state", source="brought", target="answered")
    def consider(self):
        pass

    @transition("state", source=ANSWERED, target=None)
    def promise_it(self):
        pass

    @transition("state", source=PROMISED, target=None, conditions=[_has_open_promise])
    def report_promise(self):
        """The respondent's account of what became of the promises."""

    @transition("state", source=PROMISED, target=None, conditions=[_has_open_promise])
    def keep_promise(self):
        pass


class Promise(models.Model):
    """One thing that the respondent promised in an answer, with its own day and, once done, its proof."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="promises", verbose_name="chất vấn")
    number = models.PositiveSmallIntegerField("lời hứa thứ")
    text = models.TextField("nội dung lời hứa")
    due_on = models.DateField("hạn thực hiện lời hứa")
    kept_on = models.DateField("ngày thực hiện lời hứa", null=True, blank=True)
    proof = models.CharField("minh chứng thực hiện lời hứa", max_length=400, blank=True)

    class Meta:
        ordering = ["question", "number"]
        verbose_name = "lời hứa"
        triggers = [History(record="question_id")]
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="promise_number_once"),
            models.CheckConstraint(condition=~Q(text=""), name="promise_says_something"),
            models.CheckConstraint(
                condition=Q(kept_on__isnull=False) | Q(proof=""), name="promise_proof_when_kept"
            ),
        ]

    def __str__(self):
        return f"{self.text[:120]} (hạn {self.due_on:%d/%m/%Y})"

    @property
    def clock(self):
        """Tells its limit from those of the other promises on the same question."""
        return "" if self.number == 1 else str(self.number)


class PromiseReport(models.Model):
    """What the respondent said, on one day, of the promises of a question."""

    question = models.ForeignKey(
        Question, models.CASCADE, related_name="promise_reports", verbose_name="chất vấn"
    )
    reported_on = models.DateField("ngày báo cáo thực hiện lời hứa")
    text = models.TextField("kết quả thực hiện lời hứa")
    paper_no = models.CharField("số báo cáo", max_length=60, blank=True)

    class Meta:
        ordering = ["question", "reported_on", "pk"]
        verbose_name = "báo cáo thực hiện lời hứa"
        triggers = [History(record="question_id")]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="promise_report_says_something")]

    def __str__(self):
        return f"{self.question_id}, {self.reported_on:%d/%m/%Y}"
