from datetime import date

import pytest

from core.models import Attachment, Deadline
from core.verbs import perform
from oversight import services
from oversight.models import Recommendation, Round, Visit
from oversight.rows import ladder, score
from tests.oversight import steps

LISTS = ["/giam-sat/", "/giam-sat/don-vi/", "/giam-sat/kien-nghi/"]


def text(response):
    return response.content.decode()


def new_form(client, url, **values):
    return {"once": client.get(url).context["form"]["once"].value()} | values


def round_form(client, city, **values):
    values = {
        "title": "Công tác quân sự, quốc phòng địa phương", "round_kind": "thematic", "field": "defence",
        "subject_kind": "standing", "subject_body": city.standing.pk, "on": "7/9/2026", "ends_on": "09/10/2026",
        "head": city.delegate.pk, "members": [city.delegate.pk],
    } | values  # fmt: skip
    return new_form(client, "/giam-sat/moi/", **values)


# --- entering -----------------------------------------------------------------------------------------------


def test_a_round_is_entered_in_the_browser(city, sign_in):
    client = sign_in("staff")
    form = round_form(client, city)
    saved = client.post("/giam-sat/moi/", form)
    assert saved.status_code == 302
    assert client.post("/giam-sat/moi/", form)["Location"] == saved["Location"]
    made = Round.objects.get()
    assert made.on == date(2026, 9, 7) and list(made.members.all()) == [city.delegate]
    assert "Trưởng đoàn" in text(client.get(saved["Location"]))


@pytest.mark.parametrize(
    ("wrong", "field", "message"),
    [
        ({"title": ""}, "title", "bắt buộc"),
        ({"on": "31/2/2026"}, "on", "không có ngày 31"),
        ({"ends_on": "1/9/2026"}, "ends_on", "Không thể trước ngày bắt đầu 07/09/2026"),
        ({"scope_from": "1/6/2026", "scope_to": "1/1/2026"}, "scope_to", "Không thể trước"),
        ({"subject_kind": "committee"}, "subject_body", "chọn Ban của HĐND"),
        ({"subject_body": "999999"}, "subject_body", "hợp lệ"),
        ({"head": "999999"}, "head", "hợp lệ"),
        ({"field": "nonsense"}, "field", "hợp lệ"),
    ],
)
def test_wrong_input_is_said_at_its_field(city, sign_in, wrong, field, message):
    client = sign_in("staff")
    page = client.post("/giam-sat/moi/", round_form(client, city) | wrong)
    assert page.status_code == 422
    assert message in " ".join(page.context["form"].errors[field])
    assert not Round.objects.exists()


def test_another_bodys_organ_is_no_subject(city, sign_in):
    client = sign_in("staff")
    page = client.post(
        "/giam-sat/moi/", round_form(client, city, subject_kind="council", subject_body=city.neighbour.pk)
    )
    assert page.status_code == 422 and "subject_body" in page.context["form"].errors


def test_a_head_is_offered_the_own_committee_only(city, sign_in):
    client = sign_in("head")
    form = client.get("/giam-sat/moi/").context["form"]
    assert list(form.fields["subject_body"].queryset) == [city.committee]
    page = client.post("/giam-sat/moi/", round_form(client, city))
    assert page.status_code == 422


def test_units_are_entered_one_after_the_other(city, sign_in):
    round = steps.round_in(city, "decided")
    client = sign_in("staff")
    url = f"/giam-sat/don-vi/moi/?cuoc={round.pk}"
    page = client.get(url)
    assert round.title in text(page)
    form = new_form(client, url, round=round.pk, target=city.other_agency.pk, on="6/10/2026", _again="1")
    saved = client.post(url, form)
    assert saved.status_code == 302 and saved["Location"] == url
    assert round.visits.count() == 2
    # The same click twice makes one unit, and another form with the same unit is refused at the field.
    assert client.post(url, form).status_code == 302
    again = client.post(url, form | {"once": new_form(client, url)["once"]})
    assert again.status_code == 422 and "đã có trong cuộc" in again.context["form"].errors["target"][0]
    assert round.visits.count() == 2


