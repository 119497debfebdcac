"""Addresses of the agenda, the hall, the minutes, the templates and the Standing Body's meetings."""

from django.urls import path

from sessions.pages import agenda, ballots, hall, minutes, roll, templates
from sessions.pages.standing import standing_meetings

urlpatterns = [
    *standing_meetings.urls("phien-hop-thuong-truc/"),
    path("mau/", templates.index, name="templates"),
    path("mau/<slug:kind>/", templates.edit, name="template"),
    path("mau/<slug:kind>/ban-dau/", templates.restore, name="template_restore"),
    path("<int:pk>/chuong-trinh/moi/", agenda.add, name="agenda_new"),
    path("<int:pk>/chuong-trinh/sap-xep/", agenda.arrange, name="agenda_arrange"),
    path("<int:pk>/chuong-trinh/ban/<int:number>/", agenda.version, name="agenda_version"),
    path("<int:pk>/chuong-trinh/<int:item_id>/", agenda.edit, name="agenda_edit"),
    path("<int:pk>/chuong-trinh/<int:item_id>/bo/", agenda.remove, name="agenda_remove"),
    path("<int:pk>/chuong-trinh/<int:item_id>/len/", agenda.up, name="agenda_up"),
    path("<int:pk>/chuong-trinh/<int:item_id>/xuong/", agenda.down, name="agenda_down"),
    path("<int:pk>/chuong-trinh/<int:item_id>/tach/", agenda.split, name="agenda_split"),
    path("<int:pk>/chuong-trinh/<int:item_id>/gio/", agenda.times, name="agenda_times"),
    path("<int:pk>/chuong-trinh/<int:item_id>/vang/", roll.item, name="item_roll"),
    path("<int:pk>/buoi-hop/moi/", agenda.add_sitting, name="sitting_new"),
    path("<int:pk>/buoi-hop/<int:sitting_id>/", agenda.edit_sitting, name="sitting_edit"),
    path("<int:pk>/buoi-hop/<int:sitting_id>/bo/", agenda.remove_sitting, name="sitting_remove"),
    path("<int:pk>/buoi-hop/<int:sitting_id>/gio/", agenda.sitting_times, name="sitting_times"),
    path("<int:pk>/buoi-hop/<int:sitting_id>/diem-danh/", roll.sitting, name="roll"),
    path("<int:pk>/dieu-hanh/", hall.chair, name="chair"),
    path("<int:pk>/dieu-hanh/<slug:what>/", hall.act, name="chair_act"),
    path("<int:pk>/hoi-truong/", hall.screen, name="screen"),
    path("<int:pk>/ban-dai-bieu/", hall.seat, name="seat"),
    path("<int:pk>/ban-dai-bieu/<slug:what>/", hall.seat_act, name="seat_act"),
    path("<int:pk>/bieu-quyet/moi/", ballots.enter, name="ballot_new"),
    path("<int:pk>/bieu-quyet/<int:ballot_id>/", ballots.ballot, name="ballot"),
    path("<int:pk>/bieu-quyet/<int:ballot_id>/sua/", ballots.correct, name="ballot_correct"),
    path("<int:pk>/bieu-quyet/<int:ballot_id>/nghi-quyet/", ballots.resolve, name="ballot_resolve"),
    path("<int:pk>/bien-ban/", minutes.minutes, name="minutes"),
    path("<int:pk>/bien-ban/tep.<slug:ending>", minutes.printed, name="minutes_file"),
    path("<int:pk>/bien-ban/lap/", minutes.draft, name="minutes_draft"),
    path("<int:pk>/bien-ban/ky/", minutes.sign, name="minutes_sign"),
    path("<int:pk>/bien-ban/muc/<int:section_id>/", minutes.section, name="minutes_section"),
]
