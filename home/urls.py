"""Addresses of the site as a whole."""

from django.urls import path

from home import audit_views, complaint_views, processing_views, views

urlpatterns = [
    path("account/", views.account_home, name="account_home"),
    path("account/data/", views.own_data, name="own_data"),
    path("account/data/<slug:chapter>/", views.own_data, name="own_data"),
    path("account/data.json", views.own_data_file, name="own_data_file"),
    path("audit/", audit_views.search_log, {"name": "audit"}, name="audit"),
    path("audit/looks/", audit_views.search_log, {"name": "audit_looks"}, name="audit_looks"),
    path("audit/sign-ins/", audit_views.search_log, {"name": "audit_events"}, name="audit_events"),
    path("audit/check/", audit_views.check_log, name="audit_check"),
    path("audit/access/", audit_views.access, name="audit_access"),
    path("audit/access.csv", audit_views.access_file, name="audit_access_file"),
    path("data-protection/", processing_views.used_for, name="used_for"),
    path("data-protection/complaint/", complaint_views.complain, name="complain"),
    path("data-protection/complaint/sent/", complaint_views.complaint_sent, name="complaint_sent"),
    path("near/", views.near, name="near"),
    path("theme/admin/<slug:fingerprint>.css", views.admin_stylesheet, name="admin_theme"),
    path("theme/<slug:fingerprint>.css", views.theme_stylesheet, name="theme"),
    path("health/", views.health, name="health"),
]
