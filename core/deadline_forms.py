"""The three things that can be done to a deadline by hand."""

from django import forms
from django.utils.timezone import localdate

from core.forms import DateField, PlainForm


class MeetForm(PlainForm):
    met_on = DateField(label="Ngày xong", initial=localdate)
    paper = forms.CharField(label="Số văn bản", max_length=60, required=False)


class WaiveForm(PlainForm):
    reason = forms.CharField(label="Lý do miễn", max_length=250)


class MoveForm(PlainForm):
    due_on = DateField(label="Thời hạn mới")
    reason = forms.CharField(label="Căn cứ, lý do", max_length=250)


FORMS = {"xong": MeetForm, "mien": WaiveForm, "doi": MoveForm}
LABELS = {"xong": "Đánh dấu đã xong", "mien": "Miễn thời hạn", "doi": "Đổi thời hạn"}
