from datetime import date
from itertools import product

import pytest
from django.db import DatabaseError, connection, transaction
from django.http import Http404

from core.errors import NotAllowed, Refused, Stale
from core.models import Job, Notice
from core.tasks import run_job
from core.verbs import create, perform
from reports import document, facts, narrative, services
from reports.models import SummaryReport
from voters.models import Opinion

HEAD = {
    "report_kind": "free", "title": "Kết quả hoạt động", "place": "Sông Châu", "authority": "TM. HỘI ĐỒNG NHÂN DÂN",
    "signer_post": "CHỦ TỊCH", "signer_name": "Nguyễn Văn Ân", "recipients": "Lưu: VT, HĐND", "number": "",
}  # fmt: skip


def draft(city, who="staff", **values):
    start, end = date(2022, 4, 1), date(2022, 9, 30)
    return create(
        services.draft,
        city.actor(who),
        **HEAD | {"start": start, "end": end, "on": date(2022, 10, 7)} | values,
    )


STATES = ("draft", "submitted", "returned", "approved", "finalised")


def bring(city, report, state):
    """The report taken through the acts as far as `state`."""
    staff, chair, pk = city.actor("staff"), city.actor("chair"), report.pk
    if state == "draft":
        return report
    perform(services.submit, staff, pk)
    if state == "returned":
        perform(services.send_back, chair, pk, text="Bổ sung.")
    if state in ("approved", "finalised"):
        perform(services.approve, chair, pk)
    if state == "finalised":
        if not stored(report).number:
            perform(services.take_number, staff, pk)
        perform(services.finalise, staff, pk)
    return stored(report)


def finalised(city, **values):
    return bring(city, draft(city, **values), "finalised")


def stored(report):
    return SummaryReport.objects.get(pk=report.pk)


def more(city):
    values = {
        "field": "land",
        "competence": "city",
        "on": date(2022, 7, 1),
        "kind": "opinion",
        "state": "recorded",
    }
    return Opinion.objects.create(owner=city.council, title="Thêm", code="KN-2022-0999", **values)


def test_draft_keeps_the_figures_of_its_day(filled):
    report = draft(filled)
    more(filled)
    assert stored(report).figures["opinions.received"] == 5
    assert "05 ý kiến, kiến nghị" in _text(stored(report))


def _text(report):
    return " ".join(item["written"] for item in narrative.shown(report.sections, facts.of_report(report)))


def test_refreshing_counts_again_but_leaves_what_was_edited(filled):
    report = draft(filled)
    own = "Câu do chuyên viên viết."
    perform(services.amend, filled.actor("staff"), report.pk, version=1, section_shortcomings=own)
    more(filled)
    perform(services.refresh, filled.actor("staff"), report.pk)
    after = stored(report)
    sections = {item["key"]: item for item in after.sections}
    assert after.figures["opinions.received"] == 6 and "06 ý kiến" in _text(after)
    assert sections["shortcomings"]["text"] == own and sections["shortcomings"]["edited"]
    assert not sections["voters"]["edited"]


def test_an_emptied_section_is_written_anew(filled):
    report = draft(filled)
    generated = {item["key"]: item["text"] for item in report.sections}
    perform(services.amend, filled.actor("staff"), report.pk, section_voters="Câu khác.")
    perform(services.amend, filled.actor("staff"), report.pk, section_voters="")
    section = next(item for item in stored(report).sections if item["key"] == "voters")
    assert section["text"] == generated["voters"] and not section["edited"]


def test_second_writer_is_told(filled):
    report = draft(filled)
    perform(services.amend, filled.actor("staff"), report.pk, version=1, section_voters="Một.")
    with pytest.raises(Stale):
        perform(services.amend, filled.actor("chair"), report.pk, version=1, section_voters="Hai.")


def test_finalised_report_never_changes(filled):
    report = finalised(filled)
    before = document.of_report(stored(report))
    more(filled)
    for verb in (services.refresh, services.amend, services.finalise):
        with pytest.raises(Refused, match="đã chốt"):
            perform(verb, filled.actor("chair"), report.pk)
    assert document.of_report(stored(report)) == before
    assert before["figures"]["opinions.received"] == 5


