"""What a person may see: the records of the bodies in view, or those sent to the body."""

from django.db import models

from core.text import query_words

FEW = 1000

# kind of record -> roles that may see it; a kind not named here is seen by all roles.
_READERS: dict[str, frozenset] = {}


def limit_readers(kind, roles):
    """Let only `roles` see records of `kind` (called when an app is ready)."""
    _READERS[kind] = frozenset(roles)


def is_limited(kind):
    """Whether some roles must not see records of `kind`."""
    return kind in _READERS


# kind of record -> function of the actor giving the condition of the records hidden from them, or None.
_VEILS: dict = {}


def veil(kind, hidden):
    """Hide some records of a kind: `hidden(actor)` gives their condition (Q on Record), None for nothing."""
    _VEILS[kind] = hidden


def veils(actor, kind=""):
    """The conditions of what is hidden from `actor`, of one kind or (empty) of all."""
    found = (hidden(actor) for name, hidden in _VEILS.items() if kind in ("", name))
    return [condition for condition in found if condition is not None]


def closed_kinds(role):
    """The kinds of record that a role must not see."""
    return [kind for kind, roles in _READERS.items() if role not in roles]


class Match(models.Func):
    """Whether a record's words match a tsquery."""

    template = "(%(expressions)s)"
    arg_joiner = " @@ "
    output_field = models.BooleanField()
    conditional = True

    def __init__(self, query):
        super().__init__(
            models.F("tsv"), models.Func(models.Value(query), template="%(expressions)s::tsquery")
        )


class VisibleQuerySet(models.QuerySet):
    """The records of one kind, or all; the one place where seeing is decided."""

    def visible_to(self, actor):
        """Only what `actor` may see in the body acted for."""
        if actor is None:
            return self.none()
        closed = closed_kinds(actor.role)
        if self.model.KIND in closed:
            return self.none()
        seen = self.of_kind() if self.model.KIND or not closed else self.exclude(kind__in=closed)
        for condition in veils(actor, self.model.KIND):
            seen = seen.exclude(condition)
        if actor.sees_shared_only:
            return seen.filter(shares__body_id=actor.body_id)
        return seen.filter(owner_id__in=actor.scope)

    def of_kind(self):
        """Says the kind that the subclass implies, without which no index of `core_record` can be walked."""
        return self.filter(kind=self.model.KIND) if self.model.KIND else self

    def found_by(self, text):
        """Only those in which every word of `text` is found, diacritics and case apart.

        Asks first for a few matches: with few, the list is read by their ids; with many, a walk along the
        list's own order meets a page of them soon. Left to itself the planner walks for rare words too.
        """
        query = query_words(text)
        if not query:
            return self.none() if text.strip() else self
        matches = Match(query)
        few = list(
            self.model.objects.of_kind().filter(matches).order_by().values_list("pk", flat=True)[: FEW + 1]
        )
        return self.filter(pk__in=few) if len(few) <= FEW else self.filter(matches)

    def in_period(self, start, end):
        """Filed from `start` to `end`, both included."""
        return self.of_kind().filter(on__range=(start, end))
