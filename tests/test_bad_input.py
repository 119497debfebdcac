"""Whatever is sent, the answer says in Vietnamese what is wrong and where; nothing typed or stored is lost."""

import html
import io
import re

import pytest
from django import forms
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from core import jobs
from core.models import Attachment, Body, Job, Record
from core.register import REGISTERS, print_list
from council.models import Delegate, Unit, User
from tests import world as whole
from tests.test_access import acts, stored, values
from tests.test_access import may as role_may
from tests.world import KINDS, undone

pytestmark = pytest.mark.django_db
MARK = "<script>alert(1)</script>"
RAW = "<script>alert"
ACROSS = ["/", "/viec-den-han/", "/thoi-han/", "/tim/", "/lich/", "/danh-ba/", "/xep-hang-cham/"]
WRONG_DAYS = {"31/02/2026": "31", "hôm qua": "Ngày không đọc được", "12/13/2026": "Tháng"}


@pytest.fixture(scope="module")
def marked(django_db_setup, django_db_blocker):
    """The world with markup in every title, name and place that somebody may type."""
    assert settings.DATABASES["default"]["NAME"].startswith("test_")
    with django_db_blocker.unblock(), undone():
        world = whole.build(MARK)
        Body.objects.filter(home=world.city.council).update(name=f"Sở {MARK}", short_name=f"Sở {MARK}")
        Unit.objects.filter(pk=world.city.ward_unit.pk).update(name=f"phường {MARK}")
        Delegate.objects.filter(pk=world.city.delegate.pk).update(name=f"Ông {MARK}")
        User.objects.update(full_name=f"Bà {MARK}")
        yield world


@pytest.fixture
def scene(marked, db):
    return marked


def own_records(scene):
    return [(kind, scene.records[kind], whole.register_of(scene.records[kind])) for kind in KINDS]


# --- markup -------------------------------------------------------------------------------------------------


