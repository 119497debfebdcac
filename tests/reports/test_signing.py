"""Frozen and signed: nothing changes any more, the signature holds, and the paper can be checked by anybody."""

import hashlib
import io
import json
import os
import subprocess
import sys
from urllib.parse import urlsplit

import pypdfium2 as pdfium
import pytest
import zxingcpp
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from pyhanko.pdf_utils.generic import NumberObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pypdf import PdfReader

from core.errors import Refused
from core.models import HistoryEntry, Job, Notice
from core.tasks import run_job
from core.verbs import perform
from reports import document, facts, freezing, rendering, services, signatures
from reports.models import Remark, ReportSignature, Snapshot
from tests.reports import keys
from tests.reports.test_print import words
from tests.reports.test_services import bring, draft, finalised, more, stored


@pytest.fixture
def frozen(filled):
    """A finalised report whose file the worker has made."""
    report = finalised(filled)
    run_job(Job.objects.get(kind="report-file").pk)
    return stored(report)


def sign(city, report, password=keys.PASSWORD, pfx=None):
    key = SimpleUploadedFile("ky.p12", pfx or keys.made()[0])
    perform(services.sign, city.actor("chair"), report.pk, key=key, password=password)
    return ReportSignature.objects.filter(snapshot__report=report).last()


def differing(report):
    return freezing.differences(stored(report), facts.of_report(stored(report)))


def content(row):
    with row.file.open() as file:
        return file.read()


def test_the_snapshot_holds_text_figures_records_file_and_hashes(filled, frozen):
    kept = frozen.snapshot
    file = content(kept)
    assert kept.file_sha256 == hashlib.sha256(file).hexdigest() and kept.pages == len(
        PdfReader(io.BytesIO(file)).pages
    )
    assert (
        kept.content_sha256 == freezing.digest(kept.content)
        and kept.content["figures"]["opinions.received"] == 5
    )
    assert len(kept.records["opinions.received"]) == 5
    assert {f"{pk}" for pk in kept.records["opinions.received"]} <= set(kept.versions)
    text = words(PdfReader(io.BytesIO(file)).pages)
    assert kept.code in text and frozen.number in text and "05 ý kiến, kiến nghị" in text


def test_printing_again_gives_the_same_text_whatever_happens_to_the_records(filled, frozen):
    first = words(PdfReader(io.BytesIO(content(frozen.snapshot))).pages)
    more(filled)
    again = rendering.to_pdf(document.of_report(stored(frozen)))
    assert words(PdfReader(io.BytesIO(again)).pages) == first
    job = services.print_out(filled.actor("staff"), frozen)
    run_job(job.pk)
    assert Job.objects.get(pk=job.pk).file.read() == content(frozen.snapshot), (
        "the frozen file itself is handed out"
    )


