"""The summary of a session, sessions beside one another, and which hamlets were met."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from core.errors import NotAllowed
from core.export import XLSX
from core.text import whole
from council.models import Term
from sessions.models import Session
from voters import places, sheets
from voters.papers import as_docx, as_pdf, paper
from voters.summary import COLUMNS, COMPARED, compare, span_of, summarise
from voters.views.registers import opinions
from voters.views.routing import letter_of

SHOWN = 30
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _inside(actor):
    """Agencies see what was sent to them, not the council's summaries."""
    if actor.sees_shared_only:
        raise NotAllowed(f"Vai trò {actor.role_label} không xem tổng hợp kiến nghị cử tri.")


def _crumbs():
    return [{"label": "Kiến nghị cử tri", "url": reverse("voters:opinion_list")}]


def _sessions(actor):
    return (
        Session.objects.filter(owner=actor.home_id, kind=Session.KIND)
        .exclude(state="cancelled")
        .select_related("term")
    )


@require_GET
def summary(request):
    """The summary of a session (the next regular one, when none is asked for) by field, level, place and agency."""
    _inside(request.actor)
    sessions = list(_sessions(request.actor).order_by("-on")[:SHOWN])
    chosen = _chosen(request, sessions)
    context = {
        "title": "Tổng hợp ý kiến, kiến nghị cử tri", "crumbs": _crumbs(), "chosen": chosen,
        "sessions": sessions,
        "actions": [{"label": "So sánh các kỳ họp", "url": reverse("voters:compare"), "icon": "chart-bar"}],
    }  # fmt: skip
    if chosen:
        found = summarise(span_of(chosen))
        groups = [
            ("Theo lĩnh vực", "Lĩnh vực", found.by_field), ("Theo thẩm quyền", "Thẩm quyền", found.by_level),
            ("Theo địa bàn", "Địa bàn", found.by_unit), ("Theo cơ quan giải quyết", "Cơ quan", found.by_agency),
        ]  # fmt: skip
        context |= {"found": found, "tables": [(title, sheets.of_groups(name, rows)) for title, name, rows in groups],
                    "facts": [(COLUMNS[key], n) for key, n in found.totals.items()], "files": _files(chosen)}  # fmt: skip
    return render(request, "voters/summary.html", context)


def _chosen(request, sessions):
    """The session asked for, else the next regular one, else the next, else the last."""
    asked = request.GET.get("ky-hop", "")
    if not asked:
        coming = [item for item in sessions if item.on >= localdate()]
        regular = [item for item in coming if item.session_kind in Session.REGULAR]
        return next(iter([*regular[::-1], *coming[::-1], *sessions]), None)
    if whole(asked) is None:
        raise Http404
    known = next((item for item in sessions if item.pk == whole(asked)), None)
    return known or get_object_or_404(_sessions(request.actor), pk=asked)


def _files(council_session):
    kinds = (("xlsx", "Excel (XLSX)"), ("docx", "Word (DOCX)"), ("pdf", "PDF"))
    return [
        {"label": name, "url": reverse("voters:summary_file", args=[council_session.pk, kind])}
        for kind, name in kinds
    ]


@require_GET
def summary_file(request, pk, kind):
    """The summary with its annexes as a file."""
    _inside(request.actor)
    chosen = get_object_or_404(_sessions(request.actor), pk=pk)
    return _file(
        kind, f"tong-hop-kien-nghi-ky-hop-{chosen.number}",
        lambda: sheets.book(sheets.of_summary(summarise(span_of(chosen), with_lists=True))),
        lambda: paper(request.actor, "voters.summary", chosen),
    )  # fmt: skip


@require_GET
def letter_file(request, pk, kind):
    """The opinions that one letter carried, as a file to attach to it."""
    opinion = opinions.get(request.actor, pk)
    if opinion.agency_id is None:
        raise Http404
    rows = list(letter_of(request.actor, opinion)[:1000])
    return _file(
        kind, f"kien-nghi-{opinion.agency.code}-{opinion.forwarded_on:%Y%m%d}",
        lambda: sheets.book([("Kiến nghị", sheets.of_opinions(rows))]),
        lambda: paper(request.actor, "voters.forwarding", opinion),
    )  # fmt: skip


def _file(kind, name, sheet, paper):
    made = {
        "xlsx": (XLSX, sheet),
        "docx": (WORD, lambda: as_docx(paper())),
        "pdf": ("application/pdf", lambda: as_pdf(paper())),
    }
    if kind not in made:
        raise Http404
    mime, content = made[kind]
    return HttpResponse(
        content(), mime, headers={"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    )


@require_GET
def compare_view(request):
    """The last sessions side by side."""
    _inside(request.actor)
    found = compare(request.actor.home_id)
    rows = [(label, [numbers[key] for _, numbers in found]) for key, label in COMPARED.items()]
    context = {
        "title": "So sánh kiến nghị giữa các kỳ họp", "crumbs": _crumbs(), "spans": [span for span, _ in found], "rows": rows,
    }  # fmt: skip
    return render(request, "voters/compare.html", context)


@require_GET
def places_view(request):
    """The matrix of hamlets by sessions of a term."""
    _inside(request.actor)
    terms = Term.objects.filter(council=request.actor.home_id)
    asked = request.GET.get("nhiem-ky", "")
    if asked and whole(asked) is None:
        raise Http404
    term = get_object_or_404(terms, pk=asked) if asked else places.term_of(request.actor.home_id)
    wards, sessions = places.matrix(request.actor, term) if term else ([], [])
    context = {
        "title": "Nơi đã và chưa tiếp xúc cử tri", "term": term, "terms": terms, "wards": wards, "sessions": sessions,
        "crumbs": [{"label": "Tiếp xúc cử tri", "url": reverse("voters:meeting_list")}],
        "met": sum(ward.met for ward in wards), "listed": sum(ward.listed for ward in wards),
    }  # fmt: skip
    return render(request, "voters/places.html", context)
