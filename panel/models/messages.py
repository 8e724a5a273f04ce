"""What is written to people: mailings, where each message stands, and the council's rules."""

import datetime as dt

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from panel.models.bounces import Channel


@register_setting(icon="mail")
class MessageSettings(BaseGenericSetting):
    """When and how often this council writes to a member."""

    quiet_from = models.TimeField(_("no messages from"), default=dt.time(21))
    quiet_until = models.TimeField(
        _("until"),
        default=dt.time(8),
        help_text=_("What is ready meanwhile waits. The same time twice: no quiet hours."),
    )
    most_a_week = models.PositiveSmallIntegerField(
        _("most messages to one member in seven days"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
        help_text=_("More of them wait. Codes and receipts do not count."),
    )

    days_to_reminder = models.PositiveSmallIntegerField(
        _("days from an invitation to a reminder, and on to the second"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )

    panels = [
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("quiet_from"), FieldPanel("quiet_until")])],
            heading=_("Quiet hours, on London’s clocks"),
        ),
        FieldPanel("most_a_week"),
        FieldPanel("days_to_reminder"),
    ]

    class Meta:
        verbose_name = _("messages")

    def __str__(self):
        return str(self._meta.verbose_name)


class MailingQuerySet(models.QuerySet):
    def with_counts(self):
        """Add `messages_<state>` for each state: how many messages stand there."""
        counts = {
            f"messages_{state}": Count("messages", filter=Q(messages__state=state))
            for state in Message.State.values
        }
        return self.annotate(**counts)

    def due(self, now: dt.datetime):
        """Keep the mailings of which some message can go out now."""
        ready = Message.objects.due(now).filter(mailing=models.OuterRef("pk"))
        return self.filter(models.Exists(ready))

    def waiting(self):
        """Keep the mailings of which some message waits, now or for a later moment."""
        queued = Message.objects.filter(mailing=models.OuterRef("pk"), state=Message.State.QUEUED)
        return self.filter(models.Exists(queued))


class Mailing(models.Model):
    """Messages of one purpose about one thing. Their words are made when they are sent."""

    class Kind(models.TextChoices):
        SERVICE = "service", _("Service: asked for, or has to be said")
        TASK = "task", _("Task: an invitation, results, an outcome")
        PROMOTIONAL = "promotional", _("Promotional")

    wagtail_reference_index_ignore = True

    purpose = models.CharField(_("purpose"), max_length=20)
    about = models.PositiveBigIntegerField()  # the row that the purpose knows: often a page
    subject = models.CharField(max_length=40)  # what its messages are about, in one word
    title = models.CharField(_("about"), max_length=255)
    kind = models.CharField(_("kind"), max_length=11, choices=Kind)
    opened_at = models.DateTimeField(_("begun"), default=timezone.now)
    addressed_at = models.DateTimeField(null=True)  # everybody who gets one has a row
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    over_limit_because = models.TextField(_("why the weekly limit is set aside"), blank=True)

    objects = MailingQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        verbose_name = _("mailing")
        verbose_name_plural = _("mailings")
        constraints = [
            models.UniqueConstraint(fields=["purpose", "about"], name="one_mailing_about_a_thing")
        ]

    def __str__(self):
        return self.title


class MessageQuerySet(models.QuerySet):
    def queued(self):
        return self.filter(state=Message.State.QUEUED)

    def due(self, now: dt.datetime):
        """Keep what waits, and not for a later moment."""
        return self.queued().filter(Q(try_after=None) | Q(try_after__lte=now))

    def stale(self, before: dt.datetime):
        """Keep what was handed over before then, and of which nothing was heard since."""
        return self.filter(state=Message.State.SENDING, claimed_at__lt=before)


class Message(models.Model):
    """One message to one person. That it is here decides that nobody is told twice.

    Like a ballot it knows a key, not a person: who reads the database cannot list who took part or
    who did not answer. `subject` says what it is about, and is what the key is made for.
    """

    Channel = Channel

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Refused")
        UNKNOWN = "unknown", _("Perhaps sent")
        CANCELLED = "cancelled", _("Not wanted any more")

    wagtail_reference_index_ignore = True

    mailing = models.ForeignKey(Mailing, models.CASCADE, related_name="messages")
    subject = models.CharField(max_length=40)
    key = models.CharField(max_length=26)
    # How it went out, or is tried; decided as it goes out.
    channel = models.CharField(max_length=5, choices=Channel, default=Channel.EMAIL)
    state = models.CharField(max_length=9, choices=State, default=State.QUEUED)
    queued_at = models.DateTimeField(default=timezone.now)
    try_after = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    claim = models.CharField(max_length=32, blank=True)  # of the one who is sending it
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)  # of a text, as the network says
    why = models.CharField(max_length=200, blank=True)  # it failed or was cancelled

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            # Whatever the channel: which one it is may change while a message waits.
            models.UniqueConstraint(fields=["subject", "key"], name="nobody_is_told_twice"),
            models.CheckConstraint(
                name="sent_at_a_moment",
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at=None)),
            ),
            models.CheckConstraint(
                name="sending_is_claimed",
                condition=~Q(state__in=["sending", "unknown"])
                | (~Q(claim="") & Q(claimed_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["mailing", "state"], name="messages_by_state"),
            models.Index(
                fields=["state", "try_after"],
                name="messages_on_their_way",
                condition=Q(state__in=["queued", "sending"]),
            ),
            models.Index(fields=["key"], name="messages_of_a_key"),
        ]

    def __str__(self):
        return f"{self.subject}: {self.state}"
