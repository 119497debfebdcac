"""Whether the log is untampered: each line's hash is counted anew from its own words and the hash before it."""

import hashlib
from dataclasses import dataclass, field

from django.db import connection

# As `nt_chain` writes it; the words of a line in one form that does not hang on a session's settings.
PAYLOAD = "jsonb_build_array(seq, id, extract(epoch FROM at)::text, act, user_id, subject_id, record_id, ip::text, detail)::text"
_BATCH = 5000
SHOWN = 20


@dataclass
class Verdict:
    """What a walk along the chain found: how many lines, the last link, and each fault in words."""

    lines: int = 0
    head: str = ""
    faults: list = field(default_factory=list)

    @property
    def whole(self):
        return not self.faults

    @property
    def anchor(self):
        """The link to be written down elsewhere: a later walk with it also finds lines cut off at the end."""
        return f"{self.lines}:{self.head}"

    def add(self, text):
        if len(self.faults) < SHOWN:
            self.faults.append(text)


def link(prev, payload):
    return hashlib.sha256(f"{prev}|{payload}".encode()).hexdigest()


def verify(anchors=(), progress=lambda percent: None):
    """Walk the whole chain. `anchors` are links ("seq:hash") noted earlier outside the database.

    Faults name the line's number, so that one can look at what stands around it.
    """
    found, wanted = Verdict(), dict(_anchor(text) for text in anchors)
    for seq, prev, stored, payload, where in _rows(progress):
        _check_number(found, seq, where)
        if prev != found.head:
            found.add(f"Dòng {seq} ({where}) không nối với dòng trước: đã có dòng bị bỏ, chèn hoặc sửa.")
        if link(prev, payload) != stored:
            found.add(f"Dòng {seq} ({where}) đã bị sửa: nội dung không khớp dấu của nó.")
        if seq in wanted and wanted.pop(seq) != stored:
            found.add(f"Dòng {seq} ({where}) khác với dấu đã ghi ở nơi khác: chuỗi đã bị viết lại.")
        found.lines, found.head = seq, stored
    for seq in wanted:
        found.add(f"Thiếu dòng {seq} đã được ghi dấu ở nơi khác: phần cuối nhật ký đã bị cắt.")
    if loose := _loose():
        found.add(f"{loose} dòng không nằm trong chuỗi.")
    return found


def _check_number(found, seq, where):
    if seq != found.lines + 1:
        gap = f"thiếu các dòng từ {found.lines + 1} đến {seq - 1}" if seq > found.lines else "số bị lặp"
        found.add(f"Trước dòng {seq} ({where}): {gap}.")


def _anchor(text):
    seq, _, stored = text.strip().partition(":")
    return int(seq), stored


def _rows(progress):
    """(seq, prev, hash, payload, moment) of every chained line in the chain's order, a few at a time."""
    last, end = 0, int(head().partition(":")[0])
    while rows := _after(last):
        yield from rows
        last = rows[-1][0]
        progress(min(99, 100 * last // max(end, 1)))


def _after(seq):
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT seq, prev, hash, {PAYLOAD}, to_char(at AT TIME ZONE 'Asia/Ho_Chi_Minh', 'DD/MM/YYYY HH24:MI:SS') "  # noqa: S608
            "FROM core_logentry WHERE seq > %s ORDER BY seq LIMIT %s",
            [seq, _BATCH],
        )
        return cursor.fetchall()


def _loose():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_logentry WHERE seq IS NULL OR seq <= 0")
        return cursor.fetchone()[0]


def head():
    """The chain's last link as an anchor, without walking it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq, hash FROM core_logentry WHERE seq IS NOT NULL ORDER BY seq DESC LIMIT 1")
        row = cursor.fetchone()
    return f"{row[0]}:{row[1]}" if row else "0:"
