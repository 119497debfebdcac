import django_filters as filters
from django import forms
from django.db.models import Q

from core.filters import RecordFilter
from core.models import Body
from council.models import BodyKind, Unit
from sessions.models import Session
from voters.forms.opinions import NOT_ANSWERING
from voters.models import BELOW_CITY, Competence, Field, Meeting, Opinion

KEPT = [("co", "Giữ lại cấp dưới"), ("gui", "Đã gửi cấp trên")]


class PlaceFilter(RecordFilter):
    """What both registers add: the session and the ward; only for those who see the registers themselves."""

    ky_hop = filters.ModelChoiceFilter(
        method="by_session", label="Kỳ họp", empty_label="Tất cả", queryset=Session.objects.none()
    )
    dia_ban = filters.ModelChoiceFilter(
        method="by_unit", label="Địa bàn", empty_label="Tất cả", queryset=Unit.objects.none()
    )

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, actor=actor, **kwargs)
        self.filters["ky_hop"].queryset = Session.objects.filter(
            owner=actor.home_id, kind=Session.KIND
        ).order_by("-on")
        self.filters["dia_ban"].queryset = Unit.objects.filter(councils__in=actor.scope).distinct()
        if actor.sees_shared_only:
            del self.filters["ky_hop"], self.filters["dia_ban"]

    def by_session(self, queryset, name, value):
        return self._at_meetings(queryset, council_session=value)

    def by_unit(self, queryset, name, value):
        return self._at_meetings(queryset, unit=value)

    def _at_meetings(self, queryset, **facts):
        return queryset.filter(**facts)


class MeetingFilter(PlaceFilter):
    loai = filters.ChoiceFilter(
        field_name="meeting_kind", label="Loại", empty_label="Tất cả", choices=Meeting.MeetingKind.choices
    )

    class Meta(RecordFilter.Meta):
        model = Meeting
        fields: list = []


class OpinionFilter(PlaceFilter):
    tham_quyen = filters.ChoiceFilter(
        field_name="competence", label="Thẩm quyền", empty_label="Tất cả", choices=Competence.choices
    )
    linh_vuc = filters.ChoiceFilter(
        field_name="field", label="Lĩnh vực", empty_label="Tất cả", choices=Field.choices
    )
    co_quan = filters.ModelChoiceFilter(
        field_name="agency", label="Cơ quan", empty_label="Tất cả", queryset=Body.objects.none()
    )
    phan_cap = filters.ChoiceFilter(method="by_level", label="Phân cấp", empty_label="Tất cả", choices=KEPT)
    hoi_nghi = filters.NumberFilter(field_name="meeting_id", label="Hội nghị", widget=forms.HiddenInput)

    class Meta(RecordFilter.Meta):
        model = Opinion
        fields: list = []

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, actor=actor, **kwargs)
        near = Q(home=actor.home_id) | Q(home__in=actor.scope, kind=BodyKind.PEOPLE_COMMITTEE)
        self.filters["co_quan"].queryset = Body.objects.filter(near).exclude(kind__in=NOT_ANSWERING)
        if actor.sees_shared_only:
            del self.filters["co_quan"], self.filters["phan_cap"]

    def _at_meetings(self, queryset, **facts):
        """Opinions of few meetings among many: looked up from the meetings."""
        return queryset.filter(meeting__in=Meeting.objects.filter(**facts).values("pk"))

    def by_level(self, queryset, name, value):
        if value == "gui":
            return queryset.filter(sent_up_to__isnull=False)
        return queryset.filter(Q(competence__in=BELOW_CITY) | Q(kept_below_on__isnull=False))
