from django.urls import path

from petitions.imports import importer
from petitions.views import pages, public
from petitions.views.receptions import citizen_visits, receptions
from petitions.views.registers import petitions, same_sender

app_name = "petitions"
urlpatterns = [
    path("tim-nguoi-gui/", same_sender, name="same_sender"),
    path("theo-doi/", pages.watched, name="watched"),
    path("thong-ke/", pages.numbers, name="statistics"),
    path("thong-ke/xuat.xlsx", pages.numbers_xlsx, name="statistics_xlsx"),
    path("luot-xem/", pages.looks, name="looks"),
    path("tra-cuu/", public.look_up, name="lookup"),
    path("tra-cuu/cai-dat/", public.switch, name="switch"),
    path("<int:pk>/bien-nhan/", pages.receipt, name="receipt"),
    *importer.urls("nhap/"),
    *receptions.urls("tiep-cong-dan/"),
    *citizen_visits.urls("so-tiep-cong-dan/"),
    *petitions.urls(""),
]
