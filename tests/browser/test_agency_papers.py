"""The submitting agency in the portal: it hands in a dossier part by part and reports on what it promised; the office
and the delegate see each step."""

import re

from playwright.sync_api import expect

from core import pdf
from tests.browser.conftest import TABLET
from tests.browser.test_papers import press, submit

REPORT = "Đã hoàn thành 9/12 cống ngăn triều; 3 cống còn lại xong trước 31/12."


def printed(folder, name, text):
    path = folder / f"{name}.pdf"
    path.write_bytes(pdf.render("print/book_text.html", {"title": name, "lines": [text]}))
    return path


def test_an_agency_hands_in_a_dossier_part_by_part(as_person, tmp_path):
    agency, office = as_person("coquan"), as_person("thuky")
    letter, scheme = (
        printed(tmp_path, "to-trinh", "Kính trình"),
        printed(tmp_path, "de-an", "12 cống ngăn triều"),
    )
    open_it(agency, "/ky-hop/ho-so/?q=chong ngap")
    hand_in(agency, "Tờ trình", letter)
    expect(agency.locator("#parts")).to_contain_text("còn thiếu")
    hand_in(agency, "Đề án", scheme)
    expect(agency.locator("#parts")).not_to_contain_text("còn thiếu")
    open_it(office, "/ky-hop/ho-so/?q=chong ngap")
    expect(office.locator("#papers a.open")).to_have_text(["Tờ trình", "Đề án"])
    press(office, "Nhận hồ sơ")
    submit(office)
    office.get_by_text("đã nhận hồ sơ").first.wait_for()
    agency.reload()
    expect(agency.get_by_role("link", name="Nộp hồ sơ")).to_have_count(0)


def hand_in(page, part, path):
    press(page, "Nộp hồ sơ")
    page.get_by_label(part, exact=True).set_input_files(path)
    submit(page)
    page.get_by_text("Đã thực hiện: Nộp hồ sơ").wait_for()


def open_it(page, address):
    page.goto(address)
    page.locator("tr[data-href] a.open").first.click()
    page.locator("h1").wait_for()


def test_an_agency_reports_on_its_promise(as_person, tmp_path):
    agency, delegate = as_person("coquan"), as_person("daibieu", viewport=TABLET)
    open_it(agency, "/ky-hop/chat-van/?q=trieu cuong")
    press(agency, "Báo cáo thực hiện lời hứa")
    agency.fill("[name=text]", REPORT)
    agency.fill("[name=paper_no]", "51/BC-SXD")
    agency.set_input_files("[name=files]", printed(tmp_path, "bao-cao", REPORT))
    submit(agency)
    expect(agency.locator("#promises")).to_contain_text(REPORT)
    open_it(delegate, "/ky-hop/chat-van/?q=trieu cuong")
    expect(delegate.locator("#steps")).to_contain_text(
        re.compile("Báo cáo thực hiện lời hứa.*51/BC-SXD", re.S)
    )
