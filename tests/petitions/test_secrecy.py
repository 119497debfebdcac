"""A strange name is put into a denunciation and looked for in every place where something comes out."""

import io
import logging
import subprocess
from datetime import date

import pytest
import time_machine
from django.core import mail as outbox
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.utils.timezone import localdate
from openpyxl import load_workbook
from psycopg import sql

from core.letters import issue_now, letters_of
from core.letters.paper import to_pdf
from core.letters.services import amend as amend_letter
from core.letters.services import ask_files, draft, make_files
from core.models import Attachment, HistoryEntry, Job
from core.register import print_list
from core.text import fold
from core.verbs import perform
from council.models import User
from desk.reminders import mail
from desk.reminders.sweep import sweep
from petitions import services
from petitions.letters import transfer_notice, transfer_slip
from petitions.models import CitizenVisit, LookupSwitch, Petition, StrippedFile
from petitions.services.identity import opened
from tests import factories
from tests.petitions.steps import do
from tests.test_house import every_url

pytestmark = pytest.mark.django_db

NAME, ADDRESS, PHONE, PAPER, ACCUSED = (
    "Zùng Kwảngthẹprơm Xẹp",
    "77 ngõ Wơjĩthuỡkem",
    "0909111222",
    "099888777666",
    "Fạm Wũ Zátkhwơnmị",
)
# Long enough that no random token of a page ever holds one by chance; without diacritics, as the index keeps them.
STRANGE = (NAME, "Kwảngthẹprơm", "kwangtheprom", ADDRESS, "wojithuokem", PHONE, PAPER, ACCUSED, "zatkhwonmi")
FORM = {
    "sender_name": NAME, "sender_address": ADDRESS, "sender_phone": PHONE, "sender_id_number": PAPER,
    "respondent": ACCUSED, "field": "officials", "source": "post", "sender_kind": "person", "people": "1",
    "on": "5/10/2026", "title": "Tố cáo việc thu tiền trái quy định", "_save": "1",
}  # fmt: skip
PAGES = [
    "/",
    "/don-thu/",
    "/don-thu/?tinh_trang=received",
    "/lich/",
    "/thong-bao/",
    "/viec-den-han/",
    "/bao-cao/",
    "/don-thu/theo-doi/",
    "/don-thu/thong-ke/",
    "/don-thu/luot-xem/",
    "/don-thu/tiep-cong-dan/",
    "/don-thu/so-tiep-cong-dan/",
]
STEPS = (
    "chuyen", "xem-danh-tinh", "sua-danh-tinh", "phan-cong", "don-doc", "noi-don", "giam-sat", "chat-van", "trich-du-lieu",
)  # fmt: skip
SHEETS = ("/don-thu/xuat.xlsx", "/don-thu/thong-ke/xuat.xlsx", "/don-thu/so-tiep-cong-dan/xuat.xlsx")
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def clean_of(text, where):
    for word in STRANGE:
        assert word not in text, f"{word} in {where}"
    assert "zatkhwonmi" not in fold(text) and "kwangtheprom" not in fold(text), where


def in_database():
    """Every text, JSON and bytes value of every table, with its table and column."""
    kinds = "'text','character varying','json','jsonb','bytea','tsvector','ARRAY','character'"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns "
            f"WHERE table_schema = 'public' AND data_type IN ({kinds})"
        )
        for table, column in cursor.fetchall():
            query = sql.SQL("SELECT {c} FROM {t} WHERE {c} IS NOT NULL").format(
                c=sql.Identifier(column), t=sql.Identifier(table)
            )
            cursor.execute(query)
            for (value,) in cursor.fetchall():
                yield f"{table}.{column}", value


def words_of(value):
    """A stored value as text; sessions, which only look sealed, are unpacked."""
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("utf-8", "replace")
    return str(value)


def database_is_clean():
    from django.contrib.sessions.models import Session

    seen = 0
    for where, value in in_database():
        clean_of(words_of(value), where)
        seen += 1
    for row in Session.objects.all():
        clean_of(str(row.get_decoded()), "session")
    assert seen > 100


def take_in(client, kind="denunciation", **changed):
    page = client.get("/don-thu/moi/")
    form = FORM | {"petition_kind": kind, "once": page.context["form"]["once"].value()} | changed
    answer = client.post("/don-thu/moi/", form)
    assert answer.status_code == 302, answer.context["form"].errors
    return Petition.objects.latest("pk")


