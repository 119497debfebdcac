"""The answers of a returned spreadsheet, all or none."""

from django.db import transaction

from core import notify
from core.verbs import perform
from council.seats import people_of
from voters import replies
from voters.services.outcomes import answer


def answer_many(actor, token):
    """Enter the good rows of the file kept under `token`, through the same verb as one by one. Returns how many."""
    with transaction.atomic():
        good = [row for row in replies.check(actor, replies.kept(actor, token)) if not row.errors]
        for row in sorted(good, key=lambda row: row.opinion.pk):
            perform(answer, actor, row.opinion.pk, **row.values, quiet=True)
        _tell(actor, good, token)
    replies.forget(actor, token)
    return len(good)


def _tell(actor, good, token):
    """The offices that follow the opinions are told once."""
    by_keeper = {}
    for row in good:
        by_keeper.setdefault(row.opinion.sent_up_to_id or row.opinion.owner_id, []).append(row)
    for keeper, rows in by_keeper.items():
        people = set(people_of([keeper], "staff", "ward")) - {actor.user_id}
        text = f"{actor.body_name} trả lời {len(rows)} kiến nghị cử tri bằng tệp Excel"
        notify.tell(people, text, key=f"replies:{token}:{keeper}", url="/kien-nghi/?tinh_trang=answered")
