"""Opinions by the dozen: pasted text split, the field suggested, rows saved exactly once whatever the network does."""

import json
import random
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from tests.voters import make
from voters.entry import MAX_ROWS, split_pasted, suggest_field
from voters.models import Opinion

JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.mark.parametrize(
    "text, titles",
    [
        ("Nạo vét rãnh\nLắp đèn\n\nSửa cầu", ["Nạo vét rãnh", "Lắp đèn", "Sửa cầu"]),
        ("1. Nạo vét rãnh\n2. Lắp đèn\nđường Trần Phú\n3) Sửa cầu", ["Nạo vét rãnh", "Lắp đèn đường Trần Phú", "Sửa cầu"]),
        ("Ý kiến cử tri phường:\n- Nạo vét rãnh;\n- Lắp đèn", ["Nạo vét rãnh", "Lắp đèn"]),
        ("1.\tNạo vét rãnh\n2.\tLắp đèn", ["Nạo vét rãnh", "Lắp đèn"]),
        ("STT\tNội dung\tCử tri\n1\tNạo vét rãnh\tÔng Bình\n2\t\"Lắp\nđèn\"\tBà Hoa", ["Nạo vét rãnh", "Lắp đèn"]),
        ("1\tNạo vét rãnh thoát nước\tBình\n2\tLắp đèn đường Phú\tHoa", ["Nạo vét rãnh thoát nước", "Lắp đèn đường Phú"]),
        ("Nạo vét rãnh\r\nLắp đèn\r\n", ["Nạo vét rãnh", "Lắp đèn"]),
        ("Năm 2026. Đường 491 hỏng", ["Năm 2026. Đường 491 hỏng"]),
        ("  \n\t\n", []),
    ],
)  # fmt: skip
def test_a_pasted_text_is_split_into_opinions(text, titles):
    assert [row["title"] for row in split_pasted(text)] == titles


def test_a_paste_has_a_bound():
    assert len(split_pasted("\n".join(f"Ý {n}" for n in range(900)))) == MAX_ROWS


@pytest.mark.parametrize(
    "text, field",
    [
        ("Nạo vét rãnh thoát nước tổ 12", "irrigation"),
        ("Trường tiểu học thiếu phòng học", "education"),
        ("TRAM Y TE THIEU THUOC", "health"),
        ("Chậm cấp giấy chứng nhận quyền sử dụng đất", "land"),
        ("Bãi rác bốc mùi hôi", "environment"),
        ("Thủ tục hưởng trợ cấp cho người có công", "welfare"),
        ("Kính thưa các đồng chí", ""),
        ("", ""),
    ],
)
def test_the_words_suggest_the_field(text, field):
    assert suggest_field(text) == field


@pytest.fixture
def meeting(city):
    return make.held(city)


def row(**values):
    return {
        "once": str(uuid.uuid4()),
        "title": "Nạo vét rãnh thoát nước tổ 12",
        "competence": "city",
    } | values


def send(client, meeting, values):
    return client.post(reverse("voters:entry_row", args=[meeting.pk]), values, **JSON)


def test_a_row_is_saved_with_its_field_and_answer(city, sign_in, meeting):
    client = sign_in("staff")
    said = send(client, meeting, row(answer="Chủ tịch UBND phường: xong trong tuần", voter="Bà Hoa")).json()
    made = Opinion.objects.get(code=said["code"])
    assert (made.field, made.state, made.on, made.voter) == (
        "irrigation",
        "answered_on_spot",
        meeting.on,
        "Bà Hoa",
    )
    assert said["count"] == 1 and said["url"] == made.get_absolute_url()


def test_a_row_sent_again_is_the_same_opinion_with_what_was_changed_in_it(city, sign_in, meeting):
    client, values = sign_in("staff"), row(voter="Bà Hoa")
    first = send(client, meeting, values).json()
    # The answer was lost; the page was opened anew from the draft, which keeps no name.
    again = send(client, meeting, values | {"title": "Nạo vét rãnh thoát nước tổ 12, 13", "voter": ""}).json()
    assert again["code"] == first["code"]
    made = Opinion.objects.get()
    assert (made.title, made.voter) == ("Nạo vét rãnh thoát nước tổ 12, 13", "Bà Hoa")


def test_a_thousand_rows_over_a_failing_line_are_neither_lost_nor_doubled(city, sign_in, meeting):
    """Every third answer is lost, so that its row is sent again, some of them twice, out of order."""
    client, luck = sign_in("staff"), random.Random(7)
    rows = [row(title=f"Sửa đường ngõ số {n}", field="traffic") for n in range(1000)]
    waiting, codes = list(rows), {}
    while waiting:
        values = waiting.pop(0)
        said = send(client, meeting, values)
        assert said.status_code == 200
        if luck.random() < 0.33:
            waiting.insert(min(len(waiting), luck.randrange(5)), values)
        else:
            codes[values["once"]] = said.json()["code"]
    stored = Opinion.objects.filter(meeting=meeting)
    assert stored.count() == len(codes) == len(set(codes.values())) == 1000
    assert set(stored.values_list("title", flat=True)) == {values["title"] for values in rows}


