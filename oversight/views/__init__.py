from oversight.views.findings import findings_register
from oversight.views.joints import joints_register
from oversight.views.programmes import programme_items_pages, programmes_register
from oversight.views.recommendations import recommendations_register
from oversight.views.rounds import rounds_register
from oversight.views.templates import outline_items_pages, template_items_pages, templates_register
from oversight.views.visits import visits_register

__all__ = [
    "findings_register",
    "joints_register",
    "outline_items_pages",
    "programme_items_pages",
    "programmes_register",
    "recommendations_register",
    "rounds_register",
    "template_items_pages",
    "templates_register",
    "visits_register",
]
