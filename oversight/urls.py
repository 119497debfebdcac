from oversight.views import recommendations_register, rounds_register, visits_register

app_name = "oversight"
urlpatterns = [
    *rounds_register.urls(),
    *visits_register.urls("don-vi/"),
    *recommendations_register.urls("kien-nghi/"),
]
