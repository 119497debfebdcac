"""Every address with every role, a foreign body's record and a visitor; forged ids and values that no form has.

Who sees and who may are written out here by hand. An address or a verb without an expectation fails.
"""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models, transaction
from django.test import Client
from django.urls import reverse

from core import files, jobs
from core.models import Attachment, Body, Deadline, DeadlineRule, Job, Letter, Notice, Record, SpecialDay
from core.register import REGISTERS
from core.verbs import VERBS, verbs_of
from council.models import Constituency, Council, Delegate, Membership, Post, Term, Unit, User
from desk.models import ReminderStep
from oversight.models import Finding, ProgrammeItem, Round, Template, Visit
from petitions.models import Reception
from reports.models import Remark
from sessions.models import Document, Dossier, MinutesSection, Promise, Resolution, ResolutionLink, Session
from tests import world as whole
from tests.sessions import builders as built
from tests.test_house import every_url
from tests.world import KINDS, ROLES, undone
from voters.models import Meeting, Opinion, Route

pytestmark = pytest.mark.django_db
HOUSE = {"admin", "staff", "chair", "head", "delegate"}  # people of the city's own council
STAFF, ADMIN, EVERYBODY = {"staff"}, {"admin"}, set(ROLES)
RUNS, DECIDES = {"staff", "head"}, {"staff", "head", "chair"}
AND_AGENCY = {"agency"}
CHAIRS, SITS = {"staff", "chair"}, {"chair", "head", "delegate"}

