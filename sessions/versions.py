"""A published agenda as plain data, and what differs between two of them."""

from sessions import plan

# What of an item or a sitting is compared, in the words of the screen.
ITEM = {
    "title": "nội dung", "kind_label": "loại", "presenter": "người trình bày", "starts_at": "giờ", "minutes": "số phút",
    "dossier": "hồ sơ", "documents": "tài liệu", "sitting": "buổi họp",
}  # fmt: skip
SITTING = {
    "label": "tên buổi", "on": "ngày", "starts_at": "bắt đầu", "ends_at": "kết thúc", "place": "địa điểm",
    "is_closed": "họp kín",
}  # fmt: skip


def latest(council_session):
    """The version now in force; None while the agenda is only drafted."""
    return council_session.agenda_versions.order_by("-number").first()


def snapshot(council_session):
    """The agenda as it now stands: {sittings: [{..., items: [...]}]}."""
    return snapshot_of(plan.groups(council_session))


def snapshot_of(groups):
    return {"sittings": [_sitting(group) for group in groups]}


def _sitting(group):
    row = group.sitting
    facts = {
        "id": None,
        "label": "Chưa xếp buổi",
        "on": "",
        "starts_at": "",
        "ends_at": "",
        "place": "",
        "is_closed": "",
    }
    if row:
        facts = {
            "id": row.pk, "label": row.label, "on": f"{row.on:%d/%m/%Y}", "starts_at": f"{row.starts_at:%H:%M}",
            "ends_at": f"{row.ends_at:%H:%M}" if row.ends_at else "", "place": row.place,
            "is_closed": "họp kín" if row.is_closed else "",
        }  # fmt: skip
    return {**facts, "items": [_item(line, facts["label"], facts["on"]) for line in group.lines]}


def _item(line, label, on):
    item = line.item
    return {
        "id": item.pk, "position": item.position, "title": item.title, "kind": item.kind,
        "kind_label": item.get_kind_display(), "presenter": item.presenter, "starts_at": line.planned,
        "minutes": item.minutes, "dossier": "; ".join(_name(row) for row in line.dossiers), "dossiers": line.dossiers,
        "documents": item.documents, "sitting": f"{label} {on}".strip(),
    }  # fmt: skip


def compare(old, new):
    """What changed from one agenda to the next: [{what, kind, title, fields: [{name, old, new}]}].

    `kind` is added, removed, moved or changed. An item moved when its place among those that stayed is another.
    """
    return [
        *_changes("sitting", _sittings(old), _sittings(new), SITTING),
        *_changes("item", _items(old), _items(new), ITEM),
    ]


def _name(dossier):
    """A dossier as it calls itself."""
    return f"{dossier['code']} {dossier['title']}".strip()


def dossiers_of(item):
    """[{id, title}] of an item of a version; the first versions knew one dossier an item."""
    if "dossiers" in item:
        return item["dossiers"]
    return [{"id": item["dossier_id"], "title": item["dossier"]}] if item.get("dossier_id") else []


def _sittings(content):
    return {row["id"]: {**row, "title": row["label"]} for row in content["sittings"] if row["id"]}


def _items(content):
    return {item["id"]: item for row in content["sittings"] for item in row["items"]}


def _changes(what, old, new, names):
    gone = [_row(what, "removed", old[key]) for key in old if key not in new]
    came = [_row(what, "added", new[key]) for key in new if key not in old]
    stayed = [_changed(what, old[key], new[key], names) for key in new if key in old]
    moved = _moved(list(old), list(new)) if what == "item" else set()
    for key, row in zip([key for key in new if key in old], stayed, strict=True):
        if key in moved and not row["fields"]:
            row["kind"] = "moved"
    return [*gone, *came, *(row for row in stayed if row["fields"] or row["kind"] == "moved")]


def _row(what, kind, thing, fields=()):
    return {"what": what, "kind": kind, "title": thing["title"], "fields": list(fields)}


def _changed(what, old, new, names):
    fields = [
        {"name": label, "old": _text(old[name]), "new": _text(new[name])}
        for name, label in names.items() if old[name] != new[name]
    ]  # fmt: skip
    return _row(what, "changed", new, fields)


def _text(value):
    return "" if value is None else str(value)


def _moved(old, new):
    """The fewest keys whose taking out makes the order of the rest the same."""
    kept = [key for key in old if key in set(new)]
    rank = {key: n for n, key in enumerate(kept)}
    order = [key for key in new if key in rank]
    return set(order) - set(_rising(order, rank))


def _rising(order, rank):
    """The longest part of `order` whose ranks rise."""
    best = []
    for n, key in enumerate(order):
        before = [best[i] for i in range(n) if rank[order[i]] < rank[key]]
        best.append([*max(before, key=len, default=[]), key])
    return max(best, key=len, default=[])
