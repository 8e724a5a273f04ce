"""Where a consultation stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """Where a consultation stands, worked out from its dates and from what was published."""

    DRAFT = "draft", _("Draft")
    SCHEDULED = "scheduled", _("Opening soon")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed, we are reading responses")
    RESULTS = "results", _("Results published")
    OUTCOME = "outcome", _("Outcome published")
    WITHDRAWN = "withdrawn", _("Withdrawn")
