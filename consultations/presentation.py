"""What a consultation's page shows: where it stands, what to do, what happens with it."""

from django.core.cache import cache
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from consultations.models.activities import prepare_all, together
from consultations.standing import standing_sentence, steps_of
from consultations.status import Status
from consultations.where import map_of
from consultations.words import until
from core import dates
from core.kept import kept
from panel.models import CouncilSettings

PARTS_LAST = 300  # seconds; a document whose file was replaced shows after this time at the latest


def consultation_context(page, user, *, is_preview: bool = False) -> dict:
    """Return everything that the page's template reads, in a fixed number of queries."""
    activities = page.activities(user)
    cards = cards_of(activities, user)
    responses = kept(f"responses.{page.pk}", user, lambda: responses_to(activities, cards))
    parts = parts_of(page) if is_preview else kept_parts_of(page)
    return parts | {
        "tag": page.tag,
        "facts": facts_of(page, responses),
        "steps": steps_of(page),
        "cards": cards,
        "cards_heading": cards_heading(page),
        "act": main_act(page, activities, cards),
        "standing": standing_sentence(page),
        "can_change": lines(page.can_change),
        "settled": lines(page.settled),
        "changes": [] if is_preview else page.changes_made,
        "offline": [] if page.has_closed or page.withdrawn_at else lines(page.offline_ways),
        "history": history_of(page, parts["notes"]),
        "is_followable": page.status not in {Status.DRAFT, Status.OUTCOME, Status.WITHDRAWN},
        "is_following": page.is_followed_by(user),
        "crumbs": [{"title": _("Consultations"), "url": "/consultations/"}],
    }


def kept_parts_of(page) -> dict:
    """Return what changes only when an officer publishes, read once for many visitors."""
    if not (page.live_revision_id and page.last_published_at):
        return parts_of(page)
    version = f"{page.live_revision_id}-{page.last_published_at.timestamp()}-{get_language()}"
    name = f"consultation-{page.pk}-{version}"
    parts = cache.get(name)
    if parts is None:
        parts = parts_of(page)
        cache.set(name, parts, PARTS_LAST)
    return parts


def parts_of(page) -> dict:
    """Return options, documents, notes of changes and the map."""
    wards = list(page.wards.defer("geometry"))
    return {
        "area": page.area(wards),
        "map": map_of(wards),
        "options": list(page.options.all()),
        "documents": list(page.documents.select_related("document")),
        "notes": list(page.change_notes.all()),
    }


# ---- what to do


def cards_of(activities: list, user) -> list:
    """Return the cards of activities, letting each type fetch at once what its cards need."""
    prepare_all(activities, user)
    return [page.card(user) for page in activities]


def responses_to(activities: list, cards: list) -> list[int]:
    """Return how many people answered each activity that asks; talk is not counted."""
    asking = [page for page, card in zip(activities, cards, strict=True) if card.takes_responses]
    counts: dict[int, int] = {}
    for count, pages in together(asking, "participant_counts"):
        counts |= count(pages)
    return [counts[page.pk] for page in asking]


def main_act(page, activities: list, cards: list) -> dict | None:
    """Return the one button of the page: to answer, or to read what came of it."""
    if page.status == Status.OUTCOME:
        return {"label": _("See what we did"), "url": page.outcome.url, "note": ""}
    asking = [
        (activity, card)
        for activity, card in zip(activities, cards, strict=True)
        if card.takes_responses
    ]
    if page.status == Status.OPEN:
        for activity, card in asking:
            if activity.is_open:
                return {
                    "label": card.action or _("Answer the questions"),
                    "url": card.url,
                    "note": ", ".join(card.facts[:2]),
                }
    if page.status == Status.RESULTS and asking:
        return {"label": _("See what was said"), "url": asking[0][1].url, "note": ""}
    return None


def cards_heading(page) -> str:
    if page.status in {Status.OPEN, Status.DRAFT}:
        return _("Take part")
    return _("How you can take part") if page.status == Status.SCHEDULED else _("What took place")


# ---- what happens with it


def facts_of(page, responses: list[int]) -> list[dict]:
    """Return who decides, when, and how many answered so far."""
    facts = [
        {
            "label": _("Who decides"),
            "value": page.decision_maker,
            "note": page.decision_maker_note,
        }
    ]
    if council := council_of(page):
        facts.insert(0, {"label": _("Whose matter"), "value": council, "note": ""})
    if page.decision_by:
        outcome = page.outcome if page.status == Status.OUTCOME else None
        decided = outcome.decided_on if outcome else None
        facts.append(
            {
                "label": _("Decided") if decided else _("Decision by"),
                "value": dates.day(decided or page.decision_by, year=True),
                "note": "",
            }
        )
        if page.closes_at:
            closing = {"day": until(page.closes_at)}
            facts[-1]["note"] = (
                _("Answers closed %(day)s") if page.has_closed else _("Answers close %(day)s")
            ) % closing
    if page.has_opened and responses:
        label = _("Who answered") if page.has_closed else _("So far")
        facts.append({"label": label, "value": _so_far(responses, page.has_closed), "note": ""})
    return facts


def council_of(page) -> str:
    """Name the council whose matter this is, where two serve the area; else nothing."""
    council = CouncilSettings.load()
    if not council.county_name:
        return ""
    return council.county_name if page.tier == page.Tier.COUNTY else council.council_name


def _so_far(responses: list[int], has_closed: bool) -> str:
    total = sum(responses)
    if has_closed and len(responses) == 1:
        return ngettext("%(n)s person", "%(n)s people", total) % {"n": f"{total:,}"}
    if not total:
        return _("No answers yet")
    if len(responses) > 1:  # one person may have answered in several places
        return ngettext("%(n)s response", "%(n)s responses", total) % {"n": f"{total:,}"}
    return ngettext("%(n)s person has answered", "%(n)s people have answered", total) % {
        "n": f"{total:,}"
    }


def history_of(page, notes: list) -> list[dict]:
    """Return what happened to this consultation, newest first, each with its day."""
    happened = [{"day": note.noted_on, "text": note.text} for note in notes]
    acts = [
        (page.opens_at if page.has_opened else None, _("Opened")),
        (page.closes_at if page.has_closed else None, _("Closed")),
        (page.results_published_at, _("Results published")),
        (page.withdrawn_at, _("Withdrawn")),
    ]
    if page.has_closed and page.outcome:
        acts.append((page.outcome.published_at, _("Outcome published")))
        updated = page.outcome.last_published_at
        if updated and updated.date() > page.outcome.published_at.date():
            acts.append((updated, _("Outcome updated")))
    happened += [
        {"day": dates.day_in_london(moment), "text": text} for moment, text in acts if moment
    ]
    return sorted(happened, key=lambda event: event["day"], reverse=True)


def lines(text: str) -> list[str]:
    """Split what an officer wrote, one thing on each line, into those things."""
    return [line.strip(" \t-•*") for line in text.splitlines() if line.strip(" \t-•*")]
