"""Count what is tried, in the cache that all processes share, so that parallel tries all count."""

import hashlib

from django.core.cache import cache


def allow(key: str, limit: int, seconds: int) -> bool:
    """Count one more try of `key`; say whether it is within `limit` in this span of `seconds`.

    The span begins with the first try. Adding to the counter is one step in the cache, so that of
    twelve tries at the same moment exactly `limit` are allowed. Keys are kept only as hashes.
    """
    name = "rate:" + hashlib.sha256(f"{key}|{limit}|{seconds}".encode()).hexdigest()
    while True:
        if cache.add(name, 1, timeout=seconds):
            return limit >= 1
        try:
            return cache.incr(name) <= limit
        except ValueError:  # it ran out between the two lines: begin a new span
            continue


def forget(key: str, limit: int, seconds: int) -> None:
    """Begin again at none, for example when somebody has proved who they are."""
    cache.delete("rate:" + hashlib.sha256(f"{key}|{limit}|{seconds}".encode()).hexdigest())
