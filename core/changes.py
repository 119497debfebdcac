"""The history in words: which act, whose, and each changed field's old and new value."""

from datetime import datetime

from django.apps import apps
from django.db.models import ForeignKey
from django.utils.timezone import localtime

from core.models import Record
from core.verbs import VERBS

_OPS = {"INSERT": "Thêm", "UPDATE": "Sửa", "DELETE": "Xóa"}
_ACTS = {
    "core.attach": "Đính kèm tệp",
    "core.remove_file": "Gỡ tệp",
    "core.meet": "Đánh dấu đã xong thời hạn",
    "core.waive": "Miễn thời hạn",
    "core.extend": "Gia hạn",
    "core.move": "Lùi, rút thời hạn",
}


def name_acts(labels):
    """Give acts that are no verbs of a record their words in the history."""
    _ACTS.update(labels)


def label_of(entry):
    """The act of one entry in words."""
    item = VERBS.get(entry.verb)
    return item.label if item else _ACTS.get(entry.verb) or _OPS.get(entry.op, entry.op)


_QUIET = {"id", "kind", "once", "record_ptr_id", "created_at", "created_by_id", "tsv"}


def readable(entries, kind=""):
    """The history of one record of `kind` as [{at, who, verb, note, changes}], what one act did joined."""
    entries = list(entries)
    names = _names(entries)
    acts = []
    for entry in entries:
        key = (entry.at, entry.actor_id, entry.verb)
        if not acts or acts[-1]["key"] != key:
            acts.append(_act(entry, key))
        acts[-1]["changes"] += _changes(entry, names, kind)
    return acts


def _act(entry, key):
    return {
        "key": key,
        "at": entry.at,
        "who": entry.actor or "Hệ thống",
        "verb": label_of(entry),
        "note": entry.note,
        "changes": [],
    }


def _models():
    return {model._meta.db_table: model for model in apps.get_models()}


def _changes(entry, names, kind):
    model = _models().get(entry.table_name)
    if model is None:
        return []
    before, after = entry.before or {}, entry.after or {}
    columns = {field.column: field for field in model._meta.local_fields if _labelled(field)}
    keys = [key for key in columns if key in {*before, *after} - _QUIET]
    rows = [_change(columns[key], before.get(key), after.get(key), names, kind) for key in keys]
    return [row for row in rows if row["old"] != row["new"]]


def _labelled(field):
    """Whether people know the field: what bears no Vietnamese label is the portal's own bookkeeping."""
    return str(field.verbose_name) != field.name.replace("_", " ")


def _change(field, old, new, names, kind=""):
    label = str(field.verbose_name).capitalize()
    if field.get_internal_type() == "JSONField":  # no reader of the history reads JSON
        return {"label": label, "old": "", "new": "đã thay đổi" if old != new else ""}
    return {"label": label, "old": _word(field, old, names, kind), "new": _word(field, new, names, kind)}


def _word(field, value, names, kind=""):
    if value in (None, "", []):
        return ""
    if value is True or value is False:
        return "có" if value else "không"
    if isinstance(field, ForeignKey):
        return names.get((_kin(field.related_model), value), f"số {value}")
    if field.name == "state":
        return _state_label(kind, value)
    if isinstance(value, list):
        return ", ".join(_word(field.base_field, item, names, kind) for item in value)
    if field.choices:
        return dict(field.flatchoices).get(value, value)
    if field.get_internal_type() == "DateField":
        year, month, day = value.split("-")
        return f"{day}/{month}/{year}"
    if field.get_internal_type() == "DateTimeField":
        return f"{localtime(datetime.fromisoformat(value)):%d/%m/%Y %H:%M}"
    return str(value)


def _state_label(kind, value):
    """The state in the words of the record's own kind (of the first that knows it, when no kind is told)."""
    for model in apps.get_models():
        if value in getattr(model, "STATES", {}) and kind in ("", model.KIND):
            return model.STATES[value][0]
    return value


def _names(entries):
    """Names of the bodies, people and places that the entries speak of, in one query per model."""
    wanted = {}
    for entry in entries:
        model = _models().get(entry.table_name)
        for field in model._meta.local_fields if model else ():
            if isinstance(field, ForeignKey) and _labelled(field):
                values = {(entry.before or {}).get(field.column), (entry.after or {}).get(field.column)} - {
                    None
                }
                wanted.setdefault(_kin(field.related_model), set()).update(values)
    small = {model: pks for model, pks in wanted.items() if pks}
    return {(model, pk): name for model, pks in small.items() for pk, name in _named(model, pks)}


def _kin(model):
    """Records of all kinds are named by one query."""
    return Record if issubclass(model, Record) else model


def _named(model, pks):
    """(pk, name) of rows. A record is named by number or day alone: who reads this may not see what it says."""
    if issubclass(model, Record):
        rows = Record.objects.filter(pk__in=pks).values_list("pk", "code", "on")
        return [(pk, code or f"hồ sơ ngày {on:%d/%m/%Y}") for pk, code, on in rows]
    return [(row.pk, str(row)) for row in model.objects.filter(pk__in=pks)]
