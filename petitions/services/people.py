"""Who handles a petition, who may open a sealed identity, who wrote before."""

from functools import reduce
from operator import or_

from django.db.models import Q
from django.views.decorators.debug import sensitive_variables

from core import notify
from core.text import query_words
from core.verbs import verb
from petitions import forms, rules
from petitions.models import Handler, Petition, Sender, StrippedFile
from petitions.models.people import digits
from petitions.services import identity

SHOWN = 8


@verb(
    "petitions.assign",
    Petition,
    "Phân công thụ lý",
    slug="phan-cong",
    may=rules.assigns,
    form=forms.AssignForm,
    offered=lambda petition: petition.state != "destroyed",
)
def assign(actor, petition, *, users):
    """Set the people assigned to the petition; of a denunciation only they may learn who sent it."""
    wanted = {user.pk for user in users}
    petition.assignments.exclude(user__in=wanted).delete()
    new = wanted - petition.handler_ids
    Handler.objects.bulk_create(
        Handler(petition=petition, user_id=pk, assigned_by_id=actor.user_id) for pk in new
    )
    text = f"Được phân công thụ lý đơn số {petition.code}."
    notify.tell(new, text, key=f"assign:{petition.pk}:{petition.version}", record=petition)


@verb(
    "petitions.look", Petition, "Xem danh tính", slug="xem-danh-tinh", may=rules.looks, form=forms.LookForm,
    hint="Lần xem này được ghi lại: ai xem, lúc nào, vì sao.", reads=True,
)  # fmt: skip
@sensitive_variables()
def look(actor, petition, *, reason):
    """The sealed identity as [(label, value)]; the look is noted for the chair."""
    return identity.look(actor, petition, reason)


@verb(
    "petitions.correct_sender",
    Petition,
    "Sửa danh tính",
    slug="sua-danh-tinh",
    may=rules.corrects_sealed,
    form=forms.SealedSenderForm,
)
@sensitive_variables()
def correct_sender(actor, petition, **parts):
    """Write parts of a sealed identity without showing the rest; an empty part stays as it was."""
    identity.keep(petition, **{name: value or None for name, value in parts.items()})


@verb(
    "petitions.strip_files", Petition, "Đánh dấu tệp đã che danh tính", slug="tep-da-che", may=rules.strips_files,
    form=forms.StripForm, hint="Chỉ tệp được đánh dấu mới đi cùng phiếu chuyển đến cơ quan giải quyết.",
    offered=lambda petition: petition.has_files,
)  # fmt: skip
def strip_files(actor, petition, *, files=(), sure=True):
    """Say which files tell nothing of who wrote: those go with the letter passed on, the others never do."""
    wanted = {file.pk for file in files if file.record_id == petition.pk}
    petition.stripped_files.exclude(attachment__in=wanted).delete()
    there = set(petition.stripped_files.values_list("attachment", flat=True))
    for pk in wanted - there:
        StrippedFile.objects.create(attachment_id=pk, petition=petition, marked_by_id=actor.user_id)


@sensitive_variables()
def same_sender(actor, name="", phone="", id_number=""):
    """Earlier petitions of the actor's council by the same name, phone or paper; never a denunciation,
    whose sender is in no searchable place. At most SHOWN rows, the latest first."""
    found = _found(name, phone, id_number)
    if not found:
        return Petition.objects.none()
    owned = Petition.objects.visible_to(actor).filter(owner_id=actor.home_id)
    match = reduce(or_, (Q(pk__in=rows.values("petition")) for rows in found))
    return owned.filter(match).select_related("sender", "agency").order_by("-on", "-pk")[:SHOWN]


@sensitive_variables()
def _found(name, phone, id_number):
    """The senders by each thing that is known of them, every one from an index of its own."""
    phone, paper, rows = digits(phone), digits(id_number), []
    if len(name.split()) >= 2 and (words := query_words(name)):
        rows.append(Sender.objects.extra(where=["petitions_sender.tsv @@ %s::tsquery"], params=[words]))
    if len(phone) >= 6:
        rows.append(Sender.objects.filter(phone_digits=phone))
    if len(paper) >= 6:
        rows.append(Sender.objects.filter(id_digits=paper))
    return rows
