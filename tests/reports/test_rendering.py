"""A report out: mixed pages, bookmarks, PDF/A, parts joined, DOCX and XLSX with the same figures, work resumed."""

import io
import json
import os
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings
from django.core.management import call_command
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook
from pypdf import PdfReader

from core import jobs
from core.errors import Refused
from core.models import Job
from core.tasks import run_job
from reports import document, facts, longrows, rendering, services
from reports.services.printing import made_in
from tests.reports import seed
from tests.reports.conftest import END, START
from tests.reports.test_print import MM, inked, words
from tests.reports.test_services import draft, stored


@pytest.fixture
def whole(filled):
    """The conference of April to September 2022: every register has something to tell."""
    seed.sessions(filled)
    seed.rounds(filled)
    return document.of_period(filled.council, START, END)


@pytest.fixture
def printed(whole):
    return rendering.to_pdf(whole)


def test_the_pdf_is_tagged_marked_pdf_a_and_has_bookmarks(printed, whole):
    with pikepdf.open(io.BytesIO(printed)) as file:
        assert file.Root.MarkInfo.Marked and "/StructTreeRoot" in file.Root and str(file.Root.Lang) == "vi"
        meta = file.open_metadata()
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("3", "U")
        assert "/OutputIntents" in file.Root and not file.is_encrypted
        for page in file.pages:
            for font in page.get("/Resources", {}).get("/Font", {}).values():
                inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
                assert any(name in inner.FontDescriptor for name in ("/FontFile2", "/FontFile3", "/FontFile"))
                assert "/ToUnicode" in font
        with file.open_outline() as outline:
            titles = [item.title for item in outline.root] + [
                child.title for item in outline.root for child in item.children
            ]
    assert any("KẾT QUẢ HOẠT ĐỘNG" in title for title in titles) and any(
        "Phụ lục 1" in title for title in titles
    )


def test_portrait_and_landscape_pages_are_mixed_and_inside_the_margins(printed, whole, tmp_path):
    reader = PdfReader(io.BytesIO(printed))
    wide = [page.mediabox.width > page.mediabox.height for page in reader.pages]
    assert any(wide) and not wide[0] and not all(wide)
    assert any(annex["landscape"] for annex in whole["annexes"])
    starts = {annex["no"]: f"Phụ lục {annex['no']} {annex['title']}" for annex in whole["annexes"]}
    for annex in whole["annexes"]:
        (page,) = [page for page in reader.pages if starts[annex["no"]] in words([page])]
        assert (page.mediabox.width > page.mediabox.height) == annex["landscape"], annex["title"]
    for page, found in zip(reader.pages, inked(reader, tmp_path), strict=True):
        width, height = float(page.mediabox.width) / MM, float(page.mediabox.height) / MM
        assert min(word[0] for word in found) >= 19.5 and width - max(word[2] for word in found) >= 14.5
        assert height - max(word[3] for word in found) >= 14.5


def test_the_pdf_says_the_figures(printed, whole):
    text = words(PdfReader(io.BytesIO(printed)).pages)
    figures = whole["figures"]
    assert f"thông qua {figures['resolutions.passed']} nghị quyết" in text
    assert (
        f"{figures['oversight.rounds']:02d} cuộc giám sát tại {figures['oversight.units']:02d} đơn vị" in text
    )
    assert "Bảng tổng hợp các phường, xã" in text and "So với cùng kỳ năm trước" in text


def test_long_annexes_come_last_and_are_numbered_so(filled):
    made = document.of_period(filled.council, START, END, "voters", long=True)
    assert [(annex["no"], annex["key"]) for annex in made["annexes"]] == [(1, "comparison"), (2, "opinions")]


def test_no_page_break_cuts_the_signature_of_a_docx(whole):
    word = Document(io.BytesIO(rendering.to_docx(whole)))
    sign = next(table for table in word.tables if "CHỦ TỊCH" in table.rows[0].cells[1].text)
    assert sign.rows[0]._tr.trPr.find(qn("w:cantSplit")) is not None
    last = next(line for line in word.paragraphs if line.text.endswith("./."))
    assert last.paragraph_format.keep_with_next, "nor does it stand on a page alone"


