import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from core import files
from core.models import Attachment
from core.verbs import create
from voters import services

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"


def docx(part="word/document.xml"):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(part, "<w/>")
    return out.getvalue()


def upload(name, content):
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize(
    "name, content", [("a.pdf", PDF), ("Ảnh.PNG", PNG), ("a.docx", docx()), ("a.txt", "chữ".encode())]
)
def test_files_of_the_office_are_taken(name, content):
    assert files.check(upload(name, content))


@pytest.mark.parametrize(
    "name, content",
    [
        ("a.html", b"<script>"), ("a.svg", b"<svg onload=x>"), ("a.exe", b"MZ"), ("a.pdf", b"<html><script>"),
        ("a.pdf", PNG), ("a.docx", b"PK\x03\x04broken"), ("a.xlsx", docx()), ("a.txt", b"<html>"), ("a.pdf", b""),
        ("a.jpg.html", b"\xff\xd8\xff"), ("a", PDF),
    ],
)  # fmt: skip
def test_false_and_foreign_types_are_refused(name, content):
    with pytest.raises(ValidationError):
        files.check(upload(name, content))


def test_a_file_too_large_is_refused(settings):
    settings.UPLOAD_MAX_BYTES = 10
    with pytest.raises(ValidationError, match="lớn quá"):
        files.check(upload("a.pdf", PDF))


@pytest.mark.parametrize(
    "name, clean",
    [("../../etc/passwd.pdf", "passwd.pdf"), ("C:\\x\\Hoa\u0300.pdf", "Hoà.pdf"), ("a\nb.pdf", "ab.pdf")],
)
def test_names_lose_paths_and_control_characters(name, clean):
    assert files.clean_name(name) == clean


@pytest.fixture
def opinion(city):
    return create(services.record_opinion, city.actor("staff"), title="x", field="land")


def test_files_come_in_and_go_out_by_right(opinion, sign_in):
    client = sign_in("staff")
    sent = [upload("Báo cáo.pdf", PDF), upload("x.html", b"<script>alert(1)</script>")]
    page = client.post(f"/ho-so/{opinion.pk}/tep/", {"files": sent}, follow=True)
    kept = Attachment.objects.get()
    assert kept.name == "Báo cáo.pdf" and "x.html" in page.content.decode()
    shown = client.get(f"/tep/{kept.pk}/")
    assert b"".join(shown.streaming_content) == PDF
    assert shown["X-Content-Type-Options"] == "nosniff" and "sandbox" in shown["Content-Security-Policy"]
    for who, status in [("foreign", 404), ("agency", 404), ("delegate", 200)]:
        assert sign_in(who).get(f"/tep/{kept.pk}/").status_code == status
    assert sign_in("delegate").post(f"/ho-so/{opinion.pk}/tep/", {"files": []}).status_code == 403


def test_a_removed_file_is_gone_but_noted(opinion, sign_in):
    client = sign_in("staff")
    client.post(f"/ho-so/{opinion.pk}/tep/", {"files": [upload("a.pdf", PDF)]})
    kept = Attachment.objects.get()
    assert client.post(f"/tep/{kept.pk}/go/").status_code == 302
    assert client.get(f"/tep/{kept.pk}/").status_code == 404
    assert Attachment.objects.filter(pk=kept.pk, removed_at__isnull=False).exists()


def test_the_panel_takes_files_in_and_out_without_javascript(opinion, sign_in):
    client = sign_in("staff")
    client.post(f"/ho-so/{opinion.pk}/tep/", {"files": [upload("a.pdf", PDF)]})
    page = client.get(opinion.get_absolute_url()).content.decode()
    field = page.split(f'action="/ho-so/{opinion.pk}/tep/"')[1].split("</form>")[0]
    assert 'type="file"' in field and 'name="files"' in field
    assert f'method="post" action="/tep/{Attachment.objects.get().pk}/go/"' in page
    assert 'type="file"' not in sign_in("delegate").get(opinion.get_absolute_url()).content.decode()
