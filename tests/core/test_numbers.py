import pytest

from core.models import Sequence
from core.services.numbers import note_code, yearly_code


def test_a_code_given_elsewhere_is_not_given_again(city):
    body = city.council.pk
    assert yearly_code(body, "KN", 2026) == "KN-2026-0001"
    note_code(body, "KN-2026-0007")
    note_code(body, "KN-2026-0003")
    assert yearly_code(body, "KN", 2026) == "KN-2026-0008"
    assert yearly_code(body, "KN", 2025) == "KN-2025-0001"


@pytest.mark.parametrize("code", ["", "12/BC", "KN-2026-", "KN-2026-99999999999"])
def test_any_other_number_changes_no_series(city, code):
    note_code(city.council.pk, code)
    assert not Sequence.objects.exists()
