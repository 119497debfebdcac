"""The worker's part: a version of a document is read once, page by page."""

from django.core.files.base import ContentFile
from django.db import transaction

from core.errors import Refused
from sessions.models import DocumentVersion, Reading, ReadingPage
from sessions.papers import extract


def ask(version):
    """Have a version read soon. What is lost on the way is taken up by `read_left`."""
    Reading.objects.get_or_create(version=version)
    transaction.on_commit(lambda: _send(version.pk), robust=True)


def _send(pk):
    from sessions.tasks import read_version

    read_version.delay(pk)


@transaction.atomic
def read(pk):
    """Read the version `pk`, unless it was read or somebody is reading it now."""
    version = DocumentVersion.objects.select_related("attachment").filter(pk=pk).first()
    if version is None:
        return
    Reading.objects.get_or_create(version=version)
    rows = Reading.objects.select_for_update(skip_locked=True).filter(version=version)
    reading = rows.filter(state=Reading.State.WAITING).first()
    if reading:
        _read(reading, version)


def _read(reading, version):
    try:
        with transaction.atomic():
            reading.page_count = _store(reading, _sheets(version))
        reading.state = Reading.State.READY
    except Refused as refusal:
        reading.state, reading.error = Reading.State.FAILED, refusal.message[:250]
    except FileNotFoundError:
        reading.state, reading.error = Reading.State.FAILED, "Không tìm thấy tệp trong kho lưu trữ."
    reading.save()


def _sheets(version):
    if version.attachment is None:
        return [extract.Sheet(extract.clean(version.text))]
    with version.attachment.file.open() as file:
        return extract.sheets(version.attachment.file.name, file.read())


def _store(reading, sheets):
    number = 0
    for number, sheet in enumerate(sheets, start=1):  # noqa: B007 - the last number is the count
        page = ReadingPage(reading=reading, number=number, text=sheet.text)
        if sheet.image:
            page.image.save(f"{number}.webp", ContentFile(sheet.image), save=False)
        page.save()
    return number


def read_left():
    """Read whatever still waits: a worker was killed, or the queue lost it. Returns how many."""
    waiting = list(
        Reading.objects.filter(state=Reading.State.WAITING).values_list("version_id", flat=True)[:200]
    )
    for pk in waiting:
        read(pk)
    return len(waiting)


def text_of(version):
    """The whole text of a version as far as it was read."""
    if version.attachment_id is None:
        return version.text
    pages = ReadingPage.objects.filter(reading__version=version).order_by("number")
    return "\n".join(pages.values_list("text", flat=True))
