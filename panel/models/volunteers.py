"""Who would like to sit on a panel: what the council asked, and who said yes."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _


class VolunteerCallQuerySet(models.QuerySet):
    def open(self):
        """Keep the calls that can be answered today."""
        return self.filter(reply_by__gte=timezone.localdate())


class VolunteerCall(models.Model):
    """A letter that asks members whether they would like to serve, and until when they may say.

    `features` names what of the answers about oneself a draw may go by, for those who let it.
    """

    wagtail_reference_index_ignore = True  # a call uses no page, picture or document

    title = models.CharField(_("title"), max_length=120)
    about = models.TextField(_("what it is for"), max_length=2000)
    features = models.JSONField(default=list)  # names of variables of `panel.profiles`
    frame = models.JSONField(default=dict)  # whom the letter goes to, as `panel.frames` reads it
    reply_by = models.DateField(_("reply by"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    opened_at = models.DateTimeField(_("asked"), default=timezone.now)

    objects = VolunteerCallQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        default_permissions = ()  # who may draw may ask
        verbose_name = _("call for volunteers")
        verbose_name_plural = _("calls for volunteers")

    def __str__(self):
        return self.title

    @property
    def refusal(self) -> str:
        """Say why nobody can answer any more, or nothing."""
        if self.reply_by >= timezone.localdate():
            return ""
        return _now("The time to answer is over.")


class Volunteer(models.Model):
    """A member who would like to serve. Who said no, or nothing, has no row."""

    call = models.ForeignKey(VolunteerCall, models.CASCADE, related_name="volunteers")
    membership = models.ForeignKey("panel.Membership", models.CASCADE, related_name="volunteered")
    # Whether the draw may go by what they told about themselves.
    lends_answers = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["call", "membership"], name="one_yes_to_a_call")
        ]

    def __str__(self):
        return f"{self.call}: {self.membership_id}"
