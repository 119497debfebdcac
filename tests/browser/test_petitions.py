"""Petitions as they are handled: the office, the agency, the chair and a head in turn; a denouncer named to nobody."""

import io
import re

from openpyxl import load_workbook
from pypdf import PdfReader

from tests.browser.hand import choose, save, write
from tests.browser.test_journey import PDF, day

WRITER, PHONE = "Vương Đình Thuyết", "0977 123 450"
MATTER = "Khiếu nại quyết định thu hồi giấy phép xây dựng nhà xưởng dệt lụa ở xóm Trầm"
DENOUNCER, ACCUSED = "Khuất Thị Nhãn", "Lỗ Bá Thước"
CRIME = "Tố cáo việc nhận tiền khi cấp phép xây dựng xưởng dệt lụa"
HOUSE = "Sở Xây dựng"


def act(page, name, **values):
    """Open an act of the record, fill in its form, do it."""
    open_act(page, name)
    fill(page, values)
    page.locator("main form.card .bar button").first.click()
    page.get_by_text(re.compile("^Đã thực hiện")).first.wait_for()


def open_act(page, name):
    """The form of an act, be it a button or in the menu of further acts, where its hint stands beside its name."""
    link = page.locator(".acts").get_by_role("link", name=re.compile(f"^{re.escape(name)}")).first
    if link.count() == 0 or not link.is_visible():
        page.locator(".acts summary").first.click()
    link.click()
    page.locator("main form.card").first.wait_for()


def fill(page, values):
    for name, value in values.items():
        field = page.locator(f"main form.card [name={name}]")
        if value is True:
            field.first.check()
        elif field.first.evaluate("field => field.type") == "checkbox":
            field.and_(page.locator(f"[value='{value}']")).check()
        elif field.first.evaluate("field => field.tagName") == "SELECT":
            field.first.select_option(**value) if isinstance(value, dict) else field.first.select_option(
                value
            )
        else:
            field.first.fill(value)


def done(page):
    page.get_by_text(re.compile("^Đã lưu")).first.wait_for()


def register(page, kind, title, *, then, **values):
    """A petition by keyboard alone, from the list's first key to the saved record."""
    page.goto("/don-thu/moi/")
    for name in ("sender_name", "sender_phone"):
        write(page, name, values[name])
    choose(page, "petition_kind", kind)
    choose(page, "field", "building")
    write(page, "title", title)
    write(page, "respondent", values.get("respondent", "UBND phường Tân Mỹ"))
    if then:
        then(page)
    with page.expect_navigation():
        page.locator("[name=_save]").focus()
        page.keyboard.press("Enter")
    done(page)
    return f"/don-thu/{page.url.rstrip('/').rpartition('/')[2]}/"


def seen_again(page):
    """The sender and the matter of the first letter, while the second one is still being typed."""
    aside = page.locator("#same-sender")
    aside.get_by_text("Đơn trước của người gửi này").wait_for()
    aside.get_by_text("Đơn có nội dung tương tự").wait_for()
    assert aside.get_by_text(WRITER).first.is_visible()


def sort(page, address):
    page.goto(address)
    act(page, "Đủ điều kiện xử lý")


def transfer(page, address):
    page.goto(address)
    act(page, "Chuyển đơn", agency={"label": HOUSE})


def issue(page, address, label):
    """Draft a letter from its wording, issue it under the next number, wait for its files: the PDF and the DOCX."""
    page.goto(address)
    page.locator("#letters summary").click()
    page.locator("#letters").get_by_role("button", name=label, exact=True).click()
    page.locator("[name=signed_on]").fill(day(0))
    page.locator("[name=_issue]").click()
    page.get_by_text(re.compile("^Đã ban hành")).first.wait_for()
    links = page.locator("#letters li", has_text=label)
    return [file_of(page, links.get_by_role("link", name=re.compile(f"^{kind}"))) for kind in ("PDF", "DOCX")]


def file_of(page, link):
    """A letter's file; the worker makes it a moment after the letter was issued."""
    address = link.first.get_attribute("href")
    for _ in range(60):
        answer = page.request.get(address)
        if "html" not in answer.headers["content-type"]:
            return answer.body()
        page.wait_for_timeout(500)
    raise AssertionError(f"{address} was never made")


def words(content):
    if content.startswith(b"%PDF"):
        return " ".join(
            "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split()
        )
    from docx import Document

    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join(" ".join([*cells, *(line.text for line in document.paragraphs)]).split())


def test_a_complaint_goes_from_intake_to_its_end(as_person):
    office, agency, chair = as_person("thuky"), as_person("coquan"), as_person("chutich")
    first = register(office, "complaint", MATTER, then=None, sender_name=WRITER, sender_phone=PHONE)
    address = register(
        office, "complaint", f"{MATTER}, gửi lần nữa", then=seen_again,
        sender_name="vuong dinh thuyet", sender_phone="+84977123450",
    )  # fmt: skip
    assert first != address
    receipt = office.request.get(f"{address}bien-nhan/")
    assert receipt.body().startswith(b"%PDF") and "nhà xưởng dệt lụa" in words(receipt.body())
    sort(office, address)
    transfer(office, address)
    for content in issue(office, address, "Phiếu chuyển đơn"):
        assert HOUSE in words(content) and "vuong dinh thuyet" in words(content)
    urge(chair, address)
    resolve(agency, address)
    inform(office, address)


