"""Files in an S3-compatible store: uploaded, handed out, read, printed, copied and brought back, nothing on the disk."""

import io
import os
import socket
import subprocess
import sys
import tarfile
from pathlib import Path

import boto3
import pytest
from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from config.embedded import BASE
from core import files, jobs
from core.backup import restore, store, write
from core.models import Attachment, Job
from desk import health
from tests import factories
from tests.voters.make import opinion
from tests.world import signed_in

BUCKET = "tep"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def server():
    """A store that speaks S3, on loopback."""
    from moto.server import ThreadedMotoServer

    made = ThreadedMotoServer(ip_address="127.0.0.1", port=free_port(), verbose=False)
    made.start()
    yield f"http://127.0.0.1:{made._port}"
    made.stop()


@pytest.fixture
def bucket(server, settings):
    options = {
        "bucket_name": BUCKET, "endpoint_url": server, "region_name": "us-east-1", "access_key": "khoa", "secret_key": "mat",
        "addressing_style": "path", "signature_version": "s3v4", "default_acl": None, "file_overwrite": False,
        "max_memory_size": 1024,
    }  # fmt: skip
    s3 = boto3.resource(
        "s3",
        endpoint_url=server,
        region_name="us-east-1",
        aws_access_key_id="khoa",
        aws_secret_access_key="mat",
    )
    made = s3.create_bucket(Bucket=BUCKET)
    settings.S3_BUCKET = BUCKET
    health._store["at"] = None
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
    }
    yield made
    made.objects.all().delete()


def stored(bucket):
    return {item.key for item in bucket.objects.all()}


def on_the_disk():
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_the_settings_lead_to_the_store(server):
    around = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "DEBUG": "on", "S3_BUCKET": BUCKET, "S3_ENDPOINT": server,
        "S3_ACCESS_KEY": "khoa", "S3_SECRET_KEY": "mat", "DATABASE_URL": settings.DATABASE_URL, "REDIS_URL": settings.REDIS_URL,
    }  # fmt: skip
    code = (
        "import django; django.setup()\n"
        "from django.core.files.storage import default_storage as s; from django.core.files.base import ContentFile\n"
        "s.bucket.create(); name = s.save('a/b.txt', ContentFile(b'xin chao'))\n"
        "print(type(s._wrapped).__name__, s.bucket.meta.client.meta.endpoint_url, s.open(name).read())"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=BASE, env=around, capture_output=True, text=True)
    assert done.stdout.split()[:2] == ["S3Storage", server], done.stderr
    assert "xin chao" in done.stdout


@pytest.mark.django_db
def test_an_attachment_goes_into_the_store_and_out_by_the_portal_alone(city, bucket):
    record = opinion(city)
    upload = SimpleUploadedFile("biên bản.txt", "Nội dung biên bản".encode() * 200)
    kept = files.keep(record, upload, city.users["staff"].pk)
    assert stored(bucket) == {kept.file.name} and on_the_disk() == []
    answer = signed_in(city.users["staff"]).get(f"/tep/{kept.pk}/")
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == "Nội dung biên bản".encode() * 200
    assert int(answer["Content-Length"]) == kept.size
    assert signed_in(city.users["foreign"]).get(f"/tep/{kept.pk}/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_what_a_job_made_lies_in_the_store(bucket):
    from core.tasks import load_registers

    load_registers()
    city = factories.city()
    opinion(city, title="Đèn đường ngõ 7 hỏng")
    job = jobs.ask(city.actor("staff"), "list", "In danh sách", {"register": "opinion", "query": ""})
    jobs.run(job.pk)
    job = Job.objects.get(pk=job.pk)
    assert (job.state, stored(bucket), on_the_disk()) == ("done", {job.file.name}, [])
    answer = signed_in(city.users["staff"]).get(f"{job.get_absolute_url()}tep/")
    assert b"".join(answer.streaming_content).startswith(b"%PDF")


@pytest.mark.django_db(transaction=True)
def test_a_copy_of_the_store_comes_back_into_an_empty_one(bucket, tmp_path):
    city = factories.city()
    record, sent = opinion(city), {}
    for n in range(5):
        content = os.urandom(3000 + n)
        kept = files.keep(
            record, SimpleUploadedFile(f"{n}.txt", b"A" + content.replace(b"\0", b"x").lstrip()), None
        )
        sent[kept.file.name] = kept.sha256
    made = write.make(tmp_path / "copies", "mot-cau-mat-khau")
    assert (made["files"], made["faults"]) == (5, [])
    assert not store.is_empty()
    bucket.objects.all().delete()
    assert store.is_empty()
    restore._files(Path(made["path"]), made, "mot-cau-mat-khau")
    assert stored(bucket) == sent.keys()
    assert {name: store.digest(name) for name in sent} == sent
    assert restore._compare_files(Path(made["path"]), made, "mot-cau-mat-khau") == []
    gone = next(iter(sent))
    default_storage.delete(gone)
    default_storage.save("them/la.txt", ContentFile(b"x"))
    assert restore._compare_files(Path(made["path"]), made, "mot-cau-mat-khau") == [
        f"Tệp {gone} thiếu hoặc khác.",
        "Tệp them/la.txt thừa.",
    ]
    assert write.make(tmp_path / "again")["faults"] == [f"{gone}: thiếu"]
    assert Attachment.objects.count() == 5


@pytest.mark.django_db
def test_the_portal_says_whether_the_store_answers(bucket, settings, monkeypatch):
    assert health.state()["files"] is True
    settings.STORAGES["default"]["OPTIONS"]["bucket_name"] = "khong-co"
    monkeypatch.setitem(health._store, "at", None)
    assert health.state()["files"] is False
    monkeypatch.setitem(health._store, "at", None)
    settings.S3_BUCKET = ""
    assert "files" not in health.state()


def test_an_archive_cannot_write_outside_the_store(tmp_path):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        info = tarfile.TarInfo("../ngoai.txt")
        info.size = 1
        archive.addfile(info, io.BytesIO(b"x"))
    packed.seek(0)
    with tarfile.open(fileobj=packed, mode="r|") as archive, pytest.raises(SuspiciousFileOperation):
        store.unpack(archive)
    assert not (tmp_path / "ngoai.txt").exists()
