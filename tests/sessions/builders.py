"""Records of the room for its tests, entered by the verbs as a person would."""

from datetime import date

from core.verbs import create, perform
from sessions import services
from sessions.models import Dossier, Field, Question, Session

OPENING = date(2026, 12, 15)


def plan(city, who="staff", **values):
    values = {"term": city.term, "session_kind": Session.Kind.REGULAR_END, "on": OPENING} | values
    return create(services.plan_session, city.actor(who), **values)


def convened(city, **values):
    made = plan(city, **values)
    return act(city, services.convene, made, convocation_no="42/QĐ-HĐND", convocation_on=made.on)


def act(city, fn, record, who="staff", **data):
    """Do a verb and give the record as it is stored afterwards."""
    perform(fn, city.actor(who), record.pk, **data)
    return type(record).objects.get(pk=record.pk)


def dossier(city, council_session, **values):
    values = {
        "title": "Dự toán ngân sách năm 2027", "document_kind": Dossier.DocumentKind.DRAFT,
        "submitter": city.agency, "committee": city.committee, "council_session": council_session, "on": date(2026, 11, 1),
    } | values  # fmt: skip
    return create(services.register_dossier, city.actor("staff"), **values)


def question(city, council_session=None, who="staff", **values):
    values = {
        "title": "Vì sao cấp giấy chứng nhận quyền sử dụng đất còn chậm?", "field": Field.LAND,
        "delegate": city.delegate, "respondent": city.agency, "respondent_post": "Giám đốc Sở",
        "wish": Question.Wish.ORAL, "council_session": council_session, "submitted_on": date(2026, 11, 10),
    } | values  # fmt: skip
    return create(services.submit_question, city.actor(who), **values)


def resolution(city, council_session, **values):
    values = {
        "title": "Về dự toán ngân sách năm 2027", "code": "12/NQ-HĐND", "field": Field.BUDGET,
        "council_session": council_session, "on": council_session.on, "votes_for": 50, "votes_against": 3,
        "votes_abstain": 2, "delegates_total": 58,
    } | values  # fmt: skip
    return create(services.record_resolution, city.actor("staff"), **values)
