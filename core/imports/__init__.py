"""Rows in from a spreadsheet, for every register: see `docs/patterns.md`."""

from core import export, jobs
from core.errors import Refused
from core.imports.columns import Column, any_day, listed, number, one_of, past_day
from core.imports.importer import IMPORTERS, Importer, Table
from core.seats import actor_of

__all__ = ["Column", "Importer", "Table", "any_day", "listed", "number", "one_of", "past_day"]


@jobs.handles("import", queue="imports")
def run_import(job, progress):
    """The job behind a long file: writes the good rows; gives the others back to be mended."""
    importer, actor = IMPORTERS[job.params["importer"]], actor_of(job.membership_id)
    if actor is None:
        raise Refused("Vai trò của người yêu cầu đã hết hiệu lực nên không nhập được.")
    importer.must(actor)
    token = job.params["token"]
    bad = importer.bad_rows(actor, token)
    with jobs.seen_at_once(job) as shown:
        importer.commit(actor, token, job.params["skip"], shown)
    return ("dong-can-sua.xlsx", export.xlsx("Dòng cần sửa", bad)) if len(bad) > 1 else None
