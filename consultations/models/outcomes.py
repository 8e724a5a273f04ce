from wagtail.models import Page


class OutcomeIndexPage(Page):
    """We asked, you said, we did."""


class OutcomePage(Page):
    """What came of one consultation."""
