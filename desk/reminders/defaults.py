"""The ladder as shipped: what the office asked for, beside the practice of 15, 7 and 3 days."""

# kind, days, unit
LADDER = [
    ("before", 15, "calendar"),
    ("before", 7, "calendar"),
    ("before", 3, "calendar"),
    ("before", 1, "calendar"),
    ("before", 0, "calendar"),
    ("late", 3, "working"),
    ("head", 3, "calendar"),
    ("chair", 7, "calendar"),
]


def ship(model):
    """Store the shipped ladder unless there is one. `model` is `ReminderStep`, now or in a migration."""
    if not model.objects.filter(home=None).exists():
        model.objects.bulk_create(model(kind=kind, days=days, unit=unit) for kind, days, unit in LADDER)
