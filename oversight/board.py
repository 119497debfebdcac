"""The rounds as a board: one column per state, each with its newest rounds."""

from django.shortcuts import render
from django.utils.timezone import localdate

from core.chips import due_chip
from core.paging import CAP, capped_counts, count_label
from oversight.models import Round

SHOWN = 15
COLUMNS = [state for state in Round.STATES if state != "cancelled"]


def page(register, request):
    """The board of the rounds that the list would show, filtered by the same conditions."""
    filters, _ = register.filtered(request.GET, request.actor)
    filters.form.fields.pop("tinh_trang", None)
    context = {
        "title": "Giám sát", "register": register, "crumbs": [], "board": True,
        "columns": columns(filters.qs, request), "filter_form": filters.form,
        "actions": register.list_actions(request.actor),
    }  # fmt: skip
    bad = filters.is_bound and not filters.form.is_valid()
    return render(request, "oversight/board.html", context, status=400 if bad else 200)


def columns(rounds, request):
    """[{label, tone, count, cards, url}] by state, by two statements."""
    by_state = {state: rounds.filter(state=state).order_by("-on", "-pk") for state in COLUMNS}
    counts, cards = capped_counts(by_state), _cards(rounds, by_state.values())
    made = []
    for state in COLUMNS:
        label, tone = Round.STATES[state]
        query = request.GET.copy()
        query["tinh_trang"] = state
        made.append({
            "label": label, "tone": tone, "count": count_label(counts[state], CAP), "cards": cards.get(state, ()),
            "more": counts[state] > SHOWN, "url": f"?{query.urlencode()}",
        })  # fmt: skip
    return made


def _cards(rounds, parts):
    """{state: cards} of the newest rounds of every state."""
    newest = [part.values_list("pk", flat=True)[:SHOWN] for part in parts]
    keys = [key for part in newest[:1] for key in part.union(*newest[1:], all=True)]
    today, found = localdate(), {}
    for row in rounds.filter(pk__in=keys).order_by("-on", "-pk"):
        found.setdefault(row.state, []).append({"round": row, "due": due_chip(row.next_due, today)})
    return found
