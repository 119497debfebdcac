"""The book of letters: which documents a kind of record has, and their wordings.

@letter("oversight.urging", Recommendation, "Công văn đôn đốc", may=rules.runs, doc_type="CV",
        body=lambda item: item.lead_id, fields={"co_quan": "cơ quan phải thực hiện"})
def urging(actor, item, target=None):
    return {"co_quan": item.lead.name}
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps

from core.letters import wording
from core.letters.heads import COMMON
from core.models import Body, LetterWording


@dataclass(frozen=True)
class Target:
    """One of several for whom a letter is made: an agency, a unit, a group. `body_id` sees it once issued."""

    key: str
    label: str
    body_id: int | None = None


@dataclass(frozen=True)
class Definition:
    """A letter of the records of `model`. `may` and `may_issue` are predicates of (actor, record); `offered`
    tells of a record whether the letter makes sense there; `targets` gives the choices of a record, `body`
    the id of the body that a letter without choices is for; `issued(actor, record, letter)` is done in the
    transaction that issues it, `withdrawn` in the one that withdraws it; `known(record)` gives the number and the
    day of signing that stand in the record already."""

    code: str
    model: type
    label: str
    fn: Callable
    may: Callable
    may_issue: Callable
    doc_type: str
    fields: dict
    targets: Callable | None = None
    body: Callable | None = None
    offered: Callable = lambda record: True
    issued: Callable | None = None
    withdrawn: Callable | None = None
    known: Callable = lambda record: ("", None)

    @property
    def meanings(self):
        """{placeholder: meaning}, its own and those of every letter."""
        return {**self.fields, **COMMON}

    @property
    def path(self):
        """The shipped wording's file: `<app>/letters/<last part of the code>.txt`."""
        room = apps.get_containing_app_config(self.fn.__module__).path
        return Path(room) / "letters" / f"{self.code.rsplit('.', 1)[1]}.txt"

    def shipped(self):
        return self.path.read_text(encoding="utf-8")

    def choices(self, record):
        return list(self.targets(record)) if self.targets else []


LETTERS: dict[str, Definition] = {}


def letter(code, model, label, *, may, doc_type, fields, may_issue=None, **options):
    """Register the decorated function as a letter; it takes (actor, record, target) and gives {placeholder: value}.

    A value is a text, or a table {"head": [...], "rows": [[...]], "widths": [mm]}.
    """

    def register(fn):
        fn.letter = LETTERS[code] = Definition(
            code, model, label, fn, may, may_issue or may, doc_type, fields, **options
        )
        return fn

    return register


def letters_of(model):
    """The letters of a kind of record, in the order of their registration."""
    return [item for item in LETTERS.values() if item.model is model]


def current(home_id, code):
    """The wording in force for a council: its own latest, else that of the council above it, else the shipped one."""
    for body_id in _above(home_id):
        row = LetterWording.objects.filter(home=body_id, code=code).order_by("-version").first()
        if row and row.text:
            return row.text
    return LETTERS[code].shipped()


def _above(home_id):
    parent = Body.objects.filter(pk=home_id).values_list("parent", flat=True).first()
    return [home_id, parent] if parent else [home_id]


def sample(definition):
    """Values that show each placeholder by its meaning, for a preview without a record."""
    return {name: f"[{meaning}]" for name, meaning in definition.meanings.items()}


def faults(definition, text):
    """What is wrong with a wording of this letter, as messages."""
    return wording.problems(text, definition.meanings)
