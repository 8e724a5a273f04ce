"""What the rest of the site calls: tell an audience, or close one person's sockets."""

import json
from functools import partial
from typing import Any

from django.db import transaction

from core.live.events import DISMISSED
from core.live.hub import hub


def broadcast(audience: str, kind: str, **fields: Any) -> None:
    """Tell an audience after commit; a bell that cannot be rung never undoes what was written.

    Listeners receive `{"kind": kind, **fields}`. An event carries the new state, and the sequence
    number of its row as `seq` if the audience is a stream.
    """
    event = {"kind": kind, **fields}
    transaction.on_commit(partial(hub.announce, audience, event), robust=True)


def personal_audience(user: Any) -> str:
    """Name the audience made of all the sockets of one person."""
    return f"person.{user.pk}"


def dismiss(user: Any) -> None:
    """Close all sockets of a person after commit; they come back only if they still may."""
    event = json.loads(DISMISSED)
    transaction.on_commit(partial(hub.announce, personal_audience(user), event), robust=True)
