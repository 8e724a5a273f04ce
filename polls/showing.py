"""What pages show to one reader at this moment."""

from functools import partial

from django.utils import timezone
from django.utils.translation import gettext as _

from core.dates import day, late
from core.kept import ANYBODY, kept
from polls.changes import next_change
from polls.reading import briefing_for, refusal_to_mark, refusal_to_read
from polls.reviewed import state_of
from polls.sending import stamp
from polls.stages import journey, results_url, round_of
from polls.tallies import tally
from polls.visitors import visitor_of, voter_of
from polls.without_account import respondent_of


def my_choice(request, poll):
    """Return the choice that this reader has voted for, as a person or as a visitor, or None."""
    voters = dict.fromkeys(filter(None, (voter_of(request), visitor_of(request))))
    keys = [poll.key_of(voter) for voter in voters]
    if not keys or not poll.pk:
        return None
    ballots = {b.key: b for b in poll.ballots.filter(key__in=keys).select_related("choice")}
    return next((ballots[key].choice for key in keys if key in ballots), None)


def poll_context(poll, request) -> dict:
    """Return what the templates of a quick poll need, for this reader and this moment."""
    return {
        "poll": poll,
        "my_choice": my_choice(request, poll),
        "is_changing": "change" in request.GET,
        "tally": tally(poll) if poll.has_closed else None,
        "tapped": tapped(request, poll),
        "stamp": stamp(),
    }


def tapped(request, poll):
    """Return the answer that somebody tapped on another site, which sent them here to vote."""
    sent = request.GET.get("answer")
    if not sent:
        return None
    return next((choice for choice in poll.choices.all() if sent == str(choice.pk)), None)


def last_time(poll) -> dict:
    """Return the poll that closed last, with its result and what was decided; not this one."""

    def read() -> dict:
        previous = type(poll).objects.previous()
        return {"previous": previous, "previous_tally": tally(previous)} if previous else {}

    found = kept("quick-poll.last", ANYBODY, read)
    return found if found and found["previous"].pk != poll.pk else {}


def questionnaire_context(page, request) -> dict:
    """Return what the page of a questionnaire needs: what this reader can do, or why not."""
    who = respondent_of(request, page)
    wave = page.wave_now(who)
    standing = page.standing_of(who)
    is_preview = getattr(request, "is_preview", False)
    return {
        "wave": wave,
        "response": standing.responses.get(wave),
        "can_take_back": not page.refusal_to_take_back(wave),
        "has_draft": page.is_wave_open(wave) and wave in standing.drafts,
        "refusal": "" if is_preview else page.refusal_for(who, wave),
        "consultation": page.consultation,
        "crumbs": [{"title": _("Consultations"), "url": "/consultations/"}, page.consultation]
        if page.consultation
        else [],
        "report_url": results_url(page) if page.has_report and not is_preview else "",
        "results_to_come": results_to_come(page.consultation),
        "is_preview": is_preview,
    }


def results_to_come(consultation) -> str:
    """Say when results come, or since when they are late; empty where no day is promised."""
    due = consultation and consultation.results_due
    if not due:
        return ""
    if late(due):
        return _("Results were due on %(day)s, and we are late.") % {"day": day(due)}
    return _("Results come by %(day)s.") % {"day": day(due)}


def hub_context(poll, request) -> dict:
    """Return what the hub of a deliberative poll needs: the journey and the one next step."""
    stages = journey(poll, request.user)
    standing = poll.standing_of(request.user)
    return {
        "stages": stages,
        "next_step": next((stage for stage in stages if stage.is_your_next), None),
        "briefing": standing.briefing,
        "activities": standing.activities,
        "entrance_refusal": poll.refusal_to_enter(request.user),
        "stages_url": poll.stages_address(request.user) if poll.pk else "",
        "needs_membership": bool(poll.refusal_of_person(request.user)),
        "rows_by_round": hub_rows_by_round(standing),
        "is_kept_apart": poll.is_kept_apart(request.user),
        "was_missed": poll.was_missed_by(request.user) and not request.user.is_staff,
        "changes_at": next_change(standing),
        "now": timezone.now(),
    }


def hub_rows_by_round(standing) -> list[tuple]:
    """Return the briefing, the discussions and the sessions as rows, by round if there are several.

    What belongs to no round, such as the briefing, comes first, under None.
    """
    rounds = standing.poll.listed_rounds if len(standing.poll.listed_rounds) > 1 else []
    pages = [page for page in (standing.briefing, *standing.activities) if page]
    round_by_page = {
        page.pk: round_of(standing.poll, page) for page in standing.activities if rounds
    }
    groups = [
        (one, [page for page in pages if round_by_page.get(page.pk) == one])
        for one in (None, *rounds)
    ]
    return [(one, hub_rows(inside)) for one, inside in groups if inside]


def hub_rows(pages) -> list[dict]:
    """Return pages as rows that lead to them."""
    return [
        {
            "title": page.title,
            "url": page.url,
            "sentence": page.introduction,
            "tag": page.card_tag() if hasattr(page, "card_tag") else None,
        }
        for page in pages
    ]


def sign_off_of(briefing) -> dict:
    """Return by whom the words of a published briefing are signed off, and their version."""
    state = state_of(briefing)
    signed = [
        {"name": one.reviewer.name, "interest": one.reviewer.interest, "at": one.signature.at}
        for one in state.signed
        if one.signature
    ]
    return {"signed": signed, "version": state.version}


def briefing_context(briefing, request) -> dict:
    """Return what a briefing shows to this reader, or why it shows nothing yet."""
    is_preview = getattr(request, "is_preview", False)
    poll = briefing.poll
    refusal = "" if is_preview else refusal_to_read(briefing, request.user)
    key = poll.standing_of(request.user).key
    reader = voter_of(request) or "anybody"
    read = briefing.readings.filter(key=key).first() if key and briefing.pk else None
    is_shown = briefing.pk and not refusal and not is_preview
    return {
        "poll": poll,
        "sign_off": kept(f"sign_off.{briefing.pk}", ANYBODY, partial(sign_off_of, briefing))
        if is_shown
        else None,
        "refusal": refusal,
        "was_missed": poll.was_missed_by(request.user),
        "shown": None if refusal else briefing_for(briefing, reader),
        "read": read,
        "may_mark": bool(key) and not read and not refusal_to_mark(briefing),
    }
