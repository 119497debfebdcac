"""Letters of a record: drafted, edited by two, issued under a number, frozen, seen by whom they are for."""

import io
from datetime import date

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document
from pypdf import PdfReader

from core import letters
from core.errors import NotAllowed, Refused, Stale
from core.letters import book, services
from core.letters.blocks import words
from core.models import HistoryEntry, Job, Letter, Notice, Sequence
from core.text import nfc
from council.models import Post
from oversight.letters import urging
from tests.oversight import steps

pytestmark = pytest.mark.django_db
URGING = urging.letter


@pytest.fixture
def item(city):
    Post.objects.create(
        delegate=city.delegate, body=city.standing, title=Post.Title.CHAIR, from_on=date(2021, 6, 25)
    )
    return steps.recommendation_in(city, "open")


@pytest.fixture
def draft(city, item):
    return services.draft(city.actor("staff"), URGING, item)


def issue(city, draft, who="staff", **values):
    """Fill in what a draft lacks and issue it."""
    values = {"signed_on": date(2026, 11, 20), "signer_name": "Phạm Văn Lợi"} | values
    actor, record = city.actor(who), steps.Recommendation.objects.get(pk=draft.record_id)
    services.amend(actor, URGING, record, draft.pk, **values)
    return services.issue(actor, URGING, record, draft.pk)


def test_a_draft_is_filled_in_from_the_record(city, item, draft):
    assert draft.is_draft and draft.doc_type == "CV" and draft.addressees == "Sở Xây dựng"
    assert item.title in draft.text and "31/12/2026" in draft.text and "{" not in draft.text
    assert "đã đôn đốc:" not in draft.text  # nothing was sent before
    assert (draft.signer_post, draft.signer_name) == ("CHỦ TỊCH", "Phạm Văn Lợi")
    assert draft.number == "/HĐND-VP" and draft.place == "thành phố Sông Châu"
    assert services.draft(city.actor("head"), URGING, item).pk == draft.pk


@pytest.mark.parametrize("who", ["admin", "delegate", "agency"])
def test_who_may_not_draft_is_refused(city, item, who):
    with pytest.raises(NotAllowed):
        services.draft(city.actor(who), URGING, item)
    assert not Letter.objects.exists()


def test_an_issued_letter_takes_the_next_number_of_the_year(city, item, draft):
    made = issue(city, draft)
    assert (
        made.number == "01/HĐND-VP" and made.state == "issued" and made.issued_by_id == city.users["staff"].pk
    )
    assert (
        made.document["number"] == "Số: 01/HĐND-VP" and "20 tháng 11 năm 2026" in made.document["place_date"]
    )
    assert list(letters.of(item)) == [made]
    again = services.draft(city.actor("staff"), URGING, item)
    assert issue(city, again, number="17/HĐND-VP").number == "17/HĐND-VP"
    third = services.draft(city.actor("staff"), URGING, item)
    assert issue(city, third).number == "18/HĐND-VP"
    fourth = services.draft(city.actor("staff"), URGING, item)
    assert issue(city, fourth, signed_on=date(2027, 1, 5)).number == "01/HĐND-VP"


@pytest.mark.parametrize("number", ["01/HĐND-VP", "01/hđnd-vp", "  01/HĐND-VP "])
def test_a_number_is_given_once_a_year(city, item, draft, number):
    issue(city, draft)
    second = services.draft(city.actor("staff"), URGING, item)
    with pytest.raises(Refused, match="đã dùng"), transaction.atomic():
        issue(city, second, number=number)
    assert Letter.objects.get(pk=second.pk).is_draft
    assert Sequence.objects.get(series="VB-CV-2026").last == 1


@pytest.mark.parametrize(
    "values",
    [
        {"text": "Khác"},
        {"number": "99/HĐND-VP"},
        {"state": "draft", "issued_at": None, "issued_by": None, "document": None},
        {"document": {}},
        {"signer_name": "Người khác"},
        {"withdrawn_reason": "x"},
    ],
    ids=str,
)
def test_the_database_keeps_an_issued_letter_as_it_is(city, draft, values):
    made = issue(city, draft)
    with pytest.raises(ProgrammingError, match="never changes"), transaction.atomic():
        Letter.objects.filter(pk=made.pk).update(**values)
    with pytest.raises(ProgrammingError, match="never changes"), transaction.atomic():
        Letter.objects.filter(pk=made.pk).delete()


