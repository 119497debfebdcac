"""A round from its outline to the fulfilled recommendation: the office, the overseen agency and the chair in turn."""

import io
import re

from PIL import Image

from tests.browser.conftest import sign_in
from tests.browser.test_journey import day

TOPIC, ASKED, FIGURE = (
    "Việc lắp đặt trụ cứu hỏa tại các khu dân cư mới",
    "Văn bản chỉ đạo lắp trụ cứu hỏa",
    "Số trụ đã lắp",
)
FAULT, WANTED = "Ba khu dân cư chưa có trụ cứu hỏa", "Lắp đủ trụ cứu hỏa tại ba khu dân cư"


def test_office_agency_and_chair_take_a_round_to_its_end(as_person):
    office, agency, chair = as_person(), as_person(), as_person()
    sign_in(office, "thuky")
    sign_in(agency, "coquan")
    sign_in(chair, "chutich")
    address = enter(office)
    ask(office, address)
    answer(agency)
    compare(office, address)
    work(office, address)
    prove(office)
    conclude(chair, address)
    refuse_to_close(chair, address)
    urge(chair, address)
    fulfil(agency)
    close(chair, address)


def act(page, name, **values):
    """Open an act of the record, fill in its fields by name, and do it."""
    link = page.locator(".acts").get_by_role("link", name=name, exact=True)
    if not link.first.is_visible():
        page.locator(".acts summary").first.click()
    link.first.click()
    for field, value in values.items():
        page.locator(f"[name={field}]").first.fill(value)
    page.locator("main form.card .bar button").first.click()
    page.get_by_text(re.compile("^Đã thực hiện")).first.wait_for()


def enter(page):
    page.goto("/giam-sat/moi/")
    page.locator("[name=title]").fill(TOPIC)
    page.locator("[name=field]").select_option("building")
    page.locator("[name=subject_kind]").select_option("standing")
    page.locator("[name=subject_body]").select_option(label="Thường trực HĐND")
    page.locator("[name=on]").fill(day(-20))
    page.locator("button[name=_save]").click()
    page.get_by_text(re.compile("^Đã lưu")).first.wait_for()
    address = page.url
    page.locator("#units").get_by_role("link", name="Thêm đơn vị").first.click()
    page.locator("[name=target]").select_option(label="Sở Xây dựng")
    page.locator("[name=on]").fill(day(-3))
    page.locator("button[name=_save]").click()
    page.get_by_text(re.compile("^Đã lưu")).first.wait_for()
    return address


def ask(page, address):
    """The outline of two items goes to the unit."""
    page.goto(address)
    act(page, "Nhập nhiều câu hỏi", questions=ASKED, figures=f"{FIGURE} | trụ")
    page.locator("#outline").get_by_role("link", name=FIGURE).wait_for()
    page.locator(".acts").get_by_role("link", name="Thành lập Đoàn", exact=True).click()
    page.locator("[name=decision_no]").fill("91/QĐ-HĐND")
    page.locator("[name=decision_on]").fill(day(-19))
    page.locator("[name=head]").select_option(index=1)
    page.locator("main form.card .bar button").first.click()
    page.get_by_text("Đã thực hiện: Thành lập Đoàn").wait_for()
    act(page, "Gửi đề cương", outline_no="92/HĐND-VP", outline_sent_on=day(-18))


def answer(page):
    """The agency finds what it was asked in its list, answers half, is told what lacks, and hands in."""
    page.goto("/giam-sat/don-vi/?q=tru cuu hoa")
    page.locator("tr[data-href] a.open").first.click()
    page.locator(".acts").get_by_role("link", name="Trả lời đề cương", exact=True).click()
    page.get_by_label(re.compile(ASKED)).fill("Đã ban hành kế hoạch số 15.")
    page.get_by_label("Gửi trả lời cho Đoàn giám sát").check()
    page.locator("main form.card .bar button").first.click()
    page.get_by_text("Bắt buộc trả lời").first.wait_for()
    page.get_by_label(re.compile(FIGURE)).fill("1.204")
    page.locator("main form.card .bar button").first.click()
    page.get_by_text("Đã thực hiện: Trả lời đề cương").wait_for()


def compare(page, address):
    page.goto(f"{address}so-sanh/")
    assert page.locator("table.compare").get_by_text("1.204").first.is_visible()
    assert page.locator("table.compare").get_by_text("Đã ban hành kế hoạch số 15.").is_visible()


