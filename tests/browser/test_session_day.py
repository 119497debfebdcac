"""A session from its plan to its vote: the office prepares, the chair runs it, a delegate asks for the floor and votes;
what one does is seen on the others' screens without anybody reloading."""

import re

from django.utils.timezone import localdate
from playwright.sync_api import expect

from tests.browser.conftest import TABLET
from tests.browser.hand import choose, save, write

NEXT = 8_000  # a live screen asks every two seconds


def test_one_session_from_plan_to_vote(as_person):
    office = as_person("thuky")
    path = plan(office)
    arrange(office, path)
    publish(office, path)
    open_it(office, path)
    call_roll(office, path)
    chair, delegate, wall = (
        as_person("chutich"),
        as_person("daibieu", viewport=TABLET),
        as_person("truongban"),
    )
    chair.goto(f"{path}dieu-hanh/")
    delegate.goto(f"{path}ban-dai-bieu/")
    wall.goto(f"{path}hoi-truong/")
    run(chair, delegate, wall)
    speak(chair, delegate, wall)
    vote(chair, delegate, wall)
    resolve(office, path)


def plan(page):
    """An urgent session of today, filled from the template of its kind."""
    page.goto("/ky-hop/moi/")
    choose(page, "session_kind", "urgent")
    write(page, "topic", "Khắc phục sự cố đê Bến Gạo")
    write(page, "on", f"{localdate():%d/%m/%Y}")
    write(page, "place", "Hội trường Thành ủy")
    save(page)
    page.get_by_text(re.compile("^Đã lưu")).first.wait_for()
    page.goto("/ky-hop/?q=su co de ben gao")
    page.locator("tr[data-href] a.open").first.click()
    expect(page.locator("#agenda tr[data-item]")).to_have_count(6)
    number = re.search("/([0-9]+)/", page.url)[1]
    return f"/ky-hop/{number}/"


def titles(page):
    return page.locator("#agenda tr[data-item] a.open").all_inner_texts()


def arrange(page, path):
    """By dragging, then back by the keyboard."""
    before = titles(page)
    rows = page.locator("#agenda tr[data-item]")
    with page.expect_navigation():
        rows.nth(3).drag_to(rows.nth(1), target_position={"x": 60, "y": 3})
    expect(rows.nth(1)).to_contain_text("Thảo luận")
    moved = page.locator("#agenda tr[data-item]", has_text="Thảo luận").locator("a.open")
    moved.focus()
    for _ in range(2):
        with page.expect_navigation():
            page.keyboard.press("Alt+ArrowDown")
        expect(moved).to_be_focused()
    assert titles(page) == before


def publish(page, path):
    """The draft becomes a numbered version, and the delegates may read it."""
    page.get_by_role("link", name="Công bố chương trình").click()
    page.get_by_role("button", name="Công bố chương trình").click()
    page.locator("#agenda").get_by_text("Bản công bố số 1").wait_for()


def open_it(page, path):
    page.get_by_role("link", name="Triệu tập", exact=True).click()
    page.get_by_label("Số quyết định").fill("99/QĐ-TTHĐND")
    page.get_by_role("button", name="Triệu tập").click()
    page.get_by_role("link", name="Khai mạc", exact=True).click()
    page.get_by_label("Tổng số đại biểu").fill("52")
    page.get_by_label("Số đại biểu có mặt").fill("51")
    page.get_by_role("button", name="Khai mạc").click()
    page.get_by_role("link", name="Điều hành").wait_for()


def call_roll(page, path):
    """One delegate is away, with a reason; without it the roll is not taken."""
    page.locator("#hall").get_by_role("link", name="Điểm danh").first.click()
    page.locator(".roll tbody tr").first.get_by_label("Vắng có lý do").check()
    expect(page.locator("[data-rollcount]")).to_have_text(re.compile("51/52"))
    page.get_by_role("button", name="Lưu").click()
    page.get_by_text("Vắng có lý do thì ghi lý do.").first.wait_for()
    page.locator(".roll tbody tr").first.locator("input:not([type=radio])").fill("Ốm, có đơn")
    page.get_by_role("button", name="Lưu").click()
    page.get_by_text("51/52 đại biểu có mặt").first.wait_for()


