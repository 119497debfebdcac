"""The administrator's pages of people and their roles."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_GET, require_POST

from core.text import NameKey
from council import factors, logins, tables
from council.acts import check_admin
from council.directory import found
from council.filters import PeopleFilter
from council.forms import DemandForm, EndForm, NewPersonForm, PersonForm, RoleForm
from council.lockout import is_locked, tries_of
from council.models import FactorDemand
from council.services import people as services
from council.views.pages import form_page, list_page

CRUMBS = [{"label": "Quản trị", "url": "/quan-tri/"}]


def _crumbs(*more):
    return [*CRUMBS, {"label": "Người dùng", "url": reverse("council:people")}, *more]


def crumbs_of(user):
    """The way to a page below one person's."""
    return _crumbs({"label": user.full_name, "url": reverse("council:person", args=[user.pk])})


@require_GET
def people(request):
    check_admin(request.actor)
    form = PeopleFilter(request.GET)
    form.is_valid()
    rows = found(services.people(request.actor), form.cleaned_data.get("q", ""), "full_name")
    if state := form.cleaned_data.get("tt"):
        rows = rows.filter(is_locked()) if state == "khoa" else rows.filter(is_active=state == "dang-dung")
    seats = Prefetch(
        "memberships", services.memberships(request.actor).in_force().select_related("body"), "live_seats"
    )
    rows = rows.annotate(locked=is_locked()).prefetch_related(seats).order_by(NameKey("full_name"), "pk")
    context = {
        "title": "Người dùng", "crumbs": CRUMBS, "filter_form": form,
        "actions": [{"label": "Thêm người dùng", "url": reverse("council:new_person"), "primary": True, "icon": "plus"}],
        "empty": {"title": "Không có ai khớp", "text": "Bỏ bớt điều kiện lọc, hoặc thêm người dùng mới."},
    }  # fmt: skip
    return list_page(request, tables.PeopleTable(rows), context)


def found_person(request, pk):
    """The account, for administrators of the scope; raises Http404."""
    check_admin(request.actor)
    user = (
        services.people(request.actor)
        .select_related("link", "totp")
        .annotate(locked=is_locked())
        .filter(pk=pk)
        .first()
    )
    if user is None:
        raise Http404
    return user


@require_GET
def person(request, pk):
    user = found_person(request, pk)
    seats = services.memberships(request.actor).filter(user=user).select_related("body__home")
    seats = seats.order_by("-from_on", "pk")
    rows = [{"seat": seat, "live": seat.to_on is None or seat.to_on >= localdate()} for seat in seats]
    facts = [
        ("Tên đăng nhập", user.username), ("Thư điện tử", user.email or "chưa có"),
        ("Đăng nhập gần nhất", f"{user.last_login:%d/%m/%Y}" if user.last_login else "chưa lần nào"),
        ("Mật khẩu", _password_words(user)), ("Xác thực hai bước", _factor_words(user)),
    ]  # fmt: skip
    context = {
        "title": user.full_name, "person": user, "seats": rows, "facts": facts, "crumbs": _crumbs(),
        "logins": logins.open_of(pk), "here": request.session.session_key,
        "has_factor": factors.has(user),
        "tries": tries_of(user) if user.locked else [],
        "can_invite": user.is_active and user.email and not user.has_usable_password(),
        "wholly_ours": services.is_wholly_ours(request.actor, user), "is_self": user.pk == request.actor.user_id,
    }  # fmt: skip
    return render(request, "council/person.html", context)


def _factor_words(user):
    totp, keys = getattr(user, "totp", None), user.passkeys.count()
    if totp is None and not keys:
        return "chưa bật"
    ways = [
        f"mã từ {localtime(totp.made_at):%d/%m/%Y}" if totp else "",
        f"{keys} khóa bảo mật" if keys else "",
    ]
    return f"{', '.join(filter(None, ways))}; còn {factors.codes_left(user)} mã dự phòng"


def _password_words(user):
    if user.has_usable_password():
        return "phải đổi khi đăng nhập" if user.must_change_password else "do người dùng đặt"
    link = getattr(user, "link", None)
    if link is None or link.used_at:
        return "chưa có"
    if link.sent_at is None:
        return "chưa có; lời mời chưa gửi được"
    state = "còn dùng đến" if link.is_open else "đã hết hạn"
    return f"chưa có; lời mời {state} {localtime(link.expires_at):%H:%M %d/%m/%Y}"


