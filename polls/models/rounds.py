"""Rounds of a deliberative poll: in each people talk in groups, then put questions to experts."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from consultations.fields import ClosingField


class Round(Orderable):
    """One round, with its dates: what is below the poll belongs to it if it is open within."""

    poll = ParentalKey(
        "polls.DeliberativePollPage", on_delete=models.CASCADE, related_name="rounds"
    )
    title = models.CharField(
        _("what it is about"), max_length=80, help_text=_("A few words: “Traffic”, “Who pays”.")
    )
    opens_at = models.DateTimeField(_("opens"))
    closes_at = ClosingField(
        _("closes"),
        help_text=_("When the session with experts ends. Without a time, 11.59pm on that day."),
    )

    panels = [
        FieldPanel("title"),
        FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("round")
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="round_ends_after_it_begins",
                violation_error_message=_("A round ends before it begins. Choose a later time."),
            ),
        ]

    def __str__(self):
        return self.title
