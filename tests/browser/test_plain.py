"""The portal without JavaScript: slower to use, nothing missing."""

import re

import pytest

from tests.browser.conftest import sign_in


@pytest.fixture
def plain(as_person):
    return as_person("thuky", java_script_enabled=False)


def test_signing_in(as_person):
    page = as_person(java_script_enabled=False)
    sign_in(page, "daibieu")
    assert page.get_by_role("heading", level=1).is_visible()


def test_an_opinion_is_entered(plain):
    page = plain
    page.goto("/kien-nghi/moi/")
    page.locator("[name=title]").fill("Vỉa hè đường Lê Lợi bị lấn chiếm")
    page.locator("[name=field]").select_option("irrigation")
    page.locator("[name=competence]").select_option("city")
    page.locator("[name=_save]").click()
    assert "Vỉa hè đường Lê Lợi" in page.locator("h1").inner_text()
    page.locator("#upload").set_input_files(
        {"name": "anh.txt", "mimeType": "text/plain", "buffer": b"mot dong"}
    )
    page.get_by_role("button", name="Tải lên").click()
    assert page.get_by_role("link", name="anh.txt").is_visible()


def test_a_list_is_filtered_and_sorted_by_its_button(plain):
    page = plain
    page.goto("/kien-nghi/")
    everything = page.locator("tr[data-href]").count()
    page.locator("[name=tinh_trang]").select_option("recorded")
    page.get_by_role("button", name="Lọc", exact=True).click()
    assert "tinh_trang=recorded" in page.url
    assert 0 < page.locator("tr[data-href]").count() < everything
    page.locator("tr[data-href] a.open").first.click()
    assert re.search(r"/kien-nghi/\d+/", page.url)


def test_a_report_is_printed_by_looking_again(plain):
    page = plain
    page.goto("/bao-cao/?hd=song-chau&tu=2026-01-01&den=2026-03-31")
    page.get_by_role("button", name="In báo cáo").click()
    for _ in range(60):
        if page.get_by_role("link", name="Mở và in").count():
            break
        page.wait_for_timeout(500)
        page.get_by_role("link", name="Xem lại tiến độ").click() if page.get_by_role(
            "link", name="Xem lại tiến độ"
        ).count() else None
    assert page.get_by_role("link", name="Tải về").is_visible()
