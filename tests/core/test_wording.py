"""What changed between two texts; lists of people in the history."""

import pytest

from core.changes import readable
from core.models import HistoryEntry
from core.wording import compare
from council.models import Delegate

LONG = "Ủy ban nhân dân thành phố chỉ đạo Sở Xây dựng kiểm tra các công trình sai phép và báo cáo trước ngày 30 tháng 6."


def rebuilt(parts, without):
    return "".join(text for kind, text in parts if kind != without)


def test_only_the_changed_words_are_marked():
    parts = compare(LONG, LONG.replace("Sở Xây dựng", "Sở Nông nghiệp và Môi trường"))
    assert [text.strip() for kind, text in parts if kind == "del"] == ["Xây dựng"]
    assert [text.strip() for kind, text in parts if kind == "ins"] == ["Nông nghiệp và Môi trường"]
    assert rebuilt(parts, "ins") == LONG


def test_what_is_far_from_a_change_is_left_out():
    text = " ".join(f"từ{n}" for n in range(500))
    parts = compare(text, text.replace("từ250", "khác"))
    assert [kind for kind, _ in parts] == ["gap", "same", "del", "ins", "same", "gap"]
    assert len(rebuilt(parts, "")) < 200


@pytest.mark.parametrize(("old", "new"), [("ngắn", "cũng ngắn"), ("", LONG), (LONG, "")])
def test_a_short_or_empty_text_is_shown_whole(old, new):
    assert compare(old, new) is None


def test_a_text_of_ten_thousand_words_is_compared_quickly():
    import time

    text = " ".join(f"từ{n % 700}" for n in range(10_000))
    started = time.monotonic()
    assert compare(text, text.replace("từ5 ", "x ") + " thêm")
    assert time.monotonic() - started < 3


@pytest.mark.django_db
def test_people_put_into_a_list_and_taken_out_are_in_the_history(city):
    from core.history import acting
    from tests.voters.make import meeting

    other = Delegate.objects.create(term=city.term, name="Trần Thị Mai")
    made = meeting(city)
    with acting(city.users["staff"].pk, "voters.amend_meeting"):
        made.delegates.set([city.delegate, other])
    with acting(city.users["staff"].pk, "voters.amend_meeting"):
        made.delegates.set([other])
    rows = HistoryEntry.objects.filter(record_id=made.pk, table_name="voters_meeting_delegates").order_by(
        "-id"
    )
    (came,) = readable(rows, made.kind)  # one transaction, one moment: one act
    (change,) = came["changes"]
    assert change["label"] == "Đại biểu tham dự"
    assert set(change["come"]) == {"Phạm Văn Lợi", "Trần Thị Mai"} and change["gone"] == ["Phạm Văn Lợi"]
    assert came["who"] == city.users["staff"]


@pytest.mark.django_db
def test_members_of_a_round_are_in_its_history(city, sign_in):
    from tests.oversight.steps import of_committee

    made = of_committee(city)
    made.members.set([city.delegate])
    text = sign_in("staff").get(f"/ho-so/{made.pk}/lich-su/").content.decode()
    assert "Thành viên Đoàn giám sát" in text and "thêm <ins>Phạm Văn Lợi</ins>" in text


@pytest.mark.django_db
def test_the_history_page_marks_words(city, sign_in):
    from tests.voters.make import meeting

    made = meeting(city, absences=LONG)
    type(made).objects.filter(pk=made.pk).update(absences=LONG.replace("kiểm tra", "thanh tra"))
    text = sign_in("staff").get(f"/ho-so/{made.pk}/lich-su/").content.decode()
    assert '<del><span class="sr">bỏ: </span>kiểm </del>' in text and "thanh </ins>" in text
