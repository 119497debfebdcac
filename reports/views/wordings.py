"""The administrator's wordings of the blocks."""

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate

from core import held
from core.errors import NotAllowed
from core.history import acting
from council.models import Council
from reports import books, facts, narrative, period, rules, wording, wordings
from reports.forms import WordingForm
from reports.models import SummaryReport, Wording
from reports.page import groups
from reports.phrases import PHRASES


def _must(actor):
    if not rules.words(actor):
        raise NotAllowed(f"Vai trò {actor.role_label} không được sửa câu mẫu của báo cáo.")


def listing(request):
    """Every block with the wording in force."""
    _must(request.actor)
    rows = [{**row, "books": _books(row["block"])} for row in wordings.all_of(request.actor.home_id)]
    crumbs = [{"label": "Báo cáo", "url": reverse("reports:home")}]
    return render(
        request, "reports/wordings.html", {"title": "Câu mẫu của báo cáo", "rows": rows, "crumbs": crumbs}
    )


def _books(block):
    return [book.label for book in books.BOOKS.values() if block in book.blocks]


def edit(request, block):
    """Word a block; tried on the figures of the current half-year before it is saved."""
    _must(request.actor)
    if block not in books.shipped():
        raise Http404
    now = wordings.of(request.actor.home_id).get(block) or books.shipped()[block]
    if request.method == "POST" and "_shipped" in request.POST:
        return _restored(request, block)
    form = WordingForm(request.POST or held.take(request) or None, initial=now, actor=request.actor)
    if request.method == "POST" and form.is_valid() and "_look" not in request.POST:
        with acting(request.actor.user_id, "reports.word"):
            values = {**form.cleaned_data, "changed_by_id": request.actor.user_id}
            Wording.objects.update_or_create(home_id=request.actor.home_id, block=block, defaults=values)
        messages.success(request, f"Đã lưu câu mẫu của mục «{form.cleaned_data['heading']}».")
        return redirect("reports:wordings")
    return _shown(request, block, form)


def _restored(request, block):
    with acting(request.actor.user_id, "reports.word"):
        Wording.objects.filter(home_id=request.actor.home_id, block=block).delete()
    messages.success(request, "Đã lấy lại câu mẫu của phần mềm.")
    return redirect("reports:wording", block=block)


def _tried_on(actor):
    """The facts that a wording is tried on: those of the latest report, else the figures of the current half-year."""
    latest = (
        SummaryReport.objects.visible_to(actor)
        .filter(owner=actor.home_id, subject=None)
        .order_by("-pk")
        .first()
    )
    if latest:
        return facts.of_report(latest)
    chosen = period.current_half(localdate())
    council = Council.objects.select_related("unit").get(pk=actor.home_id)
    return facts.compare(council, chosen.start, chosen.end)


def _shown(request, block, form):
    found = _tried_on(request.actor)
    crumbs = [{"label": "Câu mẫu của báo cáo", "url": reverse("reports:wordings")}]
    context = {
        "title": f"Câu mẫu: {books.shipped()[block]['heading']}", "form": form, "crumbs": crumbs, "phrases": PHRASES.items(),
        "preview": wording.render(form["text"].value() or "", narrative.values(found)).splitlines(), "found": found,
        "groups": groups(found, request.actor), "cancel_url": reverse("reports:wordings"), "form_mark": held.mark(request),
        "shipped": books.shipped()[block]["text"],
    }  # fmt: skip
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "reports/wording.html", context, status=status)
