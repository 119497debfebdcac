"""What is owed, by whom, and how soon: the blocks of the desk and the list behind them."""

from datetime import timedelta
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.timezone import localdate

from core.chips import due_chip
from core.models import Body, Deadline
from core.paging import CappedPaginator, capped_counts
from council.models import BodyKind, Role
from desk.probe import Probe, ask
from desk.words import short

OWN_KINDS = [BodyKind.COUNCIL, BodyKind.STANDING, BodyKind.COMMITTEE, BodyKind.GROUP, BodyKind.OFFICE]
WEEK, AHEAD, PER_PAGE = 7, 30, 50

# slug -> label; the days of each are given by `span`.
GROUPS = {"qua-han": "Quá hạn", "hom-nay": "Hôm nay", "tuan-nay": "Trong 7 ngày tới", "sap-toi": "Sắp tới"}
# A committee's head sees the committee's own work before the council's.
SIDES = {"toi": "Việc của tôi", "hdnd": "Việc khác của Hội đồng nhân dân", "khac": "Chờ người khác"}


def span(group, today=None):
    """The first and last due date of a group; None stands for no bound."""
    today = today or localdate()
    return {
        "qua-han": (None, today - timedelta(1)), "hom-nay": (today, today),
        "tuan-nay": (today + timedelta(1), today + timedelta(WEEK)),
        "sap-toi": (today + timedelta(WEEK + 1), today + timedelta(AHEAD)),
    }[group]  # fmt: skip


def within(rows, group, today=None):
    first, last = span(group, today)
    rows = rows.filter(due_on__lte=last)
    return rows if first is None else rows.filter(due_on__gte=first)


class Owed:
    """The open deadlines that an actor sees, parted by who owes them."""

    def __init__(self, actor):
        self.actor = actor
        self.open = Deadline.objects.visible_to(actor).open()
        self.organs = self._organs()

    def _organs(self):
        """The home council and what works in its name (its committees, groups, office)."""
        if self.actor.sees_shared_only:
            return [self.actor.body_id]
        home = self.actor.home_id
        rows = Body.objects.filter(Q(pk=home) | Q(home=home), kind__in=OWN_KINDS)
        return list(rows.order_by("pk").values_list("pk", flat=True))

    @property
    def sides(self):
        if self.actor.sees_shared_only:
            return ["toi"]
        return list(SIDES) if self.actor.role == Role.HEAD else ["toi", "khac"]

    def mine(self):
        return [self.actor.body_id] if self.actor.role == Role.HEAD else self.organs

    def side(self, name):
        """The deadlines of one side as a queryset."""
        unnamed = Q(owed_by=None, holder=self.actor.home_id)
        ours = Q(owed_by__in=self.organs) | unnamed
        if name == "khac":
            return self.open.filter(self._others())
        if name == "hdnd":
            return self.open.filter(ours).filter(Q(owed_by=None) | ~Q(owed_by__in=self.mine()))
        return self.open.filter(owed_by__in=self.mine()) if self._named_only() else self.open.filter(ours)

    def _others(self):
        named = Q(owed_by__isnull=False) & ~Q(owed_by__in=self.organs)
        return named | (Q(owed_by=None) & ~Q(holder=self.actor.home_id))

    def _named_only(self):
        return self.actor.role == Role.HEAD or self.actor.sees_shared_only

    def probes(self, name, group, limit):
        """What to ask for the nearest deadlines of one side in one group of days."""
        rows = within(self.open, group).order_by("due_on")
        label, home = f"{name}:{group}", [self.actor.home_id]
        if name == "khac":
            return [
                Probe(label, rows.filter(self._others()), "holder_id", list(self.actor.scope), limit, limit)
            ]
        debtors = self.mine() if name == "toi" else [pk for pk in self.organs if pk not in self.mine()]
        named = Probe(label, rows, "owed_by_id", debtors, limit, limit)
        if name == "toi" and self._named_only():
            return [named]
        return [named, Probe(label, rows.filter(owed_by=None), "holder_id", home, limit, limit)]


def nearest(owed, wanted, limit):
    """{(side, group): deadlines, the nearest first} for all of `wanted`, by two statements."""
    found = ask([probe for side, group in wanted for probe in owed.probes(side, group, limit)])
    rows = Deadline.objects.filter(pk__in=[pk for _, _, pk in found]).select_related(
        "record", "owed_by", "holder"
    )
    by_pk = {row.pk: row for row in rows} if found else {}
    lists = {key: [] for key in wanted}
    for label, _, pk in found:
        lists[tuple(label.split(":"))].append(by_pk[pk])
    return {key: sorted(items, key=lambda row: (row.due_on, row.pk))[:limit] for key, items in lists.items()}


def counts(owed, cap):
    """{(side, group): number of deadlines}, each counted up to `cap` + 1, by one statement."""
    wanted = {f"{side}:{group}": within(owed.side(side), group) for side in owed.sides for group in GROUPS}
    return {tuple(label.split(":")): n for label, n in capped_counts(wanted, cap).items()}


def item(deadline, home_id=None, today=None):
    """A deadline as a line of the desk: chip, record, what is owed and by whom (oneself goes without saying)."""
    chip, record = due_chip(deadline.due_on, today), deadline.record
    debtor = deadline.owed_by or deadline.holder
    parts = [record.code, deadline.owed, "" if debtor.pk == home_id else debtor.short_name]
    return {
        "tone": chip.tone, "chip": chip.text, "title": short(record.title), "url": record.get_absolute_url(),
        "sub": " · ".join(part for part in parts if part), "right": f"{deadline.due_on:%d/%m/%Y}",
    }  # fmt: skip


def page(actor, params):
    """The context of the list of what is owed. An unknown word of the address gives the whole of it."""
    owed = Owed(actor)
    group = params.get("nhom") if params.get("nhom") in GROUPS else ""
    side = params.get("ben") if params.get("ben") in owed.sides else ""
    rows = _listed(owed, side, group).order_by("due_on", "pk").select_related("record", "owed_by", "holder")
    found = CappedPaginator(rows, PER_PAGE).get_page(params.get("page"))
    return {
        "title": "Việc đến hạn", "items": [item(row, actor.home_id) for row in found.object_list], "page_obj": found,
        "total": found.paginator.total_label, "groups": _tabs(GROUPS, "nhom", group, ben=side),
        "sides": _tabs({name: SIDES[name] for name in owed.sides}, "ben", side, nhom=group),
    }  # fmt: skip


def _listed(owed, side, group):
    rows = owed.side(side) if side else owed.open
    if group:
        return within(rows, group)
    return rows.filter(due_on__lte=localdate() + timedelta(AHEAD))


def _tabs(labels, name, current, **kept):
    """Choices as [(label, query, is current)], all of them first."""
    options = {"": "Tất cả", **labels}
    return [
        (label, urlencode({k: v for k, v in {name: key, **kept}.items() if v}), key == current)
        for key, label in options.items()
    ]
