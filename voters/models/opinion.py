from django.db import models
from django.db.models import F, Q
from django_fsm import RETURN_VALUE, transition

from core.history import History
from core.models import Body, Record, record_link
from core.visibility import VisibleQuerySet
from voters.models.choices import BELOW_CITY, PROMISED, Competence, Field, Result
from voters.models.meeting import Meeting

IN_HAND = ["recorded", "returned", "raised_again"]
"""Waiting for the council that keeps it to decide where it goes."""


class Opinion(Record):
    """A voters' opinion (ý kiến, kiến nghị cử tri): answered once, by the right level.

    `kept_below_on`: the day on which it was settled that it stays with the ward or commune. `round` counts how
    often it was sent out: an opinion raised again has a deadline of its own. A promise that was kept stays beside the
    answer that made it (`settled_on`), so that what a past report said stays true. `voiced` is the wording in which the
    opinion was voiced, once several were merged under a common one.
    """

    KIND = "opinion"
    STATES = {
        "recorded": ("mới ghi nhận", "idle"),
        "answered_on_spot": ("trả lời tại hội nghị", "done"),
        "sent_up": ("đã gửi cấp trên", "doing"),
        "forwarded": ("đã chuyển", "doing"),
        "returned": ("chuyển sai, trả lại", "soon"),
        "answered": ("đã trả lời", "done"),
        "duplicate": ("trùng", "idle"),
        "already_answered": ("đã trả lời trước đó", "done"),
        "confirmed": ("đã xác nhận kết quả", "done"),
        "raised_again": ("kiến nghị lại", "soon"),
    }
    Result = Result

    record_ptr = record_link()
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="opinions", verbose_name="hội nghị"
    )
    field = models.CharField("lĩnh vực", max_length=12, choices=Field)
    competence = models.CharField("thẩm quyền giải quyết", max_length=14, choices=Competence, blank=True)
    voter = models.CharField("cử tri nêu", max_length=120, blank=True)
    voiced = models.TextField("nguyên văn khi ghi nhận", blank=True)
    kept_below_on = models.DateField("giữ ở cấp dưới từ", null=True, blank=True)
    below_reason = models.CharField("lý do giữ lại", max_length=250, blank=True)
    sent_up_on = models.DateField("gửi cấp trên ngày", null=True, blank=True)
    sent_up_to = models.ForeignKey(
        Body,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="opinions_from_below",
        verbose_name="HĐND cấp trên",
    )
    sent_up_no = models.CharField("văn bản gửi cấp trên", max_length=60, blank=True)
    agency = models.ForeignKey(
        Body,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="opinions",
        verbose_name="cơ quan giải quyết",
    )
    forwarded_on = models.DateField("chuyển ngày", null=True, blank=True)
    letter_no = models.CharField("công văn chuyển", max_length=60, blank=True)
    returned_on = models.DateField("trả lại ngày", null=True, blank=True)
    returned_by = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="cơ quan trả lại"
    )
    return_reason = models.TextField("lý do trả lại", blank=True)
    return_points_to = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="cơ quan có thẩm quyền theo nơi trả lại"
    )  # fmt: skip
    answered_on = models.DateField("trả lời ngày", null=True, blank=True)
    answer = models.TextField("nội dung trả lời", blank=True)
    answer_no = models.CharField("số văn bản trả lời", max_length=60, blank=True)
    result = models.CharField("kết quả", max_length=16, choices=Result, blank=True)
    expected_on = models.DateField("dự kiến xong", null=True, blank=True)
    settled_on = models.DateField("thực hiện xong ngày", null=True, blank=True)
    settlement = models.TextField("kết quả thực hiện", blank=True)
    settled_no = models.CharField("văn bản báo cáo kết quả", max_length=60, blank=True)
    on_spot = models.BooleanField("trả lời ngay tại hội nghị", default=False)
    same_as = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="repeats", verbose_name="trùng với"
    )
    confirmed_on = models.DateField("xác nhận ngày", null=True, blank=True)
    round = models.PositiveSmallIntegerField("lần kiến nghị", default=1)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = "ý kiến, kiến nghị cử tri"
        triggers = [History(record="record_ptr_id", hide=["voter"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(forwarded_on=None, agency=None, letter_no="")
                | (Q(forwarded_on__isnull=False, agency__isnull=False) & ~Q(competence="")),
                name="opinion_forwarded_whole",
            ),
            models.CheckConstraint(
                condition=Q(
                    answered_on=None, answer="", result="", on_spot=False, expected_on=None, answer_no=""
                )
                | (Q(answered_on__isnull=False) & ~Q(answer="") & ~Q(result="")),
                name="opinion_answered_whole",
            ),
            models.CheckConstraint(
                condition=~Q(result__in=PROMISED) | Q(expected_on__isnull=False), name="opinion_promise_dated"
            ),
            models.CheckConstraint(
                condition=Q(forwarded_on=None) | Q(answered_on=None) | Q(answered_on__gte=F("forwarded_on")),
                name="opinion_answered_after_forwarded",
            ),
            models.CheckConstraint(
                condition=Q(sent_up_on=None, sent_up_to=None, sent_up_no="")
                | (
                    Q(sent_up_on__isnull=False, sent_up_to__isnull=False, kept_below_on=None)
                    & ~Q(competence__in=["", *BELOW_CITY])
                ),
                name="opinion_sent_up_whole",
            ),
            models.CheckConstraint(
                condition=Q(returned_on=None, returned_by=None, return_reason="")
                | (Q(returned_on__isnull=False, returned_by__isnull=False) & ~Q(return_reason="")),
                name="opinion_returned_whole",
            ),
            models.CheckConstraint(
                condition=Q(returned_on__isnull=False) | Q(return_points_to=None), name="opinion_returned_to"
            ),
            models.CheckConstraint(
                condition=Q(settled_on=None, settlement="", settled_no="")
                | (Q(settled_on__gte=F("answered_on"), result__in=PROMISED) & ~Q(settlement="")),
                name="opinion_settled_whole",
            ),
            models.CheckConstraint(
                condition=Q(kept_below_on__isnull=False) | Q(below_reason=""), name="opinion_kept_below_whole"
            ),
        ]
        indexes = [
            models.Index(fields=["field"], name="opinion_of_field"),
            models.Index(fields=["agency", "forwarded_on"], name="opinion_of_agency"),
            models.Index(
                fields=["sent_up_to", "sent_up_on"],
                condition=Q(sent_up_to__isnull=False),
                name="opinion_from_below",
            ),
        ]

    @property
    def deadline_key(self):
        """Tells the deadlines of several rounds apart."""
        return "" if self.round == 1 else str(self.round)

    @property
    def is_promised(self):
        """Whether something promised is still to be done."""
        return self.result in PROMISED and self.settled_on is None

    @property
    def outcome(self):
        """The class of result as it stands now: a promise that was kept is resolved."""
        return Result.RESOLVED if self.settled_on else self.result

    @property
    def outcome_label(self):
        return Result(self.outcome).label if self.outcome else ""

    @transition("state", source=[*IN_HAND, "forwarded", "answered_on_spot"], target=None)
    def amend_opinion(self):
        """What was answered, or lies with the upper council, is no longer rewritten."""

    @transition("state", source=IN_HAND, target="answered_on_spot")
    def answer_on_spot(self):
        pass

    @transition("state", source=IN_HAND, target="sent_up")
    def send_up(self):
        pass

    @transition("state", source=[*IN_HAND, "sent_up"], target="recorded")
    def keep_below(self):
        pass

    @transition("state", source=[*IN_HAND, "sent_up"], target="forwarded")
    def forward(self):
        pass

    @transition("state", source="forwarded", target="returned")
    def send_back(self):
        pass

    @transition("state", source="forwarded", target="answered")
    def answer_it(self):
        pass

    @transition(
        "state",
        source=["answered", "confirmed"],
        target="answered",
        conditions=[lambda self: self.is_promised],
    )
    def settle(self):
        """What was promised has been done."""

    @transition("state", source=[*IN_HAND, "sent_up"], target=None)
    def merge(self):
        """Others that say the same are answered with it."""

    @transition("state", source=[*IN_HAND, "sent_up"], target=RETURN_VALUE("duplicate", "already_answered"))
    def link_duplicate(self, answered):
        return "already_answered" if answered else "duplicate"

    @transition("state", source=["duplicate", "already_answered"], target=RETURN_VALUE("recorded", "sent_up"))
    def unlink(self):
        return "sent_up" if self.sent_up_to_id else "recorded"

    @transition("state", source=["answered", "already_answered", "answered_on_spot"], target="confirmed")
    def confirm(self):
        pass

    @transition(
        "state",
        source=["answered", "already_answered", "answered_on_spot", "confirmed"],
        target="raised_again",
    )
    def raise_again(self):
        pass


class EarlierAnswer(models.Model):
    """An answer that was set aside when the opinion was raised again: what a past report counted is found here."""

    opinion = models.ForeignKey(
        Opinion, models.CASCADE, related_name="earlier_answers", verbose_name="kiến nghị"
    )
    agency = models.ForeignKey(
        Body, models.PROTECT, null=True, related_name="+", verbose_name="cơ quan trả lời"
    )
    forwarded_on = models.DateField("chuyển ngày", null=True)
    answered_on = models.DateField("trả lời ngày")
    set_aside_on = models.DateField("kiến nghị lại ngày", null=True)
    answer = models.TextField("nội dung trả lời")
    answer_no = models.CharField("số văn bản trả lời", max_length=60, blank=True)
    result = models.CharField("kết quả", max_length=16, choices=Result)
    expected_on = models.DateField("dự kiến xong", null=True)
    on_spot = models.BooleanField("trả lời ngay tại hội nghị", default=False)
    settled_on = models.DateField("thực hiện xong ngày", null=True)
    settlement = models.TextField("kết quả thực hiện", blank=True)
    settled_no = models.CharField("văn bản báo cáo kết quả", max_length=60, blank=True)
    followed_by = models.TextField("vì sao có trả lời sau", blank=True)

    class Meta:
        ordering = ["-answered_on", "-id"]
        verbose_name = "trả lời trước đây"
        triggers = [History(record="opinion_id")]

    def __str__(self):
        return f"{self.answer_no} {self.answered_on:%d/%m/%Y}".strip()
