from django.urls import path

from reports.views import editing, home, reports, verify, wordings

app_name = "reports"
_ONE = "da-lap/<int:pk>/"
urlpatterns = [
    path("", home.home, name="home"),
    path("in/", home.print_period, name="print"),
    path("tong-quan/", home.at_a_glance, name="overview"),
    path("bieu-do/", home.charts, name="charts"),
    path("cau-mau/", wordings.listing, name="wordings"),
    path("cau-mau/<slug:block>/", wordings.edit, name="wording"),
    path("kiem-tra/", verify.ask, name="verify"),
    path("kiem-tra/<str:code>/", verify.look, name="verify_code"),
    path(f"{_ONE}muc/<slug:key>/", editing.section, name="report_section"),
    path(f"{_ONE}phien-ban/", editing.versions, name="report_versions"),
    path(f"{_ONE}tep/", editing.frozen_file, name="report_file"),
    path(f"{_ONE}tep/ky/<int:signature>/", editing.signed_file, name="report_signed"),
    *reports.urls("da-lap/"),
]
