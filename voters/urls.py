from django.urls import path

from voters.imports import importer
from voters.views import entry, meetings, opinions, replies, routing, similar_view, summary

app_name = "voters"
urlpatterns = [
    *meetings.urls("tiep-xuc-cu-tri/"),
    path("tiep-xuc-cu-tri/<int:pk>/ghi-nhanh/", entry.entry, name="entry"),
    path("tiep-xuc-cu-tri/<int:pk>/ghi-nhanh/dong/", entry.row, name="entry_row"),
    path("tiep-xuc-cu-tri/<int:pk>/ghi-nhanh/tach/", entry.split, name="entry_split"),
    path("tiep-xuc-cu-tri/dia-ban/", summary.places_view, name="places"),
    path("kien-nghi/goi-y/", entry.hint, name="hint"),
    path("kien-nghi/phan-cong/", routing.routes, name="routes"),
    path("kien-nghi/phan-cong/moi/", routing.new_route, name="new_route"),
    path("kien-nghi/phan-cong/<int:pk>/", routing.edit_route, name="edit_route"),
    path("kien-nghi/phan-cong/<int:pk>/bo/", routing.remove_route, name="remove_route"),
    path("kien-nghi/chuyen/", routing.dispatch, name="dispatch"),
    path("kien-nghi/<int:pk>/cong-van/", routing.letter, name="letter"),
    path("kien-nghi/<int:pk>/cong-van/<slug:kind>/", summary.letter_file, name="letter_file"),
    path("kien-nghi/tra-loi/", replies.answers, name="replies"),
    path("kien-nghi/tra-loi/danh-sach.xlsx", replies.sheet, name="replies_sheet"),
    path("kien-nghi/tong-hop/", summary.summary, name="summary"),
    path("kien-nghi/tong-hop/so-sanh/", summary.compare_view, name="compare"),
    path("kien-nghi/tong-hop/<int:pk>/<slug:kind>/", summary.summary_file, name="summary_file"),
    path("kien-nghi/tuong-tu/", similar_view, name="similar"),
    *importer.urls("kien-nghi/nhap/"),
    *opinions.urls("kien-nghi/"),
]
