"""The reading room: private notes, what is new, who opened, search, and the one PDF."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from core.models import HistoryEntry, Job
from core.text import nfc
from sessions import services
from sessions.models import Book, Document, Note, Opening, ReadingPage, RoomVisit
from sessions.papers import book, reading, shelf
from sessions.services import documents
from tests.sessions.builders import act, convened, dossier, paper, received, revised
from tests.sessions.test_papers import docx, printed
from tests.world import ROLES, signed_in

SECRET = "Hỏi riêng về nguồn vốn trạm bơm"


@pytest.fixture
def sent(city):
    """A dossier on the agenda of a convened session, sent to the delegates, with one typed paper."""
    papers = received(city)
    council_session = papers.council_session
    act(city, services.verify, papers, "head", verified_on=papers.received_on, opinion="Đồng ý với hồ sơ")
    act(
        city,
        services.add_item,
        council_session,
        title="Dự toán ngân sách",
        minutes=30,
        kind="report",
        dossier=papers,
    )
    act(city, services.convene, council_session, convocation_no="4/QĐ", convocation_on=papers.received_on)
    made = paper(city, papers, "Tờ trình", "Trình phân bổ 120 tỷ đồng cho trạm bơm.")
    reading.read_left()
    act(city, services.send_to_delegates, papers, sent_on=papers.received_on)
    return type(papers).objects.get(pk=papers.pk), made


def room(council_session):
    return reverse("sessions:room", args=[council_session.pk])


def note(client, document, text):
    return client.post(reverse("sessions:keep_note", args=[document.pk]), {"note": text})


# --- notes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", [role for role in ROLES if role != "delegate"])
def test_a_note_is_read_by_nobody_else(city, sent, who):
    papers, document = sent
    note(signed_in(city.users["delegate"]), document, SECRET)
    client = signed_in(city.users[who])
    pages = [
        reverse("sessions:read", args=[document.pk]), room(papers.council_session), papers.get_absolute_url(),
        reverse("core:history", args=[papers.pk]), reverse("sessions:openings", args=[papers.council_session_id]),
        f"{room(papers.council_session)}?q=nguon+von", "/tim/?q=nguon+von", "/ky-hop/ho-so/",
    ]  # fmt: skip
    for page in pages:
        text = client.get(page).content.decode()
        assert SECRET not in text and "có ghi chú" not in text, page
    for page in ("/ky-hop/ho-so/xuat.xlsx", "/ky-hop/xuat.xlsx"):
        assert SECRET.encode() not in client.get(page).content


def test_a_note_leaves_no_trace_but_itself(city, sent):
    _, document = sent
    before = HistoryEntry.objects.count()
    client = signed_in(city.users["delegate"])
    assert note(client, document, SECRET).status_code == 302
    stored = Note.objects.get()
    assert SECRET.encode() not in bytes(stored.sealed)
    assert HistoryEntry.objects.count() == before
    assert SECRET in client.get(reverse("sessions:read", args=[document.pk])).content.decode()
    assert "có ghi chú" in client.get(room(sent[0].council_session)).content.decode()
    note(client, document, "  ")
    assert not Note.objects.exists()


def test_two_people_keep_their_own_notes(city, sent):
    _, document = sent
    for who in ("delegate", "chair"):
        note(signed_in(city.users[who]), document, f"của {who}")
    page = signed_in(city.users["chair"]).get(reverse("sessions:read", args=[document.pk])).content.decode()
    assert "của chair" in page and "của delegate" not in page


def test_a_note_too_long_is_refused(city, sent):
    answer = note(signed_in(city.users["delegate"]), sent[1], "x" * 20_001)
    assert answer.status_code == 409 and not Note.objects.exists()


# --- what is new, who opened ---------------------------------------------------------------------------------------


def fresh(client, council_session):
    return {
        paper.document.title: paper.is_new for paper in client.get(room(council_session)).context["papers"]
    }


def long_ago(minutes=60):
    RoomVisit.objects.update(last_at=timezone.now() - timedelta(minutes=minutes))


def test_what_came_since_the_last_visit_is_marked(city, sent):
    papers, document = sent
    client, council_session = signed_in(city.users["delegate"]), papers.council_session
    assert not any(fresh(client, council_session).values())  # the first visit: nothing to compare with
    long_ago()
    Document.objects.filter(pk=document.pk).get().versions.update(made_at=timezone.now() - timedelta(hours=3))
    revised(city, document, "Trình phân bổ 126 tỷ đồng.")
    assert fresh(client, council_session)["Tờ trình"] is True
    assert fresh(client, council_session)["Tờ trình"] is True  # the same visit still
    client.get(reverse("sessions:read", args=[document.pk]))
    assert fresh(client, council_session)["Tờ trình"] is False


def test_openings_are_counted_for_the_office_only(city, sent):
    papers, document = sent
    delegate = signed_in(city.users["delegate"])
    for _ in range(2):
        delegate.get(reverse("sessions:read", args=[document.pk]))
    opened = Opening.objects.get(user=city.users["delegate"])
    assert (opened.times, opened.version_number) == (2, 1)
    page = signed_in(city.users["staff"]).get(reverse("sessions:openings", args=[papers.council_session_id]))
    counted = {
        row["paper"].document.title: (row["readers"], row["times"]) for row in page.context["by_paper"]
    }
    assert counted["Tờ trình"] == (1, 2)
    assert [(row["delegate"].name, row["opened"]) for row in page.context["by_person"]] == [
        ("Phạm Văn Lợi", 1)
    ]
    assert delegate.get(reverse("sessions:openings", args=[papers.council_session_id])).status_code == 403


def test_the_room_holds_the_agenda_in_its_order_with_every_paper(city, sent):
    papers, _ = sent
    act(city, services.add_item, papers.council_session, title="Bế mạc", minutes=5, kind="other")
    act(city, services.publish_agenda, papers.council_session, notice="")
    found = signed_in(city.users["delegate"]).get(room(papers.council_session)).context["shelves"]
    assert [shelf.title for shelf in found] == ["1. Dự toán ngân sách", "2. Bế mạc"]
    assert [paper.document.title for paper in found[0].papers] == [
        "Báo cáo thẩm tra của Ban Pháp chế",
        "Tờ trình",
    ]


def test_the_room_shows_the_delegate_the_agenda_as_it_was_last_published(city, sent):
    papers, _ = sent
    council_session = papers.council_session
    act(city, services.publish_agenda, council_session, notice="")
    act(city, services.add_item, council_session, title="Bế mạc", minutes=5, kind="other")

    def titles(who):
        page = signed_in(city.users[who]).get(room(council_session))
        return [shelf.title for shelf in page.context["shelves"]]

    assert titles("delegate") == titles("head") == ["1. Dự toán ngân sách"]
    assert titles("staff") == titles("chair") == ["1. Dự toán ngân sách", "2. Bế mạc"]
    act(city, services.publish_agenda, council_session, notice="Thêm phần bế mạc")
    assert titles("delegate") == ["1. Dự toán ngân sách", "2. Bế mạc"]


def test_the_room_asks_the_same_number_of_times_whatever_it_holds(city, sent, django_assert_max_num_queries):
    papers, _ = sent
    for number in range(8):
        paper(city, papers, f"Phụ lục {number}")
    client = signed_in(city.users["delegate"])
    client.get(room(papers.council_session))
    with django_assert_max_num_queries(15):
        client.get(f"{room(papers.council_session)}?q=tram+bom")


# --- reading, searching, comparing ----------------------------------------------------------------------------------


def test_the_text_is_found_and_marked(city, sent):
    papers, document = sent
    client = signed_in(city.users["delegate"])
    page = client.get(f"{room(papers.council_session)}?q=tram+bom")
    assert [hit["document"] for hit in page.context["hits"]] == [document.pk]
    assert "<mark>trạm</mark> <mark>bơm</mark>" in page.content.decode()
    text = client.get(f"{reverse('sessions:read', args=[document.pk])}?q=ty+dong").content.decode()
    assert "<mark>tỷ</mark> <mark>đồng</mark>" in text


def test_pages_are_pictures_that_carry_no_script(city, sent):
    papers, _ = sent
    made = documents.add_document(
        papers, "Phụ lục", user_id=None, upload=SimpleUploadedFile("p.pdf", printed("Biểu số 1"))
    )
    reading.read_left()
    url = reverse("sessions:page_picture", args=[made.pk, 1, 1])
    answer = signed_in(city.users["delegate"]).get(url)
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/webp", "nosniff")
    assert "sandbox" in answer["Content-Security-Policy"]
    for who in ("foreign", "other_agency", "ward"):
        assert signed_in(city.users[who]).get(url).status_code == 404
    assert (
        signed_in(city.users["staff"]).get(reverse("sessions:page_picture", args=[made.pk, 1, 2])).status_code
        == 404
    )


def test_markup_in_a_paper_is_text(city, sent):
    papers, _ = sent
    made = paper(city, papers, "Phụ lục", "<script>alert(1)</script> nguồn vốn")
    client = signed_in(city.users["delegate"])
    for url in (f"{reverse('sessions:read', args=[made.pk])}?q=von", f"{room(papers.council_session)}?q=von"):
        assert "<script>alert(1)" not in client.get(url).content.decode()


def test_two_versions_stand_side_by_side(city, sent):
    _, document = sent
    client, url = signed_in(city.users["delegate"]), reverse("sessions:compare", args=[sent[1].pk])
    assert "chưa có gì để so sánh" in client.get(url).content.decode()
    revised(city, document, "Trình phân bổ 126 tỷ đồng cho trạm bơm.")
    text = client.get(url).content.decode()
    assert "<del>120 </del><ins>126 </ins>" in text and "thêm 1 từ" in text
    assert client.get(f"{url}?moi=9").status_code == 404


def test_a_file_attached_by_the_common_road_is_a_paper_too(city):
    made = convened(city)
    client = signed_in(city.users["staff"])
    client.post(
        reverse("core:upload", args=[made.pk]), {"files": SimpleUploadedFile("giay_moi.txt", b"Moi hop")}
    )
    assert [paper.document.title for paper in client.get(room(made)).context["papers"]] == ["giay moi"]
    assert signed_in(city.users["delegate"]).get(room(made)).context["papers"]


# --- the one PDF ------------------------------------------------------------------------------------------------------


def outline(reader, items=None, depth=0):
    """[(depth, title, page from 1)] of a PDF's bookmarks."""
    found = []
    for item in reader.outline if items is None else items:
        if isinstance(item, list):
            found += outline(reader, item, depth + 1)
        else:
            found.append((depth, nfc(item.title), reader.get_destination_page_number(item) + 1))
    return found


