from django.contrib.auth.views import LogoutView
from django.shortcuts import render
from django.urls import path

from council import views

app_name = "council"
urlpatterns = [
    path("danh-ba/", lambda request: render(request, "pages/message.html", {}), name="directory"),
    path("dang-nhap/", views.SignIn.as_view(), name="login"),
    path("dang-xuat/", LogoutView.as_view(), name="logout"),
    path("mat-khau/", views.ChangePassword.as_view(), name="password"),
    path("lam-viec-tai/", views.act, name="act"),
]
