"""What a council sets once for its whole site."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from analysis.comparison import USUAL_RULES, BaseRules
from core.content_policy import origins_in
from core.kept import forget, needed_everywhere
from panel import theme


def refuse_trademark(name: str) -> None:
    """Refuse the name of a method that is somebody else's trademark, and its symbol."""
    words = name.split()
    if "®" in name or "polling" in name.casefold() or "Deliberative" in words:
        raise ValidationError(
            _("Write it in lower case and without “polling”: that is somebody’s trademark.")
        )


@register_setting(icon="site")
class CouncilSettings(BaseGenericSetting):
    """Name, look, contact and disclosure threshold of the council that this site serves."""

    name = models.CharField(_("name of the site"), max_length=60, default="Folkmoot")
    council_name = models.CharField(_("name of the council"), max_length=80, default="Our council")
    council_code = models.CharField(_("GSS code"), max_length=9, blank=True)
    logo = models.ForeignKey(
        "wagtailimages.Image", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    method_name = models.CharField(
        _("what a deliberative poll is called"),
        max_length=40,
        default="deliberative poll",
        validators=[refuse_trademark],
        help_text=_(
            "In lower case, as it stands inside a sentence: “deliberative poll”, “people’s debate”."
        ),
    )
    brand = models.CharField(_("brand colour"), max_length=7, default="#0b3c49")
    accent = models.CharField(_("accent colour"), max_length=7, default="#ffbf3c")
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    phone_hours = models.CharField(
        _("phone hours"), max_length=80, default=_("9am to 5pm, Monday to Friday")
    )
    email = models.EmailField(_("e-mail"), blank=True)
    data_protection_officer = models.CharField(
        _("data protection officer"),
        max_length=200,
        blank=True,
        help_text=_("Name or role, and how to reach them. Everybody reads it."),
    )
    suppression_threshold = models.PositiveSmallIntegerField(
        _("smallest count that is published"),
        default=10,
        validators=[MinValueValidator(5), MaxValueValidator(20)],
    )
    minimum_age = models.PositiveSmallIntegerField(
        _("youngest age on the panel"),
        default=16,
        validators=[MinValueValidator(13), MaxValueValidator(18)],
    )
    term_years = models.PositiveSmallIntegerField(
        _("years that a place on the panel lasts"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(10)],
        help_text=_("For those who join from now on. Members keep the day that they were told."),
    )
    days_between_invitations = models.PositiveSmallIntegerField(
        _("days between two invitations of a member"),
        default=14,
        validators=[MaxValueValidator(365)],
        help_text=_("Who was drawn to be invited more lately than that is not drawn again."),
    )
    invitations_a_year = models.PositiveSmallIntegerField(
        _("most invitations of a member in a year"),
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
    )
    expected_in_100 = models.DecimalField(
        _("people who join, of 100 invited"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(3),
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(100)],
        help_text=_(
            "Used where fewer than 30 letters of the last 12 months say better. Letters to random "
            "addresses bring 1 to 6."
        ),
    )
    lapses_after = models.PositiveSmallIntegerField(
        _("unanswered invitations after which a member lapses"),
        default=4,
        validators=[MaxValueValidator(50)],
        help_text=_(
            "In a row, with reminders among them. The member reads why, and comes back by a "
            "button. 0: nobody lapses."
        ),
    )
    lapses_reminded = models.PositiveSmallIntegerField(
        _("reminders among them"),
        default=2,
        validators=[MaxValueValidator(50)],
        help_text=_("In all, before a member lapses. One invitation has two reminders at most."),
    )
    may_renew = models.BooleanField(
        _("members may renew a place that is over"),
        default=True,
        help_text=_("For another term, by a button. A third of the panel is replaced in a year."),
    )
    county_name = models.CharField(
        _("name of the county council"),
        max_length=120,
        blank=True,
        help_text=_("Only where a county council serves the same area."),
    )
    base_shown = models.PositiveSmallIntegerField(
        _("people under whom nothing is shown of a survey"),
        default=USUAL_RULES.shown_at_all,
        validators=[MinValueValidator(5), MaxValueValidator(100)],
        help_text=_("However small a count may be published, if that is smaller."),
    )
    base_for_percent = models.PositiveSmallIntegerField(
        _("people from whom percentages are published"),
        default=USUAL_RULES.percentage_public,
        validators=[MinValueValidator(10), MaxValueValidator(500)],
        help_text=_("Under that, officers and analysts see them as indicative."),
    )
    base_unmarked = models.PositiveSmallIntegerField(
        _("people from whom figures stand without the words “small base”"),
        default=USUAL_RULES.unmarked,
        validators=[MinValueValidator(10), MaxValueValidator(1000)],
    )
    backups_days = models.PositiveSmallIntegerField(
        _("days after which no backup is left"),
        default=35,
        validators=[MinValueValidator(1), MaxValueValidator(366)],
        help_text=_(
            "Pages on data protection promise it, and who runs the site keeps it: the site makes "
            "no backups itself."
        ),
    )
    shortest_days = models.PositiveSmallIntegerField(
        _("days that a consultation is open without a reason"),
        default=28,
        validators=[MinValueValidator(1), MaxValueValidator(366)],
        help_text=_("Whoever opens one for fewer days says why, and everybody reads it."),
    )
    most_of_words = models.PositiveSmallIntegerField(
        _("share of a small group’s words, in per cent"),
        default=30,
        validators=[MinValueValidator(10), MaxValueValidator(100)],
        help_text=_(
            "Who wrote more than this share of a group’s words in 24 hours is asked to let others "
            "in. 100: nobody is asked. New forums begin with it; each may have its own."
        ),
    )
    silent_hours = models.PositiveSmallIntegerField(
        _("hours of silence in a small group"),
        default=48,
        validators=[MaxValueValidator(500)],
        help_text=_(
            "Who has said nothing for so long in an open room gets one message in the round. 0: "
            "nobody gets one. New forums begin with it; each may have its own."
        ),
    )
    months_to_anonymise = models.PositiveSmallIntegerField(
        _("months from closing until answers are cut off from people"),
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(24)],
        help_text=_(
            "Long enough to tell those who took part what came of it. Pages that people have "
            "answered keep the day that they read."
        ),
    )
    same_words_from = models.PositiveSmallIntegerField(
        _("answers in the same words that make a campaign"),
        default=5,
        validators=[MinValueValidator(2), MaxValueValidator(100)],
        help_text=_(
            "So many answers to one question that differ in nothing but capitals, spaces and "
            "punctuation are marked as a group. They all count, and results say how many there "
            "are without them."
        ),
    )
    nearly_all = models.PositiveSmallIntegerField(
        _("per cent of people that make an earlier and a later ward one place"),
        default=95,
        validators=[MinValueValidator(80), MaxValueValidator(100)],
        help_text=_(
            "When boundaries change. A ward’s figures run on, with a footnote, where this many of "
            "the people of either are in the other; else they are shown as broken. Members whose "
            "postcode is gone go where this many of their old ward went."
        ),
    )
    second_person_publishes = models.BooleanField(
        _("a second person publishes consultations"),
        default=True,
        help_text=_(
            "Who wrote in a draft does not publish it. Somebody else reads it and says that it is "
            "fair. Turn this off only where there is nobody else."
        ),
    )
    frame_sites = models.TextField(
        _("other sites of the council that may show the quick poll"),
        blank=True,
        help_text=_(
            "A line for each, such as https://www.bristol.gov.uk. They show the question in a "
            "frame; people vote here. No other page of ours can be shown elsewhere."
        ),
    )
    is_demonstration = models.BooleanField(_("this is a demonstration"), default=False)

    @property
    def is_named(self) -> bool:
        """Say whether anybody has given the council's name yet."""
        return self.council_name != self._meta.get_field("council_name").default

    @property
    def base_rules(self) -> BaseRules:
        """Return how many people a figure of a survey needs, to be shown and to stand unmarked."""
        return BaseRules(self.base_shown, self.base_for_percent, self.base_unmarked)

    @property
    def method_name_first(self) -> str:
        """Return what a deliberative poll is called, as it stands first in a sentence."""
        return self.method_name[:1].upper() + self.method_name[1:]

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldPanel("council_name"),
                FieldPanel("council_code"),
                FieldPanel("county_name"),
                FieldPanel("method_name"),
            ],
            heading=_("Names"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("logo", help_text=_("It stands on white, at most 48 pixels high.")),
                FieldPanel(
                    "brand",
                    help_text=_(
                        "Like #0b3c49. White words stand on it, here too. We check that they can "
                        "be read, and offer the nearest colour that works."
                    ),
                ),
                FieldPanel(
                    "accent",
                    help_text=_(
                        "Like #ffbf3c. Dark words stand on it, and it stands on the brand colour."
                    ),
                ),
            ],
            heading=_("Look"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("phone"),
                FieldPanel("phone_hours"),
                FieldPanel("email"),
                FieldPanel("data_protection_officer"),
            ],
            heading=_("Contact"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("suppression_threshold"),
                FieldPanel("base_shown"),
                FieldPanel("base_for_percent"),
                FieldPanel("base_unmarked"),
                FieldPanel("minimum_age"),
                FieldPanel("months_to_anonymise"),
                FieldPanel("backups_days"),
                FieldPanel("same_words_from"),
            ],
            heading=_("Protection"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("term_years"),
                FieldPanel("days_between_invitations"),
                FieldPanel("invitations_a_year"),
                FieldPanel("expected_in_100"),
                FieldPanel("lapses_after"),
                FieldPanel("lapses_reminded"),
                FieldPanel("may_renew"),
            ],
            heading=_("The panel"),
        ),
        MultiFieldPanel([FieldPanel("nearly_all")], heading=_("Wards")),
        MultiFieldPanel(
            [FieldPanel("most_of_words"), FieldPanel("silent_hours")],
            heading=_("Rooms of small groups"),
        ),
        FieldPanel("shortest_days"),
        FieldPanel("second_person_publishes"),
        FieldPanel("frame_sites", widget=forms.Textarea(attrs={"rows": 3})),
        FieldPanel("is_demonstration"),
    ]

    class Meta:
        verbose_name = _("the council")

    def __str__(self):
        return self.name

    @classmethod
    def load(cls, request_or_site=None):
        """Return the settings; every page needs them, so they are kept for half a minute."""
        for council in needed_everywhere("council"):
            return council
        return super().load(request_or_site)

    def save(self, *args, **kwargs):
        """Save, and let every process read the new settings at once."""
        super().save(*args, **kwargs)
        forget()

    def clean(self):
        """Refuse colours that cannot be read, and offer the nearest that can."""
        self.brand, self.accent = self.brand.lower(), self.accent.lower()
        errors = {
            field: _("Write the colour as # and six digits or letters a to f, like #0b3c49.")
            for field in ("brand", "accent")
            if not theme.HEX.match(getattr(self, field))
        }
        if not errors and not theme.brand_passes(self.brand):
            errors["brand"] = _(
                "White words on this colour have a contrast of %(ratio).2f to 1. They need 4.5. "
                "The nearest colour that works is %(nearest)s."
            ) % {
                "ratio": theme.contrast(theme.WHITE, self.brand),
                "nearest": theme.nearest_passing(self.brand, theme.brand_passes, "#000000"),
            }
        if not errors and not theme.accent_passes(self.accent, self.brand):
            errors["accent"] = _(
                "Dark words on this colour have a contrast of %(ink).2f to 1 and need 4.5; the "
                "colour on the brand has %(brand).2f and needs 3. A colour that works is "
                "%(nearest)s."
            ) % {
                "ink": theme.contrast(theme.INK, self.accent),
                "brand": theme.contrast(self.accent, self.brand),
                "nearest": theme.nearest_passing(
                    self.accent, lambda c: theme.accent_passes(c, self.brand), theme.WHITE
                ),
            }
        if not self.base_shown <= self.base_for_percent <= self.base_unmarked:
            errors["base_for_percent"] = _(
                "Give at least as many people as above, and at most as many as below."
            )
        try:
            self.frame_sites = "\n".join(origins_in(self.frame_sites))
        except ValueError as line:
            errors["frame_sites"] = _(
                "“%(line)s” is no address of a site. Write https:// and the name, without a path."
            ) % {"line": line}
        if errors:
            raise ValidationError(errors)

    @cached_property
    def logo_url(self) -> str:
        return self.logo.get_rendition("max-400x96").url if self.logo_id else ""

    @property
    def stylesheet_url(self) -> str:
        """The theme's address, which changes with its colours; none while they are as shipped."""
        default = {f.name: f.default for f in self._meta.fields if f.name in ("brand", "accent")}
        if (self.brand, self.accent) == (default["brand"], default["accent"]):
            return ""
        return reverse("theme", args=[theme.fingerprint(self.brand, self.accent)])
