"""Shortcomings as the registers show them: what is late, overdue or kept below, with the records linked."""

from django.urls import reverse

from core.figures import FIGURES
from core.visibility import closed_kinds
from reports import page
from reports.words import count

# figure -> the list that names its records, empty where only the register's own list does
_BACKED = {
    "dossiers.late": "late_dossiers", "recommendations.overdue": "overdue", "oversight.repeated_faults": "",
    "opinions.overdue": "", "petitions.overdue": "", "opinions.kept_below": "", "opinions.duplicates": "",
}  # fmt: skip
NAMED = 5


def proposed(found, actor):
    """[{label, value, url, token, rows: [{title, url}]}] of the figures that are not zero."""
    closed, made = closed_kinds(actor.role), []
    for key, listed in _BACKED.items():
        item = FIGURES.get(key)
        if item is None or not found.n(key):
            continue
        rows = [
            {"title": row["title"], "url": reverse("core:record", args=[row["pk"]]) if row.get("pk") else ""}
            for row in found.rows(listed)[:NAMED]
        ]
        url = "" if item.kind in closed else page.drill_url(item, found)
        made.append(
            {
                "label": item.label,
                "value": count(found.n(key)),
                "url": url,
                "token": f"{{{key}}}",
                "rows": rows,
            }
        )
    return made
