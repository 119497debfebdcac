"""Words that claim ("kịp thời", "đúng hạn") and the rates that must back them.

A claim counts as earned when the limits of its register that fell due in the period can be reckoned and all were
kept, and nothing is overdue. A number in the same clause ("02 hồ sơ gửi đúng hạn") makes it a count, no claim.
"""

import re

from reports.words import count, share

WORDS = re.compile(r"\b(kịp thời|đúng hạn|đúng thời hạn|đúng thời gian quy định)\b", re.IGNORECASE)
_NEGATED = re.compile(r"\b(chưa|không|thiếu|chậm)\b[^.;,]{0,24}$", re.IGNORECASE)
# block -> the register whose limits back what it claims, and the figure that must be zero
BACKED = {
    "sessions": ("dossier", "dossiers.late"), "resolutions": ("dossier", "dossiers.late"), "questions": ("question", ""),
    "oversight": ("recommendation", "recommendations.overdue"),
    "recommendations": ("recommendation", "recommendations.overdue"), "voters": ("opinion", "opinions.overdue"),
    "opinion_intake": ("opinion", "opinions.overdue"), "opinion_results": ("opinion", "opinions.overdue"),
    "petitions": ("petition", "petitions.overdue"), "petition_results": ("petition", "petitions.overdue"),
}  # fmt: skip
OVERDUE = dict(BACKED.values())


def earned(facts, kind):
    """Whether the limits of a register that fell due were all kept."""
    kept, due = facts.timely(kind)
    return bool(due) and kept == due and not facts.n(OVERDUE.get(kind, ""))


def unearned(section, facts):
    """The claims that somebody typed into a section and that no rate backs, as [(word, why)]."""
    if not section["edited"]:
        return []
    kind = BACKED.get(section["key"], ("", ""))[0]
    if kind and earned(facts, kind):
        return []
    return [(word, why(facts, kind)) for word in dict.fromkeys(claimed(section["text"]))]


def claimed(text):
    """The words of a text that claim something, in the order of reading."""
    for clause in re.split(r"[.;\n]", re.sub(r"\.(?=[a-z_])", "·", text)):
        for found in WORDS.finditer(clause):
            before = clause[: found.start()]
            if not re.search(r"[\d{]", before) and not _NEGATED.search(before):
                yield found[0].lower()


def why(facts, kind):
    """Why a claim is not backed."""
    kept, due = facts.timely(kind)
    if not kind or not due:
        return "không có thời hạn nào đến hạn trong kỳ để tính tỷ lệ"
    overdue = facts.n(OVERDUE.get(kind, ""))
    tail = f", còn {count(overdue)} việc quá hạn" if overdue else ""
    return f"tỷ lệ thời hạn được giữ là {share(kept, due)} ({count(kept)}/{count(due)}){tail}"
