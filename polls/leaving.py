"""What polls forget of somebody at once when they leave: the names they had printed."""

from __future__ import annotations

from typing import Any

from polls.models import PublishingChoice, QuestionnairePage, Response
from polls.publishing import Choice, take_names_off


def take_names_off_of(user: Any) -> None:
    """Print no name any more above what this person wrote, while their key still finds it.

    The words stay, as all answers do, and are published without a name.
    """
    named = PublishingChoice.objects.filter(choice=Choice.NAMED).order_by()
    pages = named.values_list("response__page", flat=True).distinct()
    keys = [user.key_for(QuestionnairePage(pk=pk).subject) for pk in pages]
    if keys:
        take_names_off(list(Response.objects.filter(page__in=pages, key__in=keys)))