def test_a_later_difference_stands_beside_it(filled, frozen, sign_in):
    assert differing(frozen) == {"figures": [], "records": []}
    more(filled)
    record = filled.council.records.get(code="KN-2022-0000")
    type(record).objects.filter(pk=record.pk).update(version=record.version + 1)
    found = differing(frozen)
    told = {row["key"]: (row["then"], row["now"]) for row in found["figures"]}
    assert told["opinions.received"] == (5, 6) and [row.pk for row in found["records"]] == [record.pk]
    page = sign_in("chair").get(frozen.get_absolute_url()).content.decode()
    assert "Khác với sổ hiện nay" in page and record.code in page
    assert stored(frozen).figures["opinions.received"] == 5


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reports_snapshot SET content = '{}'", "UPDATE reports_snapshot SET file = 'other'",
        "DELETE FROM reports_snapshot",
        "UPDATE reports_snapshot SET versions = '{}'", "UPDATE reports_summaryreport SET sections = '[]'",
    ],
)  # fmt: skip
def test_the_database_keeps_the_snapshot(frozen, statement):
    with (
        pytest.raises(DatabaseError, match="never changes"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_file_is_made_once(filled, frozen):
    before = Snapshot.objects.get().file_sha256
    freezing.keep_file(frozen, "x.pdf", b"%PDF-other")
    assert Snapshot.objects.get().file_sha256 == before


def test_a_signature_is_put_verified_and_kept(filled, frozen, settings, tmp_path):
    (tmp_path / "ca.pem").write_bytes(keys.made()[1])
    settings.SIGNING_ROOTS = f"{tmp_path}"
    row = sign(filled, frozen)
    assert (row.signer, row.is_trusted) == ("Nguyễn Văn Ân", True)
    signed = content(row)
    (found,) = signatures.verify(signed)
    assert found["intact"] and found["trusted"] and found["serial"] == row.serial
    reader = PdfReader(io.BytesIO(signed))
    field = next(value for value in reader.get_fields().values() if value.get("/FT") == "/Sig")
    assert field["/V"]["/SubFilter"] == "/ETSI.CAdES.detached"
    assert signed.startswith(content(frozen.snapshot)), "the frozen bytes stand unchanged under the signature"
    second = sign(filled, frozen)
    assert [item["intact"] for item in signatures.verify(content(second))] == [True, True]


def test_a_changed_file_is_seen(filled, frozen):
    signed = content(sign(filled, frozen))
    at = signed.index(b"/Producer")
    changed = signed[: at + 14] + bytes([signed[at + 14] ^ 1]) + signed[at + 15 :]
    assert not all(item["intact"] for item in signatures.verify(changed))
    assert signatures.verify(b"not a pdf") == []


def test_an_unknown_root_is_not_trusted(filled, frozen):
    assert sign(filled, frozen).is_trusted is False


@pytest.mark.parametrize("password, pfx", [("sai", None), (keys.PASSWORD, b"not a key")])
def test_a_key_that_does_not_open_is_told(filled, frozen, password, pfx):
    with pytest.raises(Refused, match="mật khẩu sai"):
        sign(filled, frozen, password, pfx)


def test_an_expired_certificate_signs_nothing(filled, frozen):
    with pytest.raises(Refused, match="hết hạn"):
        sign(filled, frozen, pfx=keys.made(-2)[0])
    assert not ReportSignature.objects.exists()


def test_what_was_added_after_the_signature_is_seen(filled, frozen):
    writer = IncrementalPdfFileWriter(io.BytesIO(content(sign(filled, frozen))))
    page, _ = writer.find_page_for_modification(0)
    page.get_object()["/Rotate"] = NumberObject(180)
    writer.update_container(page.get_object())
    out = io.BytesIO()
    writer.write(out)
    assert [item["intact"] for item in signatures.verify(out.getvalue())] == [False]


def test_neither_key_nor_password_is_kept(filled, frozen):
    sign(filled, frozen)
    kept = json.dumps(
        list(HistoryEntry.objects.values("before", "after", "note", "verb")), ensure_ascii=False
    )
    assert keys.PASSWORD not in kept


def test_the_offices_own_key_serves_when_none_is_brought(filled, frozen, settings, tmp_path):
    (tmp_path / "office.p12").write_bytes(keys.made()[0])
    settings.SIGNING_KEY, settings.SIGNING_PASSWORD = f"{tmp_path}/office.p12", keys.PASSWORD
    perform(services.sign, filled.actor("chair"), frozen.pk)
    assert ReportSignature.objects.count() == 1


def test_signing_in_the_browser(filled, frozen, sign_in):
    client, url = sign_in("chair"), f"/bao-cao/da-lap/{frozen.pk}/viec/ky-so/"
    missing = client.post(url, {"password": "x", "version": frozen.version})
    assert missing.status_code == 422 and "Chọn tệp khóa" in missing.content.decode()
    data = {
        "password": keys.PASSWORD,
        "key": SimpleUploadedFile("k.p12", keys.made()[0]),
        "version": frozen.version,
    }
    assert client.post(url, data).status_code == 302
    page = client.get(frozen.get_absolute_url()).content.decode()
    assert "Nguyễn Văn Ân" in page and "Bản đã ký" in page
    row = ReportSignature.objects.get()
    assert client.get(f"/bao-cao/da-lap/{frozen.pk}/tep/ky/{row.pk}/").content == content(row)
    assert sign_in("agency").get(f"/bao-cao/da-lap/{frozen.pk}/tep/").status_code == 404
    assert sign_in("foreign").get(f"/bao-cao/da-lap/{frozen.pk}/tep/ky/{row.pk}/").status_code == 404


# --- the public check ------------------------------------------------------------------------------------------


def checked(code, file=None):
    client = Client()
    url = f"/bao-cao/kiem-tra/{code}/"
    return client.get(url) if file is None else client.post(url, {"file": SimpleUploadedFile("a.pdf", file)})


def test_anybody_may_check_a_paper_and_learns_no_contents(frozen):
    page = checked(frozen.snapshot.code)
    text = page.content.decode()
    assert page.status_code == 200 and frozen.number in text and "07/10/2022" in text
    assert frozen.snapshot.file_sha256 in text and frozen.owner.name in text
    assert "ý kiến, kiến nghị" not in text and frozen.title not in text and frozen.signer_name not in text


def test_the_file_in_hand_is_told_from_another(filled, frozen):
    signed = content(sign(filled, frozen))
    code, plain = frozen.snapshot.code, content(frozen.snapshot)
    for file, said in [
        (plain, "Đúng là bản đã chốt"),
        (signed, "Đúng là bản đã ký số"),
        (plain + b" ", "Không phải bản gốc"),
    ]:
        assert said in checked(code, file).content.decode()
    assert "Chọn tệp PDF" in Client().post(f"/bao-cao/kiem-tra/{code}/").content.decode()


@pytest.mark.parametrize("code, status", [("ABCD-EFGH-JKLM", 404), ("x", 404), ("<script>", 404)])
def test_a_wrong_code_is_told(frozen, code, status):
    page = checked(code)
    assert page.status_code == status and "<script>" not in page.content.decode()


def test_a_typed_code_leads_to_the_paper(frozen):
    code = frozen.snapshot.code
    found = Client().get("/bao-cao/kiem-tra/", {"ma": code.lower().replace("-", " ")})
    assert found.status_code == 302 and found["Location"] == f"/bao-cao/kiem-tra/{code}/"
    assert Client().get("/bao-cao/kiem-tra/", {"ma": "sai"}).status_code == 400


def test_looking_too_often_is_refused(frozen, settings):
    settings.VERIFY_LIMIT = 3
    assert [checked(frozen.snapshot.code).status_code for _ in range(5)] == [200, 200, 200, 429, 429]


def test_behind_a_proxy_each_asker_is_counted_alone(frozen, settings):
    settings.VERIFY_LIMIT, settings.BEHIND_PROXY = 2, True
    looks = [f"203.0.113.{n % 2}" for n in range(6)]
    address = f"/bao-cao/kiem-tra/{frozen.snapshot.code}/"
    told = [
        Client().get(address, headers={"X-Forwarded-For": f"1.1.1.{n}, {ip}"}).status_code
        for n, ip in enumerate(looks)
    ]
    assert told == [200, 200, 200, 200, 429, 429]


def test_the_printed_code_leads_to_the_check(frozen):
    text = words(PdfReader(io.BytesIO(content(frozen.snapshot))).pages)
    assert f"/bao-cao/kiem-tra/{frozen.snapshot.code}/" in text.replace(" ", "")
    assert len(frozen.snapshot.code) == 14


def test_the_printed_square_is_read_and_leads_to_the_check(filled, frozen):
    """As a telephone does: the page as a picture, its QR code read, the address opened."""
    sign(filled, frozen)
    with pdfium.PdfDocument(content(frozen.snapshot)) as paper:
        pictures = [page.render(scale=200 / 72).to_pil().convert("L") for page in paper]
    read = [code.text for picture in pictures for code in zxingcpp.read_barcodes(picture)]
    assert read == [f"{settings.PORTAL_URL}/bao-cao/kiem-tra/{frozen.snapshot.code}/"]
    page = Client().get(urlsplit(read[0]).path).content.decode()
    assert "mã này có trong sổ văn bản" in page and "đã ký số" in page and frozen.number in page


def test_the_printed_address_follows_the_port():
    around = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "DEBUG": "on", "PORT": "9111"}
    around.pop("PORTAL_URL", None)
    script = "from django.conf import settings; print(settings.PORTAL_URL)"
    told = subprocess.run(
        [sys.executable, "-c", script], env=around, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )  # fmt: skip
    assert told.stdout.strip() == "http://127.0.0.1:9111"


# --- the way to the signature ----------------------------------------------------------------------------------


def test_each_step_tells_whom_it_concerns(filled):
    report = draft(filled)
    perform(services.submit, filled.actor("staff"), report.pk)
    assert Notice.objects.filter(user=filled.users["chair"], text__contains="chờ ký").count() == 1
    perform(
        services.send_back,
        filled.actor("chair"),
        report.pk,
        text="Bổ sung số liệu đơn thư.",
        section="petitions",
    )
    told = Notice.objects.get(user=filled.users["staff"], text__contains="bị trả lại")
    assert "Bổ sung số liệu đơn thư" in told.text
    remark = Remark.objects.get()
    assert (remark.kind, remark.section, remark.said_by) == ("return", "petitions", filled.users["chair"])
    perform(services.settle, filled.actor("staff"), report.pk, remarks=[remark])
    remark.refresh_from_db()
    assert remark.settled_by == filled.users["staff"]
    bring(filled, stored(report), "approved")
    assert Notice.objects.filter(user=filled.users["staff"], text__contains="đã được duyệt").count() == 1


def test_figures_are_counted_a_last_time_when_submitted_and_not_after(filled):
    report = draft(filled)
    more(filled)
    perform(services.submit, filled.actor("staff"), report.pk)
    assert stored(report).figures["opinions.received"] == 6
    filled.council.records.filter(code="KN-2022-0999").delete()
    perform(services.approve, filled.actor("chair"), report.pk)
    assert stored(report).figures["opinions.received"] == 6


def test_an_unearned_claim_is_not_submitted(filled):
    report = draft(filled)
    text = "Công tác tiếp nhận đơn được thực hiện kịp thời."
    perform(services.amend, filled.actor("staff"), report.pk, section_petitions=text)
    with pytest.raises(Refused, match="kịp thời"):
        perform(services.submit, filled.actor("staff"), report.pk)


def test_numbers_go_on_and_share_the_series_of_letters(filled):
    from core.models import Sequence

    Sequence.objects.create(body=filled.council, series="VB-BC-2022", last=30)
    draft(filled, number="31/BC-HĐND")
    report = bring(filled, draft(filled), "approved")
    perform(services.take_number, filled.actor("staff"), report.pk)
    assert stored(report).number == "32/BC-HĐND"
    with pytest.raises(Refused, match="đã có số"):
        perform(services.take_number, filled.actor("staff"), report.pk)


def test_nothing_is_frozen_without_a_number(filled):
    report = bring(filled, draft(filled), "approved")
    with pytest.raises(Refused, match="Chưa có số"):
        perform(services.finalise, filled.actor("staff"), report.pk)
    assert not Snapshot.objects.exists()
