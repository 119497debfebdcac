from django.urls import path

from sessions import agenda, rooms_urls
from sessions.views import council_sessions, dossiers, questions, resolutions

app_name = "sessions"
urlpatterns = [
    *rooms_urls.urlpatterns,
    *council_sessions.urls(),
    *dossiers.urls("ho-so/"),
    *questions.urls("chat-van/"),
    *resolutions.urls("nghi-quyet/"),
    path("<int:pk>/chuong-trinh/moi/", agenda.add, name="agenda_new"),
    path("<int:pk>/chuong-trinh/<int:item_id>/", agenda.edit, name="agenda_edit"),
    path("<int:pk>/chuong-trinh/<int:item_id>/bo/", agenda.remove, name="agenda_remove"),
    path("<int:pk>/chuong-trinh/<int:item_id>/len/", agenda.up, name="agenda_up"),
    path("<int:pk>/chuong-trinh/<int:item_id>/xuong/", agenda.down, name="agenda_down"),
]
