"""The printed report, measured: text equals figures, margins and type lie inside the ranges of Decree 30/2020."""

import io
import re
import socketserver
import subprocess
import threading

import pypdf
import pytest
from pypdf import PdfReader

from core import jobs, pdf
from core.models import Job
from core.tasks import run_job
from core.verbs import create, perform
from reports import document, rendering, services
from tests.reports.test_services import draft, stored

MM = 72 / 25.4


def reader(report):
    return PdfReader(io.BytesIO(rendering.to_pdf(document.of_report(stored(report)))))


def words(pages):
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def glyphs(page):
    """[(x, y, size, font, text)] of a page in points, the origin at the bottom left."""
    found = []

    def visit(text, cm, tm, font, size):
        if text.strip():
            at = (tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5])
            found.append((*at, abs(size * tm[0] * cm[0]), font and font["/BaseFont"], text.strip()))

    page.extract_text(visitor_text=visit)
    return found


@pytest.fixture
def printed(filled):
    report = draft(
        filled,
        number="31/BC-HĐND",
        recipients="Thường trực HĐND tỉnh\nLưu: VT, HĐND",
        title="Kết quả hoạt động",
    )
    long = "\n".join(f"Đoạn văn số {i} của báo cáo, đủ dài để tràn sang trang sau. " * 4 for i in range(24))
    perform(services.amend, filled.actor("staff"), report.pk, section_shortcomings=long)
    return reader(report)


def test_text_carries_the_figures_and_the_form(filled):
    report = draft(filled, number="05/BC-HĐND", recipients="UBND thành phố\nLưu: VT, HĐND")
    text = words(reader(report).pages)
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text and "Độc lập - Tự do - Hạnh phúc" in text
    assert "Số: 05/BC-HĐND" in text and "ngày 07 tháng 10 năm 2022" in text and "BÁO CÁO" in text
    assert f"Tiếp nhận {report.figures['opinions.received']:02d} ý kiến, kiến nghị" in text
    assert "180 lượt cử tri" in text or "voters.meetings" not in report.figures
    assert "TM. HỘI ĐỒNG NHÂN DÂN" in text and "CHỦ TỊCH" in text and "Nguyễn Văn Ân" in text
    assert "Nơi nhận:" in text and "- UBND thành phố;" in text and "- Lưu: VT, HĐND." in text
    assert text.count("./.") == 1


def inked(pdf_reader, folder):
    """[[(left, top, right, bottom, word)] of each page] in millimetres from the top left corner, as drawn."""
    file = folder / "printed.pdf"
    with file.open("wb") as out:
        pypdf.PdfWriter(clone_from=pdf_reader).write(out)
    drawn = subprocess.run(
        ["pdftotext", "-bbox", file, "-"], capture_output=True, text=True, check=True
    ).stdout
    box = r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>'
    return [
        [(*(float(n) / MM for n in found[:4]), found[4]) for found in re.findall(box, page)]
        for page in drawn.split("<page ")[1:]
    ]


def upright(page):
    return page.mediabox.width < page.mediabox.height


def test_paper_and_margins_are_within_the_decree(printed, tmp_path):
    for page in printed.pages:
        sides = float(page.mediabox.width) / MM, float(page.mediabox.height) / MM
        assert sorted(map(round, sides)) == [210, 297]
    pages = [
        found for page, found in zip(printed.pages, inked(printed, tmp_path), strict=True) if upright(page)
    ]
    assert len(pages) >= 2
    body = [word for words in pages for word in words if word[3] > 20 or not word[4].isdigit()]
    assert 30 <= min(word[0] for word in body) <= 35.5
    assert 20 <= min(word[1] for word in body) <= 25
    assert 15 <= 210 - max(word[2] for word in body) <= 20.5
    assert 297 - max(word[3] for word in body) >= 20


def test_type_is_times_metric_and_of_the_right_size(printed):
    fonts = {g[3] for page in printed.pages for g in glyphs(page)}
    assert fonts and all(
        re.search("LiberationSerif|Liberation-Serif|TimesNewRoman|Tinos", name) for name in fonts
    ), fonts
    # Type inside a picture is scaled with it, which the reader of the file does not undo.
    plain = [page for page in printed.pages if "Biểu đồ" not in page.extract_text()]
    sizes = {round(g[2], 1) for page in plain for g in glyphs(page)}
    assert min(sizes) >= 11 and max(sizes) <= 14.05, sizes
    body = [g[2] for g in glyphs(printed.pages[0]) if "Đoạn văn" in g[4] or "ý kiến" in g[4]]
    assert body and all(13 <= size <= 14.05 for size in body)


