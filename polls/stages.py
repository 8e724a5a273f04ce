"""The stages of a deliberative poll: which is open, and where one person stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import BooleanField, F, Value
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations.models import ActivityPage
from consultations.words import minutes_of, until
from core.dates import short_day
from polls.models.responses import Wave
from polls.models.rounds import Round
from polls.pairing import questions_differ
from polls.rounds import Span, Talk, fits, talk_until

if TYPE_CHECKING:
    from polls.models import DeliberativePollPage
    from polls.standing import Standing

ASKED_AGAIN = (Wave.AFTER, Wave.LATER)
DONE, NOW, NEXT, LATE = "done", "now", "next", "late"


@dataclass
class Stage:
    """One step of the journey as one person meets it; the fields of the `cycle` component."""

    code: str  # "before", "briefing", "activity-12", "after", "report", "later"
    label: str
    state: str  # "done", "now" (open to this person), "next" (not yet), "late" (missed)
    note: str  # when, or why not
    brief: str = ""  # the note in few words, for a card, where one stands for it
    url: str = ""
    action: str = ""
    sentence: str = ""
    is_your_next: bool = False

    @property
    def is_missed(self) -> bool:
        """Return whether it ended without this person, which is not that somebody is late."""
        return self.state == LATE


def rounds_of(poll: DeliberativePollPage):
    """Return the ends of published discussions and sessions below a poll, and of its rounds.

    Each comes with whether a transcript is to be read afterwards; all in one query.
    """
    kinds = [model for model in concrete(ActivityPage) if not hasattr(model, "waves")]
    if not kinds:
        return []
    # An activity that may end at another moment than planned says so with `end_expression`.
    first, *others = [
        model._default_manager.child_of(poll)
        .live()
        .order_by()
        .annotate(
            ends=getattr(model, "end_expression", F("closes_at")),
            is_read=Value(model.leaves_transcript, BooleanField()),
        )
        .values_list("ends", "is_read")
        for model in kinds
    ]
    # A round ends with its session.
    planned = Round.objects.filter(poll=poll.pk).order_by()
    planned = planned.annotate(is_read=Value(True, BooleanField()))
    return first.union(*others, planned.values_list("closes_at", "is_read"), all=True)


def concrete(model) -> list:
    """Return the types of page that are real tables below an abstract one, at any depth."""
    found = []
    for kind in model.__subclasses__():
        if not kind._meta.abstract:
            found.append(kind)
        found += concrete(kind)
    return found


def talk_of(poll: DeliberativePollPage) -> Talk:
    """Return when the last discussion or session ends; those without an end do not count."""
    return talk_until(rounds_of(poll))


def journey(poll: DeliberativePollPage, user) -> list[Stage]:
    """Return the stages of a poll for one person, in order, with at most one next step."""
    standing = poll.standing_of(user)
    # The rounds are at hand here: no need to ask for their ends once more.
    ends = [
        (getattr(activity, "ends_at", activity.closes_at), activity.leaves_transcript)
        for activity in standing.activities
    ]
    ends += [(one.closes_at, True) for one in poll.listed_rounds]
    poll.__dict__.setdefault("talk", talk_until(ends))
    stages = [answering(standing, Wave.BEFORE)]
    # The comparison group has answers to give, and nothing to read or say.
    if not poll.is_kept_apart(user):
        if standing.briefing:
            stages.append(reading(standing))
        stages += [taking_part(standing, activity) for activity in standing.activities]
    stages += [answering(standing, Wave.AFTER), reporting(standing)]
    if poll.has_follow_up:
        stages.append(answering(standing, Wave.LATER))
    # What only this person can do comes before what waits for them; answers before talk.
    order = [Wave.BEFORE, Wave.AFTER, Wave.LATER, "briefing"]
    open_now = [stage for stage in stages if stage.state == NOW and stage.url]
    open_now.sort(key=lambda stage: order.index(stage.code) if stage.code in order else len(order))
    # Once there are results, they come before what can still be read.
    report = [stage for stage in stages if stage.code == "report" and stage.url]
    # Results wait; a follow-up can be missed.
    later = [stage for stage in open_now if stage.code == Wave.LATER]
    for stage in (later or report or open_now)[:1]:
        stage.is_your_next = True
    return stages


def answering(standing: Standing, wave: str) -> Stage:
    """Return the stage of first or second answers."""
    poll = standing.poll
    stage = Stage(code=wave, label=str(Wave(wave).label), state=NEXT, note="")
    if response := standing.responses.get(wave):
        stage.state = DONE
        stage.note = (
            _("Withdrawn, %(day)s") % {"day": short_day(response.withdrawn_at)}
            if response.withdrawn_at
            else _("Done, %(day)s") % {"day": short_day(response.submitted_at)}
        )
    elif not poll.is_wave_dated(wave):
        stage.note = _("Dates to follow")
    elif poll.has_wave_closed(wave):
        stage.state = missed(standing, wave)
        stage.note = _("Closed %(day)s") % {"day": short_day(poll.wave_closes_at(wave))}
    elif poll.is_wave_open(wave):
        stage.note = _("Until %(when)s") % {"when": until(poll.wave_closes_at(wave))}
        if not standing.user.is_authenticated or not poll.refusal_for(standing.user, wave):
            stage.state = NOW
        offer_answering(stage, standing, wave)
    elif poll.is_due(wave):
        stage.note = questions_differ()
        stage.brief = _("Not open yet")
    else:
        stage.note = opens_words(poll, wave)
        stage.brief = _("Opens %(day)s") % {"day": short_day(poll.wave_opens_at(wave))}
    if wave == Wave.AFTER and poll.was_missed_by(standing.user):
        dates = {"opens": short_day(poll.wave_opens_at(wave))}
        dates["closes"] = short_day(poll.wave_closes_at(wave))
        stage.note = _("%(opens)s to %(closes)s, for those who gave first answers") % dates
    return stage


def missed(standing: Standing, wave: str) -> str:
    """Return the state of a round that closed without this person's answers."""
    if wave == Wave.LATER:
        return LATE if Wave.AFTER in standing.responses else DONE
    if Wave.BEFORE in standing.responses:
        return LATE
    # To those who took no part, a poll that is over is a thing done.
    if standing.poll.has_wave_closed(Wave.AFTER):
        return DONE
    return LATE if wave == Wave.BEFORE else NEXT