@pytest.mark.parametrize(
    "statement", ["UPDATE reports_summaryreport SET figures = '{}'", "DELETE FROM reports_summaryreport"]
)
def test_the_database_refuses_to_change_a_finalised_report(filled, statement):
    report = finalised(filled)
    with (
        pytest.raises(DatabaseError, match="never changes"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert stored(report).figures["opinions.received"] == 5


def test_a_draft_can_still_be_deleted_by_the_database(filled):
    report = draft(filled)
    report.delete()
    assert not SummaryReport.objects.exists()


def test_submitting_wants_a_signer(filled):
    report = draft(filled, signer_name="")
    with pytest.raises(Refused, match="người ký"):
        perform(services.submit, filled.actor("staff"), report.pk)


def test_a_number_taken_meanwhile_is_refused(filled):
    draft(filled, number="31/BC-HĐND")
    with pytest.raises(Refused, match="31/BC-HĐND"):
        draft(filled, number="31/BC-HĐND")
    assert draft(filled, number="31/BC-HĐND", on=date(2023, 1, 9)).number == "31/BC-HĐND"


WORK = {"amend", "compose", "refresh", "submit", "take_number", "finalise"}
MAY = {
    "staff": WORK | {"comment"}, "chair": WORK | {"comment", "send_back", "approve"}, "head": {"comment"},
    "delegate": set(), "admin": set(), "ward": set(), "agency": set(), "foreign": set(),
}  # fmt: skip
OUT_OF_VIEW = {"ward", "agency", "foreign"}
TAKEN_FROM = {
    "amend": {"draft", "returned"}, "compose": {"draft", "returned"}, "refresh": {"draft", "returned"},
    "submit": {"draft", "returned"}, "send_back": {"submitted", "approved"}, "approve": {"submitted"},
    "take_number": {"approved"}, "finalise": {"approved"},
}  # fmt: skip
GIVEN = {"send_back": {"text": "Bổ sung số liệu."}, "compose": {"order_sessions": 1}}


@pytest.fixture
def brought(filled):
    """A report brought to a state."""
    return lambda state: bring(filled, draft(filled), state)


@pytest.mark.parametrize("state", STATES)
def test_who_may_do_what_in_which_state(filled, brought, state):
    """Every role tries every act; a report is long in the making, so all of them try on one."""
    report = brought(state)
    for name, role in product(TAKEN_FROM, MAY):
        with transaction.atomic():
            if name == "finalise" and state == "approved":
                SummaryReport.objects.filter(pk=report.pk).update(number="77/BC-HĐND", book=f"x{report.pk}")
            error = (
                Http404 if role in OUT_OF_VIEW else NotAllowed if name not in MAY[role]
                else None if state in TAKEN_FROM[name] else Refused
            )  # fmt: skip
            assert met(filled.actor(role), report, name) is error, (name, role)
            transaction.set_rollback(True)


def met(actor, report, name):
    """The kind of error that an act meets, None when it is done."""
    try:
        perform(getattr(services, name), actor, report.pk, **GIVEN.get(name, {}))
    except (Http404, NotAllowed, Refused) as error:
        return type(error)
    return None


@pytest.mark.parametrize("role", [*MAY])
def test_who_may_draft(filled, role):
    if role in ("staff", "chair", "ward", "foreign"):
        assert draft(filled, role).owner_id == filled.actor(role).home_id
    else:
        with pytest.raises(NotAllowed):
            draft(filled, role)


def run(city, who="staff", report=None):
    job = services.print_out(city.actor(who), report or draft(city))
    run_job(job.pk)
    return Job.objects.get(pk=job.pk)


def test_job_makes_the_pdf_and_tells(filled):
    job = run(filled)
    assert job.state == "done" and job.file.read().startswith(b"%PDF")
    assert job.file_name == "bao-cao-song-chau-2022-04-01-2022-09-30.pdf"
    assert Notice.objects.filter(user=filled.users["staff"], text__startswith="Đã xong").count() == 1


def test_failed_job_tells_the_person_why(filled, sign_in):
    report = draft(filled)
    job = services.print_out(filled.actor("staff"), report)
    report.delete()
    job = Job.objects.create(
        user=filled.users["staff"], membership_id=filled.actor("staff").membership_id, kind="report",
        label="In báo cáo", params={"report": 0}, key="x",
    )  # fmt: skip
    run_job(job.pk)
    job.refresh_from_db()
    assert job.state == "failed" and "không còn trong phạm vi" in job.error
    assert Notice.objects.filter(user=filled.users["staff"], text__startswith="Không làm được").exists()
    page = sign_in("staff").get(job.get_absolute_url())
    assert job.error in page.content.decode()


def test_job_of_somebody_who_lost_the_role_is_refused(filled):
    job = services.print_out(filled.actor("head"), draft(filled))
    filled.users["head"].memberships.update(to_on=date(2022, 1, 1))
    run_job(job.pk)
    job.refresh_from_db()
    assert job.state == "failed" and "hết hiệu lực" in job.error
