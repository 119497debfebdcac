"""What is done with letters: draft, amend, discard, issue, withdraw. Each in one transaction, under a name."""

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from core import jobs
from core.changes import name_acts
from core.errors import NotAllowed, Refused, Stale
from core.history import acting
from core.letters import blocks, book, numbering, wording
from core.letters.heads import head_of
from core.letters.paper import to_pdf
from core.letters.word import to_docx
from core.models import Letter, Record, Share
from core.notify import tell
from core.seats import holders
from core.text import fold

name_acts({
    "core.draft_letter": "Soạn văn bản", "core.amend_letter": "Sửa dự thảo văn bản", "core.discard_letter": "Bỏ dự thảo văn bản",
    "core.issue_letter": "Ban hành văn bản", "core.withdraw_letter": "Thu hồi văn bản", "core.letter_files": "Tạo tệp văn bản",
})  # fmt: skip
State = Letter.State
EDITABLE = (
    "number", "signed_on", "place", "abstract", "addressees", "text", "authority", "signer_post", "signer_name",
    "second_post", "second_name", "recipients",
)  # fmt: skip


class NumberTaken(Refused):
    """Another letter of the type has the number this year."""


def must(permitted, actor, label):
    """Raises NotAllowed unless `permitted`."""
    if not permitted:
        raise NotAllowed(f"Vai trò {actor.role_label} không được thực hiện «{label}» với hồ sơ này.")


def of(record):
    """The issued letters of a record, the newest first."""
    return Letter.objects.filter(record=record.pk, state=State.ISSUED)


# --- drafts --------------------------------------------------------------------------------------------------


def draft(actor, definition, record, target=None):
    """The draft of a letter; the one that is there already, if there is one."""
    must(definition.may(actor, record), actor, definition.label)
    with acting(actor.user_id, "core.draft_letter"):
        Record.objects.select_for_update().get(pk=record.pk)
        there = Letter.objects.filter(
            record=record.pk, code=definition.code, target_key=target.key if target else "", state=State.DRAFT
        ).first()
        if there:
            return there
        letter = filled(actor, definition, record, target)
        letter.save()
        return letter


def filled(actor, definition, record, target=None, text=None):
    """A letter made from the wording in force (or `text`) and the record's values; not stored."""
    head = head_of(record.owner_id)
    made, _ = wording.parse(text or book.current(record.owner_id, definition.code))
    values = {**head.values, **definition.fn(actor, record, target)}
    return written(definition, made, values, head, record=record, target=target, user_id=actor.user_id)


def written(definition, made, values, head, *, record=None, target=None, user_id=None):
    """An unsaved letter: the parsed wording `made` with its placeholders filled in."""
    top = {column: wording.filled_head(text, values) for column, text in made.head.items()}
    symbol = top.pop("symbol", "")
    text, tables = wording.filled(made.body, values)
    post, name = head.signers[0] if head.signers else ("CHỦ TỊCH", "")
    base = {
        "doc_type": definition.doc_type, "place": head.place, "issuer": head.issuer, "superior": head.superior,
        "signer_post": post,
    }  # fmt: skip
    letter = Letter(
        record_id=record and record.pk, owner_id=record and record.owner_id, code=definition.code,
        title=definition.label, target_key=target.key if target else "", target_label=target.label[:250] if target else "",
        target_id=_body(definition, record, target), text=text, tables=tables, created_by_id=user_id, **base | top,
    )  # fmt: skip
    if not letter.signer_name:
        names = {post.lower(): name for post, name in head.signers}
        letter.signer_name = names.get(letter.signer_post.lower(), "")
    number, letter.signed_on = definition.known(record) if record else ("", None)
    letter.number = number or f"/{symbol or numbering.symbol_of(letter.doc_type, head)}"
    return letter


def _body(definition, record, target):
    if target is not None:
        return target.body_id
    return definition.body(record) if definition.body and record else None


def locked(pk):
    """The letter, locked until the end of the transaction."""
    return Letter.objects.select_for_update().get(pk=pk)


def _draft_of(actor, pk, version, definition, may):
    letter = locked(pk)
    must(may, actor, definition.label)
    if not letter.is_draft:
        raise Refused("Văn bản này không còn là dự thảo nên không sửa được.", letter.get_absolute_url())
    if version is not None and version != letter.version:
        raise Stale(
            "Dự thảo vừa được người khác sửa. Hãy tải lại để xem bản mới nhất.", letter.get_absolute_url()
        )
    return letter


def amend(actor, definition, record, pk, version=None, **values):
    """Change a draft's head and text."""
    with acting(actor.user_id, "core.amend_letter"):
        letter = _draft_of(actor, pk, version, definition, definition.may(actor, record))
        put(letter, values)
        letter.version += 1
        letter.save()
        return letter


def put(letter, values):
    for name in EDITABLE:
        if name in values:
            setattr(letter, name, values[name])
    return letter


def refill(actor, definition, record, pk, version=None):
    """Write a draft's text anew from the wording and the record as they are now; number and day stay."""
    with acting(actor.user_id, "core.amend_letter"):
        letter = _draft_of(actor, pk, version, definition, definition.may(actor, record))
        target = next((item for item in definition.choices(record) if item.key == letter.target_key), None)
        made = filled(actor, definition, record, target)
        for name in ("abstract", "addressees", "text", "tables", "recipients"):
            setattr(letter, name, getattr(made, name))
        letter.version += 1
        letter.save()
        return letter


def discard(actor, definition, record, pk):
    """Throw a draft away."""
    with acting(actor.user_id, "core.discard_letter"):
        _draft_of(actor, pk, None, definition, definition.may(actor, record)).delete()


