"""What was written before findings had a register of their own is found again in it, and in the texts when undone."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from oversight.models import Finding as Now
from tests.oversight import steps

TEXTS, FINDINGS, CUT = "0002_deep", "0003_findings_of_visits", "0004_remove_visit_texts"
GOOD, FAULTS, CAUSES = "- Đã kiện toàn đội\n\n+ Hồ sơ đủ", "• Cấp phép chậm", "\tThiếu người"


def migrate(name):
    """The models of this room as of the migration `name`, inside the test's own transaction."""
    connection.check_constraints()  # pending checks would keep the tables from being altered
    executor = MigrationExecutor(connection)
    executor.migrate([("oversight", name)])
    return MigrationExecutor(connection).loader.project_state([("oversight", name)]).apps


def told(apps, visit):
    """[(kind, title, state, day)] of the findings of a visit."""
    rows = apps.get_model("oversight", "Finding").objects.filter(visit_id=visit).order_by("pk")
    return list(rows.values_list("finding_kind", "title", "state"))


def texts(apps, visit):
    return apps.get_model("oversight", "Visit").objects.values_list("good", "faults", "causes").get(pk=visit)


def latest():
    names = [
        name for app, name in MigrationExecutor(connection).loader.graph.leaf_nodes() if app == "oversight"
    ]
    return names[0]


@pytest.fixture
def visits(city):
    """(a visit of a concluded round, one of a round at work, one without texts) with texts as they were written."""
    done = steps.round_in(city, "concluded").visits.get().pk
    working, bare = steps.visit_in(city, "worked").pk, steps.visit_in(city, "planned").pk
    Now.objects.all().delete()
    apps = migrate(TEXTS)
    for pk in (done, working):
        apps.get_model("oversight", "Visit").objects.filter(pk=pk).update(
            good=GOOD, faults=FAULTS, causes=CAUSES
        )
    return done, working, bare


def test_every_line_becomes_a_finding_and_the_texts_go(visits, city):
    done, working, bare = visits
    wanted = [
        ("good", "Đã kiện toàn đội"),
        ("good", "Hồ sơ đủ"),
        ("fault", "Cấp phép chậm"),
        ("cause", "Thiếu người"),
    ]
    apps = migrate(FINDINGS)
    assert told(apps, done) == [(*row, "concluded") for row in wanted]
    assert told(apps, working) == [(*row, "noted") for row in wanted] and not told(apps, bare)
    apps = migrate(CUT)
    assert "good" not in {column.name for column in apps.get_model("oversight", "Visit")._meta.get_fields()}
    migrate(latest())
    found = Now.objects.visible_to(city.actor("staff")).filter(visit=done)
    assert sorted((row.finding_kind, row.title) for row in found) == sorted(wanted)
    first = found.order_by("pk").first()
    assert (first.owner_id, first.parent_id, first.on) == (city.council.pk, done, steps.WORKED)


def test_undone_the_lines_stand_in_the_texts_again_and_once(visits):
    done, working, bare = visits
    migrate(CUT)
    apps = migrate(TEXTS)
    assert texts(apps, done) == ("Đã kiện toàn đội\nHồ sơ đủ", "Cấp phép chậm", "Thiếu người")
    assert texts(apps, bare) == ("", "", "")
    apps = migrate(FINDINGS)
    assert len(told(apps, done)) == len(told(apps, working)) == 4
