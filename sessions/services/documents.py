"""Documents of sessions and dossiers, and their versions."""

from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone

from core import files
from core.errors import Refused
from core.text import fold
from core.verbs import verb
from sessions import forms, rules
from sessions.models import Document, DocumentVersion, Dossier, DossierPart, Session
from sessions.papers import reading

# The beginning of a name -> what kind of paper it is.
_KINDS = (
    ("to trinh", Document.Kind.SUBMISSION), ("du thao", Document.Kind.DRAFT), ("de an", Document.Kind.SCHEME),
    ("bao cao tham dinh", Document.Kind.APPRAISAL), ("van ban tham dinh", Document.Kind.APPRAISAL),
    ("bao cao tham tra", Document.Kind.VERIFICATION), ("bao cao", Document.Kind.REPORT),
    ("ban tong hop", Document.Kind.OPINIONS), ("tong hop", Document.Kind.OPINIONS),
)  # fmt: skip


def kind_of(name):
    """What kind of paper a name speaks of."""
    plain = fold(name).replace("_", " ").replace("-", " ")
    return next((kind for start, kind in _KINDS if plain.startswith(start)), Document.Kind.OTHER)


def add_document(record, title, kind="", **version):
    """A new document of `record` with its first version. Returns the document."""
    last = Document.objects.filter(record_id=record.pk).aggregate(last=Max("position"))["last"]
    made = Document.objects.create(
        record_id=record.pk, title=title[:300], kind=kind or kind_of(title), position=(last or 0) + 1
    )
    add_version(made, **version)
    return made


def add_version(document, *, user_id, upload=None, attachment=None, text="", note=""):
    """The next version of a document: an upload, a kept attachment, or typed text. Returns it."""
    Document.objects.select_for_update().get(pk=document.pk)
    last = document.versions.select_related("attachment").first()
    kept = attachment or (upload and _keep(document, upload, user_id))
    _must_differ(last, kept, text)
    made = DocumentVersion.objects.create(
        document=document, number=last.number + 1 if last else 1, attachment=kept or None, text="" if kept else text,
        note=note, made_by_id=user_id, released_at=timezone.now() if _goes_at_once(document) else None,
    )  # fmt: skip
    reading.ask(made)
    return made


def _goes_at_once(document):
    """Whether a version put in now is the delegates' at once: the dossier is with them and not being revised."""
    dossier = Dossier.objects.filter(pk=document.record_id).only("state").first()
    return dossier is None or dossier.state in Dossier.WITH_DELEGATES


def release(dossier):
    """What the dossier holds now went to the delegates."""
    rows = DocumentVersion.objects.filter(document__record=dossier.pk, released_at=None)
    rows.update(released_at=timezone.now())


def _keep(document, upload, user_id):
    try:
        return files.keep(document.record, upload, user_id)
    except ValidationError as error:
        raise Refused(f"{upload.name}: {error.messages[0]}") from error


def _must_differ(last, kept, text):
    if not kept and not text.strip():
        raise Refused("Chọn tệp hoặc nhập nội dung văn bản.")
    if last is None:
        return
    same_file = kept and last.attachment and last.attachment.sha256 == kept.sha256
    if same_file or (not kept and text == last.text):
        raise Refused(f"Tài liệu gửi lên giống hệt bản {last.number} đang có.")


def title_of(name):
    """The title that a file's name gives: without the ending, underscores as spaces."""
    return PurePath(name).stem.replace("_", " ").strip()[:300] or "Tài liệu"


def adopt(attachment, user_id):
    """A file attached to a session or dossier by the common road becomes a document of its own."""
    add_document(attachment.record, title_of(attachment.name), attachment=attachment, user_id=user_id)


def add_files(record, uploads, user_id):
    """Each upload as a document; one whose title the record knows is a new version of that."""
    for upload in uploads:
        title = title_of(upload.name)
        known = Document.objects.filter(record_id=record.pk, title=title, removed_at=None).first()
        if known:
            add_version(known, upload=upload, user_id=user_id)
        else:
            add_document(record, title, upload=upload, user_id=user_id)


def fill_part(part, upload, user_id, on):
    """A part of a dossier came as a file: its document gets a version, and the part counts as received."""
    named = Document.objects.filter(record_id=part.dossier_id, title=part.name, removed_at=None).first()
    if named:
        add_version(named, upload=upload, user_id=user_id)
    else:
        add_document(part.dossier, part.name, upload=upload, user_id=user_id)
    DossierPart.objects.filter(pk=part.pk).update(received_as=DossierPart.Form.FILE, received_on=on)


@verb("dossiers.add_paper", Dossier, "Thêm tài liệu, phiên bản", slug="tai-lieu", may=rules.adds_papers,
      form=forms.PaperForm)  # fmt: skip
def add_paper(actor, dossier, *, document=None, title="", kind="", upload=None, text="", note=""):
    """A new document of the dossier, or a new version of one it has."""
    _add(actor, dossier, document, title, kind, upload=upload, text=text, note=note)


@verb("dossiers.drop_paper", Dossier, "Gỡ tài liệu", slug="go-tai-lieu", may=rules.keeps, form=forms.DropPaperForm,
      danger=True, offered=lambda dossier: False)  # fmt: skip
def drop_paper(actor, dossier, *, document, reason):
    """A document put in by mistake leaves the dossier; what it was stays in the history."""
    _drop(document)


@verb(
    "sessions.add_paper",
    Session,
    "Thêm tài liệu, phiên bản",
    slug="tai-lieu",
    may=rules.keeps,
    form=forms.PaperForm,
    offered=lambda council_session: False,
)
def add_session_paper(
    actor, council_session, *, document=None, title="", kind="", upload=None, text="", note=""
):
    """A document of the session itself: an invitation, a programme, a speech."""
    _add(actor, council_session, document, title, kind, upload=upload, text=text, note=note)


def _add(actor, record, document, title, kind, **version):
    if document is not None and document.record_id != record.pk:
        raise Refused("Tài liệu đã chọn không thuộc hồ sơ này.")
    if document is not None:
        add_version(document, user_id=actor.user_id, **version)
    else:
        add_document(record, title, kind, user_id=actor.user_id, **version)


def _drop(document):
    now = timezone.now()
    Document.objects.filter(pk=document.pk).update(removed_at=now)
    document.record.attachments.filter(document_version__document=document).update(removed_at=now)
