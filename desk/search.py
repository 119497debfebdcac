"""Search across the registers, the bodies and the people; nothing outside what the person may see."""

import re
from urllib.parse import urlencode

from django.urls import reverse

from core.models import Record
from core.paging import capped_counts, count_label
from core.register import REGISTERS
from core.text import NameKey, fold
from core.visibility import closed_kinds
from council import directory
from desk.probe import Probe, ask
from desk.words import short

CAP, SHOWN, LONGEST = 1000, 5, 200


def clean(text):
    """What was typed, bounded and without control characters."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", text or "")[:LONGEST].split())


def too_short(text):
    """Whether there are fewer than two letters or digits to look for."""
    return len(re.findall(r"[a-z0-9]", fold(text))) < 2


def groups(actor, text):
    """[{label, total, url, items}] of all that `text` finds, registers first."""
    return _records(actor, text) + _names(actor, text)


def _records(actor, text):
    closed = closed_kinds(actor.role)
    kinds = [kind for kind, register in REGISTERS.items() if kind not in closed]
    seen = Record.objects.visible_to(actor).found_by(text)
    found = ask([Probe("", seen.order_by("-on", "-id"), "kind", kinds, SHOWN)])
    hit = {kind for _, kind, _ in found}
    totals = capped_counts({kind: seen.filter(kind=kind) for kind in hit}, CAP)
    rows = (
        Record.objects.filter(pk__in=[pk for _, _, pk in found])
        .select_related("owner")
        .order_by("-on", "-id")
    )
    rows = list(rows) if found else []
    return [
        _group(REGISTERS[kind], text, totals[kind], [row for row in rows if row.kind == kind])
        for kind in kinds
        if kind in hit
    ]


def _group(register, text, total, rows):
    url = f"{register.url('list')}?{urlencode({'q': text})}" if register.has_list else ""
    label = register.plural or register.noun.capitalize()
    return {
        "label": label,
        "total": count_label(total, CAP),
        "url": url,
        "items": [_item(register, row) for row in rows],
    }


def _item(register, record):
    label, tone = register.model.STATES.get(record.state, ("", "idle"))
    sub = " · ".join(part for part in (record.code, record.owner.short_name, f"{record.on:%d/%m/%Y}") if part)
    return {
        "url": record.get_absolute_url(),
        "title": short(record.title),
        "sub": sub,
        "chip": label,
        "tone": tone,
    }


def _names(actor, text):
    bodies, people, units = (
        directory.found(rows(actor), text)
        for rows in (directory.bodies, directory.delegates, directory.units)
    )
    made = [
        _named("Cơ quan, tổ chức", "co-quan", bodies.order_by("name"), text, _body),
        _named("Đại biểu", "dai-bieu", people.order_by(NameKey("name")), text, _delegate),
        _named("Đơn vị hành chính", "don-vi", units.order_by("name"), text, _unit),
    ]
    return [group for group in made if group["items"]]


def _named(label, tab, rows, text, item):
    shown = list(rows[: SHOWN + 1])
    total = str(len(shown)) if len(shown) <= SHOWN else f"hơn {SHOWN}"
    url = f"{reverse('council:directory')}?{urlencode({'muc': tab, 'q': text})}"
    return {"label": label, "total": total, "url": url, "items": [item(row) for row in shown[:SHOWN]]}


def _body(body):
    return {
        "url": reverse("council:body", args=[body.code]),
        "title": body.name,
        "sub": directory.kind_label(body),
    }


def _delegate(delegate):
    url = reverse("council:body", args=[delegate.term.council.code])
    return {
        "url": url,
        "title": delegate.name,
        "sub": f"{delegate.term.council.short_name} · {delegate.term}",
    }


def _unit(unit):
    url = f"{reverse('council:directory')}?{urlencode({'muc': 'don-vi', 'q': unit.name})}"
    sub = " · ".join(part for part in (unit.kind, unit.parent and unit.parent.name) if part)
    return {"url": url, "title": unit.name, "sub": sub}
