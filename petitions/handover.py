"""Petitions that a person handles, when their work is handed over.

Who handles a denunciation may learn who sent it, so such a petition is never moved by an administrator: its chair is
told to assign it anew.
"""

from django.db.models import F, Q
from django.utils.timezone import localdate

from core import notify
from core.errors import Refused
from core.handover import held_by_name
from core.models import Record
from council.models import Membership, Role
from petitions.models import ENDED, SECRET, Handler, Petition

_DONE = [*ENDED, "destroyed"]
_DESK = [Role.STAFF, Role.WARD, Role.CHAIR]


def _held(user_ids, councils, secret):
    rows = Handler.objects.filter(user__in=user_ids, petition__owner__in=councils).exclude(
        petition__state__in=_DONE
    )
    sealed = rows.filter(petition__in=Petition.objects.filter(SECRET).values("pk"))
    return sealed if secret else rows.exclude(pk__in=sealed.values("pk"))


def open_ones(user_ids, councils):
    return _held(user_ids, councils, secret=False)


def secret_ones(user_ids, councils):
    return _held(user_ids, councils, secret=True)


def move(actor, user_id, to_id, rows):
    """The petitions get the other person as handler in place of the first."""
    petitions = list(rows.values_list("petition", flat=True))
    _must_work_there(to_id, petitions)
    known = Handler.objects.filter(user=to_id, petition__in=petitions).values_list("petition", flat=True)
    Handler.objects.filter(user=user_id, petition__in=list(known)).delete()
    Handler.objects.filter(user=user_id, petition__in=petitions).update(user=to_id, assigned_by=actor.user_id)
    Record.objects.filter(pk__in=petitions).update(version=F("version") + 1)


def _must_work_there(to_id, petitions):
    owners = set(Record.objects.filter(pk__in=petitions).values_list("owner", flat=True))
    # A role that begins tomorrow will do: the successor sees the petitions from that day.
    lasting = Q(to_on=None) | Q(to_on__gte=localdate())
    seats = Membership.objects.filter(lasting, user=to_id, role__in=_DESK, body__in=owners)
    if owners - set(seats.values_list("body", flat=True)):
        raise Refused(
            "Người nhận chưa có vai trò Chuyên viên, Văn phòng hoặc Chủ tịch tại đơn vị giữ đơn. "
            "Hãy giao vai trò trước, hoặc chọn người khác."
        )


def tell_chairs(user, rows):
    """The chairs are told which denunciations need another handler."""
    from council.seats import people_of

    for owner in set(rows.values_list("petition__owner", flat=True)):
        n = rows.filter(petition__owner=owner).count()
        text = f"{user.full_name} bàn giao công việc; {n} đơn tố cáo đang thụ lý cần phân công lại."
        notify.tell(people_of([owner], Role.CHAIR), text, key=f"handover:{user.pk}:{owner}", url="/don-thu/")


def register():
    held_by_name("petitions", "Đơn thư đang thụ lý", open_ones, move=move)
    held_by_name(
        "denunciations", "Đơn tố cáo đang thụ lý", secret_ones, stayed=tell_chairs,
        stays="Chủ tịch được báo để phân công lại, vì người thụ lý biết danh tính người tố cáo.",
    )  # fmt: skip