SEES = {
    "session": HOUSE, "standing_meeting": HOUSE - {"delegate"}, "task": HOUSE | AND_AGENCY,
    "dossier": HOUSE | AND_AGENCY, "question": HOUSE | AND_AGENCY, "resolution": HOUSE,
    **dict.fromkeys(("finding", "programme", "template", "joint"), HOUSE),
    "round": HOUSE, "visit": HOUSE | AND_AGENCY, "recommendation": HOUSE | AND_AGENCY, "meeting": HOUSE,
    "opinion": HOUSE | AND_AGENCY, "petition": {"staff", "chair", "head", "agency"},
    "denunciation": {"staff", "chair", "head", "agency"}, "report": HOUSE, "duty": HOUSE,
    "reception": HOUSE, "citizen_visit": {"staff", "chair", "head"},
}  # fmt: skip
NO_LIST = {
    "petition": {"admin", "delegate"},
    "reception": {"agency", "other_agency"},
    "citizen_visit": {"admin", "delegate", "agency", "other_agency"},
    "report": set(),
}  # kinds whose list is refused to a role
NEW = {
    "standing_meeting": {"staff", "ward", "foreign"},
    **dict.fromkeys(
        ("session", "dossier", "resolution", "task", "meeting", "opinion", "petition", "reception", "citizen_visit"),
        {"staff", "ward", "foreign"},
    ),
    "question": {"staff", "ward", "foreign", "delegate"},
    **dict.fromkeys(
        ("round", "visit", "finding", "recommendation", "programme", "template"), {"staff", "ward", "foreign", "head"}
    ),
    "joint": {"staff", "ward", "foreign"},
    "report": {"staff", "ward", "foreign", "chair"}, "duty": {"staff", "ward", "foreign", "chair"},
}  # fmt: skip
# verb -> who may take it on the city's own record as `tests.world` leaves it.
MAY = {
    **dict.fromkeys((
        "agenda.add", "agenda.edit", "agenda.remove", "agenda.shift", "dossiers.amend", "dossiers.assign", "dossiers.reassign",
        "dossiers.receive", "dossiers.tick_parts", "dossiers.add_committee",
        "dossiers.drop_paper", "dossiers.send", "dossiers.conclude", "dossiers.withdraw", "questions.amend",
        "questions.ask",
        "questions.group", "questions.consider",
        "questions.answer_orally", "questions.defer", "questions.promise", "questions.keep_promise",
        "resolutions.amend", "resolutions.issue", "resolutions.add_link", "resolutions.remove_link",
        "tasks.amend", "tasks.confirm",
        "tasks.send_back", "tasks.fail", "sessions.add_paper", "resolutions.send_up", "resolutions.publish",
        "sessions.amend", "sessions.convene", "sessions.open",
        "sessions.close", "sessions.send_agenda", "sessions.send_documents", "sessions.move", "sessions.postpone",
        "sessions.cancel", "voters.amend_meeting", "voters.announce", "voters.hold", "voters.report", "voters.cancel",
        "voters.amend_opinion", "voters.answer_on_spot", "voters.keep_below", "voters.forward", "voters.link_duplicate",
        "voters.unlink", "voters.merge", "petitions.take_report", "petitions.inform", "petitions.close", "petitions.amend",
        "petitions.qualify", "petitions.transfer", "petitions.guide", "petitions.send_back", "petitions.file",
        "petitions.withdraw", "petitions.split", "petitions.link", "petitions.answer_here", "petitions.to_oversight",
        "petitions.to_question", "petitions.hand_out", "receptions.amend_reception", "receptions.announce",
        "receptions.test_link", "receptions.hold", "receptions.cancel", "visitors.amend",
        "visitors.take_petition", "visitors.guide_visit", "visitors.forward_visit",
        "visitors.answer_visit", "visitors.refuse_visit", "visitors.notify_refusal",
        "oversight.amend_joint", "oversight.take_part", "oversight.stay_away",
        "agenda.arrange", "agenda.publish", "sittings.add", "sittings.edit", "sittings.remove",
        "sittings.split", "sessions.fill", "ballots.correct", "ballots.enter", "ballots.resolve", "minutes.draft",
        "minutes.write", "minutes.sign",
        "standing.amend", "standing.write", "standing.hold", "standing.give_notice", "standing.cancel",
    ), STAFF),
    **dict.fromkeys((
        "roll.call", "roll.count", "roll.item", "floor.begin_sitting", "floor.end_sitting", "floor.begin_item",
        "floor.end_item", "floor.reopen_item", "floor.undo_item", "floor.add_speaker", "floor.start_speaker",
        "floor.stop_speaker", "floor.drop_speaker", "floor.correct_times", "floor.correct_sitting",
        "floor.open_ballot", "floor.cast_for",
        "floor.close_ballot", "floor.cancel_ballot",
    ), {"staff", "chair"}),
    **dict.fromkeys(("floor.ask", "floor.withdraw", "floor.cast"), {"chair", "head", "delegate"}),
    **dict.fromkeys((
        "dossiers.meet", "dossiers.verify", "oversight.amend_recommendation",
        "oversight.amend_round", "oversight.decide", "oversight.send_outline", "oversight.begin", "oversight.report",
        "oversight.reinspect", "oversight.adjust", "oversight.cancel", "oversight.amend_visit",
        "oversight.send_outline_to_unit", "oversight.notify_unit", "oversight.record_work", "oversight.cancel_visit",
        "oversight.plan", "oversight.use_template", "oversight.add_outline_items", "oversight.add_outline_item",
        "oversight.edit_outline_item", "oversight.remove_outline_item", "oversight.shift_outline_item",
        "oversight.return_answers", "oversight.check_figures", "oversight.amend_finding", "oversight.link_repeat",
        "oversight.withdraw_finding", "oversight.amend_programme", "oversight.edit_item", "oversight.remove_item",
        "oversight.submit_programme", "oversight.amend_template", "oversight.retire_template",
        "oversight.restore_template", "oversight.add_template_items", "oversight.add_template_item",
        "oversight.edit_template_item", "oversight.remove_template_item", "oversight.shift_template_item",
    ), RUNS),
    **dict.fromkeys((
        "oversight.send_back", "oversight.confirm", "oversight.extend", "oversight.escalate", "oversight.conclude",
        "oversight.close", "oversight.decline_item", "oversight.decide_programme", "oversight.adjust_programme",
        "oversight.report_programme",
    ), DECIDES),
    "oversight.add_item": DECIDES | {"delegate"},
    **dict.fromkeys(("oversight.report_fulfilment", "oversight.receive_report", "oversight.answer_outline"), RUNS | AND_AGENCY),
    **dict.fromkeys((
        "petitions.accept", "petitions.decline", "petitions.assess", "petitions.extend", "petitions.suspend",
        "petitions.resume", "petitions.note_notice", "petitions.resolve", "dossiers.hand_in",
        "dossiers.add_paper", "dossiers.answer_revision", "tasks.report",
        "questions.answer", "questions.report_promise",
        "voters.answer", "voters.settle",
    ), STAFF | AND_AGENCY),
    **dict.fromkeys(("dossiers.view", "dossiers.revise", "dossiers.finish_revision", "questions.select", "questions.skip"),
                    {"staff", "chair"}),
    # Not received yet, the dossier is returned by the office alone; a draft is its committee's alone.
    "dossiers.return_incomplete": STAFF, "dossiers.draft": {"head"},
    **dict.fromkeys(("questions.bring", "questions.withdraw",
                     "questions.accept", "questions.ask_again", "voters.confirm", "voters.raise_again"),
                    {"staff", "delegate"}),
    "petitions.erase": {"chair"}, "petitions.destroy": {"chair"}, "petitions.urge": {"staff", "chair"},
    "resolutions.certify": {"staff", "chair"}, "voters.agree": {"staff", "chair"},
    "voters.send_back": AND_AGENCY, "voters.send_up": set(),
    "petitions.assign": {"chair"}, "petitions.look": STAFF, "petitions.strip_files": STAFF, "petitions.correct_sender": STAFF,
    **dict.fromkeys((
        "reports.amend", "reports.refresh", "reports.compose", "reports.write", "reports.settle", "reports.submit",
        "reports.take_number", "reports.finalise",
    ), {"staff", "chair"}),
    **dict.fromkeys(("reports.send_back", "reports.approve", "reports.sign"), {"chair"}),
    **dict.fromkeys(("reports.print", "reports.export"), {"staff", "chair", "head"}),
    "reports.comment": {"staff", "chair", "head"},
    **dict.fromkeys(("duties.amend", "duties.finish", "duties.drop"), {"staff", "chair"}),
}  # fmt: skip
# Only a denunciation has a sealed sender.
SEALED = {"petitions.look", "petitions.correct_sender", "petitions.strip_files"}
UNSEALED = {"petitions.hand_out"}


def may(item, kind):
    if item.name in SEALED and kind != "denunciation":
        return set()
    if item.name in UNSEALED and kind == "denunciation":
        return set()
    return MAY[item.name]


def pages(record):
    """(address, who gets it) of every page of a record by GET; the others are told 403 or 404."""
    kind, register = kind_of(record), whole.register_of(record)
    sees = SEES[kind]
    yield record.get_absolute_url(), sees
    yield register.url("edit", record.pk), MAY[register.amend.verb.name]
    yield reverse("core:record", args=[record.pk]), sees
    yield reverse("core:history", args=[record.pk]), sees - AND_AGENCY
    for deadline in Deadline.objects.filter(record=record)[:1]:
        yield reverse("core:deadline", args=[deadline.pk]), sees
        # The chair decides on the deadlines of the own council's records.
        decides = sees & {"chair"}
        yield (
            reverse("core:deadline_act", args=[deadline.pk, "xong"]),
            MAY[register.amend.verb.name] | decides,
        )


def kind_of(record):
    secret = record.kind == "petition" and record.is_secret
    return "denunciation" if secret else record.kind


def acts(record):
    return [item for item in verbs_of(type(record)) if item.slug and not item.creates]


