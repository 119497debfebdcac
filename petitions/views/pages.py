"""Pages beside the registers: what is watched, statistics, looks at identities, the receipt."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, localtime
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET

from core import export, pdf
from core.errors import NotAllowed
from core.forms import DateField, PlainForm
from core.letters.blocks import long_day
from core.letters.heads import head_of
from core.visibility import closed_kinds
from council.models import Council, Role
from petitions import lookup, rules, statistics, watch
from petitions.models import IdentityView, Petition, Sender
from petitions.services import identity
from petitions.views.registers import petitions

CRUMBS = [{"label": "Đơn thư", "url": "/don-thu/"}]
INSIDE = {Role.STAFF, Role.WARD, Role.CHAIR, Role.HEAD}


def _inside(actor):
    """Raises NotAllowed for whoever works outside the house, or may not see petitions."""
    if actor.role not in INSIDE or Petition.KIND in closed_kinds(actor.role):
        raise NotAllowed(f"Vai trò {actor.role_label} không được xem phần này của sổ đơn thư.")


@require_GET
def watched(request):
    """The lists of supervision with their numbers; each leads to the register's list."""
    _inside(request.actor)
    context = {"title": "Theo dõi, giám sát đơn thư", "crumbs": CRUMBS, "rows": watch.counts(request.actor)}
    return render(request, "petitions/watch.html", context)


class PeriodForm(PlainForm):
    tu = DateField(label="Từ ngày")
    den = DateField(label="Đến ngày")

    def clean(self):
        data = super().clean()
        if data.get("tu") and data.get("den") and data["den"] < data["tu"]:
            self.add_error("den", "Ngày cuối kỳ không được trước ngày đầu kỳ.")
        return data


def _period(request):
    """(form, first day, last day) of what is asked for, this year when nothing is. Days are None when wrong."""
    start, end = statistics.this_year()
    if not request.GET.get("tu") and not request.GET.get("den"):
        return PeriodForm(initial={"tu": start, "den": end}), start, end
    form = PeriodForm(request.GET)
    if not form.is_valid():
        return form, None, None
    return form, form.cleaned_data["tu"], form.cleaned_data["den"]


def _found(actor, start, end):
    return [*statistics.tables(actor, start, end), statistics.receptions(actor, start, end)]


@require_GET
def numbers(request):
    """Statistics of a period: by kind, field, place, level, unit, result; receptions apart."""
    _inside(request.actor)
    form, start, end = _period(request)
    found = _found(request.actor, start, end) if start else []
    context = {
        "title": "Thống kê đơn thư, tiếp công dân", "crumbs": CRUMBS, "form": form, "tables": found, "start": start, "end": end,
        "query": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, "petitions/statistics.html", context, status=200 if start else 400)


@require_GET
def numbers_xlsx(request):
    _inside(request.actor)
    _, start, end = _period(request)
    if start is None:
        return numbers(request)
    head = [[f"Thống kê đơn thư, tiếp công dân từ {start:%d/%m/%Y} đến {end:%d/%m/%Y}"], []]
    rows = [*head, *statistics.sheet(_found(request.actor, start, end))]
    return export.file_response("Thống kê đơn thư", rows, f"thong-ke-don-thu-{localdate():%Y%m%d}.xlsx")


@require_GET
def looks(request):
    """Every look at a sealed identity of the council's petitions, for its chair and heads."""
    if request.actor.role not in (Role.CHAIR, Role.HEAD):
        raise NotAllowed("Chỉ Chủ tịch và Trưởng Ban xem được sổ các lượt xem danh tính.")
    rows = IdentityView.objects.filter(petition__owner_id=request.actor.home_id)
    rows = rows.select_related("user", "petition").order_by("-id")
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    context = {"title": "Lượt xem danh tính", "crumbs": CRUMBS, "page_obj": page}
    return render(request, "petitions/looks.html", context)


@never_cache
@require_GET
@sensitive_variables()
def receipt(request, pk):
    """The receipt to hand to the sender (form 02/TCD), with the codes for looking the petition up.

    That of a sealed sender bears no name: a line is left to be written by hand.
    """
    record = petitions.get(request.actor, pk)
    if not rules.keeps(request.actor, record):
        raise NotAllowed("Chỉ bộ phận giữ sổ được in biên nhận.")
    if record.state == "destroyed":
        raise Http404
    found = lookup.receipt_of(record) if lookup.is_on() else None
    sender = Sender() if record.is_secret else Sender.objects.filter(petition_id=pk).first() or Sender()
    council, now = Council.objects.get(pk=record.owner_id), localtime()
    context = {
        "record": record, "council": council, "today": now, "sender": sender, "doc": _masthead(record, now.date()),
        "paper": identity.masked(sender.id_number), "officer": request.actor.name, "sealed": record.is_secret,
        "code": lookup.shown(found.code) if found else "", "secret": _secret(found) if found else "",
        "files": [] if record.is_secret else record.attachments.filter(removed_at=None),
    }  # fmt: skip
    content = pdf.render("print/receipt.html", context)
    name = f"bien-nhan-{record.pk}.pdf"
    return HttpResponse(
        content, "application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )


def _masthead(record, today):
    """The head of an official document with the petition's number in the register."""
    head = head_of(record.owner_id)
    return {
        "superior": head.superior.upper(), "issuer": head.issuer.upper().split("\n"), "number": f"Số sổ: {record.code}",
        "place_date": f"{head.place}, {long_day(today)}",
    }  # fmt: skip


@sensitive_variables()
def _secret(found):
    from core.sealing import unseal

    return lookup.shown(unseal(bytes(found.secret)))
