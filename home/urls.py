"""Addresses of the site as a whole."""

from django.urls import path

from home import audit_views, views

urlpatterns = [
    path("account/", views.account_home, name="account_home"),
    path("account/data/", views.own_data, name="own_data"),
    path("account/data/<slug:chapter>/", views.own_data, name="own_data"),
    path("account/data.json", views.own_data_file, name="own_data_file"),
    path("audit/", audit_views.what_staff_did, name="audit"),
    path("audit/check/", audit_views.check_log, name="audit_check"),
    path("audit/looks/", audit_views.whom_they_looked_at, name="audit_looks"),
    path("audit/access/", audit_views.access, name="audit_access"),
    path("audit/access.csv", audit_views.access_file, name="audit_access_file"),
    path("near/", views.near, name="near"),
    path("theme/admin/<slug:fingerprint>.css", views.admin_stylesheet, name="admin_theme"),
    path("theme/<slug:fingerprint>.css", views.theme_stylesheet, name="theme"),
    path("health/", views.health, name="health"),
]
