"""Pages of the ranking: the table, the deadlines behind a number, the files."""

from http import HTTPStatus

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from core import export, jobs
from core.chips import deadline_chip
from core.models import Body
from core.paging import CappedPaginator
from desk.calendar.choices import body_in_view
from desk.ranking import figures, sheet
from desk.ranking.asked import Asked, AskedForm, quick
from desk.words import decimal, short

PER_PAGE = 50
TITLE = "Xếp hạng theo mức chậm"


@require_GET
def ranking(request):
    """Bodies by lateness in a period; a wrong address keeps what was typed and is told at its field."""
    form = AskedForm(request.GET)
    if not form.is_valid():
        return render(request, "desk/ranking.html", _frame(form), status=HTTPStatus.BAD_REQUEST)
    asked = form.asked
    rows = figures.ranking(request.actor, asked)
    page = CappedPaginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        **_frame(_shown(asked)), "sub": asked.words, "page_obj": page, "total": page.paginator.total_label,
        "rows": [_line(row, asked, page.first + number) for number, row in enumerate(page.object_list)],
        "groups": figures.GROUPS.values(),
        "exports": [("Excel (XLSX)", asked.url("ranking_xlsx")), ("PDF", asked.url("ranking_pdf"))],
    }  # fmt: skip
    return render(request, "desk/ranking.html", context)


def _frame(form):
    asked = form.asked if form.is_valid() else None
    crumbs = [{"label": "Bàn làm việc", "url": "/"}]
    return {"title": TITLE, "crumbs": crumbs, "form": form, "quick": _quick(asked)}


def _shown(asked):
    """The form with the days of the period that the page is of."""
    return AskedForm({"tu": f"{asked.start:%d/%m/%Y}", "den": f"{asked.end:%d/%m/%Y}", "so": asked.kind})


def _quick(asked):
    """The usual periods as [(label, address, is current)], within the register that is asked for."""
    kind = asked.kind if asked else ""
    return [
        (label, Asked(first, last, kind).url(), bool(asked) and (first, last) == (asked.start, asked.end))
        for label, first, last in quick(localdate())
    ]


def _line(row, asked, place):
    """A body with each number leading to its deadlines."""
    numbers = zip(figures.GROUPS, (row.owed, row.in_time, row.met_late, row.open_late, row.open), strict=True)
    return {
        "place": place, "name": row.name, "code": row.code, "mean": decimal(row.mean), "longest": row.longest,
        "rate": decimal(row.rate), "late": row.late,
        "numbers": [
            (n, asked.url("ranked", noi=row.code, nhom=slug), figures.GROUPS[slug][0], slug) for slug, n in numbers
        ],
    }  # fmt: skip


@require_GET
def ranked(request):
    """The deadlines behind one number of the ranking."""
    form, slug = AskedForm(request.GET), request.GET.get("nhom", "phai-lam")
    if slug not in figures.GROUPS:
        raise Http404
    if not form.is_valid():
        return render(request, "desk/ranking.html", _frame(form), status=HTTPStatus.BAD_REQUEST)
    asked, body = form.asked, _body(request.GET.get("noi", ""))
    rows = figures.of_body(request.actor, asked, body, slug).order_by("due_on", "pk")
    page = CappedPaginator(rows.select_related("record", "owed_by", "rule"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    if body and not page.object_list and body_in_view(request.actor, body.code) is None:
        raise Http404
    label, definition = figures.GROUPS[slug]
    context = {
        "title": f"{body.short_name}: {label.lower()}" if body else label, "sub": asked.words, "definition": definition,
        "crumbs": [{"label": TITLE, "url": asked.url()}], "items": [_item(row) for row in page.object_list],
        "page_obj": page, "total": page.paginator.total_label, "back_url": asked.url(),
    }  # fmt: skip
    return render(request, "desk/ranked.html", context)


def _body(code):
    """The body of that code, None when none is asked for."""
    found = Body.objects.filter(code=code).first() if code else None
    if code and found is None:
        raise Http404
    return found


def _item(row):
    chip, record = deadline_chip(row), row.record
    done = f"hạn {row.due_on:%d/%m/%Y}" + (f" · xong {row.met_on:%d/%m/%Y}" if row.met_on else "")
    parts = [record.code, row.owed, row.owed_by.short_name, done]
    return {
        "tone": chip.tone, "chip": chip.text, "title": short(record.title), "url": record.get_absolute_url(),
        "sub": " · ".join(part for part in parts if part), "right": "",
    }  # fmt: skip


def _asked(request):
    """What a file is asked for, None for a wrong address."""
    form = AskedForm(request.GET)
    return form.asked if form.is_valid() else None


@require_GET
def xlsx(request):
    asked = _asked(request)
    if asked is None:
        return redirect(f"{reverse('desk:ranking')}?{request.GET.urlencode()}")
    return export.file_response(
        "Xếp hạng chậm", sheet.rows(request.actor, asked), f"xep-hang-cham-{localdate():%Y%m%d}.xlsx"
    )


@require_GET
def pdf(request) -> HttpResponse:
    asked = _asked(request)
    if asked is None:
        return redirect(f"{reverse('desk:ranking')}?{request.GET.urlencode()}")
    params = {"tu": asked.start.isoformat(), "den": asked.end.isoformat(), "so": asked.kind}
    return redirect(jobs.ask(request.actor, "ranking", f"In xếp hạng theo mức chậm, {asked.words}", params))
