"""When the rounds of answers of a deliberative poll open and close, by the clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext

from consultations.words import until, when
from core.dates import day_in_london, short_day
from polls.live import announce_stages
from polls.models.overrides import StageOverride
from polls.models.responses import Response, Wave
from polls.models.rounds import Round
from polls.pairing import Difference, comparison_kept, questions_differ
from polls.rounds import Span, Talk, fault_in_later_end
from polls.stages import talk_of

if TYPE_CHECKING:
    from polls.models import DeliberativePollPage

MAY_OPEN = "polls.override_stage"
COMPARED = (Wave.BEFORE, Wave.AFTER)
# The fields that hold when a round opens and closes.
DATES: dict[str, tuple[str, str]] = {
    Wave.BEFORE: ("before_opens_at", "before_closes_at"),
    Wave.AFTER: ("after_opens_at", "after_closes_at"),
    Wave.LATER: ("later_opens_at", "later_closes_at"),
}


class InWaves:
    """What a page knows of its rounds of answers; the page itself holds their dates."""

    pk: Any
    rounds: Any
    overrides: Any
    path: str
    standing_of: Any
    short_notice_reason: str
    before_opens_at: dt.datetime | None
    after_opens_at: dt.datetime | None
    later_opens_at: dt.datetime | None
    later_closes_at: dt.datetime | None
    after_closes_at: dt.datetime | None

    @property
    def waves(self) -> tuple[str, ...]:
        """Return the rounds of answers: the two that are compared, and the follow-up, if any."""
        return (*COMPARED, Wave.LATER) if self.has_follow_up else COMPARED

    @property
    def has_follow_up(self) -> bool:
        """Return whether people are asked once more, months after."""
        return self.is_wave_dated(Wave.LATER)

    @cached_property
    def overridden(self) -> dict[str, dict[str, StageOverride]]:
        """Return, by act and by stage, what was opened or closed before its date."""
        return by_act(self.overrides.all() if self.pk else ())

    @property
    def opened_early(self) -> dict[str, StageOverride]:
        """Return the stages that somebody opened before their date."""
        return self.overridden[StageOverride.Act.OPEN]

    @property
    def closed_early(self) -> dict[str, StageOverride]:
        """Return the rounds of answers that somebody closed before their date, or soon will."""
        return self.overridden[StageOverride.Act.CLOSE]

    @cached_property
    def talk(self) -> Talk:
        """Return when discussions and sessions below this poll are over, if they have an end."""
        return talk_of(self) if self.path and self.pk else Talk()

    @cached_property
    def listed_rounds(self) -> list[Round]:
        """Return the rounds of talk, in order; a poll with one round may name none."""
        return list(self.rounds.all())

    @property
    def has_opened(self) -> bool:
        is_due = self.before_opens_at is not None and self.before_opens_at <= timezone.now()
        return is_due or Wave.BEFORE in self.opened_early

    @property
    def has_closed(self) -> bool:
        """Return whether what is compared is all in; a follow-up may still be to come."""
        return self.has_wave_closed(Wave.AFTER)

    @property
    def is_under_way(self) -> bool:
        """Return whether anybody can answer or take part now, or soon will, or once more."""
        return (self.has_opened and not self.has_closed) or self.is_due(Wave.LATER)

    @property
    def last_answers_at(self) -> dt.datetime | None:
        return self.wave_closes_at(Wave.LATER if self.has_follow_up else Wave.AFTER)

    @property
    def last_field(self) -> str:
        return "later_closes_at" if self.has_follow_up else "after_closes_at"

    def was_missed_by(self, user: Any) -> bool:
        """Return whether first answers closed without this person's, and the rest goes on."""
        is_too_late = self.has_wave_closed(Wave.BEFORE) and not self.has_closed
        return is_too_late and Wave.BEFORE not in self.standing_of(user).responses

    @property
    def round_now(self) -> str:
        """Return the round that is open, or the one that comes next."""
        if self.has_follow_up and self.has_wave_closed(Wave.AFTER):
            return Wave.LATER
        is_second = self.has_wave_closed(Wave.BEFORE) or self.is_wave_open(Wave.AFTER)
        return Wave.AFTER if is_second else Wave.BEFORE

    def wave_opens_at(self, wave: str) -> Any:
        """Return when a round opens: the second never before all was said, and could be read.

        In a draft nobody may have said it yet: then this is None.
        """
        date = self.wave_is_to_open_at(wave)
        if date and wave == Wave.AFTER:
            is_short = bool(self.short_notice_reason.strip())
            date = max(date, self.talk.allows_at(has_reason=is_short) or date)
        if date and date > timezone.now() and wave in self.opened_early:
            return self.opened_early[wave].at
        return date

    def wave_closes_at(self, wave: str) -> dt.datetime | None:
        """Return when a round closes: by its date, or sooner where somebody decided so."""
        date = self.wave_is_to_close_at(wave)
        early = self.closed_early.get(wave)
        return min(date, early.at) if date and early else date

    def wave_is_to_close_at(self, wave: str) -> dt.datetime | None:
        """Return when a round closes by its own date alone, as the officer wrote it."""
        return getattr(self, DATES[wave][1])

    def wave_is_to_open_at(self, wave: str) -> dt.datetime | None:
        """Return when a round opens by its own date alone, as the officer wrote it."""
        return getattr(self, DATES[wave][0])

    def is_wave_dated(self, wave: str) -> bool:
        """Return whether a round has both its dates."""
        return bool(self.wave_is_to_open_at(wave) and self.wave_is_to_close_at(wave))

    @property
    def is_dated(self) -> bool:
        """Return whether all is dated that every poll has, as in all that is published."""
        return all(map(self.is_wave_dated, COMPARED))

    def has_wave_closed(self, wave: str) -> bool:
        closes = self.wave_closes_at(wave)
        return closes is not None and closes < timezone.now()

    def is_wave_open(self, wave: str) -> bool:
        return self.is_due(wave) and not self.is_shut(wave)

    def is_due(self, wave: str) -> bool:
        """Return whether it is the time of a round; it is open then, unless it stays shut."""
        opens = self.wave_opens_at(wave)
        if opens is None or not self.is_wave_dated(wave) or self.has_wave_closed(wave):
            return False
        return opens <= timezone.now()

    @cached_property
    def differing_pairs(self) -> list[Difference]:
        """Return the questions that are not as they were asked first."""
        return comparison_kept(self).differences if self.pk else []

    def is_shut(self, wave: str) -> bool:
        """Return whether a round that is due stays closed, as its questions are not the same."""
        return wave != Wave.BEFORE and bool(self.differing_pairs)

    # ---- what talk ends later, or sooner

    def refusal_to_extend(self, planned: dt.datetime | None, ends_at: dt.datetime) -> str:
        if Wave.AFTER in self.opened_early:
            return ""  # on the record, with a reason
        return fault_in_later_end(
            ends_at,
            planned=planned,
            rounds=[Span(one.opens_at, one.closes_at) for one in self.listed_rounds],
            second_answers=Span(self.after_opens_at, self.after_closes_at),
            has_reason=bool(self.short_notice_reason.strip()),
        )

    def follows_from_end(self) -> str:
        opens = self.wave_opens_at(Wave.AFTER)
        if not opens or not self.after_opens_at or opens <= self.after_opens_at:
            return ""
        return gettext(
            "Second answers open later, %(when)s, so that everybody can read the session first."
        ) % {"when": until(opens)}

    def end_moved(self) -> None:
        announce_stages(self)

    # ---- who moves stages

    def is_hosted_by(self, user: Any) -> bool:
        """Return whether this member of staff was named to open and close the stages here."""
        return bool(self.pk) and user.is_staff and self.standing_of(user).is_host

    def may_move_stages(self, user: Any) -> bool:
        """Return whether this person opens and closes stages: an officer, or a host of this."""
        return user.is_staff and (user.has_perm(MAY_OPEN) or self.is_hosted_by(user))

    def in_words(self, wave: str) -> str:
        """Say by its dates where a round of answers stands."""
        closes = self.wave_closes_at(wave)
        if closes is None or not self.is_wave_dated(wave):
            return no_dates_yet()
        if self.has_wave_closed(wave):
            return gettext("Closed %(when)s.") % {"when": when(closes)}
        if not self.is_due(wave):
            opens = when(self.wave_opens_at(wave))
            return gettext("Opens %(opens)s, until %(until)s.") % {
                "opens": opens,
                "until": until(closes),
            }
        if self.is_shut(wave):
            return gettext("Closed: a question differs from first answers.")
        return gettext("Open until %(until)s.") % {"until": until(closes)}

    def stages_now(self) -> list[tuple[str, str]]:
        return [(str(Wave(wave).label), self.in_words(wave)) for wave in self.waves]

    def stages_socket(self) -> str:
        return f"/ws/polls/{self.pk}/stages/"

    def stages_address(self, user: Any) -> str:
        return reverse("polls:stages", args=[self.pk]) if self.may_move_stages(user) else ""


