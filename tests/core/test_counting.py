"""Counting limits: a table of cases over both regimes, the pauses, and what must hold for any of them."""

from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendar import WorkCalendar
from core.counting import count, explain, merged
from core.rules_file import pick, read, read_days

DATA = Path(__file__).parents[2] / "council" / "data"
RULES = read(DATA / "deadline_rules.toml")
DAYS_FILE = read_days(DATA / "special_days.toml")
CALENDAR = DAYS_FILE.calendar()


class Case(NamedTuple):
    """Rule, day of the event, expected last day, article, why it is here; offset, unit and what an extension adds
    are the file's."""

    code: str
    anchor: str
    due: str
    article: str
    why: str = ""
    level: str = ""
    pauses: tuple[tuple[str, str], ...] = ()
    extensions: int = 0


TEAM = "Điều 62 khoản 2 điểm b, Điều 70 khoản 2 điểm b, Điều 80 khoản 2 điểm b"
ANSWER = "Điều 60 khoản 4, Điều 69 khoản 3"
ACCEPT_B = "Nghị định số 155/2026 Điều 10 (Nghị định số 124/2020 Điều 16 khoản 1)"

REGIME_A = [
    Case("question.written_answer", "2022-07-13", "2022-08-02", ANSWER, "plain"),
    Case("question.written_answer", "2022-07-10", "2022-08-01", ANSWER, "ends on a Saturday"),
    Case("question.written_answer", "2022-04-10", "2022-05-04", ANSWER, "ends on 30/4, two days in lieu"),
    Case("question.written_answer", "2022-01-11", "2022-02-07", ANSWER, "ends in Tết"),
    Case("question.written_answer", "2024-02-09", "2024-02-29", ANSWER, "leap day"),
    Case("question.written_answer", "2023-02-09", "2023-03-01", ANSWER, "no leap day"),
    Case("question.promise_report", "2022-12-12", "2022-12-02", "Điều 60 khoản 7"),
    Case(
        "question.promise_report",
        "2022-07-13",
        "2022-07-01",
        "Điều 60 khoản 7",
        "backward from Sunday to Friday",
    ),
    Case("question.hearing_plan", "2022-09-12", "2022-08-31", "Điều 72 khoản 2", "backward over Quốc khánh"),
    Case("session.first", "2021-05-23", "2021-07-07", "Điều 80 khoản 1", "election of 2021"),
    Case("session.convene_regular", "2022-12-12", "2022-11-22", "Điều 80"),
    Case("session.convene_regular", "2022-07-13", "2022-06-23", "Điều 80"),
    Case("session.convene_thematic", "2019-10-15", "2019-10-04", "Điều 80", "10 days before the law of 2019"),
    Case("session.convene_thematic", "2022-09-20", "2022-09-13", "Điều 80", "7 days after it"),
    Case("session.agenda_to_delegates", "2022-11-22", "2022-11-22", "Điều 80", "the same day"),
    Case("session.documents_to_delegates", "2022-12-12", "2022-12-07", "Điều 84"),
    Case("session.documents_to_delegates", "2022-07-13", "2022-07-08", "Điều 84"),
    Case("session.documents_to_delegates", "2022-09-06", "2022-08-31", "Điều 84", "backward over Quốc khánh"),
    Case("dossier.to_committee", "2022-12-12", "2022-12-02", "Điều 136", "old city", "district"),
    Case("dossier.to_committee", "2022-12-12", "2022-11-25", "Điều 124", "from Sunday", "province"),
    Case("dossier.verification_report", "2022-12-12", "2022-12-05", "Điều 136", "old city", "district"),
    Case("dossier.verification_report", "2022-12-12", "2022-12-02", "Điều 124", "", "province"),
    Case("dossier.drafts_to_delegates", "2022-07-13", "2022-07-08", "Điều 143", "from Sunday", "commune"),
    Case("dossier.committee_meeting", "2022-12-12", "2022-12-02", "Điều 78 khoản 1"),
    Case("resolution.certify", "2022-07-15", "2022-07-25", "Điều 86"),
    Case("resolution.send_up", "2022-04-21", "2022-05-04", "Điều 86", "ends on 01/5, days in lieu"),
    Case("resolution.normative_send_up", "2022-07-20", "2022-07-25", "Điều 7 khoản 2", "ends on a Saturday"),
    Case("standing.letter_issue", "2022-04-29", "2022-05-04", "Điều 18 khoản 1", "the next worked day"),
    Case("oversight.program_draft", "2022-07-13", "2022-07-01", "Điều 58 khoản 1", "from Sunday"),
    Case("oversight.standing_program_proposals", "2022-12-12", "2022-12-07", "Điều 67 khoản 1"),
    Case("oversight.standing_program", "2022-12-14", "2022-12-29", "Điều 67 khoản 2"),
    Case("oversight.outline_to_unit", "2022-08-18", "2022-09-05", TEAM, "ends on Quốc khánh"),
    Case("oversight.team_list_to_unit", "2022-10-20", "2022-10-10", TEAM),
    Case("oversight.group_plan_to_unit", "2022-10-17", "2022-10-10", "Điều 86 khoản 3 điểm a"),
    Case(
        "oversight.report_standing",
        "2022-10-14",
        "2022-10-31",
        "Điều 70 khoản 2 điểm g",
        "ends on a Saturday",
    ),
    Case("oversight.report_committee", "2022-10-14", "2022-10-24", "Điều 80 khoản 2 điểm g"),
    Case(
        "oversight.report_delegate", "2022-12-22", "2023-01-03", "Điều 86 khoản 4 điểm c", "New Year in lieu"
    ),
    Case("oversight.conclusion", "2022-10-31", "2022-11-07", "Điều 71 khoản 1"),
    Case("oversight.document_answer", "2024-01-30", "2024-02-29", "Điều 79 khoản 2", "leap day"),
    Case("oversight.violation_report_standing", "2023-01-16", "2023-01-27", "Điều 73 khoản 2", "Tết"),
    Case("oversight.violation_report_committee", "2023-01-16", "2023-01-27", "Điều 82 khoản 2", "Tết"),
    Case("reception.inform_citizen", "2022-06-15", "2022-06-29", "Điều 28 khoản 1"),
    Case("reception.timetable", "2022-05-10", "2022-04-29", "Điều 24 khoản 4", "backward over 30/4"),
    Case("petition.sort", "2022-06-15", "2022-06-29", ""),
    Case(
        "petition.agency_reports_result", "2024-04-24", "2024-05-07", "Điều 27 khoản 2", "swap 29/4 and 04/5"
    ),
    Case("petition.inform_citizen", "2025-04-24", "2025-05-05", "Điều 28 khoản 2", "swap 02/5 and 26/4"),
    Case("petition.complaint_time_bar", "2022-06-15", "2022-09-13", "Điều 9"),
    Case(
        "petition.complaint_accept", "2022-06-15", "2022-06-27", "Điều 27, Điều 36", "calendar days, Saturday"
    ),
    Case("petition.complaint_accept", "2026-06-30", "2026-07-10", "Điều 27, Điều 36", "last day of regime A"),
    Case("petition.complaint_resolve_first", "2022-06-27", "2022-07-27", "Điều 28"),
    Case("petition.complaint_resolve_first_complex", "2022-06-27", "2022-08-11", "Điều 28"),
    Case("petition.complaint_resolve_first_remote", "2022-06-27", "2022-08-11", "Điều 28"),
    Case("petition.complaint_resolve_first_remote_complex", "2022-06-27", "2022-08-26", "Điều 28"),
    Case("petition.complaint_resolve_second", "2022-06-27", "2022-08-11", "Điều 37"),
    Case("petition.complaint_resolve_second_complex", "2022-06-27", "2022-08-26", "Điều 37"),
    Case("petition.complaint_resolve_second_remote_complex", "2022-06-27", "2022-09-05", "Điều 37"),
    Case("petition.complaint_resolve_discipline", "2022-06-27", "2022-07-27", "Điều 50"),
    Case("petition.complaint_resolve_discipline_complex", "2022-06-27", "2022-08-11", "Điều 50"),
    Case("petition.complaint_second", "2022-07-27", "2022-08-26", "Điều 33"),
    Case(
        "petition.denunciation_check", "2022-01-25", "2022-02-10", "Điều 24 khoản 1", "working days over Tết"
    ),
    Case("petition.denunciation_check_places", "2022-01-25", "2022-02-15", "Điều 24 khoản 1", "over Tết"),
    Case("petition.denunciation_transfer", "2022-04-07", "2022-04-15", "Điều 24 khoản 2", "Giỗ Tổ in lieu"),
    Case(
        "petition.denunciation_accept_notice", "2022-04-27", "2022-05-06", "Điều 29 khoản 3", "30/4 in lieu"
    ),
    Case("petition.denunciation_resolve", "2022-12-20", "2023-01-19", "Điều 30", "the eve of Tết"),
    Case(
        "petition.denunciation_resolve_complex", "2022-12-20", "2023-02-20", "Điều 30", "ends on a Saturday"
    ),
    Case("petition.denunciation_resolve_special", "2022-12-20", "2023-03-20", "Điều 30"),
    Case(
        "petition.denunciation_conclusion_sent", "2022-08-30", "2022-09-08", "Điều 35 khoản 3", "Quốc khánh"
    ),
    Case("petition.denunciation_conclusion_published", "2022-08-30", "2022-09-12", "Điều 40", "Quốc khánh"),
]

