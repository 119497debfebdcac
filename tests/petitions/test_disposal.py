"""How long a file is kept, what erasing and destroying leave, and the record of it."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.utils import InternalError, ProgrammingError
from django.utils.timezone import localdate, localtime

from core import files
from core.errors import Refused
from core.letters import services as letters
from core.models import Attachment, HistoryEntry, Letter
from petitions import retention
from petitions.letters import filing_notice
from petitions.models import Disposal, Petition, Sender
from petitions.services import identity
from tests import factories
from tests.petitions.steps import bring, do
from tests.petitions.test_secrecy import in_database, words_of

pytestmark = pytest.mark.django_db
LONG_AGO = localdate() - timedelta(500)


def filed(city, on=LONG_AGO, **values):
    petition = factories.petition(city, on=on, **values)
    return do(city, petition, "file", filed_on=on, fault="date")


@pytest.mark.parametrize(
    ("state", "values", "until"),
    [
        ("received", {}, None), ("agency_accepted", {}, None),
        ("filed", {}, date(2027, 10, 6)), ("guided", {}, date(2031, 10, 6)), ("closed", {}, date(2041, 11, 10)),
        ("closed", {"people": 6, "is_mass": True}, None),
    ],
)  # fmt: skip
def test_how_long_a_file_is_kept(city, state, values, until):
    petition = bring(city, factories.petition(city, **values), state)
    kept = retention.keeping(petition)
    assert kept.until == until and not kept.is_over
    assert (kept.rule is None) == (state in ("received", "agency_accepted"))


def test_the_list_of_what_may_go_agrees_with_each_file(city):
    rows = [filed(city), filed(city, on=localdate() - timedelta(300)), factories.petition(city, on=LONG_AGO)]
    edge = localdate().replace(year=localdate().year - 1)
    rows += [filed(city, on=edge), filed(city, on=edge - timedelta(1))]
    listed = set(retention.expired(Petition.objects.all()).values_list("pk", flat=True))
    assert listed == {row.pk for row in rows if retention.keeping(row).is_over} == {rows[0].pk, rows[4].pk}


def test_a_file_is_not_destroyed_before_its_time(city):
    with pytest.raises(Refused, match="Chưa được tiêu hủy"):
        do(city, filed(city, on=localdate() - timedelta(300)), "destroy", by="chair")


def test_destroying_leaves_number_and_days_and_no_word_of_the_rest(city, django_capture_on_commit_callbacks):
    strange = {"sender_name": "Zùng Kwảng Xẹp", "title": "Việc Wơ Jĩ ở xóm Fạm", "respondent": "ngõ Wơ Jĩ"}
    petition = filed(city, **strange)
    made = files.keep(petition, SimpleUploadedFile("Kwảng.txt", b"abc"), city.users["staff"].pk)
    with transaction.atomic():
        letter = letters.issue_now(filing_notice, city.actor("staff"), petition, number="77/TB-HĐND")
    before = HistoryEntry.objects.filter(record_id=petition.pk).count()
    with django_capture_on_commit_callbacks(execute=True):
        petition = do(city, petition, "destroy", by="chair", decision_no="9/QĐ-HĐND")
    assert (
        petition.state == "destroyed"
        and petition.code
        and petition.on == LONG_AGO
        and petition.is_qualified is False
    )
    found = {
        where
        for where, value in in_database()
        for word in ("Kwảng", "Wơ Jĩ", "kwang", "wo ji")
        if word in words_of(value)
    }
    assert found == set()
    assert (
        not Sender.objects.exists()
        and not Attachment.objects.exists()
        and not made.file.storage.exists(made.file.name)
    )
    assert Letter.objects.get(pk=letter.pk).number == "77/TB-HĐND"
    assert HistoryEntry.objects.filter(record_id=petition.pk).count() > before
    note = Disposal.objects.get()
    assert (note.decision_no, note.disposed_by) == (
        "9/QĐ-HĐND",
        city.users["chair"],
    ) and "Điều 28" in note.basis


def test_the_record_of_a_disposal_cannot_be_changed(city):
    do(city, filed(city), "destroy", by="chair")
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        Disposal.objects.update(what="Không có gì")


def test_erasing_takes_what_need_not_be_kept_while_the_law_keeps_the_rest(city):
    petition = do(city, filed(city, on=localdate() - timedelta(30)), "erase", by="chair")
    sender = petition.sender
    assert (sender.name, sender.phone, sender.id_number, sender.phone_digits, sender.id_digits) == (
        "Trần Thị Hoà",
        "",
        "",
        "",
        "",
    )
    secret = do(
        city, filed(city, on=localdate() - timedelta(30), petition_kind="denunciation"), "erase", by="chair"
    )
    known = identity.opened(secret)
    assert known["name"] == "Trần Thị Hoà" and "phone" not in known and "id_number" not in known
    over = do(city, filed(city), "erase", by="chair")
    assert over.sender.name == "" and Disposal.objects.count() == 3


def test_a_citizen_gets_a_copy_of_what_is_kept(city, sign_in):
    petition = factories.petition(city)
    client = sign_in("staff")
    answer = client.post(
        f"/don-thu/{petition.pk}/viec/trich-du-lieu/", {"reason": "Phiếu yêu cầu 20/11/2026"}
    )
    assert answer["Content-Disposition"].endswith('.xlsx"') and "Hoà" not in str(answer.headers)
    look = petition.identity_views.get()
    assert look.user == city.users["staff"] and "Phiếu yêu cầu" in look.reason
    assert f"{localtime(look.at):%H:%M}" in identity.own_copy(petition)[-1][0]
    assert "Phiếu yêu cầu" in sign_in("chair").get("/don-thu/luot-xem/").content.decode()
    secret = factories.petition(city, petition_kind="denunciation")
    assert (
        sign_in("staff").post(f"/don-thu/{secret.pk}/viec/trich-du-lieu/", {"reason": "x"}).status_code == 403
    )


def test_a_destroyed_file_offers_no_act_and_tells_no_time_to_keep_it(city, sign_in):
    petition = do(city, filed(city), "destroy", by="chair")
    page = sign_in("chair").get(petition.get_absolute_url()).content.decode()
    assert "hồ sơ phải giữ" not in page and f"/don-thu/{petition.pk}/viec/" not in page
