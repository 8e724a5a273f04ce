"""Who was in the discussions and sessions of a poll, and for how long: as keys, so that answers
stay apart from what anybody said (R3.13)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from statistics import fmean, median

from django.db.models import Q

from consultations.models import Attendance
from core.keys import name_of_account, participation_key
from forums.circles import said_in
from forums.models import Contribution, ExpertSessionPage, Post, Support
from polls.models import BriefingPage, BriefingRead
from results.report.study import Figures, Study, plain


def people_who_spoke(poll) -> set[int]:
    """Return the accounts that wrote, asked or backed a question below a poll."""
    in_forum = Q(post__topic__forum__path__startswith=poll.path)
    in_session = Q(question__session__path__startswith=poll.path)
    in_group = Q(proposedquestion__forum__path__startswith=poll.path)
    said = Contribution.objects.filter(in_forum | in_session | in_group, author__isnull=False)
    backed = Support.objects.filter(question__session__path__startswith=poll.path)
    return set(said.order_by().values_list("author", flat=True)) | set(
        backed.values_list("user", flat=True)
    )


def said_in_rooms(poll) -> list[tuple[str, str]]:
    """Return what was said in the rooms of small groups, as pairs of key and text.

    What moderators hid does not count, and the council's own posts belong to no member's key.
    """
    said = Post.objects.filter(
        topic__forum__path__startswith=poll.path, topic__circle__isnull=False, hidden_at=None
    )
    return [
        (participation_key(poll.subject, name_of_account(author)), text)
        for author, text in said.exclude(author=None).values_list("author", "text")
    ]


def keys_of_those_who_spoke(poll) -> set[str]:
    """Turn them into their keys in the poll; never the other way round."""
    return {participation_key(poll.subject, name_of_account(pk)) for pk in people_who_spoke(poll)}


# ---- attendance -------------------------------------------------------------------------------


@dataclass
class Dose:
    """What one person, a key, took of a deliberation. Minutes are of pages of talk alone."""

    minutes: int = 0
    visits: int = 0
    posts: int = 0
    words: int = 0
    sessions: int = 0
    opened_briefing: bool = False


MEASURES = ("minutes", "visits", "posts", "words", "sessions", "opened_briefing")


def doses_of(poll) -> dict[str, Dose]:
    """Return by key what everybody took; who took nothing has no entry."""
    doses: dict[str, Dose] = {}

    def dose(key: str) -> Dose:
        return doses.setdefault(key, Dose())

    sessions = set(
        ExpertSessionPage.objects.filter(path__startswith=poll.path).values_list("pk", flat=True)
    )
    briefings = BriefingPage.objects.filter(path__startswith=poll.path)
    read = set(briefings.values_list("pk", flat=True))
    rows = Attendance.objects.filter(page__path__startswith=poll.path)
    for key, page, minutes, visits in rows.values_list("key", "page", "minutes", "visits"):
        one = dose(key)
        if page in read:
            one.opened_briefing = True
            continue
        one.minutes += minutes
        one.visits += visits
        one.sessions += page in sessions
    marked = BriefingRead.objects.filter(briefing__in=read)
    for key in marked.values_list("key", flat=True):
        dose(key).opened_briefing = True
    posts, words = said_in(said_below(poll))
    for key, count in posts.items():
        dose(key).posts, dose(key).words = count, words[key]
    return doses


def said_below(poll) -> list[tuple[str, str]]:
    """Return what was said in all discussions of a poll, as pairs of key and text."""
    said = Post.objects.filter(topic__forum__path__startswith=poll.path, hidden_at=None)
    accounts = said.exclude(author=None).values_list("author", "text")
    keys = {
        pk: participation_key(poll.subject, name_of_account(pk))
        for pk in {pk for pk, _text in accounts}
    }
    return [(keys[pk], text) for pk, text in accounts]


def keys_that_took_part(poll, doses: Mapping[str, Dose]) -> set[str]:
    """Return who took part by the poll's own rule, second answers apart."""
    if poll.took_part_rule == poll.TookPart.ANSWERED:
        return set(poll.responses.values_list("key", flat=True))
    spoke = keys_of_those_who_spoke(poll)
    came = {key for key, one in doses.items() if one.sessions}
    if poll.took_part_rule == poll.TookPart.CAME:
        came |= {key for key, one in doses.items() if one.visits}
    return spoke | came


def attendance(study: Study, doses: Mapping[str, Dose]) -> list[Figures]:
    """Sum up what those who answered both times took; nothing where they are few."""
    keys = [key for key, both in zip(study.sheet.keys, study.both, strict=True) if both]
    if len(keys) < study.fewest or not doses:
        return []
    return [_measure(study, name, keys, doses) for name in MEASURES]


def _measure(study: Study, name: str, keys: Collection[str], doses: Mapping[str, Dose]) -> Figures:
    amounts = [int(getattr(doses.get(key, Dose()), name)) for key in keys]
    some = Counter(amount > 0 for amount in amounts)[True]
    # Where few, or all but few, have any, the average would tell of them.
    is_shown = not 0 < some < study.threshold and not 0 < len(amounts) - some < study.threshold
    found: Figures = {"measure": name, "n": len(amounts)}
    if is_shown:
        found |= {
            "mean": plain(fmean(amounts)),
            "median": plain(median(amounts)),
            "share": plain(some / len(amounts)),
        }
    return found
