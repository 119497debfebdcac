"""What a person may see: the records of the bodies in view, or those sent to the body."""

from django.db import models

from core.text import query_words

# kind of record -> roles that may see it; a kind not named here is seen by all roles.
_READERS: dict[str, frozenset] = {}


def limit_readers(kind, roles):
    """Let only `roles` see records of `kind` (called when an app is ready)."""
    _READERS[kind] = frozenset(roles)


def closed_kinds(role):
    """The kinds of record that a role must not see."""
    return [kind for kind, roles in _READERS.items() if role not in roles]


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
        if actor.sees_shared_only:
            return seen.filter(shares__body_id=actor.body_id)
        return seen.filter(owner_id__in=actor.scope)

    def of_kind(self):
        """Says the kind that the subclass implies, without which no index of `core_record` can be walked."""
        return self.filter(kind=self.model.KIND) if self.model.KIND else self

    def found_by(self, text):
        """Only those in which every word of `text` is found, diacritics and case apart."""
        query = query_words(text)
        if not query:
            return self.none() if text.strip() else self
        return self.of_kind().extra(where=["core_record.tsv @@ %s::tsquery"], params=[query])

    def in_period(self, start, end):
        """Filed from `start` to `end`, both included."""
        return self.of_kind().filter(on__range=(start, end))
