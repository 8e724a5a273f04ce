"""A member's own page: one next step, what is open to them, and what came of what they said."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, cast

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations.models import ConsultationPage, OutcomePage
from core.charts import WardMap, ward_map
from core.dates import moment, short_day
from home.at_work import places_of_work
from home.whats_on import WhatsOn, whats_on
from panel.models import Membership, SeatOffer, User, Ward
from panel.outlines import mapped_wards
from panel.seats import offers_to
from panel.volunteering import open_calls_for
from polls.models import DeliberativePollPage, QuestionnairePage, QuickPollPage, Response
from polls.models.responses import Wave
from polls.showing import my_choice
from polls.stages import NEXT, Stage, journey

OUTCOMES_SHOWN = 4


@dataclass
class Panel:
    """What one person's page shows."""

    name: str
    membership: Membership | None
    poll: DeliberativePollPage | None = None
    poll_title: str = ""
    stages: list[Stage] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)
    came: list[dict[str, Any]] = field(default_factory=list)
    served_wards: list[Ward] = field(default_factory=list)  # of a councillor
    work: list[dict[str, Any]] = field(default_factory=list)  # of staff and experts

    @cached_property
    def next_step(self) -> Stage | None:
        return next((stage for stage in self.stages if stage.is_your_next), None)

    @cached_property
    def coming(self) -> Stage | None:
        """Return the stage that opens next, while nothing can be done now."""
        return next((stage for stage in self.stages if stage.state == NEXT), None)

    @property
    def ward_map(self) -> WardMap | None:
        """Draw the member's ward among its neighbours."""
        if not self.membership:
            return None
        ward = self.membership.ward
        return ward_map(
            mapped_wards(),
            title=_("%(ward)s and the wards round it") % {"ward": ward.name},
            highlight=[ward.code],
            label=[ward.code],
            crop_to=[ward.code],
            id="mine",
        )


def panel_of(request: HttpRequest) -> Panel:
    """Put together a person's page in a fixed number of queries."""
    user = cast(User, request.user)  # the view lets nobody else in
    membership = getattr(user, "membership", None)
    panel = Panel(name=user.display_name or user.get_full_name(), membership=membership)
    if membership is None:
        panel.served_wards = list(Ward.objects.served_by(user))
        panel.work = places_of_work(user)
        return panel
    on = whats_on(user)
    own = own_answers(user, [*on.polls, *on.questionnaires])
    choose_next_step(panel, user, on, own)
    panel.rows = [*serving_rows(membership), *open_rows(request, on, own, chosen=panel.poll)]
    panel.came = what_came(user, on, own)
    return panel


def serving_rows(membership: Membership) -> list[dict[str, Any]]:
    """List the seats that a member was drawn for, and the panels that they may serve on."""
    rows = []
    for offer in offers_to(membership):
        waits = offer.reply == SeatOffer.Reply.WAITING
        reply = _("Reply by %(day)s.") % {"day": short_day(offer.reply_by)}
        drawn = _("You were drawn by lot for a seat.")
        rows.append(
            {
                "title": offer.draw.title,
                "url": reverse("panel:seat", args=[offer.pk]),
                "sentence": f"{drawn} {reply}" if waits else _("The seat is yours."),
                "action": _("Reply") if waits else _("See"),
                "is_begun": waits,
            }
        )
    for call, said_yes in open_calls_for(membership):
        reply = _("Reply by %(day)s.") % {"day": short_day(call.reply_by)}
        asks = _("You said yes.") if said_yes else _("Would you like to serve?")
        rows.append(
            {
                "title": call.title,
                "url": reverse("panel:serve", args=[call.pk]),
                "sentence": f"{asks} {reply}",
                "action": _("Change") if said_yes else _("See"),
                "is_begun": False,
            }
        )
    return rows


@dataclass
class OwnAnswers:
    """What one person has sent and begun, by page and wave."""

    sent: dict[int, dict[str, Response]]
    begun: dict[int, set[str]]


def own_answers(user, pages) -> OwnAnswers:
    """Look up where a person stands in all questionnaires at once."""
    QuestionnairePage.prepare_cards(pages, user)
    standings = {page.pk: page.standing_of(user) for page in pages}
    return OwnAnswers(
        sent={pk: standing.responses for pk, standing in standings.items() if standing.responses},
        begun={pk: standing.drafts for pk, standing in standings.items() if standing.drafts},
    )


def choose_next_step(panel: Panel, user, on: WhatsOn, own: OwnAnswers) -> None:
    """Take the open poll that closes first; its journey says what this person does next."""
    under_way = [poll for poll in on.polls if asks_now(poll, own)]
    if not under_way:
        return
    now = timezone.now()
    poll = min(under_way, key=lambda poll: poll.wave_closes_at(last_wave_now(poll)) or now)
    standing = poll.standing_of(user)
    standing.children = on.children.get(poll.pk, [])
    consultation = on.consultation_above(poll)
    panel.poll, panel.stages = poll, journey(poll, user)
    panel.poll_title = consultation.title if consultation else poll.title


