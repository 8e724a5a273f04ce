"""What people answered. These tables know keys; they have no way to a person."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panel.models.age_bands import STORED_BANDS, name_of_band
from polls.models.respondents import ORGANISATIONS, RespondentType


class Wave(models.TextChoices):
    ONLY = "only", _("Your answers")
    BEFORE = "before", _("First answers")
    AFTER = "after", _("Second answers")
    LATER = "later", _("Answers months later")


FIRST_WAVES = (Wave.ONLY, Wave.BEFORE)  # in which each person is counted once


class Mode(models.TextChoices):
    """How answers came: a variable in every file."""

    ONLINE = "online", _("Online")
    KIOSK = "kiosk", _("On a shared tablet")
    PAPER = "paper", _("On paper")
    EMAIL = "email", _("By e-mail")
    PHONE = "phone", _("By telephone")
    EVENT = "event", _("At an event")
    ASSISTED = "assisted", _("Online with help")


class Format(models.TextChoices):
    """In which version of the same questions they were given."""

    STANDARD = "standard", _("Standard")
    LARGE_PRINT = "large-print", _("Large print")
    EASY_READ = "easy-read", _("Easy read")
    TRANSLATED = "translated", _("Another language")


class ResponseQuerySet(models.QuerySet):
    """Answers as files and figures read them."""

    def standing(self):
        """Leave out what was taken back, and what an officer excluded with a reason."""
        return self.filter(withdrawn_at=None, excluded_at=None)

    def counting(self):
        """Leave out what came too late as well, unless an officer has it count."""
        return self.standing().filter(is_counted=True)

    def of_individuals(self):
        """Leave out what was said for organisations, which are counted apart."""
        return self.exclude(respondent_type__in=ORGANISATIONS)


class Response(models.Model):
    """One person's answers to a questionnaire in one wave."""

    page = models.ForeignKey("polls.QuestionnairePage", models.CASCADE, related_name="responses")
    wave = models.CharField(max_length=6, choices=Wave, default=Wave.ONLY)
    key = models.CharField(max_length=26)
    # What is published by: where they lived and how old they were when they answered.
    ward = models.ForeignKey("panel.Ward", models.RESTRICT, null=True, blank=True, related_name="+")
    age_band = models.CharField(max_length=5, choices=STORED_BANDS, blank=True)
    # What they weigh by the draw that invited them, as they answered; none of who was not drawn.
    design_weight = models.FloatField(null=True, blank=True)
    # Whether they had joined by an invitation at random; None of who is no member, and of answers
    # from before this was kept.
    is_at_random = models.BooleanField(null=True, blank=True)
    # By which their answers were shuffled; forgotten with the key, from which it is made.
    order_seed = models.PositiveIntegerField(null=True, blank=True)
    version = models.PositiveSmallIntegerField(default=1)  # of the words that they answered
    proposal_version = models.PositiveSmallIntegerField(default=1)  # of what they answered about
    language = models.CharField(max_length=5, default=settings.LANGUAGE_CODE)  # of the words
    submitted_at = models.DateTimeField(default=timezone.now)
    public_id = models.CharField(max_length=12, unique=True)
    receipt_hash = models.CharField(max_length=64, unique=True)
    # Known only to the object that was just stored; the table keeps the hash.
    receipt: str = ""
    off_route: int = 0  # likewise: questions that a paper answers though it was led past them
    mode = models.CharField(max_length=8, choices=Mode, default=Mode.ONLINE)
    format = models.CharField(max_length=11, choices=Format, default=Format.STANDARD)
    # Of answers that somebody else entered: the day they came, and whether that was after the end.
    received_on = models.DateField(null=True, blank=True)
    is_late = models.BooleanField(default=False)
    is_counted = models.BooleanField(default=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    # As what they answer; empty where it was not asked.
    respondent_type = models.CharField(max_length=10, choices=RespondentType, blank=True)
    has_account = models.BooleanField(default=True)
    # By their own word under the lowest age of the panel, and so under its rules.
    is_younger = models.BooleanField(default=False)
    excluded_at = models.DateTimeField(null=True, blank=True)
    excluded_because = models.CharField(max_length=300, blank=True)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "wave", "key"], name="one_response_a_wave"),
            models.CheckConstraint(
                condition=models.Q(is_late=False) | models.Q(received_on__isnull=False),
                name="late_by_the_day_received",
            ),
            models.CheckConstraint(
                condition=models.Q(excluded_at=None, excluded_because="")
                | (models.Q(excluded_at__isnull=False) & ~models.Q(excluded_because="")),
                name="excluded_with_a_reason",
            ),
        ]
        permissions = [("exclude_response", _("Can exclude responses, and put them back"))]
        indexes = [models.Index(fields=["page", "wave", "ward"], name="responses_by_ward")]

    def __str__(self):
        return self.public_id

    def get_age_band_display(self) -> str:
        return name_of_band(self.age_band)

    @property
    def has_sender(self) -> bool:
        """Say whether somebody could carry on with it: of a paper without a name nobody can."""
        return self.has_account or self.received_on is None


