import django_filters as filters

from core.filters import RecordFilter
from core.models import Body
from oversight.forms.common import outer_bodies
from oversight.models import Field, Recommendation, Round, Visit


class _FieldFilter(RecordFilter):
    class Meta(RecordFilter.Meta):
        fields: list = []


class RoundFilter(_FieldFilter):
    chu_the = filters.ChoiceFilter(
        field_name="subject_kind", label="Chủ thể", empty_label="Chủ thể", choices=Round.Subject.choices
    )
    linh_vuc = filters.ChoiceFilter(
        field_name="field", label="Lĩnh vực", empty_label="Lĩnh vực", choices=Field.choices
    )

    class Meta(_FieldFilter.Meta):
        model = Round


class VisitFilter(_FieldFilter):
    co_quan = filters.ModelChoiceFilter(
        field_name="target",
        label="Đơn vị chịu giám sát",
        empty_label="Đơn vị chịu giám sát",
        queryset=Body.objects.none(),
    )

    class Meta(_FieldFilter.Meta):
        model = Visit

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, actor=actor, **kwargs)
        self.filters["co_quan"].extra["queryset"] = outer_bodies(actor)


class RecommendationFilter(_FieldFilter):
    co_quan = filters.ModelChoiceFilter(
        field_name="lead",
        label="Cơ quan thực hiện",
        empty_label="Cơ quan thực hiện",
        queryset=Body.objects.none(),
    )

    class Meta(_FieldFilter.Meta):
        model = Recommendation

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, actor=actor, **kwargs)
        self.filters["co_quan"].extra["queryset"] = outer_bodies(actor)
