"""Builds a demonstration city from its data file: territories, councils, organs, delegates, accounts."""

import csv
import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX

from core.actor import Actor
from core.models import Body
from core.text import fold
from council.models import (
    BodyKind,
    Constituency,
    Council,
    Delegate,
    Membership,
    Post,
    Role,
    Succession,
    Term,
    Unit,
    User,
)
from council.seats import scope_of
from demo.vocabulary import person

DATA = Path(__file__).parent / "data"
PASSWORD = "demo"  # noqa: S105  (known to everybody, hence only with DEBUG or --force)


@dataclass
class City:
    """What a story is told with; `bodies` by their short keys, `wards` by their councils' codes."""

    spec: dict
    base: date
    council: Council = None
    term: Term = None
    wards: dict = field(default_factory=dict)
    bodies: dict = field(default_factory=dict)
    delegates: dict = field(default_factory=dict)
    users: dict = field(default_factory=dict)
    seats: dict = field(default_factory=dict)  # (role, body id) -> the account that has that seat
    elected: dict = field(default_factory=dict)  # unit id -> the delegates elected there
    clerk: User = None

    def day(self, value):
        """A day of the data file: a date as it is, a number counted from the day of loading."""
        return self.base + timedelta(days=value) if isinstance(value, int) else value

    def body(self, key):
        """A body by its key in the data file; `council` is the council itself, None nothing."""
        if key is None:
            return None
        return self.council if key == "council" else self.bodies[key]

    def home(self, key=None):
        """The council of a ward by its code, the city's without one."""
        return self.wards[key] if key else self.council

    def actor(self, role, at=None):
        """Somebody of `role` at the body `at`: a demonstration account where there is one, else the clerk."""
        place = at or self.council
        user = self.seats.get((role, place.pk), self.clerk)
        home = place.home_id_or_self
        agency = role == Role.AGENCY
        return Actor(
            user_id=user.pk, name=user.full_name, role=role, role_label=Role(role).label, body_id=place.pk,
            body_name=place.short_name, home_id=home, sees_shared_only=agency,
            scope=() if agency else scope_of(home),
        )  # fmt: skip


def slug(name):
    """`phường Quang Trung` gives `quang-trung`."""
    words = fold(name).split()
    kept = words[2:] if words[:2] == ["dac", "khu"] else words[1:]
    return "-".join(kept)


def build(spec, base):
    """The whole city of a data file, with every date counted from `base`."""
    city = City(spec, base)
    _clerk(city)
    _council(city)
    _wards(city)
    _successors(city)
    _bodies(city)
    _delegates(city)
    _accounts(city)
    return city


def _clerk(city):
    """The hand that entered what no account of the demonstration did; nobody signs in with it."""
    city.clerk, _ = User.objects.get_or_create(
        username="nhap-lieu",
        defaults={"full_name": "Bộ phận nhập liệu", "is_active": False, "password": UNUSABLE_PASSWORD_PREFIX},
    )


def _council(city):
    spec = city.spec["council"]
    above = spec.get("above") and _unit(spec["above"], Unit.Level.PROVINCE, "tỉnh")
    land = Unit.objects.create(
        code=spec["unit"], name=spec["name"], level=spec["level"], kind=spec["kind"], parent=above or None,
        valid_to=spec.get("ends_on"),
    )  # fmt: skip
    city.council = _new_council(city, spec["code"], land, spec["tier"], None)
    Council.objects.filter(pk=city.council.pk).update(superior=spec.get("superior", ""))
    city.term = _term(city, city.council)


def _unit(row, level, kind):
    values = {"name": row["name"], "level": level, "kind": kind, "valid_to": row.get("ends_on")}
    return Unit.objects.get_or_create(code=row["code"], defaults=values)[0]


def _new_council(city, code, land, tier, parent):
    spec = city.spec["council"]
    return Council.objects.create(
        code=code, unit=land, tier=tier, parent=parent, kind=BodyKind.COUNCIL, valid_to=spec.get("ends_on"),
        name=f"Hội đồng nhân dân {land.name}", short_name=f"HĐND {land.name}",
        place=spec["place"] if parent is None else _bare(land.name),
    )  # fmt: skip


def _bare(name):
    """The place without its kind: `xã Liêm Tiết` gives `Liêm Tiết`."""
    words = name.split()
    return " ".join(words[2:] if words[0] == "đặc" else words[1:])


def _term(city, council):
    spec = city.spec["council"]["term"]
    starts = city.day(spec["starts_on"])
    ends = spec.get("ends_on") or starts.replace(year=starts.year + spec["years"], day=min(starts.day, 28))
    return Term.objects.create(council=council, ordinal=spec["ordinal"], starts_on=starts, ends_on=ends)


