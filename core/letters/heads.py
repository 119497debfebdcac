"""Who issues: the head of a council's documents and its signers. The app that keeps councils says so."""

from dataclasses import dataclass, field

_SOURCE = {}


@dataclass(frozen=True)
class Head:
    """What stands above every document of a home body, and the values that every wording may use.

    `signers` are (post, name) of those who may sign for it now, the first the usual one.
    """

    issuer: str = ""
    superior: str = ""
    place: str = ""
    symbol: str = ""
    signers: tuple = ()
    values: dict = field(default_factory=dict)


# Placeholders that every wording may use, with their meaning.
COMMON = {
    "hdnd": "tên Hội đồng nhân dân",
    "dia_ban": "tên đơn vị hành chính",
    "dia_danh": "địa danh ghi trên văn bản",
}


def provide(fn):
    """Register the function that gives the `Head` of a home body's id."""
    _SOURCE["head"] = fn
    return fn


def head_of(home_id):
    """The `Head` of a home body."""
    return _SOURCE["head"](home_id)
