"""The administrator's pages of councils, bodies, delegates and posts."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from council import directory as city
from council import tables
from council.acts import check_admin
from council.forms import BodyForm, CouncilForm, DelegateForm, EndForm, PostForm, TermForm
from council.models import BodyKind, Council, Delegate, Post
from council.services import bodies as services
from council.services.people import bodies as own_bodies
from council.views.pages import crumbs, form_page, office_list

COUNCILS = ("Hội đồng nhân dân", "council:councils")
BODIES = ("Cơ quan, tổ chức", "council:bodies")
DELEGATES = ("Đại biểu", "council:delegates")


@require_GET
def bodies(request):
    def rows(text):
        found = city.found(own_bodies(request.actor).exclude(kind=BodyKind.COUNCIL), text)
        return tables.OfficeBodyTable(found.select_related("home").order_by("home__name", "kind", "name"))

    return office_list(request, rows, "Cơ quan, tổ chức", "council:new_body", "Thêm cơ quan")


def new_body(request):
    check_admin(request.actor)
    return form_page(
        request, lambda data: BodyForm(data, actor=request.actor),
        lambda form: services.add_body(request.actor, **form.values()),
        {"title": "Thêm cơ quan, tổ chức", "crumbs": crumbs(*BODIES)}, "Đã thêm.", reverse("council:bodies"),
    )  # fmt: skip


def edit_body(request, pk):
    check_admin(request.actor)
    body = own_bodies(request.actor).exclude(kind=BodyKind.COUNCIL).filter(pk=pk).first()
    if body is None:
        raise Http404
    context = {"title": f"Sửa {body.short_name}", "crumbs": crumbs(*BODIES)}
    return form_page(
        request, lambda data: BodyForm(data, instance=body, actor=request.actor),
        lambda form: services.edit_body(request.actor, pk, **form.values()), context, "Đã lưu.", reverse("council:bodies"),
    )  # fmt: skip


@require_GET
def councils(request):
    def rows(text):
        found = city.found(Council.objects.filter(pk__in=request.actor.scope), text)
        return tables.OfficeCouncilTable(found.order_by("-parent__pk", "name"))

    return office_list(request, rows, "Hội đồng nhân dân", "council:new_council", "Thêm Hội đồng nhân dân")


def new_council(request):
    check_admin(request.actor)
    return form_page(
        request, lambda data: CouncilForm(data, actor=request.actor),
        lambda form: services.add_council(request.actor, **form.values()),
        {"title": "Thêm Hội đồng nhân dân", "crumbs": crumbs(*COUNCILS)}, "Đã thêm.", reverse("council:councils"),
    )  # fmt: skip


def _council(request, pk):
    check_admin(request.actor)
    found = Council.objects.filter(pk__in=request.actor.scope, pk=pk).first()
    if found is None:
        raise Http404
    return found


def edit_council(request, pk):
    found = _council(request, pk)
    context = {
        "title": f"Sửa {found.short_name}",
        "crumbs": crumbs(*COUNCILS),
        "terms": found.terms.prefetch_related("constituencies__units"),
    }
    context["term_url"] = reverse("council:new_term", args=[pk])
    return form_page(
        request, lambda data: CouncilForm(data, instance=found, actor=request.actor),
        lambda form: services.edit_council(request.actor, pk, **form.values()), context,
        "Đã lưu.", reverse("council:councils"), template="council/council.html",
    )  # fmt: skip


def new_term(request, pk):
    found = _council(request, pk)
    context = {"title": f"Thêm nhiệm kỳ, {found.short_name}", "crumbs": crumbs(*COUNCILS)}
    return form_page(
        request, lambda data: TermForm(data, actor=request.actor),
        lambda form: services.add_term(request.actor, pk, **form.values()), context,
        "Đã thêm nhiệm kỳ.", reverse("council:edit_council", args=[pk]),
    )  # fmt: skip


def _delegates(actor):
    rows = Delegate.objects.filter(term__council__in=actor.scope)
    return rows.select_related("term__council", "constituency", "group")


@require_GET
def delegates(request):
    def rows(text):
        return tables.OfficeDelegateTable(city.found(_delegates(request.actor), text).by_name())

    return office_list(request, rows, "Đại biểu", "council:new_delegate", "Thêm đại biểu")


def new_delegate(request):
    check_admin(request.actor)
    return form_page(
        request, lambda data: DelegateForm(data, actor=request.actor),
        lambda form: services.add_delegate(request.actor, **form.values()),
        {"title": "Thêm đại biểu", "crumbs": crumbs(*DELEGATES)}, "Đã thêm đại biểu.",
        lambda made: reverse("council:delegate", args=[made.pk]),
    )  # fmt: skip


def _delegate(request, pk):
    check_admin(request.actor)
    found = _delegates(request.actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@require_GET
def delegate(request, pk):
    found = _delegate(request, pk)
    posts = list(found.posts.select_related("body").order_by("-from_on", "pk"))
    facts = [
        ("Hội đồng", found.term.council.short_name), ("Nhiệm kỳ", found.term), ("Đơn vị bầu cử", found.constituency),
        ("Tổ", found.group), ("Chức vụ, nơi công tác", found.work), ("Thời gian", tables.span(found.from_on, found.to_on)),
        ("Chuyên trách", "có" if found.is_full_time else "không"),
    ]  # fmt: skip
    context = {
        "title": f"{found.honorific.capitalize()} {found.name}", "delegate": found, "posts": posts, "today": localdate(),
        "facts": [(label, value) for label, value in facts if value], "crumbs": crumbs(*DELEGATES),
    }  # fmt: skip
    return render(request, "council/delegate.html", context)


def edit_delegate(request, pk):
    found = _delegate(request, pk)
    return form_page(
        request, lambda data: DelegateForm(data, instance=found, actor=request.actor),
        lambda form: services.edit_delegate(request.actor, pk, **form.values()),
        {"title": f"Sửa {found.name}", "crumbs": crumbs(*DELEGATES)}, "Đã lưu.", reverse("council:delegate", args=[pk]),
    )  # fmt: skip


def give_post(request, pk):
    found = _delegate(request, pk)
    return form_page(
        request, lambda data: PostForm(data, actor=request.actor),
        lambda form: services.give_post(request.actor, pk, **form.values()),
        {"title": f"Thêm chức vụ của {found.name}", "crumbs": crumbs(*DELEGATES)}, "Đã thêm chức vụ.",
        reverse("council:delegate", args=[pk]),
    )  # fmt: skip


def end_post(request, pk):
    check_admin(request.actor)
    post = (
        Post.objects.select_related("body")
        .filter(delegate__term__council__in=request.actor.scope, pk=pk)
        .first()
    )
    if post is None:
        raise Http404
    return form_page(
        request, lambda data: EndForm(data, actor=request.actor),
        lambda form: services.end_post(request.actor, pk, **form.values()),
        {"title": f"Thôi chức vụ {post}", "submit_label": "Ghi thôi chức vụ", "crumbs": crumbs(*DELEGATES)},
        "Đã ghi ngày thôi chức vụ.", reverse("council:delegate", args=[post.delegate_id]),
    )  # fmt: skip
