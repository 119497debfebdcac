"""Which documents a person may read, and what the room of a session shows of them."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from core.models import Record
from council.models import Role
from sessions import plan, rules
from sessions.models import Document, DocumentVersion, Dossier, Note, Opening, Resolution, RoomVisit, Session
from sessions.versions import dossiers_of, latest

SAME_VISIT = timedelta(minutes=30)
KINDS = (Dossier.KIND, Session.KIND, Resolution.KIND)  # records that hold papers
UNBORN = ("planned", "postponed")  # sessions whose own papers are still being prepared
LATEST = DocumentVersion.objects.select_related("attachment", "reading").order_by("document", "-number")


def versions(actor):
    """The versions that the actor may read, the latest of each document first: a delegate those that were sent,
    of a session's own papers once it is convened."""
    if actor.role != Role.DELEGATE:
        return LATEST
    unborn = Session.objects.filter(pk=OuterRef("document__record"), state__in=UNBORN)
    return LATEST.filter(released_at__isnull=False).exclude(Exists(unborn))


def may_open(actor, record):
    """Whether the actor may open the papers of a dossier or session that they see."""
    if actor.role != Role.DELEGATE:
        return True
    return record.sent_on is not None if record.kind == Dossier.KIND else record.state not in UNBORN


def may_open_version(actor, attachment):
    """Whether a file is no version of a paper, or one that the actor may read."""
    found = DocumentVersion.objects.filter(attachment=attachment)
    return not found.exists() or versions(actor).filter(attachment=attachment).exists()


def readable(actor):
    """The live documents that the actor may read."""
    seen = Record.objects.visible_to(actor).filter(kind__in=KINDS)
    rows = Document.objects.filter(removed_at=None, record__in=seen.order_by().values("pk"))
    return rows.filter(Exists(versions(actor).filter(document=OuterRef("pk"))))


def documents_of(records, actor):
    """{record id: [document]} with their versions, the latest first, as `document.all_versions`."""
    wanted = readable(actor).filter(record__in=[record.pk for record in records]).order_by()
    rows = (
        versions(actor)
        .filter(document__in=wanted.values("pk"))
        .select_related("document", "attachment", "reading")
    )
    documents, found = {}, {}
    for version in rows.order_by("document__position", "document", "-number"):
        if version.document_id not in documents:
            version.document.all_versions = []
            documents[version.document_id] = version.document
            found.setdefault(version.document.record_id, []).append(version.document)
        documents[version.document_id].all_versions.append(version)
    return found


@dataclass
class Shelf:
    """One heading of the room with its papers: an item of the agenda, a dossier, or the session itself."""

    title: str
    sub: str = ""
    dossiers: list = field(default_factory=list)
    papers: list = field(default_factory=list)

    @property
    def groups(self):
        """[(dossier, its papers)] where several dossiers share the shelf, else one group without a name."""
        if len(self.dossiers) < 2:
            return [(None, self.papers)]
        return [(row, [paper for paper in self.papers if paper.dossier == row]) for row in self.dossiers]


@dataclass
class Paper:
    """A document on a shelf, as one person sees it."""

    document: Document
    version: DocumentVersion
    dossier: Dossier | None = None
    is_new: bool = False
    opened: bool = False
    has_note: bool = False
    readers: int = 0


def agenda_of(council_session, actor):
    """[(title, presenter, [dossier id])] of the agenda that this person may see: the draft for those who prepare
    it, what was last published for the others."""
    if rules.runs.test(actor, council_session):
        lines = [line for group in plan.groups(council_session) for line in group.lines]
        return [(str(line.item), line.item.presenter, _ids(line.dossiers)) for line in lines]
    version = latest(council_session)
    items = [item for row in version.content["sittings"] for item in row["items"]] if version else []
    return [
        (f"{item['position']}. {item['title']}", item["presenter"], _ids(dossiers_of(item))) for item in items
    ]


def _ids(dossiers):
    return [row["id"] for row in dossiers]


def shelves(council_session, actor):
    """The session's papers in the order of its agenda: [Shelf]."""
    dossiers = Dossier.objects.visible_to(actor).filter(council_session=council_session)
    dossiers = {
        row.pk: row for row in dossiers.select_related("submitter").defer("tsv", "words").order_by("pk")
    }
    documents = documents_of([council_session, *dossiers.values()], actor)
    found, placed = _of_session(council_session, documents), set()
    for title, presenter, ids in agenda_of(council_session, actor):
        here = [dossiers[pk] for pk in ids if pk in dossiers and pk not in placed]
        placed |= {row.pk for row in here}
        papers = [paper for row in here for paper in _papers(documents.get(row.pk, ()), row)]
        found.append(Shelf(title, presenter, here, papers))
    rest = (row for row in dossiers.values() if row.pk not in placed and row.pk in documents)
    return found + [
        Shelf(row.title, str(row.submitter), [row], _papers(documents[row.pk], row)) for row in rest
    ]


def _of_session(council_session, documents):
    papers = _papers(documents.get(council_session.pk, ()))
    return [Shelf("Tài liệu chung của kỳ họp", "", [], papers)] if papers else []


def _papers(documents, dossier=None):
    return [Paper(document, document.all_versions[0], dossier) for document in documents]


def papers_of(found):
    return [paper for shelf in found for paper in shelf.papers]


def mark(found, user_id, since):
    """Note on each paper whether it is new since the moment `since`, was opened, and bears a note of this person."""
    papers = papers_of(found)
    ids = [paper.document.pk for paper in papers]
    opened = dict(
        Opening.objects.filter(user=user_id, document__in=ids).values_list("document", "version_number")
    )
    noted = set(Note.objects.filter(user=user_id, document__in=ids).values_list("document", flat=True))
    for paper in papers:
        pk, version = paper.document.pk, paper.version
        paper.opened = opened.get(pk, 0) >= version.number
        paper.is_new = bool(since) and version.made_at > since and not paper.opened
        paper.has_note = pk in noted


def visit(council_session, user_id):
    """Note that the person is in the room; when they were there before, None on the first time."""
    now = timezone.now()
    row, made = RoomVisit.objects.get_or_create(
        user_id=user_id, council_session=council_session, defaults={"last_at": now}
    )
    if made:
        return None
    since = row.last_at if now - row.last_at > SAME_VISIT else row.since_at
    RoomVisit.objects.filter(pk=row.pk).update(last_at=now, since_at=since)
    return since


def opened(document, version, user_id):
    """Note that the person has opened this version."""
    row, made = Opening.objects.get_or_create(
        user_id=user_id, document=document, defaults={"version_number": version.number}
    )
    if not made:
        number = max(row.version_number, version.number)
        Opening.objects.filter(pk=row.pk).update(
            times=F("times") + 1, version_number=number, last_at=timezone.now()
        )
