"""Sessions in the database, found by a query that is built once."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from core.compiled import Compiled, Gap


@Compiled
def unexpired():
    """A session by its key, unless it ran out."""
    key: Any = Session._meta.get_field("session_key")
    end: Any = Session._meta.get_field("expire_date")
    return Session.objects.filter(session_key=Gap("key", key), expire_date__gt=Gap("now", end))


class SessionStore(db.SessionStore):
    """Django's own; every request of somebody who is signed in begins with it."""

    def _get_session_from_db(self) -> Session | None:
        session = unexpired.one(key=self.session_key, now=timezone.now())
        if session is None:
            self._session_key = None
        return session
