"""One record of every kind, of the small city and of its neighbour, for tests that walk the whole portal."""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.test import Client

from core.register import REGISTERS
from core.verbs import create
from desk.duties.services import open_duty
from oversight import services as oversight
from sessions import services as sessions
from sessions.models import Dossier
from tests import factories
from tests.oversight import steps as rounds
from tests.petitions import steps as petitions
from tests.reports.test_services import draft
from tests.sessions import builders as built
from tests.sessions import steps as hall
from tests.voters import make as voters

ROLES = ("admin", "staff", "chair", "head", "delegate", "ward", "agency", "other_agency", "foreign")
KINDS = (
    "session", "standing_meeting", "dossier", "question", "resolution", "task", "round", "visit", "finding",
    "recommendation", "programme", "template", "joint", "meeting", "opinion", "petition", "denunciation", "reception",
    "citizen_visit", "report", "duty",
)  # fmt: skip


@dataclass
class World:
    city: factories.City
    other: factories.City
    records: dict  # kind -> record of the city
    foreign: dict  # kind -> record of the neighbour
    clients: dict  # role -> client signed in


def build(mark=""):
    """The whole world; `mark` stands in every title that a person types."""
    city = factories.city()
    other = factories.neighbour(city)
    clients = {role: signed_in(city.users[role]) for role in ROLES}
    return World(city, other, one_of_each(city, mark), one_of_each(other, mark), clients)


def signed_in(user):
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@contextmanager
def undone():
    """What is done inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def one_of_each(city, mark=""):
    """{kind: record}, each as far on its way as an agency sees it."""
    return {**_sessions(city, mark), **_rounds(city, mark), **_voters(city, mark), **_petitions(city, mark),
            "report": draft(city, title=f"Kết quả hoạt động {mark}".strip()), "duty": _duty(city, mark)}  # fmt: skip


def _duty(city, mark):
    values = {"rule_code": "standing.front_notice", "on": date(2026, 11, 2), "due_asked": date(2026, 12, 20)}
    return create(open_duty, city.actor("staff"), title=f"Thông báo hoạt động {mark}".strip(), **values)


def _sessions(city, mark):
    made = built.plan(city, topic=f"Kinh tế {mark}", place=f"Hội trường {mark}"[:200])
    asked = built.question(city, made, title=f"Vì sao còn chậm? {mark}")
    papers = built.dossier(city, made, title=f"Dự toán ngân sách {mark}")
    built.act(
        city, sessions.add_item, made, title=f"Khai mạc {mark}", minutes=90, kind="opening", dossier=papers
    )
    hall.sit(city, made)
    passed = built.resolution(city, built.plan(city, on=date(2026, 11, 16)), title=f"Về dự toán {mark}")
    return {
        "session": made,
        "standing_meeting": hall.standing_meeting(city, place=f"Phòng họp {mark}"[:200]),
        "task": built.task(city, passed, title=f"Lập kế hoạch thu chi {mark}"),
        "dossier": Dossier.objects.get(pk=papers.pk),
        "question": built.act(city, sessions.ask, asked, asked_on=date(2026, 11, 13)),
        "resolution": passed,
    }


def _rounds(city, mark):
    subject = {"title": f"Quản lý trật tự xây dựng {mark}".strip()}
    made = rounds.decide(city, rounds.of_committee(city, **subject))
    visit = rounds.add_visit(city, made, place=f"Phòng họp {mark}"[:200])
    form = rounds.template(city, title=f"Đề cương xây dựng {mark}".strip())
    rounds.do(city, oversight.use_template, made, template=form)
    plan = rounds.programme(city)
    rounds.add_item(city, plan, title=f"Trật tự xây dựng {mark}".strip())
    rounds.send_outline(city, made)
    rounds.do(city, oversight.begin, made)
    item = rounds.add_recommendation(city, made, title=f"Xử lý công trình sai phép {mark}".strip())
    rounds.work(city, visit, faults=f"Hồ sơ thiếu {mark}")
    rounds.report(city, made)
    made = rounds.conclude(city, made)
    return {
        "round": made,
        "visit": type(visit).objects.get(pk=visit.pk),
        "finding": visit.findings.get(finding_kind="fault"),
        "programme": type(plan).objects.get(pk=plan.pk),
        "template": type(form).objects.get(pk=form.pk),
        "joint": rounds.joint(city, title=f"Giám sát của Quốc hội {mark}".strip()),
        "recommendation": type(item).objects.get(pk=item.pk),
    }


def _voters(city, mark):
    meeting = voters.meeting(city, title=f"Tiếp xúc trước kỳ họp {mark}".strip())
    return {
        "meeting": meeting,
        "opinion": voters.forwarded(city, title=f"Nạo vét rãnh thoát nước {mark}".strip(), meeting=meeting),
    }


def _petitions(city, mark):
    made = {}
    for name, kind in (("petition", "complaint"), ("denunciation", "denunciation")):
        record = factories.petition(city, petition_kind=kind, title=f"Đơn về đất đai {mark}".strip())
        made[name] = petitions.bring(city, record, "transferred")
    made["reception"] = petitions.reception(
        city, place=f"Phòng tiếp công dân {mark}"[:200], host_name=f"Văn phòng {mark}"
    )
    made["citizen_visit"] = petitions.visit(
        city, made["reception"], title=f"Hỏi việc cấp giấy {mark}".strip()
    )
    return made


def register_of(record):
    return REGISTERS[record.kind]
