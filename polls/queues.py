"""What waits for the moderators of answers in people's own words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.queues import Queue
from polls import judging


def queues_of(user: Any) -> Iterator[Queue]:
    """Yield the queue of answers, for those who may judge them."""
    if user.has_perm(judging.JUDGE):
        waits = judging.waiting().count()
        yield Queue("answers", _("Answers to questionnaires"), reverse("polls:words"), waits)