def make(city, council_session, who="staff"):
    actor = city.actor(who)
    found = shelf.shelves(council_session, actor)
    job = book.ask(actor, council_session, found)
    name, content = book.make_book(Job.objects.get(pk=job.pk), lambda percent: None)
    return name, content


@pytest.fixture
def full(city, sent):
    """A session with typed, Word, PDF and broken papers."""
    papers, document = sent
    long = printed(*(f"Khoản {number}. Tổ chức thực hiện." for number in range(80)))
    for title, name, content in (("Phụ lục", "p.pdf", long), ("Đề án", "d.docx", docx("Đề án chống ngập"))):
        documents.add_document(papers, title, user_id=None, upload=SimpleUploadedFile(name, content))
    reading.read_left()
    return papers, document, len(PdfReader(io.BytesIO(long)).pages)


def test_the_book_has_cover_contents_bookmarks_and_every_page(city, full):
    papers, _, length = full
    name, content = make(city, papers.council_session)
    reader = PdfReader(io.BytesIO(content))
    assert name == "tai-lieu-ky-hop-1.pdf"
    # Cover, contents, verification report, submission, annex, scheme.
    assert len(reader.pages) == 2 + 1 + 1 + length + 1 == Book.objects.get().page_count
    assert outline(reader) == [
        (0, "Bìa, mục lục", 1), (0, "1. Dự toán ngân sách", 3), (1, "Báo cáo thẩm tra của Ban Pháp chế", 3),
        (1, "Tờ trình", 4), (1, "Phụ lục", 5), (1, "Đề án", 5 + length),
    ]  # fmt: skip
    text = reader.pages[1].extract_text()
    assert "MỤC LỤC" in text and str(5 + length) in text
    assert "Trình phân bổ 120 tỷ đồng" in nfc(reader.pages[3].extract_text())
    assert "Đề án chống ngập" in nfc(reader.pages[-1].extract_text())


