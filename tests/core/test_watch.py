"""Request ids, lines of the log without secrets, figures, errors told outside without people's words."""

import json
import logging

import pytest
from django.test import RequestFactory

from config.celery import mark
from core.watch import REQUEST_ID, errors, logs, middleware


def line(message, *args, **extra):
    record = logging.makeLogRecord({"name": "x", "levelname": "INFO", "msg": message, "args": args, **extra})
    logs.Masked().filter(record)
    return json.loads(logs.JsonFormatter().format(record))


@pytest.mark.parametrize(
    "text",
    [
        "Not Found: /lich/s3cr3tT0ken.ics", "Forbidden: /mat-khau/moi/s3cr3tT0ken/", "GET /x?token=s3cr3tT0ken&a=1",
        "gọi /loi-moi/s3cr3tT0ken/ hỏng",
    ],
)  # fmt: skip
def test_keys_in_addresses_are_not_logged(text):
    assert "s3cr3tT0ken" not in line("%s", text)["message"]
    assert "s3cr3tT0ken" not in line("x", path=text)["path"]


def test_a_line_is_one_json_object_with_the_request_s_id():
    token = REQUEST_ID.set("abc-123")
    try:
        found = line("%s dòng\nthứ hai", 2, ms=12, request=object())
    finally:
        REQUEST_ID.reset(token)
    assert found["message"] == "2 dòng\nthứ hai" and found["request_id"] == "abc-123"
    assert found["ms"] == 12 and found["request"] == "object"


def asked(settings, **headers):
    request = RequestFactory().get("/healthz", **headers)
    request.resolver_match = None
    seen = []

    def view(request):
        from django.http import HttpResponse

        seen.append((REQUEST_ID.get(), request.META["REMOTE_ADDR"]))
        return HttpResponse()

    answer = middleware.Watched(view)(request)
    return answer["X-Request-ID"], *seen[0]


def test_the_answer_carries_the_id_that_the_log_has(settings):
    given, inside, _ = asked(settings)
    assert given == inside and len(given) == 32 and REQUEST_ID.get() == ""


@pytest.mark.parametrize(("proxy", "taken"), [(True, True), (False, False)])
def test_an_id_and_an_address_are_taken_from_our_proxy_alone(settings, proxy, taken):
    settings.BEHIND_PROXY = proxy
    given, _, address = asked(
        settings, HTTP_X_REQUEST_ID="tu-proxy-0001", HTTP_X_FORWARDED_FOR="6.6.6.6, 203.0.113.9"
    )
    assert (given == "tu-proxy-0001") is taken
    assert address == ("203.0.113.9" if taken else "127.0.0.1")


def test_a_bad_id_is_not_taken(settings):
    settings.BEHIND_PROXY = True
    assert asked(settings, HTTP_X_REQUEST_ID="a\nb: injected")[0] != "a\nb: injected"


def test_a_task_carries_the_id_of_the_request_that_asked():
    token, headers = REQUEST_ID.set("yeu-cau-1"), {}
    try:
        mark(headers=headers)
    finally:
        REQUEST_ID.reset(token)
    assert headers["request_id"] == "yeu-cau-1" and headers["sent_at"] > 0


def test_an_error_told_outside_carries_no_words_of_people():
    event = {
        "request": {"data": "mat-khau"}, "user": {"id": 1}, "breadcrumbs": [], "extra": {"sys.argv": []},
        "exception": {"values": [
            {"type": "IntegrityError", "value": "DETAIL: Failing row contains (Trần Thị Hoà)"},
            {"type": "OSError", "value": "disk full"},
        ]},
    }  # fmt: skip
    told = errors.bare(event)
    assert "Hoà" not in str(told) and "mat-khau" not in str(told) and "disk full" in str(told)


def test_sentry_is_not_even_loaded_without_a_dsn():
    errors.start("")
