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
from voters.forms.upload import UploadForm

__all__ = [
    "AgreeForm", "AnnounceForm", "AnswerForm", "CancelForm", "ConfirmForm", "DuplicateForm", "EntryForm", "ForwardForm", "HoldForm", "KeepBelowForm",
    "MeetingForm", "MergeForm", "OpinionForm", "PasteForm", "RaiseAgainForm", "ReportForm", "SendBackForm", "SendUpForm", "SettleForm", "SpotForm",
    "UploadForm",
]  # fmt: skip