def test_its_files_are_stored_once(city, draft):
    made = issue(city, draft)
    job = Job.objects.get(kind="letter")
    services.make_files(job, lambda percent: None)
    stored = Letter.objects.get(pk=made.pk)
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(stored.pdf.open()).pages).split())
    assert "01/HĐND-VP" in text and "Kính gửi: Sở Xây dựng" in nfc(text) and "Phạm Văn Lợi" in text
    word = Document(io.BytesIO(stored.docx.open().read()))
    assert any("Khẩn trương thực hiện" in line.text for line in word.paragraphs)
    before = stored.pdf.name
    services.make_files(job, lambda percent: None)
    assert Letter.objects.get(pk=made.pk).pdf.name == before
    with pytest.raises(ProgrammingError, match="never changes"), transaction.atomic():
        Letter.objects.filter(pk=made.pk).update(pdf="letters/khac.pdf")


def test_a_later_wording_leaves_the_issued_letter_alone(city, item, draft, sign_in):
    made = issue(city, draft)
    client = sign_in("admin")
    text = URGING.shipped().replace("Khẩn trương", "Khẩn trương hơn")
    assert (
        client.post(reverse("council:wording", args=[URGING.code]), {"text": text, "version": 0}).status_code
        == 302
    )
    assert "Khẩn trương hơn" in services.draft(city.actor("staff"), URGING, item).text
    assert "Khẩn trương hơn" not in words(Letter.objects.get(pk=made.pk).document["blocks"])


def test_withdrawing_needs_a_reason_and_keeps_the_letter(city, item, draft, sign_in):
    made, client = issue(city, draft), sign_in("staff")
    url = reverse("core:letter_withdraw", args=[made.pk])
    assert client.post(url, {"reason": " "}).status_code == 422
    assert client.post(url, {"reason": "Sai nơi nhận"}).status_code == 302
    made.refresh_from_db()
    assert (
        made.state == "withdrawn" and made.withdrawn_by_id == city.users["staff"].pk and not letters.of(item)
    )
    assert client.post(url, {"reason": "Lần nữa"}).status_code == 409
    page = client.get(item.get_absolute_url()).content.decode()
    assert "đã thu hồi" in page and "01/HĐND-VP" in page


def test_two_editors_lose_nothing(city, item, draft, sign_in):
    client, url = sign_in("staff"), draft.get_absolute_url()
    form = client.get(url).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    services.amend(city.actor("chair"), URGING, item, draft.pk, abstract="đôn đốc lần hai")
    answer = client.post(url, data | {"text": "Bản của tôi", "_save": "1"})
    page = answer.content.decode()
    assert (
        answer.status_code == 409
        and "Bản của tôi" in page
        and "đôn đốc lần hai" in page
        and "Nguyễn Văn Ân" in page
    )
    version = answer.context["form"]["version"].value()
    again = client.post(
        url, data | {"text": "Bản của tôi", "version": version, "keep_abstract": "theirs", "_save": "1"}
    )
    draft.refresh_from_db()
    assert again.status_code == 302 and (draft.text, draft.abstract) == ("Bản của tôi", "đôn đốc lần hai")
    with pytest.raises(Stale):
        services.amend(city.actor("staff"), URGING, item, draft.pk, version=1, text="x")


