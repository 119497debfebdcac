"""Voter contact in the browser: the grid by keyboard alone over a failing line, and the way of opinions from a ward's meeting
over the city and an agency to the delegate who confirms or raises again."""

import io
import re
from datetime import timedelta

import pytest
from django.utils.timezone import localdate
from openpyxl import load_workbook
from playwright.sync_api import expect

from config.embedded import until
from tests.browser.hand import choose, first_choice, reach, save, write

WORD = (
    "Ý kiến cử tri tổ 9:\n1.\tNạo vét rãnh thoát nước ngõ 9\n2.\tThiếu bác sĩ ở trạm y tế phường\n"
    "3.\tXe quá tải chạy\nvào phố giờ cao điểm"
)
EXCEL = 'STT\tNội dung\tCử tri\n1\tTrường mầm non thiếu sân chơi\tBà Hoa\n2\t"Đèn đường\nphố Hàng Kênh hỏng"\tÔng Bình\n'
SAVED = re.compile(r"Đã lưu KN-\d{4}-\d+")


def day(n):
    return f"{localdate() + timedelta(n):%d/%m/%Y}"


def opened(page, path):
    """The first record of a list."""
    page.goto(path)
    with page.expect_navigation():
        page.locator("tr[data-href] a.open").first.click()
    return page.locator("h1").inner_text()


def act(page, verb):
    """The link of a verb, wherever it stands: among the buttons or under «Việc khác», where there are many."""
    link = page.locator(".head").get_by_role("link", name=verb, exact=True)
    if not link.is_visible():
        page.locator(".head .acts summary", has_text="Việc khác").click()
    link.click()


