"""Territories, what takes their place, and constituencies, kept by the administrator within the own scope."""

import re
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404

from core.errors import NotAllowed, Refused
from core.models import Body
from core.text import fold, nfc
from council.acts import act
from council.models import BodyKind, Constituency, Council, Succession, Term, Unit

BELOW = {
    Unit.Level.PROVINCE: Unit.Level.COMMUNE, Unit.Level.DISTRICT: Unit.Level.COMMUNE,
    Unit.Level.COMMUNE: Unit.Level.HAMLET,
}  # fmt: skip
_TIERS = {Unit.Level.PROVINCE: "province", Unit.Level.DISTRICT: "district", Unit.Level.COMMUNE: "commune"}


def units(actor):
    """The territories of the councils in the scope, and those two levels below."""
    own = Council.objects.filter(pk__in=actor.scope).values("unit")
    return Unit.objects.filter(Q(pk__in=own) | Q(parent__in=own) | Q(parent__parent__in=own))


def read_units(text):
    """The rows of a pasted table and what is wrong with it: ([(code, kind, name)], [fault])."""
    rows, faults = [], []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        cells = [nfc(cell.strip()) for cell in re.split(r"\t|;|\s{2,}", line.strip(), maxsplit=2)]
        fault = _fault(cells, {code for code, *_ in rows})
        if fault:
            faults.append(f"Dòng {number}: {fault}")
        else:
            rows.append(tuple(cells))
    return rows, faults or ([] if rows else ["Chưa có đơn vị nào."])


def _fault(cells, known):
    if len(cells) < 3 or not all(cells):
        return "cần đủ ba cột: mã, loại, tên."
    code, kind, name = cells
    if len(code) > 20 or len(kind) > 40 or len(name) > 120:
        return "mã dài quá 20, loại quá 40 hoặc tên quá 120 ký tự."
    return f"mã {code} có hai lần." if code in known else ""


@act("council.add_unit")
def add_unit(actor, *, parent, level, **values):
    """A territory within one of the scope. Raises ValidationError when it would not lie below its parent."""
    _check_unit(actor, parent)
    if BELOW.get(parent.level) != level:
        raise ValidationError({"level": f"Đơn vị này không thể trực tiếp thuộc {parent.name}."})
    return Unit.objects.create(parent=parent, level=level, **values)


@act("council.add_units")
def add_units(actor, *, parent, rows, councils=False):
    """Many territories below one, and when asked each one's council. Returns how many."""
    _check_unit(actor, parent)
    level = BELOW.get(parent.level)
    if level is None:
        raise ValidationError({"parent": "Thôn, tổ dân phố không có đơn vị bên dưới."})
    taken = set(Unit.objects.filter(code__in=[code for code, *_ in rows]).values_list("code", flat=True))
    if taken:
        raise ValidationError({"rows": f"Mã đã có ở đơn vị khác: {', '.join(sorted(taken))}."})
    made = Unit.objects.bulk_create(
        Unit(code=code, kind=kind, name=name, level=level, parent=parent) for code, kind, name in rows
    )
    if councils and level in _TIERS:
        _councils(actor, parent, made)
    return len(made)


def _councils(actor, land, made):
    """A council for each new territory, below the council of the territory above."""
    above = Council.objects.filter(pk__in=actor.scope, unit=land).order_by("pk").first()
    if above is None:
        raise ValidationError(
            {"parent": f"{land.name} chưa có Hội đồng nhân dân để các Hội đồng mới trực thuộc."}
        )
    taken = set(Body.objects.values_list("code", flat=True))
    for unit in made:
        taken.add(code := _code(unit, taken))
        Council.objects.create(
            kind=BodyKind.COUNCIL, parent=above, tier=_TIERS[unit.level], unit=unit, code=code,
            name=f"Hội đồng nhân dân {unit.name}", short_name=f"HĐND {unit.name}"[:80], place=unit.name[:80],
            superior=above.unit.name.upper()[:120],
        )  # fmt: skip


def _code(unit, taken):
    """A free short code: of the name, with the territory's code when that is taken."""
    base = re.sub(r"[^a-z0-9]+", "-", fold(unit.name)).strip("-")[:30]
    return base if base and base not in taken else f"{base}-{fold(unit.code)}".strip("-")


@act("council.edit_unit")
def edit_unit(actor, pk, **values):
    """New name, code or dates; the level and what it lies in stay."""
    unit = _unit(actor, pk)
    for name, value in values.items():
        setattr(unit, name, value)
    unit.save()
    return unit


@act("council.end_unit")
def end_unit(actor, pk, *, on, successors, decree):
    """The territory ended the day before `on`, and its council with it; old records keep its name.

    Raises ValidationError when it would end before it began, Refused when it has ended already.
    """
    unit = _unit(actor, pk)
    last = on - timedelta(days=1)
    if unit.valid_to:
        raise Refused(f"{unit.name} đã kết thúc ngày {unit.valid_to:%d/%m/%Y}.")
    if unit.valid_from and last < unit.valid_from:
        raise ValidationError(
            {"on": f"Đơn vị bắt đầu ngày {unit.valid_from:%d/%m/%Y}; hãy chọn ngày sau đó."}
        )
    unit.valid_to = last
    unit.save(update_fields=["valid_to"])
    Body.objects.filter(council__unit=unit, valid_to=None).update(valid_to=last)
    Succession.objects.bulk_create(
        Succession(unit=unit, successor=item, on=on, decree=decree) for item in successors
    )
    return unit


def _unit(actor, pk):
    found = units(actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return Unit.objects.select_for_update(of=["self"]).get(pk=found.pk)


def _check_unit(actor, unit):
    if unit is None or not units(actor).filter(pk=unit.pk).exists():
        raise NotAllowed("Đơn vị này ngoài phạm vi quản trị.")


# --- constituencies ----------------------------------------------------------------------------------------


def terms(actor):
    return Term.objects.filter(council__in=actor.scope).select_related("council__unit")


def constituencies(actor):
    return Constituency.objects.filter(term__council__in=actor.scope).select_related("term__council__unit")


@act("council.add_constituency")
def add_constituency(actor, term_pk, *, number, units):
    """A constituency of a term. Raises ValidationError when its number or a territory is taken."""
    term = terms(actor).filter(pk=term_pk).first()
    if term is None:
        raise Http404
    _check_free(term, number, units)
    made = Constituency.objects.create(term=term, number=number)
    made.units.set(units)
    return made


@act("council.edit_constituency")
def edit_constituency(actor, pk, *, number, units):
    found = constituencies(actor).select_for_update(of=["self"]).filter(pk=pk).first()
    if found is None:
        raise Http404
    _check_free(found.term, number, units, but=found.pk)
    found.number = number
    found.save(update_fields=["number"])
    found.units.set(units)
    return found


def _check_free(term, number, units, but=None):
    """Each number once in a term, and each territory in one constituency."""
    others = Constituency.objects.filter(term=term).exclude(pk=but)
    if others.filter(number=number).exists():
        raise ValidationError({"number": f"Nhiệm kỳ này đã có đơn vị bầu cử số {number}."})
    taken = others.filter(units__in=units).values_list("units__name", "number").first()
    if taken:
        raise ValidationError({"units": f"{taken[0]} đã thuộc đơn vị bầu cử số {taken[1]}."})
