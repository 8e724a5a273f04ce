"""What members are interested in, and groups of members as rules."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Interest(models.Model):
    """A subject that a member chose to be interested in; it goes when they leave the panel."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="interests")
    subject = models.ForeignKey("consultations.Subject", models.CASCADE, related_name="interests")

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["user", "subject"], name="interested_once_in_a_subject")
        ]

    def __str__(self):
        return f"{self.user}: {self.subject}"


class MembersByRule(models.Model):
    """Members by a rule: of a segment as it is now, or as it was when a message was written.

    The rule names wards, subjects and answers by their codes. One that has gone since matches
    nobody, so that no rule ever grows by what is deleted.
    """

    rule = models.JSONField(default=dict, editable=False)
    only_invited = models.BooleanField(
        _("only who came by random invitation"),
        default=False,
        help_text=_("Of them alone a margin of error can be given."),
    )

    class Meta:
        abstract = True

    @property
    def profile(self) -> dict[str, list[str]]:
        """Return the answers about oneself that the rule asks for."""
        return self.rule.get("profile", {})


class Segment(MembersByRule):
    """A group of members, as a rule that is looked up when it is used: never a list of people."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("segment")
        verbose_name_plural = _("segments")

    def __str__(self):
        return self.name


class SegmentMessage(MembersByRule):
    """What an officer wrote to the members of a segment, with the segment's rule as it was.

    Who got it stands in the rows of its messages, which know keys and no people.
    """

    class Kind(models.TextChoices):
        TASK = "task", _("About taking part: something to do, or what came of it")
        PROMOTIONAL = "promotional", _("About the panel itself: events, news, bringing others")

    segment = models.ForeignKey(
        Segment, models.SET_NULL, null=True, related_name="messages", verbose_name=_("segment")
    )
    segment_name = models.CharField(_("segment"), max_length=80)
    kind = models.CharField(_("kind"), max_length=11, choices=Kind)
    subject = models.CharField(_("subject"), max_length=120)
    text = models.TextField(_("text"), max_length=4000)
    once = models.UUIDField(unique=True, editable=False)  # of the form: pressed twice, sent once
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    written_at = models.DateTimeField(_("written"), default=timezone.now)

    class Meta:
        ordering = ["-written_at", "-pk"]
        default_permissions = ("view", "add")
        verbose_name = _("message to a segment")
        verbose_name_plural = _("messages to segments")

    def __str__(self):
        return self.subject
