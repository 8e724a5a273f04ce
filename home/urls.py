"""Addresses of the site as a whole."""

from django.urls import path

from home import views

urlpatterns = [
    path("account/", views.account_home, name="account_home"),
    path("account/data/", views.own_data, name="own_data"),
    path("account/data/<slug:chapter>/", views.own_data, name="own_data"),
    path("account/data.json", views.own_data_file, name="own_data_file"),
    path("near/", views.near, name="near"),
    path("theme/admin/<slug:fingerprint>.css", views.admin_stylesheet, name="admin_theme"),
    path("theme/<slug:fingerprint>.css", views.theme_stylesheet, name="theme"),
    path("health/", views.health, name="health"),
]
