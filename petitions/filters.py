import django_filters as filters
from django.db.models import Q

from core.filters import RecordFilter
from core.models import Body
from petitions.models import Field, Kind, Petition

UNANSWERED = ["received", "qualified", "transferred", "agency_accepted", "suspended", "resolved"]
ANSWERS = [("chua", "Chưa trả lời"), ("roi", "Đã trả lời")]


class PetitionFilter(RecordFilter):
    loai = filters.ChoiceFilter(
        field_name="petition_kind", label="Loại đơn", empty_label="Tất cả", choices=Kind.choices
    )
    linh_vuc = filters.ChoiceFilter(
        field_name="field", label="Lĩnh vực", empty_label="Tất cả", choices=Field.choices
    )
    co_quan = filters.ModelChoiceFilter(
        field_name="agency", label="Cơ quan", empty_label="Tất cả", queryset=Body.objects.none()
    )
    tra_loi = filters.ChoiceFilter(method="by_answer", label="Trả lời", empty_label="Tất cả", choices=ANSWERS)

    class Meta(RecordFilter.Meta):
        model = Petition
        fields: list = []

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, actor=actor, **kwargs)
        if actor.sees_shared_only:
            del self.filters["co_quan"]
        else:
            self.filters["co_quan"].queryset = Body.objects.filter(home__in=actor.scope).exclude(kind="group")

    def by_answer(self, queryset, name, value):
        waiting = Q(state__in=UNANSWERED)
        return queryset.filter(waiting) if value == "chua" else queryset.exclude(waiting)