def new_person(request):
    """A new account; a password, for who has no address, is on the answer's page and nowhere else."""
    check_admin(request.actor)
    shown = []

    def act(form):
        shown.append(services.create_user(request.actor, **form.values()))

    context = {"title": "Thêm người dùng", "crumbs": _crumbs(), "submit_label": "Tạo tài khoản"}
    response = form_page(
        request,
        lambda data: NewPersonForm(data, actor=request.actor),
        act,
        context,
        "Đã tạo tài khoản.",
        reverse("council:people"),
    )
    if not shown:
        return response
    if shown[0].password:
        return _password_page(request, shown[0])
    messages.success(request, f"Lời mời được gửi đến {shown[0].user.email}, dùng trong 7 ngày.")
    return redirect("council:person", shown[0].user.pk)


def edit_person(request, pk):
    user = found_person(request, pk)
    return form_page(
        request, lambda data: PersonForm(data, instance=user, actor=request.actor),
        lambda form: services.edit_user(request.actor, pk, **form.values()),
        {"title": f"Sửa {user.full_name}", "crumbs": _crumbs()}, "Đã lưu.", reverse("council:person", args=[pk]),
    )  # fmt: skip


def _password_page(request, opened):
    shown = [
        ("Họ và tên", opened.user.full_name),
        ("Tên đăng nhập", opened.user.username),
        ("Mật khẩu tạm", opened.password),
    ]
    context = {"title": "Mật khẩu tạm", "opened": opened, "shown": shown, "crumbs": _crumbs()}
    response = render(request, "council/password.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def reset_password(request, pk):
    return _password_page(request, services.reset_password(request.actor, pk))


@require_POST
def invite(request, pk):
    user = services.invite_user(request.actor, pk)
    messages.success(request, f"Lời mời mới được gửi đến {user.email}. Đường dẫn cũ không còn dùng được.")
    return redirect("council:person", pk)


@require_POST
def deactivate(request, pk):
    services.deactivate_user(request.actor, pk)
    messages.success(
        request, "Đã ngừng tài khoản. Người này không đăng nhập được nữa; việc đã làm vẫn còn trong lịch sử."
    )
    return redirect("council:person", pk)


@require_POST
def activate(request, pk):
    services.activate_user(request.actor, pk)
    messages.success(request, "Tài khoản đã dùng lại được.")
    return redirect("council:person", pk)


@require_POST
def unlock(request, pk):
    n = services.unlock_user(request.actor, pk)
    messages.success(
        request, "Đã mở khóa, người này đăng nhập được ngay." if n else "Tài khoản này không bị khóa."
    )
    return redirect("council:person", pk)


@require_POST
def drop_factor(request, pk):
    services.drop_factor(request.actor, pk)
    messages.success(request, "Đã bỏ xác thực hai bước; người này đăng nhập bằng mật khẩu rồi bật lại.")
    return redirect("council:person", pk)


@require_POST
def end_login(request, pk, login):
    if not services.end_login(request.actor, pk, login):
        raise Http404
    messages.success(request, "Đã kết thúc lần đăng nhập đó.")
    return redirect("council:person", pk)


def demands(request):
    """Of which roles the second factor is demanded."""
    check_admin(request.actor)
    now = FactorDemand.objects.filter(council=request.actor.home_id).values_list("role", flat=True)
    text = (
        "Áp dụng cho đơn vị này và các đơn vị cấp dưới. Ai chưa bật sẽ phải bật ngay ở lần mở trang kế tiếp."
    )
    return form_page(
        request, lambda data: DemandForm(data, actor=request.actor, initial={"roles": list(now)}),
        lambda form: services.demand_factor(request.actor, **form.values()),
        {"title": "Bắt buộc xác thực hai bước", "subtitle": text, "crumbs": CRUMBS}, "Đã lưu.", reverse("council:office"),
    )  # fmt: skip


def give_role(request, pk):
    user = found_person(request, pk)
    return form_page(
        request, lambda data: RoleForm(data, actor=request.actor),
        lambda form: services.give_role(request.actor, pk, **form.values()),
        {"title": f"Giao vai trò cho {user.full_name}", "submit_label": "Giao vai trò", "crumbs": _crumbs()},
        "Đã giao vai trò.", reverse("council:person", args=[pk]),
    )  # fmt: skip


def end_role(request, pk):
    check_admin(request.actor)
    seat = services.memberships(request.actor).select_related("user", "body").filter(pk=pk).first()
    if seat is None:
        raise Http404
    title = f"Kết thúc vai trò {seat.get_role_display()}, {seat.body.short_name}"
    return form_page(
        request, lambda data: EndForm(data, actor=request.actor),
        lambda form: services.end_role(request.actor, pk, **form.values()),
        {"title": title, "subtitle": seat.user.full_name, "submit_label": "Kết thúc vai trò", "crumbs": _crumbs()},
        "Đã ghi ngày kết thúc.", reverse("council:person", args=[seat.user_id]),
    )  # fmt: skip