def sent(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_markup_is_shown_as_text_on_every_page_of_a_record(scene, kind):
    client, record = scene.clients["staff"], scene.records[kind]
    register = whole.register_of(record)
    pages = [
        record.get_absolute_url(),
        register.url("edit", record.pk),
        reverse("core:history", args=[record.pk]),
    ]
    pages += [reverse("core:deadline", args=[row.pk]) for row in record.deadlines.all()[:2]]
    for address in pages:
        text = sent(client, address)
        assert RAW not in text, address
        assert "&lt;script&gt;alert" in text, address
    for item in acts(record):
        if item.form and "staff" in role_may(item, kind):
            answer = client.get(register.url("verb", record.pk, item.slug))
            assert RAW not in answer.content.decode(), item.name


@pytest.mark.parametrize("role", ["staff", "chair", "delegate", "admin", "agency"])
def test_markup_is_shown_as_text_on_lists_and_across(scene, role):
    client = scene.clients[role]
    addresses = [register.url("list") for register in REGISTERS.values()]
    addresses += [
        *ACROSS,
        "/thong-bao/",
        "/tim/?q=script",
        f"/tim/?q={MARK}",
        f"/kien-nghi/?q={MARK}",
        "/bao-cao/",
    ]
    addresses += ["/quan-tri/nguoi-dung/", "/quan-tri/co-quan/", "/quan-tri/dai-bieu/"]
    for address in addresses:
        assert RAW not in client.get(address).content.decode(), address


def test_markup_is_text_in_spreadsheets(scene):
    found = 0
    for kind, _, register in own_records(scene):
        answer = scene.clients["staff"].get(register.url("xlsx"))
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        cells = [
            str(cell.value) for row in load_workbook(io.BytesIO(content)).active.iter_rows() for cell in row
        ]
        found += any(MARK in cell for cell in cells)
        assert not [cell for cell in cells if "&lt;" in cell], kind
    assert found >= 8


def test_markup_is_text_in_printed_lists(scene):
    actor = scene.city.actor("staff")
    for kind in ("opinion", "petition", "round", "dossier"):
        job = jobs.ask(actor, "list", "In", {"register": kind, "query": ""})
        _, content = print_list(Job.objects.get(pk=job.pk), lambda percent: None)
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
        assert "<script>alert(1)" in re.sub(r"\s", "", text), kind


# --- days ----------------------------------------------------------------------------------------------------


def dated(form):
    return [
        name
        for name, field in form.fields.items()
        if isinstance(field, forms.DateField) and not field.disabled
    ]


def written(form):
    """The form's free texts, to see that they come back."""
    return [
        name for name, field in form.fields.items()
        if type(field) is forms.CharField and not field.widget.is_hidden and (field.max_length or 99) >= 20
    ]  # fmt: skip


def check_days(client, url, form):
    """Each day of the form in turn is sent wrong: 422, said at its field, what was typed still there."""
    typed = {name: f"Giữ lại câu {n}" for n, name in enumerate(written(form))}
    for name in dated(form):
        for wrong, words in WRONG_DAYS.items():
            answer = client.post(url, typed | {name: wrong})
            assert answer.status_code == 422, (url, name)
            assert words in " ".join(answer.context["form"].errors[name]), (url, name, wrong)
            page = html.unescape(answer.content.decode())
            assert f'value="{wrong}"' in page, (url, name)
            assert [text for text in typed.values() if text not in page] == [], (url, name)
    return len(dated(form))


@pytest.mark.parametrize("kind", KINDS)
def test_a_wrong_day_in_any_form_is_told_at_its_field(scene, kind):
    client, record = scene.clients["staff"], scene.records[kind]
    register, before, made = whole.register_of(record), stored(record), Record.objects.count()
    tried = 0
    for url in (register.url("new"), register.url("edit", record.pk)):
        tried += check_days(client, url, client.get(url).context["form"])
    for item in acts(record):
        if item.form and "staff" in role_may(item, kind):
            form = item.form(actor=scene.city.actor("staff"), record=record)
            tried += check_days(client, register.url("verb", record.pk, item.slug), form)
    assert (tried or kind in ("finding", "template")) and stored(record) == before
    assert Record.objects.count() == made


ENDS = {  # kind -> (the field of the end, a form whose end lies before its start)
    "session": ("ends_on", {"on": "30/12/2026", "ends_on": "29/12/2026"}),
    "resolution": ("effective_on", {"on": "16/11/2026", "effective_on": "15/11/2026"}),
    "round": ("ends_on", {"on": "7/9/2026", "ends_on": "6/9/2026"}),
    "petition": ("written_on", {"on": "5/10/2026", "written_on": "6/10/2026"}),
    "report": ("end", {"start": "30/9/2022", "end": "1/4/2022"}),
}


@pytest.mark.parametrize("kind", ENDS)
def test_an_end_before_its_start_is_told_at_the_end(scene, kind):
    name, wrong = ENDS[kind]
    made = Record.objects.count()
    answer = scene.clients["staff"].post(REGISTERS[kind].url("new"), values(scene, kind) | wrong)
    assert answer.status_code == 422 and list(answer.context["form"].errors) == [name]
    assert Record.objects.count() == made


# --- numbers and doubles -------------------------------------------------------------------------------------

TAKEN = {
    "session": ("number", lambda record: {"number": record.number}),
    "resolution": ("code", lambda record: {"code": record.code}),
}


@pytest.mark.parametrize("kind", TAKEN)
def test_a_number_is_given_once(scene, kind):
    name, same = TAKEN[kind]
    client, made = scene.clients["staff"], Record.objects.count()
    answer = client.post(REGISTERS[kind].url("new"), values(scene, kind) | same(scene.records[kind]))
    assert answer.status_code == 422 and "đã dùng" in " ".join(answer.context["form"].errors[name])
    assert Record.objects.count() == made
    # The neighbour's numbers are its own.
    other = scene.foreign[kind]
    assert kind == "session" or client.post(
        REGISTERS[kind].url("new"), values(scene, kind) | {"code": f"{other.code}-A"}
    ).status_code == 302  # fmt: skip


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if kind not in ("denunciation", "visit", "finding", "recommendation")]
)
def test_a_double_click_makes_one_record(scene, kind):
    client, register = scene.clients["staff"], REGISTERS[kind]
    once = client.get(register.url("new")).context["form"]["once"].value()
    made, data = Record.objects.count(), values(scene, kind) | {"once": once}
    first, second = (client.post(register.url("new"), data) for _ in range(2))
    assert first.status_code == second.status_code == 302, first.context["form"].errors
    assert first["Location"] == second["Location"] and Record.objects.count() == made + 1