def urge(page, address):
    page.goto(address)
    act(page, "Đôn đốc", letter_no="17/CV-HĐND", content="Đề nghị thụ lý đúng hạn.")
    page.locator("main").get_by_text("17/CV-HĐND").first.wait_for()


def resolve(page, address):
    """The agency finds the letter, accepts, says why it takes longer, decides."""
    page.goto("/don-thu/?q=xuong det lua")
    page.locator(f"tr[data-href$='/{address.split('/')[2]}/'] a.open").click()
    assert page.locator("main").get_by_text("17/CV-HĐND").first.is_visible()
    act(page, "Ghi thụ lý", accepted_no="8/TB-SXD")
    act(page, "Đánh giá phức tạp", tests="evidence")
    act(
        page, "Ghi kết quả giải quyết", outcome="partly", resolved_no="90/QĐ-SXD", result="Trả lại giấy phép, phạt phần sai.",
    )  # fmt: skip


def inform(page, address):
    page.goto(address)
    assert page.locator("main").get_by_text("Trả lại giấy phép, phạt phần sai.").first.is_visible()
    act(page, "Nhận báo cáo kết quả")
    pdf, _ = issue(page, address, "Thông báo kết quả giải quyết đơn")
    assert "Trả lại giấy phép" in words(pdf)
    page.goto(address)
    act(page, "Thông báo người gửi")
    act(page, "Kết thúc")
    assert page.locator(".marks").get_by_text("kết thúc", exact=True).is_visible()


def test_a_denouncer_is_known_to_the_handler_alone(as_person):
    office, agency, chair, head = (as_person(name) for name in ("thuky", "coquan", "chutich", "truongban"))
    address = register(
        office,
        "denunciation",
        CRIME,
        then=None,
        sender_name=DENOUNCER,
        sender_phone="0977 000 450",
        respondent=ACCUSED,
    )
    scan, masked = attach(office, address, "Đơn của Nhãn"), attach(office, address, "Bản che tên Nhãn")
    sort(office, address)
    transfer(office, address)
    letters = issue(office, address, "Phiếu chuyển đơn")
    for page in (office, agency, chair, head):
        hidden(page, address)
    for content in letters:
        assert DENOUNCER not in words(content) and ACCUSED not in words(content) and CRIME in words(content)
    assert agency.request.get(scan).status == agency.request.get(masked).status == 403
    strip(office, address)
    assert agency.request.get(scan).status == 403 and agency.request.get(masked).status == 200
    look(office, address)
    for page in (chair, head):
        page.goto("/don-thu/luot-xem/")
        assert page.get_by_text("Xác minh theo kế hoạch số 6").first.is_visible()
    extend(agency, address)