def do(page, verb, **values):
    """A verb of the record by its button and, where it asks, its form."""
    act(page, verb)
    for name, value in values.items():
        field = page.locator(f"form [name={name}]")
        if field.first.evaluate("el => el.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)
    page.locator("form .bar").get_by_role("button", name=verb).click()


def done(page, verb):
    page.get_by_text(f"Đã thực hiện: {verb}").first.wait_for()


def held_meeting(page, title, kind="before"):
    """A meeting of three days ago, its result noted; gives the address of its grid."""
    page.goto("/tiep-xuc-cu-tri/moi/")
    write(page, "title", title)
    choose(page, "meeting_kind", kind)
    write(page, "on", day(-3))
    choose(page, "unit", first_choice(page, "unit"))
    save(page)
    page.get_by_text(re.compile("^Đã lưu")).first.wait_for()
    opened(page, f"/tiep-xuc-cu-tri/?q={title}")
    do(page, "Ghi kết quả", voters="60", speakers="5")
    done(page, "Ghi kết quả")
    page.get_by_role("link", name="Nhập nhanh nhiều kiến nghị").click()
    page.locator("#rows [data-row]").first.wait_for()
    return page.url


# --- the grid ------------------------------------------------------------------------------------------------


def row_of(page, text):
    """The row of the grid that holds a text, once it does."""
    assert until(lambda: _place(page, text) >= 0, 15), text
    return page.locator("#rows [data-row]").nth(_place(page, text))


def _place(page, text):
    return page.evaluate(
        "text => [...document.querySelectorAll('#rows [data-row]')].findIndex(row => row.elements.title.value.includes(text))",
        text,
    )


def state(page, text):
    return row_of(page, text).locator("[data-state]")


def typed(page, text):
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def pick(page, name, value):
    """A choice of a row, where the words may have suggested one further down already."""
    reach(page, name)
    page.keyboard.press("Home")
    choose(page, name, value)


def paste(page, text):
    """What Ctrl+V does with a text from Word or Excel, in the field that has the cursor."""
    page.evaluate(
        """text => {
          const clip = new DataTransfer(); clip.setData("text/plain", text);
          const about = { clipboardData: clip, bubbles: true, cancelable: true };
          document.activeElement.dispatchEvent(new ClipboardEvent("paste", about));
        }""",
        text,
    )


def test_the_grid_by_keyboard_alone(as_person):
    page = as_person("thuky")
    held_meeting(page, "Hội nghị nhập bằng bàn phím")
    assert page.evaluate("document.activeElement.name") == "title"
    # Each row is saved by Enter, which goes on to the next; the field comes from the words.
    typed(page, "Đường gom tổ 41 bụi và lầy lội")
    expect(state(page, "tổ 41")).to_have_text(SAVED)
    assert row_of(page, "tổ 41").locator("[name=field]").input_value() == "traffic"
    assert page.evaluate("document.activeElement.name") == "title"
    # Level, answer and name by Tab; the next row takes the level over when it is made anew.
    page.keyboard.type("Trạm y tế nghỉ sớm ở tổ 42")
    pick(page, "competence", "commune")
    write(page, "answer", "Trạm mở thêm ca tối từ tuần sau")
    write(page, "voter", "Bà Kín Tên")
    page.keyboard.press("Enter")
    expect(state(page, "tổ 42")).to_have_text(re.compile("Đã lưu .* trả lời tại hội nghị"))
    # Words that say nothing of a field are told at the row, and may be mended there.
    typed(page, "Kính thưa các đồng chí")
    expect(row_of(page, "Kính thưa").locator("[data-errors-here]")).to_contain_text("Chọn một lĩnh vực")
    page.keyboard.press("Alt+ArrowUp")
    assert "Kính thưa" in page.evaluate("document.activeElement.value")
    page.keyboard.press("Control+A")
    page.keyboard.type("Lát lại vỉa hè tổ 43")
    pick(page, "field", "building")
    page.keyboard.press("Enter")
    expect(state(page, "tổ 43")).to_have_text(SAVED)
    # A saved row that is changed goes once more, as the same opinion.
    code = state(page, "tổ 41").inner_text()
    row_of(page, "tổ 41").locator("[name=title]").focus()
    page.keyboard.press("End")
    typed(page, ", mùa mưa")
    expect(state(page, "mùa mưa")).to_have_text(code)
    expect(page.locator("#count")).to_have_text("3")


def test_what_was_answered_before_is_shown_while_typing_and_linked_with_one_key(as_person):
    page = as_person("thuky")
    held_meeting(page, "Hội nghị hỏi lại việc cũ")
    page.keyboard.type("Đề nghị nâng mặt đường Bến Đò và làm cống ngăn triều vì ngập")
    found = page.locator("#similar")
    expect(found).to_contain_text("Đang thi công cống ngăn triều")
    for _ in range(5):
        page.keyboard.press("Alt+l")
        chosen = page.evaluate("document.activeElement.form.elements.same_as.value")
        answered = page.locator(f"#similar li:has([data-same='{chosen}'])").inner_text() if chosen else ""
        if "Đang thi công" in answered:
            break
    expect(state(page, "Bến Đò")).to_contain_text("sẽ liên kết KN-")
    page.keyboard.press("Enter")
    expect(state(page, "Bến Đò")).to_have_text(re.compile("Đã lưu .* đã trả lời trước đó"))
    with page.expect_navigation():
        state(page, "Bến Đò").get_by_role("link").click()
    page.get_by_text("Đang thi công cống ngăn triều").first.wait_for()


@pytest.mark.parametrize(
    "text, titles",
    [(WORD, ["rãnh thoát nước ngõ 9", "Thiếu bác sĩ", "Xe quá tải chạy vào phố"]), (EXCEL, ["thiếu sân chơi", "phố Hàng Kênh"])],
    ids=["Word", "Excel"],
)  # fmt: skip
def test_a_paste_becomes_rows_that_are_saved_together(as_person, text, titles):
    page = as_person("thuky")
    held_meeting(page, f"Hội nghị dán {len(titles)} ý kiến")
    paste(page, text)
    expect(page.locator("#net")).to_contain_text(f"Đã tách thành {len(titles)} dòng")
    for title in titles:
        assert row_of(page, title).locator("[name=field]").input_value()
    page.keyboard.press("Control+Enter")
    for title in titles:
        expect(state(page, title)).to_have_text(SAVED)
    expect(page.locator("#count")).to_have_text(str(len(titles)))


def test_what_was_typed_while_the_line_was_down_is_not_lost(as_person):
    page = as_person("thuky")
    address = held_meeting(page, "Hội nghị mất mạng")
    typed(page, "Sửa đường ngõ 51")
    expect(state(page, "ngõ 51")).to_have_text(SAVED)
    page.context.set_offline(True)
    for n in (52, 53, 54):
        typed(page, f"Sửa đường ngõ {n}")
    expect(page.locator("#net")).to_contain_text("giữ ở máy này")
    expect(state(page, "ngõ 53")).to_have_text("chờ gửi lại")
    page.context.set_offline(False)
    expect(state(page, "ngõ 54")).to_have_text(SAVED)
    # The line fails again and the browser is closed: what was entered goes by itself when the page is opened again,
    # what was only half typed waits for Enter.
    page.context.set_offline(True)
    for n in range(55, 60):
        typed(page, f"Sửa đường ngõ {n}")
    page.keyboard.type("Sửa đường ngõ 60 đoạn")
    page.wait_for_timeout(500)
    page.goto("about:blank")
    page.context.set_offline(False)
    page.goto(address)
    for n in range(55, 60):
        expect(state(page, f"ngõ {n}")).to_have_text(SAVED)
    expect(state(page, "ngõ 60")).to_have_text("bản nháp, Enter để lưu")
    row_of(page, "ngõ 60").locator("[name=title]").focus()
    page.keyboard.press("End")
    typed(page, " giáp chợ")
    expect(state(page, "giáp chợ")).to_have_text(SAVED)
    page.reload()
    expect(page.locator("#count")).to_have_text("10")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.includes(':entry:')).length") == 0
    page.wrong[:] = [text for text in page.wrong if "ERR_INTERNET_DISCONNECTED" not in text]


