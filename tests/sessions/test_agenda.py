"""The agenda: sittings and order, drafted in private, published as versions that never change; templates."""

from datetime import date, time, timedelta

import pytest
from django.db import DatabaseError, transaction

from core.errors import Refused
from core.models import Deadline, HistoryEntry, Notice
from sessions import services, templates
from sessions.models import AgendaVersion, Dossier, Session, Sitting
from sessions.models.session import SessionKind
from sessions.versions import latest
from tests.sessions.builders import act, convened, dossier, plan
from tests.sessions.steps import do, item, sitting


def order(record):
    return [(row.title, row.sitting and row.sitting.label) for row in record.agenda.all()]


def two_sittings(city):
    record = plan(city)
    morning = sitting(city, record)
    noon = sitting(city, record, label="Buổi chiều", starts_at=time(14), ends_at=time(17))
    for title, row in (("A", morning), ("B", morning), ("C", noon)):
        item(city, record, title, sitting=row)
    return record, morning, noon


@pytest.mark.parametrize(
    "title, step, expected",
    [
        ("B", -1, "B/m A/m C/n"),
        ("A", -1, "A/m B/m C/n"),
        ("B", 1, "A/m B/n C/n"),
        ("C", -1, "A/m B/m C/m"),
        ("C", 1, "A/m B/m C/-"),
    ],
)
def test_an_item_is_shifted_within_and_between_sittings(city, title, step, expected):
    record, *_ = two_sittings(city)
    act(city, services.shift_item, record, item_id=record.agenda.get(title=title).pk, step=step)
    names = {"Buổi sáng": "m", "Buổi chiều": "n", None: "-"}
    assert " ".join(f"{name}/{names[label]}" for name, label in order(record)) == expected
    assert [row.position for row in record.agenda.all()] == [1, 2, 3]


def test_the_whole_order_is_given_at_once_and_must_be_whole(city):
    record, morning, noon = two_sittings(city)
    a, b, c = (row.pk for row in record.agenda.all())
    act(city, services.arrange, record, places=[(morning.pk, [c, a]), (noon.pk, [b])])
    assert order(record) == [("C", "Buổi sáng"), ("A", "Buổi sáng"), ("B", "Buổi chiều")]
    for places in ([(morning.pk, [a, b])], [(morning.pk, [a, b, c, c])], [(999999, [a, b, c])]):
        with pytest.raises(Refused):
            act(city, services.arrange, record, places=places)


def test_a_sitting_put_off_takes_its_items_behind_the_others(city):
    record, morning, _ = two_sittings(city)
    act(
        city, services.edit_sitting, record, sitting_id=morning.pk, on=record.on + timedelta(1), starts_at=time(8),
        label="Buổi sáng",
    )  # fmt: skip
    assert [name for name, _ in order(record)] == ["C", "A", "B"]


def test_a_sitting_is_split_from_an_item_on(city):
    record, *_ = two_sittings(city)
    made = do(
        city, services.split_sitting, record, item_id=record.agenda.get(title="B").pk, on=record.on, starts_at=time(10),
        label="Giữa buổi",
    )  # fmt: skip
    assert order(record) == [("A", "Buổi sáng"), ("B", "Giữa buổi"), ("C", "Buổi chiều")]
    assert Sitting.objects.get(pk=made.pk).position == 2


def test_sittings_move_with_the_opening_and_none_lies_before_it(city):
    record, *_ = two_sittings(city)
    act(city, services.move_opening, record, on=record.on + timedelta(3), reason="Trùng lịch")
    assert {row.on for row in record.sittings.all()} == {date(2026, 12, 18)}
    with pytest.raises(Refused, match="không thể trước ngày khai mạc"):
        sitting(city, Session.objects.get(pk=record.pk), on=date(2026, 12, 17))


