"""The live screens: the chair's, the hall's and a delegate's seat. Open browsers ask every two seconds; while nothing
happened they are answered 304 after two queries."""

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from core.errors import Refused
from core.verbs import must_be_permitted, perform
from sessions import hall, live, rules, services
from sessions.forms import hall as forms
from sessions.models import Ballot
from sessions.pages.common import crumbs, own, session_of

# address of an act -> (verb, its form)
ACTS = {
    "mo-buoi": (services.begin_sitting, forms.SittingIdForm),
    "ket-thuc-buoi": (services.end_sitting, forms.NothingForm),
    "bat-dau": (services.begin_item, forms.ItemIdForm),
    "ket-thuc": (services.end_item, forms.NothingForm),
    "mo-lai": (services.reopen_item, forms.ItemIdForm),
    "hoan-tac": (services.undo_item, forms.NothingForm),
    "ghi-phat-bieu": (services.add_speaker, forms.SpeakerForm),
    "moi-phat-bieu": (services.start_speaker, forms.NextSpeakerForm),
    "het-phat-bieu": (services.stop_speaker, forms.NothingForm),
    "bo-phat-bieu": (services.drop_speaker, forms.SpeakerIdForm),
    "mo-bieu-quyet": (services.open_ballot, forms.OpenBallotForm),
    "kiem-phieu": (services.close_ballot, forms.CountsForm),
    "huy-bieu-quyet": (services.cancel_ballot, forms.NothingForm),
    "ghi-phieu": (services.cast_for, forms.CastForForm),
}
SEAT_ACTS = {
    "dang-ky": (services.ask_floor, forms.NothingForm),
    "rut": (services.withdraw_floor, forms.NothingForm),
    "bieu-quyet": (services.cast, forms.CastForm),
}


def chair(request, pk):
    """Whoever chairs or keeps the minutes runs the sitting from here."""
    record = session_of(request, pk)
    own(request, rules.runs, record, "điều hành")
    return _screen(request, record, "chair")


def seat(request, pk):
    """A delegate's own page in the hall: ask for the floor, vote by name."""
    record = session_of(request, pk)
    own(request, rules.sits, record, "ngồi dự")
    return _screen(request, record, "seat")


def screen(request, pk):
    """The hall's big screen: to be read from afar, nothing can be done on it."""
    return _screen(request, session_of(request, pk), "screen")


def _screen(request, record, name, **more):
    """The whole page, or only its live parts for a page that is open already (304 when nothing is new)."""
    tag = live.tag(record, hall.beat(record.pk), name)
    if (
        request.headers.get("X-Live")
        and request.method == "GET"
        and request.headers.get("If-None-Match") == tag
    ):
        return HttpResponseNotModified(headers={"ETag": tag, "Cache-Control": "no-store"})
    parts = request.headers.get("X-Live")
    template = f"sessions/live/{name}_parts.html" if parts else f"sessions/live/{name}.html"
    response = render(request, template, {**_context(request, record, name), **more})
    response["ETag"], response["Cache-Control"] = tag, "no-store"
    return response


def _context(request, record, name):
    found = live.state(record)
    context = {"record": record, "state": found, "crumbs": crumbs(record), "screen": name, "methods": Ballot.Method.choices,
               "majorities": Ballot.Majority.choices}  # fmt: skip
    if name == "chair":
        context |= {"title": "Điều hành phiên họp", "delegates": list(hall.delegates(record))}
    if name == "seat":
        context |= {"title": "Bàn đại biểu", **_own(request, record, found)}
    return context


def _own(request, record, found):
    """What concerns the delegate who looks: place in the list, own vote."""
    person = hall.seat_of(request.actor, record)
    if person is None:
        return {"person": None}
    waiting = next((n for n, row in enumerate(found.waiting, 1) if row.delegate_id == person.pk), 0)
    votes = {who.pk: choice for who, choice in found.votes}
    return {
        "person": person, "my_place": waiting, "may_vote": person.pk in votes, "my_vote": votes.get(person.pk, ""),
        "speaks_now": bool(found.speaking and found.speaking.delegate_id == person.pk),
    }  # fmt: skip


@require_POST
def act(request, pk, what):
    return _act(request, pk, what, ACTS, "chair", "sessions:chair")


@require_POST
def seat_act(request, pk, what):
    return _act(request, pk, what, SEAT_ACTS, "seat", "sessions:seat")


def _act(request, pk, what, acts, name, back):
    """Do one act and show the screen anew; a refusal is said on the screen that sent it."""
    record = session_of(request, pk)
    rule = rules.runs if name == "chair" else rules.sits
    own(request, rule, record, "điều hành")
    if what not in acts:
        raise Http404
    fn, form_class = acts[what]
    must_be_permitted(fn.verb, request.actor, record)
    form = form_class(request.POST, council_session=record)
    if not form.is_valid():
        return _refuse(request, record, name, _words(form), HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        perform(fn, request.actor, pk, **form.cleaned_data)
    except Refused as refusal:
        return _refuse(request, record, name, refusal.message, refusal.status)
    if request.headers.get("X-Live"):
        return _screen(request, session_of(request, pk), name)
    return redirect(reverse(back, args=[pk]))


def _words(form):
    return " ".join(
        f"{form.fields[name].label}: {text}" if name in form.fields and form.fields[name].label else text
        for name, texts in form.errors.items() for text in texts
    )  # fmt: skip


def _refuse(request, record, name, text, status):
    if request.headers.get("X-Live"):
        return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
    messages.error(request, text)
    response = _screen(request, record, name, typed=request.POST)
    response.status_code = status
    return response
