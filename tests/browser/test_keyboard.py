"""What the keyboard does, what a reload keeps, and who saves second."""

from tests.browser.conftest import PASSWORD, sign_in
from tests.browser.hand import choose, save, write


def open_first(page, path):
    """Open the first row of a list by its link in the first cell, with Enter."""
    page.goto(path)
    link = page.locator("tr[data-href] a.open").first
    wanted = link.evaluate("el => el.closest('tr').dataset.href")
    link.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith(wanted)
    return wanted


def focused(page, attribute="id"):
    return page.evaluate(f"document.activeElement.{attribute}")


def test_slash_goes_to_the_search_box(as_person):
    page = as_person("thuky")
    page.goto("/kien-nghi/")
    page.keyboard.press("/")
    assert focused(page) == "top-q"
    page.keyboard.type("duong pho")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "/tim/?q=" in page.url
    page.goto("/kien-nghi/moi/")
    page.locator("[name=title]").focus()
    page.keyboard.press("/")
    assert focused(page, "name") == "title"  # typed into the field, not taken from it


def test_a_row_opens_with_enter_and_the_arrows_move(as_person):
    page = as_person("thuky")
    open_first(page, "/kien-nghi/")
    page.goto("/kien-nghi/")
    page.locator("tr[data-href] a.open").first.focus()
    page.keyboard.press("ArrowDown")
    second = page.locator("tr[data-href] a.open").nth(1)
    assert second.evaluate("el => el === document.activeElement")


def test_the_list_follows_what_is_typed_into_its_filter(as_person):
    page = as_person("thuky")
    page.goto("/kien-nghi/")
    before = page.locator("tr[data-href]").count()
    page.locator(".filters .q").press_sequentially("zzzz")
    page.get_by_text("Không có hồ sơ nào khớp bộ lọc").wait_for()
    assert "q=zzzz" in page.url and before
    page.go_back()
    page.locator("tr[data-href]").first.wait_for()


def test_a_file_field_speaks_vietnamese_and_keeps_its_key(as_person):
    page = as_person("thuky")
    page.goto("/kien-nghi/nhap/")
    field, said = page.locator("input[type=file]"), page.locator(".filepick .picked")
    assert page.locator(".filepick .btn").inner_text() == "Chọn tệp"
    assert said.inner_text() == "Chưa chọn tệp nào"
    field.focus()
    assert page.evaluate("document.activeElement.matches('.filepick > input[type=file]:focus-visible')")
    field.set_input_files({"name": "sổ.csv", "mimeType": "text/csv", "buffer": b"a;b"})
    assert said.inner_text() == "sổ.csv"
    box = page.locator(".filepick .btn").bounding_box()
    middle = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
    assert page.evaluate("([x, y]) => document.elementFromPoint(x, y).type", middle) == "file", (
        "it takes the click"
    )


def test_a_draft_is_offered_after_a_reload(as_person):
    page = as_person("thuky")
    page.goto("/kien-nghi/moi/")
    write(page, "title", "Câu đang gõ dở thì trình duyệt tắt")
    choose(page, "field", "irrigation")
    page.get_by_text("đã giữ bản nháp lúc").wait_for()
    page.reload()
    assert page.locator("[name=title]").input_value() == ""
    page.get_by_role("button", name="Lấy lại bản nháp").click()
    assert page.locator("[name=title]").input_value() == "Câu đang gõ dở thì trình duyệt tắt"
    assert page.locator("[name=field]").input_value() == "irrigation"
    choose(page, "competence", "city")
    save(page)
    page.get_by_text("Đã lưu").first.wait_for()
    page.goto("/kien-nghi/moi/")
    assert page.get_by_text("bản nháp chưa lưu").count() == 0


def test_a_wrong_field_gets_the_cursor_and_the_text_stays(as_person):
    page = as_person("thuky")
    page.goto("/kien-nghi/moi/")
    write(page, "title", "Đường ngập")
    write(page, "on", "31/02/2026")
    save(page)
    assert focused(page, "dataset.errors") is not None
    assert page.get_by_text("không có ngày 31").first.is_visible()
    assert page.locator("[name=title]").input_value() == "Đường ngập"
    assert page.locator("[name=on]").input_value() == "31/02/2026"


def test_who_saves_second_sees_both_and_chooses(as_person):
    mine, theirs = as_person("thuky"), as_person("thuky")
    record = open_first(mine, "/kien-nghi/?tinh_trang=recorded")
    theirs.goto(record)
    for page in (mine, theirs):
        page.get_by_role("link", name="Sửa", exact=True).click()
    write(theirs, "title", "Bản của người lưu trước")
    save(theirs)
    write(mine, "title", "Bản của người lưu sau")
    save(mine)
    assert mine.get_by_text("Nội dung vừa gõ vẫn còn nguyên").is_visible()
    assert mine.get_by_text("Bản của người lưu trước").first.is_visible()
    mine.locator("[name=keep_title][value=theirs]").check()
    save(mine)
    mine.get_by_text("Đã lưu thay đổi").wait_for()
    assert mine.get_by_role("heading", level=1).inner_text().startswith("Bản của người lưu trước")


def test_a_double_click_on_save_makes_one_record(as_person):
    page = as_person("thuky")
    page.goto("/kien-nghi/moi/")
    write(page, "title", "Chỉ được ghi một lần thôi")
    choose(page, "field", "irrigation")
    choose(page, "competence", "city")
    page.locator("[name=_save]").dblclick()
    page.get_by_text("Đã lưu").first.wait_for()
    page.goto("/kien-nghi/?q=chi duoc ghi mot lan thoi")
    assert page.locator("tr[data-href]").count() == 1


def test_an_expired_login_gives_the_form_back(as_person):
    page = as_person()
    sign_in(page, "thuky")
    page.goto("/kien-nghi/moi/")
    write(page, "title", "Gõ xong thì phiên hết hạn")
    page.context.clear_cookies(name="sessionid")
    save(page)
    page.get_by_label("Tên đăng nhập").fill("thuky")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.get_by_text("Nội dung đã gõ vẫn còn").wait_for()
    assert page.locator("[name=title]").input_value() == "Gõ xong thì phiên hết hạn"
