from voters.views import meetings, opinions

app_name = "voters"
urlpatterns = [*meetings.urls("tiep-xuc-cu-tri/"), *opinions.urls("kien-nghi/")]
