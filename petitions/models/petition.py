from functools import cached_property

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django_fsm import transition

from core.history import History
from core.models import Body, Record, record_link
from core.visibility import VisibleQuerySet
from council.models import Unit
from petitions.models.choices import (
    Check,
    Fault,
    Field,
    Instance,
    Kind,
    Outcome,
    Relation,
    SenderKind,
    Source,
    Test,
)

DENOUNCES = Q(petition_kind=Kind.DENUNCIATION) | Q(petition_kind=Kind.MIXED, with_denunciation=True)
SECRET = DENOUNCES | Q(is_sealed=True)
OPEN = ["received", "qualified", "transferred", "agency_accepted", "suspended"]
# Where nothing more is done for the sender: what may be kept no longer than the rules of retention say.
ENDED = ["filed", "guided", "returned", "informed", "closed", "withdrawn", "split"]

# A denouncer's identity may not lie beside a denunciation in plain, whoever writes the rows. Looked at when
# the transaction ends, by the petition's state at that moment.
_NO_PLAIN_SENDER = """
IF EXISTS (
  SELECT 1 FROM petitions_petition AS p JOIN petitions_sender AS s ON s.petition_id = p.record_ptr_id
  WHERE p.record_ptr_id = NEW.record_ptr_id
  AND (p.petition_kind = 'denunciation' OR (p.petition_kind = 'mixed' AND p.with_denunciation) OR p.is_sealed)
) THEN
  RAISE EXCEPTION 'petition %: a denouncer is kept sealed only', NEW.record_ptr_id;
END IF;
RETURN NULL;
"""


def _tied(on, *others):
    """A fact of several columns: the day is there exactly when the others are filled in."""
    none, full = Q(**{f"{on}__isnull": True}), Q(**{f"{on}__isnull": False})
    for name, empty in others:
        none &= Q(**{name: empty})
        full &= ~Q(**{name: empty})
    return none | full


