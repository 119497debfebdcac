from datetime import date

import pytest

from core.errors import NotAllowed, Refused
from core.models import Deadline, HistoryEntry
from core.verbs import create, perform
from voters import services
from voters.models import Field, Opinion


def opinion(city, **values):
    values = {
        "title": "Nạo vét rãnh thoát nước tổ 12",
        "field": Field.IRRIGATION,
        "on": date(2026, 10, 8),
    } | values
    return create(services.record_opinion, city.actor("staff"), **values)


def test_forwarded_opinion_owes_an_answer_in_thirty_days(city):
    made = opinion(city, competence="city")
    perform(
        services.forward,
        city.actor("staff"),
        made.pk,
        agency=city.agency,
        letter_no="12/HĐND-VP",
        forwarded_on=date(2026, 10, 16),
    )
    assert Deadline.objects.get(record=made).due_on == date(2026, 11, 16)
    stored = Opinion.objects.get(pk=made.pk)
    assert stored.next_due == date(2026, 11, 16) and stored.state == "forwarded"
    entry = HistoryEntry.objects.filter(record_id=made.pk, verb="voters.forward").first()
    assert entry.actor_id == city.users["staff"].pk


def test_forwarding_without_competence_is_refused(city):
    made = opinion(city)
    with pytest.raises(Refused, match="thẩm quyền"):
        perform(
            services.forward,
            city.actor("staff"),
            made.pk,
            agency=city.agency,
            letter_no="",
            forwarded_on=date(2026, 10, 16),
        )


def test_a_delegate_may_not_record(city):
    with pytest.raises(NotAllowed):
        create(services.record_opinion, city.actor("delegate"), title="x", field=Field.LAND)


def test_opinion_pages(city, sign_in, django_assert_max_num_queries):
    client = sign_in("staff")
    page = client.get("/kien-nghi/moi/")
    assert page.status_code == 200, page.content.decode()
    form = {
        "title": "Đèn đường ngõ 47 hỏng",
        "field": "traffic",
        "competence": "commune",
        "on": "5/9/2026",
        "once": page.context["form"]["once"].value(),
    }
    saved = client.post("/kien-nghi/moi/", form)
    assert saved.status_code == 302
    again = client.post("/kien-nghi/moi/", form)
    assert again["Location"] == saved["Location"]
    with django_assert_max_num_queries(15):
        shown = client.get("/kien-nghi/?q=den+duong")
    assert "Đèn đường ngõ 47" in shown.content.decode()
    assert client.get(saved["Location"]).status_code == 200
