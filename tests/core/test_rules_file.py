"""The shipped data files, and how the reader speaks of faults."""

import unicodedata
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from core.rules_file import RulesFileError, labels, pick, read, read_days

DATA = Path(__file__).parents[2] / "council" / "data"
RULES = read(DATA / "deadline_rules.toml")
NATIONAL = [rule for rule in RULES if rule.enabled and not rule.scope]
CODES = sorted({rule.code for rule in NATIONAL})
PREFIXES = {"round": {"oversight"}}


def rows_of(code):
    return [rule for rule in NATIONAL if rule.code == code]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: "/".join(filter(None, (*rule.key, rule.regime))))
def test_shipped_row_is_whole(rule):
    assert rule.code.split(".")[0] in PREFIXES.get(rule.register, {rule.register})
    assert rule.basis
    assert rule.article or rule.confidence == "verify"
    assert rule.offset is not None or rule.note, "a row without a number says why"
    for text in (rule.owed, rule.basis, rule.article, rule.note):
        assert unicodedata.is_normalized("NFC", text)
    assert not rule.owed.isascii()


def test_unsure_rows_say_what_to_check():
    assert [rule.key for rule in RULES if rule.confidence == "verify" and not rule.note] == []


def test_one_row_in_force_per_code_level_and_scope():
    for first, second in pairwise(sorted(RULES, key=lambda rule: (rule.key, rule.valid_from))):
        if first.key == second.key:
            assert first.valid_to < second.valid_from


def test_the_regimes_leave_no_day_between_them():
    for first, second in pairwise(sorted(NATIONAL, key=lambda rule: (rule.key, rule.valid_from))):
        if first.key == second.key:
            assert first.valid_to + timedelta(1) == second.valid_from, first.key


@pytest.mark.parametrize("code", CODES)
def test_code_is_answered_in_the_archive_or_says_why_not(code):
    rows = rows_of(code)
    assert any(rule.in_force(date(2022, 6, 15)) for rule in rows) or all(rule.note for rule in rows)


@pytest.mark.parametrize("code", CODES)
def test_code_is_answered_today(code):
    assert any(rule.in_force(date(2026, 11, 24)) for rule in rows_of(code))


def test_local_examples_are_switched_off():
    assert {rule.scope for rule in RULES if not rule.enabled} == {"nghe-an", "thanh-hoa"}
    assert not [rule for rule in RULES if rule.scope and rule.enabled]


def test_district_rows_end_with_the_districts():
    ends = {}
    for rule in RULES:
        if rule.level == "district":
            ends[rule.code] = max(ends.get(rule.code, date.min), rule.valid_to)
    assert set(ends.values()) == {date(2025, 6, 30)}


def test_pick_prefers_the_level_and_then_the_place():
    when = date(2026, 11, 24)
    assert pick(RULES, "meeting.collect_opinions", when).owed_by == "delegate_group"
    assert pick(RULES, "meeting.collect_opinions", when, "commune").owed_by == "standing"
    assert pick(RULES, "dossier.to_committee", date(2022, 6, 15)) is None
    assert pick(RULES, "no.such", when) is None


def test_pick_prefers_a_local_rule_where_it_holds(tmp_path):
    text = ROW + ROW.replace("offset = 20", 'offset = 10\nscope = "phu-ly"')
    rows = read(written(tmp_path, text))
    assert pick(rows, "question.written_answer", date(2022, 6, 15)).offset == 20
    assert pick(rows, "question.written_answer", date(2022, 6, 15), scopes=["phu-ly"]).offset == 10


def test_labels_cover_every_word_used():
    words = labels(DATA / "deadline_rules.toml")
    for field, known in words.items():
        used = {getattr(rule, field) for rule in RULES} - {""}
        assert used == set(known), field


def test_special_days_ship_with_the_confirmed_years():
    shipped = read_days(DATA / "special_days.toml")
    assert [year.year for year in shipped.years] == list(range(2016, 2027))
    assert {day.date: day.worked for day in shipped.days}[date(2026, 1, 10)] is True


# --- faults ---

