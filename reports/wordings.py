"""The wordings in force for a council: the shipped ones, and those that its administrator changed."""

from reports import books
from reports.models import Wording


def of(home_id):
    """{block: {heading, text}} of the blocks that the office words in its own way."""
    rows = Wording.objects.filter(home_id=home_id).values_list("block", "heading", "text")
    return {block: {"heading": heading, "text": text} for block, heading, text in rows}


def all_of(home_id):
    """Every block with the wording in force: [{block, heading, text, own}]."""
    own = of(home_id)
    return [
        {"block": key, **(own.get(key) or item), "own": key in own} for key, item in books.shipped().items()
    ]
