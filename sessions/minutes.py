"""The draft of a session's minutes, written from what was noted: agenda, attendance, votes, questions.

Pure of storage: gives [(key, heading, text)], plain text with one paragraph a line.
"""

from django.utils import timezone

from core.letters import blocks, heads
from sessions import hall, plan
from sessions.agenda_panel import length
from sessions.models import Ballot, Question, Resolution


def draft(council_session):
    """The sections in order."""
    groups = [group for group in plan.groups(council_session) if group.sitting]
    presences = {group.sitting.pk: hall.presence(council_session, group.sitting) for group in groups}
    return [
        ("time", "Thời gian, địa điểm", _time(council_session, groups)),
        ("people", "Thành phần tham dự", _people(council_session, groups, presences)),
        ("chair", "Chủ tọa, thư ký kỳ họp", "Chủ tọa: \nThư ký: "),
        *(
            (f"sitting-{group.sitting.pk}", f"Diễn biến {group.sitting}", _course(council_session, group))
            for group in groups
        ),
        ("questions", "Chất vấn và trả lời chất vấn", _questions(council_session)),
        ("votes", "Kết quả biểu quyết", _votes(council_session)),
        ("resolutions", "Nghị quyết được thông qua", _resolutions(council_session)),
        ("closing", "Bế mạc", _closing(council_session, groups)),
    ]


def _hour(moment):
    return f"{timezone.localtime(moment):%H giờ %M}"


def _lines(*lines):
    return "\n".join(line for line in lines if line)


def _time(record, groups):
    begun = [group.sitting for group in groups if group.sitting.began_at]
    opened = (
        f"Khai mạc lúc {_hour(begun[0].began_at)} ngày {begun[0].on:%d/%m/%Y}."
        if begun
        else (f"Khai mạc ngày {record.on:%d/%m/%Y}.")
    )
    ends_on = record.ends_on or record.on
    closed = f"Bế mạc ngày {ends_on:%d/%m/%Y}."
    if begun and begun[-1].ended_at:
        closed = f"Bế mạc lúc {_hour(begun[-1].ended_at)} ngày {begun[-1].on:%d/%m/%Y}."
    sittings = f"Kỳ họp có {len(groups)} buổi họp." if groups else ""
    return _lines(opened, closed, f"Địa điểm: {record.place}." if record.place else "", sittings)


def _people(record, groups, presences):
    everybody = hall.total(record)
    lines = [f"Tổng số đại biểu HĐND: {everybody}." if everybody else ""]
    if record.delegates_present is not None:
        lines.append(f"Có mặt khi khai mạc: {record.delegates_present} đại biểu.")
    for group in groups:
        found = presences[group.sitting.pk]
        if found.called:
            lines.append(f"{group.sitting}: {found.present}/{found.total} đại biểu có mặt.")
            lines += [_away(row) for row in found.away]
    return _lines(*lines, "Khách mời dự họp: ")


def _away(row):
    reason = f": {row.reason}" if row.reason else ""
    return f"- Đại biểu {row.delegate.name}, {row.get_status_display().lower()}{reason}."


def _course(record, group):
    lines = []
    for line in group.lines:
        lines += _item(line)
    return _lines(*lines)


def _item(line):
    item = line.item
    hours = f"Từ {_hour(item.began_at)}" if item.began_at else ""
    hours += f" đến {_hour(item.ended_at)}: " if item.began_at and item.ended_at else ": " if hours else ""
    who = f" Người trình bày: {item.presenter}." if item.presenter else ""
    yield f"{hours}{item.title.rstrip('.')}.{who}"
    spoke = [row.name for row in item.speakers.all() if row.began_at]
    if spoke:
        yield f"Có {len(spoke)} lượt phát biểu: {', '.join(spoke)}."
    for row in item.absences.select_related("delegate"):
        reason = f" ({row.reason})" if row.reason else ""
        yield f"Đại biểu {row.delegate.name}: {row.get_absence_kind_display().lower()}{reason}."
    for ballot in item.ballots.filter(ballot_state=Ballot.State.CLOSED):
        yield result(ballot)


