"""Who was drawn into which arm or group of a deliberative poll: by key, sealed, with the proof."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.at_once import read_at_once
from core.keys import name_of_account, participation_key
from core.one_form import sha256_of

CONTROL, TREATMENT = 0, 1  # the numbers of the arms


class Assignment(models.Model):
    """One draw of a poll; the database refuses every change of it (`polls/sealing.py`).

    `text` holds all that went in and came out in one form only, and `sha256` is its hash. In it
    people stand under a code of this draw alone.
    """

    class Kind(models.TextChoices):
        ARMS = "arms", _("Comparison group")
        GROUPS = "groups", _("Small groups")

    poll = models.ForeignKey(
        "polls.DeliberativePollPage", models.CASCADE, related_name="assignments"
    )
    kind = models.CharField(max_length=6, choices=Kind)
    drawn_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    text = models.TextField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["poll", "kind"], name="drawn_once_a_poll"),
        ]

    def __str__(self):
        return f"{self.poll}: {self.get_kind_display()}"

    @property
    def stored(self) -> dict[str, Any]:
        """Read the text: what was asked, who went in under which code, and what came out."""
        return json.loads(self.text)

    @property
    def text_agrees(self) -> bool:
        return sha256_of(self.text) == self.sha256


class AssignedPlace(models.Model):
    """Where one person's key was drawn: the number of an arm or a group."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="places")
    key = models.CharField(max_length=26)
    number = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "key"], name="one_place_a_person"),
        ]

    def __str__(self):
        return str(self.number)


class Facilitator(models.Model):
    """A member of staff who looks after one small group."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="facilitators")
    number = models.PositiveSmallIntegerField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "number"], name="one_who_facilitates"),
        ]

    def __str__(self):
        return f"{self.number}: {self.user}"


def led_by(draw: Assignment, user: Any) -> models.QuerySet:
    """Ask for the numbers of the groups that a member of staff facilitates."""
    return draw.facilitators.filter(user=user.pk).values_list("number", flat=True)


def members_of(poll: Any, number: int | None = None) -> list[Any]:
    """Return the people of a group, or of all, by turning everybody on the panel into their key."""
    places = AssignedPlace.objects.filter(assignment__poll=poll.pk, assignment__kind="groups")
    if number is not None:
        places = places.filter(number=number)
    people = get_user_model().objects.filter(membership__isnull=False)
    dealt, everybody = places.values_list("key", flat=True), people.values_list("pk", flat=True)
    read_at_once(dealt, everybody)
    keys = set(dealt)
    found = [pk for pk in everybody if participation_key(poll.subject, name_of_account(pk)) in keys]
    return list(people.filter(pk__in=found).select_related("membership__ward").order_by("pk"))
