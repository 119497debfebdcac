from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import InternalError, ProgrammingError

from core.models import HistoryEntry
from petitions.models import IdentityView, Petition, SealedSender, Sender
from petitions.models.people import digits
from tests import factories

pytestmark = pytest.mark.django_db
RAISED = (ProgrammingError, InternalError)


def broken(petition, **values):
    """Whether the database refuses a row with these values."""
    try:
        with transaction.atomic():
            Petition.objects.filter(pk=petition.pk).update(**values)
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize(
    "values",
    [
        {"transferred_on": date(2026, 10, 6)},
        {"resolved_on": date(2026, 10, 6)},
        {"resolved_on": date(2026, 10, 6), "result": "Đúng"},
        {"result": "Đúng"},
        {"qualified_on": date(2026, 10, 6)},
        {"is_qualified": True},
        {"is_qualified": False, "qualified_on": date(2026, 10, 6)},
        {"fault": "date"},
        {"is_qualified": True, "qualified_on": date(2026, 10, 6), "fault": "date"},
        {"with_denunciation": True},
        {"people": 0},
    ],
)
def test_half_a_fact_is_refused(city, values):
    assert broken(factories.petition(city), **values)


def test_a_petition_repeats_no_other_than_itself(city):
    petition = factories.petition(city)
    whole = {"is_qualified": False, "qualified_on": date(2026, 10, 6), "fault": "duplicate"}
    assert broken(petition, duplicate_of=petition, **whole)
    assert not broken(petition, duplicate_of=factories.petition(city), **whole)


def test_the_accused_of_a_denunciation_stands_in_no_plain_column(city):
    assert broken(factories.petition(city, petition_kind="denunciation"), respondent="Ông Ngô Khắc")


def test_a_plain_sender_of_a_denunciation_is_refused_by_the_database(city):
    petition = factories.petition(city, petition_kind="denunciation")
    with pytest.raises(RAISED, match="sealed only"), transaction.atomic():
        Sender.objects.create(petition=petition, name="Trần Thị Hoà")


def test_a_denunciation_made_beside_the_verbs_is_refused_too(city):
    petition = factories.petition(city)
    with pytest.raises(RAISED, match="sealed only"), transaction.atomic():
        Petition.objects.filter(pk=petition.pk).update(petition_kind="denunciation")
        connection.check_constraints()


def test_looks_are_never_changed_nor_deleted(city):
    petition = factories.petition(city, petition_kind="denunciation")
    look = IdentityView.objects.create(petition=petition, user=city.users["staff"], reason="Xác minh")
    for act in (lambda: IdentityView.objects.update(reason="khác"), look.delete):
        with pytest.raises(RAISED), transaction.atomic():
            act()


def test_no_part_of_any_sender_is_copied_into_the_history(city):
    petition = factories.petition(city, respondent="Ông Ngô Khắc", sender_address="12 phố Bờ Hồ")
    Sender.objects.filter(petition=petition).update(name="Trần Thị Hoài", id_number="1")
    entries = HistoryEntry.objects.filter(record_id=petition.pk)
    kept = str(list(entries.values_list("before", "after")))
    assert entries.filter(table_name="petitions_sender", op="UPDATE").exists()
    for text in ("Hoà", "Hoài", "912345678", "036123456789", "Bờ Hồ", "Ngô Khắc"):
        assert text not in kept
    assert "•••" in kept


def test_the_sealed_column_is_unreadable_without_the_key(city, settings):
    petition = factories.petition(city, petition_kind="denunciation")
    data = bytes(SealedSender.objects.get(petition=petition).data)
    assert "Trần".encode() not in data
    settings.FIELD_KEY = "MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA="
    from core.sealing import unseal

    with pytest.raises(ValueError, match="FIELD_KEY"):
        unseal(data)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("+84 912.345.678", "0912345678"), ("0912 345 678", "0912345678"), ("không có", ""), ("", "")],
)
def test_phones_are_compared_by_their_digits(typed, kept):
    assert digits(typed) == kept
