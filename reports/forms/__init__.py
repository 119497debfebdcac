from reports.forms.acts import (
    ComposeForm,
    PrintForm,
    RemarkForm,
    ReturnForm,
    SectionForm,
    SettleForm,
    SignForm,
    WordingForm,
)
from reports.forms.periods import DaysForm, PeriodForm, reporting_bodies, shown
from reports.forms.report import ReportForm, book, whole_number

__all__ = [
    "ComposeForm", "DaysForm", "PeriodForm", "PrintForm", "RemarkForm", "ReportForm", "ReturnForm", "SectionForm",
    "SettleForm", "SignForm", "WordingForm", "book", "reporting_bodies", "shown", "whole_number",
]  # fmt: skip
