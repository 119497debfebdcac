"""The history in words: which act, whose, and each changed field's old and new value."""

from datetime import datetime

from django.apps import apps
from django.db.models import Case, F, ForeignKey, Func, TextField, Value, When
from django.db.models.functions import Cast, Concat
from django.utils.text import capfirst
from django.utils.timezone import localtime

from core.models import Record
from core.verbs import VERBS
from core.wording import compare

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


def readable(entries, kind="", record=None):
    """The history of one record of `kind` as [{at, who, verb, note, changes}], what one act did joined.

    With the `record` itself, what it was read with (its bodies, say) need not be asked for again.
    """
    entries = list(entries)
    names = _names(entries, _at_hand(record) if record else {})
    acts = []
    for entry in entries:
        key = (entry.at, entry.actor_id, entry.verb)
        if not acts or acts[-1]["key"] != key:
            acts.append(_act(entry, key))
        acts[-1]["changes"] += _changes(entry, names, kind)
    for act in acts:
        act["changes"] = _joined(act["changes"])
    return acts


def _joined(changes):
    """What several rows of one list say, in one line: "Thành viên: thêm A, B; bớt C". Long texts word by word."""
    rows, lists = [], {}
    for change in changes:
        if not change.pop("link", False):
            rows.append(change | {"words": compare(change["old"], change["new"])})
            continue
        if change["label"] not in lists:
            lists[change["label"]] = {"label": change["label"], "gone": [], "come": [], "old": "", "new": ""}
            rows.append(lists[change["label"]])
        for name, value in (("gone", change["old"]), ("come", change["new"])):
            lists[change["label"]][name] += [value] if value else []
    return rows


def one_by_one(entries):
    """{entry's id: its act} of some entries, each by itself."""
    names = _names(entries)
    return {entry.pk: _act(entry, None) | {"changes": _changes(entry, names)} for entry in entries}


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
    """{table: model}; of a model and its proxies the model."""
    return {model._meta.db_table: model for model in apps.get_models() if not model._meta.proxy}


def _links():
    """{table of a many-to-many field: (field, column of what is linked)}, for the tables that Django makes itself."""
    fields = (field for model in apps.get_models() for field in model._meta.local_many_to_many)
    own = [field for field in fields if field.remote_field.through._meta.auto_created]
    return {field.m2m_db_table(): (field, field.m2m_reverse_name()) for field in own}


def _link_changes(entry, field, column, names):
    """A person, unit or the like put into a list of the record, or taken out of it."""
    label = capfirst(str(field.verbose_name))
    old, new = (
        names.get((field.related_model, (row or {}).get(column)), "") for row in (entry.before, entry.after)
    )
    return [{"label": label, "old": old, "new": new, "link": True}]


def _changes(entry, names, kind=""):
    if entry.table_name in (links := _links()):
        return _link_changes(entry, *links[entry.table_name], names)
    model = _models().get(entry.table_name)
    if model is None:
        return []
    before, after = entry.before or {}, entry.after or {}
    columns = {field.column: field for field in model._meta.local_fields if _labelled(field)}
    told = getattr(model, "TOLD", None)  # the fields worth telling, of a model that has many
    columns = {key: field for key, field in columns.items() if told is None or field.name in told}
    keys = [key for key in columns if key in {*before, *after} - _QUIET]
    rows = [_change(columns[key], before.get(key), after.get(key), names, kind) for key in keys]
    return [row for row in rows if row["old"] != row["new"]]


def _labelled(field):
    """Whether people know the field: what bears no Vietnamese label is the portal's own bookkeeping."""
    return str(field.verbose_name) != field.name.replace("_", " ")


def _change(field, old, new, names, kind=""):
    label = capfirst(str(field.verbose_name))
    if field.get_internal_type() == "JSONField":  # no reader of the history reads JSON
        return {"label": label, "old": "", "new": "đã thay đổi" if old != new else ""}
    return {"label": label, "old": _word(field, old, names, kind), "new": _word(field, new, names, kind)}


