"""Nothing that somebody typed becomes a formula in a spreadsheet that leaves the portal."""

import io

import pytest
from openpyxl import load_workbook

from core import export
from voters import sheets

FORMULA = '=HYPERLINK("https://tan-cong.example";"Mở")'


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
