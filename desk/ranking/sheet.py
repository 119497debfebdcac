"""The ranking as rows of cells, for the page's file and for print."""

from django.utils.timezone import localdate

from core import jobs
from core.seats import actor_of
from core.templatetags.words import thousands
from desk.ranking import figures
from desk.ranking.asked import AskedForm
from desk.words import decimal

HEAD = [
    "Đơn vị", "Phải làm", "Đúng hạn", "Xong chậm", "Còn chậm", "Chưa đến hạn", "Chậm bình quân (ngày)",
    "Chậm dài nhất (ngày)", "Tỷ lệ đúng hạn (%)",
]  # fmt: skip


def rows(actor, asked):
    """The ranking with its head; figures as numbers."""
    return [HEAD, *(_cells(row) for row in figures.ranking(actor, asked))]


def _cells(row):
    return [
        row.name, row.owed, row.in_time, row.met_late, row.open_late, row.open, _rounded(row.mean), row.longest,
        _rounded(row.rate),
    ]  # fmt: skip


def _rounded(value):
    return None if value is None else round(value, 1)


def _printed(cell):
    return decimal(cell) if isinstance(cell, float) else thousands(cell)


@jobs.handles("ranking")
def print_ranking(job, progress):
    """The job behind the PDF: the same rows as the page."""
    from core import pdf

    form = AskedForm(job.params)
    form.full_clean()
    head, *cells = rows(actor_of(job.membership_id), form.asked)
    progress(30)
    printed = [[_printed(cell) for cell in row] for row in cells]
    title = f"Xếp hạng đơn vị theo mức chậm, {form.asked.words}"
    context = {"title": title, "head": head, "rows": printed, "today": localdate()}
    return f"xep-hang-cham-{localdate():%Y%m%d}.pdf", pdf.render("print/list.html", context)