def test_papers_of_several_dossiers_under_one_item_are_told_apart(city, sent):
    papers, document = sent
    other = dossier(city, papers.council_session, title="Dự thảo về phí hạ tầng")
    documents.add_document(other, "Tờ trình", user_id=None, text="Trình mức phí mới")
    papers.council_session.agenda.get().also.add(
        other, through_defaults={"council_session_id": papers.council_session_id}
    )
    reading.read_left()
    page = signed_in(city.users["staff"]).get(f"/ky-hop/{papers.council_session_id}/tai-lieu/?q=muc phi")
    (first, of_first), (second, of_second) = page.context["shelves"][0].groups
    assert (first, second, [paper.document.title for paper in of_second]) == (papers, other, ["Tờ trình"])
    assert (
        "Dự thảo về phí hạ tầng" in page.content.decode().partition('id="hits"')[2].partition("</section>")[0]
    )
    found = outline(PdfReader(io.BytesIO(make(city, papers.council_session)[1])))
    assert [(depth, title) for depth, title, _ in found if depth == 1] == [
        (1, papers.title),
        (1, other.title),
    ]
    assert (2, "Tờ trình", found[-1][2]) == found[-1]
    read = signed_in(city.users["staff"]).get(f"/ky-hop/van-ban/{of_second[0].document.pk}/").content.decode()
    assert "Dự thảo về phí hạ tầng" in read


