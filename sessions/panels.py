"""The sections of a session's page: a fixed number of queries, whatever it holds."""

from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Min, OuterRef
from django.db.models.functions import JSONObject
from django.urls import reverse

from core.chips import Chip, deadline_chip
from core.models import Deadline, DeadlineRule
from sessions import rules, services
from sessions.models import Dossier, Question, Resolution

_WAITING = Chip("idle", "chờ hồ sơ")
_WATCHED = ("dossier.to_committee", "dossier.verification_report")
_DAYS = ("due_on", "met_on", "waived_on")


def dossiers(council_session, actor):
    """{dossiers, dossiers_sub, dossiers_new} of a session."""
    watched = Deadline.objects.filter(record=OuterRef("pk"), code__in=_WATCHED).order_by("-key")
    told = JSONObject(code="code", offset="rule__offset", **{name: name for name in _DAYS})
    rows = Dossier.objects.visible_to(actor).filter(council_session=council_session).order_by("pk")
    rows = rows.select_related("submitter", "committee", "owner").defer("tsv", "words")
    found = list(rows.annotate(watched=ArraySubquery(watched.values(told=told))))
    shown = [_dossier(row) for row in found]
    late = sum(row["submission"] is not None and row["submission"].tone == "late" for row in shown)
    received = sum(row.received_on is not None for row in found)
    parts = [f"{received}/{len(found)} đã nhận" if found else "", f"{late} chậm" if late else ""]
    return {"dossiers": shown, "dossiers_sub": " · ".join(filter(None, parts)),
            "dossiers_new": _new("dossier", services.register_dossier, council_session, actor)}  # fmt: skip


def _dossier(row):
    limits = {told["code"]: _limit(told) for told in row.watched}
    gone = row.state in ("withdrawn", "postponed")
    submission = None if gone else _chip(limits.get("dossier.to_committee"), row.received_on)
    verification = None if gone or not row.committee_id else _verification(row, limits)
    return {"record": row, "submission": submission, "verification": verification}


def _limit(told):
    """A deadline as far as its chip asks of it."""
    days = {name: told[name] and date.fromisoformat(told[name]) for name in _DAYS}
    return Deadline(code=told["code"], rule=DeadlineRule(offset=told["offset"]), **days)


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
    rows = rows.annotate(promised=Count("promises"), promise_due_on=Min("promises__due_on"))
    found = list(rows.select_related("delegate", "respondent", "owner"))
    promises = sum(row.promised for row in found)
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
