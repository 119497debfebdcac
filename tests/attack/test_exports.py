"""Nothing that somebody typed becomes a formula in a spreadsheet that leaves the portal."""

import io

import pytest
from django.conf import settings
from django.urls import reverse
from openpyxl import load_workbook

from core import export
from tests import world as whole
from tests.attack.conftest import addresses
from tests.attack.stored import fill
from tests.world import undone
from voters import sheets

pytestmark = pytest.mark.django_db
FORMULA = '=HYPERLINK("https://tan-cong.example";"Mở")'


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """The world with a formula in every free text of every table."""
    assert settings.DATABASES["default"]["NAME"].startswith("test_")
    with django_db_blocker.unblock(), undone():
        made = whole.build()
        assert fill(FORMULA) > 40
        yield made


@pytest.fixture
def scene(world, db):
    return world


def cells(answer):
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    for sheet in load_workbook(io.BytesIO(content)).worksheets:
        for row in sheet.iter_rows():
            yield from row


@pytest.mark.parametrize("role", ["staff", "chair"])
def test_no_cell_of_any_spreadsheet_is_a_formula(scene, role):
    client, found, tables = scene.clients[role], 0, 0
    for address, name in addresses(scene).items():
        if not name.endswith(("xlsx", "_sheet", "_template")):
            continue
        answer = client.get(address)
        if answer.status_code != 200:
            continue
        tables += 1
        for cell in cells(answer):
            text = str(cell.value or "")
            assert cell.data_type != "f", (name, cell.coordinate, text)
            assert not text.startswith(("=", "@", "+", "\t", "\r")), (name, cell.coordinate, text)
            found += FORMULA in text
    assert tables > 20 and found > 20, (tables, found)


def test_the_log_that_is_exported_holds_none(scene):
    client = scene.clients["admin"]
    client.post("/dang-nhap/", {"username": FORMULA[:100], "password": "x"})
    answer = client.get(reverse("council:log_xlsx"))
    assert (
        answer.status_code == 200
        and [cell.coordinate for cell in cells(answer) if cell.data_type == "f"] == []
    )


class Named:
    def __str__(self):
        return FORMULA


@pytest.mark.parametrize(
    "value", [FORMULA, Named(), " =1+1", "\n=1+1", "＝1+1", "\x01=1+1", "+84", "-1+1", "@SUM(A1)", "\t=1"]
)
def test_whatever_is_put_into_a_cell_is_made_harmless(value):
    """Objects by their name, too; signs that a spreadsheet cannot hold do not stop the list."""
    for content in (export.xlsx("x", [["Tên"], [value]]), sheets.book([("x", [["Tên"], [value]])])):
        cell = load_workbook(io.BytesIO(content)).active["A2"]
        assert cell.data_type == "s" and cell.value.startswith("'")


@pytest.mark.parametrize("value", [-5, 1.5, None])
def test_numbers_stay_numbers(value):
    assert export.harmless(value) == value
