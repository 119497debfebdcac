"""Written section by section: live figures, versions, two writers, remarks, the chosen blocks, the office's wordings."""

from datetime import date
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.verbs import perform
from reports import document, services, versions
from reports.models import Wording
from tests.reports.test_services import _text, draft, more, stored


def url(report, key="voters"):
    return f"/bao-cao/da-lap/{report.pk}/muc/{key}/"


def typed(client, report, text, key="voters", base=None):
    base = base or client.get(url(report, key)).context["form"]["base"].value()
    return client.post(url(report, key), {"text": text, "base": base})


def section(report, key="voters"):
    return next(item for item in stored(report).sections if item["key"] == key)


def test_a_section_is_written_with_live_figures(filled, sign_in, django_assert_max_num_queries):
    report, client = draft(filled), sign_in("staff")
    with django_assert_max_num_queries(15):
        page = client.get(url(report))
    assert page.status_code == 200 and "Tiếp nhận 05 ý kiến" in unescape(page.content.decode())
    assert typed(client, report, "Đã nhận {opinions.received} ý kiến của cử tri.").status_code == 302
    assert section(report)["edited"] and "Đã nhận 05 ý kiến của cử tri." in _text(stored(report))
    more(filled)
    perform(services.refresh, filled.actor("staff"), report.pk)
    assert "Đã nhận 06 ý kiến của cử tri." in _text(stored(report))
    text = unescape(client.get(report.get_absolute_url()).content.decode())
    assert 'class="fig"' in text and "opinions.received" in text


def test_looking_first_saves_nothing(filled, sign_in):
    report, client = draft(filled), sign_in("staff")
    base = client.get(url(report)).context["form"]["base"].value()
    page = client.post(
        url(report), {"text": "Nhận {opinions.received}, kịp thời", "base": base, "_look": "1"}
    )
    assert "Nhận 05" in unescape(page.content.decode()) and not section(report)["edited"]


def test_an_unearned_claim_is_told_while_writing(filled, sign_in):
    report, client = draft(filled), sign_in("staff")
    base = client.get(url(report, "petitions")).context["form"]["base"].value()
    page = client.post(url(report, "petitions"), {"text": "Xử lý kịp thời.", "base": base, "_look": "1"})
    assert "Chưa đủ căn cứ" in unescape(page.content.decode())


@pytest.mark.parametrize(
    "text, why", [("Nhận {opinions.sai} đơn", "«{opinions.sai}»"), ("[[ nhận", "chưa được đóng")]
)
def test_what_cannot_be_read_is_told_at_the_field(filled, sign_in, text, why):
    report, client = draft(filled), sign_in("staff")
    page = typed(client, report, text)
    assert page.status_code == 422 and why in " ".join(page.context["form"].errors["text"])
    assert text in unescape(page.content.decode()) and not section(report)["edited"]


def test_two_writers_of_one_section_do_not_overwrite_each_other(filled, sign_in):
    report, client = draft(filled), sign_in("staff")
    base = client.get(url(report)).context["form"]["base"].value()
    assert typed(client, report, "Bản của người thứ nhất.", base=base).status_code == 302
    late = typed(client, report, "Bản của người thứ hai.", base=base)
    assert late.status_code == 409 and section(report)["text"] == "Bản của người thứ nhất."
    shown = unescape(late.content.decode())
    assert "<del>" in shown and "<ins>" in shown and "Bản của người thứ hai." in shown
    assert "đã lưu bản ghi này" not in shown, "one notice, not that of the whole form beside it"
    again = late.context["form"]["base"].value()
    assert typed(client, report, "Bản chung.", base=again).status_code == 302
    assert section(report)["text"] == "Bản chung."


def test_two_writers_of_two_sections_do_not_meet(filled, sign_in):
    report, client = draft(filled), sign_in("staff")
    bases = {
        key: client.get(url(report, key)).context["form"]["base"].value() for key in ("voters", "petitions")
    }
    for key, base in bases.items():
        assert typed(client, report, f"Câu của {key}.", key, base).status_code == 302
    assert [section(report, key)["text"] for key in bases] == ["Câu của voters.", "Câu của petitions."]


@pytest.mark.parametrize(
    "role, status", [("chair", 200), ("head", 403), ("delegate", 403), ("agency", 404), ("foreign", 404)]
)
def test_who_may_write_a_section(filled, sign_in, role, status):
    report = draft(filled)
    assert sign_in(role).get(url(report)).status_code == status
    assert sign_in(role).get(url(report, "khong-co")).status_code == (404 if status in (200, 404) else 403)


