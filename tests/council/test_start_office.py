import pytest
from django.core.management import CommandError, call_command

from council.models import Council, Membership, Role

WORDS = {
    "code": "da-nang", "unit": "thành phố Đà Nẵng", "unit_code": "48", "kind": "thành phố", "place": "Đà Nẵng",
    "username": "quantri", "full_name": "Phan Quốc Trị",
}  # fmt: skip


def test_an_empty_portal_gets_its_council_and_administrator(db, client):
    call_command("start_office", password="Song-Han-2026-xanh", **WORDS)
    assert Council.objects.get().unit.name == "thành phố Đà Nẵng"
    assert Membership.objects.get().role == Role.ADMIN
    reply = client.post("/dang-nhap/", {"username": "quantri", "password": "Song-Han-2026-xanh"})
    assert reply.status_code == 302
    assert client.get("/quan-tri/").status_code == 200


@pytest.mark.parametrize("password", ["demo", "12345678901", "quantri2026"])
def test_a_weak_password_is_refused(db, password):
    with pytest.raises(CommandError):
        call_command("start_office", password=password, **WORDS)
    assert not Council.objects.exists()
