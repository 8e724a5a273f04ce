"""What a question offers: answers to choose from, and the rows of a grid."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from polls.models.easy_read import EasyLabel


class Row(EasyLabel, Orderable):
    """One statement of a grid, or one thing that is expected and experienced."""

    item = ParentalKey("polls.Item", on_delete=models.CASCADE, related_name="rows")
    code = models.SlugField(
        _("code"), max_length=24, blank=True, help_text=_("Left empty, it becomes 1, 2 and so on.")
    )
    label = models.CharField(_("row"), max_length=160)
    label_cy = models.CharField(_("row in Welsh"), max_length=160, blank=True)

    panels = [
        FieldPanel("label"),
        FieldRowPanel([FieldPanel("code"), FieldPanel("label_cy")]),
        EasyLabel.easy_panel,
    ]

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["item", "code"],
                condition=~models.Q(code=""),
                name="row_code_once_an_item",
            ),
        ]

    def __str__(self):
        return self.label


class Option(EasyLabel, Orderable):
    """One of the answers that an item offers."""

    item = ParentalKey("polls.Item", on_delete=models.CASCADE, related_name="options")
    code = models.SlugField(
        _("code"), max_length=24, blank=True, help_text=_("Left empty, it becomes 1, 2 and so on.")
    )
    label = models.CharField(_("answer"), max_length=120)
    label_cy = models.CharField(_("answer in Welsh"), max_length=120, blank=True)
    is_right = models.BooleanField(
        _("this is the right answer"),
        default=False,
        help_text=_(
            "For questions of knowledge. Nobody sees it before the second round has closed."
        ),
    )

    is_exclusive = models.BooleanField(
        _("chosen alone"),
        default=False,
        help_text=_("Where several may be chosen: “None of these” goes with no other answer."),
    )
    takes_words = models.BooleanField(
        _("asks for their own words"),
        default=False,
        help_text=_("“Other” opens a line below the answers, which may stay empty."),
    )

    panels = [
        FieldPanel("label"),
        FieldRowPanel([FieldPanel("code"), FieldPanel("is_right")]),
        FieldRowPanel([FieldPanel("is_exclusive"), FieldPanel("takes_words")]),
        FieldPanel("label_cy"),
        EasyLabel.easy_panel,
    ]

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["item", "code"],
                condition=~models.Q(code=""),
                name="option_code_once_an_item",
            ),
        ]

    def __str__(self):
        return self.label