def visited(client, kind="denunciation"):
    form = {key: value for key, value in FORM.items() if key not in ("source", "sender_kind")}
    form |= {"visit_kind": kind, "on": "20/11/2026"}
    answer = client.post("/don-thu/so-tiep-cong-dan/moi/", form)
    assert answer.status_code == 302, answer.context["form"].errors
    return CitizenVisit.objects.latest("pk")


def upload(client, petition):
    file = SimpleUploadedFile(f"don to cao {NAME}.pdf", PDF)
    client.post(f"/ho-so/{petition.pk}/tep/", {"files": file})
    return Attachment.objects.filter(record_id=petition.pk).latest("pk")


def every_output(client, city, petition):
    """(where, text) of all that each person is shown of the petition."""
    for person, user in city.users.items():
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        steps = [
            "",
            "sua/",
            *(f"viec/{slug}/" for slug in STEPS),
        ]
        urls = [*PAGES, *(f"/don-thu/{petition.pk}/{step}" for step in steps), "/tim/?q=thu tien"]
        history = [f"{petition.get_absolute_url()}lich-su/"]
        for url in [*urls, *history]:
            answer = client.get(url)
            yield f"{person} {url} {answer.status_code}", answer.content.decode() + str(answer.headers)
        for word in ("Zùng", "Kwangtheprom", PHONE, PAPER):
            found = client.get("/tim/", {"q": word})
            assert petition.code not in found.content.decode(), f"{person} finds {word}"
        for url in SHEETS:
            sheet = client.get(url)
            if sheet.status_code == 200:
                rows = load_workbook(
                    io.BytesIO(b"".join(sheet.streaming_content) if sheet.streaming else sheet.content)
                ).active
                yield (
                    f"{person} {url}",
                    str([[cell.value for cell in row] for row in rows.iter_rows()]) + str(sheet.headers),
                )


NO_WALK = ("core:healthz", "desk:healthz")


def every_plain_page(client, city):
    """(where, text) of every address of the portal that needs no record, for who keeps, who answers and who runs it."""
    for person in ("staff", "agency", "admin"):
        client.force_login(city.users[person], backend="django.contrib.auth.backends.ModelBackend")
        for path, name, _ in every_url():
            if "<" in path or "/1/" in path or "/x/" in path or name in NO_WALK:
                continue
            answer = client.get(path)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            yield (
                f"{person} {path} {answer.status_code}",
                body.decode("utf-8", "replace") + str(answer.headers),
            )


def every_mail(petition):
    """(where, text) of the reminders' mails of today; at least one speaks of the petition."""
    for user in User.objects.all():
        User.objects.filter(pk=user.pk).update(email=f"{user.username}@example.vn")
    for day in (25, 26, 27):  # what is late is told again on each third worked day
        with time_machine.travel(f"2026-11-{day}T09:00:00+07:00", tick=False):
            sweep(localdate())
            mail.send_waiting()
    texts = [str(message.message()) + message.body + str(message.alternatives) for message in outbox.outbox]
    assert any(petition.code in text for text in texts)
    yield from (("mail", text) for text in texts)


def list_pdf(client, city, tmp_path):
    """The text of the printed list."""
    client.force_login(city.users["staff"], backend="django.contrib.auth.backends.ModelBackend")
    client.get("/don-thu/in/")
    name, content = print_list(Job.objects.latest("pk"), lambda percent: None)
    return name + text_of(content, tmp_path) + content.decode("latin-1")


def text_of(content, tmp_path):
    """The text of a PDF."""
    path = tmp_path / "list.pdf"
    path.write_bytes(content)
    return subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True).stdout.decode()


def test_a_denouncer_is_named_nowhere(city, sign_in, client, caplog, tmp_path):
    caplog.set_level(logging.DEBUG)
    sign_in("staff")
    client.post("/don-thu/tim-nguoi-gui/", {"sender_name": NAME, "sender_phone": PHONE})
    petition = take_in(client)
    attachment = upload(client, petition)
    assert attachment.name == "Tệp 1.pdf"
    do(city, petition, "qualify")
    petition = do(city, petition, "transfer")
    do(city, petition, "accept", by="agency")
    for where, text in every_output(client, city, petition):
        clean_of(text, where)
    printed = list_pdf(client, city, tmp_path)
    assert petition.code in printed
    clean_of(printed, "list PDF")
    database_is_clean()
    clean_of(caplog.text, "log")


