from django.db import models
from django.db.models import F, Q
from django_fsm import GET_STATE, transition

from core.history import History
from core.models import Record, record_link
from core.visibility import VisibleQuerySet
from council.models import Term

HISTORY = [History(record="record_ptr_id")]


class SessionKind(models.TextChoices):
    """Kinds of session named by the law (Law 72/2025, article 34)."""

    FIRST = "first", "Kỳ họp thứ nhất"
    REGULAR_MID = "regular_mid", "Thường lệ giữa năm"
    REGULAR_END = "regular_end", "Thường lệ cuối năm"
    THEMATIC = "thematic", "Chuyên đề"
    URGENT = "urgent", "Giải quyết công việc phát sinh đột xuất"
    CLOSING = "closing", "Tổng kết nhiệm kỳ"


def _kept_or_planned(session, *args, **kwargs):
    return "planned" if session.state == "postponed" else session.state


class Session(Record):
    """A session of a council (kỳ họp). `on` is its opening day; `number` runs through the whole term."""

    KIND = "session"
    STATES = {
        "planned": ("dự kiến", "idle"),
        "convened": ("đã triệu tập", "doing"),
        "opened": ("đang họp", "doing"),
        "closed": ("đã bế mạc", "done"),
        "postponed": ("đã hoãn", "soon"),
        "cancelled": ("đã hủy", "idle"),
    }
    Kind = SessionKind
    REGULAR = (SessionKind.REGULAR_MID, SessionKind.REGULAR_END)
    HELD = ("opened", "closed")
    COMING = ("planned", "convened")
    SENDING = ("convened", "opened", "closed")

    class Mode(models.TextChoices):
        IN_PERSON = "in_person", "Trực tiếp"
        ONLINE = "online", "Trực tuyến"
        MIXED = "mixed", "Trực tiếp kết hợp trực tuyến"

    record_ptr = record_link()
    term = models.ForeignKey(Term, models.PROTECT, related_name="council_sessions", verbose_name="nhiệm kỳ")
    number = models.PositiveSmallIntegerField("kỳ họp thứ")
    session_kind = models.CharField("loại kỳ họp", max_length=12, choices=SessionKind)
    ends_on = models.DateField("ngày bế mạc", null=True, blank=True)
    starts_at = models.TimeField("giờ khai mạc", null=True, blank=True)
    place = models.CharField("địa điểm", max_length=200, blank=True)
    topic = models.TextField("mục đích, nội dung chính", blank=True)
    mode = models.CharField("hình thức họp", max_length=10, choices=Mode, default=Mode.IN_PERSON)
    is_closed = models.BooleanField("họp kín", default=False)
    convocation_no = models.CharField("số quyết định triệu tập", max_length=60, blank=True)
    convocation_on = models.DateField("ngày quyết định triệu tập", null=True, blank=True)
    agenda_sent_on = models.DateField("ngày gửi chương trình", null=True, blank=True)
    documents_sent_on = models.DateField("ngày gửi tài liệu", null=True, blank=True)
    delegates_total = models.PositiveSmallIntegerField("tổng số đại biểu", null=True, blank=True)
    delegates_present = models.PositiveSmallIntegerField("đại biểu có mặt", null=True, blank=True)
    minutes_qa = models.PositiveIntegerField("số phút chất vấn và trả lời", null=True, blank=True)
    minutes_total = models.PositiveIntegerField("tổng số phút họp", null=True, blank=True)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = "kỳ họp"
        triggers = HISTORY
        constraints = [
            models.UniqueConstraint(fields=["term", "number"], name="session_number_once"),
            models.CheckConstraint(
                condition=Q(convocation_on=None, convocation_no="")
                | (Q(convocation_on__isnull=False) & ~Q(convocation_no="")),
                name="session_convened_whole",
            ),
            models.CheckConstraint(
                condition=Q(delegates_present=None)
                | Q(delegates_total=None)
                | Q(delegates_present__lte=F("delegates_total")),
                name="session_present_of_total",
            ),
            models.CheckConstraint(
                condition=Q(minutes_qa=None) | Q(minutes_total=None) | Q(minutes_qa__lte=F("minutes_total")),
                name="session_qa_of_total",
            ),
        ]
        indexes = [models.Index(fields=["session_kind"], name="session_by_kind")]

    @classmethod
    def next_number(cls, term):
        """The first free number of a term's series."""
        last = cls.objects.filter(term=term).aggregate(last=models.Max("number"))["last"]
        return (last or 0) + 1

    def same_number(self):
        """Other sessions of the term that bear this number."""
        return Session.objects.filter(term_id=self.term_id, number=self.number).exclude(pk=self.pk)

    def full_title(self):
        """What the session is called: `Kỳ họp thứ 7, thường lệ cuối năm 2026`."""
        if self.session_kind in (SessionKind.FIRST, SessionKind.CLOSING):
            of_term = f"nhiệm kỳ {self.term.starts_on.year}–{self.term.starts_on.year + 5}"
            name = "" if self.session_kind == SessionKind.FIRST else "tổng kết "
            return f"Kỳ họp {self.ordinal}, {name}{of_term}"
        return f"Kỳ họp {self.ordinal}, {self.get_session_kind_display().lower()} năm {self.on.year}".replace(
            "năm năm", "năm"
        )

    def search_words(self):
        return f"{self.topic} {self.place} {self.convocation_no}"

    @property
    def ordinal(self):
        """The number as it is spoken: the first session has a word of its own."""
        return "thứ nhất" if self.number == 1 else f"thứ {self.number}"

    @property
    def question_share(self):
        """The share of the sitting time given to questions and answers, in whole per cent; None if unknown."""
        if not self.minutes_total or self.minutes_qa is None:
            return None
        return round(100 * self.minutes_qa / self.minutes_total)

    @transition("state", source="planned", target="convened")
    def convene(self):
        pass

    @transition(
        "state",
        source=["planned", "convened", "postponed"],
        target=GET_STATE(_kept_or_planned, states=["planned", "convened"]),
    )
    def move(self):
        """A new opening day; a postponed session is planned again."""

    @transition("state", source=COMING, target="postponed")
    def postpone(self):
        pass

    @transition("state", source=SENDING, target=None, conditions=[lambda self: not self.agenda_sent_on])
    def send_agenda(self):
        pass

    @transition("state", source=SENDING, target=None, conditions=[lambda self: not self.documents_sent_on])
    def send_documents(self):
        pass

    @transition("state", source="convened", target="opened")
    def open(self):
        pass

    @transition("state", source="opened", target="closed")
    def close(self):
        pass

    @transition("state", source=["planned", "convened", "postponed"], target="cancelled")
    def cancel(self):
        pass

    @transition("state", source=["planned", "convened", "opened", "postponed"], target=None)
    def draft_agenda(self):
        """Its agenda may still be drafted and published."""

    @transition("state", source="planned", target=None)
    def fill(self):
        """It may still be filled from the template of its kind."""

    @transition("state", source="opened", target=None)
    def run(self):
        """It sits: items begin and end, people speak and vote."""

    @transition("state", source=["convened", "opened", "closed"], target=None)
    def note_presence(self):
        """The roll may be called, and corrected afterwards."""

    @transition("state", source=HELD, target=None)
    def note_floor(self):
        """What happened may be corrected and put into the minutes."""