def stored(record):
    """All that is stored of a record, to see that nothing changed."""
    model = type(record)
    return model.objects.filter(pk=record.pk).values().get(), Attachment.objects.filter(
        record=record.pk
    ).count()


def test_every_verb_has_an_expectation():
    assert {name for name, item in VERBS.items() if not item.creates} == set(MAY)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("kind", KINDS)
def test_pages_of_a_record(scene, kind, role):
    client, record = scene.clients[role], scene.records[kind]
    for address, allowed in list(pages(record))[: None if role in SEES[kind] | {"foreign"} else 2]:
        status = client.get(address).status_code
        wanted = {200} if role in allowed else {403, 404} if role in SEES[kind] else {404}
        assert status in wanted, (address, role, status)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("kind", KINDS)
def test_verbs_of_a_record(scene, kind, role):
    client, record = scene.clients[role], scene.records[kind]
    register, before = whole.register_of(record), stored(record)
    for item in acts(record):
        url = register.url("verb", record.pk, item.slug)
        if role in may(item, kind):
            assert role == "chair" or client.get(url).status_code in (200, 302, 409), url
            with undone():
                assert client.post(url).status_code in (200, 302, 409, 422), url
        elif role in SEES[kind]:
            # A verb without a form is a button: its address alone leads back to the record.
            if role in ("admin", "agency"):
                assert client.get(url).status_code == (403 if item.form else 302), url
            assert client.post(url).status_code == 403, url
        elif role in ("foreign", "other_agency") or item.primary:
            assert client.post(url).status_code == 404, url
    assert stored(record) == before


@pytest.mark.parametrize(
    "role, kind", [(role, kind) for kind in KINDS for role in sorted(SEES[kind] | {"foreign"})]
)
def test_upload_and_edit_change_nothing_without_the_right(scene, kind, role):
    client, record = scene.clients[role], scene.records[kind]
    register, before = whole.register_of(record), stored(record)
    if role in MAY[register.amend.verb.name]:
        return
    for url in (register.url("edit", record.pk), reverse("core:upload", args=[record.pk])):
        data = {"title": "Chiếm", "files": SimpleUploadedFile("a.txt", b"abc")}
        assert client.post(url, data).status_code in ({403, 404} if role in SEES[kind] else {404}), url
    assert stored(record) == before


@pytest.mark.parametrize("role", ["admin", "staff", "agency"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_foreign_record_is_not_there(scene, kind, role):
    client, record = scene.clients[role], scene.foreign[kind]
    register, before = whole.register_of(record), stored(record)
    verbs = [register.url("verb", record.pk, item.slug) for item in acts(record)]
    for address in [*(address for address, _ in pages(record)), verbs[0]]:
        assert client.get(address).status_code == 404, address
    tried = verbs if role == "staff" else verbs[:1]
    for address in [register.url("edit", record.pk), reverse("core:upload", args=[record.pk]), *tried]:
        assert client.post(address).status_code == 404, address
    assert stored(record) == before


@pytest.mark.parametrize("kind", KINDS)
def test_a_visitor_is_asked_to_sign_in_whatever_is_sent(scene, kind):
    record, visitor = scene.records[kind], Client()
    before = stored(record)
    for address, _ in pages(record):
        assert visitor.get(address)["Location"].startswith("/dang-nhap/"), address
    register = whole.register_of(record)
    for address in [
        register.url("edit", record.pk),
        *(register.url("verb", record.pk, item.slug) for item in acts(record)),
    ]:
        assert visitor.post(address, {"title": "Chiếm"})["Location"].startswith("/dang-nhap/"), address
    assert stored(record) == before


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "denunciation"])
def test_lists_hold_what_is_in_view_and_nothing_else(scene, kind, role):
    client, register = scene.clients[role], REGISTERS[kind]
    page = client.get(register.url("list"))
    sheet, printed = client.get(register.url("xlsx")), client.get(register.url("pdf"))
    if role in NO_LIST.get(kind, ()):
        assert (page.status_code, sheet.status_code) == (403, 403)
        return
    assert (page.status_code, sheet.status_code, printed.status_code) == (200, 200, 302)
    text = page.content.decode()
    own, theirs = scene.records[kind], scene.foreign[kind]
    assert (f'"{own.get_absolute_url()}"' in text) == (role in SEES[kind])
    assert (f'"{theirs.get_absolute_url()}"' in text) == (role == "foreign")
    new = client.get(register.url("new")).status_code
    assert new == 200 if role in NEW[kind] else new == 403
    made = Record.objects.count()
    if role not in NEW[kind]:
        assert client.post(register.url("new"), {"title": "Chiếm"}).status_code == 403
    assert Record.objects.count() == made


@pytest.mark.parametrize("kind", KINDS)
def test_files_open_for_who_sees_the_record(scene, kind):
    record = scene.records[kind]
    made = files.keep(record, SimpleUploadedFile("a.txt", b"abc"), scene.city.users["staff"].pk)
    url, removal = reverse("core:file", args=[made.pk]), reverse("core:remove_file", args=[made.pk])
    # What is not convened or not sent yet no delegate opens.
    unsent = {"delegate"} if kind in ("session", "dossier") else set()
    # A scan tells who wrote it, so a committee that watches a petition does not open it.
    scans = {"petition": {"staff", "chair", "agency"}, "citizen_visit": CHAIRS, "denunciation": STAFF}
    opens = scans.get(kind, SEES[kind] - unsent)
    for role, client in scene.clients.items():
        refused = {403} if role in SEES[kind] else {404}
        assert client.get(url).status_code in ({200} if role in opens else refused), role
        if role not in MAY[whole.register_of(record).amend.verb.name]:
            assert client.post(removal).status_code in {403, 404}, role
    made.refresh_from_db()
    assert made.removed_at is None
    assert Client().get(url).status_code == 302


