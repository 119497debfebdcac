from django.shortcuts import render
from django.urls import path

app_name = "petitions"
urlpatterns = [
    path(
        "",
        lambda request: render(request, "pages/message.html", {"title": "…", "heading": "…"}),
        name="petition_list",
    ),
]
