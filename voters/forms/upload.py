from pathlib import PurePath

from django import forms

from core import files
from core.forms import PlainForm


class RepliesForm(PlainForm):
    """The list that an agency took home, filled with its answers."""

    file = forms.FileField(
        label="Tệp đã điền trả lời", widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        help_text="Tệp .xlsx đã tải từ trang này, giữ nguyên cột «Mã dòng».",
    )  # fmt: skip

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if PurePath(upload.name).suffix.lower() != ".xlsx":
            raise forms.ValidationError(
                "Chỉ đọc được tệp .xlsx. Mở tệp bằng Excel, chọn Lưu thành Excel Workbook (.xlsx) rồi tải lên."
            )
        files.check(upload)
        return upload
