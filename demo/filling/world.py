"""The city that is filled: its councils, agencies and people, the days of five years, and the limits of the law."""

import random
from datetime import datetime, time, timedelta
from functools import lru_cache

from django.utils import timezone

from core import counting
from core.models import Body, Deadline, DeadlineRule, Record, Sequence, Share
from core.services import days
from council.models import BodyKind, Council, Delegate, Term, User
from demo.filling.copying import Table
from demo.filling.texts import Writer

YEARS = 5
ANSWERERS = (BodyKind.DEPARTMENT, BodyKind.PEOPLE_COMMITTEE, BodyKind.OTHER)


class World:
    """What every maker needs. `councils` has the city first; `agencies` by council id."""

    def __init__(self, council):
        self.rng = random.Random(f"{council.code} {Record.objects.count()}")  # noqa: S311  (no secret)
        self.text = Writer(self.rng)
        self.today = timezone.localdate()
        self.councils = [council, *Council.objects.filter(parent=council).order_by("pk")]
        self.agencies = {body.pk: self._agencies(body) for body in self.councils}
        self.term = {term.council_id: term.pk for term in Term.objects.filter(council__in=self.councils)}
        self.delegates = list(Delegate.objects.filter(term__council=council).values_list("pk", flat=True))
        self.user = str(User.objects.filter(memberships__body__in=self.councils).order_by("pk").first().pk)
        self.record, self.deadline, self.share = Table(Record, numbered=True), Table(Deadline), Table(Share)
        self.limits = Limits()
        self.days = [self.today - timedelta(days) for days in range(YEARS * 365)]
        self.last = {
            (row.body_id, row.series): row.last for row in Sequence.objects.filter(body__in=self.councils)
        }

    def _agencies(self, council):
        kinds = ANSWERERS if council is self.councils[0] else (BodyKind.PEOPLE_COMMITTEE,)
        return list(
            Body.objects.filter(home=council, kind__in=kinds).order_by("pk").values_list("pk", flat=True)
        )

    def council(self):
        """A council of the city: the city's own two times in five, else one of the wards."""
        return (
            self.councils[0]
            if self.rng.random() < 0.4 or len(self.councils) == 1
            else self.text.one(self.councils[1:])
        )

    def day(self):
        """A day of the last five years, and its age in days."""
        age = int(self.rng.random() * len(self.days))
        return self.days[age], age

    def code(self, council, prefix, year):
        """The next code of a yearly series; `sequences()` says how far each came."""
        key = council.body_ptr_id, f"{prefix}-{year}"
        self.last[key] = self.last.get(key, 0) + 1
        return f"{prefix}-{year}-{self.last[key]:04d}"

    def sequences(self):
        rows = [
            Sequence(body_id=body, series=series, last=last) for (body, series), last in self.last.items()
        ]
        Sequence.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["body", "series"],
            update_fields=["last"],
            batch_size=1000,
        )

    def add_record(self, pk, kind, council, on, state, title, *, code="", parent=None, owed=(), words=""):
        """A line of `core_record` with its deadlines; `owed` as [(code, debtor, anchor, met, due or None)]."""
        due = [self._owe(pk, council, *item) for item in owed]
        self.record.add(
            id=str(pk), kind=kind, owner_id=str(council.body_ptr_id), parent_id=parent and str(parent), code=code, title=title,
            on=str(on), state=state, words=words, next_due=min(filter(None, due), default=None), version="1",
            once=f"{self.rng.getrandbits(128):032x}", created_at=moment(on), created_by_id=self.user,
        )  # fmt: skip

    def _owe(self, pk, council, code, debtor, anchor, met, fixed=None):
        """A line of `core_deadline`; returns its due date while it is open."""
        rule, due = self.limits.find(code, anchor, council.tier)
        due = fixed or due
        if due is None:
            return None
        self.deadline.add(
            record_id=str(pk), holder_id=str(council.body_ptr_id), code=code, rule_id=rule and str(rule.pk),
            owed=rule.owed if rule else "Thực hiện nội dung đã hứa", owed_by_id=debtor and str(debtor),
            anchor=rule.anchor if rule else "", anchor_on=str(anchor), due_on=str(due), met_on=met and str(met),
            met_by_id=met and self.user, created_at=moment(anchor),
        )  # fmt: skip
        return None if met else str(due)

    def show(self, pk, body):
        """A line of `core_share`."""
        self.share.add(record_id=str(pk), body_id=str(body), at=moment(self.today))


class Limits:
    """The national limits, each counted once for a rule and a day (`deadlines.choose_rule` asks the database)."""

    def __init__(self):
        self.calendar, self.rules, self.counted = days.calendar(), {}, {}
        for rule in DeadlineRule.objects.filter(scope=None):
            self.rules.setdefault(rule.code, []).append(rule)

    def find(self, code, anchor, tier):
        """(rule, due date) by the law of the anchor's day; None for what the law does not set."""
        key = code, anchor, tier
        if key not in self.counted:
            self.counted[key] = self._count(*key)
        return self.counted[key]

    def _count(self, code, anchor, tier):
        rows = [
            rule for rule in self.rules.get(code, ()) if rule.level in ("", tier) and _in_force(rule, anchor)
        ]
        rule = max(rows, key=lambda rule: (rule.level != "", rule.valid_from), default=None)
        if rule is None or rule.offset is None:
            return rule, None
        return rule, counting.count(anchor, rule.offset, rule.unit, self.calendar).running_due


def _in_force(rule, on):
    return rule.valid_from <= on and (rule.valid_to is None or on <= rule.valid_to)


@lru_cache(maxsize=4096)
def moment(day):
    """Noon of a day, as COPY writes a moment."""
    return datetime.combine(day, time(12), timezone.get_current_timezone()).isoformat()