# --- issued --------------------------------------------------------------------------------------------------


def missing(letter):
    """What a letter still lacks to be issued, as {field: message}."""
    found = {}
    if letter.signed_on is None:
        found["signed_on"] = "Ghi ngày ký trước khi ban hành."
    if not letter.signer_name.strip():
        found["signer_name"] = "Ghi họ tên người ký trước khi ban hành."
    if not letter.text.strip():
        found["text"] = "Văn bản chưa có nội dung."
    for name in blocks.unknown_tables(letter.text, letter.tables):
        found["text"] = f"Không có bảng {{bang:{name}}}. Bỏ dòng này hoặc cập nhật lại từ mẫu."
    return found


def issue(actor, definition, record, pk, version=None):
    """Freeze a draft under its number; its files are made after the commit. Raises Refused."""
    with acting(actor.user_id, "core.issue_letter"):
        letter = _draft_of(actor, pk, version, definition, definition.may_issue(actor, record))
        return _issued(actor, definition, record, letter)


def issue_now(fn, actor, record, target=None, *, number="", signed_on=None, **values):
    """Fill in and issue a letter at once, in the transaction of the verb that calls it; its own rights are the
    verb's. Without a number the next one of the series is taken. `values` go over the letter's columns."""
    definition = fn.letter
    letter = put(filled(actor, definition, record, target), values)
    letter.signed_on = signed_on or timezone.localdate()
    letter.number = number or letter.number
    return _issued(actor, definition, record, letter, must_have=("text",))


def _issued(actor, definition, record, letter, must_have=None):
    wrong = {name: text for name, text in missing(letter).items() if must_have is None or name in must_have}
    if wrong:
        raise Refused(next(iter(wrong.values())), letter.get_absolute_url() if letter.pk else "")
    letter.number = " ".join(letter.number.split())
    numbering.settle(letter, numbering.symbol_of(letter.doc_type, head_of(letter.owner_id)))
    letter.document = blocks.document(letter)
    letter.state, letter.version = State.ISSUED, letter.version + 1
    letter.issued_at, letter.issued_by_id = timezone.now(), actor.user_id
    _save(letter)
    if definition.issued:
        definition.issued(actor, record, letter)
    ask_files(actor, letter, record)
    _tell(letter, record)
    return letter


def _save(letter):
    try:
        with transaction.atomic():
            letter.save()
    except IntegrityError as error:
        if "letter_number_once_a_year" not in str(error):
            raise
        text = f"Số {letter.number} đã dùng cho văn bản khác cùng loại trong năm {letter.signed_on.year}. Chọn số khác."
        raise NumberTaken(text, letter.get_absolute_url() if letter.pk else "") from error


def _tell(letter, record):
    """Tell the people of the body for whom the letter is, when the record has been shown to it."""
    if letter.target_id and Share.objects.filter(record=record.pk, body=letter.target_id).exists():
        users = [user for _, _, user in holders([letter.target_id])]
        text = f"Văn bản mới: {letter.title}, số {letter.number} ngày {letter.signed_on:%d/%m/%Y}."
        tell(users, text, key=f"letter:{letter.pk}", url=letter.get_absolute_url())


def withdraw(actor, definition, record, pk, *, reason):
    """Take an issued letter back, with the reason; it stays to be seen, marked as withdrawn."""
    with acting(actor.user_id, "core.withdraw_letter", reason):
        letter = locked(pk)
        must(definition.may_issue(actor, record), actor, "Thu hồi văn bản")
        if letter.state != State.ISSUED:
            raise Refused("Chỉ thu hồi được văn bản đang có hiệu lực.", letter.get_absolute_url())
        Letter.objects.filter(pk=pk).update(
            state=State.WITHDRAWN, withdrawn_at=timezone.now(), withdrawn_by_id=actor.user_id,
            withdrawn_reason=reason, version=letter.version + 1,
        )  # fmt: skip
        letter.refresh_from_db()
        if definition.withdrawn:
            definition.withdrawn(actor, record, letter)
        return letter


# --- files ---------------------------------------------------------------------------------------------------


def ask_files(actor, letter, record=None):
    """Queue the making of an issued letter's files."""
    label = f"Tạo tệp {letter.title} số {letter.number}"[:250]
    return jobs.ask(actor, "letter", label, {"letter": letter.pk}, record=record)


@jobs.handles("letter")
def make_files(job, progress):
    """PDF and DOCX of an issued letter, from its frozen document; those that are there stay as they are."""
    letter = Letter.objects.get(pk=job.params["letter"])
    if not letter.docx:
        _store(job.user_id, letter, "docx", to_docx(letter.document))
    progress(40)
    if not letter.pdf:
        _store(job.user_id, letter, "pdf", to_pdf(letter.document))


def _store(user_id, letter, name, content):
    getattr(letter, name).save(f"{letter.pk}.{name}", ContentFile(content), save=False)
    with acting(user_id, "core.letter_files"):
        Letter.objects.filter(pk=letter.pk, **{name: ""}).update(**{name: getattr(letter, name).name})


@jobs.handles("letter-draft")
def print_draft(job, progress):
    """The PDF of a draft, to be looked at."""
    letter = Letter.objects.get(pk=job.params["letter"])
    progress(20)
    return file_name(letter, "pdf"), to_pdf(letter.document or blocks.document(letter))


def file_name(letter, ending):
    """The name under which a letter's file is handed out: `05-KH-HDND.pdf`; says nothing of what it is about."""
    if letter.is_draft:
        return f"du-thao-{letter.pk}.{ending}"
    plain = fold(letter.number).replace("/", "-").strip(" -")
    return f"{plain.upper()}.{ending}"
