from core.history import History
from core.models import Record, record_link
from core.visibility import VisibleQuerySet

HISTORY = [History(record="record_ptr_id")]


class Session(Record):
    """A session of a council (kỳ họp)."""

    KIND = "session"

    record_ptr = record_link()

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = "kỳ họp"
        triggers = HISTORY
