"""Papers on their way: a committee head gives the verification, the office sends, a delegate on a tablet reads, notes and
asks, the chair sees and chooses the question."""

import io
import re

from pypdf import PdfReader

from tests.browser.conftest import TABLET
from tests.browser.test_pages import judge

DOSSIER = "Dự thảo nghị quyết về số lượng người hoạt động không chuyên trách"
OPINION = "Ban Pháp chế nhất trí; đề nghị làm rõ mức khoán đối với thôn từ 350 hộ."
NOTE = "Hỏi thêm về nguồn kinh phí"
ISSUE = "Nguồn kinh phí chi trả phụ cấp năm tới được bố trí thế nào?"


def test_from_the_verification_to_the_delegates_question(people):
    with people.page("truongban") as page:
        verify(page)
    with people.page("thuky") as page:
        send(page)
    with people.page("daibieu", viewport=TABLET) as page:
        room = read(page)
        annotate(page)
        one_file(page, room)
        ask(page)
    with people.page("chutich") as page:
        choose(page, room)


def dossier(page):
    page.goto("/ky-hop/ho-so/?q=khong chuyen trach")
    page.locator("tr[data-href] a.open").first.click()
    page.locator("h1", has_text=re.compile("không chuyên trách")).wait_for()


def press(page, label):
    """Take an act of the record, wherever its button stands."""
    button = page.get_by_role("link", name=label, exact=True).first
    if not button.is_visible():
        page.locator(".acts details.drop summary").first.click()
    button.click()


def submit(page):
    with page.expect_navigation():
        page.locator("form.card .bar button[type=submit]").first.click()


def verify(page):
    """The head finds the committee's draft in the form and gives the report."""
    dossier(page)
    assert "Dự thảo, chỉ Ban mình đọc được" in page.content()
    press(page, "Nhập báo cáo thẩm tra")
    assert page.locator("[name=opinion]").input_value()
    page.fill("[name=opinion]", OPINION)
    page.fill("[name=report_no]", "12/BC-BPC")
    submit(page)
    page.get_by_text("đã thẩm tra").first.wait_for()


def send(page):
    dossier(page)
    assert OPINION in page.content()
    press(page, "Ghi đã gửi đại biểu")
    submit(page)
    page.get_by_text("đã gửi đại biểu").first.wait_for()


def read(page):
    """The room, a search in the papers, and a page of the draft as a picture. Returns the room's address."""
    dossier(page)
    page.get_by_role("link", name=re.compile("^Kỳ họp thứ")).first.click()
    page.get_by_role("link", name="Tài liệu kỳ họp").click()
    page.locator("h1", has_text="Tài liệu kỳ họp").wait_for()
    room = page.url
    page.fill("#room-q", "luong co so")
    page.keyboard.press("Enter")
    page.locator("#hits mark").first.wait_for()
    page.locator("#hits a.what").first.click()
    page.locator(".sheet mark").first.wait_for()
    page.get_by_role("link", name="Bỏ tìm").click()
    picture = page.locator(".sheet img").first
    picture.wait_for()
    page.wait_for_function("document.querySelector('.sheet img').naturalWidth > 800")
    return room


def annotate(page):
    """A note keeps itself while the delegate types."""
    page.fill("#note", NOTE)
    page.get_by_text("chỉ mình Anh/Chị đọc được").wait_for()
    page.reload()
    assert page.locator("#note").input_value() == NOTE


def one_file(page, room):
    """All papers as one PDF, made by the worker."""
    page.goto(room)
    page.get_by_role("button", name="Ghép thành một tệp PDF").click()
    page.get_by_text("đã xong").first.wait_for(timeout=60_000)
    page.goto(room)
    with page.expect_download() as got:
        page.get_by_role("link", name=re.compile("^Một tệp PDF")).click()
    reader = PdfReader(io.BytesIO(got.value.path().read_bytes()))
    assert len(reader.pages) >= 5 and reader.outline


def ask(page):
    page.goto("/ky-hop/chat-van/moi/")
    session = page.locator("[name=council_session] option", has_text=re.compile("thứ 7")).get_attribute(
        "value"
    )
    page.select_option("[name=council_session]", session)
    page.fill("[name=title]", ISSUE)
    page.select_option("[name=field]", "budget")
    page.select_option("[name=respondent]", index=1)
    page.fill("[name=respondent_post]", "Giám đốc Sở Tài chính")
    page.locator("form.card .bar button[name=_save]").click()
    page.get_by_text("Chờ chuyển đến người bị chất vấn").wait_for()


def choose(page, room):
    """The chair sees the slip and chooses it, and nothing of the delegate's note."""
    page.goto("/ky-hop/chat-van/?q=nguon kinh phi")
    page.locator("tr[data-href] a.open", has_text=ISSUE).click()
    press(page, "Lựa chọn chất vấn")
    submit(page)
    page.get_by_text("được lựa chọn").first.wait_for()
    page.goto(room)
    assert NOTE not in page.content() and "có ghi chú" not in page.content()


def test_the_pages_around_the_papers_are_in_order(people):
    """The room, a paper as pages and as text, two versions compared, who opened, groups of questions, compliance."""
    faults = {}
    with people.page("thuky") as page:
        page.goto("/ky-hop/ho-so/?q=dau tu cong nam nay")
        page.locator("tr[data-href] a.open").first.click()
        faults["dossier"] = judge(page)
        page.get_by_role("link", name=re.compile("^So sánh các bản")).first.click()
        faults["compare"] = judge(page)
        page.get_by_role("link", name="Đọc bản 2").click()
        faults["read"] = judge(page)
        page.get_by_role("link", name="Xem chữ").click()
        faults["text"] = judge(page)
        page.get_by_role("link", name="Tài liệu kỳ họp").click()
        room = page.url
        page.goto(f"{room}?q=ben gao")
        faults["room"] = judge(page)
        page.goto(f"{room}luot-mo/")
        faults["openings"] = judge(page)
        page.goto(room.replace("tai-lieu", "tuan-thu"))
        faults["compliance"] = judge(page)
        page.goto("/ky-hop/chat-van/?q=duong gom")
        page.locator("tr[data-href] a.open").first.click()
        page.get_by_role("link", name=re.compile("^Kỳ họp thứ 7")).first.click()
        page.get_by_role("link", name="Tổng hợp theo nhóm").click()
        faults["groups"] = judge(page)
    assert {name: wrong for name, wrong in faults.items() if wrong} == {}
