"""Rows in from a spreadsheet: read, checked row by row, shown, and only then written, all good ones or none.

A register subclasses `Importer`, says its columns and how a row is written, and puts `urls()` into its addresses.
"""

import uuid

from django import forms
from django.core.cache import cache
from django.db import transaction
from django.urls import path, reverse

from core import jobs, oldfonts
from core.errors import NotAllowed, Refused
from core.imports.columns import Row
from core.text import fold

KEPT_SECONDS = 2 * 3600
AT_ONCE = 500  # rows written while the browser waits; more are the worker's

IMPORTERS: dict[str, "Importer"] = {}


class Importer:
    """`verb` is the creating verb whose right is needed; `columns` are `core.imports.Column`s."""

    namespace, name, noun, title = "", "import", "dòng", ""
    verb = None
    columns: list = []
    most = 2000
    list_page, crumb = "", ""  # name and label of the address where the written rows are seen

    def __init__(self):
        IMPORTERS[f"{self.namespace}:{self.name}"] = self

    # --- what subclasses say ---------------------------------------------------------------------------------

    def known(self, actor, table):
        """What the rows may refer to, read once; handed to `Column.parse`, `check` and `similar`."""
        return

    def check(self, row, known):
        """What goes together within a row: `row.wrong(key, text)`."""

    def similar(self, actor, rows, known):
        """Set `row.similar` of rows that seem to be in the register already."""

    def order(self, rows):
        """The order in which rows are written."""
        return rows

    def write(self, actor, row, once):
        """Write one row; `once` is the same for the same row of the same file."""
        raise NotImplementedError

    def help(self):
        """[(label, text)] on how to fill in the columns."""
        return []

    # --- reading ---------------------------------------------------------------------------------------------

    def must(self, actor):
        """Raises NotAllowed for who may not import."""
        item = self.verb.verb
        if not item.permits(actor):
            raise NotAllowed(f"Vai trò {actor.role_label} không được dùng chức năng «{item.label}».")

    @property
    def readable(self):
        return [column for column in self.columns if column.key]

    def headed(self, filled):
        """(headings, rows) of a sheet's filled rows; the headings are found in its first ten. Raises ValidationError."""
        needed = [column.heading for column in self.columns if column.required]
        for position, (_, cells) in enumerate(filled[:10]):
            headings = [self._heading(cell) for cell in cells]
            if needed[0] in headings:
                return self._checked(headings, filled[position + 1 :], needed)
        names = " và ".join(f"«{name}»" for name in needed)
        raise forms.ValidationError(f"Không thấy dòng tên cột. Dòng đầu phải có cột {names}; xem tệp mẫu.")

    def _heading(self, text):
        """The column that a heading names, in whatever encoding; else the heading itself."""
        names = {fold(column.heading): column.heading for column in self.columns}
        for form in (text, *(oldfonts.decoded(text, encoding) for encoding in oldfonts.LABELS)):
            if found := names.get(fold(form).rstrip(" *")):
                return found
        return text

    def _checked(self, headings, rows, needed):
        if missing := [name for name in needed if name not in headings]:
            raise forms.ValidationError(f"Thiếu cột «{missing[0]}». Thêm cột này vào tệp; xem tệp mẫu.")
        if not rows:
            raise forms.ValidationError(f"Tệp chỉ có dòng tên cột, chưa có {self.noun} nào.")
        if len(rows) > self.most:
            most = f"{self.most:,}".replace(",", ".")
            raise forms.ValidationError(
                f"Tệp có {len(rows)} dòng; mỗi lần nhập được nhiều nhất {most}. Hãy chia thành nhiều tệp."
            )
        return Table([column for column in self.readable if column.heading in headings], headings, rows)

    def rows(self, actor, table):
        """Every row checked, with what it seems to repeat."""
        known, labels = self.known(actor, table), {column.key: column.heading for column in self.readable}
        rows = []
        for n, cells in table.raw:
            row = Row(n, table.shown(cells), labels)
            for column in self.readable:
                row.fill(column, table.cell(cells, column.heading), known)
            self.check(row, known)
            rows.append(row)
        self.similar(actor, [row for row in rows if not row.errors], known)
        return rows

    # --- kept between the steps ------------------------------------------------------------------------------

    def keep(self, actor, table, token=""):
        """Keep what was read until it is written; gives the token by which it is found again."""
        token = token or uuid.uuid4().hex
        cache.set(self._key(actor.membership_id, token), (table.headings, table.raw), KEPT_SECONDS)
        return token

    def _key(self, membership_id, token):
        return f"import:{self.namespace}:{self.name}:{membership_id}:{token}"

    def kept(self, actor, token):
        """The table kept under `token` by this person. Raises Refused when it is gone."""
        found = cache.get(self._key(actor.membership_id, token))
        if found is None:
            text = "Bản xem trước đã được nhập hoặc đã quá 2 giờ. Hãy chọn lại tệp để xem trước."
            raise Refused(text, self.url(""))
        headings, raw = found
        return Table([column for column in self.readable if column.heading in headings], headings, raw)

    def forget(self, actor, token):
        cache.delete(self._key(actor.membership_id, token))

    # --- writing ---------------------------------------------------------------------------------------------

    def good(self, actor, token, skip=False):
        """The rows that are to be written; with `skip` without those that seem to repeat something."""
        rows = self.rows(actor, self.kept(actor, token))
        return [row for row in rows if not row.errors and not (skip and row.similar)]

    def commit(self, actor, token, skip=False, progress=lambda percent: None):
        """Write the good rows, all or none. Returns how many."""
        rows = self.order(self.good(actor, token, skip))
        with transaction.atomic():
            for place, row in enumerate(rows):
                self.write(actor, row, uuid.uuid5(uuid.UUID(token), str(row.n)))
                if place % 25 == 0:
                    progress(5 + 90 * place // len(rows))
        self.forget(actor, token)
        return len(rows)

    def ask(self, actor, token, skip, count):
        """Leave the writing of many rows to the worker."""
        params = {"importer": f"{self.namespace}:{self.name}", "token": token, "skip": skip}
        return jobs.ask(actor, "import", f"Nhập {count} {self.noun} từ tệp", params)

    # --- sheets ----------------------------------------------------------------------------------------------

    def template_rows(self):
        """The template: the columns that are read, those needed marked, and one example."""
        heads = [f"{column.heading} *" if column.required else column.heading for column in self.readable]
        return [heads, [column.example for column in self.readable]]

    def bad_rows(self, actor, token):
        """The rows that were not good, as they were, with what is wrong with them."""
        table = self.kept(actor, token)
        bad = [row for row in self.rows(actor, table) if row.errors]
        return [[*table.columns_shown, "Cần sửa"], *([*row.cells, "; ".join(row.errors)] for row in bad)]

    # --- addresses -------------------------------------------------------------------------------------------

    def url(self, page):
        return reverse(f"{self.namespace}:{self.name}{page}")

    def urls(self, prefix):
        from core.imports import views

        return [
            path(prefix, views.page(self), name=self.name),
            path(f"{prefix}mau.xlsx", views.template(self), name=f"{self.name}_template"),
            path(f"{prefix}can-sua.xlsx", views.bad(self), name=f"{self.name}_bad"),
        ]


class Table:
    """What was read: the headings in their order, and [(row number, cells)]."""

    def __init__(self, columns, headings, raw):
        self.columns, self.headings, self.raw = columns, headings, raw
        known = {column.heading for column in columns}
        self.places = {name: place for place, name in reversed(list(enumerate(headings))) if name in known}
        self.columns_shown = sorted(self.places, key=self.places.get)

    def cell(self, cells, heading):
        place = self.places.get(heading)
        return cells[place] if place is not None and place < len(cells) else ""

    def shown(self, cells):
        return [self.cell(cells, heading) for heading in self.columns_shown]

    def column(self, heading):
        """The distinct filled cells of a column."""
        return {text for _, cells in self.raw if (text := self.cell(cells, heading))}

    def guesses(self):
        """The columns that are likely in an old encoding: [{heading, encoding, before, after}]."""
        found = []
        for heading in self.columns_shown:
            texts = [text for _, cells in self.raw if not (text := self.cell(cells, heading)).isascii()]
            encoding = oldfonts.guess(" ".join(texts[:200]))
            if encoding:
                after = [oldfonts.decoded(text, encoding) for text in texts[:3]]
                found.append({"heading": heading, "encoding": encoding, "before": texts[:3], "after": after})
        return found

    def decoded(self, encodings):
        """The table with some columns read anew: {heading: encoding}."""
        places = {self.places[name]: encoding for name, encoding in encodings.items() if name in self.places}
        raw = [
            (n, [oldfonts.decoded(text, places[place]) if place in places else text for place, text in enumerate(cells)])
            for n, cells in self.raw
        ]  # fmt: skip
        return Table(self.columns, self.headings, raw)
