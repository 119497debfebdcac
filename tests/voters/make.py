"""Shorthand for the tests of voter contact: records as the verbs make them, up to the state asked for."""

from datetime import date

from core.verbs import create, perform
from voters import services
from voters.models import Competence, Field, Meeting, Opinion, Result

DAY = date(2026, 10, 8)


def meeting(city, who="staff", **values):
    actor = city.actor(who)
    unit = city.ward_unit
    values = {"title": "Tiếp xúc trước kỳ họp", "meeting_kind": "before", "on": DAY, "unit": unit} | values
    return create(services.plan_meeting, actor, **values)


def held(city, who="staff", voters=50, speakers=7, **values):
    made = meeting(city, who, **values)
    perform(services.hold, city.actor(who), made.pk, voters=voters, speakers=speakers)
    return Meeting.objects.get(pk=made.pk)


def opinion(city, who="staff", **values):
    values = {
        "title": "Nạo vét rãnh thoát nước tổ 12", "field": Field.IRRIGATION, "on": DAY, "competence": Competence.CITY,
    } | values  # fmt: skip
    return create(services.record_opinion, city.actor(who), **values)


def do(city, who, verb, made, **data):
    """Perform a verb as one of the city's people; gives the record anew."""
    perform(verb, city.actor(who), made.pk, **data)
    return type(made).objects.get(pk=made.pk)


def forwarded(city, who="staff", sent_on=date(2026, 10, 12), agency=None, **values):
    made = opinion(city, who, **values)
    return do(
        city,
        who,
        services.forward,
        made,
        agency=agency or city.agency,
        letter_no="12/HĐND-VP",
        forwarded_on=sent_on,
    )


ANSWER = {
    "answer": "Đã giao đơn vị nạo vét, xong trong tháng 11.", "answer_no": "45/SXD", "result": Result.RESOLVED,
    "answered_on": date(2026, 11, 2),
}  # fmt: skip


def answered(city, who="staff", given=None, **values):
    return do(city, who, services.answer, forwarded(city, who, **values), **ANSWER | (given or {}))


def sent_up(city, **values):
    return do(city, "ward", services.send_up, opinion(city, "ward", **values), sent_up_on=date(2026, 10, 10))


def opinion_in(state, city, who="staff"):
    """An opinion of the council of `who` in one of its states."""
    made = {
        "recorded": lambda: opinion(city, who),
        "answered_on_spot": lambda: do(city, who, services.answer_on_spot, opinion(city, who), answer="Sẽ sửa ngay"),
        "forwarded": lambda: forwarded(city, who),
        "returned": lambda: do(city, "agency", services.send_back, forwarded(city, who), reason="Việc của Sở Y tế"),
        "answered": lambda: answered(city, who),
        "duplicate": lambda: do(city, who, services.link_duplicate, opinion(city, who), same_as=opinion(city, who)),
        "already_answered": lambda: do(city, who, services.link_duplicate, opinion(city, who), same_as=answered(city, who)),
        "confirmed": lambda: do(city, who, services.confirm, answered(city, who), confirmed_on=date(2026, 11, 5)),
        "raised_again": lambda: do(city, who, services.raise_again, answered(city, who), reason="Chưa làm"),
    }[state]()  # fmt: skip
    assert made.state == state
    return Opinion.objects.get(pk=made.pk)
