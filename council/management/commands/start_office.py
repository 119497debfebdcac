from getpass import getpass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from core.history import acting
from council.models import BodyKind, Council, Membership, Role, Unit, User

TIERS = {"province": Unit.Level.PROVINCE, "commune": Unit.Level.COMMUNE}


class Command(BaseCommand):
    help = "The first council and its administrator on an empty portal; everything else is then done in the browser."

    def add_arguments(self, parser):
        parser.add_argument("--code", required=True, help="short code of the council, as da-nang")
        parser.add_argument("--unit", required=True, help="name of the territory, as 'thành phố Đà Nẵng'")
        parser.add_argument("--unit-code", required=True, help="its official code, as 48")
        parser.add_argument("--kind", required=True, help="thành phố, tỉnh, phường, xã or đặc khu")
        parser.add_argument("--tier", choices=TIERS, default="province")
        parser.add_argument("--place", required=True, help="the place name written on documents")
        parser.add_argument("--superior", default="", help="the superior body written on documents, if any")
        parser.add_argument("--username", required=True)
        parser.add_argument("--full-name", required=True)
        parser.add_argument("--password", help="asked for when left out")

    def handle(self, **options):
        if Council.objects.filter(code=options["code"]).exists():
            raise CommandError(f"a council {options['code']} is there already")
        password = options["password"] or getpass("Password: ")
        try:
            validate_password(password, User(username=options["username"], full_name=options["full_name"]))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        with acting(None, "council.start_office"):
            self._make(password, **options)
        self.stdout.write(
            f"{options['code']} is ready; sign in as {options['username']} and add people at /quan-tri/"
        )

    def _make(self, secret, *, code, unit, unit_code, kind, tier, place, superior, username, full_name, **_):
        land = Unit.objects.create(code=unit_code, name=unit, kind=kind, level=TIERS[tier])
        names = {
            "name": f"Hội đồng nhân dân {unit}",
            "short_name": f"HĐND {unit}",
            "place": place,
            "superior": superior,
        }
        council = Council.objects.create(code=code, kind=BodyKind.COUNCIL, tier=tier, unit=land, **names)
        user = User.objects.create_user(username, full_name, secret)
        Membership.objects.create(user=user, body=council, role=Role.ADMIN)
