"""Which results are out, as a program reads it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from polls.models import DeliberativePollPage
from results.exports.package import WRITERS
from results.index_page import published_polls

MOST = 100  # results in one answer


def listing(user: Any, link, *, after: int, most: int) -> dict[str, Any]:
    """Return published results in the order of their numbers, and where the next ones are.

    `link` makes a whole address of a path.
    """
    polls = sorted(published_polls(user), key=lambda pair: pair[0].pk)
    rest = [pair for pair in polls if pair[0].pk > after]
    page = rest[:most]
    more = f"{reverse('api:published')}?after={page[-1][0].pk}&limit={most}" if page else ""
    return {
        "results": [_row(poll, closed_at, link) for poll, closed_at in page],
        "next": link(more) if len(rest) > most else None,
    }


def _row(poll, closed_at, link) -> dict[str, Any]:
    is_deliberative = isinstance(poll, DeliberativePollPage)
    return {
        "id": poll.pk,
        "title": poll.title,
        "kind": "deliberative poll" if is_deliberative else "questionnaire",
        "closed_at": closed_at.isoformat(),
        "page": link(reverse("results:poll", args=[poll.pk])),
        "data": {one: link(reverse("api:data", args=[poll.pk, one])) for one in WRITERS},
        # The table of a deliberative poll is by ward itself.
        "by_ward": {}
        if is_deliberative
        else {one: link(reverse("api:by_ward", args=[poll.pk, one])) for one in WRITERS},
        "package": link(reverse("results:public", args=[poll.pk, "csv"])),
    }
