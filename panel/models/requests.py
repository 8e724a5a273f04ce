"""Requests for one's own data that come to the council by letter, phone or at the counter."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from panel.request_clock import due_on


class DataRequestQuerySet(models.QuerySet):
    def open(self):
        return self.filter(sent_on=None)

    def with_stops(self):
        return self.select_related("person").prefetch_related("stops")


class DataRequest(models.Model):
    """One request, and what became of it. No file is kept: it is made whenever it is taken."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="data_requests",
        verbose_name=_("person"),
    )
    received_on = models.DateField(_("received"))
    note = models.CharField(_("how it came"), max_length=300)
    extended_on = models.DateField(_("extended"), null=True, blank=True)
    extended_because = models.TextField(_("why it was extended"), max_length=1000, blank=True)
    # What is taken out because it is about others: gone as soon as the answer is sent.
    taken_out = models.TextField(_("words to take out"), max_length=5000, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    sent_on = models.DateField(_("sent"), null=True, blank=True)
    sent_how = models.CharField(_("how it was sent"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-received_on", "-pk"]
        default_permissions = ("view", "add", "change")
        verbose_name = _("request for one’s own data")
        verbose_name_plural = _("requests for one’s own data")
        constraints = [
            models.CheckConstraint(
                name="request_extended_for_a_reason",
                condition=Q(extended_on=None, extended_because="")
                | (Q(extended_on__isnull=False) & ~Q(extended_because="")),
            ),
            models.CheckConstraint(
                name="request_sent_after_it_came_and_clean",
                condition=Q(sent_on=None, sent_how="")
                | (Q(sent_on__gte=F("received_on"), taken_out="") & ~Q(sent_how="")),
            ),
        ]

    def __str__(self):
        return gettext("Request %(number)d") % {"number": self.pk or 0}

    @cached_property
    def all_stops(self) -> list["ClockStop"]:
        return sorted(self.stops.all(), key=lambda stop: (stop.since, stop.pk))

    @property
    def open_stop(self) -> "ClockStop | None":
        return next((stop for stop in self.all_stops if stop.until is None), None)

    @property
    def due_on(self) -> dt.date:
        """Return the day by which it is due; while the clock stands still it moves each day."""
        stops = [(stop.since, stop.until) for stop in self.all_stops]
        until = self.sent_on or timezone.localdate()
        return due_on(self.received_on, stops, is_extended=bool(self.extended_on), today=until)

    @property
    def is_late(self) -> bool:
        return (self.sent_on or timezone.localdate()) > self.due_on

    @property
    def state(self) -> str:
        if self.sent_on:
            return gettext("Sent")
        if self.open_stop:
            return gettext("Clock stopped")
        return gettext("Late") if self.is_late else gettext("Under way")


class ClockStop(models.Model):
    """A time in which the council waits for who it is, or for what is meant."""

    request = models.ForeignKey(DataRequest, models.CASCADE, related_name="stops")
    since = models.DateField(_("stopped"))
    until = models.DateField(_("went on"), null=True, blank=True)
    reason = models.TextField(_("reason"), max_length=1000)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="one_clock_stop_at_a_time", fields=["request"], condition=Q(until=None)
            ),
            models.CheckConstraint(
                name="clock_goes_on_after_it_stopped",
                condition=Q(until=None) | Q(until__gte=F("since")),
            ),
            models.CheckConstraint(name="clock_stopped_for_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self):
        return f"{self.since} – {self.until or '…'}"
