from django.urls import path

from petitions.views import petitions, same_sender

app_name = "petitions"
urlpatterns = [path("tim-nguoi-gui/", same_sender, name="same_sender"), *petitions.urls("")]