def opens_words(poll, wave: str) -> str:
    """Say when a round of answers opens, and why not before."""
    opens = poll.wave_opens_at(wave)
    if wave == Wave.AFTER:
        return _(
            "Opens %(day)s, when the last discussion has ended, "
            "so that everybody has heard the same"
        ) % {"day": short_day(opens)}
    if wave == Wave.LATER:
        return _("Opens %(when)s, for those who answered twice") % {"when": until(opens)}
    return _("Opens %(when)s") % {"when": until(opens)}


def offer_answering(stage: Stage, standing: Standing, wave: str) -> None:
    """Give an open round of answers its link and words."""
    poll = standing.poll
    if stage.state != NOW or not poll.pk:
        return
    stage.url = reverse("polls:start", args=[poll.pk, wave])
    if wave in standing.drafts:
        stage.sentence = _("Carry on with your answers where you stopped")
        stage.action = _("Carry on")
    elif wave == Wave.BEFORE:
        stage.sentence = ngettext(
            "Say what you think, before you read anything: %(count)d question",
            "Say what you think, before you read anything: %(count)d questions",
            poll.item_count,
        ) % {"count": poll.item_count}
        stage.action = _("Answer the questions")
    elif wave == Wave.LATER:
        stage.sentence = _("Say what you think months later: the same questions once more")
        stage.action = _("Answer the questions again")
    else:
        stage.sentence = _("Say what you think now: the same questions again")
        stage.action = _("Answer the questions again")


def reading(standing: Standing) -> Stage:
    """Return the stage of the briefing."""
    briefing, poll = standing.briefing, standing.poll
    stage = Stage(code="briefing", label=_("Briefing"), state=NEXT, note="")
    refusal = poll.refusal_to_enter(standing.user)
    is_reader = standing.key and not refusal
    read = standing.reading if is_reader else None
    if read:
        stage.state, stage.url = DONE, briefing.url
        stage.note = _("Read, %(day)s") % {"day": short_day(read.read_at)}
    elif not poll.has_briefing_opened(briefing):
        stage.note = _("Opens %(when)s") % {"when": until(briefing.opens_at)}
    elif refusal:
        wait_for_answers(standing, stage)
    else:
        stage.state = DONE if poll.has_report else NOW
        stage.url = briefing.url
        stage.note = minutes_of(briefing.minutes) or _("Open now")
        stage.sentence = _("Read the reasons on both sides")
        stage.action = _("Read the briefing")
    return stage


