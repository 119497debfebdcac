"""Nothing typed is lost: forms kept over an expired login, and both versions of a record changed twice."""

from copy import copy
from hashlib import sha256

from django.http import QueryDict

from core.forms import sign_user, signed_user
from core.models import HistoryEntry
from core.sealing import seal, unseal

_KEY = "held-form"
_MAX = 1_000_000
OWN = ("csrfmiddlewaretoken", "_who", "_again", "password")


def mark(request):
    """The hidden mark by which a form knows its author again."""
    return sign_user(request.actor.user_id)


def hold(request):
    """Keep what an anonymous POST carries, sealed, if the form was shown to a known person."""
    data = request.POST.copy()
    who = signed_user(data.get("_who", ""))
    for name in OWN:
        data.pop(name, None)
    text = data.urlencode()
    if who is not None and len(text) <= _MAX:
        request.session[_KEY] = {"path": request.path, "who": who, "data": seal(text).decode()}


def take(request):
    """What was held for this person at this address, once; None otherwise."""
    kept = request.session.get(_KEY)
    if not kept or request.method != "GET" or kept["path"] != request.path:
        return None
    del request.session[_KEY]
    return QueryDict(unseal(kept["data"].encode())) if kept["who"] == request.actor.user_id else None


def chosen(data, fresh):
    """The posted data with the stored value wherever the person chose it over their own."""
    data = data.copy()
    for name in fresh.fields:
        if data.get(f"keep_{name}") == "theirs":
            value = fresh[name].value()
            values = value if isinstance(value, list | tuple) else [fresh.fields[name].prepare_value(value)]
            data.setlist(name, ["" if item is None else _typed(item) for item in values])
    return data


def _typed(value):
    return f"{value:%d/%m/%Y}" if hasattr(value, "strftime") else str(value)


def conflict(form, stored, register):
    """Both versions when the record was saved since the form was shown, else None.

    The form is set to the stored version, so that saving again is a choice made knowingly.
    """
    if form.cleaned_data.get("version") in (None, stored.version):
        return None
    theirs = register.form_class(instance=stored, actor=form.actor)
    last = HistoryEntry.objects.filter(record_id=stored.pk).select_related("actor").order_by("-id").first()
    form.data = form.data.copy()
    form.data["version"] = stored.version
    return both(form, theirs, last)


def as_stored(form):
    """The form as it would be shown now, without what was typed into it."""
    fresh = copy(form)
    fresh.is_bound, fresh._bound_fields_cache = False, {}
    return fresh


def shown_state(form):
    """What the stored values of a form are known again by, so that a form shown with others is told."""
    values = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    return sha256(repr(sorted((name, _plain(value)) for name, value in values.items())).encode()).hexdigest()[
        :24
    ]


def _plain(value):
    if isinstance(value, list | tuple):
        return sorted(str(getattr(item, "pk", item)) for item in value)
    return "" if value is None else str(value)


def last_change(row):
    """The last history entry of a row that belongs to no record, with its author."""
    tables = [model._meta.db_table for model in (type(row), *row._meta.get_parent_list())]
    entries = HistoryEntry.objects.filter(record_id=None, table_name__in=tables, row_id=row.pk)
    return entries.select_related("actor").order_by("-id").first()


def both(form, theirs, last):
    """{who, at, fields} of what differs between two forms; `last` is the history entry of the other's saving."""
    differing = [_both(form, theirs, name) for name in form.fields if name not in ("version", "once", "seen")]
    fields = [row for row in differing if row["mine"] != row["theirs"]]
    who = str(last.actor) if last and last.actor else "người khác"
    return {"who": who, "at": last and last.at, "fields": fields}


def _both(form, theirs, name):
    return {
        "name": name, "label": form[name].label,
        "mine": _readable(form[name]), "theirs": _readable(theirs[name]),
    }  # fmt: skip


def _readable(bound):
    """A form field's value as the screen would show it."""
    value, field = bound.value(), bound.field
    if value in (None, "", []):
        return ""
    if hasattr(field, "choices"):
        labels = {str(getattr(key, "value", key)): str(label) for key, label in field.choices}
        keys = value if isinstance(value, list | tuple) else [value]
        return ", ".join(labels.get(str(getattr(key, "pk", key)), str(key)) for key in keys)
    return _typed(value).replace("\r\n", "\n").strip()
