"""Verbs of a resolution: passed, certified, sent up, published."""

from django.db.models import F
from django_fsm import can_proceed

from core.errors import Refused
from core.models import Record
from core.services import deadlines
from core.verbs import start, verb
from council.models import BodyKind
from sessions import forms, rules
from sessions.models import Dossier, Resolution
from sessions.services.common import organ, own_session, store

CERTIFY, SEND_UP, PUBLISH = "resolution.certify", "resolution.send_up", "resolution.publish"
NORMATIVE = "resolution.normative_send_up"


@verb("resolutions.record", Resolution, "Thêm nghị quyết", may=rules.keeps, creates=True)
def record_resolution(actor, *, council_session, dossier=None, once=None, **values):
    """A resolution that was passed; its dossier is thereby adopted. Refused when too few voted for it."""
    own_session(actor, council_session)
    values |= {"council_session": council_session, "parent": council_session, "dossier": dossier}
    made = start(Resolution, actor, once=once, state="passed", **values)
    _check(made)
    store(made)
    open_deadlines(made)
    _adopt(made)
    return made


def _check(resolution):
    reason = resolution.vote_fault(*resolution.votes)
    if reason:
        raise Refused(reason)
    same = Resolution.objects.filter(
        owner=resolution.owner_id, code=resolution.code, on__year=resolution.on.year
    )
    if resolution.code and same.exclude(pk=resolution.pk).exists():
        raise Refused(
            f"Số, ký hiệu {resolution.code} đã dùng cho nghị quyết khác trong năm {resolution.on.year}."
        )


def open_deadlines(resolution):
    """Open what is owed after the session closed; until then counted from the day of passing."""
    council_session = resolution.council_session
    closed = council_session.state == "closed" and council_session.ends_on
    on = council_session.ends_on if closed else resolution.on
    standing = organ(resolution.owner_id, BodyKind.STANDING)
    office = organ(resolution.owner_id, BodyKind.OFFICE) or standing
    for code, body in ((CERTIFY, standing), (SEND_UP, standing), (PUBLISH, office)):
        deadlines.open_deadline(resolution, code, on, owed_by=body)


def _adopt(resolution):
    """A passed resolution decides its dossier."""
    dossier = Dossier.objects.select_for_update().filter(pk=resolution.dossier_id).first()
    if dossier is None or not can_proceed(dossier.adopt):
        return
    dossier.adopt()
    store(dossier, decided_on=resolution.on)
    deadlines.drop(dossier)
    Record.objects.filter(pk=dossier.pk).update(version=F("version") + 1)


@verb("resolutions.amend", Resolution, "Sửa nghị quyết", may=rules.keeps, amends=True)
def amend_resolution(actor, resolution, *, council_session, **values):
    """Correct a resolution; its open limits follow the day or the session."""
    own_session(actor, council_session)
    for name, value in values.items():
        setattr(resolution, name, value)
    _check(resolution)
    store(resolution, council_session=council_session, parent=council_session)
    open_deadlines(resolution)
    _adopt(resolution)


@verb(
    "resolutions.certify",
    Resolution,
    "Ký chứng thực",
    slug="chung-thuc",
    may=rules.certifies,
    form=forms.CertifyForm,
    primary=True,
)
def certify(actor, resolution, *, certified_on):
    """The chair certified the resolution by signing it."""
    resolution.certify()
    store(resolution, certified_on=certified_on)
    deadlines.meet(resolution, CERTIFY, certified_on, user_id=actor.user_id)
    if resolution.is_normative:
        standing = organ(resolution.owner_id, BodyKind.STANDING)
        deadlines.open_deadline(resolution, NORMATIVE, certified_on, owed_by=standing)


@verb(
    "resolutions.send_up",
    Resolution,
    "Ghi đã gửi cấp trên",
    slug="gui-cap-tren",
    may=rules.keeps,
    form=forms.SentForm,
)
def send_up(actor, resolution, *, sent_on, letter_no=""):
    """The resolution went to the body above."""
    resolution.send_up()
    store(resolution, sent_up_on=sent_on)
    for code in (SEND_UP, NORMATIVE):
        deadlines.meet(resolution, code, sent_on, user_id=actor.user_id, paper=letter_no)


@verb(
    "resolutions.publish",
    Resolution,
    "Công bố",
    slug="cong-bo",
    may=rules.keeps,
    form=forms.PublishForm,
    primary=True,
)
def publish(actor, resolution, *, published_on, effective_on=None):
    """The resolution was published, in force from `effective_on`."""
    resolution.publish()
    store(resolution, published_on=published_on, effective_on=effective_on or resolution.effective_on)
    deadlines.meet(resolution, PUBLISH, published_on, user_id=actor.user_id)