def test_recommendations_are_entered_for_a_round(city, sign_in):
    round = steps.round_in(city, "concluded")
    visit = round.visits.get()
    client = sign_in("staff")
    url = f"/giam-sat/kien-nghi/moi/?cuoc={round.pk}"
    form = new_form(
        client, url, round=round.pk, visit=visit.pk, title="Công khai quy hoạch", lead=city.agency.pk
    )
    page = client.post(url, form)
    assert page.status_code == 422 and "due_on" in page.context["form"].errors
    page = client.post(url, form | {"due_on": "1/10/2026"})
    assert page.status_code == 422 and "22/10/2026" in page.context["form"].errors["due_on"][0]
    assert client.post(url, form | {"due_on": "31/12/2026"}).status_code == 302
    assert round.recommendations.get(visit=visit).due_on == date(2026, 12, 31)


def test_a_round_that_takes_no_more_parts_says_so(city, sign_in):
    round = steps.round_in(city, "reported")
    page = sign_in("staff").get(f"/giam-sat/don-vi/moi/?cuoc={round.pk}")
    assert page.status_code == 409 and "không thêm được đơn vị" in text(page)
    others = steps.propose(city)
    assert sign_in("head").get(f"/giam-sat/don-vi/moi/?cuoc={others.pk}").status_code == 403


@pytest.mark.parametrize("query", ["?cuoc=0", "?cuoc=abc", "?cuoc=99999999999999999999", "?cuoc=²"])
def test_a_part_of_no_round_is_not_found(city, sign_in, query):
    assert sign_in("staff").get(f"/giam-sat/don-vi/moi/{query}").status_code == 404


def test_without_a_round_in_the_address_one_is_chosen(city, sign_in):
    round = steps.round_in(city, "decided")
    ended = steps.round_in(city, "cancelled", made=steps.propose)
    client = sign_in("staff")
    choices = client.get("/giam-sat/don-vi/moi/").context["form"].fields["round"].queryset
    assert round in choices and ended not in choices
    form = new_form(
        client, "/giam-sat/don-vi/moi/", round=round.pk, target=city.other_agency.pk, on="6/10/2026"
    )
    assert client.post("/giam-sat/don-vi/moi/", form).status_code == 302


def test_a_foreign_round_takes_no_part(city, sign_in):
    round = steps.round_in(city, "decided")
    client = sign_in("foreign")
    assert client.get(f"/giam-sat/don-vi/moi/?cuoc={round.pk}").status_code == 404
    form = {"round": round.pk, "target": city.agency.pk, "on": "6/10/2026"}
    page = client.post("/giam-sat/don-vi/moi/", form)
    assert page.status_code == 422 and "round" in page.context["form"].errors
    assert client.get(round.get_absolute_url()).status_code == 404


# --- acting -------------------------------------------------------------------------------------------------


def test_the_whole_path_in_the_browser(city, sign_in):
    client = sign_in("staff")
    page = client.post("/giam-sat/moi/", round_form(client, city))
    round = Round.objects.get()
    base = f"/giam-sat/{round.pk}/viec"
    unit = f"/giam-sat/don-vi/moi/?cuoc={round.pk}"
    client.post(unit, new_form(client, unit, round=round.pk, target=city.agency.pk, on="5/10/2026"))
    visit = Visit.objects.get()
    acts = [
        (
            f"{base}/quyet-dinh/",
            {"decision_no": "15/QĐ", "decision_on": "1/9/2026", "head": city.delegate.pk},
        ),
        (
            f"{base}/de-cuong/",
            {"outline_no": "20", "outline_sent_on": "10/9/2026", "report_due_on": "28/9/2026"},
        ),
        (f"{base}/bat-dau/", {}),
        (f"/giam-sat/don-vi/{visit.pk}/viec/ket-qua/", {"on": "5/10/2026", "faults": "Còn 12 công trình"}),
        (f"{base}/bao-cao/", {"report_no": "31", "reported_on": "16/10/2026", "ends_on": "9/10/2026"}),
        (f"{base}/ket-luan/", {"conclusion_no": "40", "conclusion_on": "22/10/2026", "conclusion": "Đạt"}),
        (f"{base}/ket-thuc/", {}),
    ]
    for url, values in acts:
        assert client.get(url).status_code in (200, 302), url
        page = client.post(url, values)
        assert page.status_code == 302, text(page)
    assert Round.objects.get().state == "closed"
    assert "Còn 12 công trình" in text(client.get(round.get_absolute_url()))


