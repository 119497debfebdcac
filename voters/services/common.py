from core import notify
from council.seats import people_of


def assign(record, values):
    """Set the values and save."""
    for name, value in values.items():
        setattr(record, name, value)
    record.save()


def tell_keepers(opinion, text, key):
    """Tell the people who keep the registers of the council that handles the opinion, and of its owner."""
    bodies = {opinion.owner_id, opinion.sent_up_to_id} - {None}
    notify.tell(
        people_of(bodies, "staff", "ward"), text, key=f"{key}:{opinion.pk}:{opinion.version}", record=opinion
    )
