"""One consultation: what is asked, of whom, by whom it is decided, and when."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.fields import RichTextField
from wagtail.models import Page, PageManager, PageViewRestriction
from wagtail.query import PageQuerySet
from wagtail.search import index

from consultations.fields import ClosingField
from consultations.models.activities import ActivityPage, take_parts
from consultations.models.outcomes import OutcomePage
from consultations.models.panels import consultation_form
from consultations.models.proposals import KeepsItsProposal
from consultations.models.selecting import (
    WEEKS_TO_OUTCOME,
    WEEKS_TO_RESULTS,
    ConsultationQuerySet,
)
from consultations.presentation import consultation_context
from consultations.privacy import below_published, visible_pages
from consultations.readiness import faults_of
from consultations.standing import tag_of
from consultations.status import Status
from core import dates
from core.joined import as_their_types, types_below
from core.kept import ANYBODY, kept
from core.pages import QuicklyChecked, SameForVisitors
from panel.models import CouncilSettings

PLAIN_TEXT = ["bold", "ol", "ul", "link", "document-link"]
link_validator = RegexValidator(
    r"^(https?://|/)", _("Enter an address that starts with https:// or with /.")
)


class ConsultationPage(KeepsItsProposal, SameForVisitors, QuicklyChecked, Page):
    """One consultation. Its address stays the same for ever; its status is read from its dates."""

    class Tier(models.TextChoices):
        COUNCIL = "", _("This council’s")
        COUNTY = "county", _("The county council’s")

    summary = models.TextField(
        _("summary"),
        max_length=500,
        help_text=_("Two or three sentences. What is this about, and what do you want to hear?"),
    )
    subject = models.ForeignKey(
        "consultations.Subject", models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposal = RichTextField(
        _("what is proposed"),
        features=PLAIN_TEXT,
        help_text=_("The reasons for each option go into the options below."),
    )
    no_change_reason = models.TextField(
        _("why no change is not an option"),
        blank=True,
        help_text=_("Only when none of the options is to leave things as they are."),
    )
    can_change = models.TextField(
        _("what people can change"), help_text=_("One thing on each line.")
    )
    settled = models.TextField(_("what is already settled"), help_text=_("One thing on each line."))
    why = models.TextField(_("why we are asking"))
    audience = models.TextField(
        _("who should answer"), help_text=_("For example: people who live or work in Easton.")
    )
    wards = ParentalManyToManyField(
        "panel.Ward",
        blank=True,
        related_name="+",
        verbose_name=_("wards"),
        help_text=_("Choose none for the whole area."),
    )
    audiences = ParentalManyToManyField(
        "consultations.Audience",
        blank=True,
        related_name="+",
        verbose_name=_("for whom in particular"),
        help_text=_("Readers can look for what is for them. Choose none if it is for everybody."),
    )
    tier = models.CharField(
        _("whose matter it is"),
        max_length=7,
        blank=True,
        choices=Tier,
        default=Tier.COUNCIL,
        help_text=_("Where a county council serves the area too. Elsewhere leave it as it is."),
    )
    decision_maker = models.CharField(_("who decides"), max_length=160)
    decision_maker_note = models.CharField(
        _("about those who decide"),
        max_length=200,
        blank=True,
        help_text=_("For example: nine councillors from all parties, in public."),
    )
    decision_by = models.DateField(_("when they decide"), null=True)
    opens_at = models.DateTimeField(_("opens"), null=True)
    closes_at = ClosingField(
        _("closes"), null=True, help_text=_("Without a time it closes at 11.59pm on that day.")
    )
    short_notice_reason = models.TextField(
        _("why it is open for less than 28 days"),
        blank=True,
        help_text=_("Needed only for a consultation of less than 28 days. It is shown publicly."),
    )
    results_due_on = models.DateField(
        _("results by"),
        null=True,
        blank=True,
        help_text=_("Leave empty for 12 weeks after it closes."),
    )
    outcome_due_on = models.DateField(
        _("outcome by"),
        null=True,
        blank=True,
        help_text=_("Leave empty for six weeks after the decision."),
    )
    delay_reason = models.TextField(
        _("why results or outcome are late"), blank=True, help_text=_("It is shown publicly.")
    )
    contact_name = models.CharField(_("whom to ask"), max_length=120)
    contact_email = models.EmailField(_("their e-mail address"))
    contact_phone = models.CharField(_("their phone number"), max_length=40)
    offline_ways = models.TextField(
        _("how to take part without the internet"),
        help_text=_("Phone, paper, places, large print, other languages. They all count the same."),
    )
    privacy_url = models.CharField(
        _("privacy notice"),
        max_length=300,
        validators=[link_validator],
        help_text=_("The address of a page, such as /privacy/."),
    )

    # These record acts. They belong to the page, not to a version of its text.
    results_published_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_reason = models.TextField(blank=True, editable=False)
    ACTS = ["results_published_at", "withdrawn_at", "withdrawn_reason", "proposal_version"]

    objects = PageManager.from_queryset(ConsultationQuerySet)()

    edit_handler = consultation_form()
    exclude_fields_in_copy = ACTS
    private_page_options = [PageViewRestriction.LOGIN, PageViewRestriction.GROUPS]
    parent_page_types = ["consultations.ConsultationIndexPage"]
    is_outermost = True
    page_description = _("What the council asks, of whom, when, and who decides.")
    template = "consultations/consultation_page.html"
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("proposal"),
        index.FilterField("closes_at"),
    ]

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        indexes = [models.Index(fields=["closes_at", "opens_at"])]

    def clean(self):
        """Refuse to go live with a required thing missing, whoever publishes and however."""
        super().clean()
        if self.live and not getattr(self, "is_checked_by_form", False):
            faults = faults_of(
                self,
                options=list(self.options.all()),
                notes=list(self.change_notes.all()),
                earlier=self.as_published(),
            )
            if faults:
                raise ValidationError(faults)

    def publish(self, revision, user=None, **more):
        """Publish a version; what somebody publishes is approved where the council asks for it."""
        approved = self.approvals.filter(revision=revision, approved_at__isnull=False)
        if user and CouncilSettings.load().second_person_publishes and not approved.exists():
            raise PermissionDenied(gettext("A second person has to approve this version."))
        return super().publish(revision, user=user, **more)

    def with_content_json(self, content):
        """Keep what was done with this page when an older version of its text returns."""
        page = super().with_content_json(content)
        for name in self.ACTS:
            setattr(page, name, getattr(self, name))
        return page

    def as_published(self) -> "ConsultationPage | None":
        """Return this page as the public sees it now."""
        return ConsultationPage.objects.filter(pk=self.pk, live=True).first()

    def get_preview_context(self, request, mode_name):
        self.live = True  # this copy alone: readers see what it says once it is published
        return super().get_preview_context(request, mode_name)

    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | consultation_context(
            self, request.user, is_preview=getattr(request, "is_preview", False)
        )

    # ---- where it stands

    @property
    def has_opened(self) -> bool:
        return self.opens_at is not None and self.opens_at <= timezone.now()

    @property
    def has_closed(self) -> bool:
        return self.closes_at is not None and self.closes_at < timezone.now()

    @property
    def is_open(self) -> bool:
        return self.has_opened and not self.has_closed and not self.withdrawn_at

    @property
    def status(self) -> Status:
        """Return the one status that this consultation has now."""
        if self.withdrawn_at:
            return Status.WITHDRAWN
        if not (self.live and self.opens_at and self.closes_at):
            return Status.DRAFT
        if not self.has_opened:
            return Status.SCHEDULED
        if not self.has_closed:
            return Status.OPEN
        if self.outcome:
            return Status.OUTCOME
        return Status.RESULTS if self.results_published_at else Status.CLOSED

    @cached_property
    def outcome(self):
        """Return the published outcome, or None."""
        found = OutcomePage.objects.child_of(self).live().order_by("-first_published_at")
        return kept(f"outcome.{self.pk}", ANYBODY, found.first) if self.pk else None

    @property
    def days_left(self) -> int | None:
        """Count the days to the closing day; 0 is today, None is not open."""
        if not self.is_open or self.closes_at is None:
            return None
        return dates.days_left(self.closes_at)

    @property
    def days_open(self) -> int | None:
        """Count the days for which people can answer, the first and the last included."""
        if not (self.opens_at and self.closes_at):
            return None
        opens_on = dates.day_in_london(self.opens_at)
        return (dates.day_in_london(self.closes_at) - opens_on).days + 1

    @property
    def duration(self) -> str:
        """Say to the officer for how long this is open."""
        if self.days_open is None:
            return gettext("Enter both dates and save.")
        return ngettext("%(days)s day", "%(days)s days", self.days_open) % {"days": self.days_open}

    # ---- when an answer is due

    @property
    def results_due(self):
        """Return the day by which results are promised: unless named, not after the decision."""
        if self.results_due_on or not self.closes_at:
            return self.results_due_on
        in_weeks = dates.day_in_london(self.closes_at) + timedelta(weeks=WEEKS_TO_RESULTS)
        return min(in_weeks, self.decision_by or in_weeks)

    @property
    def outcome_due(self):
        """Return the day by which the council says what it did."""
        if self.outcome_due_on or not self.decision_by:
            return self.outcome_due_on
        return self.decision_by + timedelta(weeks=WEEKS_TO_OUTCOME)

    @property
    def due(self):
        """Return the day of the next answer that we owe, or None when nothing is owed."""
        if self.status == Status.CLOSED:
            return self.results_due
        return self.outcome_due if self.status == Status.RESULTS else None

    @property
    def days_overdue(self) -> int:
        """Count the days by which our next answer is late; 0 when it is not."""
        return max(0, -dates.days_left(self.due)) if self.due else 0

    @property
    def is_overdue(self) -> bool:
        return self.days_overdue > 0

    @property
    def tag(self) -> tuple[str, str]:
        """Return tone and words that say where this stands."""
        return tag_of(self)

    # ---- what belongs to it

    def is_followed_by(self, user) -> bool:
        """Say whether this person follows this, as already read with the page where it was."""
        if not (user.is_authenticated and self.pk):
            return False
        if hasattr(self, "is_followed"):
            return self.is_followed
        return self.follows.filter(user=user).exists()

    def refusal_to_enter(self, user) -> str:
        """Say why nobody may act in here any more; empty while people may."""
        if not self.withdrawn_at:
            return ""
        return gettext("This consultation was withdrawn. %(reason)s") % {
            "reason": self.withdrawn_reason
        }

    def activities(self, user) -> list:
        """Return the activities below that this person may see, in tree order."""
        if not self.pk:
            return []
        below = self.get_descendants()
        pages = kept(f"below.{self.pk}", user, lambda: read_below(below, user))
        found = [page for page in pages if isinstance(page, ActivityPage)]
        for page in found:
            above = (one for one in reversed(found) if page.is_descendant_of(one))
            page.__dict__["containers"] = [*above, self]  # as they are read here, with their parts
        return found

    def participants(self, users) -> set[int]:
        """Return the pks of those users who took part in any activity."""
        users = list(users)
        pages = self.get_descendants().type(ActivityPage).live().specific()
        return set().union(*(page.participants(users) for page in pages))

    def area(self, wards=None) -> str:
        """Name the wards in one line, or the whole area."""
        names = [ward.name for ward in (self.wards.all() if wards is None else wards)]
        return " · ".join(names) if names else gettext("Whole area")


def read_below(pages: PageQuerySet, user) -> list[Page]:
    """Return those pages that this person may see, each activity with its parts and children."""
    shown = below_published(visible_pages(pages, user)).order_by("path")
    found = as_their_types(shown, types_below(ConsultationPage))
    activities = [page for page in found if isinstance(page, ActivityPage)]
    for page in activities:
        page.inside = [one for one in found if one.path[: -page.steplen] == page.path]
    take_parts(activities)
    return found


def consultation_of(page) -> ConsultationPage | None:
    """Return the consultation that a page belongs to, the nearest above it or itself."""
    return (
        ConsultationPage.objects.ancestor_of(page, inclusive=True).order_by("-depth").first()
        if page.path
        else None
    )
