"""All papers of a session as one PDF: cover, contents, bookmarks. Made by the worker, kept until a paper changes."""

import hashlib
import io
import json

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.timezone import localtime

from core import jobs, pdf
from core.errors import Refused
from core.seats import actor_of
from sessions.models import Book, Reading, Session
from sessions.papers import shelf
from sessions.papers.reading import read, text_of

KEPT = 4
_PICTURES = ("image/jpeg", "image/png")


class NoPicture(Exception):
    """A file of a picture that cannot be opened."""


def mark_of(council_session, found):
    """What the book of these shelves is told by: other papers, titles or days give another mark."""
    parts = [
        [
            item.title,
            item.sub,
            [row.title for row in item.dossiers],
            [(paper.document.title, paper.version.pk) for paper in item.papers],
        ]
        for item in found
    ]
    text = json.dumps([council_session.title, str(council_session.on), council_session.place, parts])
    return hashlib.sha256(text.encode()).hexdigest()


def current(council_session, found):
    """The book of exactly these papers, None where it is still to be made."""
    return Book.objects.filter(council_session=council_session, mark=mark_of(council_session, found)).first()


def ask(actor, council_session, found):
    """The job that makes the book."""
    params = {"session": council_session.pk, "mark": mark_of(council_session, found)}
    label = f"Ghép tài liệu {council_session.title}"[:250]
    return jobs.ask(actor, "sessions.book", label, params, record=council_session)


@jobs.handles("sessions.book")
def make_book(job, progress):
    """The job behind the button: the book of what the asker may read now."""
    actor = actor_of(job.membership_id)
    council_session = Session.objects.visible_to(actor).filter(pk=job.params["session"]).first()
    if council_session is None:
        raise Refused("Kỳ họp không còn trong phạm vi được xem.")
    found = shelf.shelves(council_session, actor)
    name = f"tai-lieu-ky-hop-{council_session.number}.pdf"
    kept = current(council_session, found)
    if kept:
        with kept.file.open() as file:
            return name, file.read()
    content, count = build(council_session, found, progress)
    keep(council_session, mark_of(council_session, found), content, count)
    return name, content


def keep(council_session, mark, content, count):
    """Store a book and let the oldest ones go."""
    book = Book(council_session=council_session, mark=mark, page_count=count)
    book.file.save("tai-lieu.pdf", ContentFile(content), save=False)
    with transaction.atomic():
        Book.objects.filter(council_session=council_session, mark=mark).delete()
        book.save()
        old = list(Book.objects.filter(council_session=council_session).order_by("-made_at")[KEPT:])
        Book.objects.filter(pk__in=[row.pk for row in old]).delete()
    for row in old:
        row.file.delete(save=False)


def build(council_session, found, progress=lambda percent: None):
    """(bytes, number of pages) of the book of the shelves."""
    import pikepdf

    full = [item for item in found if item.papers]
    if not full:
        raise Refused("Kỳ họp chưa có tài liệu nào để ghép.")
    pieces, done, total = [], 0, len(shelf.papers_of(full))
    for item in full:
        for paper in item.papers:
            pieces.append((item, paper, _open(paper)))
            done += 1
            progress(5 + 75 * done // total)
    cover = _cover(council_session, pieces)
    with pikepdf.new() as out:
        out.pages.extend(cover.pages)
        _bind(out, pieces)
        return _written(out, council_session), len(out.pages)


def _bind(out, pieces):
    """Append the papers and write the bookmarks: one per shelf, below it one per paper, by dossier where there are several."""
    from pikepdf import OutlineItem

    roots, below, last = [OutlineItem("Bìa, mục lục", 0)], None, (None, None)
    for item, paper, piece in pieces:
        at = len(out.pages)
        out.pages.extend(piece.pages)
        if item is not last[0]:
            roots.append(below := OutlineItem(item.title, at))
        name = _dossier(item, paper)
        if name and (item, paper.dossier) != last:
            roots[-1].children.append(below := OutlineItem(name, at))
        last = (item, paper.dossier)
        below.children.append(OutlineItem(paper.document.title, at))
    with out.open_outline() as outline:
        outline.root.extend(roots)


def _dossier(item, paper):
    """The name of the paper's dossier, where the shelf holds papers of several."""
    return paper.dossier.title if paper.dossier and len(item.dossiers) > 1 else ""


def _written(out, council_session):
    with out.open_metadata() as meta:
        meta["dc:title"] = council_session.title
    buffer = io.BytesIO()
    out.save(buffer, compress_streams=True, object_stream_mode=_streams())
    return buffer.getvalue()


def _streams():
    from pikepdf import ObjectStreamMode

    return ObjectStreamMode.generate


def _cover(council_session, pieces):
    """Cover and contents. The contents name page numbers, so they are set twice: their own length counts."""
    length = 1
    for _ in range(3):
        rows, at, last = [], length + 1, (None, None)
        for item, paper, piece in pieces:
            changed = (item, paper.dossier) != last
            rows.append({
                "head": item.title if item is not last[0] else "", "title": paper.document.title, "page": at,
                "dossier": _dossier(item, paper) if changed else "",
            })  # fmt: skip
            last, at = (item, paper.dossier), at + len(piece.pages)
        context = {"record": council_session, "rows": rows, "at": localtime()}
        cover = _opened(pdf.render("print/book_cover.html", context))
        if len(cover.pages) == length:
            break
        length = len(cover.pages)
    return cover


def _open(paper):
    """A paper as an open PDF; one that cannot be bound is replaced by a page that says so."""
    import pikepdf

    version = paper.version
    try:
        if version.attachment and version.attachment.content_type == "application/pdf":
            with version.attachment.file.open() as file:
                return _opened(file.read())
        if version.attachment and version.attachment.content_type in _PICTURES:
            return _opened(_picture(version.attachment))
        return _opened(_typed(paper))
    except (pikepdf.PdfError, pikepdf.PasswordError, FileNotFoundError, NoPicture) as error:
        reason = "có mật khẩu" if isinstance(error, pikepdf.PasswordError) else "bị hỏng"
        return _opened(_placeholder(paper, f"Tệp {reason} nên không ghép được."))


def _opened(content):
    import pikepdf

    return pikepdf.open(io.BytesIO(content))


def _picture(attachment):
    from PIL import Image, ImageOps

    out = io.BytesIO()
    with attachment.file.open() as file:
        content = io.BytesIO(file.read())
    try:
        image = ImageOps.exif_transpose(Image.open(content)).convert("RGB")
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise NoPicture from error
    image.thumbnail((2000, 2800))
    image.save(out, "PDF", resolution=max(image.size[0] / 8.27, 72))
    return out.getvalue()


def _typed(paper):
    """A Word, Excel or typed text, set as plain paragraphs; one that was not read yet is read now."""
    version = paper.version
    if version.attachment_id:
        read(version.pk)
        reading = Reading.objects.get(version=version)
        if not reading.is_ready:
            return _placeholder(paper, reading.error)
    lines = [line for line in text_of(version).split("\n") if line.strip()]
    return pdf.render("print/book_text.html", {"title": paper.document.title, "lines": lines})


def _placeholder(paper, reason):
    return pdf.render("print/book_text.html", {"title": paper.document.title, "lines": [], "reason": reason})
