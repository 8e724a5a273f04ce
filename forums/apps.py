from django.apps import AppConfig


class ForumsConfig(AppConfig):
    name = "forums"

    def ready(self):
        from core.daily import HOURLY_JOBS, JOBS, MINUTE_JOBS
        from forums import telling  # noqa: F401 - its messages become known by this
        from forums.group_questions import send_due
        from forums.nudging import nudge_silent
        from forums.opinions import draw_due

        JOBS["opinion groups drawn"] = draw_due
        MINUTE_JOBS["questions of groups sent to experts"] = send_due
        HOURLY_JOBS["silent members of groups reminded"] = nudge_silent
