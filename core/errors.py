"""Refusals with a reason, and the pages that say it."""

from django.shortcuts import render


class Refused(Exception):
    """An act that may not be done now. The message says why and what to do, in Vietnamese.

    `aftermath` is what must be noted although the act is refused; it is done in a transaction of its own.
    """

    status = 409
    heading = "Không thực hiện được"

    def __init__(self, message, back_url="", aftermath=None):
        super().__init__(message)
        self.message, self.back_url, self.aftermath = message, back_url, aftermath


class NotAllowed(Refused):
    """An act that this person may not do at all."""

    status = 403
    heading = "Không có quyền"


class Stale(Refused):
    """Somebody else changed the record since it was read."""

    heading = "Nội dung vừa được người khác thay đổi"


def message_page(request, status, heading, text, back_url=""):
    context = {"title": heading, "heading": heading, "text": text, "back_url": back_url}
    return render(request, "pages/message.html", context, status=status)


def bad_request(request, exception=None):
    text = "Yêu cầu không hợp lệ hoặc quá lớn. Hãy quay lại và thử lại với nội dung ngắn hơn."
    return message_page(request, 400, "Yêu cầu không hợp lệ", text)


def forbidden(request, exception=None):
    text = "Tài khoản đang dùng không được xem trang này. Nếu cần, hãy chọn đơn vị khác ở góc trên bên phải."
    return message_page(request, 403, NotAllowed.heading, text)


def not_found(request, exception=None):
    text = "Trang hoặc hồ sơ này không có, đã bị xóa, hoặc không thuộc phạm vi được xem."
    return message_page(request, 404, "Không tìm thấy", text)


def csrf_failure(request, reason=""):
    text = "Phiên làm việc của trang này đã hết hiệu lực. Quay lại trang trước, tải lại và gửi lần nữa; nội dung đã nhập vẫn còn."
    return message_page(request, 403, "Trang đã cũ", text)


def server_error(request):
    return render(None, "500.html", status=500)
