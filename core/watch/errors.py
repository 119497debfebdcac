"""Errors told to a Sentry-like server, if SENTRY_DSN is given: where in the code, never what was typed."""

from core.watch import REQUEST_ID
from core.watch.logs import masked

_DROPPED = ("request", "user", "extra", "breadcrumbs", "server_name")


def start(dsn, release=""):
    if not dsn:
        return
    import sentry_sdk

    sentry_sdk.init(
        dsn=dsn, release=release or None, send_default_pii=False, include_local_variables=False,
        include_source_context=False, max_request_body_size="never", max_breadcrumbs=0, traces_sample_rate=0,
        before_send=bare,
    )  # fmt: skip


def bare(event, hint=None):
    """The event without what could hold people's words: no request, no variables, the message of an error masked."""
    for key in _DROPPED:
        event.pop(key, None)
    for error in event.get("exception", {}).get("values", []):
        error["value"] = masked(str(error.get("value", "")))[:200] if error.get("type") in _SAFE else ""
    event.setdefault("tags", {})["request_id"] = REQUEST_ID.get()
    return event


# Errors whose words come from the portal or the machine; a database's error repeats the values of the row.
_SAFE = {"ImportError", "ModuleNotFoundError", "AttributeError", "TypeError", "NameError", "TimeoutError", "OSError",
         "BackupError", "TemplateDoesNotExist", "ImproperlyConfigured"}  # fmt: skip
