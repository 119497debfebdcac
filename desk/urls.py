from django.urls import path

from desk import views

app_name = "desk"
urlpatterns = [
    path("", views.desk, name="home"),
    path("viec-den-han/", views.due_list, name="due"),
    path("tim/", views.find, name="search"),
    path("lich/", views.calendar, name="calendar"),
    path("thong-bao/", views.notices, name="notices"),
    path("thong-bao/doc-het/", views.read_notices, name="read_notices"),
    path("thong-bao/<int:pk>/", views.open_notice, name="notice"),
    path("healthz", views.healthz, name="healthz"),
]
