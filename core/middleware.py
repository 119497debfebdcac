"""Turns a refused act into a page that says why."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent

from core.errors import Refused, message_page


class Refusals:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, Refused):
            back = exception.back_url or request.headers.get("referer", "")
            return message_page(request, exception.status, exception.heading, exception.message, back)
        if isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
            text = "Nội dung gửi lên quá lớn (tối đa 5 MB chữ). Hãy chia nhỏ, hoặc đính kèm thành tệp."
            return message_page(request, 413, "Nội dung quá lớn", text)
        return None