def attach(page, address, name):
    """Upload a scan; its address. The name that it had is not kept."""
    page.goto(address)
    before = page.locator("#files li").count()
    page.locator("#upload").set_input_files(
        {"name": f"{name}.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    page.get_by_role("button", name="Tải lên").click()
    link = page.locator("#files").get_by_role("link", name=f"Tệp {before + 1}.pdf")
    link.wait_for()
    return link.get_attribute("href")


def hidden(page, address):
    """On the record, in the list, in the search and in the history nobody reads who wrote or who is accused."""
    for path in (address, "/don-thu/?q=det lua", "/tim/?q=khuat thi nhan", "/thong-bao/"):
        page.goto(path)
        text = page.content()
        assert DENOUNCER not in text and ACCUSED not in text and "Nhãn" not in text, path


def strip(page, address):
    page.goto(address)
    open_act(page, "Đánh dấu tệp đã che danh tính")
    page.get_by_label("Tệp 2.pdf").check()
    page.locator("[name=sure]").check()
    page.locator("main form.card .bar button").first.click()
    page.get_by_text(re.compile("^Đã thực hiện")).first.wait_for()


def look(page, address):
    page.goto(address)
    open_act(page, "Xem danh tính")
    page.locator("[name=reason]").fill("Xác minh theo kế hoạch số 6")
    page.locator("main form.card .bar button").first.click()
    page.get_by_text(DENOUNCER).first.wait_for()
    assert page.get_by_text(ACCUSED).first.is_visible()


def extend(page, address):
    """A denunciation takes longer once a test of the law is ticked, not before."""
    page.goto(address)
    act(page, "Ghi thụ lý", accepted_no="9/TB-SXD")
    act(page, "Đánh giá phức tạp", tests="people")
    act(page, "Gia hạn giải quyết tố cáo", reason="Quyết định gia hạn số 10")
    act(
        page,
        "Ghi kết quả giải quyết",
        outcome="right",
        result="Đã xử lý người nhận tiền.",
        resolved_no="92/KL-SXD",
    )
    assert DENOUNCER not in page.content()


def test_a_day_of_receiving_citizens_fills_the_book(as_person):
    office, chair = as_person("thuky"), as_person("chutich")
    office.goto("/don-thu/tiep-cong-dan/moi/")
    choose(office, "reception_kind", "periodic")
    write(office, "on", day(0))
    write(office, "place", "Phòng tiếp công dân số 2")
    write(office, "host_name", "Phó Chủ tịch HĐND tiếp thay")
    save(office)
    done(office)
    office.goto("/don-thu/tiep-cong-dan/?q=tiep thay")
    office.locator("tr[data-href] a.open").first.click()
    address = office.url
    visit(office, address, "Hỏi thời gian sửa cống", "recommendation", "1")
    visit(office, address, "Khiếu nại giá đất bồi thường", "complaint", "6")
    act(office, "Từ chối tiếp", refusal="threat", remark="Gây rối nơi tiếp công dân")
    pdf, _ = issue(office, office.url, "Thông báo từ chối tiếp công dân (Mẫu 01/TCD)")
    assert "gây rối" in words(pdf).lower()
    office.goto(address)
    act(office, "Ghi đã tiếp", conclusion="Giao Sở Xây dựng kiểm tra.")
    book(chair, address)


def visit(page, address, title, kind, people):
    page.goto(address)
    page.get_by_role("link", name="Ghi lượt tiếp").first.click()
    write(page, "sender_name", "Đoàn Thị Sen")
    write(page, "people", people)
    choose(page, "visit_kind", kind)
    choose(page, "field", "land")
    write(page, "title", title)
    with page.expect_navigation():
        page.locator("[name=_save]").focus()
        page.keyboard.press("Enter")
    done(page)


def book(page, address):
    page.goto(address)
    assert page.get_by_text("1 lượt, 1 người, 0 đoàn đông người").is_visible()
    sheet = page.request.get(page.get_by_role("link", name="Xuất sổ 03/TCD").get_attribute("href"))
    rows = [
        [cell.value for cell in row] for row in load_workbook(io.BytesIO(sheet.body())).active.iter_rows()
    ]
    assert len(rows) == 3 and {len(row) for row in rows} == {13}
    assert rows[1][2] == "Đoàn Thị Sen" and rows[2][6] == 6 and "Từ chối tiếp" in rows[2][11]


def test_a_citizen_looks_the_petition_up_when_the_office_allows_it(as_person):
    office, admin, citizen = as_person("thuky"), as_person("admin"), as_person()
    switch(admin, False)
    assert citizen.request.get("/don-thu/tra-cuu/").status == 404
    switch(admin, True)
    address = register(
        office, "recommendation", "Đề nghị trồng cây bóng mát ở ngõ 12", then=None,
        sender_name="Đoàn Văn Mộc", sender_phone="không có",
    )  # fmt: skip
    text = words(office.request.get(f"{address}bien-nhan/").body())
    code, secret = re.findall(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}\b", text)[:2]
    assert "đang phân loại" in asked(citizen, code, secret)
    assert "Không có đơn nào ứng với" in asked(citizen, code, "AAAA-AAAA")
    for _ in range(12):
        last = asked(citizen, code, "BBBB-BBBB")
    assert "quá nhiều lần" in last
    switch(admin, False)
    assert citizen.request.get("/don-thu/tra-cuu/").status == 404


def switch(page, on):
    page.goto("/don-thu/tra-cuu/cai-dat/")
    page.locator("[name=is_on]").set_checked(on)
    page.locator("main form .bar button").first.click()
    page.get_by_text("Đã lưu").first.wait_for()


def asked(page, code, secret):
    page.goto("/don-thu/tra-cuu/")
    page.locator("[name=code]").fill(code)
    page.locator("[name=secret]").fill(secret)
    page.get_by_role("button", name="Tra cứu").click()
    page.wait_for_load_state()
    return page.locator("body").inner_text()


def test_statistics_are_seen_and_taken_out(as_person):
    page = as_person("chutich")
    page.goto("/don-thu/thong-ke/")
    shown = page.locator("table.progress").first.locator("tbody tr").last.locator("td").first.inner_text()
    link = page.get_by_role("link", name="Xuất Excel").get_attribute("href")
    rows = load_workbook(io.BytesIO(page.request.get(link).body())).active.iter_rows(values_only=True)
    total = next(row for row in rows if row[0] == "Tổng cộng")
    assert str(total[1]) == shown
    page.goto("/don-thu/theo-doi/")
    page.get_by_role("link", name="Quá hạn", exact=True).click()
    assert "theo_doi=qua-han" in page.url and page.locator("tr[data-href]").first.is_visible()
