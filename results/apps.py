from django.apps import AppConfig


class ResultsConfig(AppConfig):
    name = "results"

    def ready(self):
        from core.daily import JOBS
        from results.panel_by_group import count_this_month
        from results.report.freezing import freeze_published
        from results.respondents import count_closed

        JOBS["reports frozen"] = freeze_published
        JOBS["counts of the panel by what members told"] = count_this_month
        JOBS["polls and consultations counted by who answered"] = count_closed