def by_act(overrides: Iterable[StageOverride]) -> dict[str, dict[str, StageOverride]]:
    """Lay out by act, then by stage, what was decided of a poll's stages."""
    found: dict[str, dict[str, StageOverride]] = {act: {} for act in StageOverride.Act.values}
    for override in overrides:
        found[override.act][override.stage] = override
    return found


def no_dates_yet() -> str:
    """Say of a draft why nobody can do anything in it yet."""
    return gettext("The dates of this are not settled yet.")


# ---- may this person answer in a round? ----------------------------------------------------------


def refusal_in_wave(poll: DeliberativePollPage, standing, wave: str) -> str:
    """Say what stands against a person's answering in one round; empty when nothing does."""
    if standing.has_withdrawn:
        return gettext("You withdrew your answers, so there is nothing more to answer here.")
    if response := standing.responses.get(wave):
        return already_answered(poll, wave, response)
    if refusal := refusal_to_whom_came_late(poll, standing, wave):
        return refusal
    if poll.has_wave_closed(wave):
        return gettext("%(wave)s closed %(when)s.") % {
            "wave": Wave(wave).label,
            "when": when(poll.wave_closes_at(wave)),
        }
    if not poll.is_wave_open(wave):
        return not_yet_open(poll, wave)
    return ""