def work(page, address):
    page.goto(address)
    page.locator(".acts").get_by_role("button", name="Bắt đầu làm việc").click()
    page.get_by_text("Đã thực hiện: Bắt đầu làm việc").wait_for()
    page.locator("#units tr[data-href] a.open").first.click()
    act(page, "Ghi kết quả làm việc", faults=FAULT, minutes_no="01/BB")
    page.locator("#findings").get_by_text(FAULT).wait_for()
    recommend(page, address)
    page.goto(address)
    act(page, "Báo cáo kết quả", report_no="93/BC-ĐGS", reported_on=day(-1), ends_on=day(-2))


def photo():
    """A photo as a phone takes it: with the place in it."""
    told, out = Image.Exif(), io.BytesIO()
    told.get_ifd(0x8825).update({1: "N", 2: (20.0, 32.0, 1.5), 3: "E", 4: (105.0, 54.0, 2.5)})
    Image.new("RGB", (64, 48), "teal").save(out, "JPEG", exif=told)
    return out.getvalue()


def place_in(content):
    with Image.open(io.BytesIO(content)) as picture:
        return dict(picture.getexif().get_ifd(0x8825))


def prove(page):
    """The photo that proves the fault is kept without the place where it was taken."""
    page.goto("/giam-sat/phat-hien/?q=tru cuu hoa")
    page.locator("tr[data-href] a.open", has_text=FAULT).first.click()
    page.get_by_text("Còn thiếu: bằng chứng").wait_for()
    taken = photo()
    assert place_in(taken)
    page.locator("[name=files]").set_input_files(
        {"name": "hien-truong.jpg", "mimeType": "image/jpeg", "buffer": taken}
    )
    page.get_by_role("button", name="Tải lên").click()
    page.get_by_text("Còn thiếu: căn cứ pháp lý").wait_for()
    kept = page.request.get(
        page.get_by_role("link", name="hien-truong.jpg").first.evaluate("link => link.href")
    )
    assert kept.ok and not place_in(kept.body())


def recommend(page, address):
    page.goto(address)
    page.locator("#recommendations").get_by_role("link", name="Thêm kiến nghị").first.click()
    page.locator("[name=title]").fill(WANTED)
    page.locator("[name=lead]").select_option(label="Sở Xây dựng")
    page.locator("[name=due_on]").fill(day(20))
    page.locator("button[name=_save]").click()
    page.get_by_text(re.compile("^Đã lưu")).first.wait_for()


def conclude(page, address):
    page.goto(address)
    act(
        page,
        "Kết luận",
        conclusion_no="94/KL-TTHĐND",
        conclusion_on=day(0),
        conclusion="Còn ba khu chưa có trụ.",
    )


def refuse_to_close(page, address):
    page.goto(address)
    page.locator(".acts").get_by_role("button", name="Kết thúc theo dõi").click()
    page.get_by_text("Chưa kết thúc được").first.wait_for()


def urge(page, address):
    """The chair signs the urging letter; it is the first step of the ladder, and the next comes after it."""
    page.goto(address)
    page.locator("#recommendations tr[data-href] a.open").first.click()
    page.get_by_text("Soạn văn bản").first.click()
    page.get_by_role("button", name="Công văn đôn đốc thực hiện kiến nghị", exact=True).click()
    page.locator("[name=signed_on]").fill(day(0))
    page.locator("button[name=_issue]").click()
    page.get_by_text("Đã ban hành Công văn đôn đốc").wait_for()
    steps = page.locator(".card", has_text="theo thứ tự, không bỏ bước").locator("li")
    assert day(0) in steps.nth(0).inner_text() and "bước tiếp theo" in steps.nth(1).inner_text()
    pdf = page.request.get(page.get_by_role("link", name="PDF").first.evaluate("link => link.href"))
    assert pdf.ok


def fulfil(page):
    page.goto("/giam-sat/kien-nghi/?q=tru cuu hoa")
    page.locator("tr[data-href] a.open").first.click()
    assert page.get_by_text("Công văn đôn đốc thực hiện kiến nghị").first.is_visible()
    act(page, "Báo cáo thực hiện", report="Đã lắp đủ ba khu, có biên bản bàn giao.", report_no="95/SXD")


def close(page, address):
    page.goto(address)
    page.locator("#recommendations tr[data-href] a.open").first.click()
    act(page, "Xác nhận kết quả", evidence="Biên bản bàn giao ba khu")
    page.goto(address)
    page.locator(".acts").get_by_role("button", name="Kết thúc theo dõi").click()
    page.get_by_text("Đã thực hiện: Kết thúc theo dõi").wait_for()
    assert page.locator(".marks").get_by_text("đã kết thúc").is_visible()
