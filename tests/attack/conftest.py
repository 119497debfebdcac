"""Attacks on the whole portal: the small city and its neighbour with one record of every kind, everybody signed in."""

import re

from django.urls import reverse

from tests import world as whole
from tests.test_access import OTHERS, _things, acts

EVIL = "tan-cong.example"
NAMES = ("next", "back", "url", "to", "return", "redirect", "continue", "ve", "quay-lai")


def addresses(scene, side="own"):
    """{address: name} of every page of the portal, for things that are there; those open to visitors apart."""
    things, records = _things(scene, side), scene.records if side == "own" else scene.foreign
    found = {
        reverse(name, args=[things[key] for key in names]): name for name, (_, _, names) in OTHERS.items()
    }
    for kind, record in records.items():
        register = whole.register_of(record)
        found |= {register.url(page): f"{kind} {page}" for page in ("list", "new", "xlsx", "pdf")}
        found |= {register.url(page, record.pk): f"{kind} {page}" for page in ("record", "edit")}
        found |= {register.url("verb", record.pk, item.slug): item.name for item in acts(record)}
        found |= {
            reverse(f"core:{page}", args=[record.pk]): f"core:{page}"
            for page in ("record", "history", "upload")
        }
    return found


def leads_out(answer):
    """Where an answer would send the browser, or a link on its page, outside."""
    place = answer.get("Location", "") or answer.get("HX-Redirect", "") or answer.get("Refresh", "")
    links = re.findall(
        rf'(?:href|action|formaction)="([^"?]*{EVIL}[^"]*)"', answer.content.decode(errors="ignore")
    )
    outside = place.partition("?")[0]
    return ([outside] if EVIL in outside else []) + [
        link for link in links if not link.startswith("/dang-nhap/")
    ]