def at_the_agency(city, client):
    """A denunciation that the agency accepted and is late with."""
    petition = do(city, do(city, take_in(client), "qualify"), "transfer")
    return do(city, petition, "accept", by="agency")


def test_no_page_of_the_portal_names_a_denouncer(city, sign_in, client):
    sign_in("staff")
    at_the_agency(city, client)
    for where, text in every_plain_page(client, city):
        clean_of(text, where)


def test_no_mail_names_a_denouncer(city, sign_in, client):
    sign_in("staff")
    for where, text in every_mail(at_the_agency(city, client)):
        clean_of(text, where)
    database_is_clean()


def test_the_walk_sees_a_name_that_stands_in_plain(city, sign_in, client):
    sign_in("staff")
    petition = take_in(client, kind="complaint", title="Khiếu nại việc thu tiền")
    found = {where for where, value in in_database() if NAME in words_of(value)}
    assert found == {"petitions_sender.name"}
    shown = {where.split()[0] for where, text in every_output(client, city, petition) if NAME in text}
    assert shown == {"staff", "chair"}


def test_a_complaint_found_to_be_a_denunciation_leaves_no_trace(city, sign_in, client, caplog):
    caplog.set_level(logging.DEBUG)
    sign_in("staff")
    petition = take_in(client, kind="complaint", title="Khiếu nại việc thu tiền trái quy định")
    assert upload(client, petition).name == f"don to cao {NAME}.pdf"
    form = client.get(f"/don-thu/{petition.pk}/sua/").context["form"]
    data = {name: form[name].value() if form[name].value() is not None else "" for name in form.fields}
    data |= {"petition_kind": "denunciation", "on": "5/10/2026", "with_denunciation": "", "is_mass": ""}
    answer = client.post(f"/don-thu/{petition.pk}/sua/", data)
    assert answer.status_code == 302, answer.context["form"].errors
    petition = Petition.objects.get(pk=petition.pk)
    assert petition.is_secret and petition.attachments.get().name == "Tệp 1.pdf"
    for where, text in every_output(client, city, petition):
        clean_of(text, where)
    database_is_clean()
    clean_of(caplog.text, "log")


def test_a_half_typed_form_is_held_sealed_over_an_expired_login(city, sign_in, client):
    from django.contrib.sessions.models import Session

    sign_in("staff")
    page = client.get("/don-thu/moi/")
    mark = page.context["form_mark"]
    client.logout()
    client.post("/don-thu/moi/", FORM | {"petition_kind": "denunciation", "_who": mark})
    assert "held-form" in str([row.get_decoded() for row in Session.objects.all()])
    database_is_clean()


def test_the_name_may_not_stand_in_the_summary(city, sign_in):
    client = sign_in("staff")
    for title in ("Bà ZÙNG KWẢNGTHẸPRƠM XẸP tố cáo cán bộ", f"Tố cáo, gọi {PHONE}"):
        answer = client.post("/don-thu/moi/", FORM | {"petition_kind": "denunciation", "title": title})
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == ["title"]


def opened_by(client, sign_in, url):
    seen = {}
    for person in ("staff", "chair", "head", "agency", "ward", "delegate", "foreign"):
        sign_in(person)
        seen[person] = client.get(url).status_code
    return seen


def test_a_scan_goes_with_the_letter_only_when_a_handler_says_that_it_tells_nothing(city, sign_in, client):
    sign_in("staff")
    petition = do(city, do(city, take_in(client), "qualify"), "transfer")
    whole, stripped = upload(client, petition), upload(client, petition)
    url = f"/don-thu/{petition.pk}/viec/tep-da-che/"
    assert client.post(url, {"files": stripped.pk}).status_code == 422
    assert client.post(url, {"files": stripped.pk, "sure": "on"}).status_code == 302
    assert opened_by(client, sign_in, f"/tep/{stripped.pk}/") == {
        "staff": 200, "chair": 200, "head": 403, "agency": 200, "ward": 404, "delegate": 404, "foreign": 404,
    }  # fmt: skip
    assert opened_by(client, sign_in, f"/tep/{whole.pk}/")["agency"] == 403
    assert petition.identity_views.count() == 1  # the whole one, by the handler
    sign_in("agency")
    page = client.get(f"/don-thu/{petition.pk}/").content.decode()
    assert f"/tep/{stripped.pk}/" in page and f"/tep/{whole.pk}/" not in page
    assert client.post(url, {"files": [whole.pk], "sure": "on"}).status_code == 403
    sign_in("staff")
    assert client.post(url, {"sure": "on"}).status_code == 302
    assert opened_by(client, sign_in, f"/tep/{stripped.pk}/")["agency"] == 403