# --- from the ward to the delegate ------------------------------------------------------------------------------

LIGHT, DRAIN, DOG, SCHOOL = (
    "Đèn tín hiệu trước cổng chợ Phúc Lộc hỏng", "Cống qua đường Phúc Lộc bị sụt nắp", "Nhắc các hộ ở ngõ 77 dắt chó rọ mõm",
    "Kênh Phúc Lộc bồi lấp, đề nghị nạo vét trước mùa mưa",
)  # fmt: skip


def test_from_a_wards_meeting_to_the_confirmed_answer(as_person):
    ward, office, agency, delegate = (as_person(name) for name in ("phuong", "thuky", "coquan", "daibieu"))
    enter_at_the_ward(ward)
    stays_below(ward)
    for title in (LIGHT, DRAIN, SCHOOL):
        send_up(ward, title)
    dispatch(office)
    send_back_and_on(agency, office)
    fill_the_sheet(agency)
    confirm_and_raise_again(delegate)
    what_became_of_it(ward)
    raised_again_goes_on(office)
    summary(office)


def enter_at_the_ward(page):
    """The ward's own meeting, its opinions by the grid with the level that can decide."""
    held_meeting(page, "Hội nghị phường chợ Phúc Lộc", "residence")
    for title, level, field in (
        (LIGHT, "city", "traffic"), (DRAIN, "city", "irrigation"), (DOG, "neighbourhood", "security"),
        (SCHOOL, "city", "irrigation"),
    ):  # fmt: skip
        page.keyboard.type(title)
        pick(page, "field", field)
        pick(page, "competence", level)
        page.keyboard.press("Enter")
        expect(state(page, title)).to_have_text(SAVED)


def stays_below(page):
    """What the neighbourhood can settle is not sent up, and is counted as kept."""
    opened(page, f"/kien-nghi/?q={DOG}")
    do(page, "Gửi HĐND cấp trên")
    page.get_by_text("thuộc thẩm quyền phường, xã").first.wait_for()
    opened(page, f"/kien-nghi/?q={DOG}")
    expect(page.locator("dl.facts").first).to_contain_text("Giữ lại từ")


def send_up(page, title):
    opened(page, f"/kien-nghi/?q={title}")
    do(page, "Gửi HĐND cấp trên", sent_up_no="7/CV-PX")
    done(page, "Gửi HĐND cấp trên")