def asks_now(page, own: OwnAnswers) -> bool:
    """Say whether a page is open to this person, or its follow-up, since they answered twice.

    A poll whose first answers have closed is open to those who gave theirs.
    """
    sent = own.sent.get(page.pk, {})
    is_missed = (
        Wave.BEFORE in page.waves and page.has_wave_closed(Wave.BEFORE) and Wave.BEFORE not in sent
    )
    return (page.is_open and not is_missed) or (
        Wave.LATER in page.waves
        and page.is_wave_open(Wave.LATER)
        and Wave.AFTER in sent
        and Wave.LATER not in sent
    )


def last_wave_now(poll: DeliberativePollPage) -> str:
    """Name the round with which that ends which goes on now."""
    return Wave.LATER if poll.is_wave_open(Wave.LATER) else Wave.AFTER


def open_rows(request, on: WhatsOn, own: OwnAnswers, *, chosen) -> list[dict]:
    """List what is open to this person, what is half done first."""
    rows = []
    asking = [*on.questionnaires, *(poll for poll in on.polls if poll != chosen)]
    above = Counter(one.pk for page in asking if (one := on.consultation_above(page)))
    for page in asking:
        if not asks_now(page, own) or Wave.ONLY in own.sent.get(page.pk, ()):
            continue
        consultation = on.consultation_above(page)
        is_begun = page.pk in own.begun
        rows.append(
            {
                # Where a consultation asks in several places, each goes by its own name.
                "title": consultation.title
                if consultation and above[consultation.pk] == 1
                else page.title,
                "url": page.url,
                "sentence": " ".join(
                    filter(None, [half_done(is_begun), takes(page), closes(page)])
                ),
                "action": _("Carry on") if is_begun else _("Start"),
                "is_begun": is_begun,
            }
        )
    rows.sort(key=lambda row: not row["is_begun"])
    if on.quick_poll and on.quick_poll.is_open:
        rows.append(quick_poll_row(request, on.quick_poll))
    return rows


def half_done(is_begun: bool) -> str:
    return _("Half done.") if is_begun else ""


def takes(page) -> str:
    if not page.minutes:
        return ""
    return ngettext("%(n)d minute.", "%(n)d minutes.", page.minutes) % {"n": page.minutes}


def closes(page) -> str:
    closes_at = page.closes_at if page.is_open else page.last_answers_at
    return _("Closes %(day)s.") % {"day": short_day(closes_at)} if closes_at else ""


def quick_poll_row(request, poll: QuickPollPage) -> dict[str, Any]:
    choice = my_choice(request, poll)
    voted = _("You voted “%(choice)s”.") % {"choice": choice.text} if choice else _("One tap.")
    return {
        "title": poll.question,
        "url": poll.url,
        "sentence": f"{voted} " + _("Closes %(moment)s.") % {"moment": moment(poll.closes_at)},
        "action": _("Change") if choice else _("Vote"),
    }


def what_came(user, on: WhatsOn, own: OwnAnswers) -> list[dict[str, Any]]:
    """List what was decided, or is owed, where this person took part."""
    mine: dict[str, ConsultationPage] = {}
    waves: dict[str, set[str]] = {}
    report_of: dict[str, int] = {}
    for page in [*on.polls, *on.questionnaires]:
        consultation = on.consultation_above(page)
        if consultation and consultation.has_closed and page.pk in own.sent:
            mine[consultation.path] = consultation
            waves.setdefault(consultation.path, set()).update(own.sent[page.pk])
            report_of[consultation.path] = page.pk
    outcomes = {outcome.path[: -outcome.steplen]: outcome for outcome in outcomes_for(user, mine)}
    rows = []
    for path, consultation in mine.items():
        outcome = outcomes.get(path)
        changed = {Wave.BEFORE, Wave.AFTER} <= waves[path]
        rows.append(
            {
                "title": consultation.title,
                "url": outcome.url if outcome else consultation.url,
                "tag": ("done", _("Decided %(day)s") % {"day": short_day(outcome.decided_on)})
                if outcome
                else consultation.tag,
                "sentence": outcome.we_did if outcome else owed(consultation),
                "results_url": reverse("results:poll", args=[report_of[path]]),
                "shows_change": changed,
                "decided_on": outcome.decided_on if outcome else None,
            }
        )
    rows.sort(key=lambda row: (row["decided_on"] is None, row["decided_on"] or 0))
    return rows[:OUTCOMES_SHOWN]


def outcomes_for(user, mine):
    if not mine:
        return []
    return [
        outcome
        for outcome in OutcomePage.objects.visible_to(user)
        if outcome.path[: -outcome.steplen] in mine
    ]


def owed(consultation: ConsultationPage) -> str:
    return _("You took part. %(who)s owes you an answer.") % {"who": consultation.decision_maker}
