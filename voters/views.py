from core.register import Register
from voters import services
from voters.filters import MeetingFilter, OpinionFilter
from voters.forms import MeetingForm, OpinionForm
from voters.models import Meeting, Opinion
from voters.tables import MeetingTable, OpinionTable


class MeetingRegister(Register):
    namespace, name, noun, plural = "voters", "meeting", "hội nghị", "Tiếp xúc cử tri"
    model, form_class, table_class, filter_class = Meeting, MeetingForm, MeetingTable, MeetingFilter
    create, amend = staticmethod(services.plan_meeting), staticmethod(services.amend_meeting)
    related = ("owner", "unit", "host", "council_session")

    def facts(self, record, actor):
        return [
            ("Hình thức", record.get_meeting_kind_display()),
            ("Nơi họp", record.place),
            ("Số cử tri", record.voters),
        ]


class OpinionRegister(Register):
    namespace, name, noun, plural = "voters", "opinion", "kiến nghị", "Kiến nghị cử tri"
    model, form_class, table_class, filter_class = Opinion, OpinionForm, OpinionTable, OpinionFilter
    create, amend = staticmethod(services.record_opinion), staticmethod(services.amend_opinion)
    template = "voters/opinion.html"
    related = ("owner", "agency", "meeting")

    def facts(self, record, actor):
        return [
            ("Lĩnh vực", record.get_field_display()), ("Thẩm quyền", record.get_competence_display()),
            ("Hội nghị", record.meeting), ("Cơ quan", record.agency),
        ]  # fmt: skip


meetings, opinions = MeetingRegister(), OpinionRegister()