def refusal_to_whom_came_late(poll: DeliberativePollPage, standing, wave: str) -> str:
    """Say to somebody that a round is for those who answered in the one before."""
    if wave == Wave.AFTER and Wave.BEFORE not in standing.responses:
        return gettext(
            "Second answers are for those who gave first answers. Those closed on %(day)s."
        ) % {"day": short_day(poll.wave_closes_at(Wave.BEFORE))}
    if wave == Wave.LATER and Wave.AFTER not in standing.responses:
        return gettext("These questions are for those who gave first and second answers.")
    return ""


def already_answered(poll: DeliberativePollPage, wave: str, response: Response) -> str:
    """Say that this round is done for somebody, and what comes next."""
    given = short_day(response.submitted_at)
    if wave == Wave.LATER:
        return gettext("You gave your answers months later on %(day)s. You are done here.") % {
            "day": given
        }
    if wave == Wave.AFTER and not poll.has_follow_up:
        return gettext("You gave your second answers on %(day)s. You are done here.") % {
            "day": given
        }
    if wave == Wave.AFTER:
        return gettext(
            "You gave your second answers on %(day)s. From %(next)s we ask you once more."
        ) % {"day": given, "next": short_day(poll.wave_opens_at(Wave.LATER))}
    return gettext(
        "You gave your first answers on %(day)s. You answer the same questions again from %(next)s."
    ) % {"day": given, "next": short_day(poll.wave_opens_at(Wave.AFTER))}


def not_yet_open(poll: DeliberativePollPage, wave: str) -> str:
    """Say when a round opens, and why not before."""
    if poll.is_due(wave):
        return questions_differ()
    opens = short_day(poll.wave_opens_at(wave))
    if wave == Wave.BEFORE:
        return gettext("First answers open on %(day)s.") % {"day": opens}
    if wave == Wave.LATER:
        return gettext("We ask you once more from %(day)s, to see what lasts.") % {"day": opens}
    return gettext(
        "Second answers open on %(day)s, when the last discussion has ended, "
        "so that everybody has heard the same."
    ) % {"day": opens}


# ---- what is wrong with dates --------------------------------------------------------------------


def faults_in_dates(poll: DeliberativePollPage) -> dict[str, str]:
    """Say in words which dates are out of order."""
    order = [name for names in DATES.values() for name in names]
    faults = {}
    for earlier, later in zip(order, order[1:], strict=False):
        first, second = getattr(poll, earlier), getattr(poll, later)
        if first and second and second <= first:
            name = poll._meta.get_field(earlier).verbose_name
            faults[later] = gettext("Choose a moment after “%(earlier)s”.") % {"earlier": name}
    ends = poll.after_closes_at
    if poll.report_at and ends and poll.report_at < day_in_london(ends):
        faults["report_at"] = gettext("Choose a day after the second answers close.")
    return faults | faults_in_follow_up(poll)


def faults_in_follow_up(poll: DeliberativePollPage) -> dict[str, str]:
    """Say where a follow-up lacks a date, or is taken away from people who answered it."""
    opens, closes = DATES[Wave.LATER]
    if not poll.has_follow_up:
        if poll.pk and poll.responses.filter(wave=Wave.LATER).exists():
            return {opens: gettext("People have answered these, so their dates stay.")}
        if poll.later_opens_at:
            return {closes: gettext("Say when these answers close.")}
        if poll.later_closes_at:
            return {opens: gettext("Say when these answers open.")}
    return {}
