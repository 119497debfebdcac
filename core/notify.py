"""Telling people: a notice in the portal now; the same key tells the same person once."""

from core.models import Notice


def tell(user_ids, text, *, key, record=None, url=""):
    """Put a notice before each of `user_ids`. Returns how many rows were asked for."""
    url = url or (record.get_absolute_url() if record else "")
    rows = [
        Notice(user_id=pk, text=text[:400], key=key, record_id=getattr(record, "pk", None), url=url)
        for pk in set(user_ids)
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)
