"""The directory: territories, councils, their bodies, agencies and people."""

from django.db.models import Count, Prefetch, Q
from django.http import Http404
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from core.text import NameKey
from council import directory as city
from council import tables
from council.filters import NameFilter
from council.models import BodyKind, Council, Delegate, Membership, Post, Term
from council.views.pages import list_page

TABS = {
    "co-quan": "Cơ quan, tổ chức", "hdnd": "Hội đồng nhân dân", "dai-bieu": "Đại biểu", "chuc-vu": "Chức vụ",
    "don-vi": "Đơn vị hành chính",
}  # fmt: skip


@require_GET
def directory(request):
    """One tab of the directory, searched by name without diacritics."""
    tab = request.GET.get("muc") if request.GET.get("muc") in TABS else "co-quan"
    form = NameFilter(request.GET)
    form.is_valid()
    text = form.cleaned_data.get("q", "")
    tabs = [{"label": label, "url": f"?muc={key}", "current": key == tab} for key, label in TABS.items()]
    empty = {
        "title": "Không có mục nào",
        "text": "Thử gõ ít chữ hơn hoặc chọn mục khác." if text else "Quản trị viên nhập ở phần Quản trị.",
    }
    context = {"title": "Danh bạ", "tabs": tabs, "filter_form": form, "empty": empty, "crumbs": []}
    return list_page(request, _TABLES[tab](request.actor, text), context, "council/directory.html")


def _bodies(actor, text):
    rows = city.found(city.bodies(actor).exclude(kind=BodyKind.COUNCIL), text).select_related("home")
    return tables.BodyTable(rows.order_by("home__name", "kind", "name"))


def _councils(actor, text):
    terms = Prefetch("terms", Term.objects.order_by("-starts_on"), "known_terms")
    rows = city.found(city.councils(actor), text).select_related("unit").prefetch_related(terms)
    return tables.CouncilTable(
        rows.annotate(seats=Count("terms__delegates")).order_by("-parent__pk", "tier", "name")
    )


def _delegates(actor, text):
    return tables.DelegateTable(city.found(city.delegates(actor), text).by_name())


def _posts(actor, text):
    rows = city.found(city.posts(actor), text, "delegate__name")
    return tables.PostTable(rows.order_by(NameKey("delegate__name"), "-from_on", "pk"))


def _units(actor, text):
    rows = city.found(city.units(actor), text).prefetch_related("successors")
    return tables.UnitTable(rows.order_by("parent__name", "name", "pk"))


_TABLES = {"co-quan": _bodies, "hdnd": _councils, "dai-bieu": _delegates, "chuc-vu": _posts, "don-vi": _units}


@require_GET
def body(request, code):
    """A body with its people, posts, terms and delegates."""
    found = city.bodies(request.actor).select_related("home", "parent").filter(code=code).first()
    if found is None:
        raise Http404
    is_council = found.kind == BodyKind.COUNCIL
    council = Council.objects.select_related("unit").get(pk=found.pk) if is_council else None
    terms = list(council.terms.all()) if council else []
    context = {
        "title": found.name, "body": found, "facts": _facts(found, council), "terms": terms,
        "delegates": _seats(found, terms), "posts": _posts_of(found, council), "people": _people(request.actor, found),
        "organs": list(found.organs.order_by("kind", "name")) if council else [], "today": localdate(),
        "crumbs": [{"label": "Danh bạ", "url": "/danh-ba/"}],
    }  # fmt: skip
    return render(request, "council/body.html", context)


def _facts(found, council):
    rows = [
        ("Loại", city.kind_label(found)), ("Cấp", city.tier_label(found)), ("Thuộc", found.home and found.home.name),
        ("Cấp trên", found.parent and found.parent.name), ("Địa bàn", council and council.unit.name),
        ("Địa danh trên văn bản", council and council.place), ("Hoạt động từ", found.valid_from), ("Đến hết", found.valid_to),
    ]  # fmt: skip
    return [
        (label, f"{value:%d/%m/%Y}" if hasattr(value, "strftime") else value)
        for label, value in rows
        if value
    ]


def _seats(found, terms):
    """The delegates of a council's latest term, or of a group, by given name."""
    if found.kind == BodyKind.GROUP:
        rows = Delegate.objects.filter(group=found)
    else:
        rows = Delegate.objects.filter(term=terms[0]) if terms else Delegate.objects.none()
    return list(rows.select_related("constituency", "group").by_name())


def _posts_of(found, council):
    """Posts in a body, in a council also in its bodies: those held now first."""
    where = Q(body=found) | Q(body__home=found) if council else Q(body=found)
    rows = Post.objects.filter(where).select_related("delegate", "body")
    order, today = list(Post.Title), localdate()

    def key(post):
        ended = post.to_on is not None and post.to_on < today
        return (
            ended,
            post.body_id != found.pk,
            post.body.name,
            order.index(post.title),
            -post.from_on.toordinal(),
        )

    return sorted(rows, key=key)


def _people(actor, found):
    """Who works here in the portal; an agency sees only its own people."""
    if actor.sees_shared_only and found.pk != actor.body_id:
        return []
    rows = Membership.objects.in_force().filter(body=found, user__is_active=True).select_related("user")
    return list(rows.order_by("role", NameKey("user__full_name")))
