"""Who sent a petition: kept plain or sealed by its kind, shown masked, each look at a denouncer noted.

Nothing here may log, or raise an error that carries, what it handles.
"""

import json

import pgtrigger
from django.db import transaction
from django.utils.timezone import localtime
from django.views.decorators.debug import sensitive_variables

from core.errors import Refused
from core.evidence import Act, note
from core.files import neutral_name
from core.letters import blocks
from core.models import Attachment, Letter
from core.sealing import seal, unseal
from petitions import rules
from petitions.models import CitizenVisit, IdentityView, Kind, Receipt, SealedSender, Sender
from petitions.models.people import digits

PARTS = ("name", "address", "phone", "id_number", "representatives")
LABELS = {
    "name": "Họ và tên", "address": "Địa chỉ", "phone": "Điện thoại", "id_number": "Số giấy tờ",
    "representatives": "Người đại diện", "respondent": "Bị tố cáo",
}  # fmt: skip
HIDDEN = "•••"


@sensitive_variables()
def keep(petition, **parts):
    """Store what is known of the sender (and `respondent`), sealed when the petition is a denunciation.

    A part that is None stays as it was. The petition itself must be saved already.
    """
    given = {name: value for name, value in parts.items() if value is not None}
    if petition.is_secret:
        _keep_sealed(petition, given)
    else:
        given.pop("respondent", None)
        _keep_plain(petition, given)


@sensitive_variables()
def _keep_sealed(petition, given):
    before = opened(petition)
    data = seal(json.dumps({**before, **given}, ensure_ascii=False))
    SealedSender.objects.update_or_create(petition_id=petition.pk, defaults={"data": data})


@sensitive_variables()
def _keep_plain(petition, given):
    more = {
        f"{name}_digits": digits(given[part])
        for name, part in (("phone", "phone"), ("id", "id_number"))
        if part in given
    }
    Sender.objects.update_or_create(petition_id=petition.pk, defaults={**given, **more})


@sensitive_variables()
def opened(petition):
    """The sealed parts of a petition, {} when nothing is sealed. For this module and `look` alone."""
    row = SealedSender.objects.filter(petition_id=petition.pk).first()
    return json.loads(unseal(row.data)) if row else {}


@sensitive_variables()
def hide(petition):
    """A petition turns out to be a denunciation: its plain sender and accused go under seal, and the names
    of its files with them. Called before the petition is saved under its new kind."""
    plain = Sender.objects.filter(petition_id=petition.pk).first()
    given = {name: getattr(plain, name) for name in PARTS} if plain else {}
    given["respondent"], petition.respondent = petition.respondent, ""
    Sender.objects.filter(petition_id=petition.pk).delete()
    Receipt.objects.filter(petition_id=petition.pk).delete()
    _keep_sealed(petition, given)
    _neutralise(petition)
    _blank_visits(petition)
    empty_letters([petition.pk])


GONE = "(nội dung đã được xóa để giữ bí mật người gửi hoặc do hồ sơ đã tiêu hủy)"


def empty_letters(record_ids):
    """The letters of records whose sender may no longer be read in them: drafts go, of issued ones number and
    day stay. Beside the destroying of a file this is the one act that may touch an issued letter."""
    rows = list(Letter.objects.filter(record__in=record_ids))
    kept = {file.name: file.storage for row in rows for file in (row.pdf, row.docx) if file}
    with pgtrigger.ignore("core.Letter:frozen"):
        Letter.objects.filter(record__in=record_ids, state=Letter.State.DRAFT).delete()
        for row in rows:
            if not row.is_draft:
                _empty_letter(row)
    transaction.on_commit(lambda: [storage.delete(name) for name, storage in kept.items()])


def _empty_letter(row):
    row.text, row.tables, row.abstract, row.addressees, row.recipients = GONE, {}, "", "", ""
    row.target_label, row.pdf, row.docx = "", "", ""
    row.document = blocks.document(row)
    row.save()


