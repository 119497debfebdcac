"""The pages that every register shares, tried on voters' opinions."""

import io
from datetime import date, timedelta

import pytest
from django.contrib.sessions.models import Session
from openpyxl import load_workbook

from core import export
from core.verbs import create, perform
from voters import services
from voters.models import Opinion


def opinion(city, title="Nạo vét rãnh tổ 12", **values):
    values = {"field": "irrigation", "on": date(2026, 10, 8)} | values
    return create(services.record_opinion, city.actor("staff"), title=title, **values)


def typed(client, url, **values):
    """What a browser would send from the form at `url`, with some fields changed."""
    form = client.get(url).context["form"]
    data = {bound.html_name: bound.value() for bound in form if bound.value() is not None}
    data = {key: f"{value:%d/%m/%Y}" if hasattr(value, "strftime") else value for key, value in data.items()}
    return data | {"_who": client.get(url).context["form_mark"]} | values


@pytest.mark.parametrize(
    "query", ["?page=abc", "?page=999", "?page=-1", "?sort=nope", "?sort=title", "?q=%00", "?q=" + "a" * 5000]
)
def test_odd_parameters_give_a_page(city, sign_in, query):
    opinion(city)
    assert sign_in("staff").get(f"/kien-nghi/{query}").status_code == 200


@pytest.mark.parametrize(
    "query", ["?tu=32/13/2026", "?tinh_trang=nope", "?don_vi=999999", "?don_vi=x", "?han=x"]
)
def test_wrong_filters_say_so(city, sign_in, query):
    opinion(city)
    page = sign_in("staff").get(f"/kien-nghi/{query}")
    assert page.status_code == 400 and "chưa được áp dụng" in page.content.decode()


def test_lists_cost_the_same_with_one_and_with_many_rows(city, sign_in, django_assert_num_queries):
    client = sign_in("staff")
    opinion(city)
    client.get("/kien-nghi/")
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        client.get("/kien-nghi/")
    for number in range(3):
        opinion(city, f"Kiến nghị {number}")
    with django_assert_num_queries(len(one)):
        client.get("/kien-nghi/")
    assert len(one) <= 15


def test_export_holds_what_is_filtered_and_no_formula(city, sign_in):
    opinion(city, '=HYPERLINK("http://x")')
    opinion(city, "Đèn đường ngõ 47")
    reply = sign_in("staff").get("/kien-nghi/xuat.xlsx?q=hyperlink")
    rows = list(load_workbook(io.BytesIO(reply.content)).active.values)
    assert len(rows) == 2 and '\'=HYPERLINK("http://x")' in rows[1]


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@x", "\t=1"])
def test_formulas_are_neutralised(value):
    assert export.harmless(value) == f"'{value}"


def test_the_second_to_save_sees_both_versions_and_chooses(city, sign_in):
    made = opinion(city, competence="city")
    client, url = sign_in("staff"), f"/kien-nghi/{made.pk}/sua/"
    mine = typed(client, url, title="Của tôi")
    perform(services.amend_opinion, city.actor("staff"), made.pk, title="Của người kia", field="land")
    page = client.post(url, mine)
    assert page.status_code == 409
    shown = {row["name"]: (row["mine"], row["theirs"]) for row in page.context["conflict"]["fields"]}
    assert shown["title"] == ("Của tôi", "Của người kia") and shown["field"][1] == "Đất đai, tài nguyên"
    assert Opinion.objects.get(pk=made.pk).title == "Của người kia"
    again = mine | {
        "version": page.context["form"].data["version"],
        "keep_title": "mine",
        "keep_field": "theirs",
    }
    assert client.post(url, again).status_code == 302
    stored = Opinion.objects.get(pk=made.pk)
    assert (stored.title, stored.field) == ("Của tôi", "land")


