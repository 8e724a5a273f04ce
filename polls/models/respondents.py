"""Who answers a questionnaire that is open to anybody, and what tells of answers sent twice."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel


class WhoMayAnswer(models.TextChoices):
    MEMBERS = "members", _("Members of the panel")
    ANYBODY = "anybody", _("Anybody, without an account")


class AsksType(models.TextChoices):
    USUAL = "usual", _("Where anybody may answer")
    ALWAYS = "always", _("Yes")
    NEVER = "never", _("No")


class Younger(models.TextChoices):
    """What becomes of people under the lowest age of the panel where anybody may answer."""

    NOT_ASKED = "not-asked", _("Nobody is asked their age")
    TURNED_AWAY = "turned-away", _("Ask first, and turn them away: only a count is kept")
    WELCOME = "welcome", _("Ask first, and let them answer, under rules that protect them")


# What somebody says who is asked; a draft keeps it.
OLD_ENOUGH, YOUNGER = "old-enough", "younger"


class AsksWho(models.Model):
    """Who may answer a questionnaire, and what they are asked about themselves first."""

    who_may_answer = models.CharField(
        _("who may answer"),
        max_length=8,
        choices=WhoMayAnswer,
        default=WhoMayAnswer.MEMBERS,
        help_text=_(
            "Anybody can answer without an account, and go on later through a private link. The "
            "results say that who answered chose to. It stays once somebody answered."
        ),
    )
    asks_type = models.CharField(
        _("ask first who somebody is answering as"),
        max_length=6,
        choices=AsksType,
        default=AsksType.USUAL,
        help_text=_(
            "As somebody who lives or works here, a visitor, an organisation and so on. "
            "Organisations are counted apart from individuals. It stays once somebody answered."
        ),
    )
    younger = models.CharField(
        _("people under the lowest age of the panel"),
        max_length=11,
        choices=Younger,
        default=Younger.NOT_ASKED,
        help_text=_(
            "Where anybody may answer. Who is younger answers without an account, is asked no "
            "question that is marked as sensitive, such as on sexuality or gender identity, and "
            "nothing that they write is published. Mark such questions before this opens."
        ),
    )
    who_panel = MultiFieldPanel(
        [FieldPanel("who_may_answer"), FieldPanel("asks_type"), FieldPanel("younger")],
        heading=_("Who answers"),
    )

    class Meta:
        abstract = True

    @property
    def is_open_to_all(self) -> bool:
        """Say whether people without an account may answer."""
        return self.who_may_answer == WhoMayAnswer.ANYBODY

    @property
    def asks_respondent_type(self) -> bool:
        if self.asks_type == AsksType.USUAL:
            return self.is_open_to_all
        return self.asks_type == AsksType.ALWAYS

    @property
    def asks_age(self) -> bool:
        """Say whether people without an account are asked if they are old enough for the panel."""
        return self.is_open_to_all and self.younger != Younger.NOT_ASKED


class RespondentType(models.TextChoices):
    """As what somebody answers; those of ORGANISATIONS speak for others."""

    RESIDENT = "resident", _("Somebody who lives here")
    WORKS_HERE = "works-here", _("Somebody who works or studies here")
    VISITOR = "visitor", _("A visitor")
    COUNCILLOR = "councillor", _("A councillor")
    BUSINESS = "business", _("A business")
    VOLUNTARY = "voluntary", _("A voluntary or community organisation")
    OTHER_ORGANISATION = "other-body", _("Another organisation, such as a parish council or school")
    OTHER = "other", _("Somebody else")

    @property
    def is_organisation(self) -> bool:
        return self in ORGANISATIONS


ORGANISATIONS = (
    RespondentType.BUSINESS,
    RespondentType.VOLUNTARY,
    RespondentType.OTHER_ORGANISATION,
)


class Organisation(models.Model):
    """For whom a response speaks that was given for an organisation."""

    response = models.OneToOneField(
        "polls.Response", models.CASCADE, primary_key=True, related_name="organisation"
    )
    name = models.CharField(max_length=200)
    represents = models.CharField(max_length=300)
    how_gathered = models.CharField(max_length=1000)

    def __str__(self):
        return self.name


class Signal(models.Model):
    """Where a response came from, as keyed hashes of its questionnaire alone.

    Equal ones say that answers may have been sent twice. They go when the questionnaire is
    anonymised, and lead from one questionnaire to no other.
    """

    response = models.OneToOneField(
        "polls.Response", models.CASCADE, primary_key=True, related_name="signal"
    )
    network = models.CharField(max_length=26)
    browser = models.CharField(max_length=26, blank=True)

    def __str__(self):
        return self.network[:8]
