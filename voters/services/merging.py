"""Many opinions that say the same, made one: each voice is kept, all are answered together."""

from core.errors import Refused
from core.verbs import perform, verb
from voters import rules
from voters.forms import MergeForm
from voters.models import Opinion
from voters.services.common import assign
from voters.services.outcomes import link_duplicate


@verb("voters.merge", Opinion, "Gộp kiến nghị cùng nội dung", slug="gop", may=rules.handles, form=MergeForm)
def merge(actor, opinion, *, others, title):
    """Let this opinion speak for `others` too, under a common wording. Its own is kept as it was voiced."""
    opinion.merge()
    others = list(others)
    if not others:
        raise Refused("Chưa chọn kiến nghị nào để gộp.")
    for other in others:
        perform(link_duplicate, actor, other.pk, same_as=opinion)
    if title != opinion.title:
        assign(opinion, {"voiced": opinion.voiced or opinion.title, "title": title})
