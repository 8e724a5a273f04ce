"""Draws of a panel by lot: what was asked, every chance, who was drawn, and the proof of it."""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from core.one_form import sha256_of


class DrawQuerySet(models.QuerySet):
    def without_text(self):
        """Leave the long proof and the list in the database, for lists."""
        return self.defer("text", "panels_text")

    def standing(self):
        """Keep the draws whose panel sits: drawn, and no later round took their place."""
        return self.filter(state=Draw.State.DRAWN)

    def published(self):
        """Keep the public draws whose list anybody may read."""
        return self.filter(is_public=True, published_at__isnull=False)


class Draw(models.Model):
    """One round of a draw; once drawn, the database refuses every change (`panel/sealing.py`).

    `text` holds all that went in and all that came out in one form only, and `sha256` is its hash.
    In it members stand under a code of this draw alone, never a name or an address. When a seat is
    filled again, that is another draw, which `replaces` this one and supersedes it.

    A public draw has two steps: its lottery becomes a list of 1,000 panels, which is published and
    from then on sealed; then three digits, made in public, choose one of them.
    """

    class Algorithm(models.TextChoices):
        LEXIMIN = "leximin", _("LEXIMIN: the fairest chances that the quotas allow")
        MAXIMIN = "maximin", _("MAXIMIN: the lowest chance as high as can be")
        RANDOM = "random", _("Simple random, without quotas")

    class State(models.TextChoices):
        DRAFTED = "drafted", _("Being drawn")
        LISTED = "listed", _("Panels listed, not yet published")
        PUBLISHED = "published", _("Published, the number is still to be drawn")
        DRAWN = "drawn", _("Drawn")
        SUPERSEDED = "superseded", _("Superseded by a later round")
        STOPPED = "stopped", _("Stopped, nobody drawn")

    class WithoutAnswer(models.TextChoices):
        APART = "apart", _("They stay in the pool, as a group of their own without a minimum")
        LEFT_OUT = "left-out", _("They are left out of the pool")

    wagtail_reference_index_ignore = True  # a draw uses no page, picture or document

    title = models.CharField(_("title"), max_length=120)
    purpose = models.TextField(_("what it is for"), blank=True)
    algorithm = models.CharField(
        _("method"), max_length=8, choices=Algorithm, default=Algorithm.LEXIMIN
    )
    algorithm_ran = models.CharField(max_length=8, choices=Algorithm, blank=True)
    size = models.PositiveIntegerField(_("seats"))
    # Rows of feature, value, minimum, maximum and, if there is flex, its two limits.
    rules = models.JSONField(default=list)
    one_per_household = models.BooleanField(_("one person a household"), default=False)
    frame = models.JSONField(default=dict)  # who is in the pool, as `panel.frames` reads it
    told = models.JSONField(default=list)  # the features that are answers about oneself
    without_answer = models.CharField(
        _("who did not tell"), max_length=8, choices=WithoutAnswer, default=WithoutAnswer.APART
    )
    # Of a draw by answers about oneself the text and the members go after this day.
    kept_until = models.DateField(null=True, blank=True)
    pool_size = models.PositiveIntegerField(null=True)
    excluded = models.JSONField(default=dict)  # reason: how many
    is_test = models.BooleanField(_("test draw"), default=False)
    seed = models.CharField(max_length=40, blank=True)
    # What the members' codes are keyed by; of rounds it is the first one's.
    reference = models.CharField(max_length=60, editable=False)
    round = models.PositiveSmallIntegerField(default=1)
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="later_rounds"
    )
    dropped = models.ForeignKey(  # whose seat this round fills
        "panel.Membership", models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State, default=State.DRAFTED)
    settled = models.PositiveIntegerField(default=0)  # groups whose chance is known so far
    groups = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True)
    version = models.CharField(max_length=80, blank=True)
    text = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    is_public = models.BooleanField(_("public draw"), default=False)
    public_act = models.TextField(_("how and when the number is drawn"), blank=True)
    panels_text = models.TextField(blank=True)  # the 1,000 panels, as `analysis` writes them
    panels_sha256 = models.CharField(max_length=64, blank=True)
    deviation = models.FloatField(null=True)  # by how much rounding moved a chance at most
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    number = models.CharField(_("number drawn"), max_length=3, blank=True)
    lowest = models.FloatField(null=True)
    highest = models.FloatField(null=True)
    gini = models.FloatField(null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    drawn_at = models.DateTimeField(_("drawn"), null=True, blank=True)

    objects = DrawQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("draw")
        verbose_name_plural = _("draws")
        constraints = [
            models.CheckConstraint(
                name="a_seed_for_test_draws_alone",
                condition=(Q(is_test=True) & ~Q(seed="")) | Q(is_test=False, seed=""),
            ),
            models.CheckConstraint(
                name="drawn_as_asked_and_with_proof",
                condition=Q(state="drafted", sha256="", drawn_at=None)
                | Q(state="stopped", drawn_at=None)
                | (
                    Q(state__in=["listed", "published"], is_public=True, drawn_at=None)
                    & Q(algorithm_ran=F("algorithm"), pool_size__isnull=False)
                    & ~Q(sha256="")
                )
                | (
                    Q(state__in=["drawn", "superseded"], drawn_at__isnull=False)
                    & Q(algorithm_ran=F("algorithm"), pool_size__isnull=False)
                    & ~Q(sha256="")
                ),
            ),
            models.CheckConstraint(
                name="public_draws_are_real_and_say_how",
                condition=Q(is_public=False) | (Q(is_test=False, round=1) & ~Q(public_act="")),
            ),
            models.CheckConstraint(
                name="published_before_the_number",
                condition=(
                    Q(state__in=["drafted", "listed", "stopped"], published_at=None, number="")
                    | Q(is_public=False, published_at=None, number="")
                    | (Q(state="published", published_at__isnull=False, number=""))
                    | (
                        Q(state__in=["drawn", "superseded"], published_at__isnull=False)
                        & ~Q(number="")
                        & ~Q(panels_sha256="")
                    )
                ),
            ),
            models.CheckConstraint(
                name="answers_in_a_draw_end_on_a_day",
                condition=Q(told=[]) | Q(kept_until__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["replaces"], condition=~Q(state="stopped"), name="one_round_after_another"
            ),
            models.CheckConstraint(
                name="later_rounds_replace_one",
                condition=Q(round=1, replaces=None) | Q(round__gt=1, replaces__isnull=False),
            ),
        ]

    def __str__(self):
        title = self.title
        if self.round > 1:
            title = _now("%(title)s, round %(n)d") % {"title": title, "n": self.round}
        return _now("TEST: %(title)s") % {"title": title} if self.is_test else title

    @property
    def is_drawn(self) -> bool:
        return self.state in (self.State.DRAWN, self.State.SUPERSEDED)

    @property
    def is_let_go(self) -> bool:
        """Say whether the text and the members of it are gone, on the day that was promised."""
        return bool(self.sha256) and not self.text

    @property
    def is_worked_out(self) -> bool:
        """Say whether the lottery is there to be read, drawn from or not."""
        return self.is_drawn or self.state in (self.State.LISTED, self.State.PUBLISHED)

    @property
    def replaced_by(self) -> Draw | None:
        """Return the round that took the place of this one, or that is being drawn for it."""
        return self.later_rounds.exclude(state=self.State.STOPPED).without_text().first()

    @property
    def refusal_to_invite(self) -> str:
        """Say why nobody may be invited by this draw, or nothing if they may."""
        if self.is_test:
            return _now("This is a test draw. Nobody is ever invited by it.")
        if self.state == self.State.SUPERSEDED:
            return _now("A later round took the place of this draw. Invite by that one.")
        return "" if self.state == self.State.DRAWN else _now("Nobody is drawn yet.")

    @cached_property
    def first_round(self) -> int:
        """Return the key of the round that all others go back to."""
        pk, before = self.pk, self.replaces_id
        while before:
            pk, before = before, Draw.objects.values_list("replaces_id", flat=True).get(pk=before)
        return pk

    @cached_property
    def stored(self) -> dict[str, Any]:
        """Read the text: its inputs, its result and the version."""
        return json.loads(self.text)

    @property
    def text_agrees(self) -> bool:
        """Hash the text again, and say whether the hash is the one on record."""
        return sha256_of(self.text) == self.sha256


class DrawMemberQuerySet(models.QuerySet):
    def seated(self):
        return self.filter(is_selected=True)


class DrawMember(models.Model):
    """One member in a draw: the chance they had, and whether they were drawn.

    Who leaves the panel keeps the row of their membership, emptied of name, address and postcode.
    So this row stays and the proof holds, and it leads to nobody; nothing else is kept. A person
    who keeps a seat from an earlier round has the chance of that round here.
    """

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="members")
    membership = models.ForeignKey("panel.Membership", models.PROTECT, related_name="drawn")
    code = models.CharField(max_length=26)  # stands for the member in the draw's text and files
    probability = models.FloatField()
    is_selected = models.BooleanField(default=False)
    round = models.PositiveSmallIntegerField(default=1)  # the one of this chance

    objects = DrawMemberQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "membership"], name="once_in_a_draw"),
            models.UniqueConstraint(fields=["draw", "code"], name="one_code_in_a_draw"),
            models.CheckConstraint(
                name="chances_from_nought_to_one",
                condition=Q(probability__gte=0, probability__lte=1),
            ),
        ]

    def __str__(self):
        return self.code


class DrawTold(models.Model):
    """One answer about oneself that a draw went by, with the salt of its commitment in the text.

    It is a copy, under the code of the draw, and the one thing of a draw that can be deleted at any
    time: when the answer is, and when its person leaves. The text then holds a hash of it that
    nobody can undo.
    """

    draw = models.ForeignKey(Draw, models.CASCADE, related_name="answers")  # the first round
    code = models.CharField(max_length=26)
    feature = models.CharField(max_length=30)
    value = models.CharField(max_length=40)
    salt = models.CharField(max_length=32)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["draw", "code", "feature"], name="one_answer_a_feature_of_a_draw"
            )
        ]

    def __str__(self):
        return f"{self.code}: {self.feature}"
