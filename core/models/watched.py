"""Tables whose changes are evidence: what is noted of them in the history goes on into the chained log."""

RIGHTS, RULES = "rights", "rules"
WATCHED = {
    "council_user": RIGHTS,
    "council_membership": RIGHTS,
    "petitions_handler": RIGHTS,
    "core_deadlinerule": RULES,
    "core_specialday": RULES,
    "core_confirmedyear": RULES,
    "desk_reminderstep": RULES,
}
