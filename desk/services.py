"""What a person does with the own notices."""

from django.utils import timezone

from core.models import Notice


def read_notice(actor, pk):
    """Mark one of the actor's notices as read and return it; None when there is none of that number."""
    notice = Notice.objects.filter(pk=pk, user_id=actor.user_id).first()
    if notice and notice.read_at is None:
        Notice.objects.filter(pk=pk, read_at=None).update(read_at=timezone.now())
    return notice


def read_all(actor):
    """Mark all of the actor's notices as read. Returns how many were unread."""
    return Notice.objects.filter(user_id=actor.user_id, read_at=None).update(read_at=timezone.now())
