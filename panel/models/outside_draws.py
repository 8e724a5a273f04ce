"""A draw from a pool that somebody else keeps: a file of people by number, and who was drawn."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panel.models.draws import Draw


class OutsideDraw(models.Model):
    """What was uploaded, cut down to what a draw needs, and what came of it. It can be deleted.

    Of each person there is a number and a category for each quota: no name is ever stored.
    """

    class State(models.TextChoices):
        DRAFTED = "drafted", _("Being drawn")
        DRAWN = "drawn", _("Drawn")
        STOPPED = "stopped", _("Stopped, nobody drawn")

    wagtail_reference_index_ignore = True

    title = models.CharField(_("title"), max_length=120)
    algorithm = models.CharField(_("method"), max_length=8, choices=Draw.Algorithm)
    size = models.PositiveIntegerField(_("seats"))
    one_per_household = models.BooleanField(_("one person a household"), default=False)
    quotas = models.TextField()  # the two files, as `analysis` writes them
    people = models.TextField()
    pool_size = models.PositiveIntegerField()
    state = models.CharField(max_length=7, choices=State, default=State.DRAFTED)
    settled = models.PositiveIntegerField(default=0)
    groups = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True)
    selected = models.JSONField(default=list)  # numbers of people, in order
    lowest = models.FloatField(null=True)
    highest = models.FloatField(null=True)
    version = models.CharField(max_length=80, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked for"), default=timezone.now)
    drawn_at = models.DateTimeField(_("drawn"), null=True, blank=True)

    class Meta:
        default_permissions = ()  # who may draw may do this
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("draw from another pool")
        verbose_name_plural = _("draws from other pools")
        constraints = [
            models.CheckConstraint(
                name="drawn_from_outside_at_a_moment",
                condition=Q(state="drawn", drawn_at__isnull=False)
                | (~Q(state="drawn") & Q(drawn_at=None)),
            )
        ]

    def __str__(self):
        return self.title
