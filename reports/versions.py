"""The versions of a narrative: one per save, compared word by word."""

import hashlib
import re
from difflib import SequenceMatcher

from reports.models import ReportVersion


def mark(text):
    """What tells a text from another: the lock of a section being edited."""
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def note(report, user_id, why):
    """Keep the narrative as it now is, unless the last version is the same."""
    last = ReportVersion.objects.filter(report=report).order_by("-no").first()
    if last is None or last.sections != report.sections:
        no = last.no + 1 if last else 1
        ReportVersion.objects.create(
            report=report, no=no, sections=report.sections, why=why, saved_by_id=user_id
        )


def compared(old, new):
    """Two narratives section by section: [{heading, parts}] of those that differ; `parts` as of `words`."""
    before = {item["key"]: item for item in old}
    after = {item["key"]: item for item in new}
    made = []
    for key in dict.fromkeys([*after, *before]):
        first, second = before.get(key, {}).get("text", ""), after.get(key, {}).get("text", "")
        if first != second:
            made.append(
                {"heading": (after.get(key) or before[key])["heading"], "parts": words(first, second)}
            )
    return made


def words(old, new):
    """Two texts word by word: [(kind, text)], kind "same", "gone" or "new"; joined they give either text again.

    Changes that only a space parts are told as one.
    """
    made, gone, fresh = [], "", ""
    for kind, left, right in _runs(old, new):
        if kind != "equal" or (left.isspace() and (gone or fresh)):
            gone, fresh = gone + left, fresh + right
            continue
        made += [*_changed(gone, fresh), ("same", left)]
        gone = fresh = ""
    return made + _changed(gone, fresh)


def _runs(old, new):
    first, second = re.findall(r"\s+|[^\s]+", old), re.findall(r"\s+|[^\s]+", new)
    for kind, a, b, c, d in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        yield kind, "".join(first[a:b]), "".join(second[c:d])


def _changed(gone, fresh):
    return [(kind, text) for kind, text in (("gone", gone), ("new", fresh)) if text]