class AgendaItem(models.Model):
    """One item of a session's agenda; `position` counts from 1 without gaps."""

    class Kind(models.TextChoices):
        OPENING = "opening", "Khai mạc, thủ tục"
        REPORT = "report", "Trình bày báo cáo, tờ trình"
        VERIFICATION = "verification", "Báo cáo thẩm tra"
        DEBATE = "debate", "Thảo luận"
        QUESTIONS = "questions", "Chất vấn và trả lời chất vấn"
        VOTE = "vote", "Biểu quyết thông qua nghị quyết"
        OTHER = "other", "Nội dung khác"

    council_session = models.ForeignKey(Session, models.CASCADE, related_name="agenda", verbose_name="kỳ họp")
    position = models.PositiveSmallIntegerField("thứ tự")
    title = models.CharField("nội dung", max_length=400)
    presenter = models.CharField("người trình bày", max_length=200, blank=True)
    kind = models.CharField("loại nội dung", max_length=12, choices=Kind, default=Kind.REPORT)
    starts_at = models.TimeField("giờ bắt đầu", null=True, blank=True)
    minutes = models.PositiveSmallIntegerField("số phút", null=True, blank=True)
    sitting = models.ForeignKey(
        "council_sessions.Sitting", models.SET_NULL, null=True, blank=True, related_name="items",
        verbose_name="buổi họp",
    )  # fmt: skip
    documents = models.TextField("tài liệu kèm theo", blank=True, max_length=2000)
    began_at = models.DateTimeField("bắt đầu thực tế", null=True, blank=True, editable=False)
    ended_at = models.DateTimeField("kết thúc thực tế", null=True, blank=True, editable=False)
    dossier = models.ForeignKey(
        "council_sessions.Dossier",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="agenda_items",
        verbose_name="hồ sơ",
    )
    also = models.ManyToManyField(
        "council_sessions.Dossier", through="AgendaDossier", blank=True, related_name="+",
        verbose_name="các hồ sơ khác cùng trình",
    )  # fmt: skip

    class Meta:
        ordering = ["council_session", "position"]
        verbose_name = "nội dung chương trình"
        triggers = [History(record="council_session_id")]
        constraints = [
            models.UniqueConstraint(
                fields=["council_session", "position"],
                name="agenda_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(
                fields=["council_session"],
                condition=Q(began_at__isnull=False, ended_at=None),
                name="agenda_one_item_on",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(began_at__isnull=False, ended_at__gte=F("began_at")),
                name="agenda_item_began_first",
            ),
        ]

    # What the share of questions and debate is counted from.
    DISCUSSED = (Kind.QUESTIONS, Kind.DEBATE)

    NAMED_BY = "title"
    # Positions change with every item put before them: nobody wants to read that in the history.
    TOLD = (
        "title",
        "presenter",
        "kind",
        "starts_at",
        "minutes",
        "sitting",
        "documents",
        "dossier",
        "began_at",
        "ended_at",
    )

    def __str__(self):
        return f"{self.position}. {self.title}"

    @property
    def is_on(self):
        return self.began_at is not None and self.ended_at is None


class AgendaDossier(models.Model):
    """One more dossier presented under an item, beside the one that is voted on."""

    council_session = models.ForeignKey(Session, models.CASCADE, related_name="+")
    item = models.ForeignKey(
        AgendaItem, models.CASCADE, related_name="+", verbose_name="nội dung chương trình"
    )
    dossier = models.ForeignKey(
        "council_sessions.Dossier", models.CASCADE, related_name="+", verbose_name="hồ sơ cùng trình"
    )

    class Meta:
        verbose_name = "hồ sơ cùng trình"
        triggers = [History(record="council_session_id")]
        constraints = [models.UniqueConstraint(fields=["item", "dossier"], name="agenda_dossier_once")]

    def __str__(self):
        return f"{self.item_id}, {self.dossier_id}"
