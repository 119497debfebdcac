"""Receiving citizens: the timetable, each visit in the book, what comes of it, and refusals."""

from datetime import timedelta

from django.utils.timezone import localdate
from django.views.decorators.debug import sensitive_variables

from core.errors import Refused
from core.services import days, deadlines
from core.services.numbers import yearly_code
from core.verbs import start, verb
from petitions import forms, rules
from petitions.models import CitizenVisit, Kind, Reception, Source
from petitions.services import identity, intake
from petitions.services.clock import office_of

TIMETABLE, INFORM, REFUSAL = "reception.timetable", "reception.inform_citizen", "reception.refusal"
ONLINE = ("reception.online_notice", "reception.online_test")
PERSON = ("name", "address", "phone", "id_number")


@verb("receptions.plan", Reception, "Lập lịch tiếp công dân", may=rules.records, creates=True)
def plan_reception(actor, *, once=None, repeats=0, **values):
    """One reception, and as many of the months that follow as asked for. The first is returned."""
    first = _planned(actor, once, values)
    for months in range(1, repeats + 1):
        _planned(actor, None, values | {"on": _months_on(values["on"], months)})
    return first


def _planned(actor, once, values):
    made = start(Reception, actor, once=once, state="planned", **values)
    made.title = title_of(made)
    made.save()
    _owe(made)
    return made


def _owe(reception):
    """The timetable is posted ahead (Law 42/2013, article 24); what lies behind owes nothing any more."""
    if reception.on <= localdate() or reception.state not in ("planned", "announced"):
        return
    office = office_of(reception)
    deadlines.open_deadline(reception, TIMETABLE, reception.on, owed_by=office)
    for code in ONLINE if reception.is_online else ():
        deadlines.open_deadline(reception, code, reception.on, owed_by=office)
    if not reception.is_online:
        deadlines.drop(reception, *ONLINE)


def title_of(reception):
    """The name of a reception: its form and who receives."""
    kind = reception.get_reception_kind_display().lower()
    return f"Tiếp công dân {kind}: {reception.host_label}"


def _months_on(day, months):
    """The same day of a later month (its last, where there is none such), or the next working day."""
    year, month = divmod(day.month - 1 + months, 12)
    calendar, number = days.calendar(), day.day
    while True:
        try:
            later = day.replace(year=day.year + year, month=month + 1, day=number)
            break
        except ValueError:
            number -= 1
    while not calendar.is_working(later):
        later += timedelta(1)
    return later


@verb("receptions.amend_reception", Reception, "Sửa buổi tiếp", may=rules.records, amends=True)
def amend_reception(actor, reception, **values):
    """Correct a reception; another day moves what is owed before it."""
    reception.amend_reception()
    for name, value in values.items():
        setattr(reception, name, value)
    reception.title = title_of(reception)
    reception.save()
    _owe(reception)


@verb(
    "receptions.announce", Reception, "Niêm yết lịch", slug="niem-yet", may=rules.records, form=forms.AnnounceForm,
    primary=True,
)  # fmt: skip
def announce(actor, reception, *, announced_on):
    reception.announce()
    reception.announced_on = announced_on
    reception.save()
    for code in (TIMETABLE, ONLINE[0]):
        deadlines.meet(reception, code, announced_on, user_id=actor.user_id)


@verb(
    "receptions.test_link", Reception, "Ghi đã thử đường truyền", slug="thu-ky-thuat", may=rules.records,
    form=forms.TestLinkForm, offered=lambda reception: reception.is_online,
)  # fmt: skip
def test_link(actor, reception, *, tested_on):
    """The technical test before an online reception (Decree 154/2026, article 23)."""
    reception.test_link()
    if not reception.is_online:
        raise Refused("Chỉ buổi tiếp trực tuyến mới phải kiểm tra kỹ thuật.")
    deadlines.meet(reception, ONLINE[1], tested_on, user_id=actor.user_id)


