"""A question and its page in easy read: beside the usual words, under the same codes.

Each text has an easy one in each language. Where it is empty, people meet the usual words.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from polls.models.responses import Format

EASY = "_easy"  # ends the names of the fields that hold a text in easy read, before the language
LONGEST_EASY, LONGEST_EASY_LABEL, LONGEST_EASY_ANSWER = 400, 60, 200


def beside_its_welsh(name: str) -> FieldRowPanel:
    """Return the controls of a text in easy read, in English and in Welsh."""
    return FieldRowPanel([FieldPanel(f"{name}{EASY}"), FieldPanel(f"{name}{EASY}_cy")])


class EasyItem(models.Model):
    """The texts of a question in easy read."""

    lacks_easy_words = False  # set where somebody reads it in easy read, and it has none

    wording_easy = models.CharField(_("question in easy read"), max_length=LONGEST_EASY, blank=True)
    hint_easy = models.CharField(
        _("hint in easy read"),
        max_length=LONGEST_EASY,
        blank=True,
        help_text=_("It may say what a hard word means, even where there is no other hint."),
    )
    low_label_easy = models.CharField(
        _("0 means, in easy read"), max_length=LONGEST_EASY_LABEL, blank=True
    )
    middle_label_easy = models.CharField(
        _("5 means, in easy read"), max_length=LONGEST_EASY_LABEL, blank=True
    )
    high_label_easy = models.CharField(
        _("10 means, in easy read"), max_length=LONGEST_EASY_LABEL, blank=True
    )
    page_heading_easy = models.CharField(
        _("heading of the page in easy read"), max_length=120, blank=True
    )
    wording_easy_cy = models.CharField(
        _("question in easy read in Welsh"), max_length=LONGEST_EASY, blank=True
    )
    hint_easy_cy = models.CharField(
        _("hint in easy read in Welsh"), max_length=LONGEST_EASY, blank=True
    )
    low_label_easy_cy = models.CharField(
        _("0 means, in easy read in Welsh"), max_length=LONGEST_EASY_LABEL, blank=True
    )
    middle_label_easy_cy = models.CharField(
        _("5 means, in easy read in Welsh"), max_length=LONGEST_EASY_LABEL, blank=True
    )
    high_label_easy_cy = models.CharField(
        _("10 means, in easy read in Welsh"), max_length=LONGEST_EASY_LABEL, blank=True
    )
    page_heading_easy_cy = models.CharField(
        _("heading of the page in easy read in Welsh"), max_length=120, blank=True
    )

    heading_panel = beside_its_welsh("page_heading")
    easy_panels = [
        MultiFieldPanel(
            [
                FieldPanel(name)
                for name in ("wording_easy", "hint_easy", "wording_easy_cy", "hint_easy_cy")
            ],
            heading=_("In easy read"),
            classname="collapsed for-own",
            help_text=_(
                "One idea a sentence, everyday words, no more than 15 words each. It asks the same "
                "and nothing else: the codes are the same. Answers and rows have their easy words "
                "beside them. Welsh is read only once all questions have their Welsh."
            ),
        ),
        MultiFieldPanel(
            [beside_its_welsh(f"{end}_label") for end in ("low", "middle", "high")],
            heading=_("Ends and middle of the scale in easy read"),
            classname="collapsed for-scale",
        ),
    ]

    class Meta:
        abstract = True


class EasyLabel(models.Model):
    """The label of an answer or of a row in easy read."""

    label_easy = models.CharField(_("in easy read"), max_length=LONGEST_EASY_ANSWER, blank=True)
    label_easy_cy = models.CharField(
        _("in easy read in Welsh"), max_length=LONGEST_EASY_ANSWER, blank=True
    )
    easy_panel = beside_its_welsh("label")

    class Meta:
        abstract = True


class InFormats(models.Model):
    """A questionnaire that is read as it is, in easy read or in large print."""

    # As whoever looks at it now reads it; empty until that is known (`polls.formats`).
    read_in = ""

    has_easy_read = models.BooleanField(default=False, editable=False)  # of any question
    introduction_easy = models.TextField(
        _("introduction in easy read"),
        blank=True,
        help_text=_("One idea a sentence, each on a line of its own. It stands before the first."),
    )
    why_we_ask_easy = models.TextField(
        _("why we ask, and who sees it, in easy read"),
        blank=True,
        help_text=_("A short sentence on each line."),
    )
    easy_panel = MultiFieldPanel(
        [FieldPanel("introduction_easy"), FieldPanel("why_we_ask_easy")],
        heading=_("In easy read"),
        classname="collapsed",
        help_text=_(
            "Residents can choose easy read once a question has words for it, in “In easy read” "
            "of each question. Codes and answers are the same. Where a text has no easy words, "
            "they read the usual ones, and are told so."
        ),
    )

    class Meta:
        abstract = True

    @property
    def is_in_easy_read(self) -> bool:
        return self.read_in == Format.EASY_READ

    @property
    def is_in_large_print(self) -> bool:
        return self.read_in == Format.LARGE_PRINT

    @property
    def introduction_read(self) -> str:
        """Return the introduction as whoever looks at it now reads it."""
        return (self.is_in_easy_read and self.introduction_easy) or self.introduction

    @property
    def why_we_ask_read(self) -> str:
        """Return why we ask, likewise."""
        return (self.is_in_easy_read and self.why_we_ask_easy) or self.why_we_ask
