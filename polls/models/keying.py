"""Answers that staff enter: batches of papers, calls and letters, and who entered which."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from polls.models.responses import Format, Mode, Response, Wave

# What somebody online cannot have come by.
KEYED_MODES = (Mode.PAPER, Mode.EMAIL, Mode.PHONE, Mode.EVENT)


def by_staff() -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")


class Batch(models.Model):
    """Answers that came on one day in one way, and are entered one after the other."""

    page = models.ForeignKey("polls.QuestionnairePage", models.CASCADE, related_name="batches")
    number = models.PositiveIntegerField()
    wave = models.CharField(max_length=6, choices=Wave, default=Wave.ONLY)
    mode = models.CharField(max_length=8, choices=[(one.value, one.label) for one in KEYED_MODES])
    format = models.CharField(max_length=11, choices=Format, default=Format.STANDARD)
    received_on = models.DateField()
    is_keyed_twice = models.BooleanField(default=False)
    began_at = models.DateTimeField(default=timezone.now)
    by = by_staff()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="batch_number_once"),
        ]
        permissions = [
            ("key_answers", _("Can enter answers for people who sent them offline")),
            ("assist_members", _("Can answer with a member on the telephone or in the room")),
        ]

    def __str__(self):
        return f"{self.page_id}-{self.number}"


class Paper(models.Model):
    """One paper of a batch, as it was entered.

    What was typed waits here only until it counts: then it stands in the response alone. A paper
    with neither is one whose answers were taken back, or that was set aside because its sender had
    answered already.
    """

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="papers")
    number = models.PositiveIntegerField()
    first = models.JSONField(null=True)
    second = models.JSONField(null=True)
    first_by = by_staff()
    first_at = models.DateTimeField(default=timezone.now)
    second_by = by_staff()
    second_at = models.DateTimeField(null=True)
    settled_by = by_staff()
    settled_at = models.DateTimeField(null=True)
    differences = models.PositiveSmallIntegerField(null=True)  # between the two; none of one alone
    response = models.OneToOneField(Response, models.SET_NULL, null=True, related_name="paper")
    # Of a deliberative poll: which person's answers these are, by key.
    sheet = models.OneToOneField(
        "polls.PersonalSheet", models.SET_NULL, null=True, related_name="paper"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="paper_number_once"),
            models.CheckConstraint(
                condition=models.Q(first_by=None)
                | models.Q(second_by=None)
                | ~models.Q(first_by=models.F("second_by")),
                name="second_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=models.Q(settled_at=None)
                | models.Q(first__isnull=True, second__isnull=True),
                name="what_was_typed_is_let_go",
            ),
        ]

    def __str__(self):
        return f"{self.batch_id}-{self.number}"


class LateChoice(models.Model):
    """An officer's decision that late answers count, or do not; the newest holds."""

    page = models.ForeignKey("polls.QuestionnairePage", models.CASCADE, related_name="late_choices")
    counts = models.BooleanField()
    reason = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField(default=timezone.now)
    by = by_staff()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.page_id}: {self.counts}"