@pytest.mark.parametrize(
    "values, name",
    [({"title": ""}, "title"), ({"title": "Kính thưa"}, "field"), ({"field": "x"}, "field"), ({"once": "x"}, "once"),
     ({"competence": "x"}, "competence"), ({"voter": "x" * 121}, "voter")],
)  # fmt: skip
def test_a_wrong_row_is_told_at_its_field_and_not_saved(city, sign_in, meeting, values, name):
    reply = send(sign_in("staff"), meeting, row(**values))
    assert reply.status_code == 422 and list(reply.json()["errors"]) == [name]
    assert not Opinion.objects.exists()


@pytest.mark.parametrize("answered, state", [(True, "already_answered"), (False, "duplicate")])
def test_a_row_is_linked_to_the_one_it_repeats_as_it_is_saved(city, sign_in, meeting, answered, state):
    first = make.answered(city) if answered else make.opinion(city)
    client, values = sign_in("staff"), row(same_as=first.pk)
    said = send(client, meeting, values).json()
    made = Opinion.objects.get(code=said["code"])
    assert (made.state, made.same_as, made.answer, said["moved"]) == (state, first, first.answer, True)
    assert send(client, meeting, values).json()["code"] == made.code


def test_a_row_is_not_linked_to_what_is_not_in_view(city, sign_in, meeting):
    reply = send(sign_in("staff"), meeting, row(same_as=make.opinion(city, "foreign").pk))
    assert reply.status_code == 409 and "liên kết" in reply.json()["errors"][""]
    assert not Opinion.objects.filter(meeting=meeting).exists()


def test_a_linked_row_has_no_answer_of_its_own(city, sign_in, meeting):
    reply = send(sign_in("staff"), meeting, row(same_as=make.answered(city).pk, answer="Đã trả lời"))
    assert reply.status_code == 422 and list(reply.json()["errors"]) == ["answer"]


def test_without_script_a_row_and_a_paste_work_too(city, sign_in, meeting):
    client, page = sign_in("staff"), reverse("voters:entry", args=[meeting.pk])
    assert client.get(page).status_code == 200
    reply = client.post(reverse("voters:entry_row", args=[meeting.pk]), row())
    assert reply.status_code == 302 and Opinion.objects.count() == 1
    bad = client.post(reverse("voters:entry_row", args=[meeting.pk]), row(title="Kính thưa các vị"))
    assert bad.status_code == 422 and "Kính thưa các vị" in bad.content.decode()
    split = client.post(page, {"pasted": "1. Sửa cầu Vĩnh Hòa\n2. Thiếu phòng học"}).content.decode()
    assert "Sửa cầu Vĩnh Hòa" in split and "Thiếu phòng học" in split and Opinion.objects.count() == 1
    assert client.post(page, {"pasted": ""}).status_code == 422


def test_a_paste_is_split_for_the_script(city, sign_in, meeting):
    reply = sign_in("staff").post(
        reverse("voters:entry_split", args=[meeting.pk]), {"pasted": "Sửa cầu\nThiếu phòng học"}
    )
    assert json.loads(reply.content)["rows"] == [
        {"title": "Sửa cầu", "field": "traffic"}, {"title": "Thiếu phòng học", "field": "education"},
    ]  # fmt: skip


def test_the_hint_names_the_field_and_the_similar_ones(city, sign_in):
    make.answered(city, title="Nạo vét rãnh thoát nước đường Trần Phú")
    reply = (
        sign_in("staff")
        .get(reverse("voters:hint"), {"noi-dung": "Đề nghị nạo vét rãnh đường Trần Phú"})
        .json()
    )
    assert reply["field"] == "irrigation" and reply["found"] == 1 and "Trần Phú" in reply["similar"]


@pytest.mark.parametrize(
    "who, status", [("chair", 403), ("delegate", 403), ("agency", 404), ("ward", 404), ("foreign", 404)]
)
def test_only_who_keeps_the_register_enters_rows(city, sign_in, meeting, who, status):
    assert send(sign_in(who), meeting, row()).status_code == status
    assert not Opinion.objects.exists()


def test_a_row_used_elsewhere_is_refused(city, sign_in, meeting):
    other, values = make.held(city, title="Hội nghị khác"), row()
    client = sign_in("staff")
    send(client, other, values)
    assert send(client, meeting, values).status_code == 409


def test_a_meeting_still_to_come_takes_no_rows(city, sign_in):
    ahead, client = make.meeting(city, on=localdate() + timedelta(days=3)), sign_in("staff")
    assert send(client, ahead, row()).status_code == 409
    grid = reverse("voters:entry", args=[ahead.pk])
    assert "chưa diễn ra" in client.get(grid).content.decode()
    assert grid not in client.get(ahead.get_absolute_url()).content.decode()
    assert client.get(f"/kien-nghi/moi/?hoi-nghi={ahead.pk}").status_code == 404
    assert not Opinion.objects.exists()


def test_a_cancelled_meeting_takes_no_rows(city, sign_in):
    made = make.meeting(city)
    from voters import services

    made = make.do(city, "staff", services.cancel, made, reason="Bão")
    assert send(sign_in("staff"), made, row()).status_code == 409
