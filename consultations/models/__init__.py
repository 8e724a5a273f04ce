"""What is asked, of whom, when, and what came of it."""

from consultations.models.activities import ActivityPage
from consultations.models.consultation import ConsultationIndexPage, ConsultationPage
from consultations.models.outcomes import OutcomeIndexPage, OutcomePage

__all__ = [
    "ActivityPage",
    "ConsultationIndexPage",
    "ConsultationPage",
    "OutcomeIndexPage",
    "OutcomePage",
]
