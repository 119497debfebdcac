"""What every story needs: who acts, the days, the numbers of papers, and what other entries made."""

from collections import Counter
from datetime import timedelta

from core.models import Body
from core.verbs import create, perform
from council.models import Role


class Scene:
    """A city while its stories are told; `sessions`, `meetings` and `opinions` hold what was made, by key."""

    def __init__(self, city):
        self.city, self.base = city, city.base
        self.sessions, self.meetings, self.opinions, self.letters = {}, {}, {}, {}
        self.papers = Counter()
        self.staff = city.actor(Role.STAFF)

    def rows(self, name):
        """The entries of a table of the data file."""
        return self.city.spec[name]["rows"]

    def day(self, value, default=None):
        """A day of the data file, `default` where there is none."""
        return default if value is None else self.city.day(value)

    def past(self, day):
        """Whether the day has come; what lies ahead is planned only."""
        return day is not None and day <= self.base

    def ward(self, key):
        """A ward's council by the short name of the data file."""
        return self.city.wards[f"{self.city.council.code}-{key}"]

    def keeper(self, ward=None):
        """Who keeps the registers: of the city, or of the ward named."""
        return self.city.actor(Role.WARD, self.ward(ward)) if ward else self.staff

    def agency(self, body):
        return self.city.actor(Role.AGENCY, body)

    def paper(self, symbol, day):
        """The next number of a kind of paper in the year: `07/CV-HĐND`."""
        self.papers[symbol, day.year] += 1
        return f"{self.papers[symbol, day.year]:02}/{symbol}"

    def make(self, verb, actor=None, **values):
        return create(verb, actor or self.staff, **values)

    def act(self, verb, record, actor=None, **values):
        """Take an act on a record."""
        return perform(verb, actor or self.staff, record.pk, **values)

    def delegates_of(self, unit):
        """The first two delegates elected in a ward, all of one group."""
        elected = self.city.elected.get(unit.pk, [])
        return elected[:2]


def after(day, days):
    return day + timedelta(days=days)


def organ(home, kind):
    """The body of that kind that works for a council."""
    return Body.objects.filter(home=home, kind=kind).first()
