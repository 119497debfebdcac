"""Verbs of taking part in the teams of upper levels."""

from core.predicates import keeps
from core.verbs import start, verb
from oversight.forms import joints as forms
from oversight.models import JointRound
from oversight.services.common import put


@verb("oversight.add_joint", JointRound, "Thêm đoàn cấp trên", may=keeps, creates=True)
def add_joint(actor, *, once=None, members=(), **values):
    """A team of an upper level in which delegates take part."""
    joint = start(JointRound, actor, once=once, state="planned", **values)
    joint.save()
    joint.members.set(members)
    return joint


@verb("oversight.amend_joint", JointRound, "Sửa đoàn cấp trên", may=keeps, amends=True)
def amend_joint(actor, joint, *, members=None, **values):
    joint.amend_joint()
    put(joint, **values)
    if members is not None:
        joint.members.set(members)


@verb(
    "oversight.take_part", JointRound, "Ghi đã tham gia", slug="da-tham-gia", may=keeps, form=forms.TakePartForm,
    primary=True,
)  # fmt: skip
def take_part(actor, joint, *, members, ends_on=None, result=""):
    """Who was there, and what came of it."""
    joint.take_part()
    put(joint, ends_on=ends_on or joint.ends_on, result=result)
    joint.members.set(members)


@verb(
    "oversight.stay_away", JointRound, "Không tham gia", slug="khong-tham-gia", may=keeps,
    form=forms.StayAwayForm, danger=True,
)  # fmt: skip
def stay_away(actor, joint, *, cancel_reason):
    joint.stay_away()
    put(joint, cancel_reason=cancel_reason)