def test_a_file_of_another_petition_is_not_marked(city, sign_in, client):
    sign_in("staff")
    one, two = take_in(client), take_in(client)
    file = upload(client, two)
    upload(client, one)
    url = f"/don-thu/{one.pk}/viec/tep-da-che/"
    assert client.post(url, {"files": file.pk, "sure": "on"}).status_code == 422
    do(city, one, "strip_files", files=[file])
    assert not StrippedFile.objects.exists()


def test_who_may_not_know_the_sender_opens_no_scan_and_reads_no_file_name(city, sign_in, client):
    sign_in("staff")
    petition = do(
        city, do(city, take_in(client, "complaint", title="Khiếu nại việc thu tiền"), "qualify"), "transfer"
    )
    scan = upload(client, petition)
    assert opened_by(client, sign_in, f"/tep/{scan.pk}/") == {
        "staff": 200, "chair": 200, "head": 403, "agency": 200, "ward": 404, "delegate": 404, "foreign": 404,
    }  # fmt: skip
    sign_in("head")
    page = client.get(f"/don-thu/{petition.pk}/").content.decode()
    assert "Tệp 1.pdf" in page and NAME not in page


def test_the_agency_has_the_letter_passed_on_without_the_scans(city, sign_in, client):
    sign_in("staff")
    petition = do(city, do(city, take_in(client), "qualify"), "transfer")
    with transaction.atomic():
        letter = issue_now(transfer_slip, city.actor("staff"), petition, number="5/PC-HĐND")
    make_files(ask_files(city.actor("staff"), letter), lambda percent: None)
    for ending in ("pdf", "docx"):
        seen = opened_by(client, sign_in, f"/van-ban/{letter.pk}/tep/{ending}/")
        assert {seen[person] for person in ("staff", "chair", "head", "agency")} == {200}, ending
        assert {seen[person] for person in ("ward", "delegate", "foreign")} == {404}


def test_the_files_of_a_visit_that_denounces_are_for_the_handlers(city, sign_in, client):
    sign_in("staff")
    visit = visited(client)
    file = upload(client, visit)
    assert file.name == "Tệp 1.pdf" and client.get(f"/tep/{file.pk}/").status_code == 200
    assert visit.petition.identity_views.get().user == city.users["staff"]
    city.users["staff2"] = factories.person("staff2", "Trịnh Bá", city.council, "staff")
    assert sign_in("staff2").get(f"/tep/{file.pk}/").status_code == 403
    assert sign_in("chair").get(f"/tep/{file.pk}/").status_code == 403


def test_the_files_of_another_visit_are_for_whoever_may_know_who_came(city, sign_in, client):
    sign_in("staff")
    visit = visited(client, "complaint")
    file = upload(client, visit)
    assert opened_by(client, sign_in, f"/tep/{file.pk}/") == {
        "staff": 200, "chair": 200, "head": 403, "agency": 404, "ward": 404, "delegate": 404, "foreign": 404,
    }  # fmt: skip
    sign_in("head")
    page = client.get(f"/don-thu/so-tiep-cong-dan/{visit.pk}/").content.decode()
    assert "Tệp 1.pdf" in page and NAME not in page


def test_only_handlers_open_the_files_and_it_is_noted(city, sign_in, client):
    sign_in("staff")
    petition = do(city, do(city, take_in(client), "qualify"), "transfer")
    attachment = upload(client, petition)
    url = f"/tep/{attachment.pk}/"
    seen = {}
    for person in ("staff", "chair", "head", "agency", "ward", "delegate", "foreign"):
        sign_in(person)
        seen[person] = client.get(url).status_code
    assert seen == {
        "staff": 200, "chair": 403, "head": 403, "agency": 403, "ward": 404, "delegate": 404, "foreign": 404,
    }  # fmt: skip
    assert [look.user.username for look in petition.identity_views.all()] == ["staff"]


