"""What the verbs of this room share: writing values, showing to other bodies, adding a part."""

from django.db.models import F

from core import files
from core.errors import NotAllowed, Refused
from core.models import Record, Share
from core.notify import tell
from core.verbs import locked
from council.seats import people_of
from oversight import rules
from oversight.models import Round


def put(record, **values):
    """Set the values and save."""
    for name, value in values.items():
        setattr(record, name, value)
    record.save()


def keep_file(actor, record, file):
    """Attach a file that came with an act, if there was one."""
    if file:
        files.keep(record, file, actor.user_id)


def show(record, body, text):
    """Show a record to the body it concerns and tell its people, unless the round is secret."""
    if record.round.is_secret:
        return
    Share.objects.get_or_create(record_id=record.pk, body=body)
    tell(people_of([body.pk]), text, key=f"{record.kind}:{record.pk}:{body.pk}", record=record)


def hide(record, body):
    """Show a record no longer to a body that it does not concern any more."""
    Share.objects.filter(record_id=record.pk, body=body).delete()


def tell_office(record, text, key):
    """Tell those who keep the register."""
    tell(
        people_of([record.owner_id], "staff", "ward"),
        text,
        key=f"{key}:{record.pk}:{record.version}",
        record=record,
    )


def tell_target(visit, text, key):
    """Tell the people of the overseen unit, unless the round is secret."""
    if not visit.round.is_secret:
        tell(people_of([visit.target_id]), text, key=f"{key}:{visit.pk}:{visit.version}", record=visit)


def round_for_part(actor, round, states, what):
    """The round to which a part is added, locked. Raises as `check_part`."""
    found = locked(Round, actor, round.pk)
    check_part(actor, found, states, what)
    return found


def check_part(actor, round, states, what):
    """Raises NotAllowed when the actor does not run the round, Refused when its state takes no more parts."""
    if not rules.runs(actor, round):
        raise NotAllowed(f"Vai trò {actor.role_label} không được thêm {what} vào cuộc giám sát này.")
    if round.state not in states:
        raise Refused(
            f"Cuộc giám sát {round.status['label']} nên không thêm được {what}.", round.get_absolute_url()
        )


def listed(names, limit=3):
    """The first names joined, and how many more there are."""
    names = list(names)
    more = f" và {len(names) - limit} mục khác" if len(names) > limit else ""
    return "; ".join(names[:limit]) + more


def touched(pks):
    """Raise the version of records changed by an act on another record, so that open forms notice."""
    Record.objects.filter(pk__in=pks).update(version=F("version") + 1)