def dispatch(page):
    """The routing table proposes the agency; one letter carries the three, in three kinds of file."""
    page.goto("/kien-nghi/chuyen/")
    group = page.locator("form.card", has_text=LIGHT)
    expect(group.locator("h2")).to_have_text("Sở Xây dựng")
    group.locator("input.pick").evaluate_all("boxes => boxes.forEach(box => { box.checked = false; })")
    for title in (LIGHT, DRAIN, SCHOOL):
        group.locator("tr", has_text=title).locator("input.pick").check()
    group.locator("[name=letter_no]").fill("777/HĐND-VP")
    group.get_by_role("button", name="Chuyển các kiến nghị đã chọn").click()
    page.get_by_role("heading", name="Công văn 777/HĐND-VP").wait_for()
    expect(page.locator("tbody tr")).to_have_count(3)
    for name, start in (("Excel (XLSX)", b"PK"), ("PDF", b"%PDF"), ("Word (DOCX)", b"PK")):
        assert downloaded(page, name).startswith(start)


def downloaded(page, name):
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name).click()
    return waiting.value.path().read_bytes()


def send_back_and_on(agency, office):
    """The wrong addressee names the right one, which is then proposed."""
    opened(agency, f"/kien-nghi/?q={SCHOOL}")
    do(
        agency,
        "Trả lại, không thuộc thẩm quyền",
        reason="Kênh tưới do ngành nông nghiệp quản lý",
        points_to="Sở NN&MT",
    )
    agency.goto(f"/kien-nghi/?q={SCHOOL}")
    expect(agency.locator("tr[data-href]")).to_have_count(0)
    office.goto("/kien-nghi/chuyen/")
    group = office.locator("form.card", has_text=SCHOOL)
    expect(group.locator("h2")).to_have_text("Sở Nông nghiệp và Môi trường")
    expect(group.locator("tr", has_text=SCHOOL)).to_contain_text("bị trả lại: Kênh tưới")
    group.locator("input.pick").evaluate_all("boxes => boxes.forEach(box => { box.checked = false; })")
    group.locator("tr", has_text=SCHOOL).locator("input.pick").check()
    group.locator("[name=letter_no]").fill("778/HĐND-VP")
    group.get_by_role("button", name="Chuyển các kiến nghị đã chọn").click()
    office.get_by_role("heading", name="Công văn 778/HĐND-VP").wait_for()


def fill_the_sheet(page):
    """The agency takes its list home, fills two lines, one of them wrongly, mends it, and gives it back."""
    page.goto("/kien-nghi/tra-loi/")
    book = load_workbook(io.BytesIO(downloaded(page, "Tải danh sách để điền (XLSX)")))
    sheet = book.active
    heads = {cell.value: cell.column for cell in sheet[1]}
    lines = {sheet.cell(n, heads["Nội dung kiến nghị"]).value: n for n in range(2, sheet.max_row + 1)}
    assert SCHOOL not in lines
    put(sheet, heads, lines[LIGHT], "Đã thay bộ điều khiển đèn.", "Đã giải quyết xong")
    put(sheet, heads, lines[DRAIN], "Sẽ thay nắp cống trong quý sau.", "Sẽ giải quyết")
    give_back(page, book)
    expect(page.get_by_text("1 dòng cần sửa")).to_be_visible()
    page.get_by_text("phải có ngày").first.wait_for()
    put(sheet, heads, lines[DRAIN], "Sẽ thay nắp cống trong quý sau.", "Sẽ giải quyết", day(60))
    give_back(page, book)
    expect(page.get_by_text("2 dòng nhập được")).to_be_visible()
    page.get_by_role("button", name=re.compile("Nhập 2|Ghi 2")).click()
    page.get_by_text("Đã ghi 2 trả lời từ tệp").wait_for()


def put(sheet, heads, n, answer, result, expected=""):
    values = {
        "Nội dung trả lời": answer,
        "Kết quả": result,
        "Dự kiến xong": expected,
        "Số văn bản trả lời": "31/SXD",
    }
    for head, value in values.items():
        sheet.cell(n, heads[head]).value = value