def test_the_docx_says_the_same_in_real_styles(whole, printed, tmp_path):
    content = rendering.to_docx(whole)
    word = Document(io.BytesIO(content))
    assert {"Heading 1", "Heading 2", "Noi dung"} <= {line.style.name for line in word.paragraphs}
    assert [line.text for line in word.paragraphs if line.style.name == "Heading 1"] == [
        part["heading"] for part in whole["parts"]
    ]
    body = [line for part in whole["parts"] for section in part["sections"] for line in section["paragraphs"]]
    assert [line.text for line in word.paragraphs if line.style.name == "Noi dung"][: len(body)] == body
    assert any(section.orientation for section in word.sections), "the wide annex lies on landscape pages"
    tables = "\n".join(cell.text for table in word.tables for row in table.rows for cell in row.cells)
    for annex in whole["annexes"]:
        assert all(cell in tables for row in annex["rows"] for cell in row if cell)


# Times New Roman by its metric twin that the portal ships: what a machine has of its own may lack Vietnamese letters.
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{place}/fonts</cachedir>
<alias binding="same"><family>Times New Roman</family><prefer><family>Liberation Serif</family></prefer></alias>
</fontconfig>"""


def by_libreoffice(content, place):
    """A DOCX (bytes) as the PDF that LibreOffice makes of it."""
    (place / "a.docx").write_bytes(content)
    (place / "fonts.conf").write_text(FONTS.format(fonts=settings.BASE_DIR / "static" / "fonts", place=place))
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{place}/office", "--headless", "--convert-to", "pdf", "--outdir", place,
         place / "a.docx"],
        env={**os.environ, "FONTCONFIG_FILE": f"{place}/fonts.conf"}, check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return (place / "a.pdf").read_bytes()


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed here")
def test_libreoffice_reads_the_docx_as_the_same_text(whole, printed, tmp_path):
    content = by_libreoffice(rendering.to_docx(whole), tmp_path)
    pages = PdfReader(io.BytesIO(content)).pages
    text = words(pages)
    for part in whole["parts"]:
        for line in (line for section in part["sections"] for line in section["paragraphs"]):
            assert re.sub(r"\s+", " ", line) in text
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text and "Nơi nhận:" in text
    assert round(float(pages[0].mediabox.width) / MM) == 210
    assert any(page.mediabox.width > page.mediabox.height for page in pages)
    with pikepdf.open(io.BytesIO(content)) as file:
        fonts = {str(font.BaseFont) for page in file.pages for font in page.Resources.Font.values()}
    assert all("LiberationSerif" in name for name in fonts), fonts
    assert signed_on(pages) == signed_on(PdfReader(io.BytesIO(printed)).pages)


def signed_on(pages):
    """The number of the page that bears the signature."""
    return next(no for no, page in enumerate(pages, 1) if "Nơi nhận:" in page.extract_text())


def test_the_xlsx_holds_figures_and_annexes_as_numbers(filled, whole):
    compared = facts.compare(filled.council, START, END).compared
    book = load_workbook(io.BytesIO(rendering.to_xlsx(whole, compared=compared)))
    told = {row[0]: row[1] for row in book["Số liệu"].iter_rows(min_row=2, values_only=True)}
    assert told["Ý kiến, kiến nghị tiếp nhận"] == 5 and told["Cuộc giám sát, khảo sát"] == 4
    assert len(book.sheetnames) == 1 + len(whole["annexes"])
    board = book[next(name for name in book.sheetnames if "Bảng tổng hợp" in name)]
    assert all(isinstance(cell, int) for cell in [cell.value for cell in board[2]][1:])


@pytest.mark.parametrize("format, begins", [("pdf", b"%PDF"), ("docx", b"PK"), ("xlsx", b"PK")])
def test_the_command_writes_every_format(filled, tmp_path, format, begins):
    file = tmp_path / f"a.{format}"
    call_command("report", "song-chau", "--from", "2022-04-01", "--to", "2022-09-30", "--format", format, "--book", "voters",
                 "--output", f"{file}")  # fmt: skip
    assert file.read_bytes().startswith(begins)
    if format == "pdf":
        assert "Ý kiến 4" in words(PdfReader(file).pages), "the long annex is in it"


def test_the_json_holds_text_figures_and_all_rows(filled, whole):
    compared = facts.compare(filled.council, START, END).compared
    made = json.loads(rendering.to_json(whole, compared=compared))
    assert made["figures"] == whole["figures"] and made["compared"]["last"] == compared["last"]
    assert made["parts"] == whole["parts"] and [annex["rows"] for annex in made["annexes"]] == [
        annex["rows"] for annex in whole["annexes"]
    ]
    told = json.loads(rendering.to_json(long_document(filled, 700), source(700)))
    assert len(told["annexes"][0]["rows"]) == 700


@pytest.mark.parametrize("format", ["pdf", "docx", "xlsx", "json"])
def test_a_job_makes_each_format_and_the_same_request_is_one_job(filled, format, sign_in):
    report, client = draft(filled, outline="voters"), sign_in("staff")
    url, data = f"/bao-cao/da-lap/{report.pk}/viec/xuat/", {"format": format, "version": report.version}
    first, second = client.post(url, data), client.post(url, data)
    assert first["Location"] == second["Location"] and Job.objects.count() == 1
    job = Job.objects.get()
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == ("done", "") and job.file_name.endswith(f".{format}")


# --- long annexes -----------------------------------------------------------------------------------------------


def long_document(filled, rows, key="opinions"):
    made = document.of_report(stored(draft(filled, outline="voters")))
    annex = {**longrows.head(key), "no": 1, "rows": [], "count": rows, "long": True}
    return {**made, "annexes": [annex]}


def source(rows):
    def chunks(key):
        for first in range(0, rows, longrows.AT_ONCE):
            yield [[f"KN-{n}", "01/05/2022", f"Nạo vét rãnh thoát nước số {n}", "Giao thông", "Sở Xây dựng", "Đã chuyển"]
                   for n in range(first, min(rows, first + longrows.AT_ONCE))]  # fmt: skip

    return chunks


def test_parts_are_joined_in_order_with_numbered_pages_and_rows(filled, tmp_path):
    noted = []
    content = rendering.to_pdf(long_document(filled, 1200), source(1200), noted.append)
    reader = PdfReader(io.BytesIO(content))
    text = words(reader.pages)
    assert [int(n) for n in re.findall(r"thoát nước số (\d+)", text)] == list(range(1200))
    assert noted == sorted(noted) and noted[-1] == 95
    pages = inked(reader, tmp_path)
    for number, found in enumerate(pages[1:], 2):
        assert any(word[4] == str(number) and word[3] < 30 for word in found), number
    with pikepdf.open(io.BytesIO(content)) as file, file.open_outline() as outline:
        assert outline.root[-1].title.startswith("Phụ lục 1. Ý kiến")
    heads = [page for page in reader.pages if "thoát nước số" in page.extract_text()]
    assert all("Cơ quan giải quyết" in page.extract_text() for page in heads)


def test_parts_already_printed_are_not_printed_again(filled, tmp_path, monkeypatch):
    made, printed = long_document(filled, 1200), []
    real = rendering._print_part

    def dies(document, annex, rows, no, *rest):
        if no == 2 and not printed.count("died"):
            printed.append("died")
            raise KeyboardInterrupt
        printed.append(no)
        real(document, annex, rows, no, *rest)

    monkeypatch.setattr(rendering, "_print_part", dies)
    with pytest.raises(KeyboardInterrupt):
        rendering.to_pdf(made, source(1200), folder=tmp_path)
    rendering.to_pdf(made, source(1200), folder=tmp_path)
    assert printed == [0, 1, "died", 2]


def test_a_cancelled_job_stops_and_can_be_asked_for_again(filled, sign_in, monkeypatch):
    report, client = draft(filled, outline="voters"), sign_in("staff")
    job = services.print_out(filled.actor("staff"), report)
    real = rendering.to_pdf

    def cancelled_meanwhile(*given, **more):
        jobs.cancel(job)
        return real(*given, **more)

    monkeypatch.setattr(rendering, "to_pdf", cancelled_meanwhile)
    run_job(job.pk)
    job.refresh_from_db()
    assert job.state == "failed" and job.error == jobs.CANCELLED and not job.file
    monkeypatch.setattr(rendering, "to_pdf", real)
    page = client.get(job.get_absolute_url())
    assert "Làm lại" in page.content.decode()
    again = client.post(f"{job.get_absolute_url()}lam-lai/")
    anew = Job.objects.latest("pk")
    assert again["Location"] == anew.get_absolute_url() and anew.pk != job.pk
    run_job(anew.pk)
    anew.refresh_from_db()
    assert anew.state == "done"
    with pytest.raises(Refused, match="Chỉ làm lại"):
        jobs.again(filled.actor("staff"), anew)


def test_the_parts_of_a_cancelled_job_go(filled, settings):
    report = draft(filled, outline="voters")
    job = services.print_out(filled.actor("staff"), report)
    place = Path(settings.MEDIA_ROOT) / "jobs" / f"parts-{job.pk}"

    def note(percent):
        if percent > 90:
            assert list(place.rglob("opinions-0.pdf"))
            raise jobs.Cancelled

    with pytest.raises(jobs.Cancelled):
        services.render_job(job, note)
    assert not place.exists()


def test_a_waiting_job_is_cancelled_by_a_click(filled, sign_in):
    report, client = draft(filled), sign_in("staff")
    job = services.print_out(filled.actor("staff"), report)
    assert "Hủy việc này" in client.get(job.get_absolute_url()).content.decode()
    client.post(f"{job.get_absolute_url()}huy/")
    run_job(job.pk)
    job.refresh_from_db()
    assert job.state == "failed" and job.error == jobs.CANCELLED
    assert sign_in("chair").post(f"{job.get_absolute_url()}huy/").status_code == 404


def measured(tmp_path, parts, ready=0):
    """What {pages, peak_mb} a long annex of so many parts takes in a process of its own; the last `ready` parts are
    found printed already, as after a crash."""
    script, place = tmp_path / "long.py", tmp_path / f"parts-{parts}"
    script.write_text(LONG)
    place.mkdir()
    for no in range(parts - ready, parts):
        shutil.copy(tmp_path / "parts-1" / "opinions-0.pdf", place / f"opinions-{no}.pdf")
    asked = [sys.executable, script, tmp_path / "out.pdf", place, f"{parts}"]
    done = subprocess.run(asked, capture_output=True, text=True, timeout=840, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_the_memory_of_printing_does_not_grow_with_the_pages(tmp_path):
    """Each part is printed by a process of its own; the one that joins them holds no pages. One part is printed here
    and found again as often as makes 500, 1,000 and 2,000 pages: whoever wants all of them printed sets ALL_PARTS."""
    one = measured(tmp_path, 1)
    again = (lambda parts: 0) if os.environ.get("ALL_PARTS") else (lambda parts: parts)
    some, twice, most = (measured(tmp_path, parts, again(parts)) for parts in (8, 16, 32))
    assert one["pages"] > 50 and twice["pages"] > 1000 and most["pages"] > 2000
    assert one["part_mb"] < 400 and most["peak_mb"] < 400, (one, most)
    # Twice the pages take no more than the finished file and the few hundred bytes that name a page.
    assert twice["peak_mb"] - some["peak_mb"] < 40, (some, twice)
    assert most["peak_mb"] - twice["peak_mb"] < 80, (twice, most)


LONG = """
import json, os, resource, sys
from pathlib import Path
os.environ.update(DJANGO_SETTINGS_MODULE="config.test_settings", DEBUG="on")
sys.path.insert(0, os.getcwd())
import django
django.setup()
import pikepdf
from reports import longrows, rendering
ROWS = int(sys.argv[3]) * longrows.AT_ONCE
peak = lambda whose: resource.getrusage(whose).ru_maxrss // 1024
def source(key):
    for first in range(0, ROWS, longrows.AT_ONCE):
        yield [[f"KN-{n}", "01/05/2022", f"Kiến nghị nạo vét rãnh thoát nước số {n} tại tổ dân phố " * 2, "Giao thông",
                "Sở Xây dựng", "Đã chuyển"] for n in range(first, first + longrows.AT_ONCE)]