ROW = """
[[rule]]
code = "question.written_answer"
register = "question"
owed = "Trả lời chất vấn bằng văn bản"
owed_by = "respondent"
anchor = "asked"
offset = 20
unit = "calendar"
regime = "A"
basis = "Luật số 87/2015/QH13"
article = "Điều 60 khoản 4"
valid_from = 2016-07-01
valid_to = 2026-02-28
applies_by = "anchor"
confidence = "verified"
"""


def written(folder, text):
    path = folder / "rules.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_reads_a_row(tmp_path):
    (rule,) = read(written(tmp_path, ROW))
    assert (rule.offset, rule.unit, rule.valid_to) == (20, "calendar", date(2026, 2, 28))
    assert (rule.level, rule.scope, rule.note, rule.enabled) == ("", "", "", True)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('unit = "calendar"\n', "", "unit is missing"),
        ('unit = "calendar"', 'unit = "weeks"', "unit must be one of calendar, working: 'weeks'"),
        ("offset = 20", 'offset = "20"', "offset is not a int: '20'"),
        ("offset = 20", "offset = true", "offset is not a int: True"),
        ("offset = 20", "ofset = 20", "unknown field ofset"),
        ("valid_from = 2016-07-01", 'valid_from = "2016-07-01"', "valid_from is not a date: '2016-07-01'"),
        ("valid_from = 2016-07-01", "valid_from = 2016-07-01T00:00:00", "valid_from is not a date"),
        ("valid_to = 2026-02-28", "valid_to = 2016-02-28", "valid_to lies before valid_from"),
        ('article = "Điều 60 khoản 4"\n', "", "a verified rule names its article"),
        ('code = "question.written_answer"', 'code = "Trả lời"', "code is not of the form word.word"),
        ('anchor = "asked"', 'anchor = "ngày hỏi"', "anchor is not a slug"),
        ('basis = "Luật số 87/2015/QH13"', 'basis = ""', "owed and basis may not be empty"),
    ],
)
def test_fault_is_named_with_code_ordinal_and_line(tmp_path, old, new, fault):
    with pytest.raises(RulesFileError) as caught:
        read(written(tmp_path, ROW.replace(old, new)))
    (message,) = caught.value.faults
    assert message.startswith("rule 1 (line 2, ")
    assert fault in message


def test_every_fault_is_reported_at_once(tmp_path):
    bad = ROW.replace('regime = "A"', 'regime = "C"').replace('"anchor"', '"never"')
    with pytest.raises(RulesFileError) as caught:
        read(written(tmp_path, ROW + bad))
    assert len(caught.value.faults) == 2
    assert all("rule 2 (line 18, question.written_answer)" in fault for fault in caught.value.faults)


def test_overlapping_rows_are_refused(tmp_path):
    later = ROW.replace("valid_from = 2016-07-01\nvalid_to = 2026-02-28", "valid_from = 2026-02-28")
    with pytest.raises(RulesFileError, match="question.written_answer: two rows in force on 2026-02-28"):
        read(written(tmp_path, ROW + later))


def test_word_outside_the_vocabulary_of_the_file_is_refused(tmp_path):
    text = '[anchors]\nopening = "ngày khai mạc"\n' + ROW
    with pytest.raises(RulesFileError, match="anchor is not in the file's vocabulary: 'asked'"):
        read(written(tmp_path, text))


DAY = """
[[day]]
date = 2026-01-10
worked = true
name = "làm bù"
basis = "Thông báo"
confidence = "verify"
"""


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (DAY + DAY, "day 2 (2026-01-10): stands twice"),
        (DAY.replace("worked = true", 'worked = "yes"'), "worked is not a bool"),
        (DAY.replace('name = "làm bù"\n', ""), "fields must be date, worked, name, basis, confidence"),
        (DAY.replace('"verify"', '"sure"'), "confidence must be verified or verify"),
        ('[[year]]\nyear = "2026"\nbasis = "x"\nconfidence = "verify"', "year is not a int"),
    ],
)
def test_fault_in_the_special_days(tmp_path, text, fault):
    with pytest.raises(RulesFileError) as caught:
        read_days(written(tmp_path, text))
    assert fault in str(caught.value)