def give_back(page, book):
    out = io.BytesIO()
    book.save(out)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.goto("/kien-nghi/tra-loi/")
    page.locator("[name=file]").set_input_files(
        {"name": "tra-loi.xlsx", "mimeType": kind, "buffer": out.getvalue()}
    )
    page.get_by_role("button", name="Xem trước").click()


def confirm_and_raise_again(page):
    """A delegate confirms one result; the voters do not accept the other."""
    opened(page, f"/kien-nghi/?q={LIGHT}")
    do(page, "Xác nhận kết quả")
    done(page, "Xác nhận kết quả")
    opened(page, f"/kien-nghi/?q={DRAIN}")
    do(page, "Kiến nghị lại", reason="Chờ đến quý sau thì quá lâu")
    done(page, "Kiến nghị lại")


def what_became_of_it(page):
    """The ward sees its own, and what became of what it sent up."""
    page.goto("/kien-nghi/")
    page.get_by_role("link", name="Đã gửi cấp trên").click()
    for title, word in ((LIGHT, "đã xác nhận kết quả"), (DRAIN, "kiến nghị lại"), (SCHOOL, "đã chuyển")):
        expect(page.locator("tr", has_text=title)).to_contain_text(word)
    expect(page.locator("tr", has_text=DOG)).to_have_count(0)
    opened(page, f"/kien-nghi/?q={LIGHT}")
    page.get_by_text("Đã thay bộ điều khiển đèn.").first.wait_for()


def raised_again_goes_on(page):
    """It waits to be sent in a second round; the answer that was not accepted stays beside it."""
    page.goto("/kien-nghi/chuyen/")
    expect(page.locator("form.card tr", has_text=DRAIN)).to_have_count(1)
    opened(page, f"/kien-nghi/?q={DRAIN}")
    page.get_by_text("Sẽ thay nắp cống trong quý sau.").first.wait_for()
    page.get_by_text("Chờ đến quý sau thì quá lâu").first.wait_for()


def summary(page):
    page.goto("/kien-nghi/tong-hop/")
    for name, start in (("Excel (XLSX)", b"PK"), ("Word (DOCX)", b"PK"), ("PDF", b"%PDF")):
        assert downloaded(page, name).startswith(start)
    page.get_by_role("link", name="So sánh các kỳ họp").click()
    page.get_by_role("heading", name="So sánh kiến nghị giữa các kỳ họp").wait_for()


def test_what_a_ward_sent_up_takes_the_answer_given_before(as_person):
    page = as_person("thuky")
    opened(page, "/kien-nghi/?q=nang mat duong ben do vi trieu cuong")
    page.locator("li", has_text="Đang thi công cống ngăn triều").get_by_role(
        "button", name="Liên kết"
    ).click()
    done(page, "Liên kết kiến nghị trùng")
    page.get_by_text("đã trả lời trước đó").first.wait_for()


def test_voices_that_say_the_same_are_merged_and_kept(as_person):
    page = as_person("thuky")
    held_meeting(page, "Hội nghị nói cùng một việc")
    for words in ("Chợ Đồng Sen dột nát cần sửa mái", "Đề nghị sửa mái chợ Đồng Sen bị dột"):
        page.keyboard.type(words)
        pick(page, "field", "building")
        pick(page, "competence", "city")
        page.keyboard.press("Enter")
        expect(state(page, words)).to_have_text(SAVED)
    opened(page, "/kien-nghi/?q=cho dong sen dot nat")
    act(page, "Gộp kiến nghị cùng nội dung")
    page.get_by_label(re.compile("Đề nghị sửa mái chợ")).check()
    page.get_by_label("Nội dung chung").fill("Đề nghị sửa mái chợ Đồng Sen")
    page.locator("form .bar").get_by_role("button", name="Gộp kiến nghị cùng nội dung").click()
    done(page, "Gộp kiến nghị cùng nội dung")
    expect(page.locator("h1")).to_have_text("Đề nghị sửa mái chợ Đồng Sen")
    page.locator("details summary", has_text="Nguyên văn khi ghi nhận").click()
    for voice in ("Chợ Đồng Sen dột nát cần sửa mái", "Đề nghị sửa mái chợ Đồng Sen bị dột"):
        expect(page.get_by_text(voice).first).to_be_visible()
