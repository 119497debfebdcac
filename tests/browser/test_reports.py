"""A quarter's report from the draft to the signature: written by two at once, returned, approved, numbered, frozen,
signed, and its paper checked by a stranger."""

import io
import json
import re

from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.browser.hand import write
from tests.reports import keys

SECTION = "Giám sát"


def test_a_report_from_the_draft_to_the_signature(as_person):
    office, other, chair = as_person("thuky"), as_person("thuky"), as_person("chutich")
    address = drafted(office)
    written_by_two(office, other, address)
    remarked(chair, office, address)
    exported(office, address)
    decided(office, chair, address)
    code, file = frozen(office, address)
    signed = signed_by(chair, address)
    checked(as_person(), code, file, signed)


def act(page, name):
    """A verb of the record, wherever it stands: among the buttons or under «Việc khác»."""
    acts, named = page.locator(".head .acts"), re.compile(f"^{name}")
    wanted = acts.get_by_role("button", name=named).or_(acts.get_by_role("link", name=named))
    if not wanted.first.is_visible():
        page.locator(".head .acts details summary").last.click()
    wanted.first.click()


def done(page, name):
    page.get_by_text(f"Đã thực hiện: {name}").first.wait_for()


def drafted(page):
    page.goto("/bao-cao/")
    page.get_by_label("Kỳ báo cáo").select_option(label="Quý III")
    page.get_by_role("button", name="Xem số liệu").click()
    page.locator(".head .soft", has_text="quý III").wait_for()
    page.get_by_role("link", name="Lập báo cáo").click()
    page.get_by_label("Mẫu báo cáo").select_option(label="Báo cáo quý (mẫu rút gọn)")
    page.get_by_role("button", name="Lưu", exact=True).click()
    page.locator(".doc h4").first.wait_for()
    assert "quý III" in page.locator("h1").inner_text()
    return page.url


def edit(page, address):
    page.goto(address)
    page.get_by_role("link", name=re.compile(rf"Sửa mục\s*: {SECTION}$")).click()
    page.get_by_label("Nội dung").wait_for()


def written_by_two(one, two, address):
    """Whoever saves second is shown both texts; the figures in both stay live."""
    edit(one, address)
    edit(two, address)
    text = one.get_by_label("Nội dung").input_value()
    assert "{oversight.rounds}" in text
    one.get_by_label("Nội dung").fill(f"{text} Đoàn đã làm việc tại cơ sở.")
    one.get_by_role("button", name="Lưu", exact=True).click()
    one.get_by_text("Đã lưu mục").wait_for()
    two.get_by_label("Nội dung").fill(f"{text} Kết quả được công khai.")
    two.get_by_role("button", name="Lưu", exact=True).click()
    two.get_by_role("heading", name="Mục này vừa được người khác sửa").wait_for()
    assert "Đoàn đã làm việc tại cơ sở" in two.locator(".note .diff").inner_text()
    two.get_by_label("Nội dung").fill(f"{text} Đoàn đã làm việc tại cơ sở. Kết quả được công khai.")
    two.get_by_role("button", name="Lưu", exact=True).click()
    two.get_by_text("Đã lưu mục").wait_for()
    line = two.locator(".doc p", has_text="Kết quả được công khai")
    assert line.locator("a.fig").count() >= 1 and "{" not in line.inner_text()
    two.get_by_role("link", name="Các phiên bản").click()
    assert two.locator("ins", has_text="công khai").count()


def remarked(chair, office, address):
    chair.goto(address)
    act(chair, "Góp ý")
    chair.get_by_label("Về mục").select_option(label=SECTION)
    chair.get_by_label("Ý kiến").fill("Nêu rõ đơn vị chưa thực hiện kiến nghị.")
    chair.get_by_role("button", name="Góp ý").last.click()
    done(chair, "Góp ý")
    office.goto(address)
    office.get_by_text("Nêu rõ đơn vị chưa thực hiện kiến nghị.").first.wait_for()
    act(office, "Đánh dấu đã xử lý góp ý")
    office.get_by_role("checkbox").first.check()
    office.get_by_role("button", name="Đánh dấu đã xử lý góp ý").last.click()
    office.locator("c-chip, .chip", has_text="đã xử lý").first.wait_for()