def test_the_draft_page_saves_prints_and_issues(city, draft, sign_in):
    client, url = sign_in("staff"), draft.get_absolute_url()
    form = client.get(url).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    refused = client.post(url, data | {"_issue": "1", "text": "Đã gõ", "signer_name": ""})
    assert refused.status_code == 422 and set(refused.context["form"].errors) == {"signed_on", "signer_name"}
    assert "Đã gõ" in refused.content.decode()
    draft.refresh_from_db()
    assert draft.is_draft
    data |= {"text": "Đã gõ", "signed_on": "20/11/2026", "version": draft.version}
    assert "/viec/" in client.post(url, data | {"_pdf": "1"})["Location"]
    job = Job.objects.get(kind="letter-draft")
    name, content = services.print_draft(job, lambda percent: None)
    assert name == f"du-thao-{draft.pk}.pdf" and content.startswith(b"%PDF")
    draft.refresh_from_db()
    done = client.post(url, data | {"_issue": "1", "version": draft.version}, follow=True)
    assert "01/HĐND-VP" in done.content.decode()
    assert client.post(url, data).status_code == 409


def test_a_number_taken_is_told_at_its_field_and_the_draft_is_kept(city, item, draft, sign_in):
    issue(city, draft)
    second, client = services.draft(city.actor("staff"), URGING, item), sign_in("staff")
    form = client.get(second.get_absolute_url()).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    data |= {"number": "01/HĐND-VP", "signed_on": "20/11/2026", "text": "Đã gõ", "_issue": "1"}
    answer = client.post(second.get_absolute_url(), data)
    assert answer.status_code == 422 and "đã dùng" in answer.context["form"].errors["number"][0]
    data |= {"version": answer.context["form"]["version"].value(), "number": "/HĐND-VP"}
    assert client.post(second.get_absolute_url(), data).status_code == 302
    second.refresh_from_db()
    assert (second.number, second.text) == ("02/HĐND-VP", "Đã gõ")


@pytest.mark.parametrize("slug", ["bo", "mau"])
def test_what_loses_typed_text_asks_first(city, item, draft, sign_in, slug):
    client, url = sign_in("staff"), reverse("core:letter_act", args=[draft.pk, slug])
    services.amend(city.actor("staff"), URGING, item, draft.pk, text="Sửa tay")
    assert "sẽ mất" in client.get(url).content.decode() and Letter.objects.get(pk=draft.pk).text == "Sửa tay"
    assert client.post(url).status_code == 302
    left = Letter.objects.filter(pk=draft.pk).first()
    assert left is None if slug == "bo" else item.title in left.text


def test_the_preview_shows_what_is_typed_and_stores_nothing(draft, sign_in):
    client = sign_in("staff")
    url = reverse("core:letter_preview", args=[draft.pk])
    page = client.post(url, {"text": "Vừa gõ <b>x</b>", "abstract": "thử"}).content.decode()
    assert "Vừa gõ &lt;b&gt;x&lt;/b&gt;./." in page and "V/v thử" in page
    draft.refresh_from_db()
    assert "Vừa gõ" not in draft.text


def test_an_unknown_table_is_told_at_the_text(draft, sign_in):
    client, url = sign_in("staff"), draft.get_absolute_url()
    answer = client.post(url, {"text": "{bang:la}", "_save": "1"})
    assert answer.status_code == 422 and "{bang:la}" in answer.context["form"].errors["text"][0]


def test_the_agency_sees_its_issued_letter_and_no_draft(city, item, draft, sign_in):
    client = sign_in("agency")
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert "Công văn đôn đốc" not in client.get(item.get_absolute_url()).content.decode()
    made = issue(city, draft)
    assert client.get(made.get_absolute_url()).status_code == 200
    assert "01/HĐND-VP" in client.get(item.get_absolute_url()).content.decode()
    assert Notice.objects.filter(user=city.users["agency"], text__contains="01/HĐND-VP").count() == 1
    other = services.draft(city.actor("staff"), URGING, item)
    Letter.objects.filter(pk=other.pk).update(target=city.other_agency)
    issue(city, other)
    assert client.get(other.get_absolute_url()).status_code == 404


def test_files_are_handed_out_or_asked_for(city, draft, sign_in):
    made, client = issue(city, draft), sign_in("agency")
    url = reverse("core:letter_file", args=[made.pk, "docx"])
    assert "/viec/" in client.get(url)["Location"]
    services.make_files(Job.objects.filter(kind="letter").first(), lambda percent: None)
    answer = client.get(url)
    assert answer.status_code == 200 and "01-HDND-VP.docx" in answer["Content-Disposition"]
    assert client.get(reverse("core:letter_file", args=[made.pk, "exe"])).status_code == 404


