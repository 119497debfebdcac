"""A register's pages, built once: list, record, form, verb, export.

A register names its model, form, table, filters and verbs; `urls()` gives the addresses. What differs between
registers (facts, sections, crumbs) is given by overriding the small methods below.
"""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import Http404, QueryDict
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.text import Truncator
from django.utils.timezone import localdate
from django_tables2 import RequestConfig

from core import export, files, held, jobs, panels
from core.drill import figure_of
from core.errors import NotAllowed, Refused
from core.letters.panel import letters
from core.models.record import PAGES
from core.paging import CAP, CappedPaginator
from core.text import whole
from core.verbs import VERBS, create, must_be_open, must_be_permitted, open_verbs, perform, verbs_of

REGISTERS: dict[str, "Register"] = {}


def _looked_up(records):
    """The keys of a figure's records: looked up once while they are few, else left for the list's own queries.

    The list asks for them three times (count, rows, foot), and two conditions one inside the other mislead the
    planner where a table's statistics are old.
    """
    found = list(records.order_by().values_list("pk", flat=True)[: CAP + 1])
    return found if len(found) <= CAP else records.order_by().values("pk")


class Register:
    """Subclass it per kind of record and call `urls()`. Names of addresses are `<namespace>:<name>_<page>`."""

    namespace = name = plural = noun = ""
    model = form_class = table_class = filter_class = None
    create = amend = None  # the creating and the amending verb's functions
    template = "pages/record.html"
    list_template = "pages/list.html"
    related = ("owner",)
    per_page = 50
    has_list = True
    again = True  # whether the new form offers "Lưu và nhập tiếp"

    def __init__(self):
        REGISTERS[self.model.KIND] = self
        PAGES[self.model.KIND] = f"{self.namespace}:{self.name}_record"

    # --- what subclasses say -------------------------------------------------------------------------------

    def queryset(self, actor):
        """What the list shows; at most one query for the page's rows."""
        return self.model.objects.visible_to(actor).select_related(*self.related).defer("tsv", "words")

    def facts(self, record, actor):
        """The right column's facts as [(label, value)]."""
        return []

    def context(self, record, actor):
        """What the register's own sections need."""
        return {}

    def subtitle(self, record):
        return ""

    def crumbs(self, record=None):
        """The way to this page as [{label, url}]."""
        return [{"label": self.plural, "url": self.url("list")}] if self.has_list else []

    def foot(self, queryset, request):
        return ""

    def initial(self, request):
        """What a new form begins with."""
        return {"on": localdate()}

    def aside(self, form):
        """Context of the form page's right side."""
        return {}

    def may_open_file(self, actor, record):
        """Whether this person may open the record's files; whoever sees the record, unless a register says no."""
        return True

    def may_open_attachment(self, actor, record, attachment):
        """Whether this person may open one file of the record; for registers whose files differ."""
        return self.may_open_file(actor, record)

    def may_open_letter_file(self, actor, record):
        """Whether who may open a letter may have its PDF and DOCX; for registers whose letters say less than their files."""
        return self.may_open_file(actor, record)

    def files(self, record, actor, may_upload):
        """The files as the record's page names them."""
        return panels.files(record, may_upload, self.may_open_file(actor, record))

    def file_kept(self, actor, record, attachment):
        """A file was attached by the common road; for registers that make more of it."""

    def file_opened(self, actor, record, attachment):
        """A file is about to be handed out; for registers that keep a book of it."""

    def file_name(self, record, name):
        """The name under which an upload is kept and shown; for registers whose names must say nothing."""
        return files.clean_name(name)

    offers_place = False  # whether whoever uploads a photo may ask to keep the place where it was taken

    def keeps_place(self, record, data):
        """Whether a photo uploaded with the form `data` keeps the place where it was taken; by default it does not."""
        return self.offers_place and bool(data.get("keep_place"))

    def may_open_letters(self, actor, record, letter):
        """Whether this person may open a letter of the record; an agency those issued that are for it."""
        if not actor.sees_shared_only:
            return True
        return not letter.is_draft and letter.target_id == actor.body_id

    def beside_verb(self, item, record, actor):
        """Context of a verb's page beside its form."""
        return {}

    def may_see_history(self, actor):
        return not actor.sees_shared_only

    def hidden_history(self, record, actor):
        """Tables whose changes this person does not see in the record's history."""
        return ()

    # --- addresses -----------------------------------------------------------------------------------------

    def url(self, page, *args):
        return reverse(f"{self.namespace}:{self.name}_{page}", args=args)

    def urls(self, prefix=""):
        pages = [
            (f"{prefix}<int:pk>/", self.record_view, "record"),
            (f"{prefix}<int:pk>/sua/", self.edit_view, "edit"),
            (f"{prefix}<int:pk>/viec/<slug:slug>/", self.verb_view, "verb"),
        ]
        if self.create:
            pages.insert(0, (f"{prefix}moi/", self.new_view, "new"))
        if self.has_list:
            pages.insert(0, (prefix, self.list_view, "list"))
            pages += [
                (f"{prefix}xuat.xlsx", self.xlsx_view, "xlsx"),
                (f"{prefix}in/", self.pdf_view, "pdf"),
            ]
        return [path(address, view, name=f"{self.name}_{page}") for address, view, page in pages]

    # --- list ----------------------------------------------------------------------------------------------

    def filtered(self, params, actor):
        """(filterset, figure or None) for the parameters of a list's address."""
        figure = figure_of(params, self.model.KIND, actor)
        queryset = self.queryset(actor)
        if figure:
            queryset = queryset.filter(pk__in=_looked_up(figure.records))
        return self.filter_class(params or None, queryset=queryset, actor=actor), figure

    def list_view(self, request):
        filters, figure = self.filtered(request.GET, request.actor)
        table = self.table_class(filters.qs)
        paginate = {"paginator_class": CappedPaginator, "per_page": self.per_page}
        RequestConfig(request, paginate=paginate).configure(table)
        context = {
            "title": self.plural, "crumbs": [], "table": table, "page_obj": table.page, "figure": figure,
            "total": table.paginator.total_label, "filter_form": filters.form, "actions": self.list_actions(request.actor),
            "chips": filters.chips(lambda name: _without(request, name)), "exports": self.exports(request),
            "empty": self.empty(request), "foot": self.foot(filters.qs, request), "register": self,
        }  # fmt: skip
        bad = filters.is_bound and not filters.form.is_valid()
        return render(
            request, self.list_template, context, status=HTTPStatus.BAD_REQUEST if bad else HTTPStatus.OK
        )

    def list_actions(self, actor):
        if not self.create or not self.create.verb.permits(actor):
            return []
        return [{"label": self.create.verb.label, "url": self.url("new"), "primary": True, "icon": "plus"}]

    def exports(self, request):
        query = request.GET.urlencode()
        return [
            {"label": label, "url": f"{self.url(page)}?{query}"}
            for label, page in (("Excel (XLSX)", "xlsx"), ("PDF", "pdf"))
        ]

    def empty(self, request):
        if any(request.GET.values()):
            return {"title": "Không có hồ sơ nào khớp bộ lọc", "text": "Bỏ bớt điều kiện lọc hoặc tìm bằng ít chữ hơn.",
                    "action": {"label": "Bỏ bộ lọc", "url": self.url("list")}}  # fmt: skip
        actions = self.list_actions(request.actor)
        text = (
            f"Các {self.noun} được nhập sẽ hiện ở đây."
            if actions
            else f"Chưa có {self.noun} nào trong phạm vi được xem."
        )
        return {"title": f"Chưa có {self.noun} nào", "text": text, "action": actions[0] if actions else None}

    # --- export --------------------------------------------------------------------------------------------

    def rows(self, params, actor):
        """The filtered list as rows of cells, the column names first. Raises Refused when it is too long."""
        return list(self.table_class(self.capped(params, actor)).as_values())

    def capped(self, params, actor):
        """The filtered records, when they are not too many to write out. Raises Refused."""
        filters, _ = self.filtered(params, actor)
        if filters.qs.order_by().values("pk")[: CAP + 1].count() > CAP:
            raise Refused(
                "Danh sách dài quá 10.000 dòng. Hãy lọc theo thời gian hoặc đơn vị rồi xuất từng phần."
            )
        return filters.qs

    def xlsx_view(self, request):
        name = f"{self.name}-{localdate():%Y%m%d}.xlsx"
        return export.file_response(self.plural, self.sheet(request.GET, request.actor), name)

    def sheet(self, params, actor):
        """The rows of the XLSX file: those of the list, unless a register writes what its import reads."""
        return self.rows(params, actor)

    def pdf_view(self, request):
        params = {"register": self.model.KIND, "query": request.GET.urlencode()}
        return redirect(jobs.ask(request.actor, "list", f"In danh sách {self.plural.lower()}", params))

    # --- record --------------------------------------------------------------------------------------------

    def get(self, actor, pk):
        """The record `pk`, or 404 when it is not in view."""
        record = self.queryset(actor).filter(pk=pk).first()
        if record is None:
            raise Http404
        return record

    def record_view(self, request, pk):
        record = self.get(request.actor, pk)
        return render(request, self.template, self.record_context(record, request))

    def record_context(self, record, request):
        actor = request.actor
        amends = self.amend and self.amend.verb.permits(actor, record) and self.amend.verb.possible(record)
        return {
            "record": record, "title": Truncator(record.title).chars(140),
            "crumbs": self.crumbs(record), "status": record.status, "subtitle": self.subtitle(record),
            "verbs": [self.button(item, record) for item in open_verbs(actor, record) if item.slug],
            "edit_url": self.url("edit", record.pk) if amends else "",
            "facts": [(label, value) for label, value in self.facts(record, actor) if value not in (None, "")],
            **panels.deadlines(record, actor), **self.files(record, actor, bool(amends)),
            "offers_place": self.offers_place,
            **letters(record, actor, self),
            **(panels.history(record, hidden=self.hidden_history(record, actor)) if self.may_see_history(actor) else {}),
            **self.context(record, actor),
        }  # fmt: skip

    def button(self, item, record):
        return {
            "label": item.label, "url": self.url("verb", record.pk, item.slug), "primary": item.primary,
            "danger": item.danger, "needs_form": item.form is not None, "hint": item.hint,
        }  # fmt: skip

    # --- forms ---------------------------------------------------------------------------------------------

    def new_view(self, request):
        item = self.create.verb
        if not item.permits(request.actor):
            raise NotAllowed(f"Vai trò {request.actor.role_label} không được dùng chức năng «{item.label}».")
        if made := self.made_before(request):
            return redirect(self.next_form(request, made) if "_again" in request.POST else made)
        kept = held.take(request)
        data = request.POST if request.method == "POST" else kept
        form = self.form_class(data, actor=request.actor, initial=self.initial(request))
        if request.method == "POST" and form.is_valid():
            record = create(self.create, request.actor, once=form.cleaned_data["once"], **form.values())
            messages.success(request, f"Đã lưu {record.code or self.noun}.")
            return redirect(self.next_form(request, record) if "_again" in request.POST else record)
        context = {
            "title": item.label,
            "again": self.again,
            "cancel_url": self.url("list") if self.has_list else "/",
        }
        return self._form_page(request, form, kept, context)

    def made_before(self, request):
        """The record that this very form has made already: a second click, or the form sent again."""
        try:
            once = UUID(request.POST.get("once", ""))
        except ValueError:
            return None
        return self.model.objects.visible_to(request.actor).filter(once=once).first()

    def next_form(self, request, record):
        """Where "Lưu và nhập tiếp" leads: a new form, with what repeats already filled in."""
        return request.get_full_path()

    def edit_view(self, request, pk):
        record = self.get(request.actor, pk)
        if not self.amend or not self.amend.verb.permits(request.actor, record):
            raise NotAllowed(f"Vai trò {request.actor.role_label} không được sửa hồ sơ này.")
        kept = held.take(request)
        data = request.POST if request.method == "POST" else kept
        data = held.chosen(data, self.form_class(instance=record, actor=request.actor)) if data else None
        form = self.form_class(data, instance=record, actor=request.actor)
        conflict = None
        if request.method == "POST" and form.is_valid():
            conflict = held.conflict(form, self.get(request.actor, pk), self)
            if conflict is None:
                perform(self.amend, request.actor, pk, version=form.cleaned_data["version"], **form.values())
                messages.success(request, "Đã lưu thay đổi.")
                return redirect(record)
        context = {
            "title": f"Sửa {self.noun}",
            "record": record,
            "conflict": conflict,
            "cancel_url": record.get_absolute_url(),
        }
        return self._form_page(request, form, kept, context)

    def _form_page(self, request, form, kept, context):
        invalid = request.method == "POST" and not form.is_valid()
        status = (
            HTTPStatus.CONFLICT
            if context.get("conflict")
            else HTTPStatus.UNPROCESSABLE_ENTITY
            if invalid
            else HTTPStatus.OK
        )
        context = {
            "form": form, "crumbs": self.crumbs(), "submit_label": "Lưu", "restored": bool(kept), "register": self,
            "form_mark": held.mark(request), **self.aside(form), **context,
        }  # fmt: skip
        return render(request, self.form_template, context, status=status)

    form_template = "pages/form.html"
    verb_template = "pages/verb.html"

    # --- verbs ---------------------------------------------------------------------------------------------

    def verb_view(self, request, pk, slug):
        record = self.get(request.actor, pk)
        item = next((item for item in verbs_of(self.model) if item.slug == slug and not item.creates), None)
        if item is None:
            raise Http404
        if item.form is None:
            return self._do(request, item, record, {})
        (must_be_permitted if request.method == "POST" else must_be_open)(item, request.actor, record)
        kept = held.take(request)
        data = request.POST if request.method == "POST" else kept
        form = item.form(data, request.FILES or None, actor=request.actor, record=record)
        if request.method == "POST" and form.is_valid():
            return self._do(request, item, record, form.cleaned_data)
        context = {
            "record": record, "title": item.label, "form": form, "submit_label": item.label, "danger": item.danger,
            "warning": item.hint, "cancel_url": record.get_absolute_url(), "crumbs": self.crumbs(record),
            "restored": bool(kept), "form_mark": held.mark(request), **self.beside_verb(item, record, request.actor),
        }  # fmt: skip
        invalid = request.method == "POST"
        return render(
            request,
            self.verb_template,
            context,
            status=HTTPStatus.UNPROCESSABLE_ENTITY if invalid else HTTPStatus.OK,
        )

    def _do(self, request, item, record, data):
        if request.method != "POST":
            return redirect(record)
        version = request.POST.get("version", "")
        result = perform(VERBS[item.name].fn, request.actor, record.pk, version=whole(version), **data)
        messages.success(request, f"Đã thực hiện: {item.label}.")
        return redirect(result if hasattr(result, "get_absolute_url") else record)


def _without(request, name):
    params = request.GET.copy()
    params.pop(name, None)
    params.pop("page", None)
    return f"?{params.urlencode()}"


@jobs.handles("list")
def print_list(job, progress):
    """The job behind the list's PDF: the same rows as the page, in the office's layout."""
    from core import pdf
    from core.seats import actor_of

    register = REGISTERS[job.params["register"]]
    head, *rows = register.rows(QueryDict(job.params["query"]), actor_of(job.membership_id))
    progress(30)
    context = {"title": register.plural, "head": head, "rows": rows, "today": localdate()}
    return f"{register.name}-{localdate():%Y%m%d}.pdf", pdf.render("print/list.html", context)