def test_a_refused_act_says_why(city, sign_in):
    item = steps.recommendation_in(city, "not_done")
    page = sign_in("chair").post(f"/giam-sat/{item.round_id}/viec/ket-thuc/")
    assert page.status_code == 409 and item.code in text(page)


def test_an_act_in_the_wrong_state_is_refused(city, sign_in):
    round = steps.round_in(city, "proposed")
    page = sign_in("staff").post(f"/giam-sat/{round.pk}/viec/bat-dau/")
    assert page.status_code == 409 and "dự kiến" in text(page)


def test_a_delegate_may_look_but_not_act(city, sign_in):
    round = steps.round_in(city, "proposed")
    client = sign_in("delegate")
    page = client.get(round.get_absolute_url())
    assert page.status_code == 200 and page.context["verbs"] == [] and page.context["visit_url"] == ""
    assert (
        client.post(
            f"/giam-sat/{round.pk}/viec/huy/", {"cancelled_on": "1/9/2026", "cancel_reason": "x"}
        ).status_code
        == 403
    )


def test_wrong_days_of_an_act_stay_in_its_form(city, sign_in):
    round = steps.round_in(city, "reported")
    values = {"conclusion_no": "40", "conclusion_on": "1/10/2026", "conclusion": "Đạt"}
    page = sign_in("staff").post(f"/giam-sat/{round.pk}/viec/ket-luan/", values)
    assert page.status_code == 422 and "16/10/2026" in page.context["form"].errors["conclusion_on"][0]


def test_a_false_file_is_refused_at_its_field(city, sign_in, upload):
    visit = steps.visit_in(city, "outline_sent")
    client = sign_in("agency")
    url = f"/giam-sat/don-vi/{visit.pk}/viec/nop-bao-cao/"
    upload.name = "bao-cao.docx"
    page = client.post(url, {"report_received_on": "20/9/2026", "file": upload})
    assert page.status_code == 422 and "DOCX" in page.context["form"].errors["file"][0]
    upload.name = "bao-cao.pdf"
    upload.seek(0)
    assert client.post(url, {"report_received_on": "20/9/2026", "file": upload}).status_code == 302
    assert Attachment.objects.get(record=visit.pk).name == "bao-cao.pdf"


def test_a_round_changed_by_another_is_shown_in_both_versions(city, sign_in):
    round = steps.round_in(city, "proposed")
    client = sign_in("staff")
    form = client.get(f"/giam-sat/{round.pk}/sua/").context["form"]
    values = round_form(
        client,
        city,
        subject_kind="committee",
        subject_body=city.committee.pk,
        version=form["version"].value(),
    )
    perform(services.amend_round, city.actor("head"), round.pk, title="Tên do Trưởng Ban sửa")
    page = client.post(f"/giam-sat/{round.pk}/sua/", values)
    assert page.status_code == 409 and "Tên do Trưởng Ban sửa" in text(page)
    assert Round.objects.get(pk=round.pk).title == "Tên do Trưởng Ban sửa"


def test_what_acts_have_set_is_corrected_in_the_form(city, sign_in):
    round = steps.round_in(city, "concluded")
    client = sign_in("staff")
    form = client.get(f"/giam-sat/{round.pk}/sua/").context["form"]
    assert form.fields["conclusion_no"].required and "cancel_reason" not in form.fields
    values = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    values |= {"members": [], "conclusion_no": "41/KL"}
    for name in ("on", "ends_on", "decision_on", "outline_sent_on", "reported_on", "conclusion_on"):
        values[name] = f"{values[name]:%d/%m/%Y}"
    assert client.post(f"/giam-sat/{round.pk}/sua/", values).status_code == 302
    assert Round.objects.get(pk=round.pk).conclusion_no == "41/KL"


