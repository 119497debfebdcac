"""The sections of a dossier's page: its parts, its documents, its verification, Standing's view, its revision."""

from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.urls import reverse

from core.chips import Chip, deadline_chip
from council.models import Role
from sessions import services
from sessions.models import Dossier, StandingView
from sessions.papers import shelf

_VIEW = ("decision", "text", "paper_no", "on")


def with_views(rows):
    """Dossiers, each with what the Standing Body decided on it, for `context`."""
    views = StandingView.objects.filter(dossier=OuterRef("pk")).order_by("on", "pk")
    return rows.annotate(
        view_rows=ArraySubquery(views.values(told=JSONObject(**{name: name for name in _VIEW})))
    )


def _views(dossier):
    return [StandingView(**{**told, "on": date.fromisoformat(told["on"])}) for told in dossier.view_rows]


def context(dossier, actor):
    """What the page shows of a dossier read by `with_views`."""
    parts, verified = list(dossier.dossier_parts.all()), dossier.verified_on is not None
    papers = shelf.documents_of([dossier], actor).get(dossier.pk, [])
    return {
        "parts": parts, "parts_came": sum(bool(part.received_as) for part in parts),
        "parts_missing": any(part.missing for part in parts), "papers": papers,
        "verifications": _verifications(dossier, actor),
        "views": _views(dossier) if verified else [],
        "rounds": list(dossier.rounds.all()) if verified else [],
        "paper_url": _paper_url(dossier, actor, services.add_paper, "tai-lieu"),
        "drop_url": _paper_url(dossier, actor, services.drop_paper, "go-tai-lieu") if papers else "",
    }  # fmt: skip


def _paper_url(dossier, actor, act, slug):
    if not act.verb.permits(actor, dossier) or dossier.state not in Dossier.OPEN:
        return ""
    return reverse("sessions:dossier_verb", args=[dossier.pk, slug])


def _verifications(dossier, actor):
    """Each committee's work as this person may see it: what is not given yet is the committee's alone."""
    rows, by_clock = dossier.verification_rows(), {}
    if any(row.given_on is None for row in rows):
        limits = dossier.deadlines.filter(code="dossier.verification_report").select_related("rule")
        by_clock = {limit.key: limit for limit in limits}
    return [_verification(row, by_clock.get(row.clock), actor) for row in rows]


def _verification(row, limit, actor):
    own = actor.role == Role.HEAD and actor.body_id == row.committee_id
    chip = deadline_chip(limit) if limit else None
    if chip is None and row.given_on:
        chip = Chip("done", f"xong {row.given_on:%d/%m/%Y}")
    return {"row": row, "chip": chip, "draft": row.draft if own and not row.given_on else ""}


def other_files(files, papers):
    """The files of the dossier that are no version of one of its documents."""
    known = {row.attachment_id for document in papers for row in document.all_versions}
    known = {reverse("core:file", args=[pk]) for pk in known if pk}
    return [file for file in files if file["url"] and file["url"] not in known]