REGIME_B = [
    Case("session.first", "2025-03-15", "2025-04-29", "", "under the short-lived law of 2025"),
    Case("session.first", "2026-03-15", "2026-04-29", "Điều 34 khoản 1", "election of 2026"),
    Case("session.election_result_up", "2026-04-01", "2026-04-08", "Điều 36 khoản 7"),
    Case("session.documents_to_delegates", "2026-11-29", "2026-11-23", "", "backward from 24/11"),
    Case("dossier.to_committee", "2026-12-08", "2026-11-27", "", "ward, from Saturday", "commune"),
    Case("dossier.to_committee", "2026-12-08", "2026-11-23", "", "big city", "province"),
    Case("resolution.send_up", "2026-12-10", "2026-12-21", "", "ends on a Sunday"),
    Case("standing.letter_issue", "2026-01-09", "2026-01-10", "Điều 18 khoản 1", "a Saturday worked"),
    Case("standing.letter_issue", "2025-12-31", "2026-01-05", "Điều 18 khoản 1", "swap of 02/01"),
    Case("question.written_answer", "2026-02-28", "2026-03-20", ANSWER, "last day of regime A"),
    Case(
        "question.written_answer", "2026-03-01", "2026-03-23", "", "first day of regime B, ends on a Saturday"
    ),
    Case("recommendation.overdue_explanation", "2026-06-01", "2026-06-16", "Điều 40"),
    Case("recommendation.overdue_explanation_complex", "2026-06-01", "2026-07-01", "Điều 40"),
    Case("meeting.notice", "2026-09-07", "2026-08-26", "Điều 11 khoản 2 điểm b", "backward over Quốc khánh"),
    Case("meeting.notice", "2026-08-28", "2026-08-22", "Điều 11 khoản 2 điểm b", "a Saturday worked"),
    Case("meeting.notice_na", "2026-08-28", "2026-08-20", "Điều 6 khoản 3", "a Saturday worked"),
    Case("meeting.outside_decision", "2026-04-24", "2026-05-06", "Điều 32 khoản 2", "Giỗ Tổ in lieu, 30/4"),
    Case("meeting.outside_notice", "2026-05-05", "2026-04-28", "Điều 32 khoản 3", "backward over 30/4"),
    Case(
        "meeting.personal_summary", "2026-12-28", "2027-01-05", "Điều 33 khoản 8", "into an unconfirmed year"
    ),
    Case("meeting.collect_opinions", "2026-11-20", "2026-11-26", "Điều 41 khoản 2", "over 24/11"),
    Case("meeting.collect_opinions", "2026-02-13", "2026-02-25", "Điều 41 khoản 2", "over Tết", "commune"),
    Case("opinion.summary_to_committee", "2026-12-08", "2026-11-27", "Điều 42 khoản 2"),
    Case(
        "opinion.summary_to_committee", "2026-12-01", "2026-11-19", "Điều 42 khoản 2", "backward over 24/11"
    ),
    Case("opinion.answer", "2026-01-19", "2026-02-23", "Điều 50 khoản 1", "ends in Tết"),
    Case("opinion.answer", "2026-08-01", "2026-09-03", "Điều 50 khoản 1", "ends on 31/8, swapped"),
    Case("opinion.answer", "2026-10-25", "2026-11-25", "Điều 50 khoản 1", "ends on 24/11"),
    Case("opinion.answer", "2026-07-23", "2026-08-22", "Điều 50 khoản 1", "ends on a Saturday worked"),
    Case("opinion.answer", "2025-12-11", "2026-01-10", "Điều 50 khoản 1", "ends on a Saturday worked"),
    Case("opinion.answer", "2026-03-27", "2026-04-28", "Điều 50 khoản 1", "ends on Giỗ Tổ, a Sunday"),
    Case("opinion.answer_na", "2026-05-11", "2026-07-10", "Điều 49 khoản 1"),
    Case("opinion.answers_of_last_session", "2026-12-08", "2026-11-06", "Điều 50 khoản 2", "from Sunday"),
    Case("opinion.publish_results", "2026-11-09", "2026-12-01", "Điều 51", "over 24/11"),
    Case("reception.refusal", "2026-08-28", "2026-09-07", "Điều 4 khoản 3", "over Quốc khánh"),
    Case("reception.online_notice", "2026-09-03", "2026-08-24", "Điều 23", "backward over Quốc khánh"),
    Case("reception.online_test", "2026-09-03", "2026-08-28", "Điều 23", "backward over Quốc khánh"),
    Case("reception.dialogue_notice", "2026-11-14", "2026-11-06", "Điều 43", "from Saturday", "commune"),
    Case("reception.dialogue_result", "2026-11-14", "2026-11-25", "Điều 43", "ends on 24/11", "commune"),
    Case("petition.sort", "2026-11-10", "2026-11-25", "", "over 24/11"),
    Case("petition.inform_citizen", "2026-11-20", "2026-11-30", "Điều 28 khoản 2", "over 24/11"),
    Case("petition.agency_reports_result", "2026-12-24", "2027-01-05", "Điều 27 khoản 2", "unconfirmed year"),
    Case("petition.complaint_accept", "2026-07-01", "2026-07-10", ACCEPT_B, "first day of regime B"),
    Case("petition.complaint_accept", "2026-08-19", "2026-08-27", ACCEPT_B, "a Saturday worked"),
    Case("petition.complaint_accept", "2026-11-20", "2026-12-02", ACCEPT_B, "over 24/11"),
    Case("petition.complaint_resolve_first", "2026-07-10", "2026-08-10", "Điều 28", "ends on a Sunday"),
    Case(
        "petition.dialogue_notice", "2026-09-07", "2026-08-28", "Nghị định số 155/2026 Điều 11", "Quốc khánh"
    ),
    Case("petition.suspend_notice", "2026-11-23", "2026-11-27", "Nghị định số 155/2026 Điều 12 (Điều 28b)"),
    Case("petition.unhandled", "2026-10-10", "2026-11-25", "Điều 41 khoản 3 điểm b", "ends on 24/11"),
]

