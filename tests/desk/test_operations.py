"""The operator's page, /readyz and /metrics: who may, what they tell."""

import json
import re
import time
from datetime import timedelta

import pytest
import redis
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from core import jobs
from core.evidence import Act, LogEntry
from core.models import Backup, Job
from core.watch import queue
from council.models import Membership, Role
from desk.models import Digest
from desk.operations import views
from tests.workers import FAULTS, broker

pytestmark = pytest.mark.django_db


def figures(client, **headers):
    text = client.get("/metrics", headers=headers).content.decode()
    return {match[1]: float(match[2]) for match in re.finditer(r"^(\S+(?:\{.*?\})?) (\S+)$", text, re.M)}


@pytest.mark.parametrize("who", ["staff", "chair", "ward", "agency", "delegate"])
def test_only_the_administrator_sees_how_the_machine_fares(sign_in, who):
    client = sign_in(who)
    assert client.get("/quan-tri/van-hanh/").status_code == 403
    for address in ("sao-luu", "kiem-tra"):
        assert client.post(f"/quan-tri/van-hanh/{address}/").status_code == 403
    assert not Job.objects.exists()


def test_a_ward_s_administrator_does_not_run_the_machine(city, sign_in):
    Membership.objects.create(user=city.users["ward"], body=city.ward, role=Role.ADMIN, from_on="2021-06-01")
    Membership.objects.filter(user=city.users["ward"], role=Role.WARD).delete()
    client = sign_in("ward")
    assert client.get("/quan-tri/van-hanh/").status_code == 403
    assert "van-hanh" not in client.get("/quan-tri/").content.decode()


def test_the_page_shows_parts_backups_and_failed_work(city, sign_in, django_assert_max_num_queries):
    now = timezone.now()
    Backup.objects.create(name="a", state="failed", started_at=now, error="Không ghi được: đĩa đầy.")
    Job.objects.create(user=city.users["staff"], membership_id=1, kind="list", label="In danh sách", key="k",
                       state="failed", error="Có lỗi", ended_at=now)  # fmt: skip
    client = sign_in("admin")
    client.get("/quan-tri/")
    with django_assert_max_num_queries(18):
        text = client.get("/quan-tri/van-hanh/").content.decode()
    for words in ("Cơ sở dữ liệu", "đĩa đầy", "In danh sách", "Sao lưu ngay", "PostgreSQL"):
        assert words in text


def test_a_backup_is_asked_for_once(sign_in):
    client = sign_in("admin")
    Backup.objects.create(name="a", started_at=timezone.now())
    answer = client.post("/quan-tri/van-hanh/sao-luu/", follow=True)
    assert "đang chạy" in answer.content.decode()


def test_the_check_of_the_log_tells_what_it_found(city, sign_in):
    page = sign_in("admin").post("/quan-tri/van-hanh/kiem-tra/")["Location"]
    job = Job.objects.get()
    assert page == job.get_absolute_url()
    Backup.objects.create(name="a", state="done", started_at=timezone.now(), anchor="999999:abc")
    name, content = views.verify_log(job, lambda percent: None)
    assert name.endswith(".txt") and "Thiếu dòng 999999" in content.decode()
    assert "verify_log" in jobs.HANDLERS
    assert "không toàn vẹn" in LogEntry.objects.filter(act=Act.SYSTEM).last().detail["text"]


# --- for machines --------------------------------------------------------------------------------------------


def test_ready_when_database_redis_and_migrations_are(client):
    answer = client.get("/readyz")
    assert answer.status_code == 200 and answer.json() == {
        "database": "ok",
        "redis": "ok",
        "migrations": "ok",
    }


def test_not_ready_with_a_migration_missing(client):
    MigrationRecorder.Migration.objects.filter(app="core", name="0052_hide_recipients").delete()
    answer = client.get("/readyz")
    assert answer.status_code == 503 and answer.json()["migrations"] == "not ok"


def test_not_ready_without_redis(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = client.get("/readyz")
    assert answer.status_code == 503 and answer.json()["redis"] == "not ok"


def test_figures_are_for_this_machine_alone_without_a_token(client):
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9").status_code == 403
    assert client.get("/metrics", HTTP_X_FORWARDED_FOR="203.0.113.9").status_code == 403


def test_figures_want_the_token_where_there_is_one(client, settings):
    settings.METRICS_TOKEN = "mot-khoa"
    assert client.get("/metrics").status_code == 403
    assert client.get("/metrics", headers={"Authorization": "Bearer sai"}).status_code == 403
    assert (
        client.get(
            "/metrics", headers={"Authorization": "Bearer mot-khoa"}, REMOTE_ADDR="203.0.113.9"
        ).status_code
        == 200
    )


def test_requests_are_counted_by_view_and_never_by_address(city, sign_in, client):
    sign_in("staff")
    name = 'nghitruong_requests_total{method="GET",status="200",view="voters:opinion_list"}'
    before = figures(client).get(name, 0)
    client.get("/kien-nghi/?q=bimat")
    after = figures(client)
    assert after[name] == before + 1 and "bimat" not in str(after)


def test_what_waits_is_measured(city, client):
    old = timezone.now() - timedelta(hours=2)
    job = Job.objects.create(user=city.users["staff"], membership_id=1, kind="list", label="x", key="k")
    Job.objects.filter(pk=job.pk).update(created_at=old)
    Digest.objects.create(person=city.users["staff"], day=old.date(), next_at=old)
    Backup.objects.create(name="a", state="done", started_at=old)
    Backup.objects.create(name="b", state="failed", started_at=timezone.now())
    found = figures(client)
    assert found['nghitruong_jobs{state="waiting"}'] == 1 and found["nghitruong_digests_overdue"] == 1
    assert 7190 < found["nghitruong_oldest_job_seconds"] < 7300
    assert (
        7190 < found["nghitruong_backup_age_seconds"] < 7300 and found["nghitruong_backup_last_failed"] == 1
    )
    assert found['nghitruong_up{part="database"}'] == 1


def test_the_queue_is_measured_where_the_broker_keeps_it(settings):
    address = broker(FAULTS)
    settings.REDIS_URL = address
    waiting = redis.Redis.from_url(address)
    waiting.flushdb()
    for ago in (500, 20):
        waiting.lpush("celery", json.dumps({"headers": {"sent_at": time.time() - ago}}))
    waiting.lpush("celery", "no json")
    waiting.lpush("reports", json.dumps({"headers": {"sent_at": time.time()}}))
    assert views._depths(queue.state()) == "chung 3 (lâu nhất 8 phút), in và báo cáo 1 (lâu nhất 0 giây)"
    assert queue.state().keys() == set(settings.QUEUES)
    depth, age = queue.state()["celery"]
    waiting.flushdb()
    waiting.close()
    assert depth == 3 and 499 < age < 510
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert queue.state() is None and "Redis" in views._depths(None)
