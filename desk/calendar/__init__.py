"""The calendar: sessions, meetings, working days and due dates of a month or week, with the days off and why."""

from desk.calendar.address import read
from desk.calendar.page import page

__all__ = ["page", "read"]
