"""The whole way: one record in each register by keyboard, an answer from an agency, the chair's printed half-year."""

import io
import re
from datetime import timedelta

from django.utils.timezone import localdate
from pypdf import PdfReader

from tests.browser.conftest import sign_in
from tests.browser.hand import choose, first_choice, save, write

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
OPINIONS = ("Đèn chiếu sáng ngõ 45 hỏng đã ba tháng", "Nắp cống trước trường tiểu học bị vỡ")


def day(n):
    return f"{localdate() + timedelta(n):%d/%m/%Y}"


def test_from_the_first_record_to_the_printed_report(as_person):
    office = as_person()
    sign_in(office, "thuky")
    enter_a_session(office)
    enter_a_round(office)
    enter_a_meeting_with_opinions(office)
    enter_a_petition(office)
    attach_a_file(office)
    forward(office, OPINIONS[0])
    answer(as_person(), OPINIONS[0])
    assert_answered(office, OPINIONS[0])
    report(as_person())


def saved(page):
    """The record's page, which says that it was saved."""
    page.get_by_text(re.compile("^Đã lưu")).first.wait_for()


def found(page, path):
    """The heading of the first record of a list, opened with Enter."""
    page.goto(path)
    page.locator("tr[data-href] a.open").first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    return page.locator("h1").inner_text()


def enter_a_session(page):
    page.goto("/ky-hop/moi/")
    choose(page, "session_kind", "thematic")
    write(page, "topic", "Đầu tư công trung hạn")
    write(page, "on", day(40))
    write(page, "place", "Hội trường Thành ủy")
    save(page)
    saved(page)
    assert "chuyên đề" in found(page, "/ky-hop/?q=chuyen de")


def enter_a_round(page):
    page.goto("/giam-sat/moi/")
    write(page, "title", "Việc duy tu hệ thống chiếu sáng công cộng")
    choose(page, "round_kind", "thematic")
    choose(page, "field", first_choice(page, "field"))
    choose(page, "subject_kind", "standing")
    standing = page.evaluate(
        "[...document.getElementsByName('subject_body')[0].options].find(o => o.text.startsWith('Thường trực')).value"
    )
    choose(page, "subject_body", standing)
    write(page, "on", day(10))
    save(page)
    saved(page)
    assert "chiếu sáng công cộng" in found(page, "/giam-sat/?q=chieu sang cong cong")


def enter_a_meeting_with_opinions(page):
    page.goto("/tiep-xuc-cu-tri/moi/")
    write(page, "title", "Tiếp xúc cử tri tổ dân phố 45")
    choose(page, "meeting_kind", "before")
    write(page, "on", day(-3))
    choose(page, "unit", first_choice(page, "unit"))
    save(page)
    saved(page)
    assert "tổ dân phố 45" in found(page, "/tiep-xuc-cu-tri/?q=to dan pho 45")
    page.get_by_role("link", name=re.compile("kiến nghị", re.I)).and_(
        page.locator("[href*='hoi-nghi=']")
    ).first.click()
    write(page, "title", OPINIONS[0])
    choose(page, "field", "irrigation")
    choose(page, "competence", "city")
    save(page)
    saved(page)
    assert page.evaluate("document.getElementsByName('field')[0].value") == "irrigation"
    write(page, "title", OPINIONS[1])
    save(page)
    saved(page)


def enter_a_petition(page):
    page.goto("/don-thu/moi/")
    write(page, "sender_name", "Trần Văn Khải")
    write(page, "sender_phone", "0912000111")
    choose(page, "petition_kind", "complaint")
    choose(page, "field", "land")
    write(page, "title", "Khiếu nại việc bồi thường khi thu hồi đất tại tổ 45")
    save(page)
    saved(page)
    assert "bồi thường" in found(page, "/don-thu/?q=boi thuong to 45")


def attach_a_file(page):
    page.locator("#upload").set_input_files({"name": "don.pdf", "mimeType": "application/pdf", "buffer": PDF})
    page.get_by_role("button", name="Tải lên").click()
    page.locator("#files").get_by_role("link", name="don.pdf").wait_for()


