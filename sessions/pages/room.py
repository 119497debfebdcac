"""The reading room of a session: its agenda with every paper, search, one PDF of all, and who has read."""

from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from core.errors import NotAllowed
from council.models import Role
from sessions import services
from sessions.models import Document, Opening
from sessions.papers import book, search, shelf
from sessions.views import council_sessions

COUNTERS = (Role.STAFF, Role.WARD, Role.CHAIR)


def room(request, pk):
    """One page per session, for the tablet in the hall."""
    record = council_sessions.get(request.actor, pk)
    found, query = shelf.shelves(record, request.actor), request.GET.get("q", "").strip()[:200]
    since = shelf.visit(record, request.actor.user_id)
    shelf.mark(found, request.actor.user_id, since)
    papers = shelf.papers_of(found)
    adds = services.add_session_paper.verb.permits(request.actor, record)
    context = {
        **_page(record, "Tài liệu kỳ họp"), "shelves": found, "papers": papers, "q": query, "since": since,
        "fresh": sum(paper.is_new for paper in papers), "unread": sum(not paper.opened for paper in papers),
        "hits": _hits(papers, query, request.actor), "book": book.current(record, found) if papers else None,
        "add_url": council_sessions.url("verb", record.pk, "tai-lieu") if adds else "",
        "counts": may_count(request.actor, record),
    }  # fmt: skip
    return render(request, "sessions/room.html", context)


def _page(record, title):
    return {
        "record": record, "title": title, "subtitle": record.title,
        "crumbs": [*council_sessions.crumbs(record), {"label": record.title, "url": record.get_absolute_url()}],
    }  # fmt: skip


def _hits(papers, query, actor):
    """What the search found, each with its paper."""
    if not query:
        return []
    by_document = {paper.document.pk: paper for paper in papers}
    rows = Document.objects.filter(pk__in=by_document)
    hits = search.pages_with(rows, query, shelf.versions(actor))
    return [hit | {"paper": by_document[hit["document"]]} for hit in hits]


@require_POST
def ask_book(request, pk):
    """The one PDF: at once when it is there, else the worker makes it."""
    record = council_sessions.get(request.actor, pk)
    found = shelf.shelves(record, request.actor)
    if book.current(record, found):
        return redirect("sessions:room_book", pk=pk)
    return redirect(book.ask(request.actor, record, found))


def open_book(request, pk):
    """The PDF of what this person may read now; gone when a paper has changed since."""
    record = council_sessions.get(request.actor, pk)
    kept = book.current(record, shelf.shelves(record, request.actor))
    if kept is None:
        raise Http404
    name = f"tai-lieu-ky-hop-{record.number}.pdf"
    answer = FileResponse(kept.file.open(), as_attachment=True, filename=name, content_type="application/pdf")
    answer["Cache-Control"] = "private, no-store"
    return answer


def may_count(actor, record):
    """Whose papers they are may see how many have opened them, never what anybody wrote."""
    return actor.role in COUNTERS and record.owner_id == actor.home_id


def openings(request, pk):
    """Which delegates have opened which papers."""
    record = council_sessions.get(request.actor, pk)
    if not may_count(request.actor, record):
        raise NotAllowed(f"Vai trò {request.actor.role_label} không được xem lượt mở tài liệu.")
    papers = shelf.papers_of(shelf.shelves(record, request.actor))
    delegates = list(record.term.delegates.filter(user__isnull=False).by_name())
    rows = Opening.objects.filter(
        document__in=[paper.document.pk for paper in papers], user__in=[row.user_id for row in delegates]
    )
    seen = list(rows.values("user_id", "document_id", "times", "last_at"))
    context = {**_page(record, "Lượt mở tài liệu"), **_counted(papers, delegates, seen)}
    return render(request, "sessions/openings.html", context)


def _counted(papers, delegates, seen):
    by_paper, by_person = {}, {}
    for row in seen:
        by_paper.setdefault(row["document_id"], []).append(row)
        by_person.setdefault(row["user_id"], []).append(row)
    return {
        "total": len(delegates), "paper_total": len(papers),
        "by_paper": [
            {"paper": paper, "readers": len(by_paper.get(paper.document.pk, ())),
             "times": sum(row["times"] for row in by_paper.get(paper.document.pk, ()))}
            for paper in papers
        ],
        "by_person": [
            {"delegate": row, "opened": len(by_person.get(row.user_id, ())),
             "last_at": max((item["last_at"] for item in by_person.get(row.user_id, ())), default=None)}
            for row in delegates
        ],
    }  # fmt: skip