def _word(field, value, names, kind=""):
    if value in (None, "", []):
        return ""
    if value is True or value is False:
        return "có" if value else "không"
    if isinstance(field, ForeignKey):
        return names.get((field.related_model, value), f"số {value}")
    if field.name == "state" and not field.choices:
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
    return _decimal(value) if isinstance(value, float) else str(value)


def _decimal(value):
    """1250.5 as 1.250,5."""
    whole, _, rest = f"{value:,.3f}".rstrip("0").partition(".")
    return whole.replace(",", ".") + (f",{rest}" if rest else "")


def _state_label(kind, value):
    """The state in the words of the record's own kind (of the first that knows it, when no kind is told)."""
    for model in apps.get_models():
        if value in getattr(model, "STATES", {}) and kind in ("", model.KIND):
            return model.STATES[value][0]
    return value


def _at_hand(record):
    """{(model, pk): name} of a record and of what it was read together with."""
    links = [
        field for field in record._meta.fields if isinstance(field, ForeignKey) and field.is_cached(record)
    ]
    rows = [(field.related_model, getattr(record, field.name)) for field in links]
    rows += [(model, record) for model in (Record, type(record))]
    return {(model, row.pk): _name(row) for model, row in rows if row is not None}


def _name(row):
    """What `_together` calls a row."""
    if isinstance(row, Record):
        return row.code or f"hồ sơ ngày {row.on:%d/%m/%Y}"
    return str(row)


def _names(entries, known=()):
    """Names of the bodies, people and places that the entries speak of, in one query for those not `known`.

    Beside it one for each model that says by no `NAMED_BY` what its rows are called.
    """
    wanted, links = {}, _links()
    for entry in entries:
        if entry.table_name in links:
            field, column = links[entry.table_name]
            values = {(entry.before or {}).get(column), (entry.after or {}).get(column)} - {None}
            wanted.setdefault(field.related_model, set()).update(values)
        model = _models().get(entry.table_name)
        for field in model._meta.local_fields if model else ():
            if isinstance(field, ForeignKey) and _labelled(field):
                values = {(entry.before or {}).get(field.column), (entry.after or {}).get(field.column)} - {
                    None
                }
                wanted.setdefault(field.related_model, set()).update(values)
    asked = {model: {pk for pk in pks if (model, pk) not in known} for model, pks in wanted.items()}
    small = {model: pks for model, pks in asked.items() if pks}
    return dict(known) | _together({model: pks for model, pks in small.items() if _naming(model)}) | {
        (model, row.pk): str(row)
        for model, pks in small.items() if not _naming(model)
        for row in model.objects.filter(pk__in=pks)
    }  # fmt: skip


# A record is named by its number or day alone: who reads this may not see what it says.
_DAY = Func("on", Value("DD/MM/YYYY"), function="to_char", output_field=TextField())
_RECORD = Case(
    When(code="", then=Concat(Value("hồ sơ ngày "), _DAY)), default=Cast("code", TextField()),
    output_field=TextField(),
)  # fmt: skip


def _naming(model):
    """The column or expression that names the rows of a model; None where only its rows themselves can tell."""
    return _RECORD if issubclass(model, Record) else getattr(model, "NAMED_BY", None)


def _together(wanted):
    """{(model, pk): name} by one query for all models that are named by an expression."""
    models = list(wanted)
    parts = []
    for number, model in enumerate(models):
        rows = Record.objects if issubclass(model, Record) else model.objects
        naming = _naming(model)
        text = Cast(F(naming) if isinstance(naming, str) else naming, TextField())
        found = rows.filter(pk__in=wanted[model]).order_by()
        parts.append(found.annotate(of=Value(number), words_=text).values_list("of", "pk", "words_"))
    if not parts:
        return {}
    rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    return {(models[number], pk): text for number, pk, text in rows}
