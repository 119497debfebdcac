from oversight import services
from oversight.filters import JointFilter
from oversight.forms import JointForm
from oversight.models import JointRound
from oversight.tables import JointTable
from oversight.views.base import OversightRegister, span


class JointRegister(OversightRegister):
    name, noun, plural = "joint", "đoàn cấp trên", "Tham gia đoàn giám sát của cấp trên"
    model, form_class, table_class, filter_class = JointRound, JointForm, JointTable, JointFilter
    create, amend = staticmethod(services.add_joint), staticmethod(services.amend_joint)
    template = "oversight/joint.html"

    def subtitle(self, record):
        return f"{record.host} · {span(record.on, record.ends_on)}"

    def facts(self, record, actor):
        return [
            ("Cấp tổ chức", record.get_level_display()), ("Cơ quan tổ chức", record.host),
            ("Lĩnh vực", record.get_field_display()), ("Thời gian", span(record.on, record.ends_on)),
            ("Văn bản", record.paper), ("Địa điểm", record.place), ("Lý do", record.cancel_reason),
        ]  # fmt: skip

    def context(self, record, actor):
        return {"members": list(record.members.by_name())}


joints_register = JointRegister()
