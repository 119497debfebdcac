"""A small city for tests: a council with one ward below it, a neighbour, an agency, one person per role."""

from dataclasses import dataclass
from datetime import date

from core.models import Body
from council.models import BodyKind, Council, Delegate, Membership, Role, Term, Unit, User
from council.seats import actor_for, seats_of

START = date(2021, 6, 1)
PASSWORD = "mot-mat-khau-thu"


@dataclass
class City:
    unit: Unit
    council: Council
    ward_unit: Unit
    ward: Council
    ward_agency: Body
    neighbour: Council
    agency: Body
    other_agency: Body
    committee: Body
    standing: Body
    term: Term
    delegate: Delegate
    users: dict

    def actor(self, name):
        """The actor of one of the people: admin, staff, chair, head, delegate, ward, agency, or of the
        neighbour city: foreign; of another agency: other_agency."""
        user = self.users[name]
        return actor_for(user, seats_of(user), None)


def unit(code, name, level=Unit.Level.COMMUNE, parent=None, **extra):
    return Unit.objects.create(
        code=code, name=name, level=level, kind=extra.pop("kind", "phường"), parent=parent, **extra
    )


def council(code, territory, parent=None, tier="province", **extra):
    values = {
        "kind": BodyKind.COUNCIL,
        "name": f"Hội đồng nhân dân {territory.name}",
        "short_name": f"HĐND {territory.name}",
    }
    return Council.objects.create(
        code=code, unit=territory, parent=parent, tier=tier, place=territory.name, **values | extra
    )


def body(code, kind, name, home):
    return Body.objects.create(code=code, kind=kind, name=name, short_name=name, home=home, tier=home.tier)


def person(username, full_name, place, role):
    # A cheap hash: signing in is tested once, elsewhere people are signed in by force.
    user = User.objects.create(username=username, full_name=full_name, password="!")
    Membership.objects.create(user=user, body=place, role=role, from_on=START)
    return user


def city():
    """The whole small city."""
    land = unit("99", "thành phố Sông Châu", Unit.Level.PROVINCE, kind="thành phố")
    ward_land = unit("99001", "phường Lam Sơn", parent=land)
    top = council("song-chau", land)
    ward = council("lam-son", ward_land, parent=top, tier="commune")
    neighbour = council("dong-giang", unit("98", "thành phố Đông Giang", Unit.Level.PROVINCE))
    committee = body("ban-phap-che", BodyKind.COMMITTEE, "Ban Pháp chế", top)
    standing = body("thuong-truc", BodyKind.STANDING, "Thường trực HĐND", top)
    agency = body("so-xay-dung", BodyKind.DEPARTMENT, "Sở Xây dựng", top)
    other = body("so-y-te", BodyKind.DEPARTMENT, "Sở Y tế", top)
    ward_agency = body("ubnd-lam-son", BodyKind.PEOPLE_COMMITTEE, "UBND phường Lam Sơn", ward)
    term = Term.objects.create(council=top, ordinal="XX", starts_on=date(2021, 6, 20))
    seats = {
        "admin": ("Phan Quốc Trị", top, Role.ADMIN), "staff": ("Lê Thu Hà", top, Role.STAFF),
        "chair": ("Nguyễn Văn Ân", top, Role.CHAIR), "head": ("Đỗ Thị Ánh", committee, Role.HEAD),
        "delegate": ("Phạm Văn Lợi", top, Role.DELEGATE), "ward": ("Vũ Đình An", ward, Role.WARD),
        "agency": ("Bùi Thị Dung", agency, Role.AGENCY), "other_agency": ("Hồ Văn Đạt", other, Role.AGENCY),
        "foreign": ("Tạ Văn Xuân", neighbour, Role.STAFF),
    }  # fmt: skip
    users = {name: person(name, *seat) for name, seat in seats.items()}
    delegate = Delegate.objects.create(term=term, name="Phạm Văn Lợi", user=users["delegate"])
    return City(
        land,
        top,
        ward_land,
        ward,
        ward_agency,
        neighbour,
        agency,
        other,
        committee,
        standing,
        term,
        delegate,
        users,
    )


def petition(place, by="staff", **values):
    """A petition taken in by one of the people of the small city `place`."""
    from core.verbs import create
    from petitions.services import register

    values = {
        "petition_kind": "complaint", "field": "land", "on": date(2026, 10, 5), "title": "Khiếu nại thu hồi đất",
        "sender_name": "Trần Thị Hoà", "sender_phone": "0912345678", "sender_id_number": "036123456789",
    } | values  # fmt: skip
    return create(register, place.actor(by), **values)


def neighbour(place, staff="foreign"):
    """The neighbour city of `place` as a whole small city, with one person: its own secretariat."""
    top = place.neighbour
    land = top.unit
    ward_land = unit("98001", "phường Bến Đò", parent=land)
    ward = council("ben-do", ward_land, parent=top, tier="commune")
    bodies = {
        "ward_agency": body("ubnd-ben-do", BodyKind.PEOPLE_COMMITTEE, "UBND phường Bến Đò", ward),
        "agency": body("so-xay-dung-dg", BodyKind.DEPARTMENT, "Sở Xây dựng Đông Giang", top),
        "other_agency": body("so-y-te-dg", BodyKind.DEPARTMENT, "Sở Y tế Đông Giang", top),
        "committee": body("ban-phap-che-dg", BodyKind.COMMITTEE, "Ban Pháp chế Đông Giang", top),
        "standing": body("thuong-truc-dg", BodyKind.STANDING, "Thường trực HĐND Đông Giang", top),
    }
    term = Term.objects.create(council=top, ordinal="XX", starts_on=date(2021, 6, 20))
    delegate = Delegate.objects.create(term=term, name="Mai Văn Bình")
    return City(
        land, top, ward_land, ward, neighbour=place.council, term=term, delegate=delegate,
        users={"staff": place.users[staff]}, **bodies,
    )  # fmt: skip
