from voters.views.importing import import_template, import_view
from voters.views.registers import meetings, opinions, similar_view

__all__ = ["import_template", "import_view", "meetings", "opinions", "similar_view"]
