from django.urls import path

from voters.imports import importer
from voters.views import meetings, opinions, similar_view

app_name = "voters"
urlpatterns = [
    *meetings.urls("tiep-xuc-cu-tri/"),
    path("kien-nghi/tuong-tu/", similar_view, name="similar"),
    *importer.urls("kien-nghi/nhap/"),
    *opinions.urls("kien-nghi/"),
]
