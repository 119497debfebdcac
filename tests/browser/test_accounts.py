"""Accounts as people meet them: a first password, a telephone, a security key, a link that is no longer good."""

import re

import pyotp
import pytest

from tests.browser.conftest import People, sign_in

PASSWORD = "mua-xuan-den-roi"


@pytest.fixture
def at_home(chromium, portal):
    """People who come by the machine's name: browsers give security keys to names alone, not to numbers."""
    return People(chromium, portal.replace("127.0.0.1", "localhost"))


def new_account(page, name):
    """An account made by the administrator; gives its first password."""
    sign_in(page, "admin")
    page.goto("/quan-tri/nguoi-dung/moi/")
    page.get_by_label("Họ và tên").fill("Người Thử Khóa")
    page.get_by_label("Tên đăng nhập").fill(name)
    page.get_by_label("Tại").select_option(label="Hội đồng nhân dân thành phố Sông Châu")
    page.get_by_label("Vai trò").select_option("staff")
    page.get_by_role("button", name="Tạo tài khoản").click()
    page.get_by_text("chỉ hiện một lần").wait_for()
    return page.locator("dd").nth(2).inner_text().strip()


def enter(page, name, password):
    page.goto("/dang-nhap/")
    page.get_by_label("Tên đăng nhập").fill(name)
    page.get_by_label("Mật khẩu").fill(password)
    page.keyboard.press("Enter")


def first_sign_in(page, name, password):
    enter(page, name, password)
    page.get_by_label("Mật khẩu hiện tại").fill(password)
    page.locator("#id_new_password1").fill(PASSWORD)
    page.locator("#id_new_password2").fill(PASSWORD)
    page.get_by_role("button", name="Đổi mật khẩu").click()
    page.locator("nav.side").wait_for()


def plug_in(page):
    """A security key in the machine, which answers as soon as it is asked."""
    link = page.context.new_cdp_session(page)
    link.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "usb", "hasResidentKey": False, "hasUserVerification": False,
        "automaticPresenceSimulation": True,
    }  # fmt: skip
    return link, link.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def leave(page):
    page.locator("header details.drop summary").last.click()
    page.get_by_role("button", name="Đăng xuất").click()
    page.get_by_label("Tên đăng nhập").wait_for()


def test_a_security_key_is_added_and_opens_the_portal(at_home):
    with at_home.page() as admin:
        password = new_account(admin, "thu.khoa")
    with at_home.page() as page:
        first_sign_in(page, "thu.khoa", password)
        link, key = plug_in(page)
        page.goto("/tai-khoan/khoa-bao-mat/moi/")
        page.get_by_label("Tên của khóa").fill("khóa USB ở bàn")
        page.get_by_label("Mật khẩu hiện tại").fill(PASSWORD)
        page.get_by_role("button", name="Thêm khóa").click()
        page.locator("ol.codes li").nth(9).wait_for()
        code = page.locator("ol.codes li").first.inner_text()
        leave(page)
        enter(page, "thu.khoa", PASSWORD)
        page.get_by_role("button", name="Dùng khóa bảo mật").click()
        page.locator("nav.side").wait_for()
        page.goto("/tai-khoan/")
        assert page.locator("span.what", has_text="khóa USB ở bàn").is_visible()
        assert page.get_by_text("mật khẩu, khóa bảo mật").is_visible()
        leave(page)
        # Another key proves nothing.
        link.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": key})
        enter(page, "thu.khoa", PASSWORD)
        page.get_by_label("Mã xác thực").fill(code)
        page.get_by_role("button", name="Tiếp tục").click()
        page.locator("nav.side").wait_for()


def test_a_telephone_is_added_by_the_picture(as_person):
    admin = as_person()
    password = new_account(admin, "thu.may")
    page = as_person()
    first_sign_in(page, "thu.may", password)
    page.goto("/tai-khoan/")
    page.get_by_role("link", name="Bật xác thực hai bước").click()
    picture = page.get_by_alt_text("Mã QR của tài khoản")
    assert picture.evaluate("image => image.naturalWidth") > 100
    telephone = pyotp.TOTP(page.locator("code.seed").inner_text().replace(" ", ""))
    page.get_by_label("Mã 6 số trong ứng dụng").fill(telephone.now())
    page.get_by_label("Mật khẩu hiện tại").fill(PASSWORD)
    page.get_by_role("button", name="Bật xác thực hai bước").click()
    code = page.locator("ol.codes li").first.inner_text()
    assert re.fullmatch(r"[a-z2-9]{4}(-[a-z2-9]{4}){3}", code)
    leave(page)
    enter(page, "thu.may", PASSWORD)
    page.get_by_label("Mã xác thực").fill("000000")
    page.keyboard.press("Enter")
    page.get_by_text("Mã không đúng hoặc đã dùng").first.wait_for()
    page.get_by_label("Mã xác thực").fill(code)
    page.keyboard.press("Enter")
    page.locator("nav.side").wait_for()


def test_a_forgotten_password_is_answered_alike(as_person):
    page = as_person()
    page.goto("/dang-nhap/")
    page.get_by_role("link", name="Quên mật khẩu").click()
    page.get_by_label("Tên đăng nhập hoặc thư điện tử").fill("khong-co-ai")
    page.keyboard.press("Enter")
    page.get_by_text("Nếu có tài khoản đang dùng").wait_for()
    page.goto("/mat-khau/moi/mot-duong-dan-cu/")
    page.get_by_text("Đường dẫn này đã dùng").wait_for()
    assert page.url.endswith("/mat-khau/moi/mo/")