def test_versions_are_kept_and_compared_word_by_word(filled, sign_in):
    report, client = draft(filled), sign_in("staff")
    typed(client, report, "Đã tổ chức mười hội nghị.")
    typed(client, report, "Đã tổ chức hai mươi hội nghị.")
    rows = list(stored(report).versions.all())
    assert [row.no for row in rows] == [3, 2, 1] and rows[0].saved_by == filled.users["staff"]
    page = client.get(f"/bao-cao/da-lap/{report.pk}/phien-ban/?tu=2&den=3")
    text = unescape(page.content.decode())
    assert "<del>mười</del>" in text and "<ins>hai mươi</ins>" in text
    perform(services.submit, filled.actor("staff"), report.pk)
    perform(services.send_back, filled.actor("chair"), report.pk, text="Sửa")
    assert stored(report).versions.count() == 3, "what changes no text makes no version"


@given(st.text(max_size=60), st.text(max_size=60))
def test_compared_words_give_either_text_again(old, new):
    parts = versions.words(old, new)
    assert "".join(text for kind, text in parts if kind != "new") == old
    assert "".join(text for kind, text in parts if kind != "gone") == new


def test_changes_that_only_a_space_parts_are_told_as_one():
    assert versions.words("Nay: đã làm việc.", "Nay: được công khai.") == [
        ("same", "Nay: "), ("gone", "đã làm việc."), ("new", "được công khai."),
    ]  # fmt: skip
    assert versions.words("một hai ba", "một ba") == [("same", "một "), ("gone", "hai "), ("same", "ba")]


def test_the_chair_remarks_and_the_writer_sees_it(filled, sign_in):
    report = draft(filled)
    client = sign_in("chair")
    answer = client.post(
        f"/bao-cao/da-lap/{report.pk}/viec/gop-y/", {"section": "voters", "text": "Nêu rõ số hội nghị <b>"}
    )
    assert answer.status_code == 302
    text = sign_in("staff").get(url(report)).content.decode()
    assert "Nêu rõ số hội nghị &lt;b&gt;" in text
    assert stored(report).version == 1, "a remark leaves open forms valid"


def test_the_office_chooses_blocks_their_order_and_annexes(filled, sign_in):
    report, client = draft(filled), sign_in("staff")
    perform(services.amend, filled.actor("staff"), report.pk, section_voters="Câu sửa tay.")
    form = client.get(f"/bao-cao/da-lap/{report.pk}/viec/bo-cuc/").context["form"]
    assert form["order_sessions"].value() == 1 and form["annex_wards"].value() is True
    data = {"order_voters": "1", "order_sessions": "2", "order_organisation": "2", "annex_comparison": "on",
            "version": stored(report).version}  # fmt: skip
    assert client.post(f"/bao-cao/da-lap/{report.pk}/viec/bo-cuc/", data).status_code == 302
    after = stored(report)
    assert [item["key"] for item in after.sections] == ["voters", "sessions", "organisation"]
    assert section(report)["text"] == "Câu sửa tay."
    made = document.of_report(after)
    assert [item["key"] for item in made["annexes"]] == ["comparison"]
    assert made["parts"][0]["heading"].startswith("I. ")
    none = client.post(f"/bao-cao/da-lap/{report.pk}/viec/bo-cuc/", {"version": after.version})
    assert none.status_code == 409


def test_long_annexes_are_kept_with_the_report_and_frozen_with_it(filled):
    from django.db import DatabaseError, transaction

    from tests.reports.test_services import bring

    report = draft(filled, outline="voters")
    made = document.of_report(stored(report))
    annex = next(item for item in made["annexes"] if item["key"] == "opinions")
    assert annex["count"] == 5 and annex["long"]
    assert [len(row.rows) for row in report.annex_rows.all()] == [5]
    bring(filled, report, "finalised")
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        report.annex_rows.all().delete()


@pytest.mark.parametrize(
    "outline", ["activity", "quarter", "oversight", "voters", "petitions", "session", "conference"]
)
def test_every_book_is_drafted_and_shown(filled, sign_in, outline):
    report = draft(filled, outline=outline, title="")
    made = document.of_report(stored(report))
    said = " ".join(
        line for part in made["parts"] for section in part["sections"] for line in section["paragraphs"]
    )
    assert report.title and said and not {"{", "[", "|"} & set(said + report.title)
    assert sign_in("staff").get(report.get_absolute_url()).status_code == 200