# --- addresses that are no register's ------------------------------------------------------------------------


def _rule(scene):
    values = DeadlineRule.objects.filter(scope=None).values().first()
    return DeadlineRule.objects.create(**values | {"id": None, "scope_id": scene.other.council.pk})


def _letter(records, user, home):
    """A draft of a letter of the recommendation; made by the people who keep it."""
    record = records["recommendation"]
    return Letter.objects.create(
        record=record, owner=home.council, code="oversight.urging", title="Công văn đôn đốc", doc_type="CV",
        issuer="HĐND", text="Nội dung", created_by=user,
    )  # fmt: skip


def _things(scene, side):
    """pk of one thing of each sort that belongs to the city (`own`) or to its neighbour (`theirs`)."""
    home = scene.city if side == "own" else scene.other
    user = scene.city.users["delegate" if side == "own" else "foreign"]
    records = scene.records if side == "own" else scene.foreign
    post = Post.objects.create(
        delegate=home.delegate, body=home.council, title=Post.Title.MEMBER, from_on="2024-01-01"
    )
    keeper = scene.city.users["staff" if side == "own" else "foreign"]
    seat = Membership.objects.get(user=keeper)
    job = Job.objects.create(
        user=keeper, membership_id=seat.pk, kind="list", label="In", params={}, key=f"k{side}", state="done"
    )
    paper = built.paper(home, records["dossier"])
    return {
        "document": paper.pk, "number": 1, "page": 1,
        "user": user.pk, "seat": Membership.objects.filter(user=user).get().pk, "council": home.council.pk,
        "body": home.committee.pk, "code": home.committee.code, "delegate": home.delegate.pk, "post": post.pk,
        "rule": DeadlineRule.objects.filter(scope=None).first().pk if side == "own" else _rule(scene).pk,
        "step": ReminderStep.objects.create(home=home.council, kind="before", days=77).pk,
        "unit": home.ward.unit_id, "term": home.term.pk,
        "constituency": Constituency.objects.create(term=home.term, number=91).pk,
        "year": 2027, "job": job.pk, "notice": Notice.objects.create(user=keeper, text="x", key=f"n{side}").pk,
        "wording": "oversight.urging", "slug": "mau", "ending": "pdf",
        "urged": (scene.records if side == "own" else scene.foreign)["recommendation"].pk,
        "letter": _letter(scene.records if side == "own" else scene.foreign, keeper, home).pk,
        "session": (scene.records if side == "own" else scene.foreign)["session"].pk,
        "report": (scene.records if side == "own" else scene.foreign)["report"].pk,
        "opinion": (scene.records if side == "own" else scene.foreign)["opinion"].pk,
        "meeting": (scene.records if side == "own" else scene.foreign)["meeting"].pk,
        "route": Route.objects.create(home=home.council, field="land", body=home.agency).pk,
        "item": (scene.records if side == "own" else scene.foreign)["session"].agenda.get().pk,
        "petition": (scene.records if side == "own" else scene.foreign)["petition"].pk,
        **_oversight(scene.records if side == "own" else scene.foreign),
        **_hall(scene, side),
    }  # fmt: skip


def _oversight(records):
    programme, template = records["programme"], records["template"]
    return {
        "round": records["round"].pk, "programme": programme.pk, "proposal": programme.items.first().pk,
        "template": template.pk, "question": template.items.first().pk, "asked": records["round"].outline.first().pk,
    }  # fmt: skip


def _hall(scene, side):
    """pk of a sitting, a vote, a section of the minutes, and the number of a published agenda."""
    record = (scene.records if side == "own" else scene.foreign)["session"]
    section = MinutesSection.objects.filter(council_session=record).first()
    return {
        "sitting": record.sittings.get().pk, "ballot": record.ballots.get().pk, "version": 1, "section": section.pk,
        "kind": "thematic", "act": "ket-thuc", "seat_act": "dang-ky",
    }  # fmt: skip


