from django.contrib.auth.views import LogoutView
from django.urls import path

from council.views import bodies, directory, office, people, rulebook, signin

app_name = "council"
urlpatterns = [
    path("danh-ba/", directory.directory, name="directory"),
    path("danh-ba/<slug:code>/", directory.body, name="body"),
    path("dang-nhap/", signin.SignIn.as_view(), name="login"),
    path("dang-xuat/", LogoutView.as_view(), name="logout"),
    path("mat-khau/", signin.ChangePassword.as_view(), name="password"),
    path("lam-viec-tai/", signin.act, name="act"),
    path("quan-tri/", office.office, name="office"),
    path("quan-tri/nguoi-dung/", people.people, name="people"),
    path("quan-tri/nguoi-dung/moi/", people.new_person, name="new_person"),
    path("quan-tri/nguoi-dung/<int:pk>/", people.person, name="person"),
    path("quan-tri/nguoi-dung/<int:pk>/sua/", people.edit_person, name="edit_person"),
    path("quan-tri/nguoi-dung/<int:pk>/mat-khau/", people.reset_password, name="reset_password"),
    path("quan-tri/nguoi-dung/<int:pk>/ngung/", people.deactivate, name="deactivate"),
    path("quan-tri/nguoi-dung/<int:pk>/dung-lai/", people.activate, name="activate"),
    path("quan-tri/nguoi-dung/<int:pk>/mo-khoa/", people.unlock, name="unlock"),
    path("quan-tri/nguoi-dung/<int:pk>/vai-tro/", people.give_role, name="give_role"),
    path("quan-tri/vai-tro/<int:pk>/ket-thuc/", people.end_role, name="end_role"),
    path("quan-tri/hoi-dong/", bodies.councils, name="councils"),
    path("quan-tri/hoi-dong/moi/", bodies.new_council, name="new_council"),
    path("quan-tri/hoi-dong/<int:pk>/", bodies.edit_council, name="edit_council"),
    path("quan-tri/co-quan/", bodies.bodies, name="bodies"),
    path("quan-tri/co-quan/moi/", bodies.new_body, name="new_body"),
    path("quan-tri/co-quan/<int:pk>/", bodies.edit_body, name="edit_body"),
    path("quan-tri/dai-bieu/", bodies.delegates, name="delegates"),
    path("quan-tri/dai-bieu/moi/", bodies.new_delegate, name="new_delegate"),
    path("quan-tri/dai-bieu/<int:pk>/", bodies.delegate, name="delegate"),
    path("quan-tri/dai-bieu/<int:pk>/sua/", bodies.edit_delegate, name="edit_delegate"),
    path("quan-tri/dai-bieu/<int:pk>/chuc-vu/", bodies.give_post, name="give_post"),
    path("quan-tri/chuc-vu/<int:pk>/thoi/", bodies.end_post, name="end_post"),
    path("quan-tri/thoi-han/", rulebook.rules, name="rules"),
    path("quan-tri/thoi-han/<int:pk>/", rulebook.edit_rule, name="edit_rule"),
    path("quan-tri/thoi-han/<int:pk>/rieng/", rulebook.new_local_rule, name="new_local_rule"),
    path("quan-tri/ngay-nghi/", rulebook.days, name="days"),
    path("quan-tri/ngay-nghi/moi/", rulebook.new_day, name="new_day"),
    path("quan-tri/ngay-nghi/<int:pk>/", rulebook.edit_day, name="edit_day"),
    path("quan-tri/ngay-nghi/<int:pk>/bo/", rulebook.remove_day, name="remove_day"),
]
