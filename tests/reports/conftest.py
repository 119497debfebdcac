"""A council with something to report: voters' opinions and meetings from April to September 2022."""

from datetime import date

import pytest

from voters.models import Meeting, Opinion

START, END = date(2022, 4, 1), date(2022, 9, 30)


def make(model, owner, state, **values):
    return model.objects.create(kind=model.KIND, owner=owner, state=state, **values)


@pytest.fixture
def filled(city):
    """Two own meetings, one of them in a hamlet; five opinions, two kept below; one outside the period."""
    hall = {"meeting_kind": "before", "unit": city.ward_unit}
    make(Meeting, city.council, "held", title="TXCT Lam Sơn", on=date(2022, 6, 20), voters=120, **hall)
    make(
        Meeting,
        city.council,
        "held",
        title="TXCT tổ 3",
        on=date(2022, 6, 21),
        voters=60,
        hamlet="Tổ 3",
        **hall,
    )
    for i, level in enumerate(["city", "city", "province", "commune", "neighbourhood"]):
        values = {"field": "traffic", "competence": level, "on": date(2022, 6, 20 + i)}
        make(Opinion, city.council, "recorded", title=f"Ý kiến {i}", code=f"KN-2022-{i:04d}", **values)
    make(
        Opinion,
        city.council,
        "recorded",
        title="Ngoài kỳ",
        field="traffic",
        competence="city",
        on=date(2022, 10, 1),
    )
    return city


@pytest.fixture
def period():
    return START, END


def query(city, **extra):
    values = {"hd": city.council.code, "tu": "2022-04-01", "den": "2022-09-30"} | extra
    return "&".join(f"{key}={value}" for key, value in values.items())