# --- drafted, published ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "who, sees", [("staff", True), ("chair", True), ("head", False), ("delegate", False), ("admin", False)]
)
def test_a_draft_is_seen_by_staff_and_chair_alone(city, sign_in, who, sees):
    record = plan(city)
    item(city, record, "Nội dung còn giữ kín")
    client = sign_in(who)
    pages = [f"/ky-hop/{record.pk}/", f"/lich-su/{record.pk}/"]
    from django.urls import reverse

    pages[1] = reverse("core:history", args=[record.pk])
    for page in pages:
        assert ("Nội dung còn giữ kín" in client.get(page).content.decode()) is sees, page
    do(city, services.publish_agenda, record)
    assert "Nội dung còn giữ kín" in client.get(pages[0]).content.decode()


def test_a_published_version_is_frozen_and_the_next_tells_what_changed(city, sign_in):
    record, morning, _ = two_sittings(city)
    first = do(city, services.publish_agenda, record)
    before = AgendaVersion.objects.get(pk=first.pk).content
    with pytest.raises(Refused, match="không khác bản số 1"):
        do(city, services.publish_agenda, record)
    line = record.agenda.get(title="A")
    act(city, services.edit_item, record, item_id=line.pk, title="A sửa")
    assert "A sửa" not in sign_in("delegate").get(f"/ky-hop/{record.pk}/").content.decode()
    second = do(city, services.publish_agenda, record, notice="Sửa tên")
    assert second.number == 2 and [row["title"] for row in second.changes] == ["A sửa"]
    assert AgendaVersion.objects.get(pk=first.pk).content == before
    for fn in (lambda: AgendaVersion.objects.update(note="x"), lambda: first.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            fn()
    page = sign_in("delegate").get(f"/ky-hop/{record.pk}/chuong-trinh/ban/2/").content.decode()
    assert "<del>A</del>" in page and "<ins>A sửa</ins>" in page
    assert sign_in("delegate").get(f"/ky-hop/{record.pk}/chuong-trinh/ban/3/").status_code == 404
    assert Notice.objects.filter(user=city.users["delegate"], record_id=record.pk).count() == 2


def test_an_empty_agenda_is_not_published(city):
    with pytest.raises(Refused, match="chưa có nội dung"):
        do(city, services.publish_agenda, plan(city))


def test_dragging_sends_the_order_and_nonsense_is_told(city, sign_in):
    record, morning, noon = two_sittings(city)
    a, b, c = (row.pk for row in record.agenda.all())
    client, url = sign_in("staff"), f"/ky-hop/{record.pk}/chuong-trinh/sap-xep/"
    good = f"[[{morning.pk}, [{b}, {a}]], [{noon.pk}, [{c}]]]"
    assert client.post(url, {"order": good}, headers={"X-Live": "1"}).status_code == 204
    assert [name for name, _ in order(record)] == ["B", "A", "C"]
    for wrong in ("", "x", "[[1]]", "[[null, [1]]]", '[["a", []]]', "{}", "[1]"):
        assert client.post(url, {"order": wrong}).status_code == 409, wrong


# --- templates ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", SessionKind.values)
def test_every_kind_has_a_template_whose_items_stand_in_its_sittings(kind):
    found = templates.shipped(kind)
    assert found.sittings and found.items and found.dossiers and found.steps
    assert all(1 <= row["sitting"] <= len(found.sittings) for row in found.items)


def test_a_session_planned_with_its_template_has_all_that_is_usual(city):
    record = plan(city, with_template=True, place="Hội trường")
    found = templates.shipped("regular_end")
    assert record.sittings.count() == len(found.sittings) and record.agenda.count() == len(found.items)
    assert {row.on for row in record.sittings.all()} == {record.on + timedelta(n) for n in range(3)}
    expected = [row for row in found.dossiers if row["submitter_kind"] == "standing"]
    assert Dossier.objects.filter(council_session=record, submitter=city.standing).count() == len(expected)
    steps = Deadline.objects.filter(record=record, code="session.prepare")
    assert {(row.due_on - record.on).days for row in steps} == {-45, -25, -10, -3}


def test_the_steps_of_preparation_move_and_rest_with_the_opening(city):
    record = plan(city, with_template=True)
    steps = Deadline.objects.filter(record=record, code="session.prepare").order_by("due_on")
    act(city, services.postpone, record, reason="Chờ")
    assert {row.due_on for row in steps.all()} == {None}
    act(city, services.move_opening, record, on=date(2027, 1, 12), reason="Định lại")
    assert [(date(2027, 1, 12) - row.due_on).days for row in steps.all()] == [45, 25, 10, 3]


def test_a_template_is_edited_in_the_browser_and_given_up_again(city, sign_in):
    client, url = sign_in("staff"), "/ky-hop/mau/urgent/"
    page = client.get(url)
    data = {}
    for group in page.context["groups"]:
        formset = group["formset"]
        for name in ("TOTAL_FORMS", "INITIAL_FORMS"):
            data[f"{formset.prefix}-{name}"] = formset.management_form[name].value()
        for form in formset:
            for field in form.visible_fields():
                data[field.html_name] = "" if field.value() in (None, False) else str(field.value())
    wrong = client.post(url, data | {"items-0-title": ""})
    assert wrong.status_code == 422
    assert (
        client.post(url, data | {"items-0-title": "Khai mạc gọn", "steps-0-DELETE": "on"}).status_code == 302
    )
    own = templates.template_of(city.council.pk, "urgent")
    assert own.own and own.items[0]["title"] == "Khai mạc gọn" and own.steps == []
    record = plan(city, session_kind="urgent", with_template=True)
    assert record.agenda.first().title == "Khai mạc gọn"
    client.post(url + "ban-dau/")
    assert not templates.template_of(city.council.pk, "urgent").own


def test_a_session_without_agenda_is_filled_later_and_only_once(city):
    record = act(city, services.fill_session, plan(city))
    assert record.agenda.exists()
    with pytest.raises(Refused, match="đã có chương trình"):
        act(city, services.fill_session, record)
    assert HistoryEntry.objects.filter(record_id=record.pk, verb="sessions.fill").exists()


def test_an_item_carries_several_dossiers_into_the_version_and_the_room(city, sign_in):
    record = convened(city)
    first, second, third = (dossier(city, record, title=f"Dự thảo {name}") for name in ("một", "hai", "ba"))
    line = item(city, record, "Trình bày các tờ trình", dossier=first, also=[second])
    do(city, services.publish_agenda, record, notice="")
    client = sign_in("staff")
    url = f"/ky-hop/{record.pk}/chuong-trinh/{line.pk}/"
    values = {"title": line.title, "kind": "report", "minutes": "30", "dossier": first.pk}
    assert client.post(url, values | {"also": [first.pk, second.pk, third.pk]}).status_code == 302
    assert list(line.also.order_by("pk")) == [second, third]
    do(city, services.publish_agenda, record, notice="")
    version = latest(record)
    assert [row["title"] for row in version.content["sittings"][0]["items"][0]["dossiers"]] == [
        "Dự thảo một", "Dự thảo hai", "Dự thảo ba",
    ]  # fmt: skip
    (change,) = version.changes
    names = "; ".join(str(row) for row in (first, second))
    assert {"name": "hồ sơ", "old": names, "new": f"{names}; {third}"} in change["fields"]
    room = client.get(f"/ky-hop/{record.pk}/tai-lieu/").context["shelves"]
    assert [row.title for row in room[0].dossiers] == ["Dự thảo một", "Dự thảo hai", "Dự thảo ba"]
    assert [(row.title, papers) for row, papers in room[0].groups] == [
        ("Dự thảo một", []), ("Dự thảo hai", []), ("Dự thảo ba", []),
    ]  # fmt: skip
    assert "Dự thảo ba" in client.get(f"/ky-hop/{record.pk}/chuong-trinh/ban/2/").content.decode()
