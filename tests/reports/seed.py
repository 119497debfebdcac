"""A half-year like that of `conference-2022.md`, entered straight into the tables: invented details."""

from datetime import date, timedelta

from core.models import Body, Deadline
from core.services.deadlines import choose_rule
from council.models import BodyKind
from oversight.models import Recommendation, Round, Visit
from sessions.models import Dossier, Question, Resolution, Session
from tests.factories import body
from tests.reports.conftest import make


def sessions(city):
    """Session 4 thematic, session 5 mid-year; 6 and 7 to come; the ward's mid-year one; three dossiers, one late."""
    common = {"term": city.term, "title": "Kỳ họp"}
    thematic = make(
        Session, city.council, "closed", number=4, session_kind="thematic", on=date(2022, 5, 12), **common
    )
    mid = make(
        Session, city.council, "closed", number=5, session_kind="regular_mid", on=date(2022, 7, 6), ends_on=date(2022, 7, 8),
        minutes_qa=189, minutes_total=600, **common,
    )  # fmt: skip
    make(Session, city.council, "planned", number=6, session_kind="thematic", on=date(2022, 10, 20), **common)
    make(
        Session, city.council, "planned", number=7, session_kind="regular_end", on=date(2022, 12, 8), **common
    )
    term = city.ward.terms.create(starts_on=date(2021, 6, 20))
    make(
        Session,
        city.ward,
        "closed",
        number=3,
        session_kind="regular_mid",
        on=date(2022, 6, 29),
        term=term,
        title="Kỳ họp",
    )
    for i in range(12):
        make(
            Resolution,
            city.council,
            "passed",
            council_session=mid,
            field="budget",
            title=f"Nghị quyết {i}",
            on=date(2022, 7, 8),
            code=f"{i}/NQ-HĐND",
        )
    for i, late in enumerate([0, 0, 4]):
        _dossier(city, mid, i, late)
    question = {
        "council_session": mid,
        "delegate": city.delegate,
        "respondent": city.agency,
        "respondent_post": "Giám đốc",
    }
    more = {
        "field": "urban",
        "submitted_on": date(2022, 7, 1),
        "on": date(2022, 7, 7),
        "title": "Xây dựng trái phép",
    }
    make(
        Question,
        city.council,
        "answered",
        answered_on=date(2022, 7, 20),
        answer="Đã xử lý.",
        **question,
        **more,
    )
    return thematic, mid


def _dossier(city, session, i, late):
    limit = date(2022, 6, 26)
    received = limit + timedelta(days=late) if late else limit - timedelta(days=1)
    item = make(
        Dossier, city.council, "received", council_session=session, document_kind="draft", title=f"Tờ trình {i}",
        submitter=city.agency, committee=city.committee, on=date(2022, 6, 1), received_on=received, assigned_on=date(2022, 6, 2),
    )  # fmt: skip
    Deadline.objects.create(
        record=item, holder_id=city.council.pk, code="dossier.to_committee", owed="Gửi hồ sơ", anchor_on=session.on,
        due_on=limit, met_on=received, rule=choose_rule("dossier.to_committee", session.on, city.council),
    )  # fmt: skip


FIELDS = ["defence", "personnel", "building", "other"]


def rounds(city):
    """Four rounds at eight units, one of them twice; one recommendation done, one overdue, one not yet due."""
    units = [body(f"don-vi-{i}", BodyKind.OTHER, f"Đơn vị {i}", city.council) for i in range(8)]
    subjects = [("standing", city.standing), ("committee", city.committee)]
    made = [_round(city, i, field, *subjects[i % 2]) for i, field in enumerate(FIELDS)]
    for i, unit in enumerate([*units, units[0]]):
        item = made[(i + i // 8) % 4]
        make(Visit, city.council, "worked", round=item, target=unit, title=unit.name, on=item.on)
    for i, due in enumerate([date(2022, 8, 1), date(2022, 9, 1), date(2022, 12, 1)]):
        _recommendation(city, made[0], i, due)
    return made


def _round(city, i, field, kind, subject):
    return make(
        Round, city.council, "concluded", title=f"Giám sát {i}", on=date(2022, 5 + i, 3), subject_kind=kind,
        subject_body=subject, field=field,
    )  # fmt: skip


def _recommendation(city, item, i, due):
    done = (
        {"done_on": date(2022, 7, 30), "evidence": "Biên bản", "confirmed_by": city.users["staff"]}
        if i == 0
        else {}
    )
    make(
        Recommendation, city.council, "done" if done else "open", round=item, lead=city.agency, title=f"Khắc phục {i}",
        on=date(2022, 6, 30), due_on=due, **done,
    )  # fmt: skip


def delegation(city):
    return Body.objects.create(
        code="doan-dbqh",
        kind=BodyKind.NA_DELEGATION,
        name="Đoàn đại biểu Quốc hội tỉnh",
        short_name="Đoàn ĐBQH",
        tier="province",
    )