def test_the_mark_of_anothers_form_leads_nowhere(scene):
    """`once` is the number of one form: with that of a record out of view, nothing is made and nothing told."""
    theirs, made = scene.foreign["opinion"], Record.objects.count()
    data = values(scene, "opinion") | {"once": theirs.once}
    answer = scene.clients["staff"].post(REGISTERS["opinion"].url("new"), data)
    assert answer.status_code == 409 and theirs.code not in answer.content.decode()
    assert Record.objects.count() == made
    for broken in ("x", "0", ""):
        data["once"] = broken
        with undone():
            assert scene.clients["staff"].post(REGISTERS["opinion"].url("new"), data).status_code in (
                302,
                422,
            )


# --- too much, and of the wrong sort -------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["session", "dossier", "round", "meeting", "opinion", "petition"])
def test_a_paste_beyond_all_bounds_is_told(scene, kind):
    """Up to the bound of a request a long text comes back with its form; beyond it the page says so."""
    client, register, made = scene.clients["staff"], REGISTERS[kind], Record.objects.count()
    name = "topic" if kind == "session" else "title"
    long = "Đường ngập. " * 25_000
    answer = client.post(register.url("new"), values(scene, kind) | {name: long})
    assert answer.status_code == 422 and name in answer.context["form"].errors
    assert long.strip()[-500:] in answer.content.decode()
    assert Record.objects.count() == made


def strict(scene, role="staff"):
    """A client that is held to the token of its forms, as a browser is."""
    client = Client(enforce_csrf_checks=True)
    client.cookies = scene.clients[role].cookies.copy()
    return client, client.get("/kien-nghi/moi/").context["csrf_token"]


def test_ten_megabytes_are_told_to_be_too_much(scene):
    client, token = strict(scene)
    made = Record.objects.count()
    data = values(scene, "opinion") | {"title": "x" * 10_000_000, "csrfmiddlewaretoken": str(token)}
    for url in (
        "/kien-nghi/moi/",
        "/bao-cao/in/",
        REGISTERS["opinion"].url("edit", scene.records["opinion"].pk),
    ):
        answer = client.post(url, data)
        assert answer.status_code == 413, url
        assert "quá lớn" in answer.content.decode()
    assert Record.objects.count() == made


def test_ten_megabytes_of_a_visitor_are_told_too():
    answer = Client(enforce_csrf_checks=True).post("/kien-nghi/moi/", {"title": "x" * 10_000_000})
    assert answer.status_code == 413


def test_thousands_of_fields_are_told_to_be_too_many(scene):
    client, token = strict(scene)
    data = {f"f{n}": "x" for n in range(5000)} | {"csrfmiddlewaretoken": str(token)}
    assert client.post("/kien-nghi/moi/", data).status_code == 413


BAD_FILES = [
    ("anh.pdf", b"\x89PNG\r\n\x1a\n" + b"0" * 100, "không phải PDF"),
    ("trang.txt", b"<script>alert(1)</script>", "không phải TXT"),
    ("ma.exe", b"MZ", "không nhận"),
    ("rong.pdf", b"", "rỗng"),
]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "denunciation"])
@pytest.mark.parametrize("name, content, words", BAD_FILES, ids=lambda value: str(value)[:12])
def test_a_false_file_is_named_with_its_fault(scene, kind, name, content, words):
    record = scene.records[kind]
    answer = scene.clients["staff"].post(
        reverse("core:upload", args=[record.pk]), {"files": SimpleUploadedFile(name, content)}, follow=True
    )
    page = html.unescape(answer.content.decode())
    assert name in page and words in page
    assert not Attachment.objects.filter(record=record).exists()


def test_a_file_too_large_is_named_with_the_limit(scene, settings):
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    big = SimpleUploadedFile("quet.pdf", b"%PDF-1.7\n" + b"0" * 1024 * 1024)
    address = reverse("core:upload", args=[scene.records["opinion"].pk])
    answer = scene.clients["staff"].post(address, {"files": big}, follow=True)
    assert "quet.pdf" in answer.content.decode() and "1 MB" in answer.content.decode()


# --- gone meanwhile ------------------------------------------------------------------------------------------

GONE = {
    "session": ["term"], "dossier": ["council_session", "submitter", "committee"],
    "question": ["delegate", "respondent", "council_session"], "resolution": ["council_session"],
    "round": ["subject_body"], "meeting": ["unit"],
}  # fmt: skip


