"""The deliberative poll: answer, hear the arguments, answer the same questions again."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from consultations.models import ActivityPage
from polls.models.questionnaire import QuestionnairePage
from polls.models.responses import Wave


class DeliberativePollPage(QuestionnairePage):
    """A questionnaire that is answered before and after hearing both sides."""

    before_opens_at = models.DateTimeField(_("first answers open"))
    before_closes_at = models.DateTimeField(_("first answers close"))
    after_opens_at = models.DateTimeField(
        _("second answers open"),
        help_text=_("Not before the last discussion and the last session with experts have ended."),
    )
    after_closes_at = models.DateTimeField(_("second answers close"))
    report_at = models.DateField(
        _("results by"),
        null=True,
        blank=True,
        help_text=_("The day by which results are published."),
    )

    parent_page_types = ["consultations.ConsultationPage"]
    # Discussions and sessions live in an app that this one does not know: they name their parents.
    subpage_types = None
    template = "polls/deliberative_poll_page.html"
    waves = (Wave.BEFORE, Wave.AFTER)

    content_panels = [
        *[panel for panel in ActivityPage.content_panels if not isinstance(panel, MultiFieldPanel)],
        FieldPanel("minutes"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("before_opens_at"), FieldPanel("before_closes_at")]),
                FieldRowPanel([FieldPanel("after_opens_at"), FieldPanel("after_closes_at")]),
                FieldPanel("report_at"),
            ],
            heading=_("When"),
            help_text=_(
                "In this order: first answers, briefing and discussion, second answers, results. "
                "Add the briefing, the discussions and the sessions as pages below this one."
            ),
        ),
        QuestionnairePage.items_panel,
        FieldPanel("why_we_ask"),
    ]

    class Meta:
        verbose_name = _("deliberative poll")
        verbose_name_plural = _("deliberative polls")


class StageOverride(models.Model):
    """An officer's decision to open a stage before its date, with the reason."""

    class Stage(models.TextChoices):
        BEFORE = "before", _("First answers")
        BRIEFING = "briefing", _("Briefing")
        AFTER = "after", _("Second answers")

    poll = models.ForeignKey(DeliberativePollPage, models.CASCADE, related_name="overrides")
    stage = models.CharField(_("stage"), max_length=8, choices=Stage)
    opened_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["poll", "stage"], name="stage_opened_once"),
        ]
        permissions = [("override_stage", _("Can open a stage of a deliberative poll early"))]

    def __str__(self):
        return f"{self.poll}: {self.get_stage_display()}"