GET, POST = "get", "post"
INSIDE = EVERYBODY - {"agency", "other_agency"}
# The dossier was not sent to the delegates; its submitter sees it.
READERS = HOUSE - {"delegate"} | AND_AGENCY
# name -> (method of its first look, who is let in, what its arguments are). Who is not let in meets 403 or 404;
# the neighbour's thing is 404 for whoever is let in to the city's.
OTHERS = {
    **{f"desk:{name}": (GET, EVERYBODY, ()) for name in (
        "home", "due", "search", "calendar", "notices", "reminders", "sync", "ranking", "ranked", "ranking_xlsx", "ranking_pdf")},
    "desk:revoke_feed": (POST, EVERYBODY, ()), "desk:progress": (GET, HOUSE, ("session",)),
    "core:deadlines": (GET, EVERYBODY, ()), "core:deadlines_bulk": (GET, EVERYBODY, ()),
    "council:year": (GET, EVERYBODY, ("year",)), "council:import_days": (GET, ADMIN, ()),
    "council:confirm_year": (GET, ADMIN, ("year",)), "council:unconfirm_year": (POST, ADMIN, ("year",)),
    "desk:operations": (GET, ADMIN, ()), "desk:ask_backup": (POST, ADMIN, ()), "desk:ask_verify": (POST, ADMIN, ()),
    "desk:read_notices": (POST, EVERYBODY, ()), "desk:notice": (POST, STAFF, ("notice",)),
    "desk:ladder": (GET, ADMIN, ()), "desk:new_step": (GET, ADMIN, ()), "desk:share_ladder": (POST, ADMIN, ()),
    "desk:edit_step": (GET, ADMIN, ("step",)), "desk:remove_step": (POST, ADMIN, ("step",)),
    "core:job": (GET, STAFF, ("job",)), "core:job_cancel": (POST, STAFF, ("job",)),
    "core:job_retry": (POST, STAFF, ("job",)), "core:job_file": (GET, set(), ("job",)),
    "council:directory": (GET, EVERYBODY, ()), "council:body": (GET, HOUSE | {"agency", "other_agency"}, ("code",)),
    **{f"council:{name}": (GET, EVERYBODY, ()) for name in (
        "password", "account", "enrol", "codes", "drop_factor", "new_passkey")},
    "council:end_others": (POST, EVERYBODY, ()), "council:demands": (GET, ADMIN, ()), "council:roles": (GET, ADMIN, ()),
    "council:act": (POST, set(), ()),
    **{f"council:{name}": (GET, ADMIN, ()) for name in (
        "office", "people", "new_person", "councils", "new_council", "bodies", "new_body", "delegates", "new_delegate", "rules",
        "days", "units", "new_unit", "new_units", "log", "log_xlsx")},
    **{f"council:{name}": (GET, ADMIN, ("unit",)) for name in ("edit_unit", "end_unit")},
    "council:end_term": (GET, ADMIN, ("term",)),
    "council:new_constituency": (GET, ADMIN, ("term",)), "council:edit_constituency": (GET, ADMIN, ("constituency",)),
    "council:new_day": (GET, ADMIN, ()), "council:wordings": (GET, ADMIN, ()), "council:wording": (GET, ADMIN, ("wording",)),
    "council:wording_preview": (POST, ADMIN, ("wording",)), "council:wording_reset": (POST, ADMIN, ("wording",)),
    "core:letter_new": (GET, DECIDES, ("urged", "wording")), "core:letter": (GET, HOUSE, ("letter",)),
    "core:letter_preview": (POST, DECIDES, ("letter",)), "core:letter_withdraw": (GET, DECIDES, ("letter",)),
    "core:letter_act": (GET, DECIDES, ("letter", "slug")), "core:letter_file": (GET, set(), ("letter", "ending")),
    **{f"council:{name}": (GET, ADMIN, ("user",)) for name in ("person", "edit_person", "give_role", "hand_over")},
    **{f"council:{name}": (POST, ADMIN, ("user",)) for name in (
        "reset_password", "invite", "drop_factor_of", "deactivate", "activate", "unlock")},
    "council:end_role": (GET, ADMIN, ("seat",)), "council:edit_council": (GET, ADMIN, ("council",)),
    "council:new_term": (GET, ADMIN, ("council",)), "council:edit_body": (GET, ADMIN, ("body",)),
    **{f"council:{name}": (GET, ADMIN, ("delegate",)) for name in ("delegate", "edit_delegate", "give_post")},
    "council:end_post": (GET, ADMIN, ("post",)),
    "council:edit_rule": (GET, ADMIN, ("rule",)), "council:new_local_rule": (GET, ADMIN, ("rule",)),
    "sessions:agenda_new": (GET, STAFF, ("session",)), "sessions:agenda_edit": (GET, STAFF, ("session", "item")),
    **{f"sessions:agenda_{name}": (POST, STAFF, ("session", "item")) for name in ("remove", "up", "down")},
    **{f"oversight:{name}{page}": (GET, NEW["round"], ()) for name in ("import", "import_items")
       for page in ("", "_template", "_bad")},
    "oversight:board": (GET, EVERYBODY, ()), "oversight:compare": (GET, HOUSE, ("round",)),
    "oversight:compare_xlsx": (GET, HOUSE, ("round",)),
    **{f"oversight:{name}": (GET, INSIDE, ()) for name in ("depth", "depth_xlsx")},
    "oversight:programme_item_new": (GET, DECIDES | {"delegate"}, ("programme",)),
    "oversight:programme_item_edit": (GET, RUNS, ("programme", "proposal")),
    "oversight:programme_item_remove": (POST, RUNS, ("programme", "proposal")),
    "oversight:template_item_new": (GET, RUNS, ("template",)),
    "oversight:template_item_edit": (GET, RUNS, ("template", "question")),
    **{f"oversight:template_item_{name}": (POST, RUNS, ("template", "question")) for name in ("remove", "up", "down")},
    "oversight:outline_item_new": (GET, RUNS, ("round",)),
    "oversight:outline_item_edit": (GET, RUNS, ("round", "asked")),
    **{f"oversight:outline_item_{name}": (POST, RUNS, ("round", "asked")) for name in ("remove", "up", "down")},
    **{name: (GET, {"staff", "ward", "foreign"}, ()) for name in (
        "voters:import_template", "voters:import_bad", "petitions:same_sender", "petitions:import",
        "petitions:import_template", "petitions:import_bad")},
    **{f"petitions:{name}": (GET, {"staff", "ward", "foreign", "chair", "head"}, ()) for name in (
        "watched", "statistics", "statistics_xlsx")},
    "petitions:looks": (GET, {"chair", "head"}, ()), "petitions:switch": (GET, ADMIN, ()),
    "petitions:receipt": (GET, STAFF, ("petition",)),
    **{f"reports:{name}": (GET, INSIDE, ()) for name in ("home", "overview", "charts")},
    "reports:wordings": (GET, ADMIN, ()), "reports:report_versions": (GET, HOUSE, ("report",)),
    "reports:print": (POST, {"staff", "chair", "head", "ward", "foreign"}, ()),
    "voters:similar": (GET, EVERYBODY, ()), "voters:hint": (GET, EVERYBODY, ()),
    "voters:entry": (GET, STAFF, ("meeting",)),
    **{f"voters:{name}": (POST, STAFF, ("meeting",)) for name in ("entry_row", "entry_split")},
    **{f"voters:{name}": (GET, {"staff", "ward", "foreign"}, ()) for name in ("routes", "new_route", "dispatch")},
    "voters:edit_route": (GET, STAFF, ("route",)), "voters:remove_route": (POST, STAFF, ("route",)),
    "voters:letter": (GET, HOUSE | {"agency"}, ("opinion",)),
    **{f"voters:{name}": (GET, {"staff", "ward", "foreign", "agency", "other_agency"}, ()) for name in (
        "replies", "replies_sheet")},
    **{f"voters:{name}": (GET, INSIDE, ()) for name in ("summary", "compare", "places")},
    "voters:import": (GET, {"staff", "ward", "foreign"}, ()),
    "sessions:agenda_arrange": (POST, STAFF, ("session",)), "sessions:agenda_version": (GET, HOUSE, ("session", "version")),
    "sessions:agenda_split": (GET, STAFF, ("session", "item")), "sessions:sitting_new": (GET, STAFF, ("session",)),
    "sessions:agenda_times": (GET, CHAIRS, ("session", "item")), "sessions:item_roll": (GET, CHAIRS, ("session", "item")),
    "sessions:sitting_edit": (GET, STAFF, ("session", "sitting")),
    "sessions:sitting_remove": (POST, STAFF, ("session", "sitting")),
    "sessions:roll": (GET, CHAIRS, ("session", "sitting")), "sessions:chair": (GET, CHAIRS, ("session",)),
    "sessions:chair_act": (POST, CHAIRS, ("session", "act")), "sessions:screen": (GET, HOUSE, ("session",)),
    "sessions:seat": (GET, SITS, ("session",)), "sessions:seat_act": (POST, SITS, ("session", "seat_act")),
    "sessions:ballot_new": (GET, STAFF, ("session",)), "sessions:sitting_times": (GET, CHAIRS, ("session", "sitting")),
    "sessions:ballot": (GET, HOUSE, ("session", "ballot")), "sessions:ballot_correct": (GET, STAFF, ("session", "ballot")),
    "sessions:ballot_resolve": (GET, STAFF, ("session", "ballot")), "sessions:minutes": (GET, CHAIRS, ("session",)),
    "sessions:minutes_file": (GET, CHAIRS, ("session", "ending")),
    "sessions:minutes_draft": (POST, STAFF, ("session",)), "sessions:minutes_sign": (GET, STAFF, ("session",)),
    "sessions:minutes_section": (GET, STAFF, ("session", "section")),
    "sessions:templates": (GET, {"staff", "admin", "ward", "foreign"}, ()),
    "sessions:template": (GET, {"staff", "admin", "ward", "foreign"}, ("kind",)),
    "sessions:template_restore": (POST, {"staff", "admin", "ward", "foreign"}, ("kind",)),
    **{f"sessions:{name}": (GET, HOUSE, ("session",)) for name in ("room", "compliance")},
    "sessions:room_book": (GET, set(), ("session",)), "sessions:room_ask_book": (POST, HOUSE, ("session",)),
    "sessions:compliance_pdf": (POST, HOUSE, ("session",)), "sessions:openings": (GET, {"staff", "chair"}, ("session",)),
    "sessions:groups": (GET, {"staff", "chair"}, ("session",)),
    "sessions:groups_group": (POST, STAFF, ("session",)), "sessions:groups_choose": (POST, set(), ("session",)),
    **{f"sessions:{name}": (GET, READERS, ("document",)) for name in ("read", "compare")},
    "sessions:keep_note": (POST, READERS, ("document",)),
    "sessions:page_picture": (GET, set(), ("document", "number", "page")),
    **{f"sessions:import_{kind}{page}": (GET, {"staff", "ward", "foreign"}, ())
       for kind in ("sessions", "resolutions") for page in ("", "_template", "_bad")},
    "sessions:checklists": (GET, {"staff", "ward", "foreign"}, ()),
    **{f"sessions:{name}": (GET, INSIDE, ()) for name in ("lower", "lower_xlsx", "lower_pdf")},
    **{f"sessions:{name}": (GET, EVERYBODY, ()) for name in ("half_year", "half_year_xlsx", "half_year_pdf")},
}  # fmt: skip
# Days off are the nation's: tried below. The rest have tests of their own, above or elsewhere.
ELSEWHERE = {
    "council:edit_day", "council:remove_day", "council:login", "council:logout", "desk:healthz", "desk:readyz",
    "desk:metrics", "core:record",
    "council:forgot", "council:second", "council:end_own_login", "council:end_login", "council:sso", "council:sso_back",
    "council:drop_passkey",
    "council:invitation", "council:new_password",
    "petitions:lookup",
    "reports:verify", "reports:verify_code", "reports:wording",
    "reports:report_section", "reports:report_file", "reports:report_signed",
    "voters:letter_file", "voters:summary_file", "core:upload", "core:history", "desk:feed",
    "core:file", "core:remove_file", "core:deadline", "core:deadline_act",
}  # fmt: skip
LETS_IN = {200, 302, 400, 409, 422}


