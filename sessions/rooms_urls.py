"""Addresses of the pages beside the registers: papers, questions by group, tasks, councils below, compliance."""

from django.urls import path

from sessions.imports import resolutions_in, sessions_in
from sessions.pages import checklists, compliance, groups, lower, reader, room
from sessions.pages import tasks as resolution_tasks

urlpatterns = [
    *sessions_in.urls("nhap-ky-hop/"),
    *resolutions_in.urls("nghi-quyet/nhap/"),
    path("nghi-quyet/nhiem-vu/nua-nam/", resolution_tasks.half_year, name="half_year"),
    path("nghi-quyet/nhiem-vu/nua-nam/xuat.xlsx", resolution_tasks.half_year_xlsx, name="half_year_xlsx"),
    path("nghi-quyet/nhiem-vu/nua-nam/in/", resolution_tasks.half_year_pdf, name="half_year_pdf"),
    *resolution_tasks.tasks.urls("nghi-quyet/nhiem-vu/"),
    path("ho-so/thanh-phan/", checklists.checklists, name="checklists"),
    path("cap-duoi/", lower.lower, name="lower"),
    path("cap-duoi/xuat.xlsx", lower.lower_xlsx, name="lower_xlsx"),
    path("cap-duoi/in/", lower.lower_pdf, name="lower_pdf"),
    path("<int:pk>/tai-lieu/", room.room, name="room"),
    path("<int:pk>/tai-lieu/mot-tep/", room.ask_book, name="room_ask_book"),
    path("<int:pk>/tai-lieu/mot-tep.pdf", room.open_book, name="room_book"),
    path("<int:pk>/tai-lieu/luot-mo/", room.openings, name="openings"),
    path("<int:pk>/nhom-chat-van/", groups.groups, name="groups"),
    path("<int:pk>/nhom-chat-van/xep/", groups.group, name="groups_group"),
    path("<int:pk>/nhom-chat-van/chon/", groups.choose, name="groups_choose"),
    path("<int:pk>/tuan-thu/", compliance.compliance, name="compliance"),
    path("<int:pk>/tuan-thu/in/", compliance.print_compliance, name="compliance_pdf"),
    path("van-ban/<int:document_id>/", reader.read, name="read"),
    path("van-ban/<int:document_id>/ban/<int:number>/trang/<int:page>/", reader.picture, name="page_picture"),
    path("van-ban/<int:document_id>/ghi-chu/", reader.keep_note, name="keep_note"),
    path("van-ban/<int:document_id>/so-sanh/", reader.compare, name="compare"),
]
