from django.urls import path

from voters.views import entry, import_template, import_view, meetings, opinions, similar_view

app_name = "voters"
urlpatterns = [
    *meetings.urls("tiep-xuc-cu-tri/"),
    path("tiep-xuc-cu-tri/<int:pk>/ghi-nhanh/", entry.entry, name="entry"),
    path("tiep-xuc-cu-tri/<int:pk>/ghi-nhanh/dong/", entry.row, name="entry_row"),
    path("tiep-xuc-cu-tri/<int:pk>/ghi-nhanh/tach/", entry.split, name="entry_split"),
    path("kien-nghi/goi-y/", entry.hint, name="hint"),
    path("kien-nghi/tuong-tu/", similar_view, name="similar"),
    path("kien-nghi/nhap/", import_view, name="import"),
    path("kien-nghi/nhap/mau.xlsx", import_template, name="import_template"),
    *opinions.urls("kien-nghi/"),
]
