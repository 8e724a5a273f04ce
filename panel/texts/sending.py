"""Send a text by the way that this site uses."""

from __future__ import annotations

from typing import Protocol

from django.conf import settings

from panel.models import CouncilSettings
from panel.texts.notify import Notify
from panel.texts.outbox import Outbox


class Way(Protocol):
    """How texts go out. Both may raise `Declined`; anything else leaves it open."""

    def send(self, number: str, words: str, reference: str) -> None: ...

    def was_taken(self, reference: str) -> bool:
        """Say whether a text with this reference was taken before and has not failed."""
        ...


WAYS: dict[str, type] = {"notify": Notify, "outbox": Outbox}


def are_on() -> bool:
    """Say whether this site sends texts. An outbox that nobody empties counts in trials alone."""
    return settings.TEXTS == "notify" or is_outbox()


def is_outbox() -> bool:
    is_trial = settings.DEBUG or CouncilSettings.load().is_demonstration
    return settings.TEXTS == "outbox" and is_trial


def way() -> Way:
    """Return the way that is set up; it is not for several threads."""
    return WAYS[settings.TEXTS]()


def take_replies() -> bool:
    """Say whether who answers a text with STOP is heard."""
    return bool(settings.NOTIFY_TAKES_REPLIES and settings.NOTIFY_CALLBACK_TOKEN)
