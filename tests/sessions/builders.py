"""Records of the room for its tests, entered by the verbs as a person would."""

from datetime import date

from core.verbs import create, perform
from council.models import BodyKind, Role
from sessions import services
from sessions.models import Dossier, Field, Question, Session
from sessions.papers import reading
from sessions.services import documents
from tests import factories

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


def task(city, passed, **values):
    values = {
        "title": "Lập kế hoạch thu chi ngân sách", "product": "Kế hoạch của UBND", "resolution": passed, "lead": city.agency,
        "on": date(2026, 11, 17), "due_on": date(2027, 3, 31),
    } | values  # fmt: skip
    return create(services.add_task, city.actor("staff"), **values)


def second_committee(city):
    """Another committee of the city with its head, signed in as `other_head`."""
    made = factories.body("ban-kinh-te", BodyKind.COMMITTEE, "Ban Kinh tế - Ngân sách", city.council)
    city.users["other_head"] = factories.person("other_head", "Trịnh Văn Bách", made, Role.HEAD)
    return made


def received(city, *, others=(), on=date(2026, 11, 20), **values):
    """A dossier of a session planned for December, received, with more committees beside the lead."""
    made = dossier(city, plan(city), **values)
    for committee in others:
        act(city, services.add_committee, made, committee=committee, assigned_on=date(2026, 11, 2))
    return act(city, services.receive, made, received_on=on)


def paper(city, record, title="Tờ trình", text="Nội dung tờ trình.", **values):
    """A typed document of a record, already read. Returns it."""
    made = documents.add_document(record, title, text=text, user_id=city.users["staff"].pk, **values)
    for version in made.versions.all():
        reading.read(version.pk)
    return made


def revised(city, document, text, note=""):
    """The next version of a typed document, already read."""
    made = documents.add_version(document, text=text, note=note, user_id=city.users["staff"].pk)
    reading.read(made.pk)
    return made
