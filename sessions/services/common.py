"""What the services of the room share."""

from core import files
from core.errors import Refused
from core.models import Body
from sessions.models import Session


def store(record, **values):
    """Set `values` and what the record is found by, and save it."""
    for name, value in values.items():
        setattr(record, name, value)
    record.words = record.search_words()
    record.save()


def organ(owner_id, kind):
    """The body of that kind which works for a council, None when it has none."""
    return Body.objects.filter(home_id=owner_id, kind=kind).order_by("pk").first()


def own_session(actor, council_session):
    """Refuse a session of another council, or one that was cancelled."""
    if council_session is None:
        return
    council_session = Session.objects.select_for_update().get(pk=council_session.pk)
    if council_session.owner_id != actor.home_id:
        raise Refused("Kỳ họp đã chọn không thuộc Hội đồng nhân dân đang làm việc. Hãy chọn lại kỳ họp.")
    if council_session.state == "cancelled":
        raise Refused("Kỳ họp đã hủy nên không nhận thêm hồ sơ. Hãy chọn kỳ họp khác.")


def keep_files(actor, record, uploads):
    """Attach what a verb's form brought."""
    for upload in uploads:
        files.keep(record, upload, actor.user_id)
