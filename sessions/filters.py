import django_filters as filters
from django.db.models import Q
from django.utils.timezone import localdate

from core.filters import DayFilter, RecordFilter
from core.models import Body
from sessions import force
from sessions.models import Dossier, Field, Question, Resolution, Session
from sessions.models.session import SessionKind
from sessions.papers import search


class SessionFilter(RecordFilter):
    loai = filters.ChoiceFilter(
        field_name="session_kind", label="Loại", empty_label="Tất cả", choices=SessionKind.choices
    )

    class Meta(RecordFilter.Meta):
        model = Session
        fields: list = []


class OfSession(RecordFilter):
    """Records of one session of the own council."""

    ky_hop = filters.ModelChoiceFilter(
        field_name="council_session", label="Kỳ họp", empty_label="Tất cả", queryset=Session.objects.none()
    )

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, actor=actor, **kwargs)
        if actor.sees_shared_only:
            del self.filters["ky_hop"]
        else:
            own = Session.objects.visible_to(actor).filter(owner=actor.home_id)
            self.filters["ky_hop"].queryset = own


class DossierFilter(OfSession):
    co_quan = filters.ModelChoiceFilter(
        field_name="submitter", label="Cơ quan trình", empty_label="Tất cả", queryset=Body.objects.none()
    )
    loai = filters.ChoiceFilter(
        field_name="document_kind", label="Loại", empty_label="Tất cả", choices=Dossier.DocumentKind.choices
    )

    class Meta(RecordFilter.Meta):
        model = Dossier
        fields: list = []

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, actor=actor, **kwargs)
        if actor.sees_shared_only:
            del self.filters["co_quan"]
        else:
            submitters = Body.objects.filter(home=actor.home_id, submitted_dossiers__isnull=False).distinct()
            self.filters["co_quan"].queryset = submitters


class QuestionFilter(OfSession):
    linh_vuc = filters.ChoiceFilter(
        field_name="field", label="Lĩnh vực", empty_label="Tất cả", choices=Field.choices
    )

    class Meta(RecordFilter.Meta):
        model = Question
        fields: list = []


class ResolutionFilter(OfSession):
    hieu_luc = filters.ChoiceFilter(
        method="by_force", label="Hiệu lực", empty_label="Tất cả",
        choices=[(key, label.capitalize()) for key, (label, _) in force.LABELS.items()],
    )  # fmt: skip
    vao_ngay = DayFilter(method="by_nothing", label="vào ngày")
    linh_vuc = filters.ChoiceFilter(
        field_name="field", label="Lĩnh vực", empty_label="Tất cả", choices=Field.choices
    )

    class Meta(RecordFilter.Meta):
        model = Resolution
        fields: list = []

    def by_text(self, queryset, name, value):
        """By number, by the words of the title, and by what the resolution itself says."""
        found = queryset.found_by(value)
        said = search.records_with(Resolution.KIND, value)
        return (
            found
            if said is None
            else queryset.filter(Q(pk__in=found.order_by().values("pk")) | Q(pk__in=said))
        )

    def by_force(self, queryset, name, value):
        """In force or not on the day named beside, today when none is."""
        return force.in_force(queryset, self.form.cleaned_data.get("vao_ngay") or localdate(), value)

    def by_nothing(self, queryset, name, value):
        return queryset
