from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from desk.progress import board as boards
from sessions.models import Session


@require_GET
def board(request, pk):
    """The board of one session; 404 for who does not see the session."""
    rows = Session.objects.visible_to(request.actor).select_related("owner").defer("tsv", "words")
    council_session = rows.filter(pk=pk).first()
    if council_session is None:
        raise Http404
    crumbs = [
        {"label": "Kỳ họp", "url": reverse("sessions:session_list")},
        {"label": council_session.title, "url": council_session.get_absolute_url()},
    ]
    name = council_session.title[:1].lower() + council_session.title[1:]
    context = {"title": f"Tiến độ {name}", "record": council_session, "crumbs": crumbs}
    return render(request, "desk/progress.html", context | boards.board(council_session, request.actor))
