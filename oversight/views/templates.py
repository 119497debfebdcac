from oversight import rules, services
from oversight.filters import TemplateFilter
from oversight.forms import OutlineItemForm, TemplateForm, TemplateItemForm
from oversight.lists import with_sizes
from oversight.models import Template
from oversight.rows import outline_rows
from oversight.tables import TemplateTable
from oversight.views.base import OversightRegister
from oversight.views.items import ItemPages
from oversight.views.rounds import rounds_register


class TemplateRegister(OversightRegister):
    name, noun, plural = "template", "mẫu đề cương", "Mẫu đề cương giám sát"
    model, form_class, table_class, filter_class = Template, TemplateForm, TemplateTable, TemplateFilter
    create, amend = staticmethod(services.add_template), staticmethod(services.amend_template)
    template = "oversight/template.html"
    again = False

    def filtered(self, params, actor):
        filters, figure = super().filtered(params, actor)
        filters.queryset = with_sizes(filters.queryset)
        return filters, figure

    def subtitle(self, record):
        return record.get_field_display()

    def context(self, record, actor):
        return {
            "outline": outline_rows(record.items.select_related("whole")),
            "may_outline": rules.keeps_templates(actor, record) and record.state == "used",
        }


templates_register = TemplateRegister()
template_items_pages = ItemPages(
    templates_register, "template_item", "noi-dung", "items", TemplateItemForm, services.add_template_item,
    services.edit_template_item, services.remove_template_item, services.shift_template_item,
)  # fmt: skip
outline_items_pages = ItemPages(
    rounds_register, "outline_item", "de-cuong", "outline", OutlineItemForm, services.add_outline_item,
    services.edit_outline_item, services.remove_outline_item, services.shift_outline_item,
)  # fmt: skip
