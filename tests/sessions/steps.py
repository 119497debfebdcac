"""Acts in the hall for tests, done by the verbs; what only time makes is put there as a person would find it."""

from datetime import date, time

from core.verbs import create, perform
from council.models import Delegate
from sessions import services
from sessions.models import Ballot, MinutesSection, Session, Speaker
from sessions.services import minutes as minutes_acts
from sessions.services import standing as standing_acts
from tests.sessions.builders import act, convened


def do(city, fn, record, who="staff", **data):
    """Do a verb and give what it gives."""
    return perform(fn, city.actor(who), record.pk, **data)


def sitting(city, record, **values):
    values = {"label": "Buổi sáng", "on": record.on, "starts_at": time(8), "ends_at": time(11, 30)} | values
    return do(city, services.add_sitting, record, **values)


def item(city, record, title="Thảo luận", **values):
    return do(city, services.add_item, record, **{"title": title, "kind": "debate", "minutes": 30} | values)


def standing_meeting(city, **values):
    values = {"term": city.term, "on": date(2026, 11, 5)} | values
    return create(standing_acts.plan_meeting, city.actor("staff"), **values)


def delegates(city, count):
    """So many delegates in all, the small city's own included."""
    have = Delegate.objects.filter(term=city.term).count()
    rows = [Delegate(term=city.term, name=f"Đại biểu Số {n:03}") for n in range(have, count)]
    Delegate.objects.bulk_create(rows)
    return list(Delegate.objects.filter(term=city.term).order_by("pk"))


def opened(city, count=10, present=None, items=("Khai mạc", "Thảo luận", "Biểu quyết"), **values):
    """(session in session, its sitting, its items): `present` of `count` delegates answered the roll."""
    people = delegates(city, count)
    here = count if present is None else present
    record = convened(city, on=date(2026, 11, 16), **values)
    row = sitting(city, record)
    lines = [item(city, record, title, sitting=row) for title in items]
    record = act(city, services.open_session, record, delegates_total=count, delegates_present=count)
    roll(city, record, row, people, here)
    return record, row, lines


def roll(city, record, row, people, here):
    rows = {person.pk: ("present", "") if n < here else ("excused", "Ốm") for n, person in enumerate(people)}
    do(city, services.call_roll, record, sitting_id=row.pk, rows=rows)


def sitting_on(city, n=0, **values):
    """As `opened`, with the sitting open and the item `n` running."""
    record, row, lines = opened(city, **values)
    do(city, services.begin_sitting, record, sitting_id=row.pk)
    do(city, services.begin_item, record, item_id=lines[n].pk)
    return record, row, lines


def vote(city, record, plus, minus=0, abstain=0, majority="half", method="hands"):
    """A whole vote by hands; gives the ballot."""
    do(city, services.open_ballot, record, subject="Dự thảo nghị quyết", method=method, majority=majority)
    return do(city, services.close_ballot, record, votes_for=plus, votes_against=minus, votes_abstain=abstain)


def sit(city, record):
    """Rows of each sort on a session that is only planned, for tests that walk every page."""
    record = Session.objects.get(pk=record.pk)
    row = sitting(city, record)
    line = record.agenda.first() or item(city, record)
    do(city, services.edit_item, record, item_id=line.pk, sitting=row)
    do(city, services.publish_agenda, record, notice="")
    Speaker.objects.create(council_session=record, item=line, name="Khách mời", position=1)
    Ballot.objects.create(
        council_session=record, item=line, subject="Chương trình kỳ họp", method="hands", majority="half", total=50,
        present=48, votes_for=40, votes_against=5, votes_abstain=3, passed=True, ballot_state="closed",
        opened_at="2026-11-16T01:00Z", closed_at="2026-11-16T01:05Z", opened_by=city.users["staff"],
    )  # fmt: skip
    Session.objects.filter(pk=record.pk)
    made = minutes_acts.draft_minutes(city.actor("staff"), record)
    assert MinutesSection.objects.filter(minutes=made).exists()
    return row
