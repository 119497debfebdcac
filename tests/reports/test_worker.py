"""A long report by a real worker: killed in the middle it goes on where it was, asked for twice it is one job."""

import re
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings
from pypdf import PdfReader

from config.embedded import until
from core.models import Job, Notice
from reports import longrows, services
from tests.core.test_jobs import ended, queue, town, worker  # noqa: F401
from tests.reports.conftest import make
from tests.reports.test_services import draft
from voters.models import Opinion

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]
ROWS, AT_ONCE = 240, 40


@pytest.fixture
def long_report(town, monkeypatch):  # noqa: F811
    """Opinions enough for several parts, small ones."""
    monkeypatch.setattr(longrows, "AT_ONCE", AT_ONCE)
    values = {"field": "irrigation", "competence": "city", "on": date(2022, 5, 1)}
    for n in range(ROWS):
        make(
            Opinion, town.council, "recorded", title=f"Nạo vét rãnh số {n}", code=f"KN-2022-{n:04d}", **values
        )
    return draft(town, outline="voters")


def marked(file):
    """Mark the pages of a printed part, so that they are known again in the whole."""
    with pikepdf.open(file, allow_overwriting_input=True) as part:
        for page in part.pages:
            page.obj["/Kept"] = True
        part.save(file)
        return len(part.pages)


def test_a_report_killed_in_the_middle_goes_on_where_it_was(town, worker, long_report):  # noqa: F811
    actor = town.actor("staff")
    job = services.print_out(actor, long_report)
    place = Path(settings.MEDIA_ROOT) / "jobs" / f"parts-{job.pk}"
    assert until(lambda: len(list(place.rglob("*.pdf"))) >= 2, 180), worker.said()
    worker.kill()
    assert Job.objects.get(pk=job.pk).state == "running"
    kept = sum(marked(file) for file in place.rglob("opinions-*.pdf"))
    assert services.print_out(actor, long_report) == job
    worker.start()
    done = ended(job, worker, 240)
    assert (done.state, done.error) == ("done", "") and not place.exists()
    pages = PdfReader(done.file).pages
    text = " ".join(page.extract_text() for page in pages)
    assert [int(n) for n in re.findall(r"Nạo vét rãnh số\s+(\d+)", text)] == list(range(ROWS))
    assert sum("/Kept" in page for page in pages) == kept > 0, "what was printed is not printed again"
    assert Job.objects.count() == 1 and Notice.objects.filter(key=f"job:{job.pk}").count() == 1