def test_looking_asks_for_a_reason_and_is_shown_to_the_chair(city, sign_in, client):
    sign_in("staff")
    petition = take_in(client)
    url = f"/don-thu/{petition.pk}/viec/xem-danh-tinh/"
    assert client.post(url, {"reason": ""}).status_code == 422
    assert not petition.identity_views.exists()
    answer = client.post(url, {"reason": "Xác minh nội dung đơn"})
    assert NAME in answer.content.decode() and ACCUSED in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    sign_in("chair")
    page = client.get(f"/don-thu/{petition.pk}/").content.decode()
    assert "Xác minh nội dung đơn" in page and "Lê Thu Hà" in page
    assert client.post(url, {"reason": "Muốn biết là ai"}).status_code == 403
    sign_in("staff")
    assert "Xác minh nội dung đơn" not in client.get(f"/don-thu/{petition.pk}/").content.decode()


def test_a_denouncer_received_in_person_is_named_nowhere(city, sign_in, client, caplog, tmp_path):
    """The reception, the book of visits, the letters of every step, the receipt, what the case is raised to."""
    caplog.set_level(logging.DEBUG)
    sign_in("staff")
    LookupSwitch.objects.create(council=city.council, is_on=True)
    visit = visited(client)
    petition = visit.petition
    day = {"qualified_on": date(2026, 11, 20)}
    petition = do(city, do(city, petition, "qualify", **day), "transfer", transferred_on=date(2026, 11, 20))
    for step in ("urge", "to_oversight", "to_question"):
        do(city, petition, step)
    for definition in letters_of(Petition):
        if definition.offered(petition):
            with transaction.atomic():
                letter = issue_now(
                    definition.fn, city.actor("staff"), petition, number=f"1/{definition.code[-12:]}"
                )
            clean_of(str(letter.document), definition.code)
            clean_of(text_of(to_pdf(letter.document), tmp_path), definition.code)
    for where, text in every_output(client, city, petition):
        clean_of(text, where)
    for person, user in city.users.items():
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        for url in (f"/don-thu/so-tiep-cong-dan/{visit.pk}/", f"/don-thu/so-tiep-cong-dan/{visit.pk}/sua/",
                    f"/ho-so/{visit.pk}/lich-su/", f"/don-thu/{petition.pk}/bien-nhan/"):  # fmt: skip
            answer = client.get(url)
            text = answer.content.decode(
                "latin-1" if answer["Content-Type"] == "application/pdf" else "utf-8"
            )
            clean_of(text + str(answer.headers), f"{person} {url}")
            if answer["Content-Type"] == "application/pdf":
                clean_of(text_of(answer.content, tmp_path), f"{person} {url}")
    database_is_clean()
    clean_of(caplog.text, "log")


def test_letters_issued_before_a_petition_was_found_to_denounce_are_emptied(city, sign_in, client):
    sign_in("staff")
    petition = take_in(client, kind="complaint", title="Khiếu nại việc thu tiền trái quy định", respondent="")
    petition = do(city, do(city, petition, "qualify"), "transfer")
    with transaction.atomic():
        letter = issue_now(transfer_slip, city.actor("staff"), petition, number="5/PC-HĐND")
    assert NAME in str(letter.document)
    perform(services.amend, city.actor("staff"), petition.pk, petition_kind="denunciation")
    letter.refresh_from_db()
    assert letter.number == "5/PC-HĐND" and "đã được xóa" in str(letter.document)
    database_is_clean()


def test_a_name_typed_among_the_recipients_of_a_letter_leaves_no_trace(city, sign_in, client):
    """Drafted and issued while the petition was a complaint; the history never kept the recipients."""
    sign_in("staff")
    petition = take_in(client, kind="complaint", title="Khiếu nại việc thu tiền trái quy định", respondent="")
    petition = do(city, do(city, petition, "qualify"), "transfer")
    actor, named = city.actor("staff"), f"- {NAME}, {ADDRESS}\n- Lưu: VT"
    notice = draft(actor, transfer_notice.letter, petition)
    amend_letter(actor, transfer_notice.letter, petition, notice.pk, recipients=named)
    with transaction.atomic():
        issue_now(transfer_slip, actor, petition, number="5/PC-HĐND", recipients=named)
    assert "core_letter.recipients" in {where for where, value in in_database() if NAME in words_of(value)}
    perform(services.amend, actor, petition.pk, petition_kind="denunciation")
    database_is_clean()


