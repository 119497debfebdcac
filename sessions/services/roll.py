"""Verbs of presence: the roll of a sitting, and who takes no part in one item."""

from core.errors import Refused
from core.verbs import verb
from sessions import hall, rules
from sessions.models import Attendance, ItemAbsence, Session
from sessions.services.agenda import item_of
from sessions.services.pulse import beats
from sessions.services.sittings import sitting_of

NOTING = {"transition": "note_presence", "reads": True}


@verb("roll.call", Session, "Điểm danh", may=rules.runs, **NOTING)
@beats
def call_roll(actor, council_session, *, sitting_id, rows):
    """The whole roll of a sitting: {delegate id: (status, reason)}; only what differs is written."""
    sitting = sitting_of(council_session, sitting_id)
    _must_have_no_open_ballot(council_session)
    known = set(hall.delegates(council_session, sitting.on).values_list("pk", flat=True))
    if set(rows) - known:
        raise Refused("Có người không thuộc danh sách đại biểu của kỳ họp. Hãy tải lại trang.")
    for status, reason in rows.values():
        if status == Attendance.Status.EXCUSED and not reason:
            raise Refused("Đại biểu vắng có lý do thì phải ghi lý do.")
    stored = {row.delegate_id: row for row in sitting.attendance.all()}
    _write(council_session, sitting, rows, stored)


def _write(council_session, sitting, rows, stored):
    new, changed, whole = [], [], {"council_session": council_session, "sitting": sitting}
    for key, (status, reason) in rows.items():
        row = stored.get(key)
        if row is None:
            new.append(Attendance(**whole, delegate_id=key, status=status, reason=reason))
        elif (row.status, row.reason) != (status, reason):
            row.status, row.reason = status, reason
            changed.append(row)
    Attendance.objects.bulk_create(new)
    Attendance.objects.bulk_update(changed, ["status", "reason"])


@verb("roll.count", Session, "Ghi số đại biểu có mặt", may=rules.runs, **NOTING)
@beats
def count_present(actor, council_session, *, sitting_id, present_count):
    """The number present, where the council keeps no list of its delegates."""
    sitting = sitting_of(council_session, sitting_id)
    _must_have_no_open_ballot(council_session)
    everybody = hall.total(council_session, sitting.on)
    if everybody and present_count > everybody:
        raise Refused(f"Số có mặt vượt quá tổng số đại biểu ({everybody}).")
    sitting.present_count = present_count
    sitting.save()


@verb("roll.item", Session, "Ghi vắng ở một nội dung", may=rules.runs, **NOTING)
@beats
def note_item_absences(actor, council_session, *, item_id, rows):
    """Who takes no part in an item: {delegate id: (kind, reason)}; whoever is not named takes part."""
    item = item_of(council_session, item_id)
    _must_have_no_open_ballot(council_session)
    here = set(
        Attendance.objects.filter(sitting=item.sitting_id, status__in=Attendance.HERE).values_list(
            "delegate_id", flat=True
        )
    )
    if set(rows) - here:
        raise Refused(
            "Chỉ ghi vắng ở nội dung cho đại biểu có mặt tại buổi họp. Kiểm tra lại điểm danh buổi họp."
        )
    stored = {row.delegate_id: row for row in item.absences.all()}
    item.absences.exclude(delegate_id__in=rows).delete()
    for key, (kind, reason) in rows.items():
        row = stored.get(key) or ItemAbsence(council_session=council_session, item=item, delegate_id=key)
        if (row.absence_kind, row.reason) != (kind, reason):
            row.absence_kind, row.reason = kind, reason
            row.save()


def _must_have_no_open_ballot(council_session):
    if hall.open_ballot(council_session):
        raise Refused(
            "Đang biểu quyết nên không sửa điểm danh. Kiểm phiếu xong hoặc hủy lượt biểu quyết trước."
        )
