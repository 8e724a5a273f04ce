"""The queues of those who moderate: one set of tabs, whichever app each of them belongs to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class Queue:
    """One tab: its name, where it leads, and how much waits there."""

    name: str
    label: str | Promise
    url: str
    waits: int


# What each app has waiting for a person, if they may judge it.
QUEUES: list[Callable[[Any], Iterator[Queue]]] = []


def queues_for(user: Any) -> list[Queue]:
    """Return the queues that a person may work in, in the order of the apps."""
    return [queue for queues in QUEUES for queue in queues(user)]
