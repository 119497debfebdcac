"""The importer of every register, tried on that of the voters' opinions: kinds of files, old letters, long files."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from core import imports, jobs
from core.imports import importer as engine
from core.models import Job
from tests.voters import make
from voters.models import Opinion

ADDRESS = "/kien-nghi/nhap/"
pytestmark = pytest.mark.django_db


def book(*rows, name="so.xlsx"):
    made = Workbook()
    for row in rows:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return SimpleUploadedFile(name, out.getvalue())


def csv(text, encoding="utf-8"):
    return SimpleUploadedFile("so.csv", text.encode(encoding))


def look(client, file):
    page = client.post(ADDRESS, {"file": file})
    assert page.status_code == 200, page.context["form"].errors
    return page


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_is_read(city, sign_in, encoding, delimiter):
    text = f'Nội dung{delimiter}Lĩnh vực\n"Rãnh{delimiter} cống"{delimiter}Giao thông\n'
    seen = look(sign_in("staff"), csv(text, encoding)).context["preview"]
    assert seen["ok_count"] == 1 and seen["rows"][0].cells == [f"Rãnh{delimiter} cống", "Giao thông"]


def test_old_letters_are_shown_before_and_after_and_converted_when_confirmed(city, sign_in):
    client = sign_in("staff")
    page = look(
        client,
        book(["Néi dung", "LÜnh vùc"], ["§Ò nghÞ n¹o vÐt r·nh", "Giao th«ng"], ["Söa ®êng", "Giao th«ng"]),
    )
    old = page.context["old"]
    assert [(column["heading"], column["encoding"]) for column in old["columns"]] == [
        ("Nội dung", "tcvn3"),
        ("Lĩnh vực", "tcvn3"),
    ]
    text = page.content.decode()
    assert "§Ò nghÞ n¹o vÐt r·nh" in text and "Đề nghị nạo vét rãnh" in text and not Opinion.objects.exists()
    data = {
        "_convert": "1",
        "token": old["token"],
        "heading": ["Nội dung", "Lĩnh vực"],
        "encoding": ["tcvn3", "tcvn3"],
    }
    seen = client.post(ADDRESS, data).context["preview"]
    assert seen["ok_count"] == 2 and seen["rows"][0].cells == ["Đề nghị nạo vét rãnh", "Giao thông"]
    client.post(ADDRESS, {"_commit": "1", "token": seen["token"]})
    assert Opinion.objects.filter(title="Đề nghị nạo vét rãnh", field="traffic").exists()


def test_old_letters_stay_when_the_person_says_so(city, sign_in):
    client = sign_in("staff")
    old = look(client, csv("Noäi dung;Lónh vöïc\nNaïo veùt raõnh;Giao thoâng\n", "cp1252")).context["old"]
    assert [column["encoding"] for column in old["columns"]] == ["vni", "vni"]
    data = {
        "_convert": "1",
        "token": old["token"],
        "heading": ["Nội dung", "Lĩnh vực"],
        "encoding": ["", "vni"],
    }
    seen = client.post(ADDRESS, data).context["preview"]
    assert seen["rows"][0].cells == ["Naïo veùt raõnh", "Giao thông"]


def test_bad_rows_are_given_back_to_be_mended(city, sign_in):
    client = sign_in("staff")
    head = ["Nội dung", "Lĩnh vực"]
    seen = look(client, book(head, ["Rãnh", "Giao thông"], ["Đèn", "Vũ trụ"], ["", "Giao thông"])).context[
        "preview"
    ]
    rows = [
        [cell.value for cell in row]
        for row in load_workbook(io.BytesIO(client.get(seen["bad_url"]).content)).active
    ]
    assert rows[0] == [*head, "Cần sửa"] and len(rows) == 3
    assert rows[1][:2] == ["Đèn", "Vũ trụ"] and "không có trong danh mục" in rows[1][2]
    mended = [rows[0], ["Đèn", "Giao thông", rows[1][2]]]
    assert look(client, book(*mended)).context["preview"]["ok_count"] == 1
    assert client.get(f"{ADDRESS}can-sua.xlsx?token=x").status_code == 400


def test_rows_that_are_there_already_are_told_and_skipped(city, sign_in):
    client = sign_in("staff")
    made = make.opinion(city, title="Nạo vét rãnh")
    head = ["Ngày nêu", "Nội dung", "Lĩnh vực"]
    rows = [
        [f"{made.on:%d/%m/%Y}", "nạo vét RÃNH", "Giao thông"],
        ["1/9/2026", "Mới", "Giao thông"],
        ["1/9/2026", "Mới", "Giao thông"],
    ]
    seen = look(client, book(head, *rows)).context["preview"]
    assert [row.similar for row in seen["rows"]] == [f"Có thể trùng {made.code}", "", "Có thể trùng dòng 3"]
    assert (seen["ok_count"], seen["similar_count"]) == (3, 2)
    client.post(ADDRESS, {"_commit": "1", "token": seen["token"], "skip": "1"})
    assert Opinion.objects.count() == 2


def test_a_long_file_is_the_workers(city, sign_in, monkeypatch):
    monkeypatch.setattr(engine, "AT_ONCE", 2)
    client = sign_in("staff")
    rows = [[f"Việc {n}", "Giao thông"] for n in range(4)] + [["", "Giao thông"]]
    seen = look(client, book(["Nội dung", "Lĩnh vực"], *rows)).context["preview"]
    assert seen["by_worker"]
    answer = client.post(ADDRESS, {"_commit": "1", "token": seen["token"]})
    job = Job.objects.get(kind="import")
    assert answer["Location"] == job.get_absolute_url() and not Opinion.objects.exists()
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == "done" and Opinion.objects.count() == 4 and job.file_name == "dong-can-sua.xlsx"
    assert "đang trống" in load_workbook(job.file.open()).active["C2"].value
    assert client.post(ADDRESS, {"_commit": "1", "token": seen["token"]}).status_code == 409


def test_the_worker_writes_nothing_for_who_may_no_longer(city, sign_in, monkeypatch):
    monkeypatch.setattr(engine, "AT_ONCE", 0)
    client = sign_in("staff")
    seen = look(client, book(["Nội dung", "Lĩnh vực"], ["Rãnh", "Giao thông"])).context["preview"]
    client.post(ADDRESS, {"_commit": "1", "token": seen["token"]})
    city.users["staff"].memberships.update(to_on="2024-01-01")
    job = Job.objects.get(kind="import")
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == "failed" and "hết hiệu lực" in job.error and not Opinion.objects.exists()


@pytest.mark.parametrize("text, value", [("1.204", 1204), ("7", 7)])
def test_numbers_are_read(text, value):
    assert imports.number(text) == value


@pytest.mark.parametrize("text", ["²", "1,5", "-3", "mười", "9" * 12])
def test_what_is_no_number_is_told(text):
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError, match="không phải số nguyên"):
        imports.number(text)


MANIFEST = (
    '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
    "</manifest:manifest>"
)


def ods(*rows):
    """The smallest OpenDocument spreadsheet."""
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    lines = ("".join(cell.format(text) for text in row) for row in rows)
    cells = "".join(f"<table:table-row>{line}</table:table-row>" for line in lines)
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names}><office:body><office:spreadsheet>'
        f'<table:table table:name="a">{cells}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", MANIFEST)
    return SimpleUploadedFile("so.ods", out.getvalue())


def test_an_ods_is_read(city, sign_in):
    seen = look(sign_in("staff"), ods(["Nội dung", "Lĩnh vực"], ["Rãnh", "Giao thông"])).context["preview"]
    assert seen["ok_count"] == 1 and seen["rows"][0].cells == ["Rãnh", "Giao thông"]
