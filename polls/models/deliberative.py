"""The deliberative poll: answer, hear the arguments, answer the same questions again."""

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel

from consultations.cards import ActivityCard
from consultations.fields import ClosingField
from consultations.models import ActivityPage
from consultations.words import until, when
from core.dates import short_day
from panel.models import CouncilSettings
from polls.design import missing_in_design, spans_of
from polls.design_forms import DeliberativePollForm
from polls.locks import locked_rule, locked_sizes
from polls.models.assignment import CONTROL, Assignment, members_of
from polls.models.briefing import not_yet_read
from polls.models.overrides import StageOverride
from polls.models.questionnaire import QuestionnairePage
from polls.models.responses import Response, Wave
from polls.models.waves import (
    InWaves,
    by_act,
    faults_in_dates,
    no_dates_yet,
    refusal_in_wave,
)
from polls.rounds import Span, faults_inside, talk_until
from polls.showing import hub_context
from polls.stages import journey, rounds_of, talk_of

WITHOUT_PROOFS = models.Prefetch("assignments", Assignment.objects.defer("text"))


class DeliberativePollPage(InWaves, QuestionnairePage):
    """A questionnaire that is answered before and after hearing both sides."""

    # A draft may still be without these; what is published has all four.
    before_opens_at = models.DateTimeField(_("first answers open"), null=True)
    before_closes_at = ClosingField(_("first answers close"), null=True)
    after_opens_at = models.DateTimeField(
        _("second answers open"),
        null=True,
        help_text=_("Not before the last discussion and the last session with experts have ended."),
    )
    after_closes_at = ClosingField(_("second answers close"), null=True)
    later_opens_at = models.DateTimeField(
        _("answers months later open"),
        null=True,
        blank=True,
        help_text=_(
            "If you ask once more, three to twelve months after, whether what changed has lasted. "
            "Those who gave second answers get the same questions, and a message when it opens."
        ),
    )
    later_closes_at = ClosingField(_("answers months later close"), null=True, blank=True)
    report_at = models.DateField(
        _("results by"),
        null=True,
        blank=True,
        help_text=_("The day by which results are published."),
    )

    short_notice_reason = models.TextField(
        _("why the session is out for less than 24 hours"),
        blank=True,
        max_length=500,
        help_text=_(
            "What experts said stands for 24 hours before the next round or second answers, for "
            "those who could not attend. Only where that cannot be: why. The report prints it."
        ),
    )
    unsigned_reason = models.TextField(
        _("why the briefing is not signed off"),
        blank=True,
        max_length=500,
        help_text=_(
            "Reviewers from two interests or more find the briefing fair before people answer (see "
            "Sign-off, in the menu of the briefing). Only where that cannot be: why. Everybody "
            "reads it."
        ),
    )

    control_percent = models.PositiveSmallIntegerField(
        _("comparison group, in per cent"),
        null=True,
        blank=True,
        validators=[MinValueValidator(5), MaxValueValidator(75)],
        help_text=_(
            "Of a hundred people who gave first answers, so many are drawn by lot to answer twice "
            "and hear nothing in between. Empty: there is none, and the report says that a change "
            "cannot be put down to the deliberation."
        ),
    )

    group_size = models.PositiveSmallIntegerField(
        _("people in a small group"),
        null=True,
        blank=True,
        validators=[MinValueValidator(8), MaxValueValidator(15)],
        help_text=_(
            "Those who deliberate are dealt at random into groups of about this many, alike in age "
            "and ward, households apart. Twelve is usual. Add a forum that gives each group a room."
        ),
    )

    class TookPart(models.TextChoices):
        """Who counts as having taken part, wherever the report says so."""

        SPOKE = (
            "spoke",
            _("wrote in a discussion or came to a session, and gave second answers"),
        )
        CAME = "came", _("opened a discussion or a session, and gave second answers")
        ANSWERED = "answered", _("gave first and second answers, whatever came between")

    took_part_rule = models.CharField(
        _("who took part"),
        max_length=8,
        choices=TookPart,
        default=TookPart.SPOKE,
        help_text=_("Printed in the report. It cannot change once second answers have opened."),
    )

    page_description = _(
        "The same questions before and after people hear both sides: below it stand a briefing, a "
        "forum and sessions with experts."
    )
    base_form_class = DeliberativePollForm
    parent_page_types = ["consultations.ConsultationPage"]
    # Discussions and sessions live in an app that this one does not know: they name their parents.
    subpage_types = None
    template = "polls/deliberative_poll_page.html"

    content_panels = [
        *[panel for panel in ActivityPage.content_panels if not isinstance(panel, MultiFieldPanel)],
        FieldPanel("minutes"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("before_opens_at"), FieldPanel("before_closes_at")]),
                FieldRowPanel([FieldPanel("after_opens_at"), FieldPanel("after_closes_at")]),
                FieldPanel("report_at"),
                FieldRowPanel([FieldPanel("later_opens_at"), FieldPanel("later_closes_at")]),
            ],
            heading=_("When"),
            help_text=_(
                "In this order: first answers, briefing and discussion, second answers, results. "
                "Add the briefing, the discussions and the sessions as pages below this one."
            ),
        ),
        InlinePanel(
            "rounds",
            heading=_("Rounds"),
            label=_("Round"),
            help_text=_(
                "Where people meet more than once: groups talk, then put questions to experts. "
                "Give the discussions and sessions below this poll hours within them."
            ),
        ),
        MultiFieldPanel(
            [FieldPanel("short_notice_reason"), FieldPanel("unsigned_reason")],
            heading=_("Where a rule cannot be kept"),
        ),
        FieldRowPanel([FieldPanel("control_percent"), FieldPanel("group_size")]),
        FieldPanel("took_part_rule"),
        QuestionnairePage.items_panel,
        *QuestionnairePage.words_panels,
    ]

    card_kind = "poll"

    class Meta:
        verbose_name = _("deliberative poll")
        verbose_name_plural = _("deliberative polls")

    def clean(self):
        # The whole runs from the first round to the last, for lists that know no rounds.
        self.opens_at, self.closes_at = self.before_opens_at, self.after_closes_at
        super().clean()
        if faults := faults_in_dates(self) | locked_sizes(self) | locked_rule(self):
            raise ValidationError(faults)

    def missing_to_publish(self) -> dict[str, str]:
        return super().missing_to_publish() | missing_in_design(self)

    def faults_inside(self, opens_at, closes_at, *, is_session: bool) -> dict[str, str]:
        return faults_inside(
            Span(opens_at, closes_at),
            spans_of(self),
            is_session=is_session,
            second_answers=self.after_opens_at,
            has_reason=bool(self.short_notice_reason.strip()),
        )

    def get_context(self, request, *args, **kwargs):
        # The journey first: it reads at once what the rest asks for one by one.
        hub = hub_context(self, request)
        return {**super().get_context(request, *args, **kwargs), **hub}

    def get_template(self, request, *args, **kwargs):
        if "part" in request.GET:
            return "polls/parts/poll.html"
        return super().get_template(request, *args, **kwargs)

    parts_read_from = ("items", "overrides", "rounds", WITHOUT_PROOFS)

    def rows_beside(self):
        self._ends = rounds_of(self)
        return [self._ends]

    def published_parts(self):
        ends = self.__dict__.pop("_ends", None)
        talk = talk_of(self) if ends is None else talk_until(ends)
        own = {"listed_rounds": self.listed_rounds, "talk": talk}
        early = {"overridden": by_act(self.overrides.all()), "draws": read_draws(self)}
        return super().published_parts() | own | early

    # ---- when

    def has_briefing_opened(self, briefing) -> bool:
        """Return whether the briefing's date has come, or somebody opened it."""
        is_due = briefing.opens_at is None or briefing.opens_at <= timezone.now()
        return is_due or StageOverride.Stage.BRIEFING in self.opened_early

    def wave_now(self, user) -> str:
        """Return the wave that this person would answer next."""
        given = self.standing_of(user).responses
        if self.has_follow_up and Wave.AFTER in given and self.has_wave_closed(Wave.AFTER):
            return Wave.LATER
        has_answered = Wave.BEFORE in given
        return Wave.AFTER if has_answered or self.has_wave_closed(Wave.BEFORE) else Wave.BEFORE

    @property
    def has_report(self) -> bool:
        """Return whether the results are public."""
        if not self.has_wave_closed(Wave.AFTER):
            return False
        consultation = self.consultation
        if consultation and consultation.withdrawn_at:
            return False
        if consultation and consultation.results_published_at:
            return True
        return self.report_at is not None and self.report_at <= timezone.localdate()

    # ---- arms

    @cached_property
    def draws(self) -> dict[str, Assignment]:
        """Return what was drawn for this poll, by kind, without the long proofs."""
        return read_draws(self) if self.pk else {}

    def is_kept_apart(self, user) -> bool:
        """Return whether this person only answers: drawn into the comparison group, until the end.

        Who gave first answers and was not drawn at all, such as who withdrew, is kept apart too.
        """
        if Assignment.Kind.ARMS not in self.draws or self.has_wave_closed(Wave.AFTER):
            return False
        arm = self.standing_of(user).places.get(Assignment.Kind.ARMS, CONTROL)
        return Wave.BEFORE in self.standing_of(user).responses and arm == CONTROL

    def refusal_by_draw(self, user) -> str:
        """Say what the draw of the comparison group has against this person's entering."""
        if Assignment.Kind.ARMS not in self.draws:
            # Once groups are dealt no arms are drawn any more (`polls.assigning`).
            if self.control_percent is None or self.has_circles:
                return ""
            return gettext(
                "Some of those who gave first answers are drawn by lot to compare with. This opens "
                "to the others after the draw, when first answers have closed on %(day)s."
            ) % {"day": short_day(self.wave_closes_at(Wave.BEFORE))}
        if self.is_kept_apart(user):
            return gettext(
                "You were drawn by lot into the comparison group: you answer again from %(next)s, "
                "without briefing or discussion. You can read everything from %(day)s."
            ) % {
                "next": short_day(self.wave_opens_at(Wave.AFTER)),
                "day": short_day(self.wave_closes_at(Wave.AFTER)),
            }
        return ""

    # ---- small groups

    @property
    def has_circles(self) -> bool:
        return Assignment.Kind.GROUPS in self.draws

    def circle_of(self, user) -> int | None:
        if not self.has_circles or not user.is_authenticated:
            return None
        return self.standing_of(user).places.get(Assignment.Kind.GROUPS)

    def circles_led_by(self, user) -> frozenset[int]:
        if not self.has_circles or not user.is_staff:
            return frozenset()
        return self.standing_of(user).led

    def circle_members(self, number: int) -> list:
        return members_of(self, number) if self.has_circles else []

    def members_of_circles(self) -> list:
        return members_of(self) if self.has_circles else []

    def circles_dealt_at(self):
        return self.draws[Assignment.Kind.GROUPS].drawn_at if self.has_circles else None

    def steps_missed(self, users) -> dict[int, str]:
        return not_yet_read(self, users)

    def attendance_key(self, user) -> str:
        """Note those who gave first answers and deliberate, until second answers close."""
        if not user.is_authenticated or user.is_staff or self.has_closed:
            return ""
        standing = self.standing_of(user)
        may_attend = Wave.BEFORE in standing.responses and not self.is_kept_apart(user)
        return standing.key if may_attend and not standing.has_withdrawn else ""

    # ---- may they?

    def is_run_by(self, user) -> bool:
        return bool(self.circles_led_by(user)) or self.is_hosted_by(user)

    def refusal_to_enter(self, user) -> str:
        """Say why briefing and discussion are closed to this person: first answers come first."""
        is_free = user.is_staff or self.has_wave_closed(Wave.AFTER)
        if is_free:
            return ""
        if Wave.BEFORE in self.standing_of(user).responses:
            return self.refusal_by_draw(user)
        return self.refusal_without_answers(user)

    def refusal_without_answers(self, user) -> str:
        """Say to somebody without first answers how, or until when, they could give them."""
        if not user.is_authenticated and not self.was_missed_by(user):
            return gettext(
                "Sign in or join the panel, and give your first answers. Then this opens to you."
            )
        if not self.is_dated:
            return no_dates_yet()
        if self.was_missed_by(user):
            return gettext(
                "First answers closed on %(closed)s. From %(day)s, "
                "when second answers have closed, you can read all of it that is public."
            ) % {
                "closed": short_day(self.wave_closes_at(Wave.BEFORE)),
                "day": short_day(self.wave_closes_at(Wave.AFTER)),
            }
        if not self.is_wave_open(Wave.BEFORE):
            return gettext(
                "This opens to you when you have given your first answers, from %(when)s."
            ) % {"when": until(self.wave_opens_at(Wave.BEFORE))}
        return gettext("Give your first answers before you read or talk. Then this opens to you.")

    def refusal_by_date(self) -> str:
        """Leave dates to the rounds, of which each has its own, once all are known."""
        return "" if self.is_dated else no_dates_yet()

    def refusal_of_person(self, user) -> str:
        # Who answered first may answer again, even if they have left the panel in between.
        if user.is_authenticated and Wave.BEFORE in self.standing_of(user).responses:
            return ""
        return super().refusal_of_person(user)

    def refusal_in_wave(self, user, wave: str) -> str:
        return refusal_in_wave(self, self.standing_of(user), wave)

    def card_tag(self) -> tuple[str, str]:
        if not self.is_dated:
            return ("soon", gettext("Dates to follow"))
        if Wave.AFTER in self.closed_early:
            closes = self.wave_closes_at(Wave.AFTER)
            if self.has_closed:
                return ("reading", gettext("Closed %(when)s") % {"when": when(closes)})
            return ("open", gettext("Open until %(when)s") % {"when": until(closes)})
        return super().card_tag()

    @property
    def card_label(self) -> str:  # type: ignore[override]
        return CouncilSettings.load().method_name_first

    @classmethod
    def get_verbose_name(cls) -> str:
        """Return what the editor calls this type of page: by the council's own name for it."""
        return CouncilSettings.load().method_name_first

    def card(self, user) -> ActivityCard:
        card = super().card(user)
        stages = journey(self, user)
        if self.was_missed_by(user):
            card.action = gettext("See how it goes on")
            card.facts = [
                gettext("First answers closed on %(day)s")
                % {"day": short_day(self.wave_closes_at(Wave.BEFORE))}
            ]
        elif first := self.first_answers_between_rounds(user):
            card.action = gettext("See your next step")
            card.facts = [
                gettext("You answered on %(day)s") % {"day": short_day(first.submitted_at)}
            ]
        card.steps = [replace(stage, note=stage.brief or stage.note) for stage in stages]
        return card

    def first_answers_between_rounds(self, user) -> Response | None:
        """Return what a person answered first, while they cannot answer again yet."""
        given = self.standing_of(user).responses
        is_between = not (self.is_wave_open(Wave.AFTER) or self.has_wave_closed(Wave.AFTER))
        return given.get(Wave.BEFORE) if is_between else None


def read_draws(poll) -> dict[str, Assignment]:
    """Return the draws of a poll by kind; they are kept for all readers, so without the poll."""
    is_read = "assignments" in getattr(poll, "_prefetched_objects_cache", {})
    own = Assignment.objects.filter(poll_id=poll.pk).defer("text")
    return {draw.kind: draw for draw in (poll.assignments.all() if is_read else own)}