def test_pages_are_numbered_from_the_second_in_the_top_margin(printed, tmp_path):
    pages = inked(printed, tmp_path)
    assert len(pages) >= 2
    top = [[word for word in words if word[3] < 20] for words in pages]
    assert top[0] == []
    for number, found in enumerate(top[1:], 2):
        assert [word[4] for word in found] == [str(number)]
        # Centred between the margins of the text: 32 and 17 mm, on the wide pages 20 and 20.
        middle = (32 + 210 - 17) / 2 if upright(printed.pages[number - 1]) else 297 / 2
        assert abs((found[0][0] + found[0][2]) / 2 - middle) < 2


def test_annex_heads_repeat_on_every_page(filled):
    made = document.of_report(stored(draft(filled)))
    rows = [[f"Phường {i}", "Thường lệ giữa năm", "01/07/2022"] for i in range(120)]
    annex = {
        "no": 1,
        "key": "wards",
        "title": "Kỳ họp phường, xã",
        "head": ["Hội đồng nhân dân", "Kỳ họp", "Ngày"],
        "widths": [0, 55, 30],
    }
    made["annexes"] = [{**annex, "rows": rows}]
    pages = PdfReader(io.BytesIO(rendering.to_pdf(made))).pages
    with_rows = [page for page in pages if re.search(r"Phường \d", page.extract_text())]
    assert len(with_rows) >= 3 and all("Hội đồng nhân dân" in page.extract_text() for page in with_rows)


INJECTED = '<img src="{0}"><link rel="stylesheet" href="{0}"><style>@import "{0}"</style><object data="{0}"></object>'


@pytest.fixture
def ears():
    """A server on this machine that notes whether anybody asked it for anything."""
    heard = []

    class Handler(socketserver.BaseRequestHandler):
        def handle(self):
            heard.append(self.request.recv(1024))

    with socketserver.TCPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/x.png", heard
        server.shutdown()
        thread.join()


def test_markup_in_the_narrative_is_printed_as_text(filled, ears):
    address, heard = ears
    report = draft(filled)
    hostile = INJECTED.format(address) + INJECTED.format("file:///etc/passwd") + "<script>1</script>"
    perform(services.amend, filled.actor("staff"), report.pk, section_voters=hostile)
    text = words(reader(report).pages)
    assert '<img src="http' in text and "<script>1</script>" in text and "root:" not in text
    assert heard == []


@pytest.mark.parametrize(
    "name",
    [
        "file:///etc/passwd",
        "portal:static/../manage.py",
        "portal:static/../../etc/passwd",
        "//example.org/a.png",
    ],
)
def test_renderer_fetches_nothing_foreign(name):
    with pytest.raises(ValueError, match="outside"):
        pdf._fetcher().fetch(name)


def test_renderer_asks_no_server_even_for_real_markup(filled, ears, settings, tmp_path):
    address, heard = ears
    (tmp_path / "evil.html").write_text(f"<p>a</p>{INJECTED.format(address)}<p>b</p>")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    assert pdf.render("evil.html", {}).startswith(b"%PDF")
    assert heard == []


def test_list_prints_landscape_with_its_head_on_every_page(filled):
    from datetime import date

    from voters import services as voters

    for i in range(70):
        values = {
            "title": f"Nạo vét rãnh thoát nước ngõ {i} đường Trần Phú, phường Lam Sơn " * 2,
            "field": "traffic",
        }
        create(voters.record_opinion, filled.actor("staff"), on=date(2026, 5, 1), competence="city", **values)
    params = {"register": "opinion", "query": "tham_quyen=city"}
    job = jobs.ask(filled.actor("staff"), "list", "In danh sách", params)
    run_job(job.pk)
    job = Job.objects.get(pk=job.pk)
    assert job.state == "done", job.error
    pages = PdfReader(job.file).pages
    assert len(pages) >= 2
    for number, page in enumerate(pages, 1):
        text = page.extract_text()
        assert float(page.mediabox.width) > float(page.mediabox.height)
        assert "Nội dung" in text and f"{number}/{len(pages)}" in text
    assert "KIẾN NGHỊ CỬ TRI" in words(pages) and "01/05/2026" in words(pages)
