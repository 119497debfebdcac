"""The feed as RFC 5545 text, as Google Calendar, Outlook and phones take it."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event, Timezone, TimezoneStandard

ZONE, REFRESH = "Asia/Ho_Chi_Minh", timedelta(hours=4)


def text(items, name):
    """The bytes of the calendar `name`. The same items give the same bytes: no entry carries the present moment."""
    calendar = Calendar()
    for key, value in {**_HEAD, "name": name, "x-wr-calname": name}.items():
        calendar.add(key, value)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT4H")
    calendar.add_component(_zone())
    for item in items:
        calendar.add_component(_entry(item))
    return calendar.to_ical()


_HEAD = {
    "prodid": "-//Nghị Trường//Lịch và thời hạn//VI", "version": "2.0", "calscale": "GREGORIAN", "method": "PUBLISH",
    "x-wr-timezone": ZONE,
}  # fmt: skip


def _zone():
    """Vietnam has kept one offset since 1975."""
    standard = TimezoneStandard()
    standard.add("dtstart", datetime(1975, 6, 13))  # noqa: DTZ001  (local time by RFC 5545, 3.6.5)
    standard.add("tzoffsetfrom", timedelta(hours=8))
    standard.add("tzoffsetto", timedelta(hours=7))
    standard.add("tzname", "+07")
    zone = Timezone()
    zone.add("tzid", ZONE)
    zone.add_component(standard)
    return zone


def _entry(item):
    """An all-day entry never blocks the time: people are free to work on what is due."""
    whole = not isinstance(item.start, datetime)
    entry, changed = Event(), item.changed_at.astimezone(UTC).replace(microsecond=0)
    values = {
        "uid": f"{item.uid}@{urlsplit(settings.PORTAL_URL).hostname}", "dtstamp": changed, "last-modified": changed,
        "sequence": item.sequence, "summary": item.summary, "dtstart": item.start, "dtend": item.end,
        "location": item.place, "description": item.details, "url": f"{settings.PORTAL_URL}{item.url}",
        "categories": ["Thời hạn" if item.kind == "limit" else "Lịch họp"], "class": "PRIVATE",
        "transp": "TRANSPARENT" if whole else "OPAQUE", "x-microsoft-cdo-busystatus": "FREE" if whole else "BUSY",
    }  # fmt: skip
    for key, value in values.items():
        if value != "":
            entry.add(key, value)
    return entry
