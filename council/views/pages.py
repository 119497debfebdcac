"""What the pages of the directory and of the administrator's office share."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django_tables2 import RequestConfig

from core import held
from core.paging import CappedPaginator

PER_PAGE = 50
CONFIRM = "xac_nhan"


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

    What the act finds wrong stands at its field (422). `to` is an address or a function of the act's result.
    `ask(form)` may give a page that is shown in place of acting, to be confirmed first.
    """
    kept = held.take(request)
    posted = request.method == "POST"
    form = make(request.POST if posted else kept)
    if posted and form.is_valid():
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
        "cancel_url": "" if callable(to) else to, **context,
    }  # fmt: skip
    return render(request, template, context, status=422 if posted else 200)
