"""The sections of a session's page: a fixed number of queries, whatever it holds."""

from django.db.models import Prefetch
from django.urls import reverse

from core.chips import Chip, deadline_chip
from core.models import Deadline
from sessions import rules, services
from sessions.models import Dossier, Question, Resolution

_WAITING = Chip("idle", "chờ hồ sơ")


def dossiers(council_session, actor):
    """{dossiers, dossiers_sub, dossiers_new} of a session."""
    codes = ["dossier.to_committee", "dossier.verification_report"]
    watched = Deadline.objects.filter(code__in=codes).select_related("rule").order_by("-key")
    rows = Dossier.objects.visible_to(actor).filter(council_session=council_session).order_by("pk")
    rows = rows.select_related("submitter", "committee", "owner")
    found = list(rows.prefetch_related(Prefetch("deadlines", watched, to_attr="watched")))
    shown = [_dossier(row) for row in found]
    late = sum(row["submission"] is not None and row["submission"].tone == "late" for row in shown)
    received = sum(row.received_on is not None for row in found)
    parts = [f"{received}/{len(found)} đã nhận" if found else "", f"{late} chậm" if late else ""]
    return {"dossiers": shown, "dossiers_sub": " · ".join(filter(None, parts)),
            "dossiers_new": _new("dossier", services.register_dossier, council_session, actor)}  # fmt: skip


def _dossier(row):
    limits = {item.code: item for item in row.watched}
    gone = row.state in ("withdrawn", "postponed")
    submission = None if gone else _chip(limits.get("dossier.to_committee"), row.received_on)
    verification = None if gone or not row.committee_id else _verification(row, limits)
    return {"record": row, "submission": submission, "verification": verification}


def _verification(row, limits):
    if not row.received_on and not row.verified_on:
        return _WAITING
    return _chip(limits.get("dossier.verification_report"), row.verified_on)


def _chip(deadline, done_on):
    if deadline is None:
        return Chip("done", f"xong {done_on:%d/%m/%Y}") if done_on else None
    return deadline_chip(deadline)


def _new(name, act, council_session, actor):
    """The address of a new record of the session, empty for those who may not enter one."""
    own = council_session.owner_id == actor.home_id and council_session.state != "cancelled"
    if not own or not act.verb.permits(actor):
        return ""
    return f"{reverse(f'sessions:{name}_new')}?ky-hop={council_session.pk}"


def questions(council_session, actor):
    """{questions, questions_sub, questions_new} of a session."""
    rows = Question.objects.visible_to(actor).filter(council_session=council_session).order_by("pk")
    found = list(rows.select_related("delegate", "respondent", "owner"))
    promises = sum(bool(row.promise) for row in found)
    parts = [f"{len(found)} phiếu" if found else "", f"{promises} lời hứa" if promises else ""]
    url = (
        reverse("sessions:groups", args=[council_session.pk]) if rules.selects(actor, council_session) else ""
    )
    return {"groups_url": url, "questions": found, "questions_sub": " · ".join(filter(None, parts)),
            "questions_new": _new("question", services.submit_question, council_session, actor)}  # fmt: skip


def resolutions(council_session, actor):
    """{resolutions, resolutions_new} of a session."""
    rows = Resolution.objects.visible_to(actor).filter(council_session=council_session).order_by("on", "pk")
    new = _new("resolution", services.record_resolution, council_session, actor)
    return {"resolutions": list(rows.select_related("owner")), "resolutions_new": new}
