"""Files and reports that hold answers of somebody who was erased or took theirs back.

They are marked, so that whoever has a file with a row for each person destroys it and makes a new
one.
Published figures stay as they are: nothing in them leads to anybody.
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from polls.models import QuestionnairePage, Response
from results.models import Export, FrozenReport


def supersede_of(user: Any) -> None:
    """Mark what was made from answers of a person, while they can still be found by their key."""
    kinds = (Export, FrozenReport)
    made = set().union(
        *(kind.objects.filter(superseded_at=None).values_list("poll", flat=True) for kind in kinds)
    )
    keys = {user.key_for(QuestionnairePage(pk=pk).subject): pk for pk in made}
    if not keys:
        return
    sent = Response.objects.filter(page__in=made, key__in=keys)
    for page, sent_at in sent.order_by().values_list("page", "submitted_at"):
        supersede(page, since=sent_at)


def supersede_with(response: Response) -> None:
    """Mark what was made since a response came in that is taken back now."""
    supersede(response.page_id, since=response.submitted_at)


def supersede(page: int, *, since: Any) -> None:
    for kind in (Export, FrozenReport):
        found: Any = kind.objects.filter(poll=page, superseded_at=None, made_at__gte=since)
        found.update(superseded_at=timezone.now())
