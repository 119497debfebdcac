"""The papers of the coming sessions, their scrutiny and revision; what resolutions gave to do and changed."""

import io
import tomllib

from django.core.files.uploadedfile import SimpleUploadedFile

from core import pdf
from council.models import Role
from demo.city import DATA
from demo.stories.scene import after
from sessions import services
from sessions.models import DocumentVersion, Dossier, Question, Resolution
from sessions.papers import reading
from sessions.services import documents


def tell(scene):
    """Only a city whose council lives has sessions still to come."""
    if scene.city.council.valid_to is not None or "6" not in scene.sessions:
        return
    spec = tomllib.loads((DATA / "papers.toml").read_text(encoding="utf-8"))
    for row in spec["paper"]:
        _paper(scene, row, row["versions"][:1])
    _scrutiny(scene, spec["scrutiny"])
    _revision(scene, spec["revision"], [row for row in spec["paper"] if len(row["versions"]) > 1])
    _groups(scene, spec["groups"])
    _amendment(scene, spec["amendment"])
    for row in spec["task"]:
        _task(scene, row)
    for pk in DocumentVersion.objects.filter(document__record__owner=scene.city.council).values_list(
        "pk", flat=True
    ):
        reading.read(pk)


def _titled(scene, model, title):
    return model.objects.get(owner=scene.city.council, title=title)


def _paper(scene, row, versions):
    record = scene.sessions[row["session"]] if "session" in row else _titled(scene, Dossier, row["dossier"])
    act = services.add_session_paper if "session" in row else services.add_paper
    for version in versions:
        scene.act(
            act, record, title=row["title"], kind=documents.kind_of(row["title"]), **_content(row, version)
        )


def _content(row, version):
    """The version as a small PDF, as typed text where the machine makes none."""
    text, note = version["text"].strip(), version.get("note", "")
    if row.get("typed") or not pdf.available():
        return {"text": text, "note": note}
    return {"upload": _set(row["title"], text), "note": note}


def _set(title, text):
    content = pdf.render("print/book_text.html", {"title": title, "lines": text.split("\n")})
    return SimpleUploadedFile(f"{title}.pdf", io.BytesIO(content).read(), "application/pdf")


def _scrutiny(scene, row):
    """Two committees at work on the same dossier: one has given its report, the other still drafts."""
    dossier = _titled(scene, Dossier, row["dossier"])
    beside, lead = scene.city.body(row["beside"]), dossier.committee
    scene.act(services.add_committee, dossier, committee=beside, assigned_on=after(scene.base, -6))
    head = scene.city.actor(Role.HEAD, lead)
    scene.act(
        services.hold_meeting, dossier, head, meeting_on=after(scene.base, -2), meeting_place="Phòng họp số 2"
    )
    scene.act(services.draft_opinion, dossier, head, draft=row["draft"])
    scene.act(
        services.verify, dossier, committee=beside, verified_on=after(scene.base, -1), opinion=row["opinion"],
        report_no=scene.paper("BC-BHĐND", scene.base),
    )  # fmt: skip


def _revision(scene, row, papers):
    """Seen by the Standing Body, revised once, sent to the delegates."""
    dossier = _titled(scene, Dossier, row["dossier"])
    day = dossier.verified_on
    scene.act(
        services.standing_view, dossier, decision="revise", on=day, text=row["request"], due_on=after(day, 3),
        paper_no=scene.paper("TB-HĐND", day),
    )  # fmt: skip
    agency = scene.agency(dossier.submitter)
    for paper in papers:
        document = dossier.documents.get(title=paper["title"])
        version = _content(paper, paper["versions"][1])
        if "text" in version:
            scene.act(services.add_paper, dossier, document=document, **version)
        scene.act(
            services.answer_revision, dossier, agency, answered_on=min(after(day, 1), scene.base), answer=row["answer"],
            document=document, upload=version.get("upload"), note=version["note"],
        )  # fmt: skip
    scene.act(services.finish_revision, dossier, closed_on=scene.base)
    scene.act(services.send_to_delegates, dossier, sent_on=scene.base)


def _groups(scene, groups):
    """Slips of the coming session put into groups; those of the first are chosen."""
    for name, titles in groups.items():
        for title in titles:
            slip = _titled(scene, Question, title)
            scene.act(services.group_question, slip, topic_group=name)
            scene.act(services.select_question, slip, selected_on=scene.base)


def _amendment(scene, row):
    by, of = (_titled(scene, Resolution, row[key]) for key in ("by", "of"))
    scene.act(
        services.add_link, by, kind="amends", target=of, articles=row["articles"], from_on=by.effective_on
    )


def _task(scene, row):
    resolution, lead = _titled(scene, Resolution, row["resolution"]), scene.city.body(row["to"])
    made = scene.make(
        services.add_task, resolution=resolution, lead=lead, title=row["title"], product=row["product"],
        on=after(resolution.on, 7), due_on=scene.day(row["due"]),
    )  # fmt: skip
    if "report" not in row:
        return
    day = scene.day(row.get("done", -3))
    scene.act(
        services.report_task, made, scene.agency(lead), year=day.year, half=1 if day.month <= 6 else 2, state=row["state"],
        text=row["report"], reported_on=day,
    )  # fmt: skip
    if "done" in row:
        note = "Đã kiểm tra sản phẩm, đúng yêu cầu của nghị quyết."
        scene.act(services.confirm_task, made, done_on=day, closing_note=note)
