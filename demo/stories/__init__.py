"""The stories of a demonstration city: each entry of its data file taken through the verbs, at its days."""

from django.db import connection

from demo.stories import council_sessions, duties, oversight, papers, petitions, receptions, reports, voters
from demo.stories.scene import Scene


def tell(city):
    """Play the whole data file. Sessions come first: the other registers point at them."""
    scene = Scene(city)
    for story in (council_sessions, papers, oversight, voters, petitions, receptions, duties, reports):
        story.tell(scene)
        _measure()


def _measure():
    """Rows of a transaction still open are unknown to the planner, which would read every table from end to end."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
