"""Breaches of personal data, and the 72 hours within which the Commissioner hears of them."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

HOURS_TO_REPORT = 72  # UK GDPR, article 33(1), from the hour at which the council knew


class DataBreach(models.Model):
    """One breach: what happened, what it did, and what was done about it (article 33(5)).

    It names kinds and numbers of people, never one of them. The last moments of each step are kept
    with the row; what was changed meanwhile is in the log.
    """

    class Risk(models.TextChoices):
        UNLIKELY = "unlikely", _("A risk to people is unlikely: no report is due")
        RISK = "risk", _("A risk to people: report it to the Information Commissioner")
        HIGH = "high", _("A high risk to people: report it, and tell the people as well")

    title = models.CharField(_("in a few words"), max_length=120)
    known_at = models.DateTimeField(_("known since"))
    happened = models.TextField(_("what happened, and when"), max_length=3000)
    people = models.CharField(_("which people, and about how many"), max_length=300)
    records = models.CharField(_("which data, and about how many records"), max_length=300)
    consequences = models.TextField(_("likely consequences"), max_length=3000)
    measures = models.TextField(_("what is done against it"), max_length=3000)
    risk = models.CharField(_("risk to people"), max_length=8, choices=Risk)
    risk_because = models.TextField(_("why this risk"), max_length=2000)
    reported_at = models.DateTimeField(_("reported to the Commissioner"), null=True, blank=True)
    report_number = models.CharField(_("number of the report"), max_length=60, blank=True)
    late_because = models.TextField(
        _("why it was reported after 72 hours"), max_length=1000, blank=True
    )
    told_on = models.DateField(_("people told"), null=True, blank=True)
    told_how = models.CharField(_("how they were told"), max_length=500, blank=True)
    closed_on = models.DateField(_("closed"), null=True, blank=True)
    learnt = models.TextField(_("what was learnt"), max_length=2000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-known_at", "-pk"]
        default_permissions = ("view", "add", "change")
        verbose_name = _("breach of data")
        verbose_name_plural = _("breaches of data")
        constraints = [
            models.CheckConstraint(
                name="breach_late_report_has_a_reason",
                condition=Q(reported_at=None)
                | Q(reported_at__lte=F("known_at") + dt.timedelta(hours=HOURS_TO_REPORT))
                | ~Q(late_because=""),
            ),
            models.CheckConstraint(
                name="breach_people_told_somehow",
                condition=Q(told_on=None, told_how="")
                | (Q(told_on__isnull=False) & ~Q(told_how="")),
            ),
            models.CheckConstraint(
                name="breach_closed_once_reported_and_told",
                condition=Q(closed_on=None)
                | Q(risk="unlikely")
                | Q(risk="risk", reported_at__isnull=False)
                | Q(risk="high", reported_at__isnull=False, told_on__isnull=False),
            ),
        ]

    def __str__(self):
        return gettext("Breach %(number)d: %(title)s") % {
            "number": self.pk or 0,
            "title": self.title,
        }

    @property
    def must_be_reported(self) -> bool:
        return self.risk != self.Risk.UNLIKELY

    @property
    def report_by(self) -> dt.datetime:
        """Return the moment by which the Commissioner has to hear of it."""
        return self.known_at + dt.timedelta(hours=HOURS_TO_REPORT)

    @property
    def is_late(self) -> bool:
        """Say whether a report that is due is or was late."""
        return self.must_be_reported and (self.reported_at or timezone.now()) > self.report_by

    @property
    def hours_left(self) -> int:
        """Count the whole hours until the report is due; none once it is late."""
        return max(0, int((self.report_by - timezone.now()).total_seconds() // 3600))

    @property
    def state(self) -> str:
        if self.closed_on:
            return gettext("Closed")
        if self.must_be_reported and not self.reported_at:
            return gettext("Report is late") if self.is_late else gettext("To be reported")
        if self.risk == self.Risk.HIGH and not self.told_on:
            return gettext("People are to be told")
        return gettext("Reported") if self.reported_at else gettext("Noted")