def test_a_verb_issues_a_letter_in_its_transaction(city, item):
    made = letters.issue_now(
        urging, city.actor("staff"), item, number="8/HĐND-VP", signed_on=date(2026, 11, 2)
    )
    assert (
        made.number == "8/HĐND-VP"
        and made.target_id == city.agency.pk
        and Job.objects.filter(kind="letter").exists()
    )
    with pytest.raises(Refused, match="đã dùng"), transaction.atomic():
        letters.issue_now(urging, city.actor("staff"), item, number="8/HĐND-VP", signed_on=date(2026, 11, 3))


def test_the_history_names_the_acts_and_hides_the_text(city, item, draft):
    made = issue(city, draft)
    rows = HistoryEntry.objects.filter(record_id=item.pk, row_id=made.pk, table_name="core_letter")
    assert list(rows.order_by("id").values_list("verb", flat=True)) == [
        "core.draft_letter", "core.amend_letter", "core.issue_letter",
    ]  # fmt: skip
    assert not any(item.title in str(row.before) + str(row.after) for row in rows)


def test_the_card_costs_one_query_however_many_letters(city, item, sign_in):

    client = sign_in("staff")
    client.get(item.get_absolute_url())
    with CaptureQueriesContext(connection) as none:
        client.get(item.get_absolute_url())
    for _ in range(3):
        issue(city, services.draft(city.actor("staff"), URGING, item))
    with CaptureQueriesContext(connection) as three:
        page = client.get(item.get_absolute_url()).content.decode()
    assert page.count("HĐND-VP, ngày") == 3 and len(three) <= len(none) + 1 and len(three) <= 20


# --- wordings ------------------------------------------------------------------------------------------------


def test_the_administrator_words_letters_by_versions(city, sign_in):
    client, url = sign_in("admin"), reverse("council:wording", args=[URGING.code])
    assert "{co_quan}" in client.get(url).content.decode()
    wrong = client.post(url, {"text": URGING.shipped() + "\n{la}", "version": 0})
    assert wrong.status_code == 422 and "{la}" in wrong.context["form"].errors["text"][0]
    assert "{co_quan}" in wrong.context["form"].errors["text"][0]
    mine = URGING.shipped().replace("Khẩn trương", "Nghiêm túc")
    assert client.post(url, {"text": mine, "version": 0}).status_code == 302
    assert "Nghiêm túc" in book.current(city.council.pk, URGING.code)
    stale = client.post(url, {"text": URGING.shipped(), "version": 0})
    assert "Nghiêm túc" in stale.context["conflict"]["fields"][0]["theirs"]
    assert stale.status_code == 409 and "Phan Quốc Trị đã lưu" in stale.content.decode()
    assert client.post(reverse("council:wording_reset", args=[URGING.code])).status_code == 302
    assert book.current(city.council.pk, URGING.code) == URGING.shipped()
    assert "Nghiêm túc" in client.get(f"{url}?ban=1").content.decode()


def test_a_ward_uses_the_citys_wording_until_it_has_its_own(city, sign_in):
    client, url = sign_in("admin"), reverse("council:wording", args=[URGING.code])
    client.post(url, {"text": URGING.shipped().replace("Khẩn trương", "Nghiêm túc"), "version": 0})
    assert "Nghiêm túc" in book.current(city.ward.pk, URGING.code)
    assert "Nghiêm túc" not in book.current(city.neighbour.pk, URGING.code)


@pytest.mark.parametrize("with_record", [True, False])
def test_the_preview_of_a_wording_shows_a_record_or_the_meanings(city, sign_in, with_record, request):
    if with_record:
        request.getfixturevalue("item")
    client = sign_in("admin")
    url = reverse("council:wording_preview", args=[URGING.code])
    page = client.post(url, {"text": URGING.shipped() + "\n{la}"}).content.decode()
    assert ("Xử lý dứt điểm 12 công trình" in page) == with_record and (
        "[nội dung kiến nghị]" in page
    ) != with_record
    assert "không có trường {la}" in page