ONE = (("2026-07-20", "2026-08-03"),)
TWO = (*ONE, ("2026-08-10", "2026-08-12"))
PAUSED = [
    Case(
        "petition.denunciation_resolve", "2022-12-20", "2023-01-30", "Điều 30", "11 days lost",
        pauses=(("2022-12-30", "2023-01-10"),),
    ),
    Case("petition.complaint_resolve_first", "2026-07-10", "2026-08-24", "Điều 28", "14", pauses=ONE),
    Case("petition.complaint_resolve_first", "2026-07-10", "2026-08-25", "Điều 28", "16", pauses=TWO),
    Case(
        "petition.complaint_resolve_first", "2026-07-10", "2026-08-10", "Điều 28", "after the end",
        pauses=(("2026-08-20", "2026-08-25"),),
    ),
    Case(
        "petition.complaint_resolve_first", "2026-07-10", "2026-08-10", "Điều 28", "before the anchor",
        pauses=(("2026-06-01", "2026-07-10"),),
    ),
    Case(
        "petition.denunciation_check", "2026-11-16", "2026-12-01", "Điều 24 khoản 1", "three days lost",
        pauses=(("2026-11-18", "2026-11-23"),),
    ),
    Case(
        "petition.denunciation_check", "2026-11-16", "2026-11-26", "Điều 24 khoản 1", "a weekend is free",
        pauses=(("2026-11-21", "2026-11-23"),),
    ),
    Case(
        "opinion.summary_to_committee", "2026-12-08", "2026-11-27", "Điều 42 khoản 2", "backward: no pause",
        pauses=(("2026-11-26", "2026-12-02"),),
    ),
]  # fmt: skip

