"""The briefing of a deliberative poll: the same facts and both sides for everybody."""

from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager, PageViewRestriction
from wagtail.query import PageQuerySet

from consultations.attending import note_attendance
from consultations.models import Attendance, containers_of
from consultations.privacy import below_published, visible_pages
from core.at_once import read_at_once
from core.kept import ANYBODY, kept
from core.pages import QuicklyChecked, SameForVisitors
from polls.admin_forms import BriefingForm
from polls.blocks import NO_PROPOSAL, ProposalsBlock, ReviewerBlock, without_source
from polls.panels import BalancePanel
from polls.showing import briefing_context


class BriefingQuerySet(PageQuerySet):
    def visible_to(self, user):
        """Keep the published briefings that this person may open, by Wagtail's privacy settings."""
        return below_published(visible_pages(self, user))


class BriefingPage(SameForVisitors, QuicklyChecked, Page):
    """What to know before you talk: for each proposal, the reasons for and the reasons against."""

    introduction = models.TextField(_("introduction"), blank=True)
    opens_at = models.DateTimeField(
        _("opens"),
        null=True,
        blank=True,
        help_text=_(
            "Nobody reads it before this moment, nor before their own first answers are in. "
            "Left empty, each person reads it as soon as they have answered."
        ),
    )
    minutes = models.PositiveSmallIntegerField(_("minutes it takes to read"), null=True, blank=True)
    proposals = StreamField(ProposalsBlock(), verbose_name=_("proposals"))
    reviewers = StreamField(
        [("reviewer", ReviewerBlock())],
        verbose_name=_("reviewers"),
        blank=True,
        help_text=_(
            "Others who read this and found it fair, beside those who sign it off by a link (see "
            "Sign-off, in the menu of this page). Their names are shown."
        ),
    )

    objects = PageManager.from_queryset(BriefingQuerySet)()
    page_description = _("The reasons for and against each proposal.")
    parent_page_types = ["polls.DeliberativePollPage"]
    subpage_types: list[str] = []
    template = "polls/briefing_page.html"

    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldPanel("opens_at"),
        FieldPanel("minutes"),
        BalancePanel(heading=_("Balance")),
        FieldPanel("proposals"),
        FieldPanel("reviewers"),
    ]

    base_form_class = BriefingForm
    private_page_options = [PageViewRestriction.LOGIN, PageViewRestriction.GROUPS]

    class Meta:
        verbose_name = _("briefing")
        verbose_name_plural = _("briefings")

    @classmethod
    def with_proposals(cls, proposals: list[dict], **fields) -> "BriefingPage":
        """Return a briefing, not saved, from plain lists: title, summary, and reasons on each side.

        A reason is a sentence, or a dict with `text`, `source` and `url`.
        """

        def reasons(given):
            whole = [{"text": reason} if isinstance(reason, str) else reason for reason in given]
            return [{"source": "", "url": "", **reason} for reason in whole]

        blocks = [
            (
                "proposal",
                {
                    "title": proposal["title"],
                    "summary": proposal.get("summary", ""),
                    "reasons_for": reasons(proposal["for"]),
                    "reasons_against": reasons(proposal["against"]),
                },
            )
            for proposal in proposals
        ]
        fields.setdefault("title", gettext("Briefing: the reasons on both sides"))
        return cls(proposals=blocks, **fields)

    def missing_to_publish(self) -> dict[str, str]:
        if not len(self.proposals):
            return {"proposals": str(NO_PROPOSAL)}
        sentences = without_source(self.proposals)
        return {"proposals": " ".join(sentences)} if sentences else {}

    def holds_what_people_did(self) -> bool:
        """Say whether it stays for good: once anybody has answered, what was read is on record."""
        return self.readings.exists() or self.poll.holds_what_people_did()

    @cached_property
    def poll(self):
        """Return the poll that this briefing belongs to."""
        return containers_of(self)[0]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        found = briefing_context(self, request)
        if not found["refusal"] and not getattr(request, "is_preview", False):
            note_attendance(self, self.poll.attendance_key(request.user))
        return {**context, **found}

    def serve(self, request, *args, **kwargs):
        response = super().serve(request, *args, **kwargs)
        if response.context_data["refusal"]:
            response.status_code = 403
        return response


class BriefingRead(models.Model):
    """That somebody said "I have read this". It knows a key and never a person."""

    briefing = models.ForeignKey(BriefingPage, models.CASCADE, related_name="readings")
    key = models.CharField(max_length=26)
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["briefing", "key"], name="briefing_read_once"),
        ]

    def __str__(self):
        return f"{self.briefing_id}"


def not_yet_read(poll, users) -> dict[int, str]:
    """Say, by pk, who of some people has not opened an open briefing, or not said they read it."""
    published = BriefingPage.objects.live().child_of(poll)
    briefing = kept(f"briefing.{poll.pk}", ANYBODY, published.first)
    if briefing is None or not poll.has_briefing_opened(briefing):
        return {}
    keys = {user.key_for(poll.subject): user.pk for user in users}
    said_so = BriefingRead.objects.filter(briefing=briefing.pk, key__in=list(keys))
    opened = Attendance.objects.filter(page_id=briefing.pk, key__in=list(keys))
    read, begun = said_so.values_list("key", flat=True), opened.values_list("key", flat=True)
    read_at_once(read, begun)
    return {
        pk: gettext("has opened the briefing, and not said that it is read")
        if key in begun
        else gettext("has not opened the briefing")
        for key, pk in keys.items()
        if key not in read
    }
