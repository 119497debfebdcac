"""Pages of long lists without counting a million rows."""

from django.core.exceptions import EmptyResultSet
from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.db import connection
from django.utils.functional import cached_property

from core.text import whole

CAP = 10_000


def capped_counts(querysets, cap=CAP):
    """{name: rows} of several querysets by one statement; none is counted past `cap` + 1."""
    parts, params = [], []
    for name, rows in querysets.items():
        sql, values = _count_sql(rows, cap)
        parts.append(f"SELECT %s AS name, ({sql}) AS n")
        params += [name, *values]
    if not parts:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        return dict(cursor.fetchall())


def _count_sql(rows, cap):
    try:
        sql, values = rows.order_by().values("pk")[: cap + 1].query.sql_with_params()
    except EmptyResultSet:
        return "SELECT 0", ()
    return f"SELECT count(*) FROM ({sql}) AS rows", values  # noqa: S608  (Django's own SQL)


def count_label(n, cap=CAP):
    """A capped count as the screen says it: `1.204`, or `hơn 10.000`."""
    return f"hơn {_grouped(cap)}" if n > cap else _grouped(n)


def _grouped(n):
    return f"{n:,}".replace(",", ".")


class CappedPaginator(Paginator):
    """Counts up to CAP rows and shows no page beyond them: a longer list wants a narrower filter.

    A page number that is no number or out of range gives the nearest page, never an error.
    """

    def __init__(self, object_list, per_page=50, **kwargs):
        super().__init__(object_list, per_page, **kwargs)

    @cached_property
    def count(self):
        return min(self._counted, CAP)

    @cached_property
    def _counted(self):
        # A table gives its rows, which lead to the queryset.
        rows = getattr(getattr(self.object_list, "data", None), "data", self.object_list)
        return len(rows) if isinstance(rows, list) else rows.order_by().values("pk")[: CAP + 1].count()

    @property
    def capped(self):
        return self._counted > CAP

    @property
    def total_label(self):
        """The count as the screen says it: `1.204`, or `hơn 10.000`."""
        return count_label(self._counted)

    def validate_number(self, number):
        try:
            return super().validate_number(number)
        except PageNotAnInteger:
            return 1
        except EmptyPage:
            return self.num_pages if whole(number) else 1

    def _get_page(self, *args, **kwargs):
        return CappedPage(*args, **kwargs)


class CappedPage(Page):
    @property
    def first(self):
        return self.start_index()

    @property
    def last(self):
        return self.end_index()

    @property
    def capped(self):
        return self.paginator.capped

    @property
    def range(self):
        """Page numbers around this one; None stands for a gap."""
        last, here = self.paginator.num_pages, self.number
        near = sorted({1, last, *range(max(1, here - 2), min(last, here + 2) + 1)})
        pages = []
        for number in near:
            if pages and pages[-1] is not None and number - pages[-1] > 1:
                pages.append(None)
            pages.append(number)
        return pages
