"""Statements that people agree or disagree with and may add to, and the groups that votes show."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Count
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from analysis.disclosure import Sensitivity
from consultations.models import ActivityPage, HasPurpose
from core.dates import day_in_london
from core.keys import name_of_account, participation_key
from forums.admin_forms import StatementsForm
from forums.models.contributions import Contribution, ContributionQuerySet
from forums.models.shown import ShownByView
from panel.models.people import months_after

LONGEST_STATEMENT = 160
MONTHS_OF_A_VOTE = 24  # from the end: as long as votes may be led back to people at all


class StatementsPage(ShownByView, HasPurpose, ActivityPage):
    """Short statements, one at a time, to agree or disagree with, and to add to."""

    class Class(models.TextChoices):
        OPEN = Sensitivity.OPEN.value, _("Open opinion")
        STANDARD = Sensitivity.STANDARD.value, _("Standard")

    takes_statements = models.BooleanField(
        _("members may add statements"),
        default=True,
        help_text=_("A moderator reads each before anybody else does. Nobody sees who wrote it."),
    )
    shows_early = models.BooleanField(
        _("show groups before it closes"),
        default=False,
        help_text=_(
            "Otherwise they come when it closes. Early ones are drawn anew at night, and only when "
            "10 more people have voted."
        ),
    )
    sensitivity = models.CharField(
        _("how it is protected"),
        max_length=8,
        choices=Class,
        default=Class.OPEN,
        help_text=_(
            "Open opinion: figures of fewer than 10 people are kept back. Standard: so is every "
            "single count under 10, which hides much where people are of one mind."
        ),
    )

    content_panels = [
        *ActivityPage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("takes_statements"),
                FieldPanel("shows_early"),
                FieldPanel("sensitivity"),
            ],
            heading=_("How it runs"),
        ),
        HasPurpose.purpose_panel,
    ]
    base_form_class = StatementsForm
    page_description = _("Short statements to agree or disagree with. Groups show what unites.")
    parent_page_types = ["consultations.ConsultationPage"]
    subpage_types: list[str] = []
    usual_purpose = "statements"
    card_kind = "statements"
    card_label = _("Statements")
    card_action = _("Agree or disagree")
    template = "forums/statements_page.html"

    class Meta:
        verbose_name = _("statements to agree or disagree with")
        verbose_name_plural = _("statements to agree or disagree with")

    # ---- who votes

    @property
    def subject(self) -> str:
        """Return the name under which participation keys for these votes are made."""
        return f"statements-{self.pk}"

    @property
    def anonymised_on(self) -> dt.date | None:
        """Return the day on which nothing leads from people to their votes any more."""
        closes = self.closes_at
        return months_after(day_in_london(closes), MONTHS_OF_A_VOTE) if closes else None

    @property
    def is_anonymised(self) -> bool:
        return self.anonymised_on is not None and self.anonymised_on <= timezone.localdate()

    def refusal_of_person(self, user) -> str:
        if refusal := super().refusal_of_person(user):
            return refusal
        if getattr(user, "membership", None) is None:
            return gettext("Only members of the panel vote here. You can join in two minutes.")
        return ""

    @property
    def votes(self) -> models.QuerySet[StatementVote]:
        return StatementVote.objects.filter(statement__page=self)

    def participants(self, users) -> set[int]:
        """Those who voted, by turning each person into their key."""
        keys = {
            participation_key(self.subject, name_of_account(user.pk)): user.pk for user in users
        }
        voted = self.votes.filter(key__in=keys).values_list("key", flat=True).distinct()
        return {keys[key] for key in voted}

    @classmethod
    def joined_by(cls, user, pages: list[ActivityPage]) -> set[int]:
        """Return the pks of those pages where a person voted, in one query."""
        keys = {user.key_for(page.subject) for page in pages}
        votes = StatementVote.objects.filter(statement__page__in=pages, key__in=keys)
        return set(votes.order_by().values_list("statement__page", flat=True).distinct())

    @classmethod
    def participant_counts(cls, pages: list[ActivityPage]) -> dict[int, int]:
        """Count those who voted on many pages, in one query."""
        votes = StatementVote.objects.filter(statement__page__in=pages).order_by()
        counted = votes.values("statement__page").annotate(people=Count("key", distinct=True))
        found = dict(counted.values_list("statement__page", "people"))
        return {page.pk: found.get(page.pk, 0) for page in pages}

    def participant_count(self) -> int:
        return self.participant_counts([self])[self.pk]

    def holds_what_people_did(self) -> bool:
        return self.statements.exists()

    @cached_property
    def turnout(self) -> int:
        return self.participant_count()


class StatementQuerySet(ContributionQuerySet):
    def public(self):
        """Keep what everybody may read and vote on."""
        return self.filter(is_held=False, hidden_at=None)


class Statement(Contribution):
    """One short sentence; who wrote it is shown to nobody, for what counts is who agrees."""

    page = models.ForeignKey(StatementsPage, models.CASCADE, related_name="statements")
    is_seed = models.BooleanField(_("written by the council"), default=False)

    objects = StatementQuerySet.as_manager()

    def get_absolute_url(self) -> str:
        return self.page.url


class StatementVote(models.Model):
    """What somebody thinks of a statement. It knows a key and never a person.

    It knows the day alone: whoever wrote a statement might be found by votes of the same minute.
    """

    class Vote(models.IntegerChoices):
        AGREE = 1, _("Agree")
        DISAGREE = -1, _("Disagree")
        PASS = 0, _("Pass")

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="votes")
    key = models.CharField(max_length=26)
    vote = models.SmallIntegerField(choices=Vote)
    cast_on = models.DateField(default=timezone.localdate)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["statement", "key"], name="one_vote_a_statement"),
            models.CheckConstraint(
                name="agree_disagree_or_pass", condition=models.Q(vote__in=[-1, 0, 1])
            ),
        ]
        indexes = [models.Index(fields=["key"], name="statement_votes_by_key")]

    def __str__(self):
        return f"{self.statement_id}: {self.get_vote_display()}"


class OpinionPicture(models.Model):
    """The groups of one page as they were last drawn, in figures that may be seen.

    Kept, so that what people read changes only when enough others have voted.
    """

    page = models.OneToOneField(StatementsPage, models.CASCADE, related_name="picture")
    drawn_at = models.DateTimeField(default=timezone.now)
    people = models.PositiveIntegerField()
    figures = models.JSONField()

    def __str__(self):
        return f"{self.page_id}: {self.people}"
