"""Addresses of results."""

from django.urls import path

from results import (
    answers_by_ward_views,
    at_random_views,
    doubles_views,
    files_views,
    panel_health_views,
    published_views,
    respondents_views,
    statements_views,
    views,
)
from results.report import views as report

app_name = "results"
urlpatterns = [
    path("", views.index, name="index"),
    path("panel/", views.panel, name="panel"),
    path("panel/figures.csv", views.panel_file, name="panel_file"),
    path("panel/health/", panel_health_views.health, name="panel_health"),
    path("panel/health/figures.csv", panel_health_views.health_file, name="panel_health_file"),
    path("statements/<int:pk>.<slug:format>", statements_views.statements, name="statements"),
    path("<int:pk>/", views.poll, name="poll"),
    path("<int:pk>/responses/", published_views.responses, name="responses"),
    path("<int:pk>/responses.csv", published_views.responses_file, name="responses_file"),
    path("<int:pk>/responses.json", published_views.responses_data, name="responses_data"),
    path("<int:pk>/respondents/", respondents_views.respondents, name="respondents"),
    path("<int:pk>/respondents/count/", respondents_views.count, name="count_respondents"),
    path("<int:pk>/respondents.csv", respondents_views.respondents_file, name="respondents_file"),
    path("<int:pk>/by-ward/", answers_by_ward_views.by_ward, name="by_ward"),
    path("<int:pk>/by-ward.csv", answers_by_ward_views.by_ward_file, name="by_ward_file"),
    path("<int:pk>/invited-at-random/", at_random_views.at_random, name="at_random"),
    path("<int:pk>/invited-at-random.csv", at_random_views.at_random_file, name="at_random_file"),
    path("<int:pk>/doubles/", doubles_views.doubles, name="doubles"),
    path("<int:pk>/doubles/put-back/", doubles_views.back, name="put_back"),
    path("<int:pk>/doubles/<slug:name>/", doubles_views.group, name="doubles_group"),
    path("<int:pk>/files/", files_views.files, name="files"),
    path("<int:pk>/files/<uuid:file>/", files_views.file, name="file"),
    path("<int:pk>/report/", report.report, name="report"),
    path("<int:pk>/report/freeze/", report.make, name="freeze_report"),
    path("<int:pk>/report/<int:edition>/", report.edition, name="report_edition"),
    path("<int:pk>/report/<int:edition>/report.json", report.data, name="report_data"),
    path("<int:pk>/report/<int:edition>/tables.zip", report.tables, name="report_tables"),
    path("<int:pk>/public.<slug:format>.zip", views.public_file, name="public"),
    path("<int:pk>/waves.csv", views.waves_file, name="waves_file"),
    path("<int:pk>/export/", views.export_form, name="export_form"),
    path("<int:pk>/export/<slug:format>/", views.export, name="export"),
]
