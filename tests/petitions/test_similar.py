"""Petitions that say the same, and the lists of what is watched."""

from datetime import date

import pytest

from petitions.models import Petition
from petitions.similar import similar, words_of
from petitions.watch import WATCHED, counts, watched
from tests import factories
from tests.petitions.steps import bring, do

pytestmark = pytest.mark.django_db
MATTER = "Khiếu nại quyết định thu hồi giấy phép xây dựng nhà xưởng dệt lụa ở xóm Trầm"


def found(city, text, by="staff"):
    return [(row.pk, percent) for row, percent in similar(city.actor(by), text)]


def test_the_same_matter_is_found_without_diacritics_and_in_other_words(city):
    made = factories.petition(city, title=MATTER)
    factories.petition(city, title="Đề nghị sửa cống thoát nước ngõ 12")
    assert found(city, MATTER) == [(made.pk, 100)]
    assert found(city, "khieu nai quyet dinh thu hoi giay phep xay dung nha xuong det lua o xom tram") == [
        (made.pk, 100)
    ]
    again = found(city, "Thu hồi giấy phép xây dựng nhà xưởng dệt lụa trái pháp luật")
    assert [pk for pk, _ in again] == [made.pk] and 34 <= again[0][1] < 100


def test_what_shares_a_few_words_is_not_called_similar(city):
    factories.petition(city, title=MATTER)
    assert (
        found(city, "Đề nghị cấp giấy phép xây dựng trường mầm non, mở rộng đường vào khu dân cư số năm")
        == []
    )
    assert found(city, "Đơn khiếu nại của ông") == [] and found(city, "") == []
    assert found(city, "' | & ! :* <-> (") == []


def test_the_most_alike_come_first_and_no_more_than_five(city):
    for n in range(7):
        factories.petition(city, title=f"{MATTER} {'và việc khác hẳn ' * n}")
    percents = [percent for _, percent in found(city, MATTER)]
    assert len(percents) == 5 and percents == sorted(percents, reverse=True)


def test_only_what_the_office_keeps_is_looked_through(city):
    factories.petition(city, title=MATTER, by="ward")
    assert found(city, MATTER) == []


def test_a_denunciation_is_found_by_its_matter_without_its_sender(city, sign_in):
    secret = factories.petition(city, title=MATTER, petition_kind="denunciation")
    page = sign_in("staff").post("/don-thu/tim-nguoi-gui/", {"title": MATTER, "sender_name": "Trần Thị Hoà"})
    text = page.content.decode()
    assert secret.code in text and "Chưa có đơn nào của người gửi này" in text
    assert "Trần Thị Hoà" not in text


def test_looking_for_the_same_costs_few_queries(city, sign_in, django_assert_max_num_queries):
    for _ in range(4):
        factories.petition(city, title=MATTER)
    client = sign_in("staff")
    with django_assert_max_num_queries(15):
        client.post(
            "/don-thu/tim-nguoi-gui/",
            {"title": MATTER, "sender_name": "Trần Thị Hoà", "sender_phone": "0912345678"},
        )


def test_common_words_tell_nothing():
    assert words_of("Đơn khiếu nại về việc của ông bà ở phường") == set()


def test_each_list_of_supervision_holds_what_it_says(city):
    late = factories.petition(city)  # sorting was due on 19/10
    silent = bring(city, factories.petition(city, on=date(2026, 10, 5)), "transferred")
    urged = do(
        city, bring(city, factories.petition(city, petition_kind="recommendation"), "transferred"), "urge"
    )
    again = factories.petition(city, on=date(2026, 11, 20), people=6, is_mass=True)
    do(city, again, "link", earlier=late, relation="resent")
    old = factories.petition(city, on=date(2026, 8, 1))
    bring(city, factories.petition(city), "closed")
    lists = {key: set(watched(Petition.objects.all(), key).values_list("pk", flat=True)) for key in WATCHED}
    assert lists["cham-phan-loai"] == {late.pk, old.pk}
    assert lists["chua-tra-loi"] == {silent.pk, urged.pk}
    assert lists["lap-lai"] == {late.pk, again.pk}
    assert lists["keo-dai"] == {old.pk} and lists["dong-nguoi"] == {again.pk}
    assert (
        lists["qua-han"] >= {late.pk, old.pk, silent.pk}
        and lists["giam-sat"] == lists["het-luu-tru"] == set()
    )
    assert {row["key"]: row["count"] for row in counts(city.actor("staff"))} == {
        key: len(rows) for key, rows in lists.items()
    }


def test_each_number_opens_its_list(city, sign_in, django_assert_max_num_queries):
    factories.petition(city)
    client = sign_in("chair")
    with django_assert_max_num_queries(15):
        rows = client.get("/don-thu/theo-doi/").context["rows"]
    for row in rows:
        page = client.get(f"/don-thu/?theo_doi={row['key']}")
        assert page.context["table"].paginator.count == row["count"], row["key"]
