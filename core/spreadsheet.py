"""The cells of a spreadsheet, read in a process of its own.

A file of some kilobytes may ask for gigabytes once it is unpacked, or for a table of 16,384 columns and a million rows
with two filled cells: the reader then ends, and not the portal.
"""

import datetime
import json
import resource
import subprocess
import sys

MEMORY, SECONDS = 1024**3, 30  # what reading one file may take
MOST_TEXT = 100_000_000  # characters given back
_DAY = "day"


class Unreadable(Exception):
    """The file is no spreadsheet, or one that takes more than is sane."""


def first(content):
    """The rows of the first sheet, from its first line and column on. Raises Unreadable."""
    found = _read(content, "first")
    if not found:
        raise Unreadable
    return found[0][1]


def every(content, sheets, rows):
    """[(name, rows)] of the first `sheets` sheets, their first `rows` rows, empty edges left out. Raises Unreadable."""
    return _read(content, "every", sheets, rows)


def _read(content, *how):
    command = [sys.executable, "-P", __file__, *map(str, how)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=2 * SECONDS)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise Unreadable from None
    if done.returncode:
        raise Unreadable
    return json.loads(done.stdout, object_hook=_value)


def _value(marked):
    """A day or a moment, which JSON does not know."""
    made = datetime.datetime.fromisoformat(marked[_DAY])
    return made if "T" in marked[_DAY] else made.date()


# --- in the process of its own ---------------------------------------------------------------------------------------


def _main(how, sheets="1", rows="0"):
    _bound()
    import io

    from python_calamine import load_workbook

    book = load_workbook(io.BytesIO(sys.stdin.buffer.read()))
    more = {"skip_empty_area": False} if how == "first" else {"nrows": int(rows)}
    found = [
        (name, book.get_sheet_by_name(name).to_python(**more)) for name in book.sheet_names[: int(sheets)]
    ]
    size = 0
    for piece in json.JSONEncoder(default=_marked).iterencode(found):
        size += len(piece)
        if size > MOST_TEXT:
            sys.exit("too much text")
        sys.stdout.write(piece)


def _bound():
    wanted = {resource.RLIMIT_AS: MEMORY, resource.RLIMIT_CPU: SECONDS, resource.RLIMIT_CORE: 0}
    for kind, most in wanted.items():
        hard = resource.getrlimit(kind)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, most))


def _marked(value):
    return {_DAY: value.isoformat()} if isinstance(value, datetime.date) else str(value)


if __name__ == "__main__":
    _main(*sys.argv[1:])
