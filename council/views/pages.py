"""What the pages of the directory and of the administrator's office share."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django_tables2 import RequestConfig

from core import held
from core.paging import CappedPaginator
from council.acts import check_admin
from council.filters import NameFilter

PER_PAGE = 50
CONFIRM = "xac_nhan"
CRUMBS = [{"label": "Quản trị", "url": "/quan-tri/"}]


def crumbs(label, name):
    """The way to a page below one of the office's lists."""
    return [*CRUMBS, {"label": label, "url": reverse(name)}]


def office_list(request, make, title, new, label, more=()):
    """A list of the office, searched by name: `make(text)` gives its table, `new` is the main button's address."""
    check_admin(request.actor)
    form = NameFilter(request.GET)
    form.is_valid()
    context = {
        "title": title, "crumbs": CRUMBS, "filter_form": form,
        "actions": [*more, {"label": label, "url": reverse(new), "primary": True, "icon": "plus"}],
        "empty": {"title": "Không có mục nào", "text": f"Gõ ít chữ hơn, hoặc bấm {label}."},
    }  # fmt: skip
    return list_page(request, make(form.cleaned_data.get("q", "")), context)


def list_page(request, table, context, template="pages/list.html"):
    """A list of any rows: `table` is paged and put into the context."""
    RequestConfig(request, paginate={"paginator_class": CappedPaginator, "per_page": PER_PAGE}).configure(
        table
    )
    context = {"table": table, "page_obj": table.page, "total": table.paginator.total_label, **context}
    return render(request, template, context)


def form_page(request, make, act, context, done, to, template="pages/form.html", ask=None):
    """A form and its act: `make(data)` gives the form, `act(form)` does it, `done` says so (a text or a
    function of the act's result), `to` leads on.

    What the act finds wrong stands at its field (422); where another saved in between, both versions are
    shown (409). `to` is an address or a function of the act's result. `ask(form)` may give a page that is shown
    in place of acting, to be confirmed first.
    """
    kept = held.take(request)
    posted = request.method == "POST"
    data = request.POST if posted else kept
    form = make(None if data is None else held.chosen(data, make(None)))
    conflict = None
    if posted and form.is_valid() and not (conflict := _overtaken(form)):
        if ask and CONFIRM not in request.POST and (page := ask(form)):
            return page
        try:
            result = act(form)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, done(result) if callable(done) else done)
            return redirect(to(result) if callable(to) else to)
    context = {
        "form": form, "submit_label": "Lưu", "restored": bool(kept), "form_mark": held.mark(request),
        "conflict": conflict, "cancel_url": "" if callable(to) else to, **context,
    }  # fmt: skip
    return render(request, template, context, status=409 if conflict else 422 if posted else 200)


def _overtaken(form):
    """Both versions where a form tells that another saved in between."""
    return form.overtaken() if hasattr(form, "overtaken") else None