@verb(
    "receptions.hold",
    Reception,
    "Ghi đã tiếp",
    slug="da-tiep",
    may=rules.records,
    form=forms.HoldForm,
    primary=True,
)
def hold(actor, reception, *, held_on, conclusion=""):
    """The reception took place, even if nobody came. What was not posted in time is no longer owed."""
    if reception.on > localdate():
        raise Refused("Chưa đến ngày tiếp công dân.")
    reception.hold()
    reception.held_on, reception.conclusion = held_on, conclusion
    reception.save()
    deadlines.drop(reception)


@verb(
    "receptions.cancel",
    Reception,
    "Không tổ chức",
    slug="huy",
    may=rules.records,
    form=forms.CancelForm,
    danger=True,
)
def cancel(actor, reception, *, reason):
    if reception.visits.exists():
        raise Refused("Buổi này đã có lượt tiếp trong sổ nên không hủy được.")
    reception.cancel()
    reception.reason = reason
    reception.save()
    deadlines.drop(reception)


@verb("visitors.record", CitizenVisit, "Ghi lượt tiếp", may=rules.records, creates=True)
@sensitive_variables()
def record_visit(actor, *, once=None, takes=False, respondent="", **values):
    """A line of the book, numbered through the year. A denunciation is registered as a petition at once, and
    who made it is sealed there: the book keeps the number alone."""
    person = _taken(values)
    _check_reception(actor, values.get("reception"))
    visit = start(CitizenVisit, actor, once=once, state="recorded", **values)
    visit.code = yearly_code(actor.home_id, "TCD", visit.on.year)
    visit.parent_id = visit.reception_id
    if not visit.is_secret:
        _put_person(visit, person)
    if takes or visit.is_secret:
        visit.petition = _petition(actor, visit, person, respondent)
    visit.save()
    deadlines.open_deadline(visit, INFORM, visit.on, owed_by=office_of(visit))
    return visit


def _check_reception(actor, reception):
    if reception is not None and (reception.owner_id != actor.home_id or reception.state == "cancelled"):
        raise Refused("Buổi tiếp công dân này không thuộc sổ đang ghi, hoặc đã không tổ chức.")


@sensitive_variables()
def _petition(actor, visit, person, respondent=""):
    """The petition that the visit brought, with the person as its sender."""
    sender = {f"sender_{name}": value or "" for name, value in person.items()}
    kind = {
        "sender_kind": "group" if visit.is_mass else "person",
        "people": visit.people,
        "is_mass": visit.is_mass,
    }
    return intake.register.verb.fn(
        actor, petition_kind=visit.visit_kind, field=visit.field, on=visit.on, title=visit.title,
        source=Source.RECEPTION, respondent=respondent, **kind, **sender,
    )  # fmt: skip


@sensitive_variables()
def _put_person(visit, person):
    for name, value in person.items():
        if value is not None:
            setattr(visit, name, value)


@sensitive_variables()
def _taken(values):
    """What is known of the person, taken out of the form's values."""
    return {name: values.pop(f"sender_{name}") for name in PERSON if f"sender_{name}" in values}


@verb("visitors.amend", CitizenVisit, "Sửa lượt tiếp", may=rules.records, amends=True)
@sensitive_variables()
def amend_visit(actor, visit, **values):
    """Correct a line. Found to be a denunciation, the person goes under seal with a petition made for it."""
    person, was_secret = _taken(values), visit.is_secret
    _check_reception(actor, values.get("reception"))
    if was_secret and values.get("visit_kind", visit.visit_kind) != Kind.DENUNCIATION:
        raise Refused("Danh tính đã niêm phong: đổi loại ở đơn tố cáo đã vào sổ.")
    for name, value in values.items():
        setattr(visit, name, value)
    visit.parent_id = visit.reception_id
    if visit.is_secret and not was_secret:
        _seal(actor, visit, person)
    elif not visit.is_secret:
        _put_person(visit, person)
    visit.save()
    deadlines.open_deadline(visit, INFORM, visit.on, owed_by=office_of(visit))


