"""One document in the browser: its pages as pictures or text, one's own note, its versions side by side."""

from django.core.files.storage import default_storage
from django.db.models import Prefetch
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from core.errors import Refused
from core.register import REGISTERS
from core.sealing import seal, unseal
from core.text import whole
from sessions.models import Note, ReadingPage
from sessions.papers import difference, reading, shelf
from sessions.papers.found import marked

LONGEST_NOTE, LONGEST = 20_000, 400_000


def document_of(request, document_id):
    """The document with its versions, the latest first; 404 when this person may not read it."""
    rows = shelf.readable(request.actor).select_related("record")
    rows = rows.prefetch_related(Prefetch("versions", shelf.versions(request.actor), to_attr="all_versions"))
    found = rows.filter(pk=document_id).first()
    if found is None or not found.all_versions:
        raise Http404
    return found


def version_of(document, number):
    """The version of that number, the latest when none is named."""
    if number in (None, ""):
        return document.all_versions[0]
    found = next((row for row in document.all_versions if row.number == whole(number)), None)
    if found is None:
        raise Http404
    return found


def read(request, document_id):
    """The reading page. What was not read by the worker yet is asked for here."""
    document = document_of(request, document_id)
    version = version_of(document, request.GET.get("ban"))
    if not hasattr(version, "reading"):
        reading.ask(version)
        version = version_of(document_of(request, document_id), version.number)
    shelf.opened(document, version, request.actor.user_id)
    query = request.GET.get("q", "").strip()[:200]
    as_text = "chu" in request.GET or bool(query)
    context = {
        **page_of(document, request.actor), "version": version, "q": query, "as_text": as_text,
        "pages": _pages(version, as_text, query), "note": note_of(request.actor.user_id, document),
        "file_url": reverse("core:file", args=[version.attachment_id]) if version.attachment_id else "",
    }  # fmt: skip
    return render(request, "sessions/reader.html", context)


def page_of(document, actor):
    """What every page of a document shows: its name, the way back, its neighbours on the shelf."""
    record = document.record
    register = REGISTERS[record.kind]
    home = register.get(actor, record.pk)
    in_session = home if record.kind == "session" else home.council_session
    room = "" if actor.sees_shared_only else reverse("sessions:room", args=[in_session.pk])
    crumbs = [{"label": in_session.title, "url": room}] if room else register.crumbs(home)
    if home != in_session:
        crumbs.append({"label": home.title, "url": home.get_absolute_url()})
    return {
        "document": document, "title": document.title, "crumbs": crumbs, "home": home, "room_url": room,
        "versions": document.all_versions, "record_url": record.get_absolute_url(),
    }  # fmt: skip


def _pages(version, as_text, query):
    """The pages as the worker read them; with a query only the text counts, marked."""
    state = getattr(version, "reading", None)
    if state is None or not state.is_ready:
        return []
    rows = list(state.pages.defer("tsv"))
    for row in rows:
        row.bits = marked(row.text, query) if query else [(False, row.text)]
        row.hit = query and any(hit for hit, _ in row.bits)
        row.shows_image = bool(row.image) and not as_text
    return rows


def picture(request, document_id, number, page):
    """One page as a picture; no script can hide in it."""
    document = document_of(request, document_id)
    version = version_of(document, number)
    found = ReadingPage.objects.filter(reading__version=version, number=page).exclude(image="").first()
    if found is None or not default_storage.exists(found.image.name):
        raise Http404
    answer = FileResponse(found.image.open(), content_type="image/webp")
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    # A version never changes, but a right may end: kept by this browser alone, and not for long.
    answer["Cache-Control"] = "private, max-age=600"
    return answer


def note_of(user_id, document):
    """The person's own note on the document; empty where there is none."""
    found = Note.objects.filter(user=user_id, document=document).first()
    return unseal(found.sealed) if found else ""


@require_POST
def keep_note(request, document_id):
    """Keep one's own note; an emptied one is gone. It leaves no trace but itself."""
    document = document_of(request, document_id)
    text = request.POST.get("note", "").replace("\x00", "").strip()
    if len(text) > LONGEST_NOTE:
        raise Refused("Ghi chú dài quá 20.000 ký tự. Hãy rút gọn.")
    own = Note.objects.filter(user=request.actor.user_id, document=document)
    if text:
        Note.objects.update_or_create(
            user_id=request.actor.user_id, document=document, defaults={"sealed": seal(text)}
        )
    else:
        own.delete()
    if request.htmx:
        return render(request, "sessions/note_state.html", {"kept": bool(text)})
    return redirect(reverse("sessions:read", args=[document.pk]) + "#ghi-chu")


def compare(request, document_id):
    """Two versions of a document word by word: the one before the last and the last, unless others are named."""
    document = document_of(request, document_id)
    versions = document.all_versions
    new = version_of(document, request.GET.get("moi"))
    before = next((row for row in versions if row.number < new.number), new)
    old = version_of(document, request.GET["cu"]) if request.GET.get("cu") else before
    context = {
        **page_of(document, request.actor),
        "old": old,
        "new": new,
        "title": f"So sánh: {document.title}",
    }
    return render(request, "sessions/compare.html", context | _difference(old, new))


def _difference(old, new):
    if old == new:
        return {"trouble": "Tài liệu mới có một phiên bản nên chưa có gì để so sánh."}
    unread = next((row for row in (old, new) if not _is_read(row)), None)
    if unread:
        return {"trouble": f"Bản {unread.number} chưa đọc được chữ: {_why(unread)}"}
    texts = [reading.text_of(row) for row in (old, new)]
    if not all(text.strip() for text in texts):
        return {"trouble": "Một trong hai bản là ảnh quét, không có chữ để so sánh."}
    if max(map(len, texts)) > LONGEST:
        return {"trouble": "Tài liệu quá dài để so sánh trên màn hình."}
    rows = difference.compare(*texts)
    added, taken = difference.totals(rows)
    return {"rows": _folded(rows), "added": added, "taken": taken}


def _is_read(version):
    return version.attachment_id is None or (hasattr(version, "reading") and version.reading.is_ready)


def _why(version):
    state = getattr(version, "reading", None)
    return (state and (state.error or state.get_state_display())) or "đang chuẩn bị"


def _folded(rows):
    """The paragraphs; a run of more than four unchanged ones is folded up: {fold: n} or {bits: [...]}."""
    shown, run = [], []
    for row in [*rows, None]:
        same = row is not None and all(bit.kind == difference.SAME for bit in row)
        if same:
            run.append({"bits": row})
            continue
        shown += run if len(run) <= 4 else [run[0], {"folded": run[1:-1]}, run[-1]]
        run = []
        shown += [{"bits": row, "changed": True}] if row is not None else []
    return shown
