
import pytest

from petitions.models import Petition

pytestmark = pytest.mark.django_db

FORM = {
    "sender_name": "Trần Thị Hoà", "sender_phone": "+84 912 345 678", "petition_kind": "complaint", "field": "land",
    "source": "post", "sender_kind": "person", "people": "1", "on": "5/10/2026",
    "title": "Khiếu nại quyết định thu hồi đất tại phường Lam Sơn",
}  # fmt: skip


def test_intake_by_form_gives_a_number_and_a_page(city, sign_in):
    client = sign_in("staff")
    page = client.get("/don-thu/moi/")
    assert page.status_code == 200
    form = FORM | {"once": page.context["form"]["once"].value()}
    saved = client.post("/don-thu/moi/", form)
    assert saved.status_code == 302, saved.context["form"].errors
    assert client.post("/don-thu/moi/", form)["Location"] == saved["Location"]
    made = Petition.objects.get()
    assert (made.code, made.state, made.sender.phone_digits) == ("ĐT-2026-0001", "received", "0912345678")
    shown = client.get(saved["Location"]).content.decode()
    assert "Trần Thị Hoà" in shown and "ĐT-2026-0001" in shown
    assert "thu hồi đất" in client.get("/don-thu/?q=thu hoi dat").content.decode()
