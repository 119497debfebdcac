"""Verbs of outlines: templates, a round's own outline, and the units' answers."""

from django.db.models import F, Max, prefetch_related_objects
from django.http import Http404
from django.utils import timezone

from core.errors import Refused
from core.verbs import start, verb
from oversight import rules
from oversight.answers import missing
from oversight.forms import outlines as forms
from oversight.models import Answer, OutlineItem, Round, Template, TemplateItem, Visit
from oversight.services.common import put, tell_office, tell_target

_COPIED = ("position", "item_kind", "text", "unit", "hint", "required", "adds_up")
_CLOSED = ("concluded", "closed", "cancelled")
_AMEND = {"transition": "amend_template"}


# --- templates ----------------------------------------------------------------------------------------------


@verb("oversight.add_template", Template, "Thêm mẫu đề cương", may=rules.keeps_templates, creates=True)
def add_template(actor, *, once=None, **values):
    template = start(Template, actor, once=once, state="used", **values)
    template.save()
    return template


@verb("oversight.amend_template", Template, "Sửa mẫu đề cương", may=rules.keeps_templates, amends=True)
def amend_template(actor, template, **values):
    template.amend_template()
    put(template, **values)


@verb(
    "oversight.retire_template", Template, "Thôi dùng mẫu", slug="thoi-dung", may=rules.keeps_templates
)  # fmt: skip
def retire_template(actor, template):
    """Rounds that took their outline from it keep theirs."""
    template.retire_template()
    template.save()


@verb("oversight.restore_template", Template, "Dùng lại", slug="dung-lai", may=rules.keeps_templates)
def restore_template(actor, template):
    template.restore_template()
    template.save()


@verb(
    "oversight.add_template_items", Template, "Nhập nhiều nội dung", slug="nhap-nhieu",
    may=rules.keeps_templates, form=forms.ManyItemsForm, **_AMEND,
)  # fmt: skip
def add_template_items(actor, template, *, questions, figures):
    """Many at once, one per line."""
    _add_many(TemplateItem, {"template": template}, questions, figures)


@verb("oversight.add_template_item", Template, "Thêm nội dung", may=rules.keeps_templates, **_AMEND)
def add_template_item(actor, template, **values):
    _add(TemplateItem, {"template": template}, values)


@verb("oversight.edit_template_item", Template, "Sửa nội dung", may=rules.keeps_templates, **_AMEND)
def edit_template_item(actor, template, *, item_id, **values):
    _edit(template.items, item_id, values)


@verb("oversight.remove_template_item", Template, "Bỏ nội dung", may=rules.keeps_templates, **_AMEND)
def remove_template_item(actor, template, *, item_id):
    _remove(template.items, item_id)


@verb("oversight.shift_template_item", Template, "Đổi thứ tự", may=rules.keeps_templates, **_AMEND)
def shift_template_item(actor, template, *, item_id, step):
    _shift(template.items, item_id, step)


# --- the outline of a round -----------------------------------------------------------------------------------


@verb(
    "oversight.use_template", Round, "Lấy đề cương từ mẫu", slug="mau-de-cuong", may=rules.runs,
    form=forms.UseTemplateForm,
)  # fmt: skip
def use_template(actor, round, *, template):
    """Copy a template's items to the end of the round's outline; later changes of the template do not follow."""
    round.use_template()
    first = _last(round.outline)
    made = {}
    for item in template.items.all():
        values = {name: getattr(item, name) for name in _COPIED}
        values["position"] += first
        made[item.pk] = OutlineItem.objects.create(round=round, **values)
    for item in template.items.exclude(whole=None):
        OutlineItem.objects.filter(pk=made[item.pk].pk).update(whole=made[item.whole_id])


@verb(
    "oversight.add_outline_items", Round, "Nhập nhiều câu hỏi", slug="nhap-nhieu-cau-hoi", may=rules.runs,
    form=forms.ManyItemsForm, transition="use_template",
)  # fmt: skip
def add_outline_items(actor, round, *, questions, figures):
    round.use_template()
    _add_many(OutlineItem, {"round": round}, questions, figures)


@verb("oversight.add_outline_item", Round, "Thêm câu hỏi", may=rules.runs)
def add_outline_item(actor, round, **values):
    round.add_outline_item()
    _add(OutlineItem, {"round": round}, values)


@verb("oversight.edit_outline_item", Round, "Sửa câu hỏi", may=rules.runs)
def edit_outline_item(actor, round, *, item_id, **values):
    round.edit_outline_item()
    _edit(round.outline, item_id, values)


@verb("oversight.remove_outline_item", Round, "Bỏ câu hỏi", may=rules.runs)
def remove_outline_item(actor, round, *, item_id):
    round.remove_outline_item()
    _remove(round.outline, item_id)


@verb("oversight.shift_outline_item", Round, "Đổi thứ tự câu hỏi", may=rules.runs)
def shift_outline_item(actor, round, *, item_id, step):
    round.shift_outline_item()
    _shift(round.outline, item_id, step)


def _last(items):
    return items.aggregate(last=Max("position"))["last"] or 0


def _add(model, owner, values):
    """A new item at the end."""
    position = model.objects.filter(**owner).aggregate(last=Max("position"))["last"] or 0
    return model.objects.create(**owner, position=position + 1, **values)


