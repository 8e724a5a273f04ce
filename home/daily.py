"""What is done once a day. Each job may run again on the same day, and then finds nothing to do."""

from __future__ import annotations

import logging
from collections.abc import Callable

from consultations.lapsing import lapse_silent
from core import daily
from panel.divisions import place_members
from panel.erasures import write_list

logger = logging.getLogger(__name__)
JOBS: dict[str, Callable[[], int]] = {
    "members lapsed": lapse_silent,
    "members moved to another division": place_members,
    "erasures put on the list": write_list,
}


def do_daily_work() -> dict[str, int | None]:
    """Do all of it; return by job how much there was to do, None of one that failed.

    A job that fails is told in the log and keeps none of the others from their work, nor whoever
    runs them from sending messages.
    """
    return do_all({**JOBS, **daily.JOBS, **daily.HOURLY_JOBS, **daily.MINUTE_JOBS})


def do_all(jobs: dict[str, Callable[[], int]]) -> dict[str, int | None]:
    return {name: do(name, job) for name, job in jobs.items()}


def do(name: str, job: Callable[[], int]) -> int | None:
    try:
        return job()
    except Exception:
        logger.exception("The daily work “%s” failed", name)
        return None