def _wards(city):
    top = city.council
    for code, name in _ward_rows(city.spec["wards"]):
        land = Unit.objects.create(
            code=code, name=name, level=Unit.Level.COMMUNE, kind=name[: -len(_bare(name)) - 1],
            parent=top.unit, valid_to=top.valid_to,
        )  # fmt: skip
        key, office = f"{top.code}-{slug(name)}", f"ubnd-{slug(name)}"
        city.wards[key] = ward = _new_council(city, key, land, "commune", top)
        _term(city, ward)
        city.bodies[office] = _body(city, office, BodyKind.PEOPLE_COMMITTEE, f"UBND {name}", ward)


def _ward_rows(spec):
    """(code, name) of each ward or commune, the kind of its name in lower case."""
    if "file" not in spec:
        return [(f"{spec['code']}{number:02}", name) for number, name in enumerate(spec["list"], 1)]
    with (DATA / spec["file"]).open(encoding="utf-8") as file:
        return [
            (row["code"], row["name"][0].lower() + row["name"][1:])
            for row in csv.DictReader(file, delimiter="\t")
        ]


def _successors(city):
    spec = city.spec.get("successors")
    if not spec:
        return
    province = _unit(spec["above"], Unit.Level.PROVINCE, "tỉnh")
    for row in spec["rows"]:
        land = Unit.objects.create(
            code=row["code"],
            name=row["name"],
            level=Unit.Level.COMMUNE,
            kind="phường",
            parent=province,
            valid_from=spec["on"],
        )
        old = Unit.objects.filter(code__in=row["of"])
        Succession.objects.bulk_create(
            Succession(unit=unit, successor=land, on=spec["on"], decree=spec["decree"]) for unit in old
        )


def _bodies(city):
    for row in city.spec["bodies"]["rows"]:
        short = row.get("short", row["name"])
        city.bodies[row["key"]] = _body(city, row["key"], row["kind"], row["name"], city.council, short)


def _body(city, key, kind, name, home, short=""):
    code = f"{city.council.code}-{key}"
    return Body.objects.create(
        code=code,
        kind=kind,
        name=name,
        short_name=short or name,
        home=home,
        tier=home.tier,
        valid_to=home.valid_to,
    )


def _delegates(city):
    rng = random.Random(city.council.code)  # noqa: S311  (invented names, the same at every loading)
    groups = [body for body in city.bodies.values() if body.kind == BodyKind.GROUP]
    seats = [_constituency(city, number, groups) for number in range(len(groups))]
    rows = city.spec["delegates"]["rows"] + [
        _invented(rng, groups) for _ in range(city.spec["delegates"]["more"])
    ]
    for row in rows:
        group = row["group"] if isinstance(row["group"], Body) else city.body(row["group"])
        delegate = Delegate.objects.create(
            term=city.term, name=row["name"], honorific=row.get("honorific", "ông"), group=group,
            constituency=seats[groups.index(group)], is_full_time=row.get("full_time", False),
            work=row.get("work", ""),
        )  # fmt: skip
        city.delegates[row["name"]] = delegate
        for unit in delegate.constituency.units.all():
            city.elected.setdefault(unit.pk, []).append(delegate)
        _posts(city, delegate, row.get("posts", ()))


def _constituency(city, number, groups):
    """The electoral unit of a group of delegates: its share of the wards."""
    row = Constituency.objects.create(term=city.term, number=number + 1)
    row.units.set([ward.unit_id for ward in list(city.wards.values())[number :: len(groups)]])
    return row


def _invented(rng, groups):
    honorific, name = person(rng)
    return {"name": name, "honorific": honorific, "group": rng.choice(groups), "work": ""}


def _posts(city, delegate, posts):
    for title, place in (post.split("@") for post in posts):
        Post.objects.create(
            delegate=delegate, body=city.body(place), title=title, from_on=city.term.starts_on
        )


def _accounts(city):
    names = {row["account"]: row["name"] for row in city.spec["delegates"]["rows"] if "account" in row}
    for row in city.spec["accounts"]["rows"]:
        username, at = row["username"], row["at"]
        user = User.objects.filter(username=username).first()
        if user is None:
            user = User.objects.create_user(username, row.get("name") or names[username], PASSWORD)
        city.users[username] = user
        place = city.wards.get(at) or city.body(at)
        Membership.objects.create(user=user, body=place, role=row["role"], from_on=city.term.starts_on)
        city.seats[row["role"], place.pk] = user
        if username in names:
            Delegate.objects.filter(pk=city.delegates[names[username]].pk).update(user=user)
