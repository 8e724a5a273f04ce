"""Complaints about how the council uses people's data, and by when they are acknowledged."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from panel.request_clock import acknowledge_by


class DataComplaintQuerySet(models.QuerySet):
    def open(self):
        """Keep the complaints whose outcome nobody has told yet."""
        return self.filter(outcome="")


class DataComplaint(models.Model):
    """One complaint, from anybody, and what became of it (Data Protection Act 2018, section 164A).

    Whoever complains need not have an account; `person` is theirs if they were signed in. When they
    leave, an answered complaint loses who and what it was about; an open one loses that with its
    outcome, for it needs an address to answer to.
    """

    class Channel(models.TextChoices):
        WEBSITE = "website", _("On this website")
        EMAIL = "email", _("By e-mail")
        LETTER = "letter", _("By letter")
        PHONE = "phone", _("By phone")
        COUNTER = "counter", _("At the counter")

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("Upheld")
        PARTLY = "partly", _("Partly upheld")
        NOT_UPHELD = "not", _("Not upheld")
        WITHDRAWN = "withdrawn", _("Withdrawn by who complained")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="data_complaints",
        verbose_name=_("account"),
    )
    name = models.CharField(_("name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    contact = models.TextField(_("another way to reach them"), max_length=300, blank=True)
    words = models.TextField(_("what it is about"), max_length=5000, blank=True)
    channel = models.CharField(_("how it came"), max_length=8, choices=Channel)
    received_on = models.DateField(_("received"), default=timezone.localdate)
    acknowledged_on = models.DateField(_("acknowledged"), null=True, blank=True)
    acknowledged_how = models.CharField(max_length=300, blank=True)
    looking_since = models.DateField(_("looked into since"), null=True, blank=True)
    steps = models.TextField(_("what is done about it"), max_length=3000, blank=True)
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome, blank=True)
    outcome_words = models.TextField(_("outcome in words"), max_length=3000, blank=True)
    outcome_on = models.DateField(_("outcome told"), null=True, blank=True)
    forgets = models.BooleanField(default=False)  # who complained has left meanwhile
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = DataComplaintQuerySet.as_manager()

    class Meta:
        ordering = ["-received_on", "-pk"]
        default_permissions = ("view", "add", "change")
        verbose_name = _("complaint about data")
        verbose_name_plural = _("complaints about data")
        constraints = [
            models.CheckConstraint(
                name="complaint_acknowledged_after_it_came_somehow",
                condition=Q(acknowledged_on=None, acknowledged_how="")
                | (
                    Q(acknowledged_on__isnull=False, acknowledged_on__gte=F("received_on"))
                    & ~Q(acknowledged_how="")
                ),
            ),
            models.CheckConstraint(
                name="complaint_outcome_told_on_a_day",
                condition=Q(outcome="", outcome_on=None)
                | (~Q(outcome="") & Q(outcome_on__isnull=False, outcome_on__gte=F("received_on"))),
            ),
        ]

    def __str__(self):
        return gettext("Complaint %(number)d") % {"number": self.pk or 0}

    @property
    def title_in_log(self) -> str:
        return str(self)

    @property
    def acknowledge_by(self) -> dt.date:
        return acknowledge_by(self.received_on)

    @property
    def is_late(self) -> bool:
        """Say whether the acknowledgement went out, or is still missing, after its last day."""
        return (self.acknowledged_on or timezone.localdate()) > self.acknowledge_by

    @property
    def state(self) -> str:
        if self.outcome:
            return self.get_outcome_display()
        if self.looking_since:
            return gettext("Being looked into")
        if self.acknowledged_on:
            return gettext("Acknowledged")
        return gettext("To be acknowledged")