@pytest.mark.parametrize("kind", GONE)
def test_a_neighbour_gone_meanwhile_is_told_at_its_field(scene, kind):
    client, made = scene.clients["staff"], Record.objects.count()
    for name in GONE[kind]:
        for gone in ("999999999", "99999999999999999999999", "x", "-1", "1; DROP TABLE"):
            answer = client.post(REGISTERS[kind].url("new"), values(scene, kind) | {name: gone})
            assert answer.status_code == 422 and list(answer.context["form"].errors) == [name], (name, gone)
    assert Record.objects.count() == made


@pytest.mark.parametrize("kind", KINDS)
def test_a_record_that_is_gone_answers_404(scene, kind):
    register, client = whole.register_of(scene.records[kind]), scene.clients["staff"]
    slug = acts(scene.records[kind])[0].slug
    for pk in (999999999, 9999999999999999999):
        for url in (register.url("record", pk), register.url("edit", pk), register.url("verb", pk, slug)):
            assert client.get(url).status_code == 404, url
            assert client.post(url, {"title": "x"}).status_code in (404, 405), url
    assert client.get(register.url("verb", scene.records[kind].pk, "khong-co")).status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_a_stale_button_is_refused_with_the_reason(scene, kind):
    """A verb's button of a page opened before somebody else's act."""
    record, client = scene.records[kind], scene.clients["staff"]
    register, before = whole.register_of(record), stored(record)
    button = next((item for item in acts(record) if not item.form and "staff" in role_may(item, kind)), None)
    if button is None or kind == "report":
        return
    answer = client.post(register.url("verb", record.pk, button.slug), {"version": record.version + 5})
    assert answer.status_code == 409 and stored(record) == before
    page = answer.content.decode()
    assert "thay đổi" in page or "tình trạng" in page


# --- the address ---------------------------------------------------------------------------------------------

QUERIES = [
    "page=abc", "page=²", "page=-1", "page=999999999999", "sort=nothing", "sort=-on,title;drop", "q=%00", "q=" + "x" * 3000,
    "tu=31/02/2026", "den=abc", "tinh_trang=khong-co", "so-lieu=khong.co", "hoi_nghi=abc", "unknown=1", "page=1&page=2",
    "%FF=%FE", "q=%27%3B--",
    "so-lieu=opinions.received&tu=2022-13-01&den=x&hd=khong-co",
]  # fmt: skip


@pytest.mark.parametrize("query", QUERIES)
def test_a_wrong_address_of_a_list_never_breaks(scene, query):
    client = scene.clients["staff"]
    addresses = [register.url("list") for register in REGISTERS.values()]
    for address in [
        *addresses,
        "/",
        "/viec-den-han/",
        "/thoi-han/",
        "/tim/",
        "/lich/",
        "/danh-ba/",
        "/bao-cao/",
        "/xep-hang-cham/",
    ]:
        assert client.get(f"{address}?{query}").status_code in (200, 302, 400, 404), address


FORM_QUERIES = [
    "tu=31/02/2026", "hoi-nghi=abc", "ky-hop=abc", "cuoc=abc", "ngay=x", "linh-vuc=x", "hoi-nghi=²", "ky-hop=²", "cuoc=²",
    "cuoc=99999999999999999999", "hoi-nghi=99999999999999999999",
]  # fmt: skip


@pytest.mark.parametrize("query", FORM_QUERIES)
def test_a_wrong_address_of_a_form_never_breaks(scene, query):
    for register in REGISTERS.values():
        status = scene.clients["staff"].get(f"{register.url('new')}?{query}").status_code
        assert status in (200, 400, 404), register.name


def test_digits_that_are_no_number_are_told(scene):
    """ "²" passes for a digit and is none."""
    client, record = scene.clients["staff"], scene.records["opinion"]
    register = REGISTERS["opinion"]
    answer = client.post(register.url("new"), values(scene, "opinion") | {"meeting": "²"})
    assert answer.status_code == 422 and list(answer.context["form"].errors) == ["meeting"]
    answer = client.post(register.url("verb", record.pk, "trung"), {"same_as": "#²"})
    assert answer.status_code == 422 and list(answer.context["form"].errors) == ["same_as"]
    assert client.post(register.url("verb", record.pk, "bo-trung"), {"version": "²"}).status_code == 409
    with undone():
        report = client.post(REGISTERS["report"].url("new"), values(scene, "report") | {"number": "²"})
        assert report.status_code in (302, 422)


def test_every_kind_is_walked():
    assert set(REGISTERS) == set(KINDS) - {"denunciation"}