def test_an_ended_round_is_not_edited(city, sign_in):
    round = steps.round_in(city, "closed")
    client = sign_in("staff")
    assert client.get(round.get_absolute_url()).context["edit_url"] == ""
    form = client.get(f"/giam-sat/{round.pk}/sua/").context["form"]
    values = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    for name in ("on", "ends_on", "decision_on", "outline_sent_on", "reported_on", "conclusion_on"):
        values[name] = f"{values[name]:%d/%m/%Y}"
    page = client.post(f"/giam-sat/{round.pk}/sua/", values | {"title": "Tên khác"})
    assert page.status_code == 409


# --- the overseen unit --------------------------------------------------------------------------------------


def test_the_unit_sees_its_visit_and_no_finding_before_the_conclusion(city, sign_in):
    round = steps.round_in(city, "reported")
    visit, client = round.visits.get(), sign_in("agency")
    page = client.get(visit.get_absolute_url())
    assert page.status_code == 200 and "Hồ sơ thiếu" not in text(page)
    assert client.get(round.get_absolute_url()).status_code == 404
    assert f'href="{round.get_absolute_url()}"' not in text(page)
    steps.conclude(city, round)
    assert "Hồ sơ thiếu" in text(client.get(visit.get_absolute_url()))
    assert client.get(f"/giam-sat/don-vi/{visit.pk}/sua/").status_code == 403


def test_the_unit_reports_fulfilment_and_another_does_not_see_it(city, sign_in):
    item = steps.recommendation_in(city, "open")
    url = f"/giam-sat/kien-nghi/{item.pk}/viec/bao-cao/"
    values = {"report": "Đã tháo dỡ", "reported_on": "1/12/2026"}
    assert sign_in("other_agency").post(url, values).status_code == 404
    client = sign_in("agency")
    assert [verb["label"] for verb in client.get(item.get_absolute_url()).context["verbs"]] == [
        "Báo cáo thực hiện"
    ]
    assert client.post(url, values).status_code == 302
    assert Recommendation.objects.get(pk=item.pk).state == "reported"
    for address in LISTS:
        assert client.get(address).status_code == 200


def test_a_part_of_a_round_in_another_body_is_not_chosen(city, sign_in):
    round = steps.round_in(city, "concluded")
    other = steps.visit_in(city, "planned")
    client = sign_in("staff")
    url = f"/giam-sat/kien-nghi/moi/?cuoc={round.pk}"
    form = new_form(
        client, url, round=round.pk, visit=other.pk, title="x", lead=city.agency.pk, due_on="31/12/2026"
    )
    page = client.post(url, form)
    assert page.status_code == 422 and "visit" in page.context["form"].errors


# --- lists --------------------------------------------------------------------------------------------------


@pytest.fixture
def counted(django_assert_max_num_queries, django_assert_num_queries):
    """counted(client, url): the number of queries of a page, at most fifteen."""

    def count(client, url):
        client.get(url)
        with django_assert_max_num_queries(15) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    return count


@pytest.mark.parametrize("url", LISTS)
def test_lists_ask_the_same_number_of_queries_for_one_row_and_three(city, sign_in, counted, url):
    steps.recommendation_in(city, "open")
    client = sign_in("staff")
    one = counted(client, url)
    for _ in range(2):
        steps.recommendation_in(city, "open")
    assert counted(client, url) == one
    assert len(client.get(url).context["table"].rows) == 3


def test_pages_ask_the_same_number_of_queries_for_one_part_and_three(city, sign_in, counted):
    round = steps.round_in(city, "concluded")
    client = sign_in("staff")
    one = counted(client, round.get_absolute_url())
    for lead in (city.agency, city.other_agency):
        item = steps.add_recommendation(city, round, lead=lead)
        steps.do(city, services.escalate, item, step="urge", letter_no="1", on=date(2026, 12, 1))
    assert counted(client, round.get_absolute_url()) == one


