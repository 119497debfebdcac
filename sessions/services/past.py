"""Sessions and resolutions of former years, entered as they were: nothing is owed on them any more."""

from core.errors import Refused
from core.verbs import start, verb
from council.models import Term
from sessions import rules
from sessions.models import Resolution, Session
from sessions.services.common import store


@verb("sessions.record_past", Session, "Nhập kỳ họp đã qua", may=rules.keeps, creates=True)
def record_past_session(actor, *, term, number, once=None, **values):
    """A session that was held and closed before the register was kept."""
    if term.council_id != actor.home_id:
        raise Refused("Nhiệm kỳ đã chọn không thuộc Hội đồng nhân dân đang làm việc.")
    Term.objects.select_for_update().get(pk=term.pk)
    made = start(Session, actor, once=once, state="closed", term=term, number=number, **values)
    made.ends_on = made.ends_on or made.on
    if taken := made.same_number().first():
        raise Refused(f"Số thứ tự {number} đã dùng cho «{taken.title}».")
    store(made, title=made.full_title())
    return made


@verb("resolutions.record_past", Resolution, "Nhập nghị quyết đã ban hành", may=rules.keeps, creates=True)
def record_past_resolution(actor, *, council_session, once=None, **values):
    """A resolution that was issued before the register was kept."""
    if council_session.owner_id != actor.home_id:
        raise Refused("Kỳ họp đã chọn không thuộc Hội đồng nhân dân đang làm việc.")
    values |= {"council_session": council_session, "parent": council_session}
    made = start(Resolution, actor, once=once, state="passed", **values)
    if fault := made.vote_fault(*made.votes):
        raise Refused(fault)
    _bring_on(made)
    store(made)
    return made


def _bring_on(resolution):
    """As far on its way as its days say."""
    resolution.certify()
    if resolution.published_on:
        resolution.publish()
    else:
        resolution.issue()
