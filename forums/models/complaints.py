"""A reader objects to somebody's words; an author objects to a moderator's decision."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from forums.models.contributions import Contribution

# No letters or digits that look alike, because people read references out over the phone.
REFERENCE_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_reference() -> str:
    return get_random_string(8, REFERENCE_SIGNS)


class Report(models.Model):
    """One reader's report of one contribution; works without an account."""

    class Category(models.TextChoices):
        LIFE = "life", _("Somebody is in danger, or a threat to life")
        CHILD = "child", _("Sexual abuse or exploitation of a child")
        TERROR = "terror", _("Terrorism")
        HATE = "hate", _("Hatred because of who people are")
        HARASSMENT = "harassment", _("Harassment, stalking or threats")
        FRAUD = "fraud", _("Fraud, drugs, weapons or another crime")
        IMAGES = "images", _("Intimate images shared without consent")
        SELF_HARM = "self-harm", _("Encouraging suicide or self-harm")
        DEFAMATION = "defamation", _("Untrue and damaging claims about a person")
        PRIVATE = "private", _("Names a private person or gives personal details")
        CANDIDATE = "candidate", _("Urges a vote for or against a candidate or party")
        SPAM = "spam", _("Advertising or spam")
        OTHER = "other", _("Something else that breaks the rules")

    class State(models.TextChoices):
        RECEIVED = "received", _("Received")
        IN_REVIEW = "in-review", _("In review")
        ACTION = "action", _("Action taken")
        NO_ACTION = "no-action", _("No action")
        APPEALED = "appealed", _("Appealed")
        CLOSED = "closed", _("Closed")

    URGENT = {Category.LIFE, Category.CHILD}
    ILLEGAL = {
        Category.TERROR,
        Category.HATE,
        Category.HARASSMENT,
        Category.FRAUD,
        Category.IMAGES,
        Category.SELF_HARM,
    }

    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="reports")
    category = models.CharField(_("what is wrong"), max_length=10, choices=Category)
    text = models.TextField(_("anything else we should know"), blank=True, max_length=1000)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="reports"
    )
    reference = models.CharField(max_length=8, unique=True, default=new_reference)
    state = models.CharField(max_length=9, choices=State, default=State.RECEIVED)
    made_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    OPEN = [State.RECEIVED, State.IN_REVIEW]

    class Meta:
        ordering = ["due_at", "pk"]
        indexes = [models.Index(fields=["state", "due_at"])]

    def __str__(self):
        return self.reference

    @classmethod
    def time_allowed(cls, category: str) -> timedelta:
        """One hour where life or a child is at risk, a day for what is illegal, else three days."""
        if category in cls.URGENT:
            return timedelta(hours=1)
        return timedelta(days=1) if category in cls.ILLEGAL else timedelta(days=3)


class Appeal(models.Model):
    """An author asks that somebody else look again at what was hidden."""

    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="appeals")
    text = models.TextField(_("why we should look again"), max_length=1000)
    made_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    was_upheld = models.BooleanField(null=True)
    answer = models.TextField(_("what we tell the author"), blank=True, max_length=1000)

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contribution"], condition=Q(decided_at=None), name="one_open_appeal"
            )
        ]

    def __str__(self):
        return f"appeal {self.pk}"