def test_every_address_has_an_expectation():
    named = {name for _, name, _ in every_url()}
    pages = ("list", "new", "record", "edit", "verb", "xlsx", "pdf")
    ours = {f"{item.namespace}:{item.name}_{page}" for item in REGISTERS.values() for page in pages}
    assert named == ours | set(OTHERS) | ELSEWHERE
    assert set(REGISTERS) == set(KINDS) - {"denunciation"}


@pytest.mark.parametrize("name", OTHERS)
def test_other_addresses_by_role(scene, name):
    method, allowed, names = OTHERS[name]
    own, theirs = _things(scene, "own"), _things(scene, "theirs")
    address, foreign = (reverse(name, args=[side[key] for key in names]) for side in (own, theirs))
    assert getattr(Client(), method)(address)["Location"].startswith("/dang-nhap/")
    for role, client in scene.clients.items():
        with undone():
            status = getattr(client, method)(address).status_code
            assert status in (LETS_IN if role in allowed else {403, 404}), (address, role, status)
    # The year, the wordings and the kinds are everybody's: there is no neighbour's.
    for role in allowed if names and names not in (("year",), ("wording",), ("kind",)) else ():
        status = getattr(scene.clients[role], method)(foreign).status_code
        assert status == 404, (foreign, role, status)
    if method == POST:
        assert scene.clients["admin"].get(address).status_code == 405


