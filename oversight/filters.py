import django_filters as filters

from core.filters import RecordFilter
from core.models import Body
from oversight.forms.common import outer_bodies
from oversight.models import Field, Finding, JointRound, Programme, Recommendation, Round, Template, Visit


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


class FindingFilter(_BodyFilter):
    loai = _choice("finding_kind", "Loại", Finding.FindingKind.choices)
    linh_vuc = _choice("visit__round__field", "Lĩnh vực", Field.choices)
    co_quan = _body("visit__target", "Đơn vị")
    thieu = filters.ChoiceFilter(
        method="by_gap", label="Còn thiếu", empty_label="Không lọc",
        choices=[("bang-chung", "Bằng chứng"), ("can-cu", "Căn cứ pháp lý"), ("tai-dien", "Chỉ tồn tại tái diễn")],
    )  # fmt: skip

    class Meta(_BodyFilter.Meta):
        model = Finding

    def by_gap(self, queryset, name, value):
        wanted = {
            "bang-chung": {"proven": False},
            "can-cu": {"legal_ground": ""},
            "tai-dien": {"repeats__isnull": False},
        }
        return queryset.filter(**wanted[value])


class ProgrammeFilter(RecordFilter):
    nam = filters.NumberFilter(field_name="year", label="Năm", min_value=2000, max_value=2100)
    chu_the = _choice("subject_kind", "Chương trình của", Programme._meta.get_field("subject_kind").choices)

    class Meta(RecordFilter.Meta):
        model = Programme
        fields: list = []


class TemplateFilter(RecordFilter):
    linh_vuc = _choice("field", "Lĩnh vực", Field.choices)

    class Meta(RecordFilter.Meta):
        model = Template
        fields: list = []


class JointFilter(RecordFilter):
    cap = _choice("level", "Cấp tổ chức", JointRound.Level.choices)
    linh_vuc = _choice("field", "Lĩnh vực", Field.choices)

    class Meta(RecordFilter.Meta):
        model = JointRound
        fields: list = []
