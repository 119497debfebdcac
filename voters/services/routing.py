"""The routing table, kept by the office, and sending many opinions by one letter."""

from django.db import IntegrityError, transaction

from core import notify
from core.changes import name_acts
from core.errors import NotAllowed, Refused
from core.history import acting
from core.verbs import perform
from council.seats import people_of
from voters.models import Route
from voters.services.opinions import forward

name_acts({
    "voters.add_route": "Thêm phân công giải quyết", "voters.edit_route": "Sửa phân công giải quyết",
    "voters.remove_route": "Bỏ phân công giải quyết",
})  # fmt: skip


def check_keeper(actor):
    """Raises NotAllowed for whoever does not keep the registers."""
    if not actor.keeps_registers:
        raise NotAllowed(f"Vai trò {actor.role_label} không được dùng phần này.")


def save_route(actor, route=None, **values):
    """Add a row to the table, or change one. Raises Refused when the same case has a row already."""
    check_keeper(actor)
    route = route or Route(home_id=actor.home_id)
    for name, value in values.items():
        setattr(route, name, value)
    try:
        with acting(actor.user_id, "voters.edit_route" if route.pk else "voters.add_route"):
            route.save()
    except IntegrityError:
        raise Refused("Lĩnh vực, thẩm quyền và địa bàn này đã có dòng phân công. Hãy sửa dòng đó.") from None
    return route


def remove_route(actor, route):
    check_keeper(actor)
    with acting(actor.user_id, "voters.remove_route"):
        route.delete()


def forward_many(actor, opinions, *, agency, letter_no, forwarded_on):
    """Send several opinions to one agency by one letter, all or none; the agency is told once. Returns how many."""
    pks = sorted(opinion.pk for opinion in opinions)
    if not pks:
        raise Refused("Chưa chọn kiến nghị nào. Đánh dấu ít nhất một kiến nghị rồi bấm Chuyển.")
    sent = {"agency": agency, "letter_no": letter_no, "forwarded_on": forwarded_on, "quiet": True}
    with transaction.atomic():
        for pk in pks:
            perform(forward, actor, pk, **sent)
        text = f"{len(pks)} kiến nghị cử tri mới cần trả lời{f', văn bản {letter_no}' if letter_no else ''}"
        key = f"forward:{pks[0]}:{len(pks)}:{forwarded_on}"
        notify.tell(people_of([agency.pk]), text, key=key, url="/kien-nghi/tra-loi/")
    return len(pks)
