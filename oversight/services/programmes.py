"""Verbs of the yearly programme: proposals, the decision, adjustments that leave a trace, the result."""

from datetime import date

from django.http import Http404

from core.errors import NotAllowed, Refused
from core.verbs import locked, start, verb
from oversight import rules
from oversight.forms import programmes as forms
from oversight.models import Programme, ProgrammeChange, ProgrammeItem
from oversight.services import clock
from oversight.services.common import put

Status, Change = ProgrammeItem.Status, ProgrammeChange.Change


@verb("oversight.propose_programme", Programme, "Lập chương trình năm", may=rules.runs, creates=True)
def propose_programme(actor, *, once=None, **values):
    """The programme of a body for a year; there is one."""
    programme = start(Programme, actor, once=once, state="draft", title="", **_filed(values))
    _check_subject(actor, programme)
    programme.title = _title(programme)
    programme.save()
    clock.run_programme(programme, actor.user_id)
    return programme


@verb("oversight.amend_programme", Programme, "Sửa chương trình", may=rules.runs, amends=True)
def amend_programme(actor, programme, **values):
    """Correct what was entered; another session moves what is owed before it."""
    programme.amend_programme()
    put(programme, **_filed(values))
    _check_subject(actor, programme)
    put(programme, title=_title(programme))
    clock.run_programme(programme, actor.user_id)


@verb(
    "oversight.submit_programme",
    Programme,
    "Trình dự kiến",
    slug="trinh",
    may=rules.runs,
    form=forms.SubmitForm,
)
def submit_programme(actor, programme, *, submitted_on):
    """The draft is ready, made of the proposals so far."""
    _must_hold_proposals(programme)
    programme.submit_programme()
    put(programme, submitted_on=submitted_on)
    clock.run_programme(programme, actor.user_id)


@verb(
    "oversight.decide_programme",
    Programme,
    "Ban hành chương trình",
    slug="ban-hanh",
    may=rules.adopts,
    form=forms.DecideProgrammeForm,
    primary=True,
)
def decide_programme(actor, programme, *, decision_no, decision_on):
    """The decision: every proposal that was not declined is now in the programme."""
    _must_hold_proposals(programme)
    programme.decide_programme()
    put(programme, decision_no=decision_no, decision_on=decision_on)
    programme.items.filter(status=Status.PROPOSED).update(status=Status.PLANNED)
    clock.run_programme(programme, actor.user_id)


@verb(
    "oversight.adjust_programme",
    Programme,
    "Điều chỉnh chương trình",
    slug="dieu-chinh",
    may=rules.adopts,
    form=forms.AdjustProgrammeForm,
)
def adjust_programme(actor, programme, *, change, on, reason, paper_no="", item=None, quarter=None, **new):
    """Add, shift or drop an item of a decided programme; how it was before stays readable."""
    programme.adjust_programme()
    item = item and _item(programme, item.pk)
    old = item.quarter if item else None
    if change == Change.ADD:
        item = ProgrammeItem.objects.create(
            programme=programme, quarter=quarter, status=Status.PLANNED, **new
        )
    elif change == Change.SHIFT:
        _put_item(item, quarter=quarter)
    else:
        _must_not_run(item, "đưa ra khỏi chương trình")
        _put_item(item, status=Status.DROPPED, reason=reason)
    ProgrammeChange.objects.create(
        programme=programme, item=item, change=change, on=on, paper_no=paper_no, reason=reason,
        old_quarter=old, new_quarter=None if change == Change.DROP else quarter,
    )  # fmt: skip


@verb(
    "oversight.report_programme",
    Programme,
    "Báo cáo kết quả",
    slug="ket-qua",
    may=rules.adopts,
    form=forms.ResultForm,
)
def report_programme(actor, programme, *, result_no, result_on, result):
    """How the programme was carried out, reported in the year after."""
    programme.report_programme()
    put(programme, result_no=result_no, result_on=result_on, result=result)


# --- the items ----------------------------------------------------------------------------------------------


@verb("oversight.add_item", Programme, "Đề nghị chuyên đề", may=rules.proposes)
def add_item(actor, programme, **values):
    """A proposal of what is to be overseen."""
    programme.add_item()
    ProgrammeItem.objects.create(programme=programme, **values)


@verb("oversight.edit_item", Programme, "Sửa đề nghị", may=rules.runs)
def edit_item(actor, programme, *, item_id, **values):
    programme.edit_item()
    _put_item(_item(programme, item_id), **values)


@verb("oversight.remove_item", Programme, "Xóa đề nghị", may=rules.runs)
def remove_item(actor, programme, *, item_id):
    """A proposal entered by mistake goes; the history keeps it."""
    programme.remove_item()
    _item(programme, item_id).delete()


@verb(
    "oversight.decline_item",
    Programme,
    "Không đưa vào",
    slug="khong-dua-vao",
    may=rules.adopts,
    form=forms.DeclineForm,
)
def decline_item(actor, programme, *, item, reason):
    """A proposal is not taken up, with the reason."""
    programme.decline_item()
    _put_item(_item(programme, item.pk), status=Status.DECLINED, reason=reason)


def start_item(actor, item, round):
    """The round that carries an item out. Raises Refused when the item is not in force or has its round."""
    programme = locked(Programme, actor, item.programme_id)
    item = _item(programme, item.pk)
    _must_not_run(item, "lập cuộc giám sát mới")
    if item.status != Status.PLANNED or programme.owner_id != round.owner_id:
        raise Refused("Nội dung này không nằm trong chương trình đã ban hành.", programme.get_absolute_url())
    _put_item(item, round=round)


def _item(programme, pk):
    found = ProgrammeItem.objects.select_related("round").filter(programme=programme, pk=pk).first()
    if found is None:
        raise Http404
    return found


def _put_item(item, **values):
    for name, value in values.items():
        setattr(item, name, value)
    item.save()


def _must_not_run(item, what):
    if item.round:
        raise Refused(
            f"Đã có cuộc giám sát {item.round.code} nên không {what}.", item.round.get_absolute_url()
        )


def _must_hold_proposals(programme):
    if not programme.items.filter(status=Status.PROPOSED).exists():
        raise Refused("Chưa có chuyên đề nào được đưa vào chương trình.", programme.get_absolute_url())


def _filed(values):
    """The values with what follows from them: the first day of the year, the session as the parent."""
    if "year" in values:
        values = values | {"on": date(values["year"], 1, 1)}
    if "council_session" in values:
        values = values | {"parent": values["council_session"]}
    return values


def _title(programme):
    return f"Chương trình giám sát năm {programme.year} của {programme.subject_body.name}"[:500]


def _check_subject(actor, programme):
    if not rules.runs(actor, programme):
        raise NotAllowed(f"Vai trò {actor.role_label} chỉ được lập chương trình của Ban mình.")