def test_a_committee_reports_its_own_work(filled, sign_in):
    from tests.reports import seed

    seed.rounds(filled)
    report = draft(filled, outline="oversight", subject=filled.committee, title="")
    assert (
        stored(report).figures["oversight.rounds"] == 2 and "opinions.received" not in stored(report).figures
    )
    made = document.of_report(stored(report))
    assert made["issuer"] == ["BAN PHÁP CHẾ"] and "Ban Pháp chế" in report.title
    page = sign_in("staff").get(report.get_absolute_url())
    row = next(
        row for group in page.context["groups"] for row in group["rows"] if row["key"] == "oversight.rounds"
    )
    listed = sign_in("staff").get(row["url"])
    assert listed.context["page_obj"].paginator.count == row["value"] == 2


# --- wordings -------------------------------------------------------------------------------------------------


def test_the_administrator_words_a_block(filled, sign_in, django_assert_max_num_queries):
    client = sign_in("admin")
    assert client.get("/bao-cao/cau-mau/").status_code == 200
    with django_assert_max_num_queries(15):
        page = client.get("/bao-cao/cau-mau/voters/")
    assert page.status_code == 200
    own = {"heading": "Tiếp xúc với cử tri", "text": "Đã ghi nhận {opinions.received} ý kiến."}
    assert client.post("/bao-cao/cau-mau/voters/", own).status_code == 302
    report = draft(filled)
    assert section(report)["heading"] == "Tiếp xúc với cử tri" and "Đã ghi nhận 05 ý kiến." in _text(report)
    other = draft(filled, "foreign")
    assert section(other)["heading"] == "Tiếp xúc cử tri", "a wording is the council's own"
    assert client.post("/bao-cao/cau-mau/voters/", {"_shipped": "1"}).status_code == 302
    assert not Wording.objects.exists()


def test_a_wording_that_cannot_be_read_is_refused_at_its_field(filled, sign_in):
    client = sign_in("admin")
    page = client.post("/bao-cao/cau-mau/voters/", {"heading": "TXCT", "text": "Có {opinions.khong} ý kiến"})
    assert page.status_code == 422 and "«{opinions.khong}»" in " ".join(page.context["form"].errors["text"])
    assert not Wording.objects.exists()


@pytest.mark.parametrize("role", ["staff", "chair", "head", "delegate", "ward", "agency", "foreign"])
def test_only_the_administrator_words(city, sign_in, role):
    client = sign_in(role)
    assert (
        client.get("/bao-cao/cau-mau/").status_code
        == client.get("/bao-cao/cau-mau/voters/").status_code
        == 403
    )
    assert client.post("/bao-cao/cau-mau/voters/", {"heading": "x", "text": "x"}).status_code == 403


# --- the quarterly draft ----------------------------------------------------------------------------------------


def test_the_quarters_draft_is_prepared_on_the_first_working_day(filled):
    from core.models import Notice
    from reports import schedule
    from reports.models import SummaryReport

    # Saturday and Sunday follow the third quarter of 2022.
    assert schedule.first_working_day(date(2022, 9, 30)) == date(2022, 10, 3)
    assert schedule.prepare(date(2022, 10, 1)) == [] and not SummaryReport.objects.exists()
    made = schedule.prepare(date(2022, 10, 3))
    assert {report.owner_id for report in made} == {filled.council.pk, filled.ward.pk, filled.neighbour.pk}
    report = SummaryReport.objects.get(owner=filled.council)
    assert (report.outline, report.start, report.end) == ("quarter", date(2022, 7, 1), date(2022, 9, 30))
    assert "quý III năm 2022" in report.title and report.state == "draft"
    assert Notice.objects.filter(user=filled.users["staff"], text__contains="quý III năm 2022").count() == 1
    assert schedule.prepare(date(2022, 10, 3)) == schedule.prepare(date(2022, 10, 5)) == []
    assert schedule.prepare(date(2022, 11, 20)) == []


def test_a_draft_somebody_began_is_left_alone(filled):
    from reports import schedule
    from reports.models import SummaryReport

    begun = draft(filled, start=date(2022, 7, 1), end=date(2022, 9, 30))
    schedule.prepare(date(2022, 10, 4))
    assert SummaryReport.objects.get(owner=filled.council).pk == begun.pk


def test_the_history_names_the_section_of_a_remark(filled, sign_in):
    report = draft(filled)
    perform(services.comment, filled.actor("chair"), report.pk, section="voters", text="Nêu rõ số hội nghị")
    page = sign_in("staff").get(report.get_absolute_url(), follow=True).content.decode()
    told = page.split('id="history"')[1]
    assert "Tiếp xúc cử tri" in told and "voters" not in told
