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
    path("statements/<row:pk>.<slug:format>", statements_views.statements, name="statements"),
    path("<row:pk>/", views.poll, name="poll"),
    path("<row:pk>/responses/", published_views.responses, name="responses"),
    path("<row:pk>/responses.csv", published_views.responses_file, name="responses_file"),
    path("<row:pk>/responses.json", published_views.responses_data, name="responses_data"),
    path("<row:pk>/respondents/", respondents_views.respondents, name="respondents"),
    path("<row:pk>/respondents/count/", respondents_views.count, name="count_respondents"),
    path("<row:pk>/respondents.csv", respondents_views.respondents_file, name="respondents_file"),
    path("<row:pk>/by-ward/", answers_by_ward_views.by_ward, name="by_ward"),
    path("<row:pk>/by-ward.csv", answers_by_ward_views.by_ward_file, name="by_ward_file"),
    path("<row:pk>/invited-at-random/", at_random_views.at_random, name="at_random"),
    path("<row:pk>/invited-at-random.csv", at_random_views.at_random_file, name="at_random_file"),
    path("<row:pk>/doubles/", doubles_views.doubles, name="doubles"),
    path("<row:pk>/doubles/put-back/", doubles_views.back, name="put_back"),
    path("<row:pk>/doubles/<slug:name>/", doubles_views.group, name="doubles_group"),
    path("<row:pk>/files/", files_views.files, name="files"),
    path("<row:pk>/files/<uuid:file>/", files_views.file, name="file"),
    path("<row:pk>/report/", report.report, name="report"),
    path("<row:pk>/report/freeze/", report.make, name="freeze_report"),
    path("<row:pk>/report/<row:edition>/", report.edition, name="report_edition"),
    path("<row:pk>/report/<row:edition>/report.json", report.data, name="report_data"),
    path("<row:pk>/report/<row:edition>/tables.zip", report.tables, name="report_tables"),
    path("<row:pk>/public.<slug:format>.zip", views.public_file, name="public"),
    path("<row:pk>/waves.csv", views.waves_file, name="waves_file"),
    path("<row:pk>/export/", views.export_form, name="export_form"),
    path("<row:pk>/export/<slug:format>/", views.export, name="export"),
]
