"""Rounds and recommendations of earlier years, taken over from another register: filed, owed, told to nobody."""

from core.errors import NotAllowed
from core.models import Share
from core.services.numbers import yearly_code
from core.verbs import start, verb
from oversight import rules
from oversight.models import Recommendation, Round, Visit
from oversight.services import clock


@verb("oversight.file_round", Round, "Nhập cuộc giám sát đã làm", may=rules.runs, creates=True)
def file_round(actor, *, once=None, targets=(), **values):
    """A round that is over: concluded when its conclusion is known, else reported or decided."""
    state = next(
        (
            name
            for key, name in (("conclusion_on", "concluded"), ("reported_on", "reported"))
            if values.get(key)
        ),
        "decided",
    )
    round = start(Round, actor, once=once, state=state, **values)
    if not rules.runs(actor, round):
        raise NotAllowed(f"Vai trò {actor.role_label} chỉ được nhập cuộc giám sát của Ban mình.")
    round.code = yearly_code(actor.home_id, "GS", round.on.year)
    round.save()
    for target in targets:
        _file_visit(actor, round, target)
    return round


def _file_visit(actor, round, target):
    state = "planned" if round.state == "decided" else "worked"
    visit = start(
        Visit, actor, owner_id=round.owner_id, parent_id=round.pk, round=round, target=target, state=state, on=round.on,
        title=f"Giám sát tại {target.name}", words=round.title,
    )  # fmt: skip
    visit.save()


@verb(
    "oversight.file_recommendation",
    Recommendation,
    "Nhập kiến nghị đã ban hành",
    may=rules.runs,
    creates=True,
)
def file_recommendation(actor, *, round, once=None, done_on=None, evidence="", **values):
    """A recommendation issued earlier: done by the day that is known, else owed by its agency, which sees it."""
    if not rules.runs(actor, round):
        raise NotAllowed(f"Vai trò {actor.role_label} không được nhập kiến nghị vào cuộc giám sát này.")
    item = start(
        Recommendation, actor, once=once, owner_id=round.owner_id, parent_id=round.pk, round=round,
        state="done" if done_on else "open", on=round.conclusion_on or round.on, done_on=done_on, evidence=evidence,
        confirmed_by_id=actor.user_id if done_on else None, **values,
    )  # fmt: skip
    item.code = yearly_code(round.owner_id, "KNGS", item.on.year)
    item.save()
    clock.run_recommendation(item, actor.user_id)
    if not round.is_secret:
        Share.objects.get_or_create(record_id=item.pk, body=item.lead)
    return item
