from django.urls import path

from voters.views import import_template, import_view, meetings, opinions, similar_view

app_name = "voters"
urlpatterns = [
    *meetings.urls("tiep-xuc-cu-tri/"),
    path("kien-nghi/tuong-tu/", similar_view, name="similar"),
    path("kien-nghi/nhap/", import_view, name="import"),
    path("kien-nghi/nhap/mau.xlsx", import_template, name="import_template"),
    *opinions.urls("kien-nghi/"),
]
