"""Verbs of the minutes: drafted from what was noted, edited section by section, locked by signing."""

from core.errors import Refused, Stale
from core.verbs import verb
from sessions import minutes as drafts
from sessions import rules
from sessions.models import Minutes, MinutesSection, Session

WRITING = {"transition": "note_floor", "reads": True}
SIGNED = "Biên bản đã ký nên không sửa được nữa."


@verb("minutes.draft", Session, "Lập dự thảo biên bản", may=rules.keeps, **WRITING)
def draft_minutes(actor, council_session):
    """Write the draft, or write anew those sections that nobody has edited. Returns the minutes."""
    made, _ = Minutes.objects.get_or_create(council_session=council_session)
    _must_be_open(made)
    stored = {row.key: row for row in made.sections.all()}
    for position, (key, heading, text) in enumerate(drafts.draft(council_session), 1):
        row = stored.get(key)
        if row is None:
            MinutesSection.objects.create(
                council_session=council_session, minutes=made, key=key, position=position, heading=heading, text=text,
                drafted_text=text,
            )  # fmt: skip
        elif row.text == row.drafted_text and (row.text, row.position) != (text, position):
            row.text = row.drafted_text = text
            row.position, row.revision = position, row.revision + 1
            row.save()
    return made


def _must_be_open(minutes):
    if minutes.signed_on:
        raise Refused(SIGNED)


@verb("minutes.write", Session, "Sửa mục biên bản", may=rules.keeps, **WRITING)
def write_section(actor, council_session, *, section_id, heading, text, revision):
    """Save one section. Raises Stale when somebody else saved it since it was read."""
    row = MinutesSection.objects.select_related("minutes").get(council_session=council_session, pk=section_id)
    _must_be_open(row.minutes)
    if row.revision != revision:
        raise Stale("Mục này vừa được người khác sửa. So hai bản bên dưới rồi lưu lại.")
    row.heading, row.text, row.revision = heading, text, row.revision + 1
    row.save()


@verb("minutes.sign", Session, "Ký biên bản", may=rules.keeps, **WRITING)
def sign_minutes(actor, council_session, *, chair_name, secretary_name, signed_on):
    """Note who signed and when; from then on nothing of the minutes changes."""
    found = Minutes.objects.filter(council_session=council_session).first()
    if found is None:
        raise Refused("Chưa lập biên bản. Lập dự thảo trước khi ký.")
    _must_be_open(found)
    if council_session.state != "closed":
        raise Refused("Kỳ họp chưa bế mạc nên chưa ký biên bản.")
    found.chair_name, found.secretary_name, found.signed_on = chair_name, secretary_name, signed_on
    found.save()