def test_days_off_are_the_administrators(scene):
    day = SpecialDay.objects.first()
    for role in EVERYBODY - ADMIN:
        for name in ("edit_day", "remove_day"):
            assert scene.clients[role].post(reverse(f"council:{name}", args=[day.pk])).status_code == 403
    assert SpecialDay.objects.filter(pk=day.pk).exists()


def test_a_job_is_its_askers_alone(scene):
    job = jobs.ask(scene.city.actor("staff"), "list", "In", {"register": "opinion", "query": ""})
    for role, client in scene.clients.items():
        assert client.get(job.get_absolute_url()).status_code == (200 if role == "staff" else 404)


def test_only_the_own_chair_certifies_a_lower_councils_resolution(scene):
    """A city sees its wards' resolutions; what they adopt they certify themselves."""
    record = scene.records["resolution"]
    Record.objects.filter(pk=record.pk).update(owner=scene.city.ward)
    url = whole.register_of(record).url("verb", record.pk, "chung-thuc")
    for role in HOUSE:
        assert scene.clients[role].post(url, {"certified_on": "20/11/2026"}).status_code == 403, role
    record.refresh_from_db()
    assert record.state == "passed"


# --- forged ids ----------------------------------------------------------------------------------------------


def theirs(scene, model):
    """Something of the neighbour's that a form's field of this model must not take."""
    things = {
        Body: scene.other.agency, Council: scene.other.council, Unit: scene.other.ward_unit, Term: scene.other.term,
        Delegate: scene.other.delegate, User: scene.other.users["staff"], Session: scene.foreign["session"],
        Dossier: scene.foreign["dossier"], Round: scene.foreign["round"], Visit: scene.foreign["visit"],
        Meeting: scene.foreign["meeting"], Opinion: scene.foreign["opinion"], Reception: scene.foreign["reception"],
        Finding: scene.foreign["finding"], ProgrammeItem: scene.foreign["programme"].items.first(),
        Template: scene.foreign["template"],
        Resolution: scene.foreign["resolution"], Document: theirs_paper(scene), Remark: theirs_remark(scene),
        ResolutionLink: theirs_link(scene), Promise: theirs_promise(scene), Attachment: theirs_file(scene),
    }  # fmt: skip
    return things[model]


def theirs_link(scene):
    values = {"source": scene.foreign["resolution"], "target_text": "Nghị quyết cũ", "kind": "repeals"}
    return ResolutionLink.objects.create(from_on="2027-01-01", **values)


def theirs_promise(scene):
    values = {"text": "Sửa đường", "due_on": "2027-03-31"}
    return Promise.objects.get_or_create(question=scene.foreign["question"], number=9, defaults=values)[0]


def theirs_file(scene):
    return files.keep(
        scene.foreign["petition"], SimpleUploadedFile("a.txt", b"abc"), scene.other.users["staff"].pk
    )


def theirs_remark(scene):
    writer = scene.other.users["staff"]
    return Remark.objects.create(report=scene.foreign["report"], text="Viết lại", said_by=writer)


def theirs_paper(scene):
    return scene.foreign["dossier"].documents.first() or built.paper(scene.other, scene.foreign["dossier"])


def choosing(form):
    """The fields of a form that point at something stored."""
    return {
        name: field for name, field in form.fields.items()
        if hasattr(field, "queryset") and field.queryset is not None and not field.disabled
    }  # fmt: skip


def refused_at(client, url, data, name):
    answer = client.post(url, data)
    assert answer.status_code == 422, (url, name, answer.status_code)
    assert name in answer.context["form"].errors, (url, name, answer.context["form"].errors)


@pytest.mark.parametrize("kind", KINDS)
def test_forged_ids_in_forms_are_refused(scene, kind):
    client, record = scene.clients["staff"], scene.records[kind]
    register, made = whole.register_of(record), Record.objects.count()
    before, tried = stored(record), 0
    for url in (register.url("new"), register.url("edit", record.pk)):
        form = client.get(url).context["form"]
        for name, field in choosing(form).items():
            refused_at(client, url, {name: theirs(scene, field.queryset.model).pk}, name)
            tried += 1
    for item in acts(record):
        for name, field in (
            choosing(item.form(actor=scene.city.actor("staff"), record=record)).items() if item.form else ()
        ):
            if "staff" in may(item, kind):
                url = register.url("verb", record.pk, item.slug)
                refused_at(client, url, {name: theirs(scene, field.queryset.model).pk}, name)
                tried += 1
    assert tried or kind in ("report", "template")
    assert stored(record) == before and Record.objects.count() == made


def test_a_forged_number_of_a_duplicate_is_refused(scene):
    register, record = REGISTERS["opinion"], scene.records["opinion"]
    url = register.url("verb", record.pk, "trung")
    refused_at(scene.clients["staff"], url, {"same_as": f"#{scene.foreign['opinion'].pk}"}, "same_as")


def test_a_forged_seat_and_a_forged_mark_open_nothing(scene):
    client = scene.clients["staff"]
    seat = Membership.objects.get(user=scene.city.users["admin"])
    assert client.post(reverse("council:act"), {"membership": seat.pk}).status_code == 404
    assert client.get(reverse("council:office")).status_code == 403


# --- values that no form has -----------------------------------------------------------------------------------


