"""Territories, mergers and constituencies, entered by the administrator."""

from datetime import date

import pytest

from council.models import Constituency, Council, Unit
from council.services.units import read_units
from tests import factories


@pytest.mark.parametrize(
    ("text", "rows", "faults"),
    [
        ("1\tphường\tBa Đình\n2;xã;Sóc Sơn", [("1", "phường", "Ba Đình"), ("2", "xã", "Sóc Sơn")], []),
        ("1  phường  phường Ba Đình\n\n", [("1", "phường", "phường Ba Đình")], []),
        ("00001\tphường", [], ["Dòng 1: cần đủ ba cột: mã, loại, tên."]),
        ("1\tphường\tA\n1\tphường\tB", [("1", "phường", "A")], ["Dòng 2: mã 1 có hai lần."]),
        ("", [], ["Chưa có đơn vị nào."]),
        (f"{'9' * 21}\tphường\tA", [], ["Dòng 1: mã dài quá 20, loại quá 40 hoặc tên quá 120 ký tự."]),
    ],
)  # fmt: skip
def test_a_pasted_table_is_read(text, rows, faults):
    assert read_units(text) == (rows, faults)


def test_many_wards_and_their_councils_are_entered_at_once(city, sign_in):
    client = sign_in("admin")
    form = {
        "parent": city.unit.pk,
        "rows": "99101\tphường\tphường Hồng Gai\n99102\txã\txã Lam Sơn",
        "councils": "on",
    }
    assert client.post("/quan-tri/don-vi/nhieu/", form).status_code == 302
    made = Council.objects.get(unit__code="99102")
    assert (made.parent_id, made.tier, made.code) == (city.council.pk, "commune", "xa-lam-son")
    assert city.actor("admin").scope == (city.council.pk, city.ward.pk, made.pk - 1, made.pk)
    again = client.post("/quan-tri/don-vi/nhieu/", form)
    assert again.status_code == 422 and "99101, 99102" in again.content.decode()
    assert "phường Hồng Gai" in again.content.decode()


def test_a_hamlet_is_entered_below_its_ward_only(city, sign_in):
    client = sign_in("admin")
    form = {
        "name": "tổ dân phố 3",
        "kind": "tổ dân phố",
        "code": "99001-3",
        "level": "hamlet",
        "parent": city.unit.pk,
    }
    wrong = client.post("/quan-tri/don-vi/moi/", form)
    assert wrong.status_code == 422 and "level" in wrong.context["form"].errors
    assert client.post("/quan-tri/don-vi/moi/", form | {"parent": city.ward.unit_id}).status_code == 302
    assert client.post("/quan-tri/don-vi/moi/", form | {"parent": city.ward.unit_id}).status_code == 422
    assert Unit.objects.get(code="99001-3").parent == city.ward.unit


def test_a_merged_ward_ends_and_its_records_keep_its_name(city, sign_in):
    client, new = sign_in("admin"), factories.unit("99300", "phường Mới", parent=city.unit)
    land = city.ward.unit
    page = f"/quan-tri/don-vi/{land.pk}/ket-thuc/"
    form = {"on": "1/7/2027", "successors": [new.pk], "decree": "Nghị quyết số 1"}
    assert client.post(page, form).status_code == 302
    land.refresh_from_db(), city.ward.refresh_from_db()
    assert (land.valid_to, city.ward.valid_to) == (date(2027, 6, 30), date(2027, 6, 30))
    assert list(land.successors.all()) == [new]
    assert client.post(page, form).status_code == 409
    assert "phường Mới" in client.get("/quan-tri/don-vi/").content.decode()


def test_a_foreign_territory_is_out_of_reach(city, sign_in):
    client, land = sign_in("admin"), city.neighbour.unit
    assert client.get(f"/quan-tri/don-vi/{land.pk}/").status_code == 404
    form = {"name": "x", "kind": "phường", "code": "98009", "level": "commune", "parent": land.pk}
    assert client.post("/quan-tri/don-vi/moi/", form).status_code == 422


def test_an_electoral_unit_holds_each_ward_once(city, sign_in):
    client, page = sign_in("admin"), f"/quan-tri/nhiem-ky/{city.term.pk}/don-vi-bau-cu/"
    form = {"number": 1, "units": [city.ward.unit_id]}
    assert client.post(page, form).status_code == 302
    made = Constituency.objects.get(term=city.term)
    twice = client.post(page, form)
    assert twice.status_code == 422 and "number" in twice.context["form"].errors
    taken = client.post(page, form | {"number": 2})
    assert taken.status_code == 422 and "đã thuộc đơn vị bầu cử số 1" in taken.content.decode()
    other = factories.unit("99301", "phường Khác", parent=city.unit)
    edit = f"/quan-tri/don-vi-bau-cu/{made.pk}/"
    assert client.post(edit, {"number": 4, "units": [other.pk]}).status_code == 302
    made.refresh_from_db()
    assert (made.number, list(made.units.all())) == (4, [other])
    assert "phường Khác" in client.get(f"/quan-tri/hoi-dong/{city.council.pk}/").content.decode()