def test_the_book_is_kept_and_made_anew_only_when_a_paper_changes(city, full, monkeypatch):
    papers, document, _ = full
    built, real = [], book.build
    monkeypatch.setattr(book, "build", lambda *a: built.append(1) or real(*a))
    first = make(city, papers.council_session)[1]
    assert make(city, papers.council_session)[1] == first and len(built) == 1
    client = signed_in(city.users["staff"])
    ask, pdf = (
        reverse(f"sessions:{name}", args=[papers.council_session_id])
        for name in ("room_ask_book", "room_book")
    )
    assert client.post(ask)["Location"] == pdf
    assert b"".join(client.get(pdf).streaming_content) == first
    revised(city, document, "Trình phân bổ 126 tỷ đồng.")
    assert client.get(pdf).status_code == 404
    assert client.post(ask)["Location"].startswith("/viec/")
    again = make(city, papers.council_session)[1]
    assert len(built) == 2 and "126 tỷ" in nfc(PdfReader(io.BytesIO(again)).pages[3].extract_text())


def test_the_book_of_a_delegate_holds_only_what_was_sent(city, sent):
    papers, _ = sent
    other = dossier(city, papers.council_session, title="Hồ sơ chưa gửi")
    paper(city, other, "Tài liệu chưa gửi", "Chưa đến lúc.")
    for who, wanted in (("staff", True), ("delegate", False)):
        reader = PdfReader(io.BytesIO(make(city, papers.council_session, who)[1]))
        assert any(title == "Tài liệu chưa gửi" for _, title, _ in outline(reader)) == wanted, who


def test_a_broken_paper_does_not_stop_the_book(city, sent):
    papers, _ = sent
    documents.add_document(
        papers, "Hỏng", user_id=None, upload=SimpleUploadedFile("h.pdf", b"%PDF-1.4 broken")
    )
    reading.read_left()
    reader = PdfReader(io.BytesIO(make(city, papers.council_session)[1]))
    assert "không ghép được" in nfc(reader.pages[-1].extract_text())


def test_a_session_without_papers_has_no_book(city):
    made = convened(city)
    job = book.ask(city.actor("staff"), made, [])
    with pytest.raises(Exception, match="chưa có tài liệu"):
        book.make_book(Job.objects.get(pk=job.pk), lambda percent: None)
    assert not ReadingPage.objects.exists()