def test_what_was_typed_before_a_petition_was_found_to_denounce_forgets_its_sender(city, sign_in, client):
    """Texts of the steps, of the urging, of the book, and the old values of them all in the history."""
    sign_in("staff")
    petition = take_in(client, "complaint", title="Khiếu nại việc thu tiền")
    CitizenVisit.objects.filter(pk=visited(client, "complaint").pk).update(petition=petition)
    Petition.objects.filter(pk=petition.pk).update(
        title=f"Đơn của {NAME}", place=f"nhà {NAME.lower()}", respondent=""
    )
    day = {"qualified_on": date(2026, 11, 20)}
    petition = do(city, do(city, petition, "qualify", **day), "transfer", transferred_on=date(2026, 11, 20))
    do(city, petition, "urge", content=f"{NAME} gọi từ số {PHONE} hỏi kết quả")
    do(city, petition, "decline", by="agency", reason=f"Đơn của {NAME} đã giải quyết")
    petition.visits.update(remark=f"{NAME} đến lần hai")
    before = HistoryEntry.objects.filter(record_id=petition.pk).count()
    perform(services.amend, city.actor("staff"), petition.pk, petition_kind="denunciation")
    petition = Petition.objects.get(pk=petition.pk)
    assert "lược bỏ" in petition.title and opened(petition)["name"] == NAME
    assert (
        HistoryEntry.objects.filter(record_id=petition.pk).count() > before
    )  # who did what, and when, stays
    assert client.get(f"/ho-so/{petition.pk}/lich-su/").content.decode().count("Đôn đốc") >= 1
    database_is_clean()


def test_the_reason_of_a_copy_names_nobody(city, sign_in, client):
    sign_in("staff")
    petition = take_in(client, "complaint", title="Khiếu nại việc thu tiền")
    url = f"/don-thu/{petition.pk}/viec/trich-du-lieu/"
    assert "data-many" in client.get(url).content.decode()  # a file comes back: the button must stay alive
    assert client.post(url, {"reason": f"Phiếu yêu cầu của bà {NAME}"}).status_code == 422
    assert client.post(url, {"reason": "Phiếu yêu cầu ngày 20/11/2026"}).status_code == 200


def test_what_a_handler_types_on_a_sealed_petition_names_nobody(city, sign_in, client):
    """Told to the handler alone: to anybody else the answer would tell whether a guess is right."""
    sign_in("staff")
    petition = do(city, do(city, take_in(client), "qualify"), "transfer")
    url, data = (
        f"/don-thu/{petition.pk}/viec/khong-thu-ly/",
        {"reason": f"Đơn của {NAME.lower()} không thuộc thẩm quyền"},
    )
    assert client.post(url, data).status_code == 422
    client.force_login(city.users["agency"], backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(url, data | {"reason": f"Đơn của {NAME}"}).status_code == 302


def test_an_import_shows_and_keeps_no_denouncer(city, sign_in, client):
    import openpyxl
    from django.core.cache import cache

    book = openpyxl.Workbook()
    book.active.append(
        ["Ngày nhận", "Loại đơn", "Nội dung", "Người gửi", "Điện thoại", "Bị khiếu nại, tố cáo", "Xử lý"]
    )
    good = ["05/10/2021", "Tố cáo", "Tố cáo việc thu tiền", NAME, PHONE, ACCUSED, ""]
    book.active.append(good)
    book.active.append([*good[:-1], "Đốt"])
    out = io.BytesIO()
    book.save(out)
    sign_in("staff")
    page = client.post("/don-thu/nhap/", {"file": SimpleUploadedFile("so-cu.xlsx", out.getvalue())})
    assert page.status_code == 200 and page.context["preview"]["error_count"] == 1
    clean_of(page.content.decode(), "preview")
    token = page.context["preview"]["token"]
    bad = client.get("/don-thu/nhap/can-sua.xlsx", {"token": token})
    clean_of(
        str(
            [
                [cell.value for cell in row]
                for row in load_workbook(io.BytesIO(bad.content)).active.iter_rows()
            ]
        ),
        "bad rows",
    )
    keys = cache._cache.get_client().keys("*")
    assert keys
    for key in keys:
        clean_of(str(cache._cache.get_client().get(key)), "cache")
    assert client.post("/don-thu/nhap/", {"_commit": "1", "token": token}).status_code == 302
    assert opened(Petition.objects.get())["name"] == NAME
    database_is_clean()
