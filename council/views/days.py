"""Days off: the year as printed, the administrator's list, entering them, a decree's table, decided years."""

from calendar import Calendar
from itertools import groupby

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from core.calendar import WEEKEND
from core.errors import message_page
from core.models import ConfirmedYear, SpecialDay
from core.services import days as working
from council import tables
from council.acts import check_admin
from council.forms import DayForm, DecreeForm, YearForm
from council.models import Role
from council.services import daysoff
from council.services import rulebook as services
from council.views.pages import CONFIRM, CRUMBS, crumbs, form_page, list_page
from council.views.previews import days_preview

FIRST_YEAR, LAST_YEAR = 1990, 2100
_WEEKS = Calendar()


# --- the year as printed -----------------------------------------------------------------------------------


@require_GET
def year(request, year):
    """Twelve months, Monday first, each day off and each Saturday worked named."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return _wrong_year(request, reverse("council:year", args=[localdate().year]))
    admin = request.actor.role == Role.ADMIN and services.keeps_nation(request.actor)
    months = [_month(year, number) for number in range(1, 13)]
    context = {
        "title": f"Lịch làm việc năm {year}", "year": year, "months": months, "crumbs": _year_crumbs(),
        "decided": _decided(year), "off": sum(month["off"] for month in months), "admin": admin,
        "worked": sum(month["worked"] for month in months),
        "prev_url": reverse("council:year", args=[year - 1]), "next_url": reverse("council:year", args=[year + 1]),
    }  # fmt: skip
    return render(request, "council/year.html", context)


def _year_crumbs():
    return [{"label": "Lịch và thời hạn", "url": "/lich/"}]


def _decided(year):
    """By which document the days off of a year were announced; empty while they were not."""
    own = ConfirmedYear.objects.filter(year=year).values_list("basis", flat=True).first()
    return own or working.shipped_years().get(year, "")


def _month(year, number):
    weeks = [[_day(day, number) for day in week] for week in _WEEKS.monthdatescalendar(year, number)]
    own = [day for week in weeks for day in week if day["here"]]
    return {
        "number": number, "weeks": weeks, "names": _names(own),
        "off": sum(day["off"] for day in own), "worked": sum(not day["off"] for day in own),
    }  # fmt: skip


def _day(day, month):
    calendar = working.calendar()
    reason = calendar.reason_off(day)
    named = reason if reason and reason not in WEEKEND.values() else ""
    extra = not reason and day.weekday() in WEEKEND
    return {
        "date": day, "here": day.month == month, "off": bool(reason), "word": "nghỉ" if named else "làm bù" if extra else "",
        "name": named or ("đi làm bù" if extra else ""), "today": day == localdate(),
        "kind": "holiday" if named else "off" if reason else "worked" if extra else "",
    }  # fmt: skip


def _names(own):
    """The named days of a month, neighbours of one name together: [(first, last, name)]."""
    marked = [(day["date"].toordinal() - n, day) for n, day in enumerate(day for day in own if day["name"])]
    groups = [
        [day for _, day in group] for _, group in groupby(marked, key=lambda item: (item[0], item[1]["name"]))
    ]
    return [(group[0]["date"], group[-1]["date"], group[0]["name"]) for group in groups]


def _wrong_year(request, url):
    return message_page(request, 400, "Năm không đúng", f"Gõ năm từ {FIRST_YEAR} đến {LAST_YEAR}.", url)


# --- the administrator's list ------------------------------------------------------------------------------


@require_GET
def days(request):
    """The special days of a year, with a warning while its days off are not decided."""
    check_admin(request.actor)
    text = request.GET.get("nam") or str(localdate().year)
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return _wrong_year(request, reverse("council:days"))
    may = services.keeps_nation(request.actor)
    context = {
        "title": f"Ngày nghỉ, ngày làm bù năm {year}", "crumbs": CRUMBS, "year": year, "may": may,
        "prev_url": f"?nam={year - 1}", "next_url": f"?nam={year + 1}", "decided": _decided(year),
        "own": ConfirmedYear.objects.filter(year=year).exists(), "actions": _actions() if may else [],
        "empty": {"title": "Không có ngày đặc biệt", "text": "Năm này theo đúng lịch nghỉ thông thường của Bộ luật Lao động."},
    }  # fmt: skip
    return list_page(
        request, tables.DayTable(SpecialDay.objects.filter(day__year=year)), context, "council/days.html"
    )


def _actions():
    return [
        {"label": "Thêm ngày", "url": reverse("council:new_day"), "primary": True, "icon": "plus"},
        {"label": "Nhập cả văn bản", "url": reverse("council:import_days")},
    ]


def _back(year):
    return f"{reverse('council:days')}?nam={year}"


def _day_crumbs():
    return crumbs("Ngày nghỉ, ngày làm bù", "council:days")


# --- entering ----------------------------------------------------------------------------------------------


def new_day(request):
    check_admin(request.actor)
    context = {
        "title": "Thêm ngày nghỉ, ngày làm bù",
        "crumbs": _day_crumbs(),
        "cancel_url": reverse("council:days"),
    }

    def changes(form):
        data = form.values()
        return {data["day"]: (data["worked"], data["name"], data["basis"])}

    return form_page(
        request, lambda data: DayForm(data, actor=request.actor),
        lambda form: _do(request, changes(form), "council.add_day", lambda: services.add_day(request.actor, **form.values())),
        context, _said("Đã thêm ngày."), _whither, ask=lambda form: _ask(request, changes(form)),
    )  # fmt: skip


def _ask(request, changes):
    services.check_nation(request.actor)
    return days_preview(request, changes)


def _do(request, changes, act, now, **values):
    """Do it now, or leave it to the worker when much would move. Gives (job or None, year to go back to)."""
    services.check_nation(request.actor)
    year = max(changes).year
    if CONFIRM in request.POST and len(daysoff.plan(changes)) > daysoff.AT_ONCE:
        return daysoff.ask(request.actor, changes, act, **values), year
    now()
    return None, year


def _said(done):
    return lambda result: "Đã nhận. Máy đang dời các hạn; xong sẽ báo." if result[0] else done


def _whither(result):
    job, year = result
    return job.get_absolute_url() if job else _back(year)


def edit_day(request, pk):
    check_admin(request.actor)
    row = SpecialDay.objects.filter(pk=pk).first()
    if row is None:
        raise Http404
    context = {
        "title": f"Sửa ngày {row.day:%d/%m/%Y}", "crumbs": _day_crumbs(), "cancel_url": _back(row.day.year), "day": row,
    }  # fmt: skip

    def changes(form):
        return services.of_edited_day(SpecialDay.objects.get(pk=pk), form.values())

    return form_page(
        request, lambda data: DayForm(data, instance=SpecialDay.objects.get(pk=pk), actor=request.actor),
        lambda form: _do(
            request, changes(form), "council.edit_day", lambda: services.edit_day(request.actor, pk, **form.values())
        ),
        context, _said("Đã lưu."), _whither, template="council/day.html", ask=lambda form: _ask(request, changes(form)),
    )  # fmt: skip


@require_POST
def remove_day(request, pk):
    check_admin(request.actor)
    services.check_nation(request.actor)
    row = services.removable(pk)
    changes = {row.day: None}
    if CONFIRM not in request.POST and (page := days_preview(request, changes)):
        return page
    result = _do(request, changes, "council.remove_day", lambda: services.remove_day(request.actor, pk))
    messages.success(request, _said(f"Đã bỏ ngày {row.day:%d/%m/%Y} khỏi danh sách.")(result))
    return redirect(_whither(result))


def import_days(request):
    """A decree's days as a pasted table: faults at the field, then what it would move, then done."""
    check_admin(request.actor)
    services.check_nation(request.actor)
    context = {
        "title": "Nhập lịch nghỉ theo văn bản",
        "crumbs": _day_crumbs(),
        "cancel_url": reverse("council:days"),
    }
    return form_page(
        request, lambda data: DecreeForm(data, actor=request.actor),
        lambda form: _import(request, form), context | {"submit_label": "Xem trước"}, _said("Đã nhập lịch nghỉ."), _whither,
        template="council/decree.html", ask=lambda form: days_preview(request, *_decree(form), always=True),
    )  # fmt: skip


