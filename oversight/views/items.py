"""Pages and buttons of the rows of a record: questions of an outline, proposals of a programme. Each act is a verb
of the record."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from core import held
from core.verbs import must_be_open, perform


class ItemPages:
    """`urls()` gives `<name>_new`, `_edit`, `_remove` and, where rows are shifted, `_up` and `_down`."""

    def __init__(self, register, name, slug, rows, form, add, edit, remove, shift=None):
        self.register, self.name, self.slug, self.rows, self.form = register, name, slug, rows, form
        self.add, self.edit, self.remove, self.shift = add, edit, remove, shift

    def urls(self, prefix=""):
        base = f"{prefix}<int:pk>/{self.slug}/"
        one = f"{base}<int:item_id>/"
        pages = [
            (f"{base}moi/", self.new_view, "new"),
            (one, self.edit_view, "edit"),
            (f"{one}bo/", self.remove_view(), "remove"),
        ]
        if self.shift:
            pages += [(f"{one}len/", self.shift_view(-1), "up"), (f"{one}xuong/", self.shift_view(1), "down")]
        return [path(address, view, name=f"{self.name}_{page}") for address, view, page in pages]

    def initial(self, request, record):
        return {}

    def check(self, actor, act, record):
        must_be_open(act.verb, actor, record)

    def new_view(self, request, pk):
        return self._form(request, pk, self.add, None, "Đã thêm.")

    def edit_view(self, request, pk, item_id):
        item = getattr(self.register.get(request.actor, pk), self.rows).filter(pk=item_id).first()
        if item is None:
            raise Http404
        return self._form(request, pk, self.edit, item, "Đã lưu.")

    def _form(self, request, pk, act, item, message):
        record = self.register.get(request.actor, pk)
        self.check(request.actor, act, record)
        kept = held.take(request)
        data = request.POST if request.method == "POST" else kept
        initial = {} if item else self.initial(request, record)
        form = self.form(data, instance=item, record=record, initial=initial)
        if request.method == "POST" and form.is_valid():
            also = {"item_id": item.pk} if item else {}
            perform(act, request.actor, pk, **also, **form.cleaned_data)
            messages.success(request, message)
            return redirect(request.path if "_again" in request.POST else self.back(record))
        return self._page(request, record, act, form, kept)

    def _page(self, request, record, act, form, kept):
        context = {
            "title": act.verb.label, "subtitle": record.title, "form": form, "submit_label": "Lưu",
            "again": form.instance.pk is None, "cancel_url": self.back(record), "restored": bool(kept),
            "crumbs": [*self.register.crumbs(record), {"label": str(record)[:60], "url": record.get_absolute_url()}],
            "form_mark": held.mark(request),
        }  # fmt: skip
        return render(request, "pages/form.html", context, status=422 if request.method == "POST" else 200)

    def remove_view(self):
        @require_POST
        def view(request, pk, item_id):
            return self._act(request, pk, self.remove, item_id=item_id)

        return view

    def shift_view(self, step):
        @require_POST
        def view(request, pk, item_id):
            return self._act(request, pk, self.shift, item_id=item_id, step=step)

        return view

    def _act(self, request, pk, act, **data):
        perform(act, request.actor, pk, **data)
        return redirect(self.back(self.register.get(request.actor, pk)))

    def back(self, record):
        return f"{record.get_absolute_url()}#{self.rows}"
