"""Opinions that say the same: found while one is typed, so that none is answered twice.

Candidates come from the words' index: those that share at least two of the text's rarest words. They are a few
hundred at most, whatever the size of the register; only these are ranked.
"""

from dataclasses import dataclass
from itertools import combinations

from django.core.cache import cache
from django.db import connection

from core.text import fold
from voters.models import Opinion

RARE, CANDIDATES, LOOKED_AT, SHOWN = 6, 300, 25, 5
ALIKE = 0.25  # least share of words in common
_COMMON = "common-words"
# Words that carry no matter, for a database whose statistics are not yet gathered.
_PLAIN_TEXT = (
    "và của cho các là có không những đề nghị được tại trên đường theo với trong khi ở về đến từ do này bị cần phải"
    " đã sẽ còn thành phố phường xã thôn tổ dân cử tri kiến"
)
_PLAIN = frozenset(fold(_PLAIN_TEXT).split())


@dataclass(frozen=True)
class Match:
    """A similar opinion and how alike it is, in per cent."""

    opinion: Opinion
    percent: int


def similar(text, actor, *, exclude=None, field="", unit_id=None, limit=SHOWN):
    """Up to `limit` opinions in the actor's view that say much the same as `text`, the most alike first."""
    words = set(_words(text))
    rare = sorted(words, key=lambda word: (common_words().get(word, 0.0), -len(word), word))[:RARE]
    if len(rare) < 2 or actor is None or not actor.scope:
        return []
    matches = [_match(row, words, field, unit_id) for row in _ranked(rare, actor, exclude)]
    alike = sorted((pair for pair in matches if pair[0] >= ALIKE), key=lambda pair: -pair[0])
    return _first_of_each([match for _, match in alike])[:limit]


def _first_of_each(matches):
    """Without those that are linked to another one of the list: it speaks for them."""
    shown = {match.opinion.pk for match in matches}
    return [match for match in matches if match.opinion.same_as_id not in shown]


def _words(text):
    """The words of a text as the index has them."""
    plain = "".join(char if char.isalnum() and char.isascii() else " " for char in fold(text[:2000]))
    return [word for word in plain.split() if word not in _PLAIN]


_CANDIDATES = """
WITH mine AS NOT MATERIALIZED (
  SELECT id, tsv FROM core_record WHERE kind = %(kind)s AND owner_id = ANY(%(owners)s) AND id <> %(but)s
)
SELECT id FROM (
  (SELECT id, tsv FROM mine WHERE tsv @@ %(three)s::tsquery LIMIT %(many)s) UNION ALL
  (SELECT id, tsv FROM mine WHERE tsv @@ %(two)s::tsquery LIMIT %(many)s)
) AS found GROUP BY id, tsv ORDER BY ts_rank(tsv, %(any)s::tsquery) DESC LIMIT %(looked_at)s
"""


def _ranked(rare, actor, exclude):
    """The candidates most like the words: those with three of them before the many with two."""
    params = {
        "kind": Opinion.KIND, "owners": list(actor.scope), "any": " | ".join(rare), "two": _together(rare, 2),
        "three": _together(rare, 3), "many": CANDIDATES, "looked_at": LOOKED_AT, "but": exclude or 0,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, params)
        found = [pk for (pk,) in cursor.fetchall()]
    return Opinion.objects.filter(pk__in=found).select_related("owner", "agency", "meeting")


def _together(words, size):
    """The tsquery of texts that hold at least `size` of the words (all of them when there are fewer)."""
    groups = combinations(words, min(size, len(words)))
    return " | ".join(f"({' & '.join(group)})" for group in groups)


def _match(opinion, words, field, unit_id):
    """How alike (shared words over all words; same place, field and an answer count a little) and the match."""
    others = set(_words(opinion.title))
    share = len(words & others) / max(1, len(words | others))
    near = 0.05 * (opinion.field == field) + 0.05 * (
        unit_id is not None and getattr(opinion.meeting, "unit_id", None) == unit_id
    )
    return share + (near + 0.02 * bool(opinion.answered_on) if share else 0), Match(
        opinion, round(100 * share)
    )


def common_words():
    """How large a part of all records holds each common word, from the database's own statistics."""
    shares = cache.get(_COMMON)
    if shares is None:
        shares = _read_statistics()
        cache.set(_COMMON, shares, 3600)
    return shares


def _read_statistics():
    sql = """SELECT word, share FROM pg_stats,
             unnest(most_common_elems::text::text[], most_common_elem_freqs) AS common(word, share)
             WHERE schemaname = 'public' AND tablename = 'core_record' AND attname = 'tsv' AND word IS NOT NULL"""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return dict(cursor.fetchall())
