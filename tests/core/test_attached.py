"""Everything that the law clocks has its deadline: docs/deadlines.md against rules, verbs and services."""

import ast
import re
from pathlib import Path

import pytest

from core.rules_file import read
from core.tasks import load_registers
from core.verbs import VERBS
from desk.duties.catalogue import CODES as DUTIES

BASE = Path(__file__).parents[2]
ROOMS = ("sessions", "oversight", "voters", "petitions")
LADDER = "recommendation.reminder_"
_ROW = re.compile(r"^\| ([a-z_]+\.[a-z_]+) \| (.+) \|$", re.M)


def rows():
    """{code: cells} of both tables: attached ones have three cells, the others one."""
    return {code: rest.split(" | ") for code, rest in _ROW.findall((BASE / "docs/deadlines.md").read_text())}


def enabled():
    return {row.code for row in read(BASE / "council/data/deadline_rules.toml") if row.enabled}


def words_of_services():
    """Every string in the registers' services: codes, and beginnings of codes."""
    found = set()
    for room in ROOMS:
        for path in (BASE / room / "services").rglob("*.py"):
            nodes = ast.walk(ast.parse(path.read_text()))
            found |= {
                node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)
            }
    return found


WORDS = words_of_services()
# Codes put together from a beginning and what the petition is.
MADE = ("petition.complaint_resolve_", "petition.denunciation_resolve")
ATTACHED = sorted(code for code, cells in rows().items() if len(cells) == 3)
APART = sorted(code for code, cells in rows().items() if len(cells) == 1)


def test_every_rule_stands_in_the_table_once():
    text = (BASE / "docs/deadlines.md").read_text()
    assert len(_ROW.findall(text)) == len(rows())
    assert set(rows()) == {code for code in enabled() if not code.startswith(LADDER)}


@pytest.mark.parametrize("code", ATTACHED)
def test_an_attached_rule_is_opened_by_its_register(code):
    assert code in WORDS or code.startswith(MADE) or code in DUTIES
    assert not (code in WORDS and code in DUTIES)
    load_registers()
    for cell in rows()[code]:
        named = re.findall(r"`([a-z]+\.[a-z_]+)`", cell)
        assert named or cell == "–", cell
        assert all(name in VERBS or name.startswith("core.") for name in named), cell


@pytest.mark.parametrize("code", APART)
def test_a_rule_apart_is_named_nowhere_and_has_a_reason(code):
    assert code not in WORDS and code not in DUTIES
    assert len(rows()[code][0]) > 15


def test_codes_in_the_services_are_rules_or_are_owed_by_an_act_of_their_own():
    own = {
        "question.promise",
        "dossier.revision",
        "resolution.task",
        "oversight.unit_report",
        "opinion.roadmap",
        "petition.reply_asked",
        "session.prepare",
    }
    load_registers()
    registers = {code.split(".")[0] for code in enabled()} - {"oversight"}
    codes = {
        word for word in WORDS if re.fullmatch(r"[a-z]+\.[a-z_]+", word) and word.split(".")[0] in registers
    }
    assert {word for word in codes if not word.startswith(MADE)} - enabled() - set(VERBS) == own - {
        "oversight.unit_report"
    }