def forward(page, title):
    found(page, f"/kien-nghi/?q={title}")
    page.get_by_role("link", name="Chuyển giải quyết").click()
    page.get_by_label("Cơ quan giải quyết").select_option(label="Sở Xây dựng")
    page.get_by_label("Số công văn").fill("88/HĐND-VP")
    page.get_by_role("button", name="Chuyển giải quyết").click()
    page.get_by_text("Đã thực hiện: Chuyển giải quyết").wait_for()


def answer(page, title):
    """The agency finds it in its list, answers, and sees nothing of the other opinion."""
    sign_in(page, "coquan")
    page.goto(f"/kien-nghi/?q={OPINIONS[1]}")
    assert page.locator("tr[data-href]").count() == 0
    found(page, f"/kien-nghi/?q={title}")
    page.get_by_role("link", name="Trả lời", exact=True).click()
    page.get_by_label("Nội dung trả lời").fill("Đã thay bóng, đèn sáng từ hôm qua.")
    page.get_by_label("Kết quả").select_option("resolved")
    page.get_by_label("Số văn bản").fill("12/SXD")
    page.get_by_role("button", name="Trả lời").click()
    page.get_by_text("Đã thực hiện: Trả lời").wait_for()


def assert_answered(page, title):
    found(page, f"/kien-nghi/?q={title}")
    assert page.get_by_text("Đã thay bóng, đèn sáng từ hôm qua.").first.is_visible()


def report(page):
    """The chair looks at Phủ Lý's half-year, opens what stands behind a figure, and prints it."""
    sign_in(page, "chutich")
    page.locator("header.top details.drop summary").first.click()
    page.get_by_role("button", name=re.compile("Phủ Lý")).click()
    page.locator("nav.side .name small", has_text="Phủ Lý").wait_for()
    page.goto("/bao-cao/")
    page.get_by_label("Từ ngày").fill("01/04/2022")
    page.get_by_label("Đến ngày").fill("30/09/2022")
    page.get_by_role("button", name="Xem số liệu").click()
    page.locator(".head .soft", has_text="Phủ Lý").wait_for()
    assert "hd=phu-ly" in page.url
    figures = dict(
        page.locator(".figures tbody tr").evaluate_all(
            "rows => rows.map(row => [row.querySelector('summary').innerText.trim(), row.querySelector('b').innerText.trim()])"
        )
    )
    assert {"2", "4", "8", "21"} <= set(figures.values()), figures
    drill_down(page)
    at_a_glance(page)
    page.get_by_role("button", name="In báo cáo").click()
    page.wait_for_url("**/viec/*/")
    link = page.get_by_role("link", name="Mở và in")
    link.wait_for(timeout=60_000)
    file = page.context.request.get(link.get_attribute("href"))
    assert file.headers["content-type"] == "application/pdf"
    text = re.sub(
        r"\s+", " ", " ".join(part.extract_text() for part in PdfReader(io.BytesIO(file.body())).pages)
    )
    for words in ("02 kỳ họp", "04 cuộc giám sát", "08 đơn vị", "PHỦ LÝ", "Độc lập - Tự do - Hạnh phúc"):
        assert words in text, words


def at_a_glance(page):
    """The chair's page goes onto one sheet of A4."""
    page.get_by_role("link", name="Tổng quan").click()
    page.locator(".tiles li").first.wait_for()
    printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(printed.pages) == 1 and "Đơn vị đang nợ" in printed.pages[0].extract_text()
    page.go_back()
    page.locator(".figures").first.wait_for()


def drill_down(page):
    """The list behind a figure holds exactly as many."""
    row = page.locator(".figures a", has_text="Cuộc giám sát").first
    wanted = int(row.locator("b").inner_text())
    row.click()
    page.locator("#results").wait_for()
    assert page.locator("tr[data-href]").count() == wanted == 4
    page.go_back()
