from django.shortcuts import render
from django.urls import path

app_name = "reports"
urlpatterns = [
    path(
        "", lambda request: render(request, "pages/message.html", {"title": "…", "heading": "…"}), name="home"
    ),
]
