"""One section of a report being written; its versions; its frozen files."""

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from core import held
from core.errors import Stale
from core.verbs import must_be_open, perform
from reports import claims, facts, freezing, narrative, page, services, shortcomings, wording
from reports import versions as versioned
from reports.forms import SectionForm
from reports.models import ReportSignature
from reports.phrases import PHRASES
from reports.views.register import reports


def section(request, pk, key):
    """Write one section: its text with tokens, how it will be printed, the figures to put in."""
    report = reports.get(request.actor, pk)
    must_be_open(services.write.verb, request.actor, report)
    item = next((item for item in report.sections if item["key"] == key), None)
    if item is None:
        raise Http404
    found, kept = facts.of_report(report), held.take(request)
    plain = item["text"] if item["edited"] else wording.flat(item["text"], narrative.values(found))
    first = {"text": plain, "base": versioned.mark(item["text"])}
    form = SectionForm(request.POST or kept or None, initial=first, actor=request.actor, record=report)
    conflict = None
    if request.method == "POST" and form.is_valid() and "_look" not in request.POST:
        if form.cleaned_data["text"] == plain:
            return redirect(f"{report.get_absolute_url()}#muc-{key}")
        try:
            perform(services.write, request.actor, pk, key=key, **form.cleaned_data)
        except Stale:
            conflict = _conflict(form, item)
        else:
            messages.success(request, f"Đã lưu mục «{item['heading']}».")
            return redirect(f"{report.get_absolute_url()}#muc-{key}")
    return _shown(request, report, item, found, form, conflict)


def _conflict(form, item):
    """Both texts word by word; saving again is then a choice made knowingly."""
    mine = form.cleaned_data["text"]
    form.data = form.data.copy()
    form.data["base"] = versioned.mark(item["text"])
    return {"theirs": item["text"], "parts": versioned.words(item["text"], mine)}


def _shown(request, report, item, found, form, conflict):
    text = form["text"].value() or ""
    typed = {**item, "text": text, "edited": item["edited"] or request.method == "POST"}
    context = {
        "title": f"Sửa mục «{item['heading']}»", "record": report, "form": form, "crumbs": _crumbs(report),
        "preview": wording.render(text, narrative.values(found)).splitlines(), "clash": conflict,
        "worded": "" if item["edited"] else item["text"],
        "unearned": claims.unearned(typed, found), "groups": page.groups(found, request.actor),
        "phrases": [(name, meaning) for name, meaning in PHRASES.items() if narrative.values(found).phrases[name]],
        "remarks": report.remarks.filter(section__in=[item["key"], ""], settled_at=None).select_related("said_by"),
        "proposals": shortcomings.proposed(found, request.actor) if item["key"] == "shortcomings" else [],
        "cancel_url": report.get_absolute_url(), "form_mark": held.mark(request),
    }  # fmt: skip
    bad = (
        HTTPStatus.CONFLICT if conflict else HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    )
    return render(request, "reports/section.html", context, status=bad)


def _crumbs(report):
    return [*reports.crumbs(report), {"label": report.code, "url": report.get_absolute_url()}]


def versions(request, pk):
    """The versions of a report; two of them compared word by word."""
    report = reports.get(request.actor, pk)
    rows = list(report.versions.select_related("saved_by"))
    old, new = _chosen(rows, request.GET.get("tu"), -2), _chosen(rows, request.GET.get("den"), -1)
    context = {
        "title": "Các phiên bản", "record": report, "rows": rows, "crumbs": _crumbs(report), "old": old, "new": new,
        "changes": versioned.compared(old.sections, new.sections) if old and new else [],
    }  # fmt: skip
    return render(request, "reports/versions.html", context)


def _chosen(rows, number, usual):
    """The version of that number, or the usual one, counted from the newest; None when there is none."""
    found = next((row for row in rows if f"{row.no}" == number), None)
    return found or (rows[-usual - 1] if len(rows) >= -usual else None)


def frozen_file(request, pk):
    """The PDF of a finalised report, as it was frozen."""
    report = reports.get(request.actor, pk)
    kept = freezing.file_of(report)
    if kept is None:
        raise Http404
    return _pdf(*kept)


def signed_file(request, pk, signature):
    """A signed copy of a finalised report."""
    report = reports.get(request.actor, pk)
    found = get_object_or_404(ReportSignature, pk=signature, snapshot__report=report)
    with found.file.open() as file:
        return _pdf(f"da-ky-{found.snapshot.file_name}", file.read())


def _pdf(name, content):
    headers = {"Content-Disposition": f'inline; filename="{name}"', "X-Content-Type-Options": "nosniff",
               "Cache-Control": "private, no-store"}  # fmt: skip
    return HttpResponse(content, "application/pdf", headers=headers)
