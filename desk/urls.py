from django.urls import path

from desk import views
from desk.duties.register import duties
from desk.feed import views as feed
from desk.progress import views as progress
from desk.ranking import views as ranking
from desk.reminders import views as reminders

app_name = "desk"
urlpatterns = [
    path("", views.desk, name="home"),
    path("viec-den-han/", views.due_list, name="due"),
    path("tim/", views.find, name="search"),
    *duties.urls("viec-theo-luat/"),
    path("lich/", views.calendar, name="calendar"),
    path("lich/dong-bo/", feed.sync, name="sync"),
    path("lich/dong-bo/huy/", feed.revoke, name="revoke_feed"),
    path("lich/<str:token>.ics", feed.feed, name="feed"),
    path("tien-do/<int:pk>/", progress.board, name="progress"),
    path("xep-hang-cham/", ranking.ranking, name="ranking"),
    path("xep-hang-cham/danh-sach/", ranking.ranked, name="ranked"),
    path("xep-hang-cham/xuat.xlsx", ranking.xlsx, name="ranking_xlsx"),
    path("xep-hang-cham/in/", ranking.pdf, name="ranking_pdf"),
    path("thong-bao/", views.notices, name="notices"),
    path("thong-bao/doc-het/", views.read_notices, name="read_notices"),
    path("thong-bao/<int:pk>/", views.open_notice, name="notice"),
    path("nhac-viec/", reminders.own, name="reminders"),
    path("quan-tri/nhac-viec/", reminders.steps, name="ladder"),
    path("quan-tri/nhac-viec/moi/", reminders.new_step, name="new_step"),
    path("quan-tri/nhac-viec/chung/", reminders.share_ladder, name="share_ladder"),
    path("quan-tri/nhac-viec/<int:pk>/", reminders.edit_step, name="edit_step"),
    path("quan-tri/nhac-viec/<int:pk>/bo/", reminders.remove_step, name="remove_step"),
    path("healthz", views.healthz, name="healthz"),
]
