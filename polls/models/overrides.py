"""Stages of a deliberative poll that were opened or closed before their day, and who may do so."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class StageOverride(models.Model):
    """A decision to open or to close a stage before its date, with the reason.

    Each is decided once: two who press at the same moment are told apart by the database.
    """

    class Stage(models.TextChoices):
        BEFORE = "before", _("First answers")
        BRIEFING = "briefing", _("Briefing")
        AFTER = "after", _("Second answers")
        LATER = "later", _("Answers months later")

    class Act(models.TextChoices):
        OPEN = "open", _("opened early")
        CLOSE = "close", _("closed early")

    poll = models.ForeignKey("polls.DeliberativePollPage", models.CASCADE, related_name="overrides")
    stage = models.CharField(_("stage"), max_length=8, choices=Stage)
    act = models.CharField(max_length=5, choices=Act, default=Act.OPEN)
    at = models.DateTimeField(default=timezone.now)  # a closing may be some minutes ahead
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["poll", "stage", "act"], name="stage_moved_once"),
            models.CheckConstraint(
                name="only_compared_answers_close_early",
                condition=models.Q(act="open") | models.Q(stage__in=["before", "after"]),
            ),
        ]
        permissions = [("override_stage", _("Can open a stage of a deliberative poll early"))]

    def __str__(self):
        return f"{self.poll}: {self.get_stage_display()}"


class StageHost(models.Model):
    """A member of staff who may open and close the stages of one poll, and of no other."""

    poll = models.ForeignKey("polls.DeliberativePollPage", models.CASCADE, related_name="hosts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    named_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["poll", "user"], name="hosts_a_poll_once"),
        ]

    def __str__(self):
        return f"{self.poll}: {self.user}"