def result(ballot):
    """A vote in one sentence, as it is read into the minutes."""
    finding = hall.finding_of(ballot)
    verdict = "được thông qua" if ballot.passed else "không được thông qua"
    return (
        f"Biểu quyết «{ballot.subject}» ({ballot.get_method_display().lower()}): "
        f"{ballot.present}/{ballot.total} đại biểu có mặt; "
        f"tán thành {ballot.votes_for}, không tán thành {ballot.votes_against}, không biểu quyết {ballot.votes_abstain}. "
        f"{finding.words} Nội dung {verdict}."
    )


def _votes(record):
    ballots = record.ballots.filter(ballot_state=Ballot.State.CLOSED)
    lines = [f"{n}. {result(ballot)}" for n, ballot in enumerate(ballots, 1)]
    return _lines(*lines) or "Kỳ họp không có nội dung biểu quyết."


def _questions(record):
    rows = Question.objects.filter(council_session=record).exclude(state__in=Question.NOT_ASKED)
    rows = rows.select_related("delegate", "respondent").prefetch_related("promises")
    lines = []
    for n, row in enumerate(rows.order_by("pk"), 1):
        who = ", ".join(filter(None, (row.respondent_name, row.respondent_post, row.respondent.name)))
        lines.append(f"{n}. Đại biểu {row.delegate.name} chất vấn {who}: {row.title}")
        lines.append(f"Trả lời: {row.answer}" if row.answer else "Sẽ trả lời bằng văn bản.")
        lines += [
            f"Lời hứa: {promise.text} (hạn {promise.due_on:%d/%m/%Y})." for promise in row.promises.all()
        ]
    return _lines(*lines) or "Kỳ họp không tiến hành chất vấn."


def _resolutions(record):
    rows = Resolution.objects.filter(council_session=record).order_by("on", "pk")
    lines = [f"{n}. Nghị quyết số {row.code}: {row.title}" for n, row in enumerate(rows, 1)]
    return _lines(*lines) or "Kỳ họp không thông qua nghị quyết nào."


def _closing(record, groups):
    found = plan.shares(record, groups)
    minutes, talk = found["actual"] or record.minutes_total, found["actual_talk"] or record.minutes_qa
    time = f"Tổng thời gian làm việc: {length(minutes)}." if minutes else ""
    share = f"Thời gian chất vấn, thảo luận: {length(talk)}." if talk else ""
    end = "Kỳ họp hoàn thành chương trình và bế mạc. Biên bản được đọc, thông qua và ký xác nhận."
    return _lines(time, share, end)


def document(council_session, minutes):
    """The minutes as a document of blocks, for PDF and DOCX."""
    head = heads.head_of(council_session.owner_id)
    parts = []
    for n, section in enumerate(minutes.sections.all(), 1):
        parts.append({"kind": "h2", "runs": [[f"{n}. {section.heading}", ""]]})
        parts += [{"kind": "p", "runs": [[line, ""]]} for line in section.text.split("\n") if line.strip()]
    return {
        "superior": head.superior.upper(), "issuer": [line.strip() for line in head.issuer.upper().split("\n")],
        "number": "", "place_date": f"{head.place}, {blocks.long_day(minutes.signed_on)}", "type_name": "BIÊN BẢN",
        "abstract": council_session.title, "subject": "", "addressees": [], "blocks": blocks.ended(parts), "recipients": [],
        "authority": "", "signer_post": "CHỦ TỌA KỲ HỌP", "signer_name": minutes.chair_name,
        "second_post": "THƯ KÝ KỲ HỌP", "second_name": minutes.secretary_name, "annexes": [],
        "title": f"Biên bản {council_session.title}",
    }  # fmt: skip
