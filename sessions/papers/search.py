"""Search in what the papers of a session say."""

from django.db.models import F, FloatField, Func, OuterRef, Subquery, Value

from core.text import query_words
from core.visibility import Match
from sessions.models import DocumentVersion, ReadingPage
from sessions.papers.found import snippet

MOST = 60


class Rank(Func):
    output_field = FloatField()
    template = "ts_rank(tsv, %(expressions)s::tsquery)"


def pages_with(documents, text, versions=None):
    """The pages of the documents' latest versions where every word of `text` stands, the best first.

    Returns [{document id, page number, bits}]; `documents` and `versions` are what may be read.
    """
    query = query_words(text)
    if not query:
        return []
    newest = (
        (DocumentVersion.objects if versions is None else versions)
        .filter(document=OuterRef("reading__version__document"))
        .order_by("-number")
    )
    rows = ReadingPage.objects.filter(
        Match(query), reading__version__document__in=documents.order_by().values("pk")
    )
    rows = rows.filter(reading__version=Subquery(newest.values("pk")[:1])).annotate(
        document=F("reading__version__document")
    )
    rows = rows.annotate(weight=Rank(Value(query))).order_by("-weight", "document", "number")
    found = rows.values_list("document", "number", "text")[:MOST]
    return [{"document": pk, "page": number, "bits": snippet(body, text)} for pk, number, body in found]


def records_with(kind, text):
    """The ids of the records of a kind whose papers say every word of `text` on one page; None without words."""
    query = query_words(text)
    if not query:
        return None
    rows = ReadingPage.objects.filter(Match(query), reading__version__document__record__kind=kind)
    return rows.filter(reading__version__document__removed_at=None).values(
        "reading__version__document__record"
    )
