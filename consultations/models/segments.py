"""What members are interested in, and groups of members as rules."""

from django.conf import settings
from django.db import models
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


class Segment(models.Model):
    """A group of members, as a rule that is looked up when it is used: never a list of people.

    The rule names wards, subjects and answers by their codes. One that has gone since matches
    nobody, so that no rule ever grows by what is deleted.
    """

    name = models.CharField(_("name"), max_length=80, unique=True)
    rule = models.JSONField(default=dict, editable=False)
    only_invited = models.BooleanField(
        _("only who came by random invitation"),
        default=False,
        help_text=_("Of them alone a margin of error can be given."),
    )
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("segment")
        verbose_name_plural = _("segments")

    def __str__(self):
        return self.name

    @property
    def profile(self) -> dict[str, list[str]]:
        """Return the answers about oneself that the rule asks for."""
        return self.rule.get("profile", {})
