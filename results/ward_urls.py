"""Addresses of ward profiles."""

from django.urls import path

from results import ward_views

app_name = "wards"
urlpatterns = [
    path("", ward_views.index, name="index"),
    path("find/", ward_views.find, name="find"),
    path("<slug:code>/", ward_views.profile, name="profile"),
]
