import django_filters as filters

from core.filters import RecordFilter
from core.models import Body
from oversight.forms.common import outer_bodies
from oversight.models import Field, Recommendation, Round, Visit


def _choice(field, label, choices):
    return filters.ChoiceFilter(field_name=field, label=label, empty_label="Tất cả", choices=choices)


def _body(field, label):
    return filters.ModelChoiceFilter(
        field_name=field, label=label, empty_label="Tất cả", queryset=Body.objects.none()
    )


class RoundFilter(RecordFilter):
    chu_the = _choice("subject_kind", "Chủ thể", Round.Subject.choices)
    linh_vuc = _choice("field", "Lĩnh vực", Field.choices)

    class Meta(RecordFilter.Meta):
        model = Round
        fields: list = []


class _BodyFilter(RecordFilter):
    """By the body outside the council that a record concerns; not for that body, which sees its own only."""

    class Meta(RecordFilter.Meta):
        fields: list = []

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, actor=actor, **kwargs)
        if actor.sees_shared_only:
            del self.filters["co_quan"]
        else:
            self.filters["co_quan"].queryset = outer_bodies(actor)


class VisitFilter(_BodyFilter):
    co_quan = _body("target", "Đơn vị")

    class Meta(_BodyFilter.Meta):
        model = Visit


class RecommendationFilter(_BodyFilter):
    co_quan = _body("lead", "Cơ quan thực hiện")

    class Meta(_BodyFilter.Meta):
        model = Recommendation