def test_what_was_typed_survives_an_expired_login(city, sign_in, client):
    client = sign_in("staff")
    sent = typed(client, "/kien-nghi/moi/", title="Gõ dở khi hết phiên", field="land")
    Session.objects.all().delete()
    reply = client.post("/kien-nghi/moi/", sent)
    assert reply.status_code == 302 and reply["Location"].startswith("/dang-nhap/")
    client.force_login(city.users["staff"], backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/kien-nghi/moi/")
    assert page.context["restored"] and "Gõ dở khi hết phiên" in page.content.decode()
    assert "Gõ dở" not in client.get("/kien-nghi/moi/").content.decode()


def test_nobody_else_gets_what_was_typed(city, sign_in):
    client = sign_in("staff")
    sent = typed(client, "/kien-nghi/moi/", title="Gõ dở khi hết phiên", field="land")
    Session.objects.all().delete()
    client.post("/kien-nghi/moi/", sent)
    client.force_login(city.users["ward"], backend="django.contrib.auth.backends.ModelBackend")
    assert "Gõ dở" not in client.get("/kien-nghi/moi/").content.decode()


def test_a_form_with_errors_keeps_what_was_typed(city, sign_in):
    page = sign_in("staff").post("/kien-nghi/moi/", {"title": "Còn nguyên", "field": "", "on": "31/11/2026"})
    text = page.content.decode()
    assert page.status_code == 422 and "Còn nguyên" in text and "không có ngày 31" in text


def test_pages_beyond_ten_thousand_are_not_counted(city, sign_in, monkeypatch):
    from core import paging

    monkeypatch.setattr(paging, "CAP", 2)
    for number in range(4):
        opinion(city, f"Kiến nghị {number}")
    page = sign_in("staff").get("/kien-nghi/")
    assert page.context["page_obj"].capped and len(page.context["table"].page.object_list) == 2


def test_the_list_shows_the_nearest_due_date(city, sign_in):
    made = opinion(city, competence="city")
    perform(
        services.forward,
        city.actor("staff"),
        made.pk,
        agency=city.agency,
        letter_no="1",
        forwarded_on=date.today() - timedelta(60),
    )
    text = sign_in("staff").get("/kien-nghi/?han=qua-han").content.decode()
    assert "quá hạn" in text and made.code in text


def test_the_history_names_a_state_as_its_own_kind_does(city):
    """Several kinds have a state of one name, each with a label of its own."""
    from core import changes
    from core.models import HistoryEntry
    from oversight.models import Round
    from voters.models import Meeting

    entry = HistoryEntry(
        table_name="core_record", op="UPDATE", before={"state": ""}, after={"state": "reported"}
    )
    labels = {
        kind.KIND: changes.readable([entry], kind.KIND)[0]["changes"][0]["new"] for kind in (Round, Meeting)
    }
    assert labels == {"round": Round.STATES["reported"][0], "meeting": Meeting.STATES["reported"][0]}
    assert labels["round"] != labels["meeting"]


def test_the_unit_filter_offers_the_bodies_in_view(city, sign_in):
    opinion(city)
    create(
        services.record_opinion, city.actor("ward"), title="Của phường", field="land", on=date(2026, 10, 8)
    )
    page = sign_in("staff").get(f"/kien-nghi/?don_vi={city.ward.pk}")
    assert page.status_code == 200
    assert [row.record.title for row in page.context["table"].rows] == ["Của phường"]
    offered = {body.pk for body in page.context["filter_form"].fields["don_vi"].queryset}
    assert offered == {city.council.pk, city.ward.pk}


def test_a_second_click_leads_to_the_record_even_when_the_form_is_no_longer_right(city, sign_in):
    client = sign_in("staff")
    sent = typed(client, "/kien-nghi/moi/", title="Đèn đường hỏng", field="traffic")
    first = client.post("/kien-nghi/moi/", sent)
    second = client.post("/kien-nghi/moi/", sent | {"title": ""})
    assert second.status_code == 302 and second["Location"] == first["Location"]
    assert client.post("/kien-nghi/moi/", sent | {"once": "khong-phai"}).status_code == 422
    assert Opinion.objects.count() == 1


def test_the_history_tells_only_what_has_a_name_on_the_screen(city):
    from core import panels

    made = opinion(city, competence="city")
    values = {"agency": city.agency, "letter_no": "1", "forwarded_on": date(2026, 10, 9)}
    perform(services.forward, city.actor("staff"), made.pk, **values)
    labels = {change["label"] for act in panels.history(made)["history"] for change in act["changes"]}
    assert {"Việc phải làm", "Hạn", "Cơ quan giải quyết"} <= labels
    assert not labels & {
        "Record",
        "Holder",
        "Code",
        "Key",
        "Rule",
        "Owed by",
        "Anchor",
        "Body",
        "At",
        "Parent",
    }
