"""Days off and rules changed by the administrator: previewed, applied here or by the worker, told once."""

from datetime import date
from urllib.parse import urlencode

import pytest
from django.utils.timezone import localdate

from core import jobs
from core.models import ConfirmedYear, Deadline, DeadlineRule, HistoryEntry, Job, Notice, SpecialDay
from core.services import days as working
from core.services import deadlines
from core.verbs import create
from council.services import daysoff, rulebook
from tests.council.test_views import rule_form
from voters import services

ADD = "/quan-tri/ngay-nghi/moi/"
STORM = {"day": "10/12/2026", "worked": "0", "name": "nghỉ vì bão"}


@pytest.fixture
def owed(city):
    """A limit of ten working days over 10/12/2026, owed by the agency: due 15/12/2026."""
    opinion = create(
        services.record_opinion, city.actor("staff"), title="Đèn đường", field="traffic", on=date(2026, 10, 8)
    )
    return deadlines.open_deadline(opinion, "petition.sort", date(2026, 12, 1), owed_by=city.agency)


def due(deadline):
    return Deadline.objects.get(pk=deadline.pk).due_on


# --- days --------------------------------------------------------------------------------------------------


def test_a_day_is_stored_only_after_the_preview_of_what_it_moves(owed, city, sign_in):
    client = sign_in("admin")
    page = client.post(ADD, STORM)
    assert page.status_code == 200 and not SpecialDay.objects.filter(day="2026-12-10").exists()
    assert [(old, new) for _, old, new in page.context["moves"]] == [(date(2026, 12, 15), date(2026, 12, 16))]
    assert "15/12/2026" in page.content.decode() and "16/12/2026" in page.content.decode()
    assert client.post(ADD, STORM | {"xac_nhan": "1"})["Location"].endswith("?nam=2026")
    assert due(owed) == date(2026, 12, 16)
    told = Notice.objects.filter(user=city.users["agency"])
    assert told.count() == 1 and "15/12/2026 → 16/12/2026" in told.get().text
    acts = HistoryEntry.objects.filter(verb="council.add_day").values_list("table_name", flat=True)
    assert set(acts) == {"core_specialday", "core_deadline"}


def test_a_day_that_moves_nothing_is_stored_at_once(city, sign_in):
    assert sign_in("admin").post(ADD, STORM).status_code == 302
    assert SpecialDay.objects.get(day="2026-12-10").name == "nghỉ vì bão"


def test_taking_a_day_out_is_previewed_and_moves_back(owed, city, sign_in):
    rulebook.add_day(city.actor("admin"), day=date(2026, 12, 10), worked=False, name="bão")
    assert due(owed) == date(2026, 12, 16)
    row, client = SpecialDay.objects.get(day="2026-12-10"), sign_in("admin")
    url = f"/quan-tri/ngay-nghi/{row.pk}/bo/"
    assert client.post(url).context["count"] == 1
    assert client.post(url, {"xac_nhan": "1"}).status_code == 302
    assert due(owed) == date(2026, 12, 15)


def test_a_day_put_on_another_date_moves_by_both(owed, city, sign_in):
    row = rulebook.add_day(city.actor("admin"), day=date(2027, 1, 14), worked=False, name="bão")
    client, form = sign_in("admin"), {"day": "11/12/2026", "worked": "0", "name": "bão"}
    assert client.post(f"/quan-tri/ngay-nghi/{row.pk}/", form).context["count"] == 1
    client.post(f"/quan-tri/ngay-nghi/{row.pk}/", form | {"xac_nhan": "1"})
    assert due(owed) == date(2026, 12, 16) and not SpecialDay.objects.filter(day="2027-01-14").exists()


