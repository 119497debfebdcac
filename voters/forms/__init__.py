from voters.forms.meetings import AnnounceForm, CancelForm, HoldForm, MeetingForm, ReportForm
from voters.forms.opinions import (
    AnswerForm,
    ConfirmForm,
    DuplicateForm,
    ForwardForm,
    KeepBelowForm,
    OpinionForm,
    RaiseAgainForm,
    SendBackForm,
    SendUpForm,
    SettleForm,
    SpotForm,
)

__all__ = [
    "AnnounceForm", "AnswerForm", "CancelForm", "ConfirmForm", "DuplicateForm", "ForwardForm", "HoldForm", "KeepBelowForm",
    "MeetingForm", "OpinionForm", "RaiseAgainForm", "ReportForm", "SendBackForm", "SendUpForm", "SettleForm", "SpotForm",
]  # fmt: skip
