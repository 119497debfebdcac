"""Official documents from a record's data: see `docs/patterns.md`.

`letter` registers one, `issue_now` issues one inside a verb, `of` gives a record's issued ones.
"""

from core.letters.book import LETTERS, Target, letter, letters_of
from core.letters.services import issue_now, of

__all__ = ["LETTERS", "Target", "issue_now", "letter", "letters_of", "of"]
