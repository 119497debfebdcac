"""Who signs."""

from council.letterhead import chair_of
from council.models import Membership, Post, Role


def signer_of(council_id, subject=None):
    """The name under a report: of the council's chair, or of the committee's head."""
    if subject is None or subject.kind == "standing":
        return chair_of(council_id)
    posts = Post.objects.filter(body=subject, title=Post.Title.HEAD, to_on=None).order_by("-from_on")
    seats = Membership.objects.in_force().filter(body=subject, role=Role.HEAD).order_by("pk")
    name = posts.values_list("delegate__name", flat=True).first()
    return name or seats.values_list("user__full_name", flat=True).first() or ""
