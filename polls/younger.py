"""People under the lowest age of the panel, where anybody may answer without an account.

A questionnaire turns them away, and keeps a count and nothing else; or it lets them answer: then no
question that is marked as sensitive is asked of them, and nothing that they write is published.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from panel.joining import count_too_young
from polls.models import Draft, Item, QuestionnairePage
from polls.models.respondents import Younger


def may_be_asked(item: Item) -> bool:
    """Say whether a question may be put to somebody who is younger."""
    return item.sensitivity != Item.Sensitivity.SENSITIVE


def is_welcome(page: QuestionnairePage) -> bool:
    return page.is_open_to_all and page.younger == Younger.WELCOME


@transaction.atomic
def turn_away(*, user: Any, page: QuestionnairePage, wave: str) -> None:
    """Count somebody who is too young to answer, and forget what they began."""
    Draft.objects.filter(page_id=page.pk, wave=wave, key=user.key_for(page.subject)).delete()
    count_too_young()
