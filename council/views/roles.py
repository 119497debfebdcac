"""The administrator's page of roles: who holds them, what they see, what they may do, as it is in force."""

from django import forms
from django.db.models import Count
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core.forms import PlainForm
from core.register import REGISTERS
from council import factors, matrix
from council.acts import check_admin
from council.models import Role
from council.services import people
from council.views.pages import CRUMBS


class MatrixFilter(PlainForm):
    so = forms.ChoiceField(label="Sổ", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choices = sorted(
            ((kind, item.plural or item.noun) for kind, item in REGISTERS.items()), key=lambda pair: pair[1]
        )
        self.fields["so"].choices = [("", "Tất cả"), *choices]


@require_GET
def roles(request):
    check_admin(request.actor)
    form = MatrixFilter(request.GET)
    kind = form.cleaned_data.get("so", "") if form.is_valid() else ""
    context = {
        "title": "Vai trò và quyền", "crumbs": CRUMBS, "filter_form": form, "roles": _roles(request.actor),
        "heads": matrix.ROLES, "groups": matrix.rows(kind),
    }  # fmt: skip
    return render(request, "council/roles.html", context)


def _roles(actor):
    """Each role with how many people hold it now, whether the second factor is demanded, what it sees."""
    live = people.memberships(actor).in_force().filter(user__is_active=True)
    held = dict(live.order_by().values_list("role").annotate(n=Count("user", distinct=True)))
    demanded = set(factors.demands_at(actor.home_id))
    return [
        {"role": role, "n": held.get(role, 0), "demanded": role in demanded, "unseen": _unseen(role)}
        for role in Role
    ]


def _unseen(role):
    seen = {register.model.KIND for register in matrix.seen_kinds(role)}
    return [item.plural or item.noun for kind, item in REGISTERS.items() if kind not in seen]
