from django.urls import path

from consultations import views
from consultations.feeds import ConsultationFeed

app_name = "consultations"
urlpatterns = [
    path("consultations/feed/", ConsultationFeed(), name="feed"),
    path("account/interests/", views.interests_view, name="interests"),
    path("consultations/list.json", views.list_view, name="list"),
    path("consultations/<row:pk>/follow/", views.follow_view, name="follow"),
    path(
        "consultations/<row:pk>/proposal/<row:version>/",
        views.earlier_proposal_view,
        name="earlier_proposal",
    ),
]