EXTENDED = [
    Case("recommendation.overdue_explanation", "2026-06-01", "2026-07-01", "Điều 40", "once", extensions=1),
    Case("petition.denunciation_check", "2022-01-25", "2022-02-15", "Điều 24 khoản 1", "over Tết", extensions=1),
    Case("petition.denunciation_check", "2026-11-16", "2026-12-01", "Điều 24 khoản 1", "over 24/11", extensions=1),
    Case("petition.denunciation_resolve", "2022-12-20", "2023-02-20", "Điều 30", "once", extensions=1),
    Case("petition.denunciation_resolve", "2022-12-20", "2023-03-20", "Điều 30", "twice", extensions=2),
    Case("petition.complaint_resolve_first", "2022-06-27", "2022-08-11", "Điều 28", "complex", extensions=1),
    Case("petition.complaint_resolve_second", "2022-06-27", "2022-08-26", "Điều 37", "complex", extensions=1),
    Case(
        "petition.denunciation_resolve", "2022-12-20", "2023-03-01", "Điều 30", "suspended, then once",
        pauses=(("2022-12-30", "2023-01-10"),), extensions=1,
    ),
]  # fmt: skip


def day(text: str) -> date:
    return date.fromisoformat(text)


def name(case: Case) -> str:
    return f"{case.code}-{case.level or 'all'}-{case.anchor}-{case.why.replace(' ', '_')}"