def _add_many(model, owner, questions, figures):
    """The questions, then the figures; one marked as a `part` belongs to the last that is none."""
    for values in questions:
        _add(model, owner, values)
    whole = None
    for values in figures:
        values = dict(values)
        part = values.pop("part", False)
        made = _add(model, owner, values | ({"whole": whole} if part else {}))
        whole = whole if part else made


def _edit(items, pk, values):
    item = _one(items, pk)
    for name, value in values.items():
        setattr(item, name, value)
    item.save()


def _remove(items, pk):
    item = _one(items, pk)
    item.delete()
    items.filter(position__gt=item.position).update(position=F("position") - 1)


def _shift(items, pk, step):
    """Change places with the item before (`step` -1) or after (1); at the end nothing happens."""
    item = _one(items, pk)
    ahead = {"position__lt": item.position} if step < 0 else {"position__gt": item.position}
    other = items.filter(**ahead).order_by("-position" if step < 0 else "position").first()
    if other:
        items.filter(pk=other.pk).update(position=item.position)
        items.filter(pk=item.pk).update(position=other.position)


def _one(items, pk):
    found = items.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


# --- answers --------------------------------------------------------------------------------------------------


def _is_open(visit):
    """Whether the round still takes answers."""
    return visit.round.state not in _CLOSED


def _asked(visit):
    """The outline of the unit's round, read once for its page."""
    prefetch_related_objects([visit.round], "outline")
    return visit.round.outline.all()


@verb(
    "oversight.answer_outline", Visit, "Trả lời đề cương", slug="tra-loi-de-cuong", may=rules.hands_in,
    form=forms.AnswerForm, offered=lambda visit: _is_open(visit) and bool(_asked(visit)),
)  # fmt: skip
def answer_outline(actor, visit, *, answers, final=False):
    """The unit's answers: kept as far as they are, or handed in (`final`). Typed by the office, they may have gaps,
    which are flagged; the unit itself hands in whole ones only."""
    visit.answer_outline()
    _must_take_answers(actor, visit)
    for item, value in answers.items():
        _keep_answer(actor, visit, item, value)
    if not final:
        visit.save()
        return
    if actor.sees_shared_only:
        _must_be_whole(visit)
    put(visit, answered_on=timezone.localdate(), answered_by_id=actor.user_id, return_reason="")
    if actor.sees_shared_only:
        tell_office(visit, f"{visit.target} đã gửi trả lời đề cương giám sát.", "answers")


def _must_take_answers(actor, visit):
    if not _is_open(visit):
        raise Refused(
            "Cuộc giám sát đã kết luận nên không sửa được trả lời đề cương.", visit.get_absolute_url()
        )
    if actor.sees_shared_only and visit.answered_on:
        raise Refused(
            f"Trả lời đã gửi ngày {visit.answered_on:%d/%m/%Y}. Nếu cần sửa, đề nghị Đoàn giám sát trả lại.",
            visit.get_absolute_url(),
        )


def _keep_answer(actor, visit, item, value):
    """Store, change or (with an empty value) clear the answer to one item."""
    column = "number" if item.is_figure else "text"
    old = Answer.objects.filter(visit=visit, item=item).first()
    if value in (None, "") and old is None:
        return
    answer = old or Answer(visit=visit, item=item)
    value = value if item.is_figure else value or ""
    if old is None or getattr(answer, column) != value:
        setattr(answer, column, value)
        answer.typed_by_id = actor.user_id
        answer.save()


def _must_be_whole(visit):
    gaps = missing(visit.round.outline.all(), {row.item_id: row for row in visit.answers.all()})
    if gaps:
        names = "; ".join(str(item.position) for item in gaps)
        raise Refused(f"Còn nội dung bắt buộc chưa trả lời: câu {names}.", visit.get_absolute_url())


@verb(
    "oversight.return_answers", Visit, "Trả lại đề cương", slug="tra-lai-de-cuong", may=rules.runs,
    form=forms.ReturnForm, offered=lambda visit: _is_open(visit) and visit.answered_on is not None,
)  # fmt: skip
def return_answers(actor, visit, *, return_reason):
    """Back to the unit, which may then correct and hand in again."""
    visit.return_answers()
    if visit.answered_on is None:
        raise Refused("Đơn vị chưa gửi trả lời đề cương.", visit.get_absolute_url())
    put(visit, answered_on=None, answered_by=None, return_reason=return_reason)
    tell_target(visit, f"Trả lời đề cương giám sát bị trả lại: {return_reason}", "returned")


@verb(
    "oversight.check_figures", Visit, "Đối chiếu số liệu", slug="doi-chieu", may=rules.runs,
    form=forms.CheckForm, offered=lambda visit: any(item.is_figure for item in _asked(visit)),
)  # fmt: skip
def check_figures(actor, visit, *, answers):
    """What the team found itself, beside what the unit said; where they differ it is flagged."""
    visit.check_figures()
    for item, number in answers.items():
        old = Answer.objects.filter(visit=visit, item=item).first()
        if number is None and (old is None or old.found is None):
            continue
        answer = old or Answer(visit=visit, item=item, typed_by_id=actor.user_id)
        answer.found = number
        answer.save()
    visit.save()
