"""A session filled from the template of its kind, and the templates themselves."""

from datetime import timedelta

from django.utils import timezone

from core.errors import NotAllowed, Refused
from core.history import acting
from core.models import Body, Deadline
from core.services import deadlines
from core.verbs import verb
from sessions import rules, templates
from sessions.models import AgendaItem, Session, SessionTemplate, Sitting
from sessions.services.dossiers import register_dossier
from sessions.services.sittings import tidy

STEP = "session.prepare"


@verb(
    "sessions.fill",
    Session,
    "Lấy theo mẫu",
    slug="lay-mau",
    may=rules.keeps,
    hint="Thêm các buổi họp, nội dung chương trình, hồ sơ dự kiến và việc chuẩn bị theo mẫu của loại kỳ họp này.",
    offered=lambda council_session: not getattr(council_session, "has_agenda", True),
    transition="fill",
)
def fill_session(actor, council_session):
    """Bring what a session of this kind usually holds. Refused when it has an agenda already."""
    if council_session.agenda.exists():
        raise Refused("Kỳ họp đã có chương trình nên không lấy theo mẫu nữa.")
    found = templates.template_of(council_session.owner_id, council_session.session_kind)
    sittings = _sittings(council_session, found.sittings)
    _items(council_session, found.items, sittings)
    bodies = _bodies(council_session.owner_id)
    for row in found.dossiers:
        _dossier(actor, council_session, row, bodies)
    for number, row in enumerate(found.steps, 1):
        _step(council_session, number, row, bodies)


def _sittings(council_session, rows):
    day = council_session.on
    made = [
        Sitting(
            council_session=council_session, position=n, label=row["label"], starts_at=row["starts_at"],
            ends_at=row["ends_at"], on=day + timedelta(days=max(row["day"], 1) - 1), place=council_session.place,
        )
        for n, row in enumerate(rows, 1)
    ]  # fmt: skip
    return Sitting.objects.bulk_create(made)


def _items(council_session, rows, sittings):
    made = []
    for n, row in enumerate(rows, 1):
        values = {name: value for name, value in row.items() if name != "sitting"}
        place = sittings[row["sitting"] - 1] if 0 < row["sitting"] <= len(sittings) else None
        made.append(AgendaItem(council_session=council_session, position=n, sitting=place, **values))
    AgendaItem.objects.bulk_create(made)
    tidy(council_session)


def _bodies(owner_id):
    """{kind: the first body of that kind which works for the council}."""
    found = {}
    for body in Body.objects.filter(home_id=owner_id).order_by("-pk"):
        found[body.kind] = body
    return found


def _dossier(actor, council_session, row, bodies):
    """An expected dossier; left out where the council has no body of the kind that submits it."""
    submitter = bodies.get(row["submitter_kind"])
    if submitter is None:
        return
    register_dossier(
        actor, council_session=council_session, title=row["title"], document_kind=row["document_kind"],
        submitter=submitter, committee=None, on=timezone.localdate(),
    )  # fmt: skip


def _step(council_session, number, row, bodies):
    deadlines.open_deadline(
        council_session, STEP, council_session.on, owed=row["title"], key=f"{number}:{row['days_before']}",
        owed_by=bodies.get(row["owed_by_kind"]), due_on=council_session.on - timedelta(days=row["days_before"]),
    )  # fmt: skip


def move_steps(council_session):
    """The steps of preparation move with the opening. Returns [(deadline, old due date, new due date)]."""
    moved = []
    for step in Deadline.objects.filter(record=council_session, code=STEP, met_on=None, waived_on=None):
        old, days = step.due_on, int(step.key.partition(":")[2])
        step.anchor_on, step.due_on = council_session.on, council_session.on - timedelta(days=days)
        step.save()
        moved.append((step, old, step.due_on))
    return moved


def save_template(actor, kind, parts):
    """Write the council's own template of a kind: {part: [rows of named values]}."""
    _may_write(actor)
    with acting(actor.user_id, "sessions.template"):
        made, _ = SessionTemplate.objects.get_or_create(owner_id=actor.home_id, session_kind=kind)
        for part in templates.PARTS:
            rows = getattr(made, part)
            rows.all().delete()
            rows.bulk_create(
                [rows.model(template=made, position=n, **row) for n, row in enumerate(parts[part], 1)]
            )
    return made


def restore_template(actor, kind):
    """Give up the council's own template; the shipped one holds again."""
    _may_write(actor)
    with acting(actor.user_id, "sessions.template"):
        SessionTemplate.objects.filter(owner_id=actor.home_id, session_kind=kind).delete()


def _may_write(actor):
    if not rules.writes_templates.test(actor):
        raise NotAllowed("Chỉ chuyên viên và quản trị viên được sửa mẫu kỳ họp.")
