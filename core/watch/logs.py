"""Lines of the log as JSON: one object a line, with the request's id, without secrets that stand in addresses."""

import json
import logging
import re
from datetime import UTC, datetime

from core.watch import REQUEST_ID

_PLAIN = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "request_id"}
# Addresses that are keys: the calendar's feed, an invitation, a forgotten password.
_KEYS = re.compile(r"(/lich/|/mat-khau/moi/|/loi-moi/)[^\s/\"']{6,}")
_QUERY = re.compile(r"([?&](?:token|key|code|password|mat_khau)=)[^&\s\"']+", re.IGNORECASE)


def masked(text):
    """The text with the secret part of addresses taken out."""
    return _QUERY.sub(r"\1•••", _KEYS.sub(r"\1•••", text))


class Masked(logging.Filter):
    """Puts the request's id into each line and takes secrets out of its words."""

    def filter(self, record):
        record.request_id = REQUEST_ID.get()
        record.msg, record.args = masked(record.getMessage()), ()
        return True


class JsonFormatter(logging.Formatter):
    """What was given as `extra` stands beside; objects as their type's name, for their words may hold anything."""

    def format(self, record):
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"at": at, "level": record.levelname, "logger": record.name, "message": record.getMessage()}
        line |= {"request_id": record.request_id} if getattr(record, "request_id", "") else {}
        line |= {key: _plain(value) for key, value in vars(record).items() if key not in _PLAIN}
        if record.exc_info:
            line["error"] = masked(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


def _plain(value):
    if isinstance(value, str):
        return masked(value)
    return value if isinstance(value, int | float | bool | None) else type(value).__name__
