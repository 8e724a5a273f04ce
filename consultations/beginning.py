"""Whether something that people are to do can still be begun in a consultation."""

from django.utils.translation import gettext as _
from wagtail.models import Page

from consultations.models import ConsultationPage
from consultations.words import when


def refusal_to_begin(parent: Page) -> str:
    """Say why nothing more can be begun below a page, for whom it is too late; empty when it can.

    The page is a consultation or stands in one, as a poll does that takes forums and sessions.
    """
    page = parent.specific
    consultation = getattr(page, "consultation", page)
    if not isinstance(consultation, ConsultationPage):
        return ""
    about = {"title": consultation.title}
    if consultation.withdrawn_at:
        return _("“%(title)s” was withdrawn. Nothing more can be begun in it.") % about
    if consultation.closes_at and consultation.has_closed:
        return _(
            "“%(title)s” closed %(when)s, so nothing more can be begun in it. Extend it first, "
            "with a note of the change, or begin this in another consultation."
        ) % {**about, "when": when(consultation.closes_at)}
    return ""