class Missing(models.TextChoices):
    """Why there is no answer: the codes that exports carry."""

    PREFER_NOT = "-9", _("Prefer not to say")
    DONT_KNOW = "-8", _("Do not know")
    NOT_ASKED = "-7", _("Not asked")
    SKIPPED = "-6", _("Skipped")
    REMOVED = "-5", _("Removed by moderation")
    NOT_YET = "-1", _("Not yet asked in this wave")


class Answer(models.Model):
    """The answer to one item; one record for each option that was chosen, or row of a grid."""

    response = models.ForeignKey(Response, models.CASCADE, related_name="answers")
    # Found by the index that answers are counted of.
    item = models.ForeignKey("polls.Item", models.RESTRICT, related_name="answers", db_index=False)
    # From 0 to 10 on a scale; beside an option, the place that it was given; beside a row, what was
    # experienced, with what had been expected.
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    expected = models.PositiveSmallIntegerField(null=True, blank=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    day = models.DateField(null=True, blank=True)
    option = models.ForeignKey(
        "polls.Option", models.RESTRICT, null=True, blank=True, related_name="answers"
    )
    row = models.ForeignKey(
        "polls.Row", models.RESTRICT, null=True, blank=True, related_name="answers"
    )
    ward = models.ForeignKey("panel.Ward", models.RESTRICT, null=True, blank=True, related_name="+")
    text = models.TextField(blank=True)
    missing = models.CharField(max_length=2, choices=Missing, blank=True)
    # Written on paper beside a question that the earlier answers led past: kept, never counted.
    is_off_route = models.BooleanField(default=False)

    class Meta:
        indexes = [
            # Holds all that is counted, so that nothing is read but this; what is typed as a number
            # stays out, because PostgreSQL would then store every answer by itself.
            models.Index(
                fields=[
                    *("item", "row", "option", "number", "expected", "day", "ward", "missing"),
                ],
                name="answers_counted",
            ),
            # Few, and taken off what is counted.
            models.Index(
                fields=["item"], condition=models.Q(is_off_route=True), name="answers_off_route"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "item"],
                condition=models.Q(option=None, row=None),
                name="one_answer_an_item",
            ),
            models.UniqueConstraint(fields=["response", "item", "row"], name="one_answer_a_row"),
            models.UniqueConstraint(
                fields=["response", "item", "option"],
                condition=models.Q(row=None),
                name="option_chosen_once",
            ),
            models.CheckConstraint(
                condition=models.Q(number=None) | models.Q(number__lte=10),
                name="number_from_0_to_10",
            ),
            models.CheckConstraint(
                condition=models.Q(expected=None)
                | models.Q(expected__lte=10, number__isnull=False, row__isnull=False),
                name="expected_beside_experienced",
            ),
            models.UniqueConstraint(
                fields=["response", "item", "number"],
                condition=~models.Q(number=None) & models.Q(row=None),
                name="place_given_once",
            ),
            models.CheckConstraint(
                condition=models.Q(amount=None) | models.Q(amount__gte=0),
                name="amount_not_below_0",
            ),
            models.CheckConstraint(
                condition=models.Q(missing="")
                | models.Q(number=None, option=None, amount=None, day=None, ward=None, text=""),
                name="missing_means_no_answer",
            ),
        ]

    def __str__(self):
        return f"{self.item_id}: {self.missing or self.option_id or self.number or 'other'}"


class Draft(models.Model):
    """Answers on their way: kept at each question, gone when they are sent."""

    page = models.ForeignKey("polls.QuestionnairePage", models.CASCADE, related_name="drafts")
    wave = models.CharField(max_length=6, choices=Wave, default=Wave.ONLY)
    key = models.CharField(max_length=26)
    answers = models.JSONField(default=dict)  # {"<item pk>": the answer as the form gives it}
    # How they will have come: who begins with an officer or on a shared tablet says so with that.
    mode = models.CharField(max_length=8, choices=Mode, default=Mode.ONLINE)
    # As they read it when they saved last, so that they go on in it on any device.
    format = models.CharField(max_length=11, choices=Format, default=Format.STANDARD)
    saved_at = models.DateTimeField(auto_now=True)
    version = models.PositiveSmallIntegerField(default=1)  # of the words with which they began

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "wave", "key"], name="one_draft_a_wave"),
        ]

    def __str__(self):
        return f"{self.page_id} {self.wave}"
