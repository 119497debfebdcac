"""Long work by a real worker: asked for by a click, done apart, told of, and done although the worker is killed."""

import re

import pytest
from django.conf import settings
from pypdf import PdfReader

from config.embedded import until
from core import jobs
from core.models import Job, Notice
from core.services.rulebook import load_rules
from tests import factories, workers
from tests.reports.conftest import make
from tests.voters.make import DAY, opinion
from tests.world import signed_in
from voters.models import Opinion

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]
MANY = 700  # rows whose PDF takes some seconds


@pytest.fixture
def town(transactional_db):
    load_rules(settings.DEADLINE_RULES)
    return factories.city()


@pytest.fixture
def queue():
    url = workers.broker(workers.JOBS)
    workers.empty(url)
    with workers.Sending(url):
        yield url
    workers.empty(url)


@pytest.fixture
def worker(queue, town, tmp_path):
    made = workers.Worker(queue, tmp_path / "worker.log")
    made.start()
    yield made
    made.kill()


def ended(job, worker, seconds=60):
    """The job as it ended."""
    assert until(lambda: Job.objects.get(pk=job.pk).ended, seconds), worker.said()
    return Job.objects.get(pk=job.pk)


def clicked(client, address):
    """The job that a click leads to."""
    answer = client.get(address)
    return Job.objects.get(pk=re.fullmatch(r"/viec/(\d+)/", answer["Location"])[1])


def test_a_list_is_printed_and_told(town, worker):
    for title in ("Nạo vét rãnh thoát nước tổ 12", "Đèn đường ngõ 7 hỏng"):
        opinion(town, title=title)
    client = signed_in(town.users["staff"])
    job = ended(clicked(client, "/kien-nghi/in/?q=duong"), worker)
    assert (job.state, job.error) == ("done", "")
    text = " ".join(page.extract_text() for page in PdfReader(job.file).pages)
    assert "Đèn đường ngõ 7 hỏng" in text and "Nạo vét" not in text and "gồm 1 dòng" in text
    notice = Notice.objects.get(user=town.users["staff"], key=f"job:{job.pk}")
    assert notice.text == f"Đã xong: {job.label}" and notice.url == job.get_absolute_url()
    file = client.get(f"{job.get_absolute_url()}tep/")
    assert file["Content-Type"] == "application/pdf" and b"".join(file.streaming_content).startswith(b"%PDF")
    for who in ("foreign", "chair", "agency"):
        other = signed_in(town.users[who])
        assert other.get(f"{job.get_absolute_url()}tep/").status_code == 404
        assert other.get(job.get_absolute_url()).status_code == 404


def test_a_job_that_cannot_be_done_is_told(town, worker):
    actor = town.actor("staff")
    report = {"council": town.neighbour.pk, "from": "2022-04-01", "to": "2022-09-30"}
    refused = jobs.ask(actor, "report", "In báo cáo", report)
    broken = jobs.ask(actor, "list", "In danh sách", {"register": "nothing", "query": ""})
    refused, broken = ended(refused, worker), ended(broken, worker)
    assert (refused.state, broken.state) == ("failed", "failed")
    assert "không còn trong phạm vi" in refused.error and "hãy thử lại" in broken.error.lower()
    client = signed_in(town.users["staff"])
    assert refused.error in client.get(refused.get_absolute_url()).content.decode()
    told = set(Notice.objects.filter(user=actor.user_id).values_list("text", flat=True))
    assert told == {"Không làm được: In báo cáo", "Không làm được: In danh sách"}
    assert client.get(f"{refused.get_absolute_url()}tep/").status_code == 404


def test_a_killed_worker_leaves_no_job_undone(town, worker, queue):
    for n in range(MANY):
        values = {"title": f"Nạo vét rãnh thoát nước tổ {n}", "field": "irrigation", "on": DAY}
        make(Opinion, town.council, "recorded", code=f"KN-2026-{n:04d}", **values)
    client = signed_in(town.users["staff"])
    job = clicked(client, "/kien-nghi/in/")
    assert until(lambda: Job.objects.get(pk=job.pk).percent >= 30, 60), worker.said()
    worker.kill()
    assert Job.objects.get(pk=job.pk).state == "running"
    assert clicked(client, "/kien-nghi/in/") == job
    worker.start()
    done = ended(job, worker)
    assert (done.state, done.error) == ("done", "")
    text = " ".join(page.extract_text() for page in PdfReader(done.file).pages)
    assert f"gồm {MANY} dòng" in text
    assert Notice.objects.filter(key=f"job:{job.pk}").count() == 1 and Job.objects.count() == 1


def test_a_job_under_way_is_not_done_twice(town, queue):
    """Another process has it in hand: a second delivery of the same message leaves it alone."""
    job = jobs.ask(town.actor("staff"), "list", "In danh sách", {"register": "opinion", "query": ""})
    with jobs.in_hand(job.pk) as mine:
        assert mine
        jobs.run(job.pk)
        assert Job.objects.get(pk=job.pk).state == "waiting"
    jobs.run(job.pk)
    assert Job.objects.get(pk=job.pk).state == "done"