@sensitive_variables()
def _seal(actor, visit, person):
    if visit.petition_id:
        raise Refused("Lượt này đã có đơn trong sổ: sửa loại đơn đó thành tố cáo, sổ tiếp công dân sẽ theo.")
    known = {name: person.get(name) or getattr(visit, name) for name in PERSON}
    for name in PERSON:
        setattr(visit, name, "")
    visit.petition = _petition(actor, visit, known)


@verb(
    "visitors.take_petition", CitizenVisit, "Nhận đơn, vào sổ", slug="nhan-don", may=rules.records,
    offered=lambda visit: visit.petition_id is None,
)  # fmt: skip
@sensitive_variables()
def take_petition(actor, visit):
    """Register what the person came with as a petition."""
    visit.take_petition()
    if visit.petition_id:
        raise Refused(f"Lượt này đã vào sổ đơn thư số {visit.petition.code}.")
    visit.petition = _petition(actor, visit, {name: getattr(visit, name) for name in PERSON})
    visit.save()


@verb(
    "visitors.guide_visit", CitizenVisit, "Hướng dẫn", slug="huong-dan", may=rules.records,
    form=forms.GuideVisitForm,
)  # fmt: skip
def guide_visit(actor, visit, *, guided_to, guided_on, guided_no=""):
    visit.guide_visit()
    visit.guided_to, visit.guided_no = guided_to, guided_no
    visit.save()
    deadlines.meet(visit, INFORM, guided_on, user_id=actor.user_id, paper=guided_no)


@verb(
    "visitors.forward_visit", CitizenVisit, "Chuyển cơ quan", slug="chuyen", may=rules.records,
    form=forms.ForwardVisitForm,
)  # fmt: skip
def forward_visit(actor, visit, *, agency, transfer_no="", in_competence=False):
    """Pass the matter on. The petition, where one was taken, goes its own way in its register."""
    visit.forward_visit()
    visit.agency, visit.transfer_no, visit.in_competence = agency, transfer_no, in_competence
    visit.save()


@verb(
    "visitors.answer_visit", CitizenVisit, "Ghi kết quả, trả lời", slug="tra-loi", may=rules.records,
    form=forms.AnswerVisitForm, primary=True,
)  # fmt: skip
def answer_visit(actor, visit, *, answered_on, result, answer_no=""):
    visit.answer_visit()
    visit.answered_on, visit.result, visit.answer_no = answered_on, result, answer_no
    visit.save()
    deadlines.meet(visit, INFORM, answered_on, user_id=actor.user_id, paper=answer_no)


@verb(
    "visitors.refuse_visit", CitizenVisit, "Từ chối tiếp", slug="tu-choi", may=rules.records,
    form=forms.RefuseVisitForm, danger=True,
)  # fmt: skip
def refuse_visit(actor, visit, *, refusal, refused_on, remark):
    """Refuse for one of the law's reasons; the written notice is owed from then on."""
    visit.refuse_visit()
    visit.refusal, visit.refused_on, visit.remark = refusal, refused_on, remark
    visit.save()
    deadlines.drop(visit, INFORM)
    deadlines.open_deadline(visit, REFUSAL, refused_on, owed_by=office_of(visit))


@verb(
    "visitors.notify_refusal", CitizenVisit, "Ghi thông báo từ chối", slug="thong-bao-tu-choi",
    may=rules.records, form=forms.NotifyRefusalForm, offered=lambda visit: visit.notified_on is None, primary=True,
)  # fmt: skip
def notify_refusal(actor, visit, *, notified_on, refusal_no):
    visit.notify_refusal()
    visit.notified_on, visit.refusal_no = notified_on, refusal_no
    visit.save()
    deadlines.meet(visit, REFUSAL, notified_on, user_id=actor.user_id, paper=refusal_no)


def person_of(visit, actor):
    """(name and address, masked number) of a visit as `actor` may read them."""
    if visit.is_secret:
        return "Người tố cáo, giữ bí mật", ""
    if not rules.sees_visitor(actor, visit):
        return identity.HIDDEN, ""
    return ", ".join(filter(None, (visit.name, visit.address))), identity.masked(visit.id_number)
