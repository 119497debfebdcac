from pathlib import PurePath

from django import forms

from core import files
from core.forms import PlainForm


class UploadForm(PlainForm):
    """An XLSX file to read opinions from."""

    file = forms.FileField(
        label="Tệp Excel", widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        help_text="Tệp .xlsx, dòng đầu là tên cột như tệp mẫu, nhiều nhất 2.000 kiến nghị.",
    )  # fmt: skip

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if PurePath(upload.name).suffix.lower() != ".xlsx":
            raise forms.ValidationError(
                "Chỉ đọc được tệp .xlsx. Mở tệp bằng Excel, chọn Lưu thành Excel Workbook (.xlsx) rồi tải lên."
            )
        files.check(upload)
        return upload


class RepliesForm(UploadForm):
    """The list that an agency took home, filled with its answers."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].label = "Tệp đã điền trả lời"
        self.fields["file"].help_text = "Tệp .xlsx đã tải từ trang này, giữ nguyên cột «Mã dòng»."
