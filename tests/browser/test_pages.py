"""Every kind of page, looked at by axe at a laptop's size, and measured at a laptop's and a tablet's."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import LAPTOP, TABLET

GRAVE = {"serious", "critical"}
LISTS = [
    "/ky-hop/", "/ky-hop/ho-so/", "/ky-hop/chat-van/", "/ky-hop/nghi-quyet/", "/ky-hop/nghi-quyet/nhiem-vu/",
    "/ky-hop/phien-hop-thuong-truc/", "/giam-sat/", "/giam-sat/don-vi/",
    "/giam-sat/kien-nghi/", "/tiep-xuc-cu-tri/", "/kien-nghi/", "/don-thu/", "/bao-cao/da-lap/",
]  # fmt: skip
FORMS = [f"{path}moi/" for path in LISTS]
OTHERS = [
    "/", "/viec-den-han/", "/thoi-han/", "/lich/", "/lich/dong-bo/", "/lich/nam/2026/", "/xep-hang-cham/", "/thong-bao/",
    "/nhac-viec/", "/danh-ba/", "/danh-ba/song-chau/", "/tim/?q=duong", "/tim/?q=zzzz", "/bao-cao/",
    "/bao-cao/?hd=phu-ly&tu=2022-13-01", "/kien-nghi/?tinh_trang=forwarded", "/kien-nghi/?tinh_trang=khong-co",
    "/ky-hop/mau/", "/ky-hop/mau/urgent/", "/kien-nghi/nhap/", "/mat-khau/", "/khong-co/",
    "/ky-hop/cap-duoi/", "/ky-hop/nghi-quyet/nhiem-vu/nua-nam/", "/ky-hop/ho-so/thanh-phan/", "/ky-hop/nhap-ky-hop/",
    "/ky-hop/nghi-quyet/nhap/",
]  # fmt: skip
OFFICE = [
    "", "nguoi-dung/", "nguoi-dung/moi/", "hoi-dong/", "hoi-dong/moi/", "co-quan/", "co-quan/moi/", "dai-bieu/", "dai-bieu/moi/",
    "thoi-han/", "ngay-nghi/", "ngay-nghi/moi/", "ngay-nghi/nhap/", "nhac-viec/", "nhac-viec/moi/",
    "mau-van-ban/", "mau-van-ban/oversight.urging/",
]  # fmt: skip
CASES = [
    (None, "/dang-nhap/"), *(("thuky", path) for path in [*LISTS, *FORMS, *OTHERS]),
    *(("admin", f"/quan-tri/{path}") for path in OFFICE),
    *((account, "/") for account in ("chutich", "daibieu", "truongban", "phuong", "coquan")),
]  # fmt: skip
RECORDS = [("thuky", path) for path in LISTS if path != "/bao-cao/da-lap/"] + [
    ("coquan", path) for path in ("/ky-hop/ho-so/", "/giam-sat/kien-nghi/", "/kien-nghi/")
]


@pytest.fixture(scope="module")
def look(people):
    """look(account) gives a page of the account that is used again by the next case."""
    open_pages = {}

    def give(account):
        if account not in open_pages:
            holder = people.page(account)
            open_pages[account] = (holder, holder.__enter__())
        page = open_pages[account][1]
        page.wrong.clear()
        return page

    yield give
    for holder, page in open_pages.values():
        page.wrong.clear()
        holder.__exit__(None, None, None)


def judge(page):
    """What is wrong with the page: axe's grave findings, overflow, script errors, broken rules of the CSP."""
    grave = [found for found in Axe().run(page).response["violations"] if found["impact"] in GRAVE]
    faults = [f"{item['id']}: {[node['html'][:160] for node in item['nodes'][:3]]}" for item in grave]
    for size in (TABLET, LAPTOP):
        page.set_viewport_size(size)
        wide, room = page.evaluate("[document.scrollingElement.scrollWidth, innerWidth]")
        if wide > room:
            faults.append(f"{wide} px wide at {room}: {overflowing(page)}")
    return faults + page.wrong


def overflowing(page):
    """What sticks out on the right."""
    return page.evaluate(
        "[...document.querySelectorAll('main *, header *')].filter(el => el.getBoundingClientRect().right > innerWidth + 1)"
        ".slice(0, 3).map(el => el.outerHTML.slice(0, 120))"
    )


@pytest.mark.parametrize("account, path", CASES, ids=lambda value: str(value))
def test_page_is_in_order(look, account, path):
    page = look(account)
    page.goto(path)
    assert judge(page) == [], path


@pytest.mark.parametrize("account, path", RECORDS, ids=lambda value: str(value))
def test_record_and_its_pages_are_in_order(look, account, path):
    """The first record of a list, its edit form, its first verb's form, its first deadline, its history."""
    page = look(account)
    page.goto(path)
    page.goto(page.locator("tr[data-href]").first.get_attribute("data-href"))
    faults = {page.url: judge(page)}
    links = "main a[href$='/sua/'], main .acts a[href*='/viec/'], main a[href^='/thoi-han/'], main a[href$='/lich-su/']"
    found = page.locator(links).evaluate_all("links => links.map(link => link.getAttribute('href'))")
    for ending in ("/sua/", "/viec/", "/thoi-han/", "/lich-su/"):
        href = next((href for href in found if ending in href), None)
        if href:
            page.goto(href)
            faults[href] = judge(page)
    assert {url: wrong for url, wrong in faults.items() if wrong} == {}


def test_a_form_with_errors_is_in_order(look):
    page = look("thuky")
    page.goto("/kien-nghi/moi/")
    page.locator("[name=_save]").click()
    page.locator("[data-errors]").wait_for()
    assert judge(page) == []


def test_menus_and_calendar_open_in_order(look):
    page = look("thuky")
    page.goto("/kien-nghi/")
    for menu in page.locator("details.drop > summary").all():
        menu.click()
        assert judge(page) == []


def test_a_word_without_end_breaks(look):
    """A pasted address of 400 characters widens neither list, record, search nor edit form."""
    page = look("thuky")
    word = "https://songchau.example.vn/" + "x" * 372
    page.goto("/kien-nghi/moi/")
    page.locator("[name=title]").fill(f"Đường {word}")
    page.locator("[name=field]").select_option("irrigation")
    page.locator("[name=competence]").select_option("city")
    page.locator("[name=_save]").click()
    page.get_by_text("Đã lưu").first.wait_for()
    record = page.url
    for path in (record, f"{record}lich-su/", "/kien-nghi/", "/tim/?q=songchau", "/"):
        page.goto(path)
        assert judge(page) == [], path