def _decree(form):
    """(changes, years decided) of a decree's form."""
    basis = form.cleaned_data["basis"]
    changes = {day: (*row, basis) for day, row in form.changes.items()}
    years = sorted({day.year for day in changes}) if form.cleaned_data["confirms"] else []
    return changes, years


def _import(request, form):
    changes, years = _decree(form)
    basis = form.cleaned_data["basis"]

    def now():
        services.import_days(request.actor, changes, basis=basis, years=years)

    return _do(request, changes, "council.import_days", now, basis=basis, years=years)


def confirm_year(request, year):
    """Note by which document a year's days off were announced."""
    check_admin(request.actor)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return _wrong_year(request, reverse("council:days"))
    context = {"title": f"Xác nhận lịch nghỉ năm {year}", "crumbs": _day_crumbs()}
    return form_page(
        request, lambda data: YearForm(data, actor=request.actor, initial={"basis": _decided(year)}),
        lambda form: services.confirm_year(request.actor, year, **form.values()), context,
        f"Đã xác nhận lịch nghỉ năm {year}.", _back(year),
    )  # fmt: skip


@require_POST
def unconfirm_year(request, year):
    services.unconfirm_year(request.actor, year)
    messages.success(request, f"Đã bỏ xác nhận lịch nghỉ năm {year}.")
    return redirect(_back(year))
