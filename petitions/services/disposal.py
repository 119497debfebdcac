"""Erasing what need not be kept of a person, destroying a file whose time is over; each with a record of it."""

import json

import pgtrigger
from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from core.errors import Refused
from core.models import Attachment, HistoryEntry
from core.sealing import seal
from core.verbs import verb
from petitions import forms, rules
from petitions.models import CitizenVisit, Disposal, Petition, Receipt, SealedSender, Sender
from petitions.retention import keeping
from petitions.services import identity

NEEDLESS = ("phone", "id_number")
PRIVACY = "Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15 (cần kiểm chứng điều khoản)"
GONE = "(đã tiêu hủy hồ sơ theo thời hạn lưu trữ)"
_TEXTS = (
    "place",
    "respondent",
    "reason",
    "letter_no",
    "reply_no",
    "accepted_no",
    "resolved_no",
    "informed_no",
)


@verb(
    "petitions.erase", Petition, "Xóa dữ liệu cá nhân", slug="xoa-du-lieu", may=rules.destroys,
    form=forms.EraseForm, danger=True,
    hint="Xóa điện thoại, số giấy tờ không còn cần thiết. Họ tên, địa chỉ giữ đến hết thời hạn lưu trữ rồi mới xóa.",
)  # fmt: skip
def erase(actor, petition, *, decision_no):
    """At the citizen's request, once the case has ended: what the archive law does not make one keep."""
    petition.erase()
    over = keeping(petition).is_over
    parts = identity.PARTS if over else NEEDLESS
    _blank(petition, parts)
    labels = ", ".join(identity.LABELS[name].lower() for name in parts)
    _note(actor, petition, Disposal.Extent.PERSON, decision_no, PRIVACY, f"Đã xóa của người gửi: {labels}.")


@sensitive_variables()
def _blank(petition, parts):
    row = SealedSender.objects.filter(petition_id=petition.pk).first()
    if row:
        known = {key: value for key, value in identity.opened(petition).items() if key not in parts}
        SealedSender.objects.filter(pk=row.pk).update(data=seal(json.dumps(known, ensure_ascii=False)))
    shadows = {f"{name.removesuffix('_number')}_digits": "" for name in parts if name in NEEDLESS}
    Sender.objects.filter(petition_id=petition.pk).update(**dict.fromkeys(parts, ""), **shadows)
    on_visit = {name: "" for name in parts if name != "representatives"}
    CitizenVisit.objects.filter(petition_id=petition.pk).update(**on_visit)


@verb(
    "petitions.destroy", Petition, "Tiêu hủy hồ sơ", slug="tieu-huy", may=rules.destroys, form=forms.DestroyForm,
    danger=True, hint="Không lấy lại được. Sổ chỉ giữ số, ngày, loại đơn và biên bản tiêu hủy.",
    offered=lambda petition: keeping(petition).is_over,
)  # fmt: skip
def destroy(actor, petition, *, decision_no, sure=True):
    """The file goes: sender, texts, scans, and the old values in the history. Number, days, kind and outcome
    stay, so that every figure stays true."""
    kept = keeping(petition)
    if not kept.is_over:
        raise Refused(f"Chưa được tiêu hủy. {kept.words}")
    files = list(Attachment.objects.filter(record_id=petition.pk))
    petition.destroy()
    _forget(petition)
    what = f"Người gửi, nội dung, {len(files)} tệp đính kèm và các giá trị cũ trong lịch sử của đơn {petition.code}."
    basis = f"{kept.rule.basis}, {kept.rule.article}"
    _note(actor, petition, Disposal.Extent.FILE, decision_no, basis, what)
    _empty_files(files)
    identity.empty_letters([petition.pk, *petition.visits.values_list("pk", flat=True)])
    _empty_history(petition)


@sensitive_variables()
def _forget(petition):
    for model in (Sender, SealedSender, Receipt):
        model.objects.filter(petition_id=petition.pk).delete()
    _blank(petition, identity.PARTS)
    petition.title, petition.words = GONE, ""
    for name in _TEXTS:
        setattr(petition, name, "")
    if petition.result:
        petition.result = GONE
    petition.save()
    petition.urgings.update(content="", letter_no="")
    for visit in petition.visits.all():
        visit.title, visit.result, visit.remark = GONE, "", ""
        visit.save()


def _empty_files(files):
    """The rows stay as removed; the files leave the disk when the transaction has ended well."""
    Attachment.objects.filter(pk__in=[row.pk for row in files]).delete()
    for row in files:
        transaction.on_commit(lambda file=row.file: file.delete(save=False))


def _empty_history(petition):
    """Who did what and when stays noted; the old values go with the file. The one act that may touch them."""
    with pgtrigger.ignore("core.HistoryEntry:append_only"):
        rows = HistoryEntry.objects.filter(
            record_id__in=[petition.pk, *petition.visits.values_list("pk", flat=True)]
        )
        rows.update(before=None, after=None)


def _note(actor, petition, extent, decision_no, basis, what):
    Disposal.objects.create(
        petition=petition,
        extent=extent,
        disposed_by_id=actor.user_id,
        decision_no=decision_no,
        basis=basis,
        what=what,
    )


@verb(
    "petitions.hand_out", Petition, "Trích dữ liệu cá nhân", slug="trich-du-lieu", may=rules.hands_out,
    form=forms.HandOutForm, reads=True, offered=lambda petition: petition.state != "destroyed",
    hint="Bản trích cho chính người gửi theo yêu cầu của họ; lần trích được ghi lại.",
)  # fmt: skip
@sensitive_variables()
def hand_out(actor, petition, *, reason):
    """What is kept of the sender, as rows for the sender's own copy. Noted like a look."""
    identity.note_look(actor, petition, f"Trích dữ liệu cá nhân: {reason}")
    return identity.own_copy(petition)
