"""What anybody said in public, whatever the kind, and the published rules that it is judged by."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.snippets.models import register_snippet


@register_snippet
class Rule(models.Model):
    """One published rule of taking part; nothing is hidden except under one of these."""

    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    title = models.CharField(
        _("title"),
        max_length=80,
        help_text=_("Completes “It …”, for example “names a private person”"),
    )
    text = models.TextField(_("the rule in full"), blank=True)

    panels = [FieldRowPanel([FieldPanel("number"), FieldPanel("title")]), FieldPanel("text")]

    class Meta:
        ordering = ["number"]
        verbose_name = _("rule")
        verbose_name_plural = _("rules for taking part")

    def __str__(self):
        return _("%(title)s (rule %(number)d)") % {"title": self.title, "number": self.number}


class Voice(models.TextChoices):
    """In which role somebody spoke, kept as it was when they did."""

    RESIDENT = "resident", _("Resident")
    COUNCIL = "council", _("Council")
    FACILITATOR = "facilitator", _("Facilitator")
    EXPERT = "expert", _("Expert")


class ContributionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Leave out hidden and held words, except for moderators, who must judge them."""
        if user.has_perm("forums.moderate_contribution"):
            return self
        return self.filter(hidden_at=None, is_held=False)

    def in_order_said(self):
        return self.order_by("said_at", "pk")

    def with_authors(self):
        """Fetch what a shown name needs in the same query."""
        people = self.select_related("author__membership__ward", "hidden_under")
        return people.defer(
            "author__membership__ward__geometry", "author__membership__ward__outline"
        )

    def with_each_author_once(self):
        """Fetch the same as `with_authors` for many words of few people, in one query more."""
        people = get_user_model().objects.select_related("membership__ward")
        people = people.defer("membership__ward__geometry", "membership__ward__outline")
        return self.select_related("hidden_under").prefetch_related(Prefetch("author", people))

    def waiting(self):
        """Held back until a moderator has read them."""
        return self.filter(is_held=True, hidden_at=None)


class Contribution(models.Model):
    """Something a person wrote for others to read: stored as written, cleaned when shown."""

    class Kind(models.TextChoices):
        TOPIC = "topic", _("Topic")
        POST = "post", _("Post")
        QUESTION = "question", _("Question")
        PROPOSAL = "proposal", _("Question that a group may put")
        STATEMENT = "statement", _("Statement")

    kind = models.CharField(max_length=9, choices=Kind)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="contributions"
    )
    voice = models.CharField(max_length=11, choices=Voice, default=Voice.RESIDENT)
    is_nameless = models.BooleanField(_("shown as a resident, without a name"), default=False)
    text = models.TextField(_("text"))
    first_text = models.TextField(blank=True, editable=False)  # kept when it is edited
    language = models.CharField(max_length=5, blank=True)
    said_at = models.DateTimeField(default=timezone.now, db_index=True)
    edited_at = models.DateTimeField(null=True, blank=True)

    is_held = models.BooleanField(_("waiting for a moderator"), default=False)
    judged_at = models.DateTimeField(null=True, blank=True)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_under = models.ForeignKey(
        Rule, models.PROTECT, null=True, blank=True, related_name="contributions"
    )

    objects = ContributionQuerySet.as_manager()

    class Meta:
        permissions = [("moderate_contribution", _("Can judge what people wrote"))]
        constraints = [
            models.CheckConstraint(
                name="hidden_only_under_a_published_rule",
                condition=Q(hidden_at=None, hidden_under=None)
                | Q(hidden_at__isnull=False, hidden_under__isnull=False),
            )
        ]
        indexes = [
            models.Index(
                fields=["said_at"],
                name="held_contributions",
                condition=Q(is_held=True, hidden_at=None),
            ),
        ]

    def __str__(self):
        return self.text[:60]

    @property
    def is_public(self) -> bool:
        return not self.is_held and self.hidden_at is None

    @property
    def room(self) -> tuple[Any, int | None]:
        """Return the forum, and the small group in whose room of it this was written."""
        if self.kind in (Contribution.Kind.TOPIC, Contribution.Kind.POST):
            topic = self.post.topic
            return topic.forum, topic.circle
        if self.kind == Contribution.Kind.PROPOSAL:
            proposal = self.proposedquestion
            return proposal.forum, proposal.circle
        return None, None

    @property
    def is_removed(self) -> bool:
        """It was published and then hidden: readers see that something stood here."""
        return not self.is_held and self.hidden_at is not None

    @property
    def was_edited(self) -> bool:
        return self.edited_at is not None
