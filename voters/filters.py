import django_filters as filters

from core.filters import RecordFilter
from voters.models import Competence, Field, Meeting, Opinion


class MeetingFilter(RecordFilter):
    hinh_thuc = filters.ChoiceFilter(
        field_name="meeting_kind",
        label="Hình thức",
        empty_label="Tất cả",
        choices=Meeting.MeetingKind.choices,
    )

    class Meta(RecordFilter.Meta):
        model = Meeting
        fields: list = []


class OpinionFilter(RecordFilter):
    tham_quyen = filters.ChoiceFilter(
        field_name="competence", label="Thẩm quyền", empty_label="Tất cả", choices=Competence.choices
    )
    linh_vuc = filters.ChoiceFilter(
        field_name="field", label="Lĩnh vực", empty_label="Tất cả", choices=Field.choices
    )

    class Meta(RecordFilter.Meta):
        model = Opinion
        fields: list = []
