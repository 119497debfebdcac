from sessions import hall_urls, rooms_urls
from sessions.views import council_sessions, dossiers, questions, resolutions

app_name = "sessions"
urlpatterns = [
    *rooms_urls.urlpatterns,
    *council_sessions.urls(),
    *dossiers.urls("ho-so/"),
    *questions.urls("chat-van/"),
    *resolutions.urls("nghi-quyet/"),
    *hall_urls.urlpatterns,
]