annex = {**longrows.head("opinions"), "no": 1, "rows": [], "count": ROWS, "long": True}
doc = {"annexes": [annex], "charts": [], "parts": [], "issuer": ["HĐND"], "superior": "", "number": "Số: 01/BC-HĐND",
       "place_date": "Sông Châu, ngày 07 tháng 10 năm 2022", "abstract": "Phụ lục dài", "recipients": [], "authority": "",
       "signer_post": "", "signer_name": "", "period": "năm 2022"}
Path(sys.argv[1]).write_bytes(rendering.to_pdf(doc, source, folder=sys.argv[2]))
# Its own peak: what getrusage tells of oneself begins with that of whoever started one.
own = next(line for line in open("/proc/self/status") if line.startswith("VmHWM:"))
told = {"peak_mb": int(own.split()[1]) // 1024, "part_mb": peak(resource.RUSAGE_CHILDREN)}
with pikepdf.open(sys.argv[1]) as file:
    print(json.dumps({"pages": len(file.pages), **told}))
"""


def test_a_format_nobody_knows_is_a_pdf(whole):
    assert made_in("pdf", whole, None, {}).startswith(b"%PDF")


def test_secret_petitions_are_listed_without_their_contents(filled):
    from tests import factories

    factories.petition(
        filled, petition_kind="denunciation", title="Tố cáo ông X nhận tiền", on=date(2026, 10, 5)
    )
    rows = [
        row
        for part in longrows.chunks("petitions", filled.council, date(2026, 1, 1), date(2026, 12, 31))
        for row in part
    ]
    assert len(rows) == 1 and "ông X" not in f"{rows}"