def test_many_moves_are_left_to_the_worker_under_one_act(
    owed, city, sign_in, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(daysoff, "AT_ONCE", 0)
    client = sign_in("admin")
    assert "máy làm ở phía sau" in client.post(ADD, STORM).content.decode()
    reply = client.post(ADD, STORM | {"xac_nhan": "1"})
    job = Job.objects.get(kind="days")
    assert reply["Location"] == job.get_absolute_url() and due(owed) == date(2026, 12, 15)
    for _ in range(2):  # a worker that died and starts over
        with django_capture_on_commit_callbacks(execute=True):
            jobs.run(job.pk)
        Job.objects.filter(pk=job.pk).update(state="running")
    job.refresh_from_db()
    assert due(owed) == date(2026, 12, 16) and not job.error
    assert Notice.objects.filter(user=city.users["agency"]).count() == 1
    moved = HistoryEntry.objects.filter(table_name="core_deadline", op="UPDATE", after__has_key="due_on")
    assert set(moved.values_list("verb", flat=True)) == {"council.add_day"}


# --- a decree ----------------------------------------------------------------------------------------------

DECREE = "\n".join(["01/02/2027\tnghỉ\tTết Nguyên đán", "30/01/2027\tlàm bù\tlàm bù ngày 01/02/2027"])


def test_a_decree_is_pasted_previewed_and_decides_its_year(city, sign_in, django_capture_on_commit_callbacks):
    client, url = sign_in("admin"), "/quan-tri/ngay-nghi/nhap/"
    form = {"rows": DECREE, "basis": "CV 1/VPCP", "confirms": "on"}
    page = client.post(url, form)
    assert page.status_code == 200 and len(page.context["rows"]) == 2 and page.context["years"] == [2027]
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(url, form | {"xac_nhan": "1"}).status_code == 302
    assert working.calendar().is_working(date(2027, 1, 30))
    assert working.calendar().reason_off(date(2027, 2, 1)) == "Tết Nguyên đán"
    assert SpecialDay.objects.get(day="2027-02-01").basis == "CV 1/VPCP"
    assert working.calendar().unconfirmed(date(2027, 1, 1), date(2027, 12, 31)) == []


@pytest.mark.parametrize(
    "rows, fault",
    [
        ("31/02/2027\tnghỉ\tx", "Dòng 1"), ("01/02/2027\tbận\tx", "«nghỉ» hoặc «làm bù»"), ("01/02/2027\tnghỉ", "ba cột"),
        ("01/02/2027\tnghỉ\tx\n01/02/2027\tnghỉ\ty", "có hai lần"), (" ", "rows"),
    ],
)  # fmt: skip
def test_a_faulty_decree_is_told_by_line(city, sign_in, rows, fault):
    page = sign_in("admin").post("/quan-tri/ngay-nghi/nhap/", {"rows": rows, "basis": "CV 1"})
    assert page.status_code == 422 and "rows" in page.context["form"].errors
    assert fault == "rows" or fault in str(page.context["form"].errors["rows"])
    assert not SpecialDay.objects.filter(day__year=2027).exists()


def test_a_year_is_confirmed_by_its_document_and_taken_back(city, sign_in):
    client, url = sign_in("admin"), "/quan-tri/ngay-nghi/nam/2027/"
    assert "chưa được công bố" in client.get("/lich/nam/2027/").content.decode()
    assert client.post(f"{url}xac-nhan/", {"basis": " "}).status_code == 422
    assert client.post(f"{url}xac-nhan/", {"basis": "CV 5/VPCP"}).status_code == 302
    assert "CV 5/VPCP" in client.get("/lich/nam/2027/").content.decode()
    assert 2027 in working.confirmed_years()
    assert client.post(f"{url}bo-xac-nhan/").status_code == 302
    assert not ConfirmedYear.objects.exists()
    assert client.post("/quan-tri/ngay-nghi/nam/2026/bo-xac-nhan/").status_code == 409


@pytest.mark.parametrize("name", ["staff", "chair", "delegate", "agency", "ward"])
def test_only_the_administrator_changes_days(city, sign_in, name):
    client = sign_in(name)
    for url in ("nhap/", "nam/2027/xac-nhan/", "nam/2027/bo-xac-nhan/", "moi/"):
        assert client.post(f"/quan-tri/ngay-nghi/{url}", {"basis": "x"}).status_code == 403


# --- the year ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["staff", "chair", "delegate", "agency", "ward", "admin"])
def test_everybody_reads_the_year(city, sign_in, name):
    page = sign_in(name).get("/lich/nam/2026/")
    text = page.content.decode()
    assert page.status_code == 200 and text.count("<caption>") == 12
    assert "Tết Nguyên đán" in text and "Ngày Văn hóa Việt Nam" in text and "làm bù" in text


def test_the_year_counts_its_days_and_names_the_feasts(city, sign_in):
    page = sign_in("staff").get("/lich/nam/2026/")
    months = page.context["months"]
    assert page.context["worked"] + page.context["off"] == 365
    february = {name: (first.day, last.day) for first, last, name in months[1]["names"]}
    assert february["Tết Nguyên đán"] == (16, 20)
    august = {day["date"].day: day["word"] for week in months[7]["weeks"] for day in week if day["here"]}
    assert (august[22], august[31], august[23]) == ("làm bù", "nghỉ", "")
    assert all(week[0]["date"].weekday() == 0 for month in months for week in month["weeks"])
    assert sign_in("staff").get("/lich/nam/99/").status_code == 400


# --- rules -------------------------------------------------------------------------------------------------


@pytest.fixture
def answer(city):
    """An open answer of 30 days under the rule now in force."""
    opinion = create(
        services.record_opinion, city.actor("staff"), title="Cống", field="traffic", on=date(2026, 10, 8)
    )
    return deadlines.open_deadline(opinion, "opinion.answer", date(2026, 11, 2), owed_by=city.agency)


@pytest.mark.parametrize(
    "choice, expected, version", [({}, date(2026, 12, 2), 1), ({"reach": "all"}, date(2026, 11, 23), 2)]
)
def test_a_changed_rule_holds_for_later_unless_asked_for_all(
    answer, city, sign_in, choice, expected, version
):
    client, url = sign_in("admin"), f"/quan-tri/thoi-han/{answer.rule_id}/"
    form = rule_form(answer.rule, offset="20")
    page = client.post(url, form | choice)
    assert page.status_code == 200 and page.context["count"] == 1 and due(answer) == date(2026, 12, 2)
    assert 'value="later" checked' in page.content.decode()
    assert client.post(url, form | choice | {"xac_nhan": "1"}).status_code == 302
    stored = Deadline.objects.select_related("rule").get(pk=answer.pk)
    assert (stored.due_on, stored.rule.version) == (expected, version)
    assert deadlines.counted(stored).due == expected  # what explains it is the version that counted it
    assert deadlines.choose_rule("opinion.answer", date(2026, 11, 20), city.council).offset == 20
    assert Notice.objects.filter(user=city.users["agency"]).count() == (1 if choice else 0)
    assert client.get(url).status_code == 404  # the retired version is no longer edited


def test_a_word_changed_in_a_rule_needs_no_preview(answer, sign_in):
    url = f"/quan-tri/thoi-han/{answer.rule_id}/"
    assert sign_in("admin").post(url, rule_form(answer.rule, note="đã xem")).status_code == 302
    answer.rule.refresh_from_db()
    assert (answer.rule.note, answer.rule.version, answer.rule.retired) == ("đã xem", 1, False)


def test_a_local_rule_previews_what_the_national_one_counted(answer, city, sign_in):
    url = f"/quan-tri/thoi-han/{answer.rule_id}/rieng/"
    form = rule_form(answer.rule, scope=city.council.pk, basis="Quy chế", offset="20")
    form["valid_from"] = "1/11/2026"
    client = sign_in("admin")
    assert client.post(url, form | {"scope": city.ward.pk}).status_code == 302
    assert client.post(url, form).context["count"] == 1
    client.post(url, form | {"xac_nhan": "1", "reach": "all"})
    stored = Deadline.objects.select_related("rule").get(pk=answer.pk)
    assert (stored.due_on, stored.rule.scope_id) == (date(2026, 11, 23), city.council.pk)


def test_a_rule_that_many_follow_is_left_to_the_worker(answer, city, sign_in, monkeypatch):
    monkeypatch.setattr("council.views.rulebook.AT_ONCE", 0)
    form = rule_form(answer.rule, offset="20") | {"xac_nhan": "1", "reach": "all"}
    sign_in("admin").post(f"/quan-tri/thoi-han/{answer.rule_id}/", form)
    assert due(answer) == date(2026, 12, 2)
    jobs.run(Job.objects.get(kind="rule").pk)
    assert not Job.objects.get(kind="rule").error and due(answer) == date(2026, 11, 23)


def test_an_extension_is_given_to_a_rule_in_its_page(city, sign_in):
    rule = DeadlineRule.objects.get(code="reception.refusal")
    url, client = f"/quan-tri/thoi-han/{rule.pk}/", sign_in("admin")
    client.post(url, rule_form(rule, extends_by="2", extends_times="3"))
    rule.refresh_from_db()
    assert (rule.extends_by, rule.extends_times) == (2, 3)
    backward = DeadlineRule.objects.filter(code="meeting.notice", valid_to=None).first()
    reply = client.post(f"/quan-tri/thoi-han/{backward.pk}/", rule_form(backward, extends_by="2"))
    assert reply.status_code == 422 and "extends_by" in reply.context["form"].errors


def test_the_calendar_page_and_the_office_lead_to_the_year(city, sign_in):
    year = localdate().year
    assert "/lich/nam/" in sign_in("staff").get(f"/lich/?{urlencode({'thang': '11/2026'})}").content.decode()
    assert f"/lich/nam/{year}/" in sign_in("admin").get("/quan-tri/").content.decode()
