"""Opinions that say the same: found while one is typed, so that none is answered twice.

Candidates come from the words' index: those that share at least two of the text's rarest words. They are a few
hundred at most, whatever the size of the register; only these are compared (`voters.alike`).
"""

import re
from dataclasses import dataclass
from itertools import combinations

from django.core.cache import cache
from django.db import connection
from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL
from django.utils.timezone import localdate

from core.models import Body
from core.text import fold
from voters.alike import ALIKE, alike, said
from voters.models import Opinion

RARE, CANDIDATES, LOOKED_AT, SHOWN = 7, 300, 60, 5
ANSWERED = ("answered", "already_answered", "confirmed")
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


def similar(text, actor, *, exclude=None, field="", unit_id=None, limit=SHOWN, on=None):
    """Up to `limit` opinions of the term that say much the same as `text`, the most alike first.

    They are those in the actor's view, and what the council above has answered: so a ward need not send it up again.
    Of two that are equally alike the one of the same field or place comes first, then the one with an answer.
    """
    words = set(_words(text))
    rare = sorted(words, key=lambda word: (common_words().get(word, 0.0), -len(word), word))[:RARE]
    if len(rare) < 2 or actor is None or not actor.scope:
        return []
    one = said(text)
    scored = [(alike(one, said(row.title)), row) for row in _ranked(rare, actor, exclude, on or localdate())]
    close = [(score + _nearer(row, field, unit_id), score, row) for score, row in scored if score >= ALIKE]
    close.sort(key=lambda item: -item[0])
    matches = [Match(row, _percent(score, text, row.title)) for _, score, row in close]
    return _first_of_each(matches, exclude)[:limit]


def _percent(score, text, title):
    """Only the same words are wholly alike."""
    return 100 if fold(text).split() == fold(title).split() else min(99, round(100 * score))


def _nearer(row, field, unit_id):
    at = getattr(row.meeting, "unit_id", None)
    same_place = unit_id is not None and at == unit_id
    return 0.05 * (row.field == field) + 0.05 * same_place + 0.02 * bool(row.answered_on)


def known_above(actor):
    """What the council above the actor's has answered: its answers are public, and the same for every ward."""
    above = _above(actor)
    mine = Q(owner=above) | Q(sent_up_to=above)
    return Opinion.objects.of_kind().filter(mine, state__in=ANSWERED) if above else Opinion.objects.none()


def linkable(actor):
    """The opinions that one may be linked to as a repetition: those in view, and what is answered above."""
    return Opinion.objects.visible_to(actor) | known_above(actor)


def _above(actor):
    """The council above the one acted for, for those who keep its registers."""
    if not actor.keeps_registers:
        return None
    return Body.objects.filter(pk=actor.home_id).values_list("parent", flat=True).first()


def _first_of_each(matches, exclude):
    """Without those that are linked to another one of the list, or to the excluded one: it speaks for them."""
    shown = {exclude, *(match.opinion.pk for match in matches)} - {None}
    return [match for match in matches if match.opinion.same_as_id not in shown]


def _words(text):
    """The words of a text as the index has them."""
    plain = "".join(char if char.isalnum() and char.isascii() else " " for char in fold(text[:2000]))
    return [word for word in plain.split() if word not in _PLAIN]


_CANDIDATES = """
WITH mine AS NOT MATERIALIZED (
  SELECT id, tsv FROM core_record WHERE kind = %(kind)s AND id <> %(but)s
  AND "on" >= coalesce((SELECT max(starts_on) FROM council_term WHERE starts_on <= %(day)s
    AND council_id IN (SELECT unnest(ARRAY[id, parent_id]) FROM core_body WHERE id = %(home)s)), '1900-01-01')
  AND (owner_id = ANY(%(owners)s) OR (state = ANY(%(answered)s)
    AND owner_id = (SELECT parent_id FROM core_body WHERE id = %(home)s AND %(keeps)s)))
)
SELECT id FROM (
  (SELECT id, tsv FROM mine WHERE tsv @@ %(three)s::tsquery LIMIT %(many)s) UNION ALL
  (SELECT id, tsv FROM mine WHERE tsv @@ %(two)s::tsquery LIMIT %(many)s)
) AS found GROUP BY id, tsv ORDER BY ts_rank(tsv, %(any)s::tsquery) DESC LIMIT %(looked_at)s
"""
_NAMED = re.compile(r"%\((\w+)\)s")


def _ranked(rare, actor, exclude, day):
    """The candidates most like the words: those with three of them before the many with two."""
    values = {
        "kind": Opinion.KIND, "owners": list(actor.scope), "any": " | ".join(rare), "two": _together(rare, 2),
        "three": _together(rare, 3), "many": CANDIDATES, "looked_at": LOOKED_AT, "but": exclude or 0,
        "answered": list(ANSWERED), "day": day, "home": actor.home_id, "keeps": actor.keeps_registers,
    }  # fmt: skip
    params = [values[name] for name in _NAMED.findall(_CANDIDATES)]
    # As an array the candidates are looked for once; as a subquery the planner may do it again for every row.
    sql = f"voters_opinion.record_ptr_id = ANY(ARRAY({_NAMED.sub('%s', _CANDIDATES)}))"
    found = RawSQL(sql, params, output_field=BooleanField())  # noqa: S611
    rows = Opinion.objects.filter(found).select_related("owner", "agency", "meeting")
    return rows.defer("tsv", "words")


def _together(words, size):
    """The tsquery of texts that hold at least `size` of the words (all of them when there are fewer)."""
    groups = combinations(words, min(size, len(words)))
    return " | ".join(f"({' & '.join(group)})" for group in groups)


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
