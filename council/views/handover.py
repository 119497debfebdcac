"""The pages on which work is handed over, a person's or of all whose term ends: what is in hand, to whom it goes."""

from django.urls import reverse

from core.text import NameKey
from council.acts import check_admin
from council.forms import EndTermForm, HandOverForm
from council.services import handover as services
from council.services import people
from council.views.pages import crumbs, form_page
from council.views.people import crumbs_of, found_person


def hand_over(request, pk):
    user = found_person(request, pk)
    found = services.in_hand(request.actor, user)
    context = {
        "title": f"Bàn giao công việc của {user.full_name}", "found": found, "person": user, "draft_key": False,
        "submit_label": "Bàn giao", "crumbs": crumbs_of(user),
    }  # fmt: skip
    return form_page(
        request,
        lambda data: HandOverForm(
            data, actor=request.actor, found=found, choices=services.successors(request.actor, user)
        ),
        lambda form: services.hand_over(request.actor, pk, **form.values()),
        context, "Đã bàn giao.", reverse("council:person", args=[pk]), template="council/hand_over.html",
    )  # fmt: skip


def end_term(request, pk):
    check_admin(request.actor)
    term = services.term_of(request.actor, pk)
    gone = services.leaving(request.actor, term)
    known = list(people.people(request.actor).filter(is_active=True).order_by(NameKey("full_name"), "pk"))
    context = {
        "title": f"Kết thúc nhiệm kỳ {term}", "subtitle": term.council.name, "leaving": gone, "draft_key": False,
        "submit_label": "Kết thúc nhiệm kỳ và bàn giao", "crumbs": crumbs("Hội đồng nhân dân", "council:councils"),
    }  # fmt: skip
    return form_page(
        request,
        lambda data: EndTermForm(data, actor=request.actor, leaving=gone, people=known),
        lambda form: services.end_term(request.actor, pk, **form.values()),
        context, lambda n: f"Đã kết thúc nhiệm kỳ; vai trò của {n} người đã ghi ngày cuối.",
        reverse("council:edit_council", args=[term.council_id]), template="council/end_term.html",
    )  # fmt: skip
