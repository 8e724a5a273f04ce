"""One question, one tap: the quick poll, its choices and its ballots."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page, PageManager, PageViewRestriction
from wagtail.query import PageQuerySet

from consultations.fields import ClosingField
from consultations.models import HasPurpose
from consultations.privacy import below_published, visible_pages
from consultations.words import when
from core.compiled import Compiled, Gap
from core.kept import ANYBODY
from core.keys import participation_key
from core.pages import QuicklyChecked
from polls import anonymising
from polls.admin_forms import QuickPollForm
from polls.panels import FramePanel
from polls.showing import last_time, poll_context


class QuickPollQuerySet(PageQuerySet):
    def visible_to(self, user):
        """Keep the published polls that this person may open, by Wagtail's own privacy settings."""
        return below_published(visible_pages(self, user))

    def open_now(self):
        now = timezone.now()
        return self.filter(opens_at__lte=now, closes_at__gt=now)

    def first_to_close(self):
        """Ask for the published poll that is open now and closes first, one row or none."""
        return self.visible_to(ANYBODY).open_now().order_by("closes_at", "pk")[:1]

    def last_closed(self):
        """Ask for the published poll that closed last, one row or none."""
        closed = self.visible_to(ANYBODY).filter(closes_at__lte=timezone.now())
        return closed.order_by("-closes_at", "-pk")[:1]

    def current(self):
        """Return the published poll that is open now and closes first, if any."""
        return self.first_to_close().first()

    def previous(self):
        """Return the published poll that closed last, if any."""
        return self.last_closed().first()


class QuickPollPage(QuicklyChecked, HasPurpose, Page):
    """One question that anybody may answer with one tap; the result comes when it closes."""

    question = models.CharField(
        _("question"),
        max_length=160,
        help_text=_("One sentence that ends with a question mark. Two to four short answers."),
    )
    fact = models.CharField(
        _("fact"),
        max_length=200,
        blank=True,
        help_text=_(
            "One sentence that everybody needs to know before they vote. Both sides agree on it."
        ),
    )
    decision_maker = models.CharField(
        _("who decides"),
        max_length=160,
        blank=True,
        help_text=_(
            "Who decides with what comes out of this, such as: the Environment Committee. It "
            "stands under the question."
        ),
    )
    opens_at = models.DateTimeField(_("opens"), default=timezone.now)
    closes_at = ClosingField(_("closes"), help_text=_("Nobody sees the result before this moment."))
    decision = RichTextField(
        _("what was decided"),
        blank=True,
        features=["bold", "link"],
        help_text=_("One or two sentences, once it is decided. It stands beside the result."),
    )
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    decision_url = models.URLField(
        _("link to the decision"),
        blank=True,
        help_text=_("Why, and who decided: the minutes, say."),
    )

    objects = PageManager.from_queryset(QuickPollQuerySet)()
    page_description = _("One question with two to four answers, no account needed.")
    base_form_class = QuickPollForm
    private_page_options = [PageViewRestriction.LOGIN, PageViewRestriction.GROUPS]
    parent_page_types = ["home.HomePage", "consultations.ConsultationPage"]
    subpage_types: list[str] = []
    template = "polls/quick_poll_page.html"
    usual_purpose = "quick-polls"

    content_panels = [
        *Page.content_panels,
        FieldPanel("question"),
        FieldPanel("fact"),
        FieldPanel("decision_maker"),
        InlinePanel(
            "choices",
            label=_("answer"),
            heading=_("Answers"),
            min_num=2,
            max_num=4,
            help_text=_("Two to four. They cannot be changed once somebody has voted."),
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")])], heading=_("When")
        ),
        MultiFieldPanel(
            [FieldPanel("decision"), FieldPanel("decided_on"), FieldPanel("decision_url")],
            heading=_("What came of it"),
        ),
        HasPurpose.purpose_panel,
        FramePanel(heading=_("On another site of the council")),
    ]

    class Meta:
        verbose_name = _("quick poll")
        verbose_name_plural = _("quick polls")

    @property
    def subject(self) -> str:
        """Return the name under which participation keys for this poll are made."""
        return f"poll-{self.pk}"

    @property
    def has_opened(self) -> bool:
        return self.opens_at <= timezone.now()

    @property
    def has_closed(self) -> bool:
        return self.closes_at <= timezone.now()

    @property
    def is_open(self) -> bool:
        return self.has_opened and not self.has_closed

    @property
    def anonymised_on(self):
        """Return the day on which nothing leads from people to their votes any more."""
        return anonymising.last_day_of_link(self)

    @property
    def turnout(self) -> int:
        """Return how many people have voted."""
        return count_of_ballots.one(poll=self.pk)[0]

    def holds_what_people_did(self) -> bool:
        return self.ballots.exists()

    def refusal(self) -> str:
        """Say why nobody may vote now, or return an empty sentence."""
        if not self.live:
            return str(_("This question is not published."))
        if not self.has_opened:
            return _("This question opens %(when)s.") % {"when": when(self.opens_at)}
        if self.has_closed:
            return _(
                "This question closed %(when)s, before your vote reached us. "
                "Its result is on this page."
            ) % {"when": when(self.closes_at)}
        return ""

    def key_of(self, voter: str) -> str:
        """Return the key of a voter, who is named like "user-7" or "visitor-k3d…"."""
        return participation_key(self.subject, voter)

    def clean(self):
        super().clean()
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            raise ValidationError(
                {"closes_at": _("It closes before it opens. Choose a later time.")}
            )

    def get_context(self, request, *args, **kwargs):
        context = {**super().get_context(request, *args, **kwargs), **poll_context(self, request)}
        return context if self.has_closed else {**context, **last_time(self)}


class Choice(Orderable):
    """One of the answers to a quick poll."""

    page = ParentalKey(QuickPollPage, on_delete=models.CASCADE, related_name="choices")
    text = models.CharField(_("answer"), max_length=60)

    panels = [FieldPanel("text")]

    def __str__(self):
        return self.text


class Ballot(models.Model):
    """One vote. It knows a key and never a person."""

    poll = models.ForeignKey(QuickPollPage, models.CASCADE, related_name="ballots")
    choice = models.ForeignKey(Choice, models.RESTRICT, related_name="ballots")
    key = models.CharField(max_length=26)
    cast_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["poll", "key"], name="one_ballot_a_voter"),
        ]
        indexes = [models.Index(fields=["poll", "choice"], name="ballots_by_choice")]

    def __str__(self):
        return f"{self.poll_id}: {self.choice_id}"


@Compiled
def count_of_ballots():
    """How many ballots a poll has, which is asked with every vote."""
    count = models.Func(template="COUNT(*)", output_field=models.IntegerField())
    ballots = Ballot.objects.filter(poll=Gap("poll", Page._meta.pk))
    return ballots.annotate(count=count).values_list("count")
