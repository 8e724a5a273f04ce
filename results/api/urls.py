"""Addresses for programs. What stands below v1 stays as it is described in openapi.json."""

from django.urls import path

from results.api import views

app_name = "api"
urlpatterns = [
    path("", views.about, name="about"),
    path("openapi.json", views.description, name="description"),
    path("v1/results/", views.published, name="published"),
    path("v1/results/<row:pk>/", views.choose, name="choose"),
    path("v1/results/<row:pk>.<slug:format>", views.data, name="data"),
    path("v1/results/<row:pk>/by-ward.<slug:format>", views.by_ward, name="by_ward"),
]
