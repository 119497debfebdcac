import django_filters as filters
from django import forms
from django.db.models import Q

from core.filters import DayFilter, RecordFilter
from core.models import Body
from petitions.models import CitizenVisit, Field, Kind, Outcome, Petition, Reception, ReceptionKind
from petitions.watch import WATCHED, watched

UNANSWERED = ["received", "qualified", "transferred", "agency_accepted", "suspended", "resolved"]
NO_PLACE = "khong-ghi"
ANSWERS = [("chua", "Chưa trả lời"), ("roi", "Đã trả lời")]


class PetitionFilter(RecordFilter):
    loai = filters.ChoiceFilter(
        field_name="petition_kind", label="Loại đơn", empty_label="Tất cả", choices=Kind.choices
    )
    linh_vuc = filters.ChoiceFilter(
        field_name="field", label="Lĩnh vực", empty_label="Tất cả", choices=Field.choices
    )
    co_quan = filters.ModelChoiceFilter(
        field_name="agency", label="Cơ quan", empty_label="Tất cả", null_label="Chưa chuyển cơ quan nào",
        queryset=Body.objects.none(),
    )  # fmt: skip
    tra_loi = filters.ChoiceFilter(method="by_answer", label="Trả lời", empty_label="Tất cả", choices=ANSWERS)

    theo_doi = filters.ChoiceFilter(
        method="by_watch",
        label="Theo dõi",
        empty_label="Tất cả",
        choices=[(key, item[0]) for key, item in WATCHED.items()],
    )
    # What the statistics open: beside the filters that people choose themselves.
    noi = filters.CharFilter(method="by_place", label="Nơi xảy ra", widget=forms.HiddenInput)
    ket_qua = filters.ChoiceFilter(
        field_name="outcome", label="Kết quả", choices=Outcome.choices, widget=forms.HiddenInput
    )
    xong_den = DayFilter(
        field_name="resolved_on", lookup_expr="lte", label="Giải quyết đến ngày", widget=forms.HiddenInput
    )

    class Meta(RecordFilter.Meta):
        model = Petition
        fields: list = []

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, actor=actor, **kwargs)
        if actor.sees_shared_only:
            del self.filters["co_quan"]
        else:
            self.filters["co_quan"].queryset = Body.objects.filter(home__in=actor.scope).exclude(kind="group")

    def by_watch(self, queryset, name, value):
        return watched(queryset, value)

    def by_place(self, queryset, name, value):
        return queryset.filter(unit=None) if value == NO_PLACE else queryset.filter(unit__name=value)

    def by_answer(self, queryset, name, value):
        waiting = Q(state__in=UNANSWERED)
        return queryset.filter(waiting) if value == "chua" else queryset.exclude(waiting)


class ReceptionFilter(RecordFilter):
    hinh_thuc = filters.ChoiceFilter(
        field_name="reception_kind", label="Hình thức", empty_label="Tất cả", choices=ReceptionKind.choices
    )

    class Meta(RecordFilter.Meta):
        model = Reception
        fields: list = []


class CitizenVisitFilter(RecordFilter):
    loai = filters.ChoiceFilter(
        field_name="visit_kind", label="Phân loại", empty_label="Tất cả", choices=Kind.choices
    )
    buoi = filters.NumberFilter(field_name="reception_id", label="Buổi tiếp", widget=forms.HiddenInput)
    dong_nguoi = filters.ChoiceFilter(
        method="by_mass",
        label="Đoàn đông người",
        empty_label="Tất cả",
        choices=[("co", "Có"), ("khong", "Không")],
    )

    class Meta(RecordFilter.Meta):
        model = CitizenVisit
        fields: list = []

    def by_mass(self, queryset, name, value):
        return queryset.filter(is_mass=value == "co")
