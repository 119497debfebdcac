"""The pages that are measured, filled in from what the city keeps."""

import re
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote

from django.utils.timezone import localdate

from core.models import Record

USER = "thuky"  # keeps the registers of the city, sees those of its wards
AGENT = "coquan"  # sees only what was sent to the agency
COMMON = "duong"
COMMON_WORDS = "Đề nghị sửa chữa đường, mặt đường xuống cấp, nhiều ổ gà tại tổ dân phố"


@dataclass(frozen=True)
class Page:
    name: str
    url: str
    user: str = USER


def pages(council):
    """The pages to measure, for the registers as they are."""
    today = localdate()
    opinion, petition = _last(council, "opinion"), _last(council, "petition")
    rare, half = _rare(opinion), f"tu={today - timedelta(182)}&den={today}"
    return [
        Page("desk", "/"),
        Page("desk of an agency", "/", AGENT),
        Page("duties", "/viec-theo-luat/"),
        Page("what is due", "/viec-den-han/?nhom=qua-han"),
        Page("calendar", "/lich/"),
        Page("sessions", "/ky-hop/"),
        Page("session", _last(council, "session").get_absolute_url()),
        Page("dossiers", "/ky-hop/ho-so/"),
        Page("dossier", _last(council, "dossier").get_absolute_url()),
        Page("rounds", "/giam-sat/"),
        Page("round", _last(council, "round").get_absolute_url()),
        Page("recommendations", "/giam-sat/kien-nghi/"),
        Page("meetings", "/tiep-xuc-cu-tri/"),
        Page("meeting", _last(council, "meeting").get_absolute_url()),
        Page("opinions", "/kien-nghi/"),
        Page("opinions, page 2", "/kien-nghi/?page=2"),
        Page("opinions, page 200", "/kien-nghi/?page=200"),
        Page("opinions by due date", "/kien-nghi/?sort=due"),
        Page("opinions forwarded", "/kien-nghi/?tinh_trang=forwarded"),
        Page("opinions of a ward", f"/kien-nghi/?don_vi={_ward(council)}"),
        Page("opinions of a half-year", f"/kien-nghi/?{half}"),
        Page("opinions on land", "/kien-nghi/?linh_vuc=land"),
        Page("opinions overdue", "/kien-nghi/?han=qua-han"),
        Page("opinions, a rare word", f"/kien-nghi/?q={rare}"),
        Page("opinions, a common word", f"/kien-nghi/?q={COMMON}"),
        Page("opinions of an agency", "/kien-nghi/", AGENT),
        Page("opinion", f"/kien-nghi/{opinion.pk}/"),
        Page("new opinion", "/kien-nghi/moi/"),
        Page("similar opinions", f"/kien-nghi/goi-y/?noi-dung={quote(opinion.title)}"),
        Page("similar opinions, common words", f"/kien-nghi/goi-y/?noi-dung={quote(COMMON_WORDS)}"),
        Page("petitions", "/don-thu/"),
        Page("petitions received", "/don-thu/?tinh_trang=received"),
        Page("petitions overdue", "/don-thu/?han=qua-han"),
        Page("petitions, a rare word", f"/don-thu/?q={_rare(petition)}"),
        Page("petitions, a common word", f"/don-thu/?q={COMMON}"),
        Page("petitions of an agency", "/don-thu/", AGENT),
        Page("petition", f"/don-thu/{petition.pk}/"),
        Page("search, a rare word", f"/tim/?q={rare}"),
        Page("search, a common word", f"/tim/?q={COMMON}"),
        Page("figures of a half-year", f"/bao-cao/?hd={council.code}&{half}"),
        Page("records of a figure", _drill(council, today)),
        Page("directory", "/danh-ba/"),
    ]


def _last(council, kind):
    return Record.objects.filter(kind=kind, owner=council).order_by("-on", "-id").first()


def _ward(council):
    """A ward that keeps opinions of its own."""
    return Record.objects.filter(kind="opinion", owner__parent=council).order_by("id").first().owner_id


def _rare(record):
    """What few other records have: the first number in the title, or else the record's own, for an address."""
    number = re.search(r"\d+", record.title)
    return quote(number.group() if number else record.code)


def _drill(council, today):
    start = today - timedelta(182)
    return f"/kien-nghi/?so-lieu=opinions.answered&hd={council.code}&so-lieu-tu={start}&so-lieu-den={today}"