def stolen(scene):
    """What somebody might add to a form."""
    return {
        "owner": scene.other.council.pk, "owner_id": scene.other.council.pk, "state": "closed", "kind": "opinion",
        "created_by": scene.city.users["chair"].pk, "created_by_id": scene.city.users["chair"].pk, "created_at": "1/1/2001",
        "id": 1, "pk": 1, "record_ptr": 1, "parent": scene.foreign["session"].pk, "next_due": "1/1/2001", "book": "x",
        "words": "chiếm đoạt", "tsv": "x", "handlers": scene.city.users["chair"].pk, "note": "x", "actor": "x",
    }  # fmt: skip


GUARDED = ("owner_id", "state", "created_by_id", "kind", "parent_id", "created_at", "code")
VALUES = {
    "session": {"number": "9", "session_kind": "thematic", "on": "30/12/2026", "mode": "in_person"},
    "standing_meeting": {"number": "9", "on": "30/12/2026"},
    "dossier": {"document_kind": "draft", "on": "1/11/2026", "title": "Dự toán bổ sung"},
    "question": {"title": "Vì sao?", "field": "land", "wish": "oral", "submitted_on": "10/11/2026",
                 "respondent_post": "Giám đốc"},
    "resolution": {"code": "77/NQ-HĐND", "on": "16/11/2026", "title": "Về đầu tư công", "field": "budget", "votes_for": "50",
                   "votes_against": "3", "votes_abstain": "2", "delegates_total": "58"},
    "task": {"title": "Lập kế hoạch", "product": "Kế hoạch", "on": "17/11/2026", "due_on": "31/3/2027"},
    "round": {"title": "Việc cấp giấy", "round_kind": "thematic", "field": "building", "subject_kind": "standing",
              "on": "7/9/2026", "ends_on": "9/10/2026"},
    "programme": {"year": "2027", "subject_kind": "standing"},
    "template": {"title": "Đề cương y tế", "field": "health"},
    "joint": {"title": "Việc thi hành luật", "level": "upper", "host": "HĐND tỉnh", "field": "land", "on": "7/9/2026"},
    "meeting": {"title": "Tiếp xúc sau kỳ họp", "meeting_kind": "after", "mode": "direct", "on": "8/10/2026"},
    "opinion": {"title": "Đường ngập", "field": "irrigation", "competence": "city", "on": "8/10/2026"},
    "petition": {"petition_kind": "complaint", "field": "land", "on": "5/10/2026", "title": "Khiếu nại", "people": "1",
                 "sender_kind": "person", "source": "post"},
    "reception": {"reception_kind": "periodic", "on": "20/11/2026", "host_name": "Chánh Văn phòng"},
    "citizen_visit": {"visit_kind": "complaint", "field": "land", "on": "5/10/2026", "title": "Hỏi việc", "people": "1"},
    "duty": {"rule_code": "question.hearing_plan", "on": "21/12/2026", "title": "Phiên giải trình"},
    "report": {"report_kind": "free", "start": "1/4/2022", "end": "30/9/2022", "title": "Kết quả", "place": "Sông Châu",
               "on": "7/10/2022", "authority": "TM.", "signer_post": "CHỦ TỊCH", "recipients": "Lưu"},
}  # fmt: skip


def values(scene, kind):
    """A form of the kind, rightly filled in."""
    city, records = scene.city, scene.records
    chosen = {
        "session": {"term": city.term.pk}, "standing_meeting": {"term": city.term.pk},
        "dossier": {"council_session": records["session"].pk, "submitter": city.agency.pk, "committee": city.committee.pk},
        "question": {"delegate": city.delegate.pk, "respondent": city.agency.pk, "council_session": records["session"].pk},
        "resolution": {"council_session": records["resolution"].council_session_id},
        "task": {"resolution": records["resolution"].pk, "lead": city.agency.pk},
        "round": {"subject_body": city.standing.pk}, "programme": {"subject_body": city.standing.pk},
        "meeting": {"unit": city.ward_unit.pk},
    }  # fmt: skip
    return VALUES[kind] | chosen.get(kind, {})


@pytest.mark.parametrize("kind", VALUES)
def test_a_new_record_takes_only_what_its_form_asks(scene, kind):
    register = REGISTERS[kind]
    plain = _made(scene, register, values(scene, kind))
    forged = _made(scene, register, stolen(scene) | values(scene, kind) | {"version": 7})
    assert (
        forged["owner_id"] == scene.city.council.pk
        and forged["created_by_id"] == scene.city.users["staff"].pk
    )
    assert forged["version"] == plain["version"]
    for name in ("owner_id", "state", "created_by_id", "kind", "parent_id", "code"):
        assert forged.get(name) == plain.get(name), name


def _made(scene, register, data):
    """The stored values of a record entered with `data`, taken back."""
    with transaction.atomic():
        answer = scene.clients["staff"].post(register.url("new"), data)
        assert answer.status_code == 302, answer.context["form"].errors
        found = register.model.objects.order_by("pk").values().last()
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_an_edit_takes_only_what_its_form_asks(scene, kind):
    record, client = scene.records[kind], scene.clients["staff"]
    url = whole.register_of(record).url("edit", record.pk)
    form = client.get(url).context["form"]
    typed = {name: _typed(form[name].value()) for name in form.fields}
    kept = {key: value for key, value in stolen(scene).items() if key not in form.fields}
    before = stored(record)[0]
    answer = client.post(url, {key: value for key, value in typed.items() if value is not None} | kept)
    assert answer.status_code == 302, answer.context["form"].errors
    after = stored(record)[0]
    assert after["version"] == before["version"] + 1
    for name in GUARDED:
        assert after.get(name) == before.get(name), name


def _typed(value):
    if value in (None, False, []):
        return None
    if isinstance(value, list | models.QuerySet):
        return [getattr(item, "pk", item) for item in value]
    return f"{value:%d/%m/%Y}" if hasattr(value, "strftime") and hasattr(value, "year") else value