def wait_for_answers(standing: Standing, stage: Stage) -> None:
    """Say what opens this stage: first answers, or the draw that comes after them."""
    if Wave.BEFORE in standing.responses:
        stage.note = stage.brief = _("Opens after the draw")
        return
    if standing.poll.was_missed_by(standing.user):
        stage.note = stage.brief = _("For those who gave first answers")
        return
    stage.note = _("Opens when your first answers are in")
    stage.brief = _("After your first answers")


def short_title(standing: Standing, activity: ActivityPage) -> str:
    """Return the part of a title before its colon, where no other activity begins alike."""
    short = activity.title.partition(": ")[0]
    others = (one.title for one in standing.activities if one != activity)
    return activity.title if any(title.startswith(short) for title in others) else short


def round_of(poll: DeliberativePollPage, activity: ActivityPage) -> Round | None:
    """Return the round in which a discussion or session is open, by its own dates."""
    span = Span(activity.opens_at, activity.closes_at)
    spans = ((one, Span(one.opens_at, one.closes_at)) for one in poll.listed_rounds)
    return next((one for one, its in spans if fits(span, its)), None)


def taking_part(standing: Standing, activity: ActivityPage) -> Stage:
    """Return the stage of one discussion or session."""
    label = short_title(standing, activity)
    if len(standing.poll.listed_rounds) > 1 and (within := round_of(standing.poll, activity)):
        # The wizard ends titles with that of their round, which is said once.
        label = f"{within.title}: {label.removesuffix(f': {within.title}')}"
    stage = Stage(code=f"activity-{activity.pk}", label=label, state=NEXT, note="")
    may_enter = not standing.poll.refusal_to_enter(standing.user)
    opens = activity.opens_at
    took_part = may_enter and standing.key and activity.pk in standing.joined
    if took_part:
        stage.state, stage.note = DONE, _("You took part")
    elif activity.has_closed:
        ended = getattr(activity, "ends_at", None) or activity.closes_at
        stage.state = LATE if may_enter else NEXT
        stage.note = _("Ended %(day)s") % {"day": short_day(ended)} if ended else _("Ended")
    elif not may_enter:
        wait_for_answers(standing, stage)
        if opens and not activity.has_opened and Wave.BEFORE not in standing.responses:
            stage.note = _("Opens %(when)s, for those whose first answers are in") % {
                "when": until(opens)
            }
    elif opens and not activity.has_opened:
        stage.note = _("Opens %(when)s") % {"when": until(opens)}
    else:
        stage.state = NOW
        stage.note = (
            _("Until %(when)s") % {"when": until(activity.closes_at)}
            if activity.closes_at
            else _("Open now")
        )
        stage.sentence = stage.label
        stage.action = str(activity.card_action)
    if may_enter:
        stage.url = activity.url
    return stage


def results_url(poll) -> str:
    """Return the address of a poll's results, empty where the site shows none."""
    try:
        return reverse("results:poll", args=[poll.pk])
    except NoReverseMatch:
        return ""


def reporting(standing: Standing) -> Stage:
    """Return the last stage: what everybody said, and what changed."""
    poll = standing.poll
    stage = Stage(code="report", label=_("Results"), state=NEXT, note="")
    if poll.has_report:
        stage.state = DONE
        stage.note = _("Published")
        stage.url = results_url(poll)
        stage.sentence = _("See what changed once people had heard both sides")
        stage.action = _("See the results")
        if Wave.AFTER in standing.responses and not standing.has_withdrawn:
            stage.sentence = _("See your own change beside everybody’s")
    elif poll.report_at:
        stage.note = _("By %(day)s") % {"day": short_day(poll.report_at)}
    else:
        stage.note = _("When everybody has answered twice")
    return stage
