"""What goes beyond one petition: splitting, linking, urging, answering here, oversight and questions."""

from datetime import date

import pytest

from core.errors import Refused
from core.models import Deadline, Notice
from oversight.models import Round
from petitions.models import Petition, SealedSender, Sender
from petitions.services import identity
from sessions.models import Question
from tests import factories
from tests.petitions.steps import DAY, PARTS, bring, do

pytestmark = pytest.mark.django_db


def mixed(city, **values):
    return factories.petition(city, petition_kind="mixed", title="Đơn nhiều việc", **values)


def parts_of(petition):
    return list(Petition.objects.filter(follows=petition).order_by("pk"))


def test_a_mixed_letter_is_split_and_kept(city):
    whole = do(city, mixed(city), "split")
    assert whole.state == "split" and whole.qualified_on == DAY
    complaint, denunciation = parts_of(whole)
    assert [complaint.code, denunciation.code] == ["ĐT-2026-0002", "ĐT-2026-0003"]
    assert {part.parent_id for part in parts_of(whole)} == {whole.pk}
    assert (
        complaint.sender.name == "Trần Thị Hoà" and not Sender.objects.filter(petition=denunciation).exists()
    )
    assert identity.opened(denunciation)["name"] == "Trần Thị Hoà"
    open_ = Deadline.objects.open()
    assert not open_.filter(record=whole).exists() and open_.filter(record=complaint).exists()


def test_the_parts_of_a_letter_that_denounces_all_stay_sealed(city):
    """Who wrote the one part wrote the other: a complaint split from it must not name them."""
    whole = do(city, mixed(city, with_denunciation=True), "split")
    complaint, denunciation = parts_of(whole)
    assert complaint.is_sealed and complaint.is_secret and not complaint.denounces
    assert not Sender.objects.exists() and SealedSender.objects.count() == 3
    codes = set(complaint.deadlines.values_list("code", flat=True))
    assert "petition.denunciation_check" not in codes and "petition.sort" in codes
    assert "petition.denunciation_check" in set(denunciation.deadlines.values_list("code", flat=True))


def test_the_form_of_splitting_asks_for_whole_parts(city, sign_in):
    petition, client = mixed(city, with_denunciation=True), sign_in("staff")
    url = f"/don-thu/{petition.pk}/viec/tach/"
    data = {
        "split_on": "6/10/2026",
        "kind_1": "complaint",
        "field_1": "land",
        "title_1": "Khiếu nại thu hồi đất",
    }
    assert client.post(url, data).status_code == 422
    data |= {"kind_2": "recommendation", "field_2": "traffic", "title_2": "Đề nghị sửa đường"}
    lacking = client.post(url, data)
    assert "phải có một phần là tố cáo" in str(lacking.context["form"].errors["kind_1"])
    half = client.post(url, data | {"kind_2": "denunciation", "kind_3": "complaint"})
    assert "title_3" in half.context["form"].errors
    assert client.post(url, data | {"kind_2": "denunciation"}).status_code == 302
    assert len(parts_of(petition)) == 2


def test_only_a_mixed_letter_is_split(city):
    with pytest.raises(Refused, match="nhiều nội dung"):
        do(city, factories.petition(city), "split")
    with pytest.raises(Refused, match="từ hai phần"):
        do(city, mixed(city), "split", parts=PARTS[:1])


def test_a_resent_letter_is_tied_to_the_earlier_one(city, sign_in):
    first, again, secret = (
        factories.petition(city, petition_kind=kind) for kind in ("complaint", "complaint", "denunciation")
    )
    client, url = sign_in("staff"), f"/don-thu/{again.pk}/viec/noi-don/"
    for code in ("ĐT-2026-0099", again.code, secret.code):
        answer = client.post(url, {"earlier_code": code, "relation": "resent"})
        assert answer.status_code == 422 and "earlier_code" in answer.context["form"].errors, code
    assert client.post(url, {"earlier_code": first.code.lower(), "relation": "second"}).status_code == 302
    again.refresh_from_db()
    assert again.follows == first and again.relation == "second"
    assert first.code in client.get(f"/don-thu/{again.pk}/").content.decode()
    assert again.code in client.get(f"/don-thu/{first.pk}/").content.decode()


def test_a_denunciation_is_no_duplicate_of_a_petition_that_names_its_sender(city):
    plain, secret = factories.petition(city), factories.petition(city, petition_kind="denunciation")
    with pytest.raises(Refused, match="làm lộ danh tính"):
        do(city, secret, "file", fault="duplicate", duplicate_of=plain)


def test_an_agency_is_urged_again_and_again(city, sign_in):
    petition = bring(city, factories.petition(city), "transferred")
    do(city, petition, "urge")
    do(city, petition, "urge", by="chair", letter_no="4/CV-HĐND")
    assert petition.urgings.count() == 2
    texts = Notice.objects.filter(user=city.users["agency"], text__startswith="Đôn đốc").values_list(
        "text", flat=True
    )
    assert sorted(text[:14] for text in texts) == ["Đôn đốc lần 1:", "Đôn đốc lần 2:"]
    assert "4/CV-HĐND" in sign_in("agency").get(f"/don-thu/{petition.pk}/").content.decode()


def test_the_council_answers_recommendations_and_nothing_else(city):
    for kind in ("complaint", "denunciation", "mixed"):
        with pytest.raises(Refused, match="không tự giải quyết khiếu nại"):
            do(city, bring(city, factories.petition(city, petition_kind=kind), "qualified"), "answer_here")
    petition = bring(city, factories.petition(city, petition_kind="recommendation"), "qualified")
    petition = do(city, petition, "answer_here")
    assert petition.state == "resolved" and petition.agency is None
    assert [row.code for row in Deadline.objects.open().filter(record=petition)] == [
        "petition.inform_citizen"
    ]
    assert do(city, petition, "inform").state == "informed"


def test_a_case_becomes_a_subject_of_oversight_and_a_question(city, sign_in):
    petition = bring(city, factories.petition(city, petition_kind="denunciation"), "transferred")
    do(city, petition, "to_oversight")
    do(city, petition, "to_question")
    made = {Round.objects.get().pk, Question.objects.get().pk}
    assert set(petition.raised.values_list("record_id", flat=True)) == made
    page = sign_in("staff").get(f"/don-thu/{petition.pk}/").content.decode()
    assert Round.objects.get().code in page and Question.objects.get().code in page
    assert sign_in("staff").get("/don-thu/?theo_doi=giam-sat").context["table"].paginator.count == 1


def test_second_instance_has_its_own_limit(city):
    petition = bring(city, factories.petition(city), "transferred")
    petition = do(city, petition, "accept", instance="second")
    assert petition.deadlines.get(code="petition.complaint_resolve_second").due_on == date(2026, 11, 26)
