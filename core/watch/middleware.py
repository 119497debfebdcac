"""Each request gets an id, is counted, timed and logged; the true address of who asks, behind a proxy."""

import logging
import re
import uuid
from time import monotonic

from django.conf import settings

from core.watch import REQUEST_ID, metrics

log = logging.getLogger("nghitruong.request")
_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_QUIET = ("desk:healthz", "desk:readyz", "desk:metrics")


class Watched:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.proxied = "HTTP_X_FORWARDED_FOR" in request.META
        _take_address(request)
        request.id = _given_id(request) or uuid.uuid4().hex
        token, started = REQUEST_ID.set(request.id), monotonic()
        try:
            response = self.get_response(request)
            _note(request, response, monotonic() - started)
        finally:
            REQUEST_ID.reset(token)
        response["X-Request-ID"] = request.id
        return response


def _take_address(request):
    """The last address that the proxy in front vouches for; what a sender wrote before it counts for nothing."""
    if settings.BEHIND_PROXY and request.proxied:
        request.META["REMOTE_ADDR"] = request.META["HTTP_X_FORWARDED_FOR"].rsplit(",", 1)[-1].strip()


def _given_id(request):
    given = request.META.get("HTTP_X_REQUEST_ID", "") if settings.BEHIND_PROXY else ""
    return given if _ID.fullmatch(given) else ""


def _note(request, response, seconds):
    view = request.resolver_match.view_name if request.resolver_match else "none"
    metrics.observe(request.method, view, response.status_code, seconds)
    if view not in _QUIET:
        # The view's name, not the address: addresses hold search words, and some are keys.
        actor = getattr(request, "actor", None)
        log.info(
            "%s %s %s", request.method, view, response.status_code,
            extra={"ms": round(seconds * 1000), "user": actor.user_id if actor else None},
        )  # fmt: skip
