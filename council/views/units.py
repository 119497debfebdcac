"""The administrator's pages of territories and constituencies."""

from django.db.models import F
from django.http import Http404
from django.urls import reverse
from django.views.decorators.http import require_GET

from council import directory as city
from council import tables
from council.acts import check_admin
from council.forms import ConstituencyForm, EndUnitForm, UnitForm, UnitsForm
from council.services import units as services
from council.views.bodies import COUNCILS
from council.views.pages import crumbs, form_page, office_list

UNITS = ("Đơn vị hành chính", "council:units")


@require_GET
def units(request):
    def rows(text):
        found = city.found(services.units(request.actor), text).select_related("parent")
        return tables.OfficeUnitTable(
            found.prefetch_related("successors").order_by(F("parent__name").asc(nulls_first=True), "name")
        )

    more = [
        {"label": "Dán danh sách", "url": reverse("council:new_units"), "icon": "clipboard-document-list"}
    ]
    return office_list(request, rows, UNITS[0], "council:new_unit", "Thêm đơn vị", more)


def new_unit(request):
    check_admin(request.actor)
    return form_page(
        request, lambda data: UnitForm(data, actor=request.actor),
        lambda form: services.add_unit(request.actor, **form.values()),
        {"title": "Thêm đơn vị hành chính", "crumbs": crumbs(*UNITS)}, "Đã thêm.", reverse("council:units"),
    )  # fmt: skip


def new_units(request):
    check_admin(request.actor)
    return form_page(
        request, lambda data: UnitsForm(data, actor=request.actor),
        lambda form: services.add_units(request.actor, **form.values()),
        {"title": "Thêm nhiều đơn vị", "crumbs": crumbs(*UNITS)},
        lambda count: f"Đã thêm {count} đơn vị.", reverse("council:units"),
    )  # fmt: skip


def _unit(request, pk):
    check_admin(request.actor)
    found = services.units(request.actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def edit_unit(request, pk):
    unit = _unit(request, pk)
    context = {
        "title": f"Sửa {unit.name}", "crumbs": crumbs(*UNITS), "unit": unit, "followers": unit.successors.all(),
    }  # fmt: skip
    return form_page(
        request, lambda data: UnitForm(data, instance=unit, actor=request.actor),
        lambda form: services.edit_unit(request.actor, pk, **form.values()), context, "Đã lưu.",
        reverse("council:units"), template="council/unit.html",
    )  # fmt: skip


def end_unit(request, pk):
    unit = _unit(request, pk)
    context = {"title": f"Kết thúc {unit.name}", "submit_label": "Ghi kết thúc", "crumbs": crumbs(*UNITS)}
    return form_page(
        request, lambda data: EndUnitForm(data, unit=unit, actor=request.actor),
        lambda form: services.end_unit(request.actor, pk, **form.values()), context,
        f"Đã ghi {unit.name} kết thúc hoạt động.", reverse("council:units"),
    )  # fmt: skip


def new_constituency(request, pk):
    """A new constituency of the term `pk`."""
    check_admin(request.actor)
    term = services.terms(request.actor).filter(pk=pk).first()
    if term is None:
        raise Http404
    return _constituency(
        request, term, lambda data: ConstituencyForm(data, land=term.council.unit, actor=request.actor),
        lambda form: services.add_constituency(request.actor, pk, **form.values()), "Thêm đơn vị bầu cử",
    )  # fmt: skip


def edit_constituency(request, pk):
    check_admin(request.actor)
    found = services.constituencies(request.actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    land = found.term.council.unit
    return _constituency(
        request, found.term,
        lambda data: ConstituencyForm(data, instance=found, land=land, actor=request.actor),
        lambda form: services.edit_constituency(request.actor, pk, **form.values()), f"Sửa {found}",
    )  # fmt: skip


def _constituency(request, term, make, act, title):
    context = {"title": f"{title}, {term}", "crumbs": crumbs(*COUNCILS)}
    to = reverse("council:edit_council", args=[term.council_id])
    return form_page(request, make, act, context, "Đã lưu đơn vị bầu cử.", to)
