"""Addresses of the portal: Vietnamese paths, English names."""

from django.urls import include, path

handler400 = "core.errors.bad_request"
handler403 = "core.errors.forbidden"
handler404 = "core.errors.not_found"
handler500 = "core.errors.server_error"

urlpatterns = [
    path("", include("desk.urls")),
    path("", include("core.urls")),
    path("", include("council.urls")),
    path("ky-hop/", include("sessions.urls")),
    path("giam-sat/", include("oversight.urls")),
    path("", include("voters.urls")),
    path("don-thu/", include("petitions.urls")),
    path("bao-cao/", include("reports.urls")),
]
