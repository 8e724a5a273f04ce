"""The questions of a questionnaire."""

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable

from polls.choosing import HowMany
from polls.days import Days
from polls.models.easy_read import EasyItem
from polls.models.offered import Option, Row
from polls.models.responses import Wave
from polls.numbers import Numbers
from polls.shuffling import in_order
from polls.standards import CHOICES as STANDARD_CHOICES
from polls.standards import DISABILITY

LONGEST_TEXT = 4000
WELSH = "_cy"  # ends the names of the fields that hold a text in Welsh
TRANSLATED = ("wording", "hint", "low_label", "middle_label", "high_label")


class Item(EasyItem, ClusterableModel, Orderable):
    """One question of a questionnaire, the same record in every wave that asks it."""

    # Set for as long as somebody looks at it: their seed, and whether it shares its page.
    seed: int | None = None
    shares_page = False

    class Kind(models.TextChoices):
        SCALE = "scale", _("A number from 0 to 10")
        SINGLE = "single", _("One answer from a list")
        MULTIPLE = "multiple", _("Any answers from a list")
        RANKING = "ranking", _("Answers put in order")
        MATRIX = "matrix", _("A grid: the same answers to several statements")
        GAP = "gap", _("What they expect and what they get, for each row")
        STANDARD = "standard", _("A standard question, whose words are fixed")
        POSTCODE = "postcode", _("A postcode or ward, kept as the ward")
        PLACE = "place", _("A place on the map of wards, kept as the ward")
        FEELING = "feeling", _("Mad, sad or glad, and why")
        NUMBER = "number", _("A number that they type")
        DATE = "date", _("A date")
        SHORT = "short", _("Their own words, in one line")
        TEXT = "text", _("Their own words")
        FILE = "file", _("A file: a document or a picture")

    class Sensitivity(models.TextChoices):
        OPEN = "open", _("Open opinion")
        STANDARD = "standard", _("Standard")
        SENSITIVE = "sensitive", _("Sensitive: never shown by ward")

    page = ParentalKey("polls.QuestionnairePage", on_delete=models.CASCADE, related_name="items")
    code = models.SlugField(
        _("code"),
        max_length=24,
        blank=True,
        help_text=_("The name of the column in exports. Left empty, it becomes q1, q2 and so on."),
    )
    kind = models.CharField(_("how it is answered"), max_length=8, choices=Kind, default=Kind.SCALE)
    standard = models.CharField(
        _("standard question"),
        max_length=12,
        choices=STANDARD_CHOICES,
        blank=True,
        help_text=_(
            "Its words, answers and code come with it and cannot be changed. Results are not "
            "comparable with LGA polling, which is by telephone."
        ),
    )
    wording = models.CharField(_("question"), max_length=250, blank=True)
    hint = models.CharField(
        _("hint"),
        max_length=250,
        blank=True,
        help_text=_("A fact, or what the middle means. Never a reason for one side."),
    )
    wording_cy = models.CharField(_("question in Welsh"), max_length=250, blank=True)
    hint_cy = models.CharField(_("hint in Welsh"), max_length=250, blank=True)
    low_label_cy = models.CharField(_("0 means, in Welsh"), max_length=40, blank=True)
    middle_label_cy = models.CharField(_("5 means, in Welsh"), max_length=40, blank=True)
    high_label_cy = models.CharField(_("10 means, in Welsh"), max_length=40, blank=True)
    low_label = models.CharField(_("0 means"), max_length=40, blank=True)
    middle_label = models.CharField(_("5 means"), max_length=40, blank=True)
    high_label = models.CharField(_("10 means"), max_length=40, blank=True)
    lowest = models.DecimalField(
        _("lowest number"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("Empty: 0."),
    )
    highest = models.DecimalField(
        _("highest number"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("Empty: there is none."),
    )
    unit = models.CharField(
        _("unit"), max_length=20, blank=True, help_text=_("“minutes” or “£”, for example.")
    )
    unit_cy = models.CharField(
        _("unit in Welsh"),
        max_length=20,
        blank=True,
        help_text=_("Empty: the same in Welsh, as “£” and “km” are."),
    )
    has_decimals = models.BooleanField(
        _("allow decimals"), default=False, help_text=_("Two at most: 2.50.")
    )
    longest = models.PositiveSmallIntegerField(
        _("at most so many characters"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_TEXT)],
        help_text=_("Empty: 100 in one line, else 4,000. People see how many are left."),
    )
    earliest = models.DateField(_("earliest date"), null=True, blank=True)
    latest = models.DateField(_("latest date"), null=True, blank=True)
    fewest = models.PositiveSmallIntegerField(
        _("at least"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    most = models.PositiveSmallIntegerField(
        _("at most"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("3 for “your top three”. Empty: all of them; in an order each needs a place."),
    )
    is_paired = models.BooleanField(
        _("ask it in both rounds"),
        default=True,
        help_text=_(
            "For deliberative polls. Without it, the question is asked in the second round only: "
            "what people thought of the event, for example."
        ),
    )
    asked_if = models.TextField(
        _("ask it only of those who answered"),
        blank=True,
        help_text=_(
            "Empty: it is asked of everybody. Otherwise a line for each condition, all of which "
            "must hold: the code of an earlier question and its answers, such as “q1 = 1, 3”, "
            "“q2 = 0-4” or, for “I do not know”, “q2 = dk”."
        ),
    )
    in_random_order = models.BooleanField(
        _("show answers or rows in random order"),
        default=False,
        help_text=_(
            "Each person meets them in an order of their own, the same at every visit. What is "
            "chosen alone and what asks for own words stays last. In a grid, the rows move."
        ),
    )
    in_random_place = models.BooleanField(
        _("show this question in a random place"),
        default=False,
        help_text=_(
            "It changes places with the questions right before and after it that have this too and "
            "are asked of the same people; each person meets an order of their own."
        ),
    )
    on_same_page = models.BooleanField(
        _("ask it on the same page as the question before"),
        default=False,
        help_text=_(
            "For questions that belong closely together. Nothing can follow from an answer on the "
            "same page. In a random place, the page moves as a whole."
        ),
    )
    page_heading = models.CharField(
        _("heading of the page"),
        max_length=120,
        blank=True,
        help_text=_("For the first of several questions on a page. It may stay empty."),
    )
    page_heading_cy = models.CharField(
        _("heading of the page in Welsh"), max_length=120, blank=True
    )
    is_required = models.BooleanField(_("must be answered"), default=True)
    has_dont_know = models.BooleanField(_("offer “I do not know”"), default=True)
    sensitivity = models.CharField(
        _("sensitivity"), max_length=9, choices=Sensitivity, default=Sensitivity.STANDARD
    )
    is_background = models.BooleanField(
        _("show results by its answers"),
        default=False,
        help_text=_(
            "For one answer from a list, about people themselves: the report of a deliberative "
            "poll shows how each group moved, where all groups are large enough."
        ),
    )

    panels = [
        FieldPanel("kind"),
        FieldPanel("standard", classname="for-standard"),
        FieldPanel("wording", classname="for-own"),
        FieldPanel("hint", classname="for-own"),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [FieldPanel("low_label"), FieldPanel("middle_label"), FieldPanel("high_label")]
                )
            ],
            heading=_("Ends and middle of the scale"),
            classname="for-scale",
            help_text=_(
                "For numbers from 0 to 10: “Strongly against”, “In the middle”, “Strongly for”."
            ),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [FieldPanel("lowest"), FieldPanel("highest"), FieldPanel("has_decimals")]
                ),
                FieldRowPanel([FieldPanel("unit"), FieldPanel(f"unit{WELSH}")]),
            ],
            heading=_("For a number that they type"),
            classname="for-number",
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("earliest"), FieldPanel("latest")])],
            heading=_("For a date"),
            classname="for-date",
        ),
        InlinePanel(
            "options",
            label=_("answer"),
            heading=_("Answers to choose from"),
            classname="for-lists",
            help_text=_(
                "For lists and for answers put in order: at least two. For a grid: two to seven, "
                "from one end to the other, such as “Strongly agree” to “Strongly disagree”."
            ),
        ),
        InlinePanel(
            "rows",
            label=_("row"),
            heading=_("Rows"),
            classname="for-rows",
            help_text=_(
                "One statement each: “The staff were polite.” Where people say what they expect "
                "and what they get, one thing each: “How quickly the phone is answered”."
            ),
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("fewest"), FieldPanel("most")])],
            heading=_("For several answers, chosen or put in order"),
            classname="for-several",
        ),
        FieldPanel("longest", classname="for-text"),
        FieldPanel("in_random_order", classname="for-order"),
        FieldPanel("in_random_place"),
        FieldPanel("on_same_page"),
        FieldRowPanel([FieldPanel("page_heading"), FieldPanel(f"page_heading{WELSH}")]),
        EasyItem.heading_panel,
        FieldPanel("asked_if", widget=forms.Textarea(attrs={"rows": 2})),
        FieldRowPanel([FieldPanel("is_required"), FieldPanel("has_dont_know")]),
        FieldRowPanel([FieldPanel("is_paired"), FieldPanel("sensitivity")]),
        FieldPanel("is_background"),
        FieldPanel("code"),
        MultiFieldPanel(
            [FieldPanel(f"{name}{WELSH}") for name in TRANSLATED],
            heading=_("In Welsh"),
            classname="collapsed for-own",
            help_text=_(
                "Once every text of every question has its Welsh one, who reads Welsh is asked in "
                "Welsh. Codes are the same. Standard questions stay in the words of their source."
            ),
        ),
        *EasyItem.easy_panels,
    ]

    class Meta(Orderable.Meta):
        constraints = [
            # Drafts may still be without codes; what is published never is.
            models.UniqueConstraint(
                fields=["page", "code"],
                condition=~models.Q(code=""),
                name="code_once_a_questionnaire",
            ),
        ]

    def __str__(self):
        return self.wording

    @property
    def has_options(self) -> bool:
        return self.is_one_of or self.kind in (self.Kind.MULTIPLE, self.Kind.RANKING)

    @property
    def is_one_of(self) -> bool:
        """Return whether people choose one answer of a list."""
        return self.kind in (self.Kind.SINGLE, self.Kind.STANDARD, self.Kind.FEELING)

    @property
    def is_text(self) -> bool:
        return self.kind in (self.Kind.TEXT, self.Kind.SHORT)

    @property
    def is_file(self) -> bool:
        return self.kind == self.Kind.FILE

    @property
    def has_figures(self) -> bool:
        """Return whether answers are counted; words and files are read by officers alone."""
        return not (self.is_text or self.is_file)

    @property
    def most_characters(self) -> int:
        """Return how long a text may be."""
        return self.longest or LONGEST[self.kind]

    @property
    def is_shuffled(self) -> bool:
        """Return whether each person meets it, or its answers, in an order of their own."""
        return self.in_random_order or self.in_random_place

    @property
    def is_place(self) -> bool:
        """Return whether the answer is a ward."""
        return self.kind in (self.Kind.POSTCODE, self.Kind.PLACE)

    @property
    def has_comment(self) -> bool:
        """Return whether people may say more beside whatever they choose."""
        return self.kind == self.Kind.FEELING

    @property
    def has_prefer_not(self) -> bool:
        """Return whether “Prefer not to say” is offered: where it is about themselves."""
        return self.kind == self.Kind.STANDARD and self.standard in DISABILITY

    @property
    def has_rows(self) -> bool:
        return self.kind in WITH_ROWS

    @property
    def shown_options(self) -> list[Option]:
        """Return the answers in the order in which whoever has the seed meets them."""
        options = list(self.options.all())
        return self._shuffled(options) if not self.has_rows else options

    @property
    def shown_rows(self) -> list[Row]:
        return self._shuffled(list(self.rows.all()))

    def _shuffled(self, parts: list) -> list:
        if self.seed is None or not self.in_random_order or self.kind in FIXED_ORDER:
            return parts
        return in_order(parts, seed=self.seed, item=self.code)

    @property
    def numbers(self) -> Numbers:
        """Return which numbers can be typed here."""
        return Numbers(self.lowest, self.highest, self.has_decimals, self.unit)

    @property
    def days(self) -> Days:
        """Return which dates can be given here."""
        return Days(self.earliest, self.latest)

    def how_many(self, options: int) -> HowMany:
        """Return how many of its options have to be chosen or ranked."""
        if self.kind == self.Kind.RANKING and self.most is None:
            return HowMany(options, options)
        return HowMany(self.fewest or 1, min(self.most or options, options))

    def asked_in(self, wave: str) -> bool:
        """Return whether this item is asked in a wave: unpaired ones once, after the talk."""
        return self.is_paired or wave in (Wave.ONLY, Wave.AFTER)


LONGEST = {Item.Kind.SHORT: 100, Item.Kind.TEXT: LONGEST_TEXT}  # unless the officer says less
FIXED_ORDER = (Item.Kind.STANDARD, Item.Kind.FEELING)
WITH_ROWS = (Item.Kind.MATRIX, Item.Kind.GAP)
