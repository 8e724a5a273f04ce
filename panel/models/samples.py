"""Samples of members who are invited together: what was asked, who was drawn, and the proof."""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from core.one_form import sha256_of
from panel.models.age_bands import STORED_BANDS, name_of_band


class SampleQuerySet(models.QuerySet):
    def without_text(self):
        """Leave the long proof in the database, for lists."""
        return self.defer("text")

    def standing(self):
        """Keep the samples by which people are invited: no tests, and none that was withdrawn."""
        return self.filter(state=Sample.State.DRAWN, is_test=False)

    def that_burdened(self):
        """Keep those whose members count as invited: sent out, or waiting to be."""
        return self.filter(Q(state=Sample.State.DRAWN) | Q(sent_at__isnull=False), is_test=False)


class Sample(models.Model):
    """Members drawn at random to be invited; the database refuses every change of it.

    `text` holds all that went in and came out in one form only, and `sha256` is its hash. In it
    members stand under a code of this sample alone. What may still happen: that it is noted as sent
    out, and that it is withdrawn for a reason before that.
    """

    class State(models.TextChoices):
        DRAWN = "drawn", _("Drawn")
        WITHDRAWN = "withdrawn", _("Withdrawn, nobody invited")

    wagtail_reference_index_ignore = True  # that a page has a sample does not hold the page

    title = models.CharField(_("title"), max_length=120)
    purpose = models.TextField(_("what it is for"), blank=True)
    page = models.ForeignKey(
        "wagtailcore.Page",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("what they are invited to"),
    )
    asked = models.JSONField(default=dict)  # frame, strata and allotment, as in `invitation_frame`
    frame_size = models.PositiveIntegerField()
    size = models.PositiveIntegerField(_("drawn"))
    by_hand = models.PositiveIntegerField(_("added by hand"), default=0)
    excluded = models.JSONField(default=dict)  # reason: how many
    override_reason = models.TextField(_("why the limits were set aside"), blank=True)
    overridden = models.JSONField(default=dict)  # limit: how many of the frame were over it
    is_test = models.BooleanField(_("test draw"), default=False)
    seed = models.CharField(max_length=40, blank=True)  # of tests; a real one's is in the text
    reference = models.CharField(max_length=60, editable=False)  # what the codes are keyed by
    state = models.CharField(max_length=10, choices=State, default=State.DRAWN)
    withdrawn_because = models.TextField(blank=True)
    sent_at = models.DateTimeField(_("invitations sent"), null=True, blank=True)
    version = models.CharField(max_length=80)
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    drawn_at = models.DateTimeField(_("drawn on"), default=timezone.now)

    objects = SampleQuerySet.as_manager()

    class Meta:
        ordering = ["-drawn_at", "-pk"]
        verbose_name = _("sample of members")
        verbose_name_plural = _("samples of members")
        constraints = [
            models.CheckConstraint(
                name="a_seed_for_test_samples_alone",
                condition=(Q(is_test=True) & ~Q(seed="")) | Q(is_test=False, seed=""),
            ),
            models.CheckConstraint(
                name="samples_are_withdrawn_for_a_reason_and_unsent",
                condition=Q(state="drawn", withdrawn_because="")
                | (Q(state="withdrawn", sent_at=None) & ~Q(withdrawn_because="")),
            ),
            models.CheckConstraint(
                name="no_test_sample_is_sent", condition=Q(is_test=False) | Q(sent_at=None)
            ),
            models.UniqueConstraint(
                fields=["page"],
                condition=Q(state="drawn", is_test=False),
                name="one_sample_a_page",
            ),
        ]

    def __str__(self):
        return _now("TEST: %(title)s") % {"title": self.title} if self.is_test else self.title

    @property
    def refusal_to_invite(self) -> str:
        """Say why nobody may be invited by this sample, or nothing if they may."""
        if self.is_test:
            return _now("This is a test. Nobody is ever invited by it.")
        if self.state == self.State.WITHDRAWN:
            return _now("This sample was withdrawn: %(reason)s") % {
                "reason": self.withdrawn_because
            }
        return ""

    @property
    def refusal_to_withdraw(self) -> str:
        """Say why this sample cannot be withdrawn, or nothing if it can."""
        if self.state == self.State.WITHDRAWN:
            return _now("This sample is withdrawn already.")
        return _now("Its invitations are sent, so it stays.") if self.sent_at else ""

    @cached_property
    def stored(self) -> dict[str, Any]:
        """Read the text: what it is about, and the draw."""
        return json.loads(self.text)

    @property
    def text_agrees(self) -> bool:
        """Hash the text again, and say whether the hash is the one on record."""
        return sha256_of(self.text) == self.sha256


class SampleMember(models.Model):
    """One member of a sample: the stratum they were drawn from, and the chance they had.

    Whoever was added by hand had no chance: no probability is on record, and they weigh nothing.
    Who leaves the panel keeps this row, which leads to the emptied row of their membership.
    """

    sample = models.ForeignKey(Sample, models.PROTECT, related_name="members")
    membership = models.ForeignKey("panel.Membership", models.PROTECT, related_name="sampled")
    code = models.CharField(max_length=26)  # stands for the member in the text and the files
    stratum = models.CharField(max_length=200, blank=True)
    # Where they lived and how old they were then, for response rates of later.
    ward = models.ForeignKey("panel.Ward", models.PROTECT, null=True, related_name="+")
    age_band = models.CharField(max_length=5, choices=STORED_BANDS, blank=True)
    probability = models.FloatField(null=True)
    is_by_hand = models.BooleanField(_("added by hand"), default=False)

    class Meta:
        ordering = ["stratum", "code"]
        constraints = [
            models.UniqueConstraint(fields=["sample", "membership"], name="once_in_a_sample"),
            models.UniqueConstraint(fields=["sample", "code"], name="one_code_in_a_sample"),
            models.CheckConstraint(
                name="by_hand_or_with_a_chance",
                condition=Q(is_by_hand=True, probability=None)
                | Q(is_by_hand=False, probability__gt=0, probability__lte=1),
            ),
        ]

    def __str__(self):
        return self.code

    def get_age_band_display(self) -> str:
        return name_of_band(self.age_band)

    @property
    def design_weight(self) -> float:
        """How many members of the frame this one stands for; 0 if they were added by hand."""
        return 0.0 if self.probability is None else 1 / self.probability
