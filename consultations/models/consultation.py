from wagtail.models import Page


class ConsultationIndexPage(Page):
    """The finder at /consultations/."""


class ConsultationPage(Page):
    """One consultation."""