def _blank_visits(petition):
    """The book of receptions forgets who brought a petition that turns out to denounce."""
    nobody = dict.fromkeys(("name", "address", "phone", "id_number"), "")
    CitizenVisit.objects.filter(petition_id=petition.pk).update(visit_kind=Kind.DENUNCIATION, **nobody)


def _neutralise(petition):
    rows = list(Attachment.objects.filter(record_id=petition.pk).order_by("pk"))
    for number, row in enumerate(rows, start=1):
        row.name = neutral_name(row.name, number)
    Attachment.objects.bulk_update(rows, ["name"])


@sensitive_variables()
def reveal(actor, petition):
    """A petition turns out to be no denunciation: only a handler may take the seal away, and it is noted.

    Called after the petition was saved under its new kind; the accused goes back to the petition.
    """
    note_look(actor, petition, "Phân loại lại: không phải đơn tố cáo")
    given = opened(petition)
    petition.respondent = given.pop("respondent", "")[:250]
    SealedSender.objects.filter(petition_id=petition.pk).delete()
    petition.save(update_fields=["respondent"])
    _keep_plain(petition, given)


def note_look(actor, petition, reason):
    """Note that `actor` saw the sealed identity, and why."""
    view = IdentityView.objects.create(petition_id=petition.pk, user_id=actor.user_id, reason=reason[:250])
    note(
        Act.SECRET, user_id=actor.user_id, record_id=petition.pk, view=view.pk
    )  # the reason stays with the chair


@sensitive_variables()
def look(actor, petition, reason):
    """The sealed identity as [(label, value)], the look noted with its reason. Raises Refused when empty."""
    parts = opened(petition)
    if not any(parts.values()):
        raise Refused("Đơn này không ghi thông tin người tố cáo.", petition.get_absolute_url())
    note_look(actor, petition, reason)
    return [(label, parts[name]) for name, label in LABELS.items() if parts.get(name)]


@sensitive_variables()
def card(petition, actor):
    """The sender as the petition's page shows it to `actor`: {facts, why}, `why` said when it is masked."""
    if petition.is_secret:
        label = "Người tố cáo" if petition.denounces else "Người gửi"
        why = "Danh tính người tố cáo được giữ bí mật theo Điều 8 Luật Tố cáo; chỉ người được phân công thụ lý được xem."
        return {"facts": [(label, HIDDEN)], "why": why}
    if not rules.sees_sender(actor, petition):
        return {
            "facts": [("Người gửi", HIDDEN)],
            "why": "Chỉ cơ quan giữ sổ và cơ quan được chuyển đơn xem được người gửi.",
        }
    return {"facts": _plain_facts(petition, rules.sees_whole_paper(actor, petition)), "why": ""}


@sensitive_variables()
def _plain_facts(petition, whole):
    sender = Sender.objects.filter(petition_id=petition.pk).first() or Sender()
    paper = sender.id_number if whole else masked(sender.id_number)
    shown = [
        ("name", sender.name or "không ghi tên"),
        ("address", sender.address),
        ("phone", sender.phone),
        ("id_number", paper),
        ("representatives", sender.representatives),
    ]
    return [(LABELS[name], value) for name, value in shown if value]


def masked(text):
    """A number with all but its last three places hidden: •••••••••123."""
    return "•" * max(len(text) - 3, 0) + text[-3:] if len(text) > 3 else "•" * len(text)


@sensitive_variables()
def own_copy(petition):
    """What is kept of a sender that is not sealed, as (what, value), for the sender's own copy."""
    stored = Sender.objects.filter(petition_id=petition.pk).first() or Sender()
    person = [(label, getattr(stored, name)) for name, label in LABELS.items() if name != "respondent"]
    looks = petition.identity_views.select_related("user").order_by("id")
    return [
        ("Số đơn", petition.code), ("Ngày nhận", f"{petition.on:%d/%m/%Y}"), ("Nội dung", petition.title), *person,
        *((f"Lượt xem, trích {localtime(look.at):%d/%m/%Y %H:%M}", look.reason) for look in looks),
    ]  # fmt: skip
