"""The page of a job: progress, then open and download; nobody else's."""

from core.models import Job
from core.tasks import run_job
from reports import services
from tests.reports.test_services import draft


def asked(city):
    return services.print_out(city.actor("staff"), draft(city))


def test_waiting_job_asks_again_each_second_and_by_link(filled, sign_in):
    job, client = asked(filled), sign_in("staff")
    text = client.get(job.get_absolute_url()).content.decode()
    assert 'hx-trigger="every 1s"' in text and "Xem lại tiến độ" in text
    part = client.get(job.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part and 'id="job"' in part


def test_done_job_opens_and_downloads(filled, sign_in):
    job, client = asked(filled), sign_in("staff")
    run_job(job.pk)
    text = client.get(job.get_absolute_url()).content.decode()
    assert "every 1s" not in text and f"/viec/{job.pk}/tep/" in text
    opened = client.get(f"/viec/{job.pk}/tep/")
    assert opened["Content-Type"] == "application/pdf" and "inline" in opened["Content-Disposition"]
    assert "attachment" in client.get(f"/viec/{job.pk}/tep/?tai=1")["Content-Disposition"]
    assert b"".join(opened.streaming_content).startswith(b"%PDF")


def test_job_of_another_person_is_not_there(filled, sign_in):
    job, client = asked(filled), sign_in("chair")
    assert client.get(job.get_absolute_url()).status_code == 404
    assert client.get(f"/viec/{job.pk}/tep/").status_code == 404


def test_filtered_list_as_pdf(filled, sign_in):
    client = sign_in("staff")
    answer = client.get("/kien-nghi/in/?tham_quyen=city")
    job = Job.objects.get()
    assert answer["Location"] == job.get_absolute_url()
    run_job(job.pk)
    job.refresh_from_db()
    assert job.state == "done", job.error
