"""What the registers of this room share."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.timezone import localdate

from core.register import Register
from core.text import nfc, whole
from oversight.models import Round
from oversight.services.common import check_part

CONCLUDED = ("concluded", "closed")


class OversightRegister(Register):
    """A register of this room: all lead to each other by the same row of tabs."""

    namespace = "oversight"
    list_template = "oversight/list.html"


class PartRegister(OversightRegister):
    """Visits, findings and recommendations: made from the page of what they belong to."""

    parameter, parent_model = "cuoc", Round
    states: tuple = ()  # of the round, in which a part may be added

    def list_actions(self, actor):
        return []

    def empty(self, request):
        """The list's empty state says where a part is added."""
        empty = super().empty(request)
        if not any(request.GET.values()):
            empty |= {"text": self.nothing(request.actor), "action": None}
        return empty

    def nothing(self, actor):
        if actor.sees_shared_only:
            return "Cơ quan thấy đề cương và kiến nghị được gửi cho mình, không thấy cả cuộc giám sát."
        return f"Chưa có {self.noun} nào trong phạm vi được xem. Thêm từ trang của cuộc giám sát."

    def named(self, request):
        """What the address names (`?cuoc=<its number>`), None when it names nothing. Raises Http404 when it is not in
        view."""
        chosen = nfc(request.GET.get(self.parameter, ""))
        if not chosen:
            return None
        pk = whole(chosen)
        if pk is None:
            raise Http404
        return get_object_or_404(self.parent_model.objects.visible_to(request.actor), pk=pk)

    def initial(self, request):
        round = self.named(request)
        if round is None:
            return super().initial(request)
        check_part(request.actor, round, self.states, self.noun)
        return {"on": max(round.on, localdate()), "round": round}

    def aside(self, form):
        round = form.initial.get("round")
        if not isinstance(round, Round):
            return {}
        return {"subtitle": f"{round.code} · {round.title}", "crumbs": crumbs_of(round)}

    def round_fact(self, round, actor):
        """The round as a link, for those who see it."""
        return round.title if actor.sees_shared_only else link(round)


def import_link(verb, page, actor):
    """The way to an import, for those who may use it."""
    return [{"label": "Nhập từ Excel", "url": reverse(page)}] if verb.verb.permits(actor) else []


def crumbs_of(round):
    return [
        {"label": "Giám sát", "url": reverse("oversight:round_list")},
        {"label": round.code, "url": round.get_absolute_url()},
    ]


def link(record, chars=90):
    return format_html(
        '<a class="open" href="{}">{}</a>', record.get_absolute_url(), Truncator(str(record)).chars(chars)
    )


def day(on):
    return f"{on:%d/%m/%Y}" if on else ""


def paper(number, on):
    return ", ".join(filter(None, (number, on and f"ngày {on:%d/%m/%Y}")))


def span(start, end):
    return " – ".join(filter(None, (day(start), day(end))))
