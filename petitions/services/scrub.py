"""What was typed while a petition was not known to denounce, and names who turns out to be its denouncer."""

import pgtrigger
from django.views.decorators.debug import sensitive_variables

from core.models import HistoryEntry
from petitions.forms.privacy import says_sealed
from petitions.services import identity

STRUCK = "(đã lược bỏ vì nêu người gửi)"
TYPED = ("title", "place", "reason", "result")
ON_VISIT = ("title", "result", "remark")


@sensitive_variables()
def forget_names(petition):
    """Strike out every typed text that names the sealed sender, and the old values of the history with it. Called
    after the petition was saved under its new kind; beside the destroying of a file the one act that may do so."""
    parts = identity.opened(petition)
    visits = list(petition.visits.all())
    _strike([petition], TYPED, parts)
    _strike(visits, ON_VISIT, parts)
    _strike(petition.urgings.all(), ("content",), parts)
    _strike_history([petition.pk, *(visit.pk for visit in visits)], parts)


@sensitive_variables()
def _strike(rows, names, parts):
    for row in rows:
        wrong = [name for name in names if says_sealed(getattr(row, name), parts)]
        for name in wrong:
            setattr(row, name, STRUCK)
        if wrong:
            if "place" in wrong:
                row.words = ""
            row.save()


@sensitive_variables()
def _strike_history(record_ids, parts):
    rows = HistoryEntry.objects.filter(record_id__in=record_ids)
    wrong = [row.pk for row in rows if any(says_sealed(text, parts) for text in _texts(row))]
    with pgtrigger.ignore("core.HistoryEntry:append_only"):
        HistoryEntry.objects.filter(pk__in=wrong).update(before=None, after=None, note="")


def _texts(row):
    values = [*(row.before or {}).values(), *(row.after or {}).values(), row.note]
    return [value for value in values if isinstance(value, str)]
