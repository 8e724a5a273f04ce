"""The deliberative poll: answer, hear the arguments, answer the same questions again."""

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from consultations.cards import ActivityCard
from consultations.fields import ClosingField
from consultations.models import ActivityPage
from consultations.words import until, when
from core.dates import day_in_london, short_day
from polls.locks import locked_rule, locked_sizes
from polls.models.assignment import CONTROL, Assignment, members_of
from polls.models.briefing import not_yet_read
from polls.models.overrides import StageOverride
from polls.models.questionnaire import QuestionnairePage
from polls.models.responses import Wave
from polls.showing import hub_context
from polls.stages import journey, last_round_ends_at

WITHOUT_PROOFS = models.Prefetch("assignments", Assignment.objects.defer("text"))


class DeliberativePollPage(QuestionnairePage):
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
    report_at = models.DateField(
        _("results by"),
        null=True,
        blank=True,
        help_text=_("The day by which results are published."),
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
        FieldRowPanel([FieldPanel("control_percent"), FieldPanel("group_size")]),
        FieldPanel("took_part_rule"),
        QuestionnairePage.items_panel,
        *QuestionnairePage.words_panels,
    ]

    card_kind = "poll"
    card_label = _("Deliberative poll")

    class Meta:
        verbose_name = _("deliberative poll")
        verbose_name_plural = _("deliberative polls")

    def clean(self):
        # The whole runs from the first round to the last, for lists that know no rounds.
        self.opens_at, self.closes_at = self.before_opens_at, self.after_closes_at
        super().clean()
        if faults := faults_in_dates(self) | locked_sizes(self) | locked_rule(self):
            raise ValidationError(faults)

    def get_context(self, request, *args, **kwargs):
        # The journey first: it reads at once what the rest asks for one by one.
        hub = hub_context(self, request)
        return {**super().get_context(request, *args, **kwargs), **hub}

    parts_read_from = ("items", "overrides", WITHOUT_PROOFS)

    def published_parts(self):
        ends = {"rounds_end_at": last_round_ends_at(self), "opened_early": read_overrides(self)}
        return super().published_parts() | ends | {"draws": read_draws(self)}

    # ---- when

    @cached_property
    def opened_early(self) -> dict[str, StageOverride]:
        """Return the stages that an officer opened before their date."""
        return read_overrides(self) if self.pk else {}

    @cached_property
    def rounds_end_at(self):
        """Return when the last discussion or session below this poll ends, if any has an end."""
        return last_round_ends_at(self) if self.path and self.pk else None

    @property
    def has_opened(self) -> bool:
        is_due = self.before_opens_at is not None and self.before_opens_at <= timezone.now()
        return is_due or Wave.BEFORE in self.opened_early

    @property
    def has_closed(self) -> bool:
        return self.has_wave_closed(Wave.AFTER)

    @property
    def round_now(self) -> str:
        """Return the round that is open, or the one that comes next."""
        is_second = self.has_wave_closed(Wave.BEFORE) or self.is_wave_open(Wave.AFTER)
        return Wave.AFTER if is_second else Wave.BEFORE

    def wave_opens_at(self, wave: str):
        """Return when a round of answers opens: the second never before the talk has ended.

        In a draft nobody may have said it yet: then this is None.
        """
        date = self.wave_is_to_open_at(wave)
        if date and wave == Wave.AFTER and self.rounds_end_at:
            date = max(date, self.rounds_end_at)
        if date and date > timezone.now() and wave in self.opened_early:
            return self.opened_early[wave].opened_at
        return date

    def wave_closes_at(self, wave: str):
        return self.before_closes_at if wave == Wave.BEFORE else self.after_closes_at

    def wave_is_to_open_at(self, wave: str):
        """Return when a round opens by its own date alone, as the officer wrote it."""
        return self.before_opens_at if wave == Wave.BEFORE else self.after_opens_at

    def is_wave_dated(self, wave: str) -> bool:
        """Return whether a round has both its dates, as in all that is published."""
        return bool(self.wave_is_to_open_at(wave) and self.wave_closes_at(wave))

    @property
    def is_dated(self) -> bool:
        return all(map(self.is_wave_dated, self.waves))

    def has_wave_closed(self, wave: str) -> bool:
        closes = self.wave_closes_at(wave)
        return closes is not None and closes < timezone.now()

    def is_wave_open(self, wave: str) -> bool:
        if not self.is_wave_dated(wave) or self.has_wave_closed(wave):
            return False
        return self.wave_opens_at(wave) <= timezone.now()

    def has_briefing_opened(self, briefing) -> bool:
        """Return whether the briefing's date has come, or an officer opened it."""
        is_due = briefing.opens_at is None or briefing.opens_at <= timezone.now()
        return is_due or StageOverride.Stage.BRIEFING in self.opened_early

    def wave_now(self, user) -> str:
        """Return the wave that this person would answer next."""
        has_answered = Wave.BEFORE in self.standing_of(user).responses
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
            ) % {"day": short_day(self.before_closes_at)}
        if self.is_kept_apart(user):
            return gettext(
                "You were drawn by lot into the comparison group: you answer again from %(next)s, "
                "without briefing or discussion. You can read everything from %(day)s."
            ) % {
                "next": short_day(self.wave_opens_at(Wave.AFTER)),
                "day": short_day(self.after_closes_at),
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
        if not user.is_authenticated:
            return gettext(
                "Sign in or join the panel, and give your first answers. Then this opens to you."
            )
        if not self.is_dated:
            return no_dates_yet()
        if self.has_wave_closed(Wave.BEFORE):
            return gettext(
                "First answers closed on %(closed)s. You can read everything from %(day)s, "
                "when second answers have closed."
            ) % {
                "closed": short_day(self.before_closes_at),
                "day": short_day(self.after_closes_at),
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
        standing = self.standing_of(user)
        if standing.has_withdrawn:
            return gettext("You withdrew your answers, so there is nothing more to answer here.")
        if response := standing.responses.get(wave):
            return already_answered(self, wave, response)
        if wave == Wave.AFTER and Wave.BEFORE not in standing.responses:
            return gettext(
                "Second answers are for those who gave first answers. Those closed on %(day)s."
            ) % {"day": short_day(self.before_closes_at)}
        if self.has_wave_closed(wave):
            return gettext("%(wave)s closed %(when)s.") % {
                "wave": Wave(wave).label,
                "when": when(self.wave_closes_at(wave)),
            }
        if not self.is_wave_open(wave):
            return not_yet_open(self, wave)
        return ""

    def card_tag(self) -> tuple[str, str]:
        if not self.is_dated:
            return ("soon", gettext("Dates to follow"))
        return super().card_tag()

    def card(self, user) -> ActivityCard:
        card = super().card(user)
        stages = journey(self, user)
        card.steps = [replace(stage, note=stage.brief or stage.note) for stage in stages]
        return card


def read_overrides(poll) -> dict[str, StageOverride]:
    return {override.stage: override for override in poll.overrides.all()}


def read_draws(poll) -> dict[str, Assignment]:
    """Return the draws of a poll by kind; they are kept for all readers, so without the poll."""
    is_read = "assignments" in getattr(poll, "_prefetched_objects_cache", {})
    own = Assignment.objects.filter(poll_id=poll.pk).defer("text")
    return {draw.kind: draw for draw in (poll.assignments.all() if is_read else own)}


def no_dates_yet() -> str:
    """Say of a draft why nobody can do anything in it yet."""
    return gettext("The dates of this are not settled yet.")


def already_answered(poll, wave: str, response) -> str:
    """Say that this round is done for somebody, and what comes next."""
    if wave == Wave.AFTER:
        return gettext("You gave your second answers on %(day)s. You are done here.") % {
            "day": short_day(response.submitted_at)
        }
    return gettext(
        "You gave your first answers on %(day)s. You answer the same questions again from %(next)s."
    ) % {
        "day": short_day(response.submitted_at),
        "next": short_day(poll.wave_opens_at(Wave.AFTER)),
    }


def not_yet_open(poll, wave: str) -> str:
    """Say when a round opens, and why not before."""
    opens = poll.wave_opens_at(wave)
    if wave == Wave.BEFORE:
        return gettext("First answers open on %(day)s.") % {"day": short_day(opens)}
    return gettext(
        "Second answers open on %(day)s, when the last discussion has ended, "
        "so that everybody has heard the same."
    ) % {"day": short_day(opens)}


def faults_in_dates(poll) -> dict[str, str]:
    """Say in words which dates are out of order."""
    order = ["before_opens_at", "before_closes_at", "after_opens_at", "after_closes_at"]
    faults = {}
    for earlier, later in zip(order, order[1:], strict=False):
        first, second = getattr(poll, earlier), getattr(poll, later)
        if first and second and second <= first:
            name = poll._meta.get_field(earlier).verbose_name
            faults[later] = gettext("Choose a moment after “%(earlier)s”.") % {"earlier": name}
    ends = poll.after_closes_at
    if poll.report_at and ends and poll.report_at < day_in_london(ends):
        faults["report_at"] = gettext("Choose a day after the second answers close.")
    return faults
