from voters.forms.entry import EntryForm, PasteForm
from voters.forms.meetings import AgreeForm, AnnounceForm, CancelForm, HoldForm, MeetingForm, ReportForm
from voters.forms.opinions import (
    AnswerForm,
    ConfirmForm,
    DuplicateForm,
    ForwardForm,
    KeepBelowForm,
    MergeForm,
    OpinionForm,
    RaiseAgainForm,
    SendBackForm,
    SendUpForm,
    SettleForm,
    SpotForm,
)
from voters.forms.routing import DispatchForm, RouteForm
from voters.forms.upload import RepliesForm

__all__ = [
    "AgreeForm", "AnnounceForm", "AnswerForm", "CancelForm", "ConfirmForm", "DispatchForm", "DuplicateForm", "EntryForm",
    "ForwardForm", "HoldForm", "KeepBelowForm", "MeetingForm", "MergeForm", "OpinionForm", "PasteForm", "RaiseAgainForm",
    "RepliesForm", "ReportForm", "RouteForm", "SendBackForm", "SendUpForm", "SettleForm", "SpotForm",
]  # fmt: skip