def made(page, address, format):
    """The file of a format, made by the worker."""
    page.goto(address)
    act(page, "Xuất tệp")
    page.get_by_label("Định dạng").select_option(format)
    page.get_by_role("button", name="Xuất tệp").last.click()
    link = page.locator("a[href*='/tep/']").first
    link.wait_for(timeout=90_000)
    return page.context.request.get(link.get_attribute("href")).body()


def exported(page, address):
    word = Document(io.BytesIO(made(page, address, "docx")))
    assert any("Kết quả được công khai" in line.text for line in word.paragraphs)
    book = load_workbook(io.BytesIO(made(page, address, "xlsx")))
    told = {row[0]: row[1] for row in book["Số liệu"].iter_rows(min_row=2, values_only=True)}
    figures = json.loads(made(page, address, "json"))["figures"]
    assert told["Cuộc giám sát, khảo sát"] == figures["oversight.rounds"]


def decided(office, chair, address):
    office.goto(address)
    act(office, "Trình ký")
    done(office, "Trình ký")
    assert office.get_by_role("link", name=re.compile("Sửa mục")).count() == 0
    chair.goto(address)
    act(chair, "Trả lại")
    chair.get_by_label("Nội dung cần sửa").fill("Bổ sung nguyên nhân.")
    chair.get_by_role("button", name="Trả lại").last.click()
    done(chair, "Trả lại")
    office.goto(address)
    office.get_by_text("Bổ sung nguyên nhân.").first.wait_for()
    act(office, "Trình ký")
    done(office, "Trình ký")
    chair.goto("/bao-cao/tong-quan/")
    chair.goto(address)
    act(chair, "Duyệt")
    done(chair, "Duyệt")


def frozen(page, address):
    """(code, file) of the frozen report."""
    page.goto(address)
    act(page, "Cấp số")
    done(page, "Cấp số")
    act(page, "Chốt báo cáo")
    page.wait_for_load_state()
    page.get_by_role("button", name="Chốt báo cáo").last.click()
    page.locator("h2", has_text="Bản đã chốt").wait_for()
    for _ in range(60):
        if page.locator("a[href$='/tep/']").count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    code = page.locator("dl.facts dd.num").first.inner_text().strip()
    file = page.context.request.get(page.locator("a[href$='/tep/']").first.get_attribute("href")).body()
    text = " ".join(part.extract_text() for part in PdfReader(io.BytesIO(file)).pages)
    assert code in text and "/BC-HĐND" in text and "Kết quả được công khai" in re.sub(r"\s+", " ", text)
    return code, file


def signed_by(page, address):
    page.goto(address)
    act(page, "Ký số")
    key = {"name": "ky.p12", "mimeType": "application/x-pkcs12", "buffer": keys.made()[0]}
    page.get_by_label("Tệp khóa PKCS#12").set_input_files(key)
    page.get_by_label("Mật khẩu của khóa").fill(keys.PASSWORD)
    page.get_by_role("button", name="Ký số").last.click()
    link = page.get_by_role("link", name="Bản đã ký")
    link.wait_for()
    return page.context.request.get(link.get_attribute("href")).body()


def checked(page, code, file, signed):
    """A stranger with the paper types its code; with the file, the page tells the original from another."""
    page.goto("/bao-cao/kiem-tra/")
    write(page, "ma", code.replace("-", "").lower())
    page.keyboard.press("Enter")
    page.get_by_text("mã này có trong sổ văn bản").wait_for()
    assert page.get_by_text("đã ký số").first.is_visible()
    for content, words in (
        (signed, "Đúng là bản đã ký số"),
        (file, "Đúng là bản đã chốt"),
        (signed + b" ", "Không phải bản gốc"),
    ):
        page.locator("#file").set_input_files(
            {"name": "a.pdf", "mimeType": "application/pdf", "buffer": content}
        )
        page.get_by_role("button", name="Kiểm tra tệp").click()
        page.get_by_text(words).wait_for()
