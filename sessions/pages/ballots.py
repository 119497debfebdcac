"""A vote: what it came to and why, who voted how, corrections, and the resolution it makes."""

from django.contrib import messages
from django.shortcuts import redirect, render

from core import held
from core.verbs import perform
from sessions import hall, rules, services
from sessions.forms.hall import BallotResolutionForm, CorrectBallotForm, EnterBallotForm
from sessions.pages.common import at, crumbs, form_page, must, one_of, session_of

FIGURES = ("present", "votes_for", "votes_against", "votes_abstain")


def ballot(request, pk, ballot_id):
    record = session_of(request, pk)
    row = _ballot(record, ballot_id)
    runs = rules.runs.test(request.actor, record)
    votes = row.votes.select_related("delegate").order_by("choice", "delegate__name") if row.is_named else ()
    may = (
        services.correct_ballot.verb.permits(request.actor, record)
        and row.is_counted
        and not row.resolution_id
    )
    context = {
        "title": row.subject, "record": record, "ballot": row, "crumbs": crumbs(record), "finding": hall.finding_of(row),
        "quorum": hall.quorum_of(row), "votes": votes, "corrections": row.corrections.select_related("corrected_by"),
        "may_correct": may, "may_resolve": may and row.passed, "runs": runs,
    }  # fmt: skip
    return render(request, "sessions/ballot.html", context)


def _ballot(record, ballot_id):
    return one_of(
        record.ballots.select_related("item", "item__dossier", "resolution", "opened_by"), ballot_id
    )


def enter(request, pk):
    """A vote that was taken on paper."""
    record = session_of(request, pk)
    must(request, services.enter_ballot, record)
    kept = held.take(request)
    initial = {"present": record.delegates_present}
    data = request.POST if request.method == "POST" else kept
    form = EnterBallotForm(data, council_session=record, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "item"}
        made = perform(
            services.enter_ballot, request.actor, pk, item_id=form.cleaned_data["item"].pk, **values
        )
        messages.success(request, f"Đã ghi kết quả: {'được' if made.passed else 'không được'} thông qua.")
        return redirect(request.path if "_again" in request.POST else at(record, "hall"))
    return form_page(
        request, record, "Ghi kết quả biểu quyết", form, mark="hall", again=True, restored=bool(kept)
    )


def correct(request, pk, ballot_id):
    """Put a result right, with the reason that stays beside it."""
    record = session_of(request, pk)
    must(request, services.correct_ballot, record)
    row = _ballot(record, ballot_id)
    initial = {name: getattr(row, name) for name in FIGURES}
    kept = held.take(request)
    form = CorrectBallotForm(request.POST if request.method == "POST" else kept, initial=initial)
    if request.method == "POST" and form.is_valid():
        perform(services.correct_ballot, request.actor, pk, ballot_id=row.pk, note=form.cleaned_data["reason"],
                **form.cleaned_data)  # fmt: skip
        messages.success(request, "Đã sửa kết quả; kết quả cũ và lý do được lưu lại.")
        return redirect("sessions:ballot", pk, row.pk)
    return form_page(
        request, record, f"Sửa kết quả: {row.subject[:100]}", form, mark="hall", restored=bool(kept)
    )


def resolve(request, pk, ballot_id):
    """Make the resolution of a vote that passed."""
    record = session_of(request, pk)
    must(request, services.resolve_ballot, record)
    row = _ballot(record, ballot_id)
    kept = held.take(request)
    form = BallotResolutionForm(
        request.POST if request.method == "POST" else kept, initial={"title": _title(row)}
    )
    if request.method == "POST" and form.is_valid():
        made = perform(services.resolve_ballot, request.actor, pk, ballot_id=row.pk, **form.cleaned_data)
        messages.success(request, f"Đã lập nghị quyết {made.code}.")
        return redirect(made)
    return form_page(request, record, f"Lập nghị quyết từ biểu quyết: {row.subject[:100]}", form, mark="hall",
                     restored=bool(kept))  # fmt: skip


def _title(row):
    """`Dự thảo nghị quyết về …` was voted on; what passed is `Nghị quyết về …`."""
    text = row.item.dossier.title if row.item.dossier else row.subject
    name = text.removeprefix("Dự thảo ")
    return f"{name[0].upper()}{name[1:]}" if name else text