def run(chair, delegate, wall):
    """The chair opens the sitting and goes on by the keyboard; the others see the item."""
    chair.get_by_role("button", name="Mở buổi họp").click()
    chair.get_by_role("button", name="Tiếp theo").wait_for()
    chair.locator("h1").click()
    chair.keyboard.press("n")
    expect(chair.locator("#live-now h2")).to_contain_text("Khai mạc kỳ họp; nêu lý do")
    expect(delegate.locator("#live-item h2")).to_contain_text("Khai mạc kỳ họp; nêu lý do", timeout=NEXT)
    expect(wall.locator("#wall-now .big")).to_contain_text("Khai mạc kỳ họp; nêu lý do", timeout=NEXT)
    for _ in range(3):
        name = chair.locator("[data-key=n]").inner_text()
        chair.keyboard.press("n")
        expect(chair.locator("[data-key=n]")).not_to_have_text(name)
    expect(wall.locator("#wall-now .big")).to_have_text("Thảo luận", timeout=NEXT)
    expect(chair.locator("#live-presence")).to_contain_text("đủ điều kiện họp")


def speak(chair, delegate, wall):
    """A delegate asks for the floor at the own seat and is called by one key."""
    delegate.get_by_role("button", name="Đăng ký phát biểu").click()
    delegate.get_by_text("Đã đăng ký phát biểu, thứ 1").wait_for()
    expect(chair.locator("#live-speakers .queue")).to_contain_text("Phạm Văn Lợi", timeout=NEXT)
    chair.locator("h1").click()
    chair.keyboard.press("p")
    expect(chair.locator(".speaking .clock")).to_have_text(re.compile(r"^0[67]:\d\d"))
    expect(wall.locator("#wall-speech .big")).to_have_text("Phạm Văn Lợi", timeout=NEXT)
    expect(delegate.get_by_text("Đại biểu đang phát biểu.")).to_be_visible(timeout=NEXT)
    chair.keyboard.press("s")
    expect(chair.locator("#live-speakers")).to_contain_text("Đã phát biểu: Phạm Văn Lợi")


def vote(chair, delegate, wall):
    """By name at the seats first; then by hands, where totals that do not add up are refused on the same screen."""
    chair.keyboard.press("n")
    box = chair.locator("#live-vote")
    chair.locator("#live-now").get_by_text("Biểu quyết thông qua nghị quyết").wait_for()
    box.get_by_label("Biểu quyết về").fill("Nghị quyết khắc phục sự cố đê")
    box.get_by_label("Cách biểu quyết").select_option("named")
    box.get_by_role("button", name="Mở biểu quyết").click()
    delegate.get_by_role("button", name="Tán thành", exact=True).click(timeout=NEXT)
    delegate.get_by_text("Đã ghi ý kiến.").wait_for()
    expect(box).to_contain_text("Đã có ý kiến 1/51: tán thành 1", timeout=NEXT)
    expect(wall.locator("#wall-now")).to_contain_text("Đã có ý kiến 1/51", timeout=NEXT)
    box.get_by_role("button", name="Kiểm phiếu").click()
    expect(box).to_contain_text("không được thông qua")
    expect(box).to_contain_text("ít nhất 27/52")
    box.get_by_label("Biểu quyết về").fill("Nghị quyết khắc phục sự cố đê")
    box.get_by_label("Cách biểu quyết").select_option("hands")
    box.get_by_role("button", name="Mở biểu quyết").click()
    counts = {"Tán thành": "50", "Không tán thành": "1", "Không biểu quyết": "1"}
    for name, number in counts.items():
        box.get_by_label(name, exact=True).fill(number)
    box.get_by_role("button", name="Kiểm phiếu").click()
    expect(chair.locator("[data-live-error]")).to_contain_text("thừa 1")
    box.get_by_label("Không biểu quyết", exact=True).fill("0")
    box.get_by_role("button", name="Kiểm phiếu").click()
    expect(box).to_contain_text("được thông qua")
    expect(wall.locator("#wall-speech")).to_contain_text("Được thông qua", timeout=NEXT)
    expect(delegate.locator("#live-mine")).to_contain_text("được thông qua", timeout=NEXT)


def resolve(page, path):
    """The office makes the resolution of what passed."""
    page.goto(f"{path}dieu-hanh/")
    page.get_by_role("link", name="Lập nghị quyết").click()
    page.get_by_label("Số, ký hiệu").fill("99/NQ-HĐND")
    page.get_by_label("Lĩnh vực").select_option(index=1)
    page.get_by_role("button", name="Lưu").click()
    page.get_by_text("Đã lập nghị quyết 99/NQ-HĐND").wait_for()
