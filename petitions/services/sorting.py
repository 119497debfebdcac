"""Sorting: qualified or filed, then transferred, guided or returned. The council itself resolves nothing."""

from core import notify
from core.errors import Refused
from core.models import Share
from core.verbs import verb
from council.seats import people_of
from petitions import forms, rules
from petitions.models import Fault, Petition
from petitions.services import clock


@verb(
    "petitions.qualify",
    Petition,
    "Đủ điều kiện xử lý",
    slug="du-dieu-kien",
    may=rules.records,
    form=forms.QualifyForm,
    primary=True,
)
def qualify(actor, petition, *, qualified_on, checks=()):
    petition.qualify()
    petition.checks = list(checks)
    petition.is_qualified, petition.qualified_on = True, qualified_on
    petition.save()
    clock.checked(petition, qualified_on, actor.user_id)


@verb(
    "petitions.transfer",
    Petition,
    "Chuyển đơn",
    slug="chuyen",
    may=rules.records,
    form=forms.TransferForm,
    primary=True,
)
def transfer(actor, petition, *, agency, transferred_on, letter_no="", asked_on=None, quiet=False):
    """Send the petition to the competent body, which from then on sees it and owes what the law sets."""
    petition.transfer()
    petition.agency, petition.letter_no = agency, letter_no
    petition.transferred_on, petition.asked_on = transferred_on, asked_on
    petition.save()
    Share.objects.get_or_create(record_id=petition.pk, body=agency)
    clock.transferred(petition, actor.user_id)
    if quiet:
        return
    text = f"Đơn {petition.get_petition_kind_display().lower()} số {petition.code} được chuyển đến để giải quyết."
    notify.tell(people_of([agency.pk]), text, key=f"transfer:{petition.pk}:{transferred_on}", record=petition)


@verb("petitions.guide", Petition, "Hướng dẫn", slug="huong-dan", may=rules.records, form=forms.GuideForm)
def guide(actor, petition, *, guided_on, reply_no="", reason=""):
    """Tell the sender where to turn."""
    petition.guide()
    petition.guided_on, petition.reply_no, petition.reason = guided_on, reply_no, reason
    petition.save()
    clock.settled_here(petition, guided_on, actor.user_id, reply_no)


@verb(
    "petitions.send_back", Petition, "Trả lại đơn", slug="tra-lai", may=rules.records, form=forms.SendBackForm
)
def send_back(actor, petition, *, returned_on, reply_no="", reason):
    petition.send_back()
    petition.returned_on, petition.reply_no, petition.reason = returned_on, reply_no, reason
    petition.save()
    clock.settled_here(petition, returned_on, actor.user_id, reply_no)


@verb("petitions.file", Petition, "Lưu đơn", slug="luu-don", may=rules.records, form=forms.FileForm)
def file(actor, petition, *, fault, filed_on, reason="", duplicate_of=None):
    """File a petition that does not qualify; a duplicate is tied to the petition that it repeats."""
    if fault == Fault.DUPLICATE and duplicate_of is None:
        raise Refused("Đơn trùng phải ghi trùng với đơn số nào.")
    if duplicate_of is not None and duplicate_of.is_secret != petition.is_secret:
        raise Refused("Không nối đơn giữ bí mật người gửi với đơn ghi rõ người gửi: nối sẽ làm lộ danh tính.")
    petition.file()
    petition.is_qualified, petition.qualified_on, petition.fault = False, filed_on, fault
    petition.reason, petition.duplicate_of = reason, duplicate_of
    petition.save()
    clock.settled_here(petition, filed_on, actor.user_id)


@verb(
    "petitions.withdraw",
    Petition,
    "Ghi rút đơn",
    slug="rut-don",
    may=rules.records,
    form=forms.WithdrawForm,
)
def withdraw(actor, petition, *, withdrawn_on, reason=""):
    """The sender takes the petition back; what was still owed on it falls away."""
    petition.withdraw()
    petition.withdrawn_on, petition.reason = withdrawn_on, reason
    petition.save()
    clock.ended(petition, actor.user_id, "Người gửi đã rút đơn")
