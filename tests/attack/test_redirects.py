"""No address leads out of the portal, whatever it is asked to lead to."""

import re

import pytest
from django.test import Client

from tests.attack.conftest import EVIL, NAMES, leads_out
from tests.test_house import every_url
from tests.world import signed_in, undone

pytestmark = pytest.mark.django_db
WAYS = (
    f"https://{EVIL}/", f"//{EVIL}/", f"/\\{EVIL}/", f"\\\\{EVIL}/", f"https:{EVIL}", f"///{EVIL}/", f" //{EVIL}/",
    f"/\t/{EVIL}/", f"http:///{EVIL}/", f"javascript:alert('{EVIL}')", f"https://testserver@{EVIL}/",
)  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_signing_in_leads_to_a_page_of_the_portal(scene, way):
    user = scene.city.users["staff"]
    user.set_password("mua-xuan-den-roi")
    user.save()
    data = {"username": user.username, "password": "mua-xuan-den-roi", "next": way}
    answer = Client().post("/dang-nhap/", data)
    assert answer.status_code == 302 and answer["Location"] == "/"


@pytest.mark.parametrize(
    "path", [f"//{EVIL}/", f"//{EVIL}/kien-nghi", f"/\\{EVIL}", f"/kien-nghi//{EVIL}", f"/%2f{EVIL}/.."]
)
def test_a_doubled_slash_leads_nowhere(scene, path):
    """Neither by the slash that is put at the end, nor by the way back after signing in."""
    for client in (scene.clients["staff"], Client()):
        answer = client.generic("GET", path)
        place = answer.get("Location", "")
        assert not re.match(r"(https?:)?[/\\]{2}", place) and not place.startswith("http"), place


def test_another_host_is_refused(scene, settings):
    """A mail or a link made for a host that the request names would lead there."""
    settings.ALLOWED_HOSTS = ["hdnd.example.vn"]
    assert scene.clients["staff"].get("/", HTTP_HOST=EVIL).status_code == 400
    assert (
        scene.clients["staff"].get("/", HTTP_HOST="hdnd.example.vn", HTTP_X_FORWARDED_HOST=EVIL).status_code
        == 200
    )


def test_no_act_leads_out(scene):
    """Every address by POST, with example arguments; by GET see `test_csrf`."""
    asked = dict.fromkeys(NAMES, f"https://{EVIL}/")
    query = "&".join(f"{key}=https://{EVIL}/" for key in asked)
    for address, name, _ in every_url():
        client = scene.clients["admin" if address.startswith("/quan-tri/") else "staff"]
        with undone():
            answer = client.post(f"{address}?{query}", asked, HTTP_REFERER=f"https://{EVIL}/trang")
            assert answer.streaming or leads_out(answer) == [], (name, address)
        if name == "council:logout":
            scene.clients["staff"] = signed_in(scene.city.users["staff"])