@pytest.mark.parametrize(
    ("url", "queries"),
    [
        (
            "/giam-sat/",
            ["q=trat+tu", "linh_vuc=building", "chu_the=committee", "tinh_trang=concluded", "sort=-on"],
        ),
        ("/giam-sat/don-vi/", ["q=xay+dung", "tinh_trang=worked"]),
        ("/giam-sat/kien-nghi/", ["q=cong+trinh", "han=con-han", "tinh_trang=open"]),
    ],
)
def test_lists_are_filtered(city, sign_in, url, queries):
    steps.recommendation_in(city, "open")
    client = sign_in("staff")
    for query in queries:
        assert len(client.get(f"{url}?{query}").context["table"].rows) == 1, query
    assert len(client.get(f"{url}?q=khong+co+gi").context["table"].rows) == 0
    assert client.get(f"{url}?tu=hom+kia").status_code == 400


def test_overdue_recommendations_are_found(city, sign_in, time_machine_at):
    late = steps.recommendation_in(city, "open")
    steps.add_recommendation(city, late.round, lead=city.other_agency, due_on=date(2027, 6, 30))
    steps.recommendation_in(city, "done")
    time_machine_at(date(2027, 1, 4))
    client = sign_in("staff")
    rows = client.get("/giam-sat/kien-nghi/?han=qua-han").context["table"].rows
    assert [row.record.pk for row in rows] == [late.pk]
    page = client.get(late.round.get_absolute_url())
    assert page.context["score"] == {"issued": 2, "due": 1, "done": 0, "share": 0, "late": 1}
    assert "quá hạn 4 ngày" in text(page)
    assert "quá hạn 4 ngày" in text(client.get("/giam-sat/kien-nghi/?sort=due"))
    assert (
        client.get(f"/giam-sat/kien-nghi/?co_quan={city.other_agency.pk}")
        .context["table"]
        .rows[0]
        .record.lead
        == city.other_agency
    )


@pytest.mark.parametrize("url", LISTS)
def test_lists_are_exported(city, sign_in, url):
    steps.recommendation_in(city, "open")
    client = sign_in("staff")
    assert client.get(f"{url}xuat.xlsx").content.startswith(b"PK")


def test_the_list_of_rounds_counts_units_and_recommendations(city, sign_in):
    steps.recommendation_in(city, "done")
    row = sign_in("staff").get("/giam-sat/").context["table"].rows[0]
    assert row.get_cell_value("units") == 1 and row.get_cell("fulfilled") == "1/1"


# --- rows ---------------------------------------------------------------------------------------------------


def test_the_share_is_over_what_is_due_only(city):
    item = steps.recommendation_in(city, "done")
    later = steps.add_recommendation(city, item.round, due_on=date(2027, 6, 30))
    assert score([item, later], date(2026, 11, 1)) == {
        "issued": 2,
        "due": 0,
        "done": 0,
        "share": None,
        "late": 0,
    }
    assert score([item, later], steps.DUE) == {"issued": 2, "due": 1, "done": 1, "share": 100, "late": 0}


def test_the_ladder_shows_what_was_taken_and_what_comes_next(city):
    item = steps.recommendation_in(city, "open")
    steps.do(city, services.escalate, item, step="urge", letter_no="1/ĐĐ", on=date(2027, 1, 5))
    first, second, third, *_ = ladder(item)
    assert first["sub"] == "05/01/2027 · 1/ĐĐ" and second["sub"] == "bước tiếp theo" and third["sub"] == ""


def test_a_deadline_explains_the_unit_report_without_a_rule(city, sign_in):
    round = steps.send_outline(city, steps.round_in(city, "decided"), report_due_on=date(2026, 9, 28))
    page = sign_in("staff").get(round.visits.get().get_absolute_url())
    assert "Gửi báo cáo theo đề cương giám sát" in text(page)
    assert Deadline.objects.filter(code="oversight.unit_report").count() == 1


def test_an_empty_list_says_where_to_go(city, sign_in):
    assert sign_in("staff").get("/giam-sat/").context["empty"]["action"]["url"] == "/giam-sat/moi/"
    assert "không thấy cả cuộc giám sát" in text(sign_in("agency").get("/giam-sat/"))
    empty = sign_in("staff").get("/giam-sat/kien-nghi/").context["empty"]
    assert empty["action"] is None and "trang của cuộc giám sát" in empty["text"]
