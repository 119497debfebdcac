"""A strange name is put into a denunciation and looked for in every place where something comes out."""

import io
import logging
import subprocess

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from openpyxl import load_workbook
from psycopg import sql

from core.models import Attachment, Job
from core.register import print_list
from petitions.models import Petition
from tests.petitions.steps import do

pytestmark = pytest.mark.django_db

NAME, ADDRESS, PHONE, PAPER, ACCUSED = (
    "Zùng Kwảng Xẹp",
    "77 ngõ Wơ Jĩ",
    "0909111222",
    "099888777666",
    "Fạm Wũ Zát",
)
STRANGE = (NAME, "Kwảng", "kwang", ADDRESS, "Wơ Jĩ", PHONE, PAPER, ACCUSED, "zat")
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
]
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def clean_of(text, where):
    for word in STRANGE:
        assert word not in text, f"{word} in {where}"


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
            *(f"viec/{slug}/" for slug in ("chuyen", "xem-danh-tinh", "sua-danh-tinh", "phan-cong")),
        ]
        urls = [*PAGES, *(f"/don-thu/{petition.pk}/{step}" for step in steps), "/tim/?q=thu tien"]
        history = [f"{petition.get_absolute_url()}lich-su/"]
        for url in [*urls, *history]:
            answer = client.get(url)
            yield f"{person} {url} {answer.status_code}", answer.content.decode() + str(answer.headers)
        for word in ("Zùng", "Kwang", PHONE, PAPER):
            found = client.get("/tim/", {"q": word})
            assert petition.code not in found.content.decode(), f"{person} finds {word}"
        sheet = client.get("/don-thu/xuat.xlsx")
        if sheet.status_code == 200:
            rows = load_workbook(
                io.BytesIO(b"".join(sheet.streaming_content) if sheet.streaming else sheet.content)
            ).active
            yield (
                f"{person} xlsx",
                str([[cell.value for cell in row] for row in rows.iter_rows()]) + str(sheet.headers),
            )


def list_pdf(client, city, tmp_path):
    """The text of the printed list."""
    client.force_login(city.users["staff"], backend="django.contrib.auth.backends.ModelBackend")
    client.get("/don-thu/in/")
    name, content = print_list(Job.objects.latest("pk"), lambda percent: None)
    path = tmp_path / "list.pdf"
    path.write_bytes(content)
    text = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True).stdout.decode()
    return name + text + content.decode("latin-1")


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
    for title in ("Bà ZÙNG KWẢNG XẸP tố cáo cán bộ", f"Tố cáo, gọi {PHONE}"):
        answer = client.post("/don-thu/moi/", FORM | {"petition_kind": "denunciation", "title": title})
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == ["title"]


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
