"""Taking petitions in and keeping what is known of them right."""

from django.views.decorators.debug import sensitive_variables

from core.errors import Refused
from core.services.numbers import note_code, yearly_code
from core.verbs import start, verb
from petitions import rules
from petitions.lookup import receipt_of
from petitions.models import Handler, Petition
from petitions.services import clock, identity, scrub

SENDER = (
    "sender_name", "sender_address", "sender_phone", "sender_id_number", "sender_representatives", "respondent",
)  # fmt: skip
EARLY = ("received", "qualified")


@verb("petitions.register", Petition, "Tiếp nhận đơn", may=rules.records, creates=True)
@sensitive_variables()
def register(actor, *, once=None, **values):
    """A petition as it came in, numbered in the yearly series of the council; who takes it in is its first
    handler. The sender comes as `sender_name`, `_address`, `_phone`, `_id_number`, the accused as `respondent`."""
    parts = _taken(values)
    petition = start(Petition, actor, once=once, state="received", **values)
    petition.respondent = "" if petition.is_secret else parts.get("respondent") or ""
    if petition.code:  # numbered in an older register: the series goes on after it
        note_code(actor.home_id, petition.code)
    else:
        petition.code = yearly_code(actor.home_id, "ĐT", petition.on.year)
    store(actor, petition, parts)
    return petition


@sensitive_variables()
def store(actor, petition, parts):
    """A new petition with its sender, its first handler and what is owed on it."""
    _write(petition)
    identity.keep(petition, **parts)
    Handler.objects.create(petition=petition, user_id=actor.user_id, assigned_by_id=actor.user_id)
    receipt_of(petition)
    clock.received(petition)


@verb("petitions.amend", Petition, "Sửa đơn", may=rules.records, amends=True)
@sensitive_variables()
def amend(actor, petition, **values):
    """Correct a petition. Becoming a denunciation seals the sender; ceasing to be one needs a handler."""
    parts, was_secret, was_kind = _taken(values), petition.is_secret, petition.petition_kind
    if values.get("on", petition.on).year != petition.on.year:
        raise Refused("Số đơn đã cấp theo năm tiếp nhận nên không chuyển ngày nhận sang năm khác được.")
    for name, value in values.items():
        setattr(petition, name, value)
    _check_change(actor, petition, was_secret, was_kind)
    _store(actor, petition, was_secret, parts)
    if petition.state in EARLY:
        clock.received(petition)


def _check_change(actor, petition, was_secret, was_kind):
    if was_secret and not petition.is_secret and not rules.is_handler(actor, petition):
        raise Refused(
            "Chỉ người được phân công thụ lý mới được đổi đơn tố cáo sang loại khác. Đề nghị Chủ tịch phân công."
        )
    sealing = petition.is_secret and not was_secret
    if petition.petition_kind != was_kind and petition.state not in EARLY and not sealing:
        raise Refused(
            "Đơn đã được xử lý theo loại cũ nên không đổi loại được nữa, trừ khi chuyển thành đơn tố cáo."
        )


@sensitive_variables()
def _store(actor, petition, was_secret, parts):
    if petition.is_secret and not was_secret:
        identity.hide(petition)
    elif not petition.is_secret and parts.get("respondent") is not None:
        petition.respondent = parts["respondent"]
    _write(petition)
    if was_secret and not petition.is_secret:
        identity.reveal(actor, petition)
    identity.keep(petition, **parts)
    if petition.is_secret and not was_secret:
        scrub.forget_names(petition)


def _write(petition):
    """Save; a petition is found by its place beside number and content, never by who sent it."""
    petition.words = petition.place
    petition.save()


@sensitive_variables()
def _taken(values):
    """The parts of the identity, taken out of the form's values."""
    return {name.removeprefix("sender_"): values.pop(name) for name in SENDER if name in values}
