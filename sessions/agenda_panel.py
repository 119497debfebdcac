"""The agenda's card on a session's page: the draft for those who prepare it, for the others what was published."""

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from sessions import clock, plan, rules, services, versions
from sessions.models import AgendaVersion

_SHOWN = ("number", "content", "published_at")


def with_version(rows):
    """Sessions, each with what its card shows of the version now in force."""
    latest = AgendaVersion.objects.filter(council_session=OuterRef("pk")).order_by("-number")
    return rows.annotate(**{f"latest_{name}": Subquery(latest.values(name)[:1]) for name in _SHOWN})


def _version(council_session):
    """The version that `with_version` read; None while the agenda is only drafted."""
    if council_session.latest_number is None:
        return None
    return AgendaVersion(**{name: getattr(council_session, f"latest_{name}") for name in _SHOWN})


def agenda(council_session, actor):
    """{agenda_...} of a session read by `with_version`; two queries at most."""
    version = _version(council_session)
    if not rules.runs.test(actor, council_session):
        return {"agenda_version": version, "agenda_share": _share_of(version), "agenda_draft": False}
    found = plan.groups(council_session)
    may = services.add_item.verb.permits(actor, council_session) and services.add_item.verb.possible(
        council_session
    )
    content = versions.snapshot_of(found)
    return {
        "agenda_draft": True, "agenda_groups": found, "agenda_version": version, "may_order": may,
        "agenda_changes": versions.compare(version.content, content) if version else [],
        "agenda_share": plan.shares(council_session, found), "agenda_new": _new("agenda_new", council_session, may),
        "sitting_new": _new("sitting_new", council_session, may), "agenda_length": _length(found),
        "may_correct": council_session.state in ("opened", "closed"),
    }  # fmt: skip


def _new(name, council_session, may):
    return reverse(f"sessions:{name}", args=[council_session.pk]) if may else ""


def _length(found):
    return length(sum(group.minutes for group in found))


def length(minutes):
    """`5 giờ 30 phút`; empty for nothing."""
    hours, rest = divmod(minutes, 60)
    return " ".join(filter(None, (f"{hours} giờ" if hours else "", f"{rest} phút" if rest else "")))


def _share_of(version):
    """The planned share of a published agenda."""
    if version is None:
        return {}
    items = [item for row in version.content["sittings"] for item in row["items"]]
    planned = sum(item["minutes"] or 0 for item in items)
    talk = sum(item["minutes"] or 0 for item in items if item["kind"] in ("questions", "debate"))
    return {"planned": planned, "planned_talk": talk, "planned_share": clock.share(talk, planned)}
