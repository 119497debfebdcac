"""The grid under a meeting: opinions by the dozen, saved row by row."""

import uuid
from http import HTTPStatus

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import NotAllowed, Refused
from voters import services
from voters.entry import split_pasted, suggest_field
from voters.forms import EntryForm, PasteForm
from voters.models import Meeting, Opinion
from voters.similar import similar

BLANK_ROWS, SAVED_ROWS = 4, 50


def _meeting(request, pk):
    """The meeting whose opinions may be entered by this person, or 404 or 403."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.actor).select_related("unit"), pk=pk)
    item = services.record_opinion.verb
    if not item.permits(request.actor) or meeting.owner_id != request.actor.home_id:
        raise NotAllowed(f"Vai trò {request.actor.role_label} không được nhập kiến nghị của hội nghị này.")
    if meeting.state == "cancelled":
        raise Refused("Hội nghị đã hủy nên không nhập kiến nghị được.", meeting.get_absolute_url())
    if not meeting.takes_opinions:
        raise Refused(
            f"Hội nghị ngày {meeting.on:%d/%m/%Y} chưa diễn ra. Nếu đã họp sớm hơn, sửa ngày của hội nghị rồi nhập.",
            meeting.get_absolute_url(),
        )
    return meeting


@require_http_methods(["GET", "HEAD", "POST"])
def entry(request, pk):
    """The grid; a text posted to it comes back split into rows, not yet saved."""
    meeting, pasted = _meeting(request, pk), PasteForm(request.POST or None)
    rows = []
    if request.method == "POST" and pasted.is_valid():
        rows = [_row(**row) for row in _split(pasted.cleaned_data["pasted"])]
        pasted = PasteForm()
    bad = request.method == "POST" and pasted.is_bound
    return _page(request, meeting, rows, pasted, HTTPStatus.UNPROCESSABLE_ENTITY if bad else HTTPStatus.OK)


def _row(**values):
    return EntryForm(initial=values | {"once": uuid.uuid4()})


def _page(request, meeting, rows, pasted=None, status=HTTPStatus.OK):
    saved = (
        Opinion.objects.visible_to(request.actor)
        .filter(meeting=meeting)
        .order_by("-pk")
        .defer("tsv", "words")
    )
    context = {
        "title": "Nhập nhanh kiến nghị", "meeting": meeting, "rows": [*rows, *(_row() for _ in range(BLANK_ROWS))],
        "pasted": pasted or PasteForm(), "saved": saved[:SAVED_ROWS], "count": saved.count(), "blank": _row(),
        "crumbs": [
            {"label": "Tiếp xúc cử tri", "url": reverse("voters:meeting_list")},
            {"label": meeting.title, "url": meeting.get_absolute_url()},
        ],
    }  # fmt: skip
    return render(request, "voters/entry.html", context, status=status)


@require_POST
def row(request, pk):
    """Save one row. The grid's script asks for JSON; without it the page comes back."""
    meeting, form = _meeting(request, pk), EntryForm(request.POST)
    as_json = "application/json" in request.headers.get("Accept", "")
    if not form.is_valid():
        return _refused(request, meeting, form, as_json)
    try:
        made = services.enter_row(request.actor, meeting, **form.cleaned_data)
    except Refused as refusal:
        if not as_json:
            raise
        return JsonResponse({"errors": {"": refusal.message}}, status=refusal.status)
    if not as_json:
        messages.success(request, f"Đã lưu {made.code}.")
        return redirect("voters:entry", meeting.pk)
    count = Opinion.objects.filter(meeting=meeting).count()
    answer = {"code": made.code, "url": made.get_absolute_url(), "field": made.field, "count": count}
    return JsonResponse(answer | {"state": made.status["label"], "moved": made.state != "recorded"})


def _refused(request, meeting, form, as_json):
    if as_json:
        errors = {name: " ".join(texts) for name, texts in form.errors.items()}
        return JsonResponse({"errors": errors}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _page(request, meeting, [form], status=HTTPStatus.UNPROCESSABLE_ENTITY)


@require_POST
def split(request, pk):
    """A pasted text as rows with the fields that their words suggest."""
    _meeting(request, pk)
    form = PasteForm(request.POST)
    if not form.is_valid():
        errors = {name: " ".join(texts) for name, texts in form.errors.items()}
        return JsonResponse({"errors": errors}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return JsonResponse({"rows": _split(form.cleaned_data["pasted"])})


def _split(text):
    return [row | {"field": suggest_field(row["title"])} for row in split_pasted(text)]


@require_GET
def hint(request):
    """What the words of an opinion that is being typed suggest: its field, and the similar ones of the term."""
    text = request.GET.get("noi-dung", "")
    field = suggest_field(text)
    found = similar(text, request.actor, field=field, exclude=None)
    html = render_to_string(
        "voters/similar.html", {"similar": found, "typed": bool(text), "for_grid": True}, request=request
    )
    return JsonResponse({"field": field, "similar": html, "found": len(found)})
