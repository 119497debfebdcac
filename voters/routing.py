"""Which body answers an opinion: what the routing table says, else what the law's levels say."""

from django.db.models import Q

from core.models import Body
from council.models import BodyKind, Council, Unit
from voters.models import BELOW_CITY, Opinion, Route


def routes_of(home_id):
    """The routing table of a council."""
    return Route.objects.filter(home=home_id).select_related("body", "unit")


def proposals(home_id, opinions):
    """{opinion's pk: proposed body} in a fixed number of queries; opinions nobody is proposed for are left out.

    First whom the body named that gave it back; then the routing table, area and level before field alone; then,
    for what a ward can decide, the People's Committee of the place where it was voiced.
    """
    opinions = list(opinions)
    table = {(row.field, row.competence, row.unit_id): row.body for row in routes_of(home_id)}
    committees = _committees(opinions)
    found = {}
    for opinion in opinions:
        body = opinion.return_points_to or _by_table(table, opinion) or committees.get(_ward_of(opinion))
        if body is not None:
            found[opinion.pk] = body
    return found


def proposal(home_id, opinion):
    return proposals(home_id, [opinion]).get(opinion.pk)


def _by_table(table, opinion):
    unit = opinion.meeting.unit_id if opinion.meeting else None
    keys = [
        (opinion.field, opinion.competence, unit), (opinion.field, "", unit),
        (opinion.field, opinion.competence, None), (opinion.field, "", None),
    ]  # fmt: skip
    return next((table[key] for key in keys if key in table), None)


def _ward_of(opinion):
    """The ward that can decide on it: (unit of the meeting, council that noted it); None when it is not a ward's."""
    if opinion.competence not in BELOW_CITY:
        return None
    return (opinion.meeting.unit_id if opinion.meeting else None, opinion.owner_id)


def _committees(opinions):
    """{(unit, council): People's Committee} for the wards concerned."""
    wanted = {key for opinion in opinions if (key := _ward_of(opinion))}
    if not wanted:
        return {}
    units, owners = {unit for unit, _ in wanted if unit}, {owner for _, owner in wanted}
    wards = Council.objects.filter(unit__level=Unit.Level.COMMUNE)
    of_unit = dict(wards.filter(unit__in=units).values_list("unit", "pk"))
    own = set(wards.filter(pk__in=owners).values_list("pk", flat=True))
    homes = {key: key[1] if key[1] in own else of_unit.get(key[0]) for key in wanted}
    kind = BodyKind.PEOPLE_COMMITTEE
    bodies = {
        body.home_id: body for body in Body.objects.filter(kind=kind, home__in=set(homes.values()) - {None})
    }
    return {key: bodies[home] for key, home in homes.items() if home in bodies}


def same_letter(opinion):
    """The opinions that went to the same agency with the same letter as this one."""
    keeper = opinion.sent_up_to_id or opinion.owner_id
    same = {"agency": opinion.agency_id, "forwarded_on": opinion.forwarded_on, "letter_no": opinion.letter_no}
    rows = Opinion.objects.of_kind().filter(Q(owner=keeper, sent_up_to=None) | Q(sent_up_to=keeper), **same)
    return (
        rows.select_related("meeting__unit", "owner", "agency")
        .defer("tsv", "words")
        .order_by("field", "on", "pk")
    )
