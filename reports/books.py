"""The books: which reports there are, of which parts and blocks, with which shipped wordings and annexes."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

SHIPPED = Path(__file__).with_name("wordings.toml")


@dataclass(frozen=True)
class Book:
    """A report's outline: `parts` are (heading, keys of blocks). `title` is a wording like any other."""

    label: str
    title: str
    parts: tuple
    annexes: tuple

    @property
    def blocks(self):
        return [key for _, keys in self.parts for key in keys]

    def part_of(self, block):
        return next((heading for heading, keys in self.parts if block in keys), "NỘI DUNG KHÁC")


_EVALUATION = ("ĐÁNH GIÁ CHUNG", ("results", "shortcomings", "causes"))
_AHEAD = ("NHIỆM VỤ TRỌNG TÂM THỜI GIAN TỚI", ("tasks", "proposals"))
_ALL = ("sessions", "rounds", "late_dossiers", "overdue", "wards")
_WORK = "Kết quả hoạt động của {chu-the} {ky} và nhiệm vụ trọng tâm thời gian tới"

BOOKS = {
    "conference": Book(
        "Báo cáo hội nghị giao ban",
        "Kết quả hoạt động của {hoi-dong}[[ và Hội đồng nhân dân các phường, xã{?co-phuong-xa}]] {ky}; "
        "nhiệm vụ trọng tâm thời gian tới",
        (
            ("KẾT QUẢ HOẠT ĐỘNG", ("sessions", "questions", "oversight", "voters", "petitions", "lower", "discussion")),
            ("TỒN TẠI, HẠN CHẾ", ("shortcomings",)),
            ("NHIỆM VỤ TRỌNG TÂM THỜI GIAN TỚI", ("tasks", "directives")),
        ),
        (*_ALL, "scoreboard", "ward_forms"),
    ),
    "activity": Book(
        "Báo cáo hoạt động", _WORK,
        (
            ("TỔ CHỨC, NHÂN SỰ", ("organisation",)),
            ("KỲ HỌP, NGHỊ QUYẾT, PHIÊN HỌP THƯỜNG TRỰC", ("sessions", "resolutions", "standing")),
            ("CHẤT VẤN, GIẢI TRÌNH, GIÁM SÁT", ("questions", "oversight", "documents")),
            ("TIẾP XÚC CỬ TRI, GIẢI QUYẾT KIẾN NGHỊ CỦA CỬ TRI", ("voters",)),
            ("TIẾP CÔNG DÂN, XỬ LÝ ĐƠN THƯ", ("receptions", "petitions")),
            ("CÔNG TÁC PHỐI HỢP", ("coordination",)),
            ("HƯỚNG DẪN HOẠT ĐỘNG CỦA HỘI ĐỒNG NHÂN DÂN PHƯỜNG, XÃ", ("lower",)),
            ("CHUYỂN ĐỔI SỐ, THÔNG TIN", ("digital",)),
            _EVALUATION, _AHEAD,
        ),
        (*_ALL, "comparison", "scoreboard"),
    ),
    "quarter": Book(
        "Báo cáo quý (mẫu rút gọn)", _WORK,
        (
            ("KỲ HỌP, NGHỊ QUYẾT", ("sessions",)), ("CHẤT VẤN, GIÁM SÁT", ("questions", "oversight")),
            ("TIẾP XÚC CỬ TRI, GIẢI QUYẾT KIẾN NGHỊ CỦA CỬ TRI", ("voters",)),
            ("TIẾP CÔNG DÂN, XỬ LÝ ĐƠN THƯ", ("receptions", "petitions")),
            ("NHIỆM VỤ TRỌNG TÂM THỜI GIAN TỚI", ("tasks",)),
        ),
        ("sessions", "rounds", "comparison"),
    ),
    "oversight": Book(
        "Báo cáo kết quả giám sát", "Kết quả hoạt động giám sát của {chu-the} {ky}",
        (
            ("KẾT QUẢ GIÁM SÁT", ("oversight", "questions", "documents")),
            ("THEO DÕI THỰC HIỆN KIẾN NGHỊ SAU GIÁM SÁT", ("recommendations",)), _EVALUATION, _AHEAD,
        ),
        ("rounds", "overdue", "recommendations", "comparison"),
    ),
    "voters": Book(
        "Báo cáo ý kiến, kiến nghị cử tri", "Kết quả tiếp nhận, giải quyết ý kiến, kiến nghị của cử tri {ky}",
        (
            ("TIẾP XÚC CỬ TRI, TIẾP NHẬN Ý KIẾN, KIẾN NGHỊ", ("voter_meetings", "opinion_intake")),
            ("KẾT QUẢ GIẢI QUYẾT, TRẢ LỜI VÀ GIÁM SÁT", ("opinion_results", "opinion_oversight")),
            ("ĐÁNH GIÁ, KIẾN NGHỊ", ("shortcomings", "proposals")),
        ),
        ("opinions", "comparison"),
    ),
    "petitions": Book(
        "Báo cáo tiếp công dân, xử lý đơn thư", "Kết quả tiếp công dân, tiếp nhận và xử lý đơn thư {ky}",
        (("TIẾP CÔNG DÂN", ("receptions",)), ("TIẾP NHẬN, XỬ LÝ ĐƠN THƯ", ("petitions", "petition_results")),
         ("ĐÁNH GIÁ, KIẾN NGHỊ", ("shortcomings", "proposals"))),
        ("petitions", "comparison"),
    ),
    "session": Book(
        "Báo cáo kết quả kỳ họp", "Kết quả kỳ họp của {hoi-dong} {ky}",
        (
            ("CÔNG TÁC CHUẨN BỊ VÀ DIỄN BIẾN KỲ HỌP", ("sessions", "resolutions")), ("CHẤT VẤN", ("questions",)),
            ("Ý KIẾN, KIẾN NGHỊ CỦA CỬ TRI", ("voters",)), ("TỒN TẠI, HẠN CHẾ", ("shortcomings",)), _AHEAD,
        ),
        ("sessions", "resolutions", "late_dossiers"),
    ),
}  # fmt: skip
CHOICES = [(key, book.label) for key, book in BOOKS.items()]
DEFAULT = "conference"


@lru_cache(maxsize=1)
def shipped():
    """{block: {heading, text}} as the portal brings them."""
    return {
        key: {"heading": item["heading"], "text": item["text"].strip()}
        for key, item in tomllib.loads(SHIPPED.read_text(encoding="utf-8")).items()
    }


def headings():
    """[(block, heading)] of every block, as the history names them."""
    return [(key, item["heading"]) for key, item in shipped().items()]


def known(report):
    """The book of a report; an unknown one is the usual one."""
    return BOOKS.get(report.outline, BOOKS[DEFAULT])
