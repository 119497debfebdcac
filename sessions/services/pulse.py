"""The beat that open screens wait for."""

from functools import wraps

from django.db.models import F

from sessions.models import Pulse


def beats(fn):
    """An act in the hall: open screens learn that something is new. The record's version stays, so that a form
    that somebody has open beside the sitting remains valid."""

    @wraps(fn)
    def act(actor, council_session, **data):
        result = fn(actor, council_session, **data)
        beat(council_session.pk)
        return result

    return act


def beat(pk):
    if not Pulse.objects.filter(pk=pk).update(beat=F("beat") + 1):
        Pulse.objects.create(council_session_id=pk, beat=1)
