from django.urls import path

from oversight import depth
from oversight.imports import recommendations_importer, rounds_importer
from oversight.views import (
    findings_register,
    joints_register,
    outline_items_pages,
    programme_items_pages,
    programmes_register,
    recommendations_register,
    rounds_register,
    template_items_pages,
    templates_register,
    visits_register,
)

app_name = "oversight"
urlpatterns = [
    path("chieu-sau/", depth.page, name="depth"),
    path("chieu-sau/xuat.xlsx", depth.sheet, name="depth_xlsx"),
    *rounds_importer.urls("nhap/"),
    *recommendations_importer.urls("kien-nghi/nhap/"),
    *rounds_register.urls(),
    *outline_items_pages.urls(),
    *visits_register.urls("don-vi/"),
    *findings_register.urls("phat-hien/"),
    *recommendations_register.urls("kien-nghi/"),
    *programmes_register.urls("chuong-trinh/"),
    *programme_items_pages.urls("chuong-trinh/"),
    *templates_register.urls("mau-de-cuong/"),
    *template_items_pages.urls("mau-de-cuong/"),
    *joints_register.urls("cap-tren/"),
]
