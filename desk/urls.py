from django.shortcuts import render
from django.urls import path

app_name = "desk"
urlpatterns = [
    path(
        "", lambda request: render(request, "pages/message.html", {"title": "…", "heading": "…"}), name="home"
    ),
    path(
        "lich/",
        lambda request: render(request, "pages/message.html", {"title": "…", "heading": "…"}),
        name="calendar",
    ),
    path(
        "tim/",
        lambda request: render(request, "pages/message.html", {"title": "…", "heading": "…"}),
        name="search",
    ),
    path(
        "thong-bao/",
        lambda request: render(request, "pages/message.html", {"title": "…", "heading": "…"}),
        name="notices",
    ),
]
