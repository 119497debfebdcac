"""Forms of being reminded."""

from django import forms

from core.forms import CleanForm
from council.forms import OfficeModelForm
from desk.models import ReminderChoice, ReminderStep


class TimeField(forms.TimeField):
    """A time of day, typed as 21:00 or 21h."""

    widget = forms.TimeInput(
        format="%H:%M", attrs={"inputmode": "numeric", "placeholder": "hh:mm", "autocomplete": "off"}
    )
    default_error_messages = {"invalid": "Giờ không đọc được. Gõ dạng 21:00 hoặc 21h."}

    def __init__(self, **kwargs):
        super().__init__(input_formats=["%H:%M", "%Hh", "%Hh%M", "%H"], **kwargs)


class ChoiceForm(CleanForm, forms.ModelForm):
    """Channels and quiet hours; both ends of the quiet hours, or none."""

    quiet_from = TimeField(label="Không gửi thư từ", required=False)
    quiet_to = TimeField(label="đến", required=False, help_text="Thư được giữ lại và gửi khi hết giờ này.")
    sections_spec = [("Thư điện tử", ["by_mail", ("quiet_from", "quiet_to")])]

    class Meta:
        model = ReminderChoice
        fields = ["by_mail", "quiet_from", "quiet_to"]
        help_texts = {"by_mail": "Mỗi ngày nhiều nhất một thư, gộp mọi việc. Thông báo trên cổng luôn có."}

    def clean(self):
        data = super().clean()
        first, last = data.get("quiet_from"), data.get("quiet_to")
        if (first is None) != (last is None) and not {"quiet_from", "quiet_to"} & set(self.errors):
            self.add_error(
                "quiet_to" if first else "quiet_from",
                "Ghi cả giờ bắt đầu và giờ kết thúc, hoặc để trống cả hai.",
            )
        elif first is not None and first == last:
            self.add_error("quiet_to", "Giờ kết thúc phải khác giờ bắt đầu.")
        return data


class StepForm(OfficeModelForm):
    """A step of the ladder."""

    sections_spec = [("Bậc nhắc", ["kind", ("days", "unit")])]

    class Meta:
        model = ReminderStep
        fields = ["kind", "days", "unit"]
        help_texts = {"days": "Từ 1 đến 365; trước hạn 0 ngày là nhắc đúng ngày đến hạn."}

    def clean_days(self):
        days = self.cleaned_data["days"]
        if days > 365 or (days == 0 and self.cleaned_data.get("kind") != ReminderStep.Kind.BEFORE):
            raise forms.ValidationError("Gõ số ngày từ 1 đến 365.")
        return days
