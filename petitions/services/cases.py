"""What goes beyond one petition: a mixed letter split, resent letters linked, agencies urged, cases raised."""

from django.views.decorators.debug import sensitive_variables

from core import notify
from core.errors import Refused
from core.services.numbers import yearly_code
from core.verbs import start, verb
from council.seats import people_of
from oversight.services import propose_round
from petitions import forms, rules
from petitions.models import Kind, Petition, Raised, Relation, Sender, Urging
from petitions.services import clock, identity
from petitions.services.intake import store
from sessions.services import submit_question

_COPIED = ("source", "sender_kind", "people", "is_mass", "unit", "place", "written_on", "on")


@verb(
    "petitions.split", Petition, "Tách đơn", slug="tach", may=rules.records, form=forms.SplitForm,
    hint="Mỗi phần thành một đơn riêng, có số riêng; đơn gốc được giữ lại và không đếm hai lần.",
    offered=lambda petition: petition.petition_kind == Kind.MIXED,
)  # fmt: skip
def split(actor, petition, *, split_on, parts):
    """Make each matter of a mixed letter a petition of its own (Circular 07/2014, article 22)."""
    if petition.petition_kind != Kind.MIXED:
        raise Refused("Chỉ tách đơn có nhiều nội dung. Sửa loại đơn trước nếu đơn này nhiều nội dung.")
    if len(parts) < 2:
        raise Refused("Tách đơn phải có từ hai phần trở lên.")
    petition.split()
    petition.is_qualified, petition.qualified_on = True, petition.qualified_on or split_on
    petition.save()
    for part in parts:
        _make_part(actor, petition, part)
    clock.settled_here(petition, split_on, actor.user_id)


@sensitive_variables()
def _make_part(actor, petition, part):
    """One part. What comes from a letter that denounces stays sealed, whatever its own kind: who wrote the one
    part wrote the other."""
    values = {name: getattr(petition, name) for name in _COPIED}
    made = start(
        Petition, actor, state="received", petition_kind=part["kind"], field=part["field"], title=part["title"],
        is_sealed=petition.is_secret, follows=petition, relation=Relation.PART, parent_id=petition.pk,
        owner_id=petition.owner_id, **values,
    )  # fmt: skip
    known = _known(petition)
    made.respondent = "" if made.is_secret else petition.respondent
    made.code = yearly_code(petition.owner_id, "ĐT", made.on.year)
    store(actor, made, known)


@sensitive_variables()
def _known(petition):
    """All that is known of the sender, from under the seal or from the plain table."""
    if petition.is_secret:
        return identity.opened(petition)
    plain = Sender.objects.filter(petition_id=petition.pk).first()
    return {name: getattr(plain, name) for name in identity.PARTS} if plain else {}


@verb("petitions.link", Petition, "Nối với đơn trước", slug="noi-don", may=rules.records, form=forms.LinkForm)
def link(actor, petition, *, earlier, relation):
    """Say that this is not the first letter of its sender on the matter."""
    petition.link()
    if earlier.is_secret != petition.is_secret:
        raise Refused("Không nối đơn giữ bí mật người gửi với đơn ghi rõ người gửi: nối sẽ làm lộ danh tính.")
    if petition.relation == Relation.PART:
        raise Refused("Đơn này tách từ đơn nhiều nội dung nên đã gắn với đơn gốc.")
    petition.follows, petition.relation = earlier, relation
    petition.save()


@verb(
    "petitions.urge", Petition, "Đôn đốc", slug="don-doc", may=rules.records | rules.decides, form=forms.UrgeForm,
    offered=lambda petition: petition.agency_id is not None and petition.reported_on is None,
)  # fmt: skip
def urge(actor, petition, *, urged_on, letter_no="", content=""):
    """Press the agency for an answer; any number of times, each with its letter."""
    petition.urge()
    if petition.agency_id is None or petition.reported_on:
        raise Refused("Không còn cơ quan nào nợ kết quả của đơn này nên không đôn đốc được.")
    Urging.objects.create(
        petition=petition, on=urged_on, letter_no=letter_no, content=content, urged_by_id=actor.user_id
    )
    times = petition.urgings.count()
    text = f"Đôn đốc lần {times}: đơn số {petition.code} chưa có kết quả giải quyết."
    notify.tell(people_of([petition.agency_id]), text, key=f"urge:{petition.pk}:{times}", record=petition)


@verb(
    "petitions.answer_here", Petition, "HĐND trả lời", slug="tra-loi", may=rules.records,
    form=forms.AnswerHereForm, offered=lambda petition: petition.petition_kind == Kind.RECOMMENDATION,
)  # fmt: skip
def answer_here(actor, petition, *, resolved_on, resolved_no="", result):
    """A recommendation on the council's own work is answered by the council."""
    if petition.petition_kind != Kind.RECOMMENDATION:
        raise Refused(
            "HĐND không tự giải quyết khiếu nại quyết định, hành vi hành chính, tố cáo."
            " Dùng «Chuyển đơn», «Hướng dẫn» hoặc «Trả lại đơn»."
        )
    petition.answer_here()
    petition.resolved_on, petition.resolved_no = resolved_on, resolved_no
    petition.outcome, petition.result, petition.reported_on = "explained", result, resolved_on
    petition.save()
    clock.settled_here(petition, resolved_on, actor.user_id, resolved_no)
    clock.reported(petition, actor.user_id)


@verb(
    "petitions.to_oversight", Petition, "Đưa ra giám sát", slug="giam-sat", may=rules.records,
    form=forms.ToOversightForm,
)  # fmt: skip
def to_oversight(actor, petition, *, title, subject_kind, subject_body, field, on):
    """Propose a round on how the case is handled. Nothing of the sender goes with it."""
    petition.to_oversight()
    made = propose_round.verb.fn(
        actor, title=title, subject_kind=subject_kind, subject_body=subject_body, field=field, on=on
    )
    _raise(actor, petition, made)
    return made


@verb(
    "petitions.to_question", Petition, "Đưa ra chất vấn", slug="chat-van", may=rules.records,
    form=forms.ToQuestionForm,
)  # fmt: skip
def to_question(
    actor, petition, *, title, delegate, respondent, respondent_post, field, council_session=None
):
    """Make the case a delegate's question to the head of an agency."""
    petition.to_question()
    made = submit_question.verb.fn(
        actor, delegate=delegate, council_session=council_session, title=title, respondent=respondent,
        respondent_post=respondent_post, field=field,
    )  # fmt: skip
    _raise(actor, petition, made)
    return made


def _raise(actor, petition, made):
    Raised.objects.create(petition=petition, record_id=made.pk, raised_by_id=actor.user_id)
