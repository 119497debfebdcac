"""The councils below: which held their regular session of a half-year, when, and which did not."""

from datetime import date
from http import HTTPStatus

from django.db.models import Count, Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate

from core import export, jobs, pdf
from core.errors import NotAllowed, Refused
from core.seats import actor_of
from council.models import Council
from sessions.models import Session
from sessions.models.session import SessionKind
from sessions.pages import period

HEAD = [
    "Đơn vị",
    "Kỳ họp thường lệ",
    "Khai mạc",
    "Bế mạc",
    "Có mặt",
    "Tổng số đại biểu",
    "Nghị quyết",
    "Tình hình",
]


KINDS = [(1, "Thường lệ giữa năm"), (2, "Thường lệ cuối năm")]


def _asked(params):
    """The regular session asked for. The mid-year one is often held in July, so it is told by its kind."""
    return period.asked(params, KINDS, until=9)


def _bounds(half):
    """(kind, first day, last day) within which a regular session is that of the half-year."""
    if half.half == 1:
        return SessionKind.REGULAR_MID, date(half.year, 1, 1), date(half.year, 12, 31)
    return SessionKind.REGULAR_END, date(half.year, 7, 1), date(half.year + 1, 3, 31)


def _words(half):
    return f"{dict(KINDS)[half.half].lower()} {half.year}"


def rows_of(home_id, half):
    """One row per council below that existed in the half-year: its regular session, held or planned, or none."""
    kind, first, last = _bounds(half)
    lasting = Q(valid_to=None) | Q(valid_to__gte=half.start)
    councils = Council.objects.filter(lasting, parent=home_id)
    sessions = Session.objects.filter(owner__parent=home_id, session_kind=kind).exclude(state="cancelled")
    found = {}
    for row in sessions.in_period(first, last).annotate(passed=Count("resolutions")).order_by("on"):
        known = found.get(row.owner_id)
        if known is None or (row.state in Session.HELD and known.state not in Session.HELD):
            found[row.owner_id] = row
    return [_row(council, found.get(council.pk)) for council in councils.order_by("name")]


def _row(council, session):
    held = session is not None and session.state in Session.HELD
    word = "đã họp" if held else session.status["label"] if session else "chưa họp"
    return {
        "council": council,
        "session": session,
        "held": held,
        "word": word,
        "tone": "done" if held else "soon" if session else "idle",
    }


def cells(row):
    session, held = row["session"], row["held"]
    if session is None:
        return [row["council"].short_name, "", "", "", "", "", "", row["word"]]
    return [
        row["council"].short_name, session.title, session.on, session.ends_on or "",
        session.delegates_present if held else "", session.delegates_total if held else "", session.passed if held else "",
        row["word"],
    ]  # fmt: skip


def _may(actor):
    if actor.sees_shared_only:
        raise NotAllowed("Tài khoản cơ quan không xem kỳ họp của HĐND cấp dưới.")


def lower(request):
    _may(request.actor)
    half, form = _asked(request.GET)
    rows = rows_of(request.actor.home_id, half)
    query = f"nam={half.year}&ky={half.half}"
    context = {
        "title": "Kỳ họp của HĐND cấp dưới", "rows": rows, "half": half, "words": _words(half), "form": form, "total": len(rows),
        "held": sum(row["held"] for row in rows), "crumbs": [{"label": "Kỳ họp", "url": reverse("sessions:session_list")}],
        "exports": [{"label": "Excel (XLSX)", "url": f"{reverse('sessions:lower_xlsx')}?{query}"},
                    {"label": "PDF", "url": f"{reverse('sessions:lower_pdf')}?{query}"}],
    }  # fmt: skip
    status = HTTPStatus.OK if form.is_valid() else HTTPStatus.BAD_REQUEST
    return render(request, "sessions/lower.html", context, status=status)


def lower_xlsx(request):
    _may(request.actor)
    half, _ = _asked(request.GET)
    rows = [HEAD, *map(cells, rows_of(request.actor.home_id, half))]
    return export.file_response("Kỳ họp cấp dưới", rows, f"ky-hop-cap-duoi-{half.year}-{half.half}.xlsx")


def lower_pdf(request):
    _may(request.actor)
    half, _ = _asked(request.GET)
    params = {"year": half.year, "half": half.half}
    return redirect(jobs.ask(request.actor, "sessions.lower", f"In kỳ họp cấp dưới, {_words(half)}", params))


@jobs.handles("sessions.lower")
def printed(job, progress):
    actor = actor_of(job.membership_id)
    if actor is None:
        raise Refused("Vai trò dùng để yêu cầu đã hết hiệu lực.")
    half = period.Half(job.params["year"], job.params["half"])
    rows = [[_shown(cell) for cell in cells(row)] for row in rows_of(actor.home_id, half)]
    progress(40)
    title = f"Kỳ họp {_words(half)} của HĐND cấp dưới"
    context = {"title": title, "head": HEAD, "rows": rows, "today": localdate()}
    return f"ky-hop-cap-duoi-{half.year}-{half.half}.pdf", pdf.render("print/list.html", context)


def _shown(cell):
    return f"{cell:%d/%m/%Y}" if hasattr(cell, "strftime") else cell