@pytest.mark.parametrize("case", [*REGIME_A, *REGIME_B, *PAUSED, *EXTENDED], ids=name)
def test_limit_from_the_data_file(case):
    rule = pick(RULES, case.code, day(case.anchor), case.level)
    assert rule is not None
    pauses = [(day(start), day(end)) for start, end in case.pauses]
    assert case.extensions <= (rule.extends_times if rule.extends_by else 0)
    units = rule.offset + case.extensions * (rule.extends_by or 0)
    counted = count(day(case.anchor), units, rule.unit, CALENDAR, pauses)
    assert (counted.due.isoformat(), rule.article) == (case.due, case.article)


@pytest.mark.parametrize(
    ("code", "variant"),
    [
        ("complaint_resolve_first", "_complex"), ("complaint_resolve_first_remote", "_complex"),
        ("complaint_resolve_second", "_complex"), ("complaint_resolve_second_remote", "_complex"),
        ("complaint_resolve_discipline", "_complex"), ("denunciation_resolve", "_complex"), ("denunciation_check", "_places"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("on", ["2022-06-27", "2026-09-01"])
def test_an_extension_adds_as_much_as_the_variant_of_the_law(code, variant, on):
    plain, longer = (pick(RULES, f"petition.{name}", day(on)) for name in (code, code + variant))
    assert plain.offset + plain.extends_by == longer.offset and plain.unit == longer.unit


@pytest.mark.parametrize(("cases", "regime"), [(REGIME_A, "A"), (REGIME_B[2:], "B")])
def test_tables_hold_the_regime_they_say(cases, regime):
    """Question and letter cases stand on the seam on purpose; all others belong to one regime."""
    rules = [
        pick(RULES, case.code, day(case.anchor), case.level) for case in cases if "last day" not in case.why
    ]
    assert {rule.regime for rule in rules} == {regime}


# --- what the result says beside the date ---


def test_forward_limit_says_what_it_rolled_over():
    counted = count(date(2022, 4, 10), 20, "calendar", CALENDAR)
    assert counted.rolled_from == date(2022, 4, 30)
    assert [each for each, _ in counted.skipped] == [
        date(2022, 4, 30),
        *(date(2022, 5, i) for i in (1, 2, 3)),
    ]


def test_backward_limit_moves_to_the_worked_day_before():
    counted = count(date(2022, 7, 13), -10, "calendar", CALENDAR)
    assert (counted.due, counted.rolled_from) == (date(2022, 7, 1), date(2022, 7, 3))
    assert counted.skipped == ((date(2022, 7, 2), "Thứ Bảy"), (date(2022, 7, 3), "Chủ nhật"))


def test_working_limit_names_every_day_off():
    counted = count(date(2026, 11, 20), 3, "working", CALENDAR)
    assert [reason for _, reason in counted.skipped] == ["Thứ Bảy", "Chủ nhật", "Ngày Văn hóa Việt Nam"]
    assert counted.rolled_from is None


def test_unconfirmed_year_only_where_its_holidays_matter():
    assert count(date(2026, 12, 28), 5, "working", CALENDAR).unconfirmed_years == (2027,)
    assert count(date(2026, 12, 10), 30, "calendar", CALENDAR).unconfirmed_years == (2027,)
    assert count(date(2026, 11, 10), 30, "calendar", CALENDAR).unconfirmed_years == ()
    assert count(date(2027, 1, 15), -30, "calendar", CALENDAR).unconfirmed_years == ()
    assert count(date(2027, 1, 15), -20, "working", CALENDAR).unconfirmed_years == (2027,)


# --- pauses ---


def test_open_pause_leaves_no_running_date():
    counted = count(date(2026, 7, 1), 30, "calendar", CALENDAR, [(date(2026, 7, 11), None)])
    assert counted.open_pause
    assert counted.running_due is None
    assert (counted.due, counted.stopped_on, counted.remaining) == (date(2026, 7, 31), date(2026, 7, 11), 21)


def test_open_pause_after_the_end_changes_nothing():
    counted = count(date(2026, 7, 1), 30, "calendar", CALENDAR, [(date(2026, 8, 1), None)])
    assert counted.running_due == date(2026, 7, 31)


def test_open_pause_from_before_the_anchor_leaves_the_whole_limit():
    counted = count(date(2026, 7, 1), 30, "calendar", CALENDAR, [(date(2026, 6, 1), None)])
    assert (counted.open_pause, counted.remaining) == (True, 30)


def test_pause_on_the_day_of_the_anchor_and_back_the_next_day_costs_nothing():
    counted = count(date(2026, 7, 1), 30, "calendar", CALENDAR, [(date(2026, 7, 1), date(2026, 7, 2))])
    assert (counted.due, counted.paused_days) == (date(2026, 7, 31), 0)


def test_pause_in_the_days_off_after_the_count_moves_the_end_past_it():
    """30 days end on Sunday 09/8; the clock is stopped that Monday, so the period cannot end on it."""
    counted = count(date(2026, 7, 10), 30, "calendar", CALENDAR, [(date(2026, 8, 10), date(2026, 8, 13))])
    assert (counted.due, counted.paused_days) == (date(2026, 8, 13), 0)


def test_paused_days_are_counted_in_the_unit_of_the_limit():
    pause = [(date(2026, 11, 18), date(2026, 11, 23))]
    assert count(date(2026, 11, 16), 7, "working", CALENDAR, pause).paused_days == 3
    assert count(date(2026, 11, 16), 7, "calendar", CALENDAR, pause).paused_days == 5


def test_pauses_that_overlap_count_once():
    pauses = [(date(2026, 7, 20), date(2026, 8, 1)), (date(2026, 7, 25), date(2026, 8, 3))]
    assert merged(pauses) == [(date(2026, 7, 20), date(2026, 8, 3))]
    assert merged([*pauses, (date(2026, 8, 3), None)]) == [(date(2026, 7, 20), None)]
    assert merged([(date(2026, 7, 20), date(2026, 7, 20))]) == []


def test_pause_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="2026-07-19"):
        count(date(2026, 7, 1), 30, "calendar", CALENDAR, [(date(2026, 7, 20), date(2026, 7, 19))])


def test_resuming_with_what_was_left_gives_the_same_date():
    anchor, stop, resume = date(2026, 7, 1), date(2026, 7, 11), date(2026, 8, 20)
    for unit in ("calendar", "working"):
        left = count(anchor, 30, unit, CALENDAR, [(stop, None)]).remaining
        again = count(resume - timedelta(1), left, unit, CALENDAR)
        assert again.due == count(anchor, 30, unit, CALENDAR, [(stop, resume)]).due


# --- sentences ---


def test_explain_a_rolled_limit_with_its_ground():
    counted = count(date(2022, 7, 10), 20, "calendar", CALENDAR)
    assert explain(counted, "Luật số 87/2015/QH13", ANSWER) == [
        "20 ngày kể từ ngày 10/07/2022, không tính ngày này: hạn cuối là ngày 01/08/2022.",
        "Ngày 30/07/2022 là ngày nghỉ (Thứ Bảy) "
        "nên thời hạn kết thúc vào ngày làm việc tiếp theo, 01/08/2022.",
        "Căn cứ: Điều 60 khoản 4, Điều 69 khoản 3, Luật số 87/2015/QH13.",
    ]


def test_explain_a_working_limit_over_tet():
    assert explain(count(date(2022, 1, 28), 5, "working", CALENDAR)) == [
        "5 ngày làm việc kể từ ngày 28/01/2022, không tính ngày này: hạn cuối là ngày 11/02/2022.",
        "Không tính 4 ngày Thứ Bảy, Chủ nhật; từ 31/01/2022 đến 04/02/2022 (Tết Nguyên đán).",
    ]


def test_explain_a_backward_limit_marks_our_reading():
    first, rolled = explain(count(date(2022, 12, 12), -15, "calendar", CALENDAR))
    assert first == "Chậm nhất 15 ngày trước ngày 12/12/2022: hạn cuối là ngày 25/11/2022."
    assert rolled.endswith("cách tính này cần đối chiếu lại.")


def test_explain_an_open_pause_gives_no_date():
    counted = count(date(2026, 7, 1), 30, "calendar", CALENDAR, [(date(2026, 7, 11), None)])
    assert explain(counted) == [
        "30 ngày kể từ ngày 01/07/2026, không tính ngày này.",
        "Tạm đình chỉ từ ngày 11/07/2026, thời hạn đang dừng; còn lại 21 ngày.",
    ]


def test_explain_an_open_pause_names_only_the_days_off_before_it():
    counted = count(date(2026, 11, 20), 10, "working", CALENDAR, [(date(2026, 11, 26), None)])
    assert explain(counted)[1:] == [
        "Không tính 2 ngày Thứ Bảy, Chủ nhật; ngày 24/11/2026 (Ngày Văn hóa Việt Nam).",
        "Tạm đình chỉ từ ngày 26/11/2026, thời hạn đang dừng; còn lại 8 ngày làm việc.",
    ]


def test_explain_an_end_that_lies_in_a_pause():
    counted = count(date(2026, 7, 15), 0, "calendar", CALENDAR, [(date(2026, 7, 14), date(2026, 7, 17))])
    assert explain(counted)[-1] == (
        "Ngày 16/07/2026 nằm trong thời gian tạm đình chỉ "
        "nên thời hạn kết thúc vào ngày làm việc tiếp theo, 17/07/2026."
    )


def test_explain_warns_of_an_unconfirmed_year_and_of_an_unverified_rule():
    lines = explain(count(date(2026, 12, 28), 5, "working", CALENDAR), verify=True)
    assert "Lịch nghỉ lễ năm 2027 chưa được công bố chính thức; ngày hết hạn có thể thay đổi." in lines
    assert lines[-1] == "Thời hạn này cần đối chiếu lại với văn bản gốc."


# --- what must hold for any limit ---

ANCHORS = st.dates(date(2016, 1, 1), date(2027, 6, 30))
UNITS = st.sampled_from(["calendar", "working"])
STRETCH = st.integers(0, 60).map(timedelta)


@st.composite
def closed_pauses(draw):
    starts = draw(st.lists(ANCHORS, max_size=3))
    return [(start, start + draw(STRETCH)) for start in starts]


@st.composite
def near_pauses(draw):
    """An anchor and pauses close enough to touch its limit."""
    anchor = draw(ANCHORS)
    gaps = draw(st.lists(st.tuples(st.integers(-10, 120), st.integers(0, 40)), max_size=4))
    return anchor, [(anchor + timedelta(a), anchor + timedelta(a + length)) for a, length in gaps]


@given(near_pauses(), STRETCH, st.integers(-90, 90), UNITS)
def test_a_later_anchor_never_gives_an_earlier_due_date(start, later, offset, unit):
    anchor, pauses = start
    first = count(anchor, offset, unit, CALENDAR, pauses)
    second = count(anchor + later, offset, unit, CALENDAR, pauses)
    assert first.due <= second.due


@given(ANCHORS, st.integers(1, 90), st.integers(0, 150))
def test_another_holiday_never_shortens_a_working_limit(anchor, offset, when):
    special = {each.date: each.worked for each in DAYS_FILE.days}
    for sign in (1, -1):
        more = WorkCalendar({**special, anchor + sign * timedelta(when): False})
        plain = count(anchor, sign * offset, "working", CALENDAR).due
        longer = count(anchor, sign * offset, "working", more).due
        assert (longer - plain) * sign >= timedelta(0)


@given(near_pauses(), st.integers(-90, 90), UNITS)
def test_a_limit_ends_on_a_worked_day_outside_every_pause(start, offset, unit):
    anchor, pauses = start
    counted = count(anchor, offset, unit, CALENDAR, pauses)
    assert CALENDAR.is_working(counted.due)
    if offset >= 0:
        assert not any(first <= counted.due < end for first, end in pauses)


@given(near_pauses(), st.integers(1, 90))
def test_a_working_limit_counts_exactly_its_days(start, offset):
    anchor, pauses = start
    due = count(anchor, offset, "working", CALENDAR, pauses).due
    days = [anchor + timedelta(i) for i in range(1, (due - anchor).days + 1)]
    running = [each for each in days if not any(first <= each < end for first, end in pauses)]
    assert sum(CALENDAR.is_working(each) for each in running) == offset


@given(near_pauses(), st.integers(1, 90))
def test_a_calendar_limit_keeps_its_days_and_adds_only_days_off(start, offset):
    anchor, pauses = start
    counted = count(anchor, offset, "calendar", CALENDAR, pauses)
    days = [anchor + timedelta(i) for i in range(1, (counted.due - anchor).days + 1)]
    running = [each for each in days if not any(first <= each < end for first, end in pauses)]
    assert len(running) >= offset
    assert all(not CALENDAR.is_working(each) for each in running[offset - 1 : -1])


@given(ANCHORS, st.integers(1, 90), UNITS)
def test_a_backward_limit_keeps_at_least_its_days(anchor, offset, unit):
    due = count(anchor, -offset, unit, CALENDAR).due
    kept = (anchor - due).days if unit == "calendar" else CALENDAR.working_between(due, anchor)
    assert kept >= offset - (unit == "working" and not CALENDAR.is_working(anchor))


@given(ANCHORS, st.integers(1, 90), UNITS, closed_pauses())
def test_the_sentences_name_the_due_date(anchor, offset, unit, pauses):
    counted = count(anchor, offset, unit, CALENDAR, pauses)
    assert f"{counted.due:%d/%m/%Y}" in explain(counted)[0]
