"""What touches a ward: consultations that are open, that wait for an answer, or that got one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils.translation import gettext as _

from consultations.models import ConsultationPage, OutcomePage
from consultations.standing import standing_sentence
from core.at_once import read_at_once
from core.dates import left, short_day
from core.kept import ANYBODY, kept
from forums.models import ForumPage, Topic

MOST_ROWS, MOST_TOPICS = 6, 3


@dataclass(frozen=True)
class Touching:
    """The consultations that touch a ward, as rows, and how many of each kind."""

    rows: tuple[dict, ...]
    open: int
    waiting: int
    overdue: int
    paths: tuple[str, ...]  # places in the tree, whose forums may have topics
    topics: tuple[dict, ...] = ()


def what_touches(ward) -> Touching:
    """Return what is public, and so the same for everybody who looks at a ward."""
    found = kept(f"touching.{ward.pk}", ANYBODY, lambda: read_touching(ward))
    # What a moderator takes away is gone at once: what people wrote is never kept.
    return replace(found, topics=_topics(found.paths))


def read_touching(ward) -> Touching:
    everybody = AnonymousUser()
    pages = (
        ConsultationPage.objects.visible_to(everybody)
        .touching(ward)
        .filter(withdrawn_at=None, opens_at__isnull=False)
    )
    published = OutcomePage.objects.visible_to(everybody).order_by("first_published_at")
    read_at_once(pages, published)
    outcomes = {outcome.path[: -OutcomePage.steplen]: outcome for outcome in published}
    now_open = [page for page in pages if page.is_open]
    closed = [page for page in pages if page.has_closed]
    waiting = [page for page in closed if page.path not in outcomes]
    answered = [page for page in closed if page.path in outcomes]
    # `outcome` is read from a page's children otherwise, a query a page.
    for page in closed:
        page.outcome = outcomes.get(page.path)
    overdue = [page for page in waiting if page.days_overdue]
    now_open.sort(key=lambda page: page.closes_at)
    waiting.sort(key=lambda page: (-page.days_overdue, page.closes_at))
    answered.sort(key=lambda page: outcomes[page.path].published_at or page.closes_at, reverse=True)
    # An answer that is owed may not be crowded out by what is open.
    rows = [*map(_open_row, now_open[:3]), *map(_waiting_row, waiting[:3])]
    rows += [_answered_row(page, outcomes[page.path]) for page in answered[: MOST_ROWS - len(rows)]]
    return Touching(
        rows=tuple(rows),
        open=len(now_open),
        waiting=len(waiting),
        overdue=len(overdue),
        paths=tuple(page.path for page in (*now_open, *waiting, *answered)),
    )


def _open_row(page) -> dict:
    words = _("Open, %(left)s") % {"left": left(page.closes_at)}
    decision = (
        _("Decision by %(day)s.") % {"day": short_day(page.decision_by)} if page.decision_by else ""
    )
    return {"title": page.title, "url": page.url, "tag": ("open", words), "sentence": decision}


def _waiting_row(page) -> dict:
    # The same words as on the page itself: results are owed first, and then a reply.
    tag = page.tag if page.days_overdue else ("reading", _("Closed, waiting for a decision"))
    return {"title": page.title, "url": page.url, "tag": tag, "sentence": standing_sentence(page)}


def _answered_row(page, outcome) -> dict:
    words = (
        _("Outcome, %(day)s") % {"day": short_day(outcome.decided_on)}
        if outcome.decided_on
        else _("Outcome")
    )
    did = outcome.we_did if len(outcome.we_did) < 160 else outcome.we_did[:159] + "…"
    return {"title": page.title, "url": outcome.url, "tag": ("done", words), "sentence": did}


def _topics(paths) -> tuple[dict, ...]:
    """Return the newest topics of these consultations' forums; never who raised them."""
    below = Q()
    for path in paths:
        # Not those inside a deliberative poll, which open after a person's first answers.
        depth = len(path) // ConsultationPage.steplen + 1
        below |= Q(forum__path__startswith=path, forum__depth=depth)
    if not below:
        return ()
    topics = (
        Topic.objects.visible_to(AnonymousUser())
        .filter(below, forum__in=ForumPage.objects.visible_to(AnonymousUser()))
        .with_activity()
        .order_by("-opened_at", "-pk")
    )
    return tuple(
        {
            "title": topic.title,
            "url": topic.get_absolute_url(),
            "replies": topic.reply_count,
        }
        for topic in topics[:MOST_TOPICS]
    )
