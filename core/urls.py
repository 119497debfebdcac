from django.urls import path

from core import deadline_views, views
from core.letters import views as letters

app_name = "core"
urlpatterns = [
    path("ho-so/<int:pk>/", views.record, name="record"),
    path("ho-so/<int:pk>/tep/", views.upload, name="upload"),
    path("ho-so/<int:pk>/lich-su/", views.history, name="history"),
    path("tep/<int:pk>/", views.file, name="file"),
    path("tep/<int:pk>/go/", views.remove_file, name="remove_file"),
    path("ho-so/<int:pk>/van-ban/<str:code>/", letters.new, name="letter_new"),
    path("van-ban/<int:pk>/", letters.letter, name="letter"),
    path("van-ban/<int:pk>/xem-truoc/", letters.preview, name="letter_preview"),
    path("van-ban/<int:pk>/thu-hoi/", letters.withdraw, name="letter_withdraw"),
    path("van-ban/<int:pk>/viec/<slug:slug>/", letters.act, name="letter_act"),
    path("van-ban/<int:pk>/tep/<str:ending>/", letters.file, name="letter_file"),
    path("thoi-han/", deadline_views.listing, name="deadlines"),
    path("thoi-han/hang-loat/", deadline_views.bulk, name="deadlines_bulk"),
    path("thoi-han/<int:pk>/", deadline_views.deadline, name="deadline"),
    path("thoi-han/<int:pk>/<slug:slug>/", deadline_views.act, name="deadline_act"),
    path("viec/<int:pk>/", views.job, name="job"),
    path("viec/<int:pk>/tep/", views.job_file, name="job_file"),
]
