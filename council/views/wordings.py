"""The administrator's pages of wordings: how the documents made from records are phrased."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from core.letters import blocks, book, services, wording
from core.letters.heads import head_of
from core.models import LetterWording
from core.text import whole
from council.acts import check_admin
from council.forms import WordingForm
from council.services import wordings as acts
from council.views.pages import CRUMBS, crumbs, form_page


@require_GET
def wordings(request):
    """Every letter by the kind of record that it is made from."""
    check_admin(request.actor)
    rows = (
        LetterWording.objects.filter(home=request.actor.home_id).order_by("code", "-version").distinct("code")
    )
    own = {row.code: row for row in rows}
    groups = {}
    for item in book.LETTERS.values():
        row = own.get(item.code)
        groups.setdefault(item.model._meta.verbose_name.capitalize(), []).append(
            {
                "label": item.label,
                "url": reverse("council:wording", args=[item.code]),
                "own": row if row and row.text else None,
            }
        )
    context = {"title": "Mẫu văn bản", "crumbs": CRUMBS, "groups": sorted(groups.items())}
    return render(request, "council/wordings.html", context)


def edit(request, code):
    """One wording, with its placeholders, its versions and a preview."""
    check_admin(request.actor)
    letter = acts.definition(code)
    rows = acts.versions(request.actor, code)
    text = _shown(request, letter, rows)
    initial = {"text": text, "version": rows[0].version if rows else 0}
    own = bool(rows and rows[0].text)
    context = {
        "title": letter.label, "crumbs": crumbs("Mẫu văn bản", "council:wordings"),
        "letter": letter, "places": [(f"{{{name}}}", meaning) for name, meaning in letter.meanings.items()],
        "versions": rows[:20], "own": own, "head_words": wording.HEAD_WORDS, **_previewed(request, letter, text),
    }  # fmt: skip
    return form_page(
        request, lambda data: WordingForm(data, initial=initial, letter=letter, last=rows[0] if rows else None),
        lambda form: acts.save(request.actor, code, **form.cleaned_data), context,
        "Đã lưu mẫu. Dự thảo soạn từ nay dùng mẫu này.", reverse("council:wording", args=[code]),
        template="council/wording.html",
    )  # fmt: skip


def _shown(request, letter, rows):
    """The text that the form begins with: the one in force, or the version that the address names."""
    chosen = whole(request.GET.get("ban", "")) if request.method == "GET" else None
    row = next((row for row in rows if row.version == chosen), None)
    if row is not None:
        return row.text or letter.shipped()
    return book.current(request.actor.home_id, letter.code)


def _previewed(request, letter, text):
    """{doc, record}: a wording filled in from the latest record in view, or from the meanings of its placeholders."""
    actor, made = request.actor, wording.parse(text)[0]
    latest = letter.model.objects.visible_to(actor).filter(owner=actor.home_id).order_by("-on", "-id")[:10]
    record = next((item for item in latest if letter.offered(item)), None)
    head = head_of(actor.home_id)
    values = book.sample(letter) | head.values
    if record is not None:
        choices = letter.choices(record)
        if choices or not letter.targets:
            values |= letter.fn(actor, record, choices[0] if choices else None)
    return {"doc": blocks.document(services.written(letter, made, values, head)), "record": record}


@require_POST
def preview(request, code):
    """What stands in the form as a document; nothing is stored."""
    check_admin(request.actor)
    letter = acts.definition(code)
    text = request.POST.get("text", "")[:200_000]
    context = {
        "title": letter.label,
        "crumbs": CRUMBS,
        "faults": book.faults(letter, text),
        **_previewed(request, letter, text),
    }
    return render(request, "council/wording_preview.html", context)


@require_POST
def reset(request, code):
    """Put the shipped wording in force again; the own versions are kept."""
    check_admin(request.actor)
    acts.reset(request.actor, code)
    messages.success(request, "Đã dùng lại mẫu kèm phần mềm. Các bản đã sửa vẫn được giữ.")
    return redirect("council:wording", code)
