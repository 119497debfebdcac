"""Verbs of a resolution's number and effect: issued, amending and repealing others."""

from core.errors import Refused
from core.verbs import verb
from sessions import forms, rules
from sessions.models import Resolution, ResolutionLink
from sessions.services.common import store


@verb(
    "resolutions.issue",
    Resolution,
    "Ban hành",
    slug="ban-hanh",
    may=rules.keeps,
    form=forms.IssueForm,
    primary=True,
)
def issue(actor, resolution, *, code, issued_on, effective_on=None, expires_on=None):
    """The certified resolution gets its number and day."""
    resolution.issue()
    same = Resolution.objects.filter(owner=resolution.owner_id, code=code, on__year=resolution.on.year)
    if same.exclude(pk=resolution.pk).exists():
        raise Refused(f"Số, ký hiệu {code} đã dùng cho nghị quyết khác trong năm {resolution.on.year}.")
    store(
        resolution, code=code, issued_on=issued_on, effective_on=effective_on or resolution.effective_on,
        expires_on=expires_on,
    )  # fmt: skip


@verb("resolutions.add_link", Resolution, "Ghi sửa đổi, bãi bỏ", slug="sua-doi-bai-bo", may=rules.keeps,
      form=forms.LinkForm)  # fmt: skip
def add_link(
    actor, resolution, *, kind, from_on, target=None, target_text="", articles="", code="", year=None
):
    """This resolution amends or repeals another, from a day on."""
    if target is not None and target.owner_id != resolution.owner_id:
        raise Refused("Chỉ sửa đổi, bãi bỏ được nghị quyết của chính Hội đồng nhân dân.")
    if target is not None and resolution.links.filter(target=target, kind=kind).exists():
        raise Refused("Quan hệ này đã được ghi.")
    ResolutionLink.objects.create(
        source=resolution, target=target, target_text="" if target else target_text, kind=kind, articles=articles,
        from_on=from_on,
    )  # fmt: skip


@verb("resolutions.remove_link", Resolution, "Bỏ sửa đổi, bãi bỏ", slug="bo-quan-he", may=rules.keeps,
      form=forms.UnlinkForm, offered=lambda resolution: resolution.links.exists())  # fmt: skip
def remove_link(actor, resolution, *, link, reason):
    """A relation entered by mistake is taken out; the history keeps it with the reason."""
    resolution.links.filter(pk=link.pk).delete()
