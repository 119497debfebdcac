"""A disk without room for files: told in plain words, nothing half stored, and all well once there is room again."""

import errno
import os
import subprocess

import pytest
from django.core.files.storage import default_storage

from core import jobs
from core.models import Attachment, Job, Notice
from tests.core.test_files import PDF, upload
from tests.faults.rows import row
from tests.voters.make import opinion

pytestmark = pytest.mark.django_db
FULL = "hết chỗ chứa tệp"


@pytest.fixture
def disk(tmp_path, settings):
    """A disk of its own for the files, 1 MB large; `disk(10)` makes it larger."""
    place = tmp_path / "disk"
    place.mkdir()
    if os.geteuid() or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "faults", place]).returncode:
        pytest.skip("only root may mount a small disk")
    settings.MEDIA_ROOT = place
    try:
        yield lambda size: subprocess.run(["mount", "-o", f"remount,size={size}m", place], check=True)
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)


@pytest.fixture
def send(city, sign_in):
    record, client = opinion(city, title="Đèn đường hỏng"), sign_in("staff")

    def file(size):
        content = PDF + os.urandom(size)
        page = client.post(f"/ho-so/{record.pk}/tep/", {"files": [upload("quet.pdf", content)]}, follow=True)
        return page.status_code, FULL in page.content.decode()

    return file


@pytest.mark.parametrize("large", [700_000, 3_000_000], ids=["held in memory", "held in a file"])
def test_an_upload_to_a_full_disk_is_told_and_works_again_later(disk, send, large):
    assert send(600_000) == (200, False)
    told = [send(large) for _ in range(3)]
    assert told == [(200, True)] * 3
    assert Attachment.objects.count() == 1
    disk(20)
    assert send(large) == (200, False)
    kept = [default_storage.open(item.file.name).read() for item in Attachment.objects.all()]
    assert sorted(map(len, kept)) == sorted(Attachment.objects.values_list("size", flat=True))
    row("full disk, an upload", 3, "2 files", 0, 0, "each refused in words; taken once there was room")


def test_a_print_on_a_full_disk_is_told_and_can_be_asked_for_again(disk, city):
    fill = default_storage.path("x")
    with open(fill, "wb") as file, pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):  # noqa: PTH123
        file.write(bytes(2_000_000))
        file.flush()
    opinion(city, title="Đèn đường hỏng")
    actor = city.actor("staff")
    job = jobs.ask(actor, "list", "In danh sách", {"register": "opinion", "query": ""})
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.FAILED and FULL in job.error and not job.file
    assert Notice.objects.filter(key=f"job:{job.pk}").count() == 1
    disk(20)
    second = jobs.again(actor, job)
    jobs.run(second.pk)
    second.refresh_from_db()
    assert second.state == Job.State.DONE and second.file.read().startswith(b"%PDF")
    row("full disk, a print", 1, "1 print", 0, 0, "ended with the reason; done when asked for again")
