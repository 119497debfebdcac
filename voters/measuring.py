"""How well alike opinions are told from others, measured on labelled pairs (`voters/data/similar_pairs.txt`)."""

from dataclasses import dataclass, field
from itertools import combinations, product
from pathlib import Path

from voters.alike import ALIKE, alike, said

PAIRS = Path(__file__).parent / "data" / "similar_pairs.txt"


@dataclass
class Measured:
    """Of `count` pairs `same` say the same; which of them were not told so, and which others were."""

    count: int = 0
    same: int = 0
    missed: list = field(default_factory=list)
    wrong: list = field(default_factory=list)

    @property
    def recall(self):
        """How many of the pairs that say the same are found."""
        return 1 - len(self.missed) / self.same

    @property
    def precision(self):
        """How many of the pairs that are told to be the same are."""
        right = self.same - len(self.missed)
        return right / max(1, right + len(self.wrong))


def families(path=PAIRS):
    """The labelled set: families of matters, each matter its wordings."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("=="):
            found.append([[]])
        elif not line.strip() and found:
            found[-1].append([])
        elif found and not line.startswith("#"):
            found[-1][-1].append(line.strip())
    return [[matter for matter in family if matter] for family in found]


def pairs(path=PAIRS):
    """Every pair within a family as (one, other, whether they say the same)."""
    for family in families(path):
        for matter in family:
            yield from ((one, other, True) for one, other in combinations(matter, 2))
        for first, second in combinations(family, 2):
            yield from ((one, other, False) for one, other in product(first, second))


def measure(labelled):
    """Tell every pair apart as the portal does."""
    found = Measured()
    for one, other, same in labelled:
        found.count, found.same = found.count + 1, found.same + same
        told = alike(said(one), said(other)) >= ALIKE
        if told != same:
            (found.missed if same else found.wrong).append((one, other))
    return found
