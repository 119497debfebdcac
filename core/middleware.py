"""Turns a refused act into a page that says why."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import UnreadablePostError
from django.utils.http import url_has_allowed_host_and_scheme

from core.errors import Refused, message_page


class Refusals:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Read what was sent first of all, so that too much of it is told as such and not as a bad request."""
        try:
            request.POST  # noqa: B018
        except (RequestDataTooBig, TooManyFieldsSent):
            text = "Nội dung gửi lên quá lớn (tối đa 5 MB chữ). Hãy chia nhỏ, hoặc đính kèm thành tệp."
            return message_page(request, 413, "Nội dung quá lớn", text)
        except UnreadablePostError:
            pass  # the sender is gone
        return None

    def process_exception(self, request, exception):
        if isinstance(exception, Refused):
            back = exception.back_url or _came_from(request)
            return message_page(request, exception.status, exception.heading, exception.message, back)
        return None


def _came_from(request):
    """The page that the person came from, if it is one of the portal."""
    page = request.headers.get("referer", "")
    return page if url_has_allowed_host_and_scheme(page, {request.get_host()}) else ""
