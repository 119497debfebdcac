"""The calendar's week, and what it is narrowed to."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils.timezone import localdate

from core.models import Deadline, Share
from council.models import Role
from tests import factories
from tests.desk.test_views import day_of, meeting, opinion

NARROWED = ["?so=opinion", "?noi=so-xay-dung", "?noi=song-chau", "?noi=lam-son", "?han=qua-han", "?kieu=tuan"]


def labels(page):
    return [event["label"] for week in page.context["weeks"] for day in week for event in day["events"]]


def events(page):
    """What happens, without what is due."""
    return [label.split(" · ")[0] for label in labels(page) if not label.startswith("Hạn: ")]


def titles(page):
    return sorted(label.removeprefix("Hạn: ").split(" · ")[0] for label in labels(page))


@time_machine.travel("2026-08-12 09:00+07:00", tick=False)
def test_a_week_runs_from_monday_and_leads_to_its_neighbours(city, sign_in):
    meeting(city, "Trong tuần", date(2026, 8, 16))
    meeting(city, "Tuần sau", date(2026, 8, 17))
    client = sign_in("staff")
    page = client.get("/lich/?kieu=tuan")
    assert page.context["title"] == "Tuần 10/08 – 16/08/2026" and len(page.context["weeks"]) == 1
    assert events(page) == ["Trong tuần"]
    assert events(client.get(page.context["next_url"])) == ["Tuần sau"]
    assert client.get(page.context["prev_url"]).context["title"] == "Tuần 03/08 – 09/08/2026"
    typed = client.get("/lich/?kieu=tuan&tuan=20/08/2026")
    assert typed.context["title"] == "Tuần 17/08 – 23/08/2026"


def test_the_views_keep_the_time_and_what_is_narrowed(city, sign_in):
    client = sign_in("staff")
    page = client.get("/lich/?kieu=tuan&tuan=2026-03-04&so=opinion&noi=lam-son&han=con-xa")
    views = {label: url for label, url, _ in page.context["views"]}
    month = client.get(views["Tháng"])
    assert month.context["title"] == "Tháng 3/2026"
    asked = month.context["asked"]
    assert (asked.kind, asked.body.code, asked.tone) == ("opinion", "lam-son", "con-xa")
    assert client.get(views["Danh sách"]).context["mode"] == "list"


def test_a_body_is_found_as_owner_and_as_debtor(city, sign_in):
    opinion(city, "Sở Xây dựng trả lời", days=0)
    opinion(city, "Sở Y tế trả lời", days=0, agency=city.other_agency)
    opinion(city, "Phường giữ", days=0, agency=city.ward_agency, who="ward")
    meeting(city, "Hội nghị thành phố", localdate())
    client = sign_in("staff")
    assert titles(client.get("/lich/?noi=so-xay-dung")) == ["Sở Xây dựng trả lời"]
    assert titles(client.get("/lich/?noi=lam-son")) == ["Phường giữ"]
    assert "Hội nghị thành phố" in titles(client.get("/lich/?noi=song-chau"))
    assert titles(client.get("/lich/?noi=ubnd-lam-son")) == ["Phường giữ"]


def test_a_body_that_keeps_and_owes_is_listed_once(city, sign_in):
    opinion(city, "Chính hội đồng trả lời", days=0, agency=city.council)
    assert titles(sign_in("staff").get("/lich/?noi=song-chau&so=opinion")) == ["Chính hội đồng trả lời"]


def test_a_person_stands_for_the_own_bodies_limits(city, sign_in):
    opinion(city, "Ban trả lời", days=0, agency=city.committee)
    opinion(city, "Sở trả lời", days=0)
    meeting(city, "Hội nghị", localdate())
    made = opinion(city, "Không ghi ai", days=0)
    Deadline.objects.filter(record=made).update(owed_by=None)
    client = sign_in("staff")
    head = client.get(f"/lich/?nguoi={city.users['head'].pk}")
    assert titles(head) == ["Ban trả lời"] and "Đỗ Thị Ánh" in head.context["narrowed"]
    staff = client.get(f"/lich/?nguoi={city.users['staff'].pk}&so=opinion")
    assert titles(staff) == ["Không ghi ai"]
    names = [name for _, name, _ in head.context["people"]]
    assert "Đỗ Thị Ánh" in names and "Vũ Đình An" not in names
    assert names.index("Nguyễn Văn Ân") < names.index("Lê Thu Hà")


@time_machine.travel("2026-08-12 09:00+07:00", tick=False)
@pytest.mark.parametrize(
    ("tone", "found"),
    [("qua-han", [-3, -1]), ("hom-nay", [0]), ("sap-den", [1, 7]), ("con-xa", [8, 12])],
)
def test_a_tone_is_a_span_of_days(city, sign_in, tone, found):
    for left in (-3, -1, 0, 1, 7, 8, 12):
        opinion(city, f"{left}", days=left)
    meeting(city, "Hội nghị", localdate())
    page = sign_in("staff").get(f"/lich/?han={tone}")
    shown = [title for title in titles(page) if title != "Hội nghị"]  # its notice is due too
    assert shown == sorted(str(left) for left in found) and events(page) == []
    assert "không có kỳ họp và hội nghị" in page.content.decode()


@pytest.mark.parametrize(
    "query",
    ["kieu=nam", "kieu=tuan&tuan=x", "kieu=tuan&tuan=31/02/2026", "kieu=tuan&tuan=1500-01-01", "noi=khong-co",
     "noi=dong-giang", "nguoi=abc", "nguoi=999999", "nguoi=99999999999999999999", "han=do", "so=x", "nguoi=²"],
)  # fmt: skip
def test_a_wrong_word_of_the_address_is_told(city, sign_in, query):
    page = sign_in("staff").get(f"/lich/?{query}")
    assert page.status_code == 400 and "/lich/" in page.content.decode()


def test_people_and_bodies_out_of_reach_are_not_there(city, sign_in):
    client = sign_in("agency")
    for query in (f"nguoi={city.users['other_agency'].pk}", "noi=so-y-te", "noi=lam-son"):
        assert client.get(f"/lich/?{query}").status_code == 400, query
    page = client.get(f"/lich/?nguoi={city.users['agency'].pk}&noi=so-xay-dung")
    assert page.status_code == 200 and [name for _, name, _ in page.context["people"]] == ["Bùi Thị Dung"]


def test_an_agency_never_finds_what_others_owe(city, sign_in):
    made = opinion(city, "Gửi cả hai", days=0)
    opinion(city, "Gửi Sở Y tế", days=0, agency=city.other_agency)
    Share.objects.get_or_create(record_id=made.pk, body=city.agency)
    assert titles(sign_in("agency").get("/lich/?noi=so-xay-dung")) == ["Gửi cả hai"]


@pytest.mark.parametrize("query", [*NARROWED, "person"])
def test_three_rows_cost_as_much_as_one(city, sign_in, query, django_assert_max_num_queries):
    client, asked = sign_in("staff"), []
    query = f"?nguoi={city.users['head'].pk}" if query == "person" else query
    for number in range(3):
        opinion(city, f"Việc {number}", days=0, agency=city.committee if "nguoi" in query else None)
        opinion(city, f"Chậm {number}", days=-1)
        meeting(city, f"Hội nghị {number}", localdate())
        if number != 1:
            client.get(f"/lich/{query}")
            with django_assert_max_num_queries(15) as queries:
                client.get(f"/lich/{query}")
            asked.append(len(queries))
    assert asked[0] == asked[1]


def test_a_full_day_of_a_week_shows_more_and_says_the_rest(city, sign_in):
    for number in range(18):
        opinion(city, f"Việc {number}", days=0)
    page = sign_in("staff").get("/lich/?kieu=tuan")
    cell = day_of(page, localdate())
    assert len(cell["events"]) == 16 and cell["more"] == "còn 2 việc"


def test_an_ended_membership_takes_the_person_off_the_list(city, sign_in):
    gone = factories.person("gone", "Ngô Văn Cũ", city.committee, Role.HEAD)
    gone.memberships.update(to_on=localdate() - timedelta(1))
    client = sign_in("staff")
    assert client.get(f"/lich/?nguoi={gone.pk}").status_code == 400
    assert gone.pk not in [pk for pk, *_ in client.get("/lich/").context["people"]]
