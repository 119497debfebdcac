"""The summary of voters' opinions for a session: what came since the session before, by field, level and place.

Everything is read as it stood on a day (`until`), from the dates that acts leave, so that the summary of a past session
stays what it was. What was not done before goes on from session to session until it is.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.timezone import localdate

from core.models import Deadline
from sessions.models import Session
from voters.models import BELOW_CITY, Competence, EarlierAnswer, Field, Meeting, Opinion, Result

CLOSED = (Result.RESOLVED, Result.EXPLAINED)
SESSIONS_COMPARED, LISTED = 6, 2000


@dataclass(frozen=True)
class Span:
    """What a session covers: after `start` up to `end`, both days; figures as of `until`."""

    session: Session
    start: date
    end: date
    until: date


def span_of(council_session, until=None):
    """From the day after the opening of the session before (or the term's first day) to this one's opening.

    Opinions are collected for regular sessions (Joint Resolution 72/2025, article 41 clause 2): a thematic one that opens
    between two of them does not cut their span.
    """
    before = Session.objects.filter(
        owner=council_session.owner_id, kind=Session.KIND, on__lt=council_session.on
    )
    if council_session.session_kind in Session.REGULAR:
        before = before.filter(session_kind__in=Session.REGULAR)
    last = before.exclude(state="cancelled").order_by("-on").values_list("on", flat=True).first()
    start = last + timedelta(1) if last else council_session.term.starts_on
    end = council_session.on
    return Span(council_session, start, end, until or min(end, localdate()))


def bound(council_id):
    """The meetings of a council that are held for a session: what is asked there is that session's, whatever other
    sessions open in between. What is asked after a session goes by its day, to the next."""
    return Meeting.objects.filter(owner=council_id, council_session__isnull=False).exclude(
        meeting_kind=Meeting.MeetingKind.AFTER
    )


def received(span):
    """The council's own opinions of the session, and those that came up from below in its span."""
    council, days = span.session.owner_id, (span.start, span.end)
    own, meetings = Opinion.objects.of_kind().filter(owner=council), bound(council)
    by_day = own.filter(on__range=days).exclude(meeting__in=meetings.values("pk")).values("pk")
    by_meeting = own.filter(meeting__in=meetings.filter(council_session=span.session).values("pk")).values(
        "pk"
    )
    below = Opinion.objects.filter(sent_up_to=council, sent_up_on__range=days).values("pk")
    pks = by_day.order_by().union(by_meeting.order_by(), below.order_by())
    return Opinion.objects.of_kind().filter(pk__in=pks)


def kept_below(span):
    """What wards and the city keep for the ward or the hamlet to settle: not in the upper level's list."""
    council = span.session.owner_id
    stays = Q(competence__in=BELOW_CITY) | Q(kept_below_on__isnull=False)
    homes = Q(owner=council) | Q(owner__parent=council)
    return Opinion.objects.of_kind().filter(stays, homes, on__range=(span.start, span.end))


# --- what had become of an opinion on a day -------------------------------------------------------------------


def answered(day):
    """Answered by the day, also where the answer was set aside later."""
    later = EarlierAnswer.objects.filter(answered_on__lte=day, set_aside_on__gt=day).values("opinion")
    return Q(answered_on__lte=day) | Q(pk__in=later)


def of_result(result, day):
    """Answered with this class of result as it stood on the day: a promise kept by then is resolved."""
    if result == Result.RESOLVED:
        return Q(answered_on__lte=day, result=result) | Q(settled_on__lte=day)
    return Q(answered_on__lte=day, result=result) & (Q(settled_on=None) | Q(settled_on__gt=day))


def undone(day):
    """Something is still to come; written without NOT, which an empty date would make neither true nor false."""
    promised = ~Q(result__in=CLOSED) & (Q(settled_on=None) | Q(settled_on__gt=day))
    return Q(answered_on=None) | Q(answered_on__gt=day) | promised


def asked_for(council_id, opening):
    """Not asked at a meeting held for a session that opens after `opening`."""
    later = bound(council_id).filter(council_session__on__gt=opening)
    return ~Q(meeting__in=later.values("pk"))


def carried(council_id, day, since):
    """What was asked by the day, for sessions up to it, and not done then; duplicates count with the one that speaks
    for them."""
    handled = Q(owner=council_id, sent_up_to=None) | Q(sent_up_to=council_id)
    rows = Opinion.objects.of_kind().filter(undone(day), handled, same_as=None, on__gte=since, on__lte=day)
    return rows.filter(asked_for(council_id, day))


def late(day):
    """Past the limit for answering on the day."""
    rows = Deadline.objects.filter(
        record=OuterRef("pk"), code="opinion.answer", due_on__lt=day, waived_on=None
    )
    return Q(Exists(rows.filter(Q(met_on=None) | Q(met_on__gt=day))))


COLUMNS = {
    "total": "Tiếp nhận", "spot": "Trả lời tại hội nghị", "same": "Trùng, gộp", "below": "Thuộc cấp dưới",
    "sent": "Đã chuyển", "answered": "Đã trả lời", "resolved": "Giải quyết xong", "being": "Đang giải quyết",
    "will": "Sẽ giải quyết", "explained": "Giải trình", "late": "Quá hạn",
}  # fmt: skip


def counts(day):
    """{name: Count} for one grouping of opinions, as of the day."""
    own = Q(on_spot=False)
    parts = {
        "spot": Q(on_spot=True), "same": Q(same_as__isnull=False), "below": Q(competence__in=BELOW_CITY),
        "sent": Q(forwarded_on__lte=day), "answered": answered(day) & own,
        "resolved": of_result(Result.RESOLVED, day) & own, "being": of_result(Result.BEING_RESOLVED, day),
        "will": of_result(Result.WILL_BE_RESOLVED, day), "explained": of_result(Result.EXPLAINED, day) & own,
        "late": late(day),
    }  # fmt: skip
    return {"total": Count("pk")} | {name: Count("pk", filter=condition) for name, condition in parts.items()}


# --- the summary ----------------------------------------------------------------------------------------------


@dataclass
class Summary:
    """What the page, the spreadsheet and the printed report show."""

    span: Span
    totals: dict
    by_field: list
    by_level: list
    by_unit: list
    by_agency: list
    below: int
    below_reasons: list
    carried: int
    meetings: dict
    lists: dict = field(default_factory=dict)


def summarise(span, with_lists=False):
    """The whole summary; with its annexes (lists of opinions) when asked."""
    rows, day = received(span), span.until
    since = span.session.term.starts_on
    by_field, reasons = _grouped(rows, "field", dict(Field.choices), day), _reasons(span)
    found = Summary(
        span, _total(by_field), by_field, _grouped(rows, "competence", _levels(), day),
        _grouped(rows, "meeting__unit__name", None, day),
        _grouped(rows.filter(forwarded_on__lte=day), "agency__short_name", None, day),
        sum(n for _, n in reasons), reasons,
        carried(span.session.owner_id, span.start - timedelta(1), since).count(), _meetings(span),
    )  # fmt: skip
    if with_lists:
        found.lists = _lists(span, rows, since)
    return found


def _total(groups):
    """The counts of all groups together."""
    return {name: sum(found[name] for _, found in groups) for name in COLUMNS}


def _levels():
    return dict(Competence.choices) | {"": "Chưa xác định"}


def _grouped(rows, column, labels, day):
    """[(label, counts)] of the opinions by a column, the largest group first."""
    found = rows.order_by().values(column).annotate(**counts(day)).order_by("-total", column)
    return [(_label(row.pop(column), labels), row) for row in found]


def _label(value, labels):
    return labels.get(value, value) if labels else value or "Không gắn hội nghị"


def _reasons(span):
    """[(why it stays below, how many)]: the reason given, else the level that decides."""
    rows = (
        kept_below(span)
        .order_by()
        .values("below_reason", "competence")
        .annotate(n=Count("pk"))
        .order_by("-n")
    )
    reasons = {}
    for row in rows:
        level = _levels()[row["competence"]].lower()
        text = row["below_reason"] or f"Thuộc thẩm quyền {level}"
        reasons[text] = reasons.get(text, 0) + row["n"]
    return sorted(reasons.items(), key=lambda item: -item[1])


def _meetings(span):
    """{kind: number} of the council's own meetings held in the span, with their voters."""
    council = span.session.owner_id
    own = Meeting.objects.of_kind().filter(owner=council, host=None, state__in=Meeting.TOOK_PLACE)
    by_day = Q(on__range=(span.start, span.end)) & ~Q(pk__in=bound(council).values("pk"))
    held = own.filter(by_day | Q(pk__in=bound(council).filter(council_session=span.session).values("pk")))
    labels = dict(Meeting.MeetingKind.choices)
    rows = held.order_by().values("meeting_kind").annotate(n=Count("pk")).order_by("-n")
    return {labels[row["meeting_kind"]]: row["n"] for row in rows}


LISTS = {
    "open": "Kiến nghị đang chờ giải quyết, trả lời", "answered": "Kiến nghị đã được trả lời",
    "carried": "Kiến nghị còn tồn qua các kỳ họp", "below": "Kiến nghị giữ lại cấp dưới",
}  # fmt: skip


def _lists(span, rows, since):
    """The annexes: {key: [opinions]}, each at most `LISTED` long."""
    day, council = span.until, span.session.owner_id
    apart = rows.filter(same_as=None)
    found = {
        "open": apart.exclude(answered(day)).exclude(competence__in=BELOW_CITY),
        "answered": apart.filter(answered(day), on_spot=False),
        "carried": carried(council, span.start - timedelta(1), since).filter(undone(day)),
        "below": kept_below(span),
    }
    related = ("owner", "agency", "meeting__unit")
    return {
        key: list(
            found[key].select_related(*related).defer("tsv", "words").order_by("field", "on", "pk")[:LISTED]
        )
        for key in LISTS
    }


# --- sessions beside one another ------------------------------------------------------------------------------

COMPARED = {
    "before": "Nêu trước kỳ họp", "after": "Nêu sau kỳ họp kỳ trước", "other": "Nêu qua tiếp xúc khác",
    "total": "Tiếp nhận trong kỳ",
    "carried_in": "Kỳ trước chuyển sang", "answered": "Đã trả lời đến khai mạc", "resolved": "Giải quyết xong",
    "being": "Đang giải quyết", "will": "Sẽ giải quyết", "explained": "Giải trình", "late": "Quá hạn",
    "carried_out": "Còn lại, chuyển kỳ sau",
}  # fmt: skip


def compare(council_id):
    """[(span, {row: number})] of the last regular sessions, the earliest first; as many queries as sessions and two more."""
    regular = Session.objects.filter(owner=council_id, kind=Session.KIND, session_kind__in=Session.REGULAR)
    held = regular.exclude(state="cancelled")
    latest = list(held.select_related("term").order_by("-on")[: SESSIONS_COMPARED + 1])
    spans = [_after(one, before) for one, before in zip(latest, [*latest[1:], None], strict=False)]
    spans = spans[:SESSIONS_COMPARED][::-1]
    if not spans:
        return []
    over = _carried_over(council_id, spans)
    return [(span, _compared(span) | over[n]) for n, span in enumerate(spans)]


def _after(council_session, before):
    start = before.on + timedelta(1) if before else council_session.term.starts_on
    return Span(council_session, start, council_session.on, min(council_session.on, localdate()))


def _compared(span):
    kinds = Meeting.MeetingKind
    found = received(span).order_by().aggregate(
        **counts(span.until), before=Count("pk", filter=Q(meeting__meeting_kind=kinds.BEFORE)),
        after=Count("pk", filter=Q(meeting__meeting_kind=kinds.AFTER)),
    )  # fmt: skip
    return found | {"other": found["total"] - found["before"] - found["after"]}


def _carried_over(council_id, spans):
    """What each span took over from before and what it leaves to the next, in one reading."""
    since = min(span.session.term.starts_on for span in spans)
    handled = Q(owner=council_id, sent_up_to=None) | Q(sent_up_to=council_id)
    rows = Opinion.objects.of_kind().filter(handled, same_as=None, on__gte=since, on__lte=spans[-1].until)
    parts = {}
    for n, span in enumerate(spans):
        first = span.start - timedelta(1)
        parts[f"in{n}"] = Count("pk", filter=_open_of(span, first) & asked_for(council_id, first))
        parts[f"out{n}"] = Count("pk", filter=_open_of(span, span.until) & asked_for(council_id, span.end))
    found = rows.order_by().aggregate(**parts)
    return [{"carried_in": found[f"in{n}"], "carried_out": found[f"out{n}"]} for n in range(len(spans))]


def _open_of(span, day):
    return undone(day) & Q(on__gte=span.session.term.starts_on, on__lte=day)
