"""How many people are in a session: pages that are open say so once a minute."""

import time

from django.core.cache import cache

MINUTE = 60


def count_in(session) -> None:
    """Count a page that says it is open; each says so once in every minute."""
    key = _key(session, int(time.time()) // MINUTE)
    if not cache.add(key, 1, timeout=3 * MINUTE):
        try:
            cache.incr(key)
        except ValueError:  # the minute ran out in between
            cache.set(key, 1, timeout=3 * MINUTE)


def people_here(session) -> int:
    """Return the larger of this minute's count and the last one's, which is complete."""
    minute = int(time.time()) // MINUTE
    counts = cache.get_many([_key(session, minute), _key(session, minute - 1)])
    return max(counts.values(), default=0)


def _key(session, minute: int) -> str:
    return f"here.{session.pk}.{minute}"
