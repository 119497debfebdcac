from voters.views.registers import meetings, opinions, similar_view

__all__ = ["meetings", "opinions", "similar_view"]
