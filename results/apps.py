from django.apps import AppConfig


class ResultsConfig(AppConfig):
    name = "results"

    def ready(self):
        from core.audit import CODES
        from core.daily import JOBS
        from core.own_data import ALSO_HELD
        from panel.joining import ALSO_FORGET
        from polls.hosts import WHO_READ_ANSWERS
        from polls.responding import ALSO_TAKE_OUT
        from results.answers_read import refusal_to_run
        from results.models import Export
        from results.own_data import exports_of
        from results.panel_by_group import count_this_month
        from results.report.freezing import freeze_published
        from results.respondents import count_closed
        from results.superseding import supersede_of, supersede_with

        ALSO_HELD.append(exports_of)
        CODES["audience"] = dict(Export.Audience.choices)
        CODES["format"] = dict(Export.Format.choices)
        WHO_READ_ANSWERS.append(refusal_to_run)
        ALSO_FORGET.append(supersede_of)
        ALSO_TAKE_OUT.append(supersede_with)

        JOBS["reports frozen"] = freeze_published
        JOBS["counts of the panel by what members told"] = count_this_month
        JOBS["polls and consultations counted by who answered"] = count_closed
