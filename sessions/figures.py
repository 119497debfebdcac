"""The figures of sessions, dossiers, questions and resolutions, each defined once."""

from django.db.models import Exists, F, OuterRef

from core.figures import figure
from sessions.models import Dossier, Promise, Question, Resolution, Session
from sessions.models.session import SessionKind


def _held(council, start, end):
    return Session.objects.filter(owner=council, state__in=Session.HELD).in_period(start, end)


@figure(
    "sessions.held", "session", "Kỳ họp đã tổ chức",
    "Kỳ họp của Hội đồng nhân dân đã khai mạc, có ngày khai mạc trong kỳ báo cáo, mọi loại.",
)  # fmt: skip
def sessions_held(council, start, end):
    return _held(council, start, end)


@figure(
    "sessions.regular", "session", "Kỳ họp thường lệ",
    "Kỳ họp thường lệ giữa năm, cuối năm đã khai mạc trong kỳ báo cáo.",
)  # fmt: skip
def sessions_regular(council, start, end):
    return _held(council, start, end).filter(session_kind__in=Session.REGULAR)


@figure(
    "sessions.thematic", "session", "Kỳ họp chuyên đề",
    "Kỳ họp chuyên đề đã khai mạc trong kỳ báo cáo.",
)  # fmt: skip
def sessions_thematic(council, start, end):
    return _held(council, start, end).filter(session_kind=SessionKind.THEMATIC)


@figure(
    "sessions.minutes_total", "session", "Số phút họp",
    "Tổng số phút họp của các kỳ họp đã tổ chức trong kỳ có ghi thời lượng.", measure="sum:minutes_total",
)  # fmt: skip
def sessions_minutes(council, start, end):
    return _held(council, start, end).filter(minutes_total__isnull=False, minutes_qa__isnull=False)


@figure(
    "sessions.minutes_qa", "session", "Số phút chất vấn và trả lời chất vấn",
    "Số phút dành cho chất vấn và trả lời của các kỳ họp đã tổ chức trong kỳ có ghi thời lượng.",
    measure="sum:minutes_qa",
)  # fmt: skip
def sessions_minutes_qa(council, start, end):
    return _held(council, start, end).filter(minutes_total__isnull=False, minutes_qa__isnull=False)


@figure(
    "resolutions.passed", "resolution", "Nghị quyết đã thông qua",
    "Nghị quyết của Hội đồng nhân dân có ngày thông qua trong kỳ báo cáo.",
)  # fmt: skip
def resolutions_passed(council, start, end):
    return Resolution.objects.filter(owner=council).in_period(start, end)


@figure(
    "resolutions.normative", "resolution", "Nghị quyết quy phạm pháp luật",
    "Nghị quyết là văn bản quy phạm pháp luật có ngày thông qua trong kỳ báo cáo.",
)  # fmt: skip
def resolutions_normative(council, start, end):
    return resolutions_passed(council, start, end).filter(is_normative=True)


def _received(council, start, end):
    return Dossier.objects.filter(owner=council, received_on__range=(start, end)).of_kind()


@figure(
    "dossiers.received", "dossier", "Hồ sơ trình kỳ họp đã nhận",
    "Hồ sơ trình kỳ họp có ngày nhận đủ trong kỳ báo cáo; hồ sơ bị trả lại chỉ tính khi đã nhận đủ.",
)  # fmt: skip
def dossiers_received(council, start, end):
    return _received(council, start, end)


@figure(
    "dossiers.late", "dossier", "Hồ sơ gửi chậm",
    "Hồ sơ đã nhận trong kỳ báo cáo có ngày nhận sau hạn gửi Ban để thẩm tra, tính lùi từ ngày khai mạc.",
)  # fmt: skip
def dossiers_late(council, start, end):
    return _received(council, start, end).filter(
        deadlines__code="dossier.to_committee", deadlines__met_on__gt=F("deadlines__due_on")
    )


@figure(
    "dossiers.verified", "dossier", "Hồ sơ đã thẩm tra",
    "Hồ sơ trình kỳ họp có báo cáo thẩm tra của Ban trong kỳ báo cáo.",
)  # fmt: skip
def dossiers_verified(council, start, end):
    return Dossier.objects.filter(owner=council, verified_on__range=(start, end)).of_kind()


def _asked(council, start, end):
    questions = Question.objects.filter(owner=council).exclude(state__in=Question.NOT_ASKED)
    return questions.in_period(start, end)


@figure(
    "questions.asked", "question", "Chất vấn",
    "Chất vấn đã chuyển đến người bị chất vấn, có ngày chất vấn trong kỳ báo cáo; không tính phiếu không được chọn, đã rút.",
)  # fmt: skip
def questions_asked(council, start, end):
    return _asked(council, start, end)


@figure(
    "questions.answered", "question", "Chất vấn đã được trả lời",
    "Chất vấn nêu trong kỳ báo cáo đã được trả lời trực tiếp hoặc bằng văn bản đến hết kỳ.",
)  # fmt: skip
def questions_answered(council, start, end):
    return _asked(council, start, end).filter(answered_on__lte=end)


@figure(
    "questions.promises", "question", "Chất vấn có lời hứa",
    "Chất vấn nêu trong kỳ báo cáo mà người trả lời có hứa thực hiện và hẹn ngày.",
)  # fmt: skip
def questions_promises(council, start, end):
    return _asked(council, start, end).filter(Exists(Promise.objects.filter(question=OuterRef("pk"))))


def _lower(council, start, end):
    return Session.objects.filter(owner__parent=council, state__in=Session.HELD).in_period(start, end)


@figure(
    "lower.sessions.held", "session", "Kỳ họp của HĐND cấp dưới",
    "Kỳ họp đã khai mạc trong kỳ báo cáo của Hội đồng nhân dân cấp dưới trực tiếp.",
)  # fmt: skip
def lower_sessions_held(council, start, end):
    return _lower(council, start, end)


@figure(
    "lower.sessions.regular_mid", "session", "HĐND cấp dưới đã họp thường lệ giữa năm",
    "Số Hội đồng nhân dân cấp dưới trực tiếp có kỳ họp thường lệ giữa năm khai mạc trong kỳ báo cáo.",
    measure="distinct:owner",
)  # fmt: skip
def lower_sessions_regular_mid(council, start, end):
    return _lower(council, start, end).filter(session_kind=SessionKind.REGULAR_MID)