class Petition(Record):
    """A petition (đơn thư): `on` is the day of receipt, `title` the summary of its content.

    Who sent it stands in `Sender`; for denunciations it is sealed in `SealedSender` and nowhere else, and
    with it whom it accuses. No column of either is ever copied into the history.
    """

    KIND = "petition"
    STATES = {
        "received": ("mới tiếp nhận", "idle"),
        "qualified": ("đủ điều kiện xử lý", "doing"),
        "filed": ("lưu đơn", "idle"),
        "transferred": ("đã chuyển", "doing"),
        "guided": ("đã hướng dẫn", "done"),
        "returned": ("đã trả lại đơn", "done"),
        "agency_accepted": ("cơ quan đã thụ lý", "doing"),
        "suspended": ("tạm đình chỉ", "soon"),
        "resolved": ("đã giải quyết", "done"),
        "informed": ("đã thông báo người gửi", "done"),
        "closed": ("kết thúc", "done"),
        "withdrawn": ("đã rút đơn", "idle"),
        "split": ("đã tách đơn", "idle"),
        "destroyed": ("đã tiêu hủy hồ sơ", "idle"),
    }

    record_ptr = record_link()
    source = models.CharField("nguồn đơn", max_length=10, choices=Source, default=Source.POST)
    petition_kind = models.CharField("loại đơn", max_length=16, choices=Kind)
    with_denunciation = models.BooleanField("có nội dung tố cáo", default=False)
    is_sealed = models.BooleanField("giữ bí mật người gửi", default=False)
    field = models.CharField("lĩnh vực", max_length=12, choices=Field)
    written_on = models.DateField("ngày viết đơn", null=True, blank=True)
    sender_kind = models.CharField("bên gửi", max_length=12, choices=SenderKind, default=SenderKind.PERSON)
    people = models.PositiveIntegerField("số người", default=1)
    is_mass = models.BooleanField("đơn đông người", default=False)
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="petitions",
        verbose_name="nơi xảy ra vụ việc",
    )
    place = models.CharField("địa chỉ vụ việc", max_length=200, blank=True)
    respondent = models.CharField("cơ quan, người bị khiếu nại, phản ánh", max_length=250, blank=True)
    handlers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="Handler", through_fields=("petition", "user"), related_name="+"
    )

    is_qualified = models.BooleanField("đủ điều kiện xử lý", null=True, blank=True)
    qualified_on = models.DateField("phân loại ngày", null=True, blank=True)
    fault = models.CharField("lý do lưu đơn", max_length=12, choices=Fault, blank=True)
    reason = models.TextField("lý do", blank=True)
    duplicate_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="duplicates", verbose_name="trùng với đơn"
    )

    checks = ArrayField(
        models.CharField(max_length=10, choices=Check),
        default=list,
        blank=True,
        verbose_name="điều kiện đã đối chiếu",
    )
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followers", verbose_name="tiếp theo đơn"
    )
    relation = models.CharField("quan hệ với đơn trước", max_length=8, choices=Relation, blank=True)

    agency = models.ForeignKey(
        Body,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="petitions",
        verbose_name="cơ quan có thẩm quyền",
    )
    transferred_on = models.DateField("chuyển ngày", null=True, blank=True)
    letter_no = models.CharField("phiếu chuyển số", max_length=60, blank=True)
    asked_on = models.DateField("đề nghị trả lời trước ngày", null=True, blank=True)
    guided_on = models.DateField("hướng dẫn ngày", null=True, blank=True)
    returned_on = models.DateField("trả lại ngày", null=True, blank=True)
    reply_no = models.CharField("văn bản hướng dẫn, trả lại", max_length=60, blank=True)

    instance = models.CharField("lần giải quyết", max_length=6, choices=Instance, default=Instance.FIRST)
    tests = ArrayField(
        models.CharField(max_length=12, choices=Test),
        default=list,
        blank=True,
        verbose_name="tính chất phức tạp",
    )
    is_remote = models.BooleanField("vùng sâu, vùng xa, đi lại khó khăn", default=False)
    accepted_on = models.DateField("thụ lý ngày", null=True, blank=True)
    accepted_no = models.CharField("thông báo thụ lý số", max_length=60, blank=True)
    extensions = models.PositiveSmallIntegerField("số lần gia hạn", default=0)
    resolved_on = models.DateField("giải quyết ngày", null=True, blank=True)
    resolved_no = models.CharField("quyết định, văn bản giải quyết số", max_length=60, blank=True)
    outcome = models.CharField("kết luận", max_length=10, choices=Outcome, blank=True)
    result = models.TextField("kết quả giải quyết", blank=True)
    reported_on = models.DateField("nhận báo cáo kết quả ngày", null=True, blank=True)
    informed_on = models.DateField("thông báo người gửi ngày", null=True, blank=True)
    informed_no = models.CharField("văn bản thông báo số", max_length=60, blank=True)
    withdrawn_on = models.DateField("rút đơn ngày", null=True, blank=True)
    closed_on = models.DateField("kết thúc ngày", null=True, blank=True)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = "đơn thư"
        triggers = [
            History(record="record_ptr_id", hide=["respondent"]),
            pgtrigger.Trigger(
                name="no_plain_sender", when=pgtrigger.After, operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.is_sealed OR NEW.petition_kind IN ('denunciation', 'mixed')"),
                timing=pgtrigger.Deferred, func=_NO_PLAIN_SENDER,
            ),
        ]  # fmt: skip
        constraints = [
            models.CheckConstraint(condition=~SECRET | Q(respondent=""), name="petition_accused_sealed"),
            models.CheckConstraint(
                condition=Q(with_denunciation=False) | Q(petition_kind=Kind.MIXED), name="petition_mixed_part"
            ),
            models.CheckConstraint(condition=Q(people__gte=1), name="petition_people"),
            models.CheckConstraint(
                condition=Q(is_qualified=None, qualified_on=None)
                | Q(is_qualified__isnull=False, qualified_on__isnull=False),
                name="petition_qualified_whole",
            ),
            models.CheckConstraint(
                condition=(Q(is_qualified=False, is_qualified__isnull=False) & ~Q(fault=""))
                | (Q(fault="", duplicate_of=None) & (Q(is_qualified=None) | Q(is_qualified=True))),
                name="petition_filed_with_reason",
            ),
            models.CheckConstraint(condition=~Q(duplicate_of=F("pk")), name="petition_no_own_duplicate"),
            models.CheckConstraint(
                condition=Q(follows=None, relation="") | (Q(follows__isnull=False) & ~Q(relation="")),
                name="petition_follows_whole",
            ),
            models.CheckConstraint(condition=~Q(follows=F("pk")), name="petition_not_its_own_follower"),
            models.CheckConstraint(
                condition=_tied("transferred_on", ("agency", None)), name="petition_transferred_whole"
            ),
            models.CheckConstraint(
                condition=_tied("resolved_on", ("outcome", ""), ("result", "")),
                name="petition_resolved_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["agency"], condition=Q(agency__isnull=False), name="petition_of_agency"),
            models.Index(fields=["unit"], condition=Q(unit__isnull=False), name="petition_of_unit"),
            models.Index(
                fields=["duplicate_of"], condition=Q(duplicate_of__isnull=False), name="petition_duplicates"
            ),
            models.Index(fields=["follows"], condition=Q(follows__isnull=False), name="petition_followers"),
        ]

    @property
    def denounces(self):
        """Whether the limits of the Law on denunciations hold."""
        return self.petition_kind == Kind.DENUNCIATION or (
            self.petition_kind == Kind.MIXED and self.with_denunciation
        )

    @property
    def is_secret(self):
        """Whether the sender's identity is kept sealed: a denouncer's (Law 25/2018, article 8), and that of
        whoever wrote a part split from a letter that denounces."""
        return self.denounces or self.is_sealed

    @property
    def complains(self):
        """Whether the limits of the Law on complaints hold."""
        return self.petition_kind in (Kind.COMPLAINT, Kind.MIXED)

    @cached_property
    def has_files(self):
        """Whether anything is attached; a register's page has asked already."""
        return self.attachments.filter(removed_at=None).exists()

    @cached_property
    def assigned(self):
        """The people assigned to the case, read once."""
        return list(self.handlers.all())

    @property
    def handler_ids(self):
        """Their ids."""
        return frozenset(user.pk for user in self.assigned)

    @transition("state", source="received", target="qualified")
    def qualify(self):
        pass

    @transition("state", source=["received", "qualified"], target="filed")
    def file(self):
        pass

    @transition("state", source="qualified", target="transferred")
    def transfer(self):
        pass

    @transition("state", source="qualified", target="guided")
    def guide(self):
        pass

    @transition("state", source="qualified", target="returned")
    def send_back(self):
        pass

    @transition("state", source="transferred", target="qualified")
    def decline(self):
        pass

    @transition("state", source="transferred", target="agency_accepted")
    def accept(self):
        pass

    @transition("state", source=["qualified", "transferred", "agency_accepted"], target=None)
    def assess(self):
        pass

    @transition("state", source="agency_accepted", target=None)
    def extend(self):
        pass

    @transition("state", source="agency_accepted", target="suspended")
    def suspend(self):
        pass

    @transition("state", source="suspended", target="agency_accepted")
    def resume(self):
        pass

    @transition(
        "state", source=["agency_accepted", "suspended", "resolved", "informed", "closed"], target=None
    )
    def note_notice(self):
        pass

    @transition("state", source=["transferred", "agency_accepted"], target="resolved")
    def resolve(self):
        pass

    @transition("state", source="resolved", target=None)
    def take_report(self):
        pass

    @transition("state", source="resolved", target="informed")
    def inform(self):
        pass

    @transition("state", source=["informed", "guided", "returned"], target="closed")
    def close(self):
        pass

    @transition("state", source=OPEN, target="withdrawn")
    def withdraw(self):
        pass

    @transition("state", source=["received", "qualified"], target="split")
    def split(self):
        pass

    @transition("state", source="qualified", target="resolved")
    def answer_here(self):
        pass

    @transition("state", source=OPEN, target=None)
    def link(self):
        pass

    @transition("state", source=["transferred", "agency_accepted", "suspended", "resolved"], target=None)
    def urge(self):
        pass

    @transition("state", source=[*OPEN, "resolved", "informed", "closed"], target=None)
    def to_oversight(self):
        pass

    @transition("state", source=[*OPEN, "resolved", "informed", "closed"], target=None)
    def to_question(self):
        pass

    @transition("state", source=ENDED, target=None)
    def erase(self):
        pass

    @transition("state", source=ENDED, target="destroyed")
    def destroy(self):
        pass
