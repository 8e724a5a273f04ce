"""What is done once a day. Each job may run again on the same day, and then finds nothing to do."""

from __future__ import annotations

from collections.abc import Callable

from consultations.lapsing import lapse_silent
from results.panel_by_group import count_this_month

JOBS: dict[str, Callable[[], int]] = {
    "members lapsed": lapse_silent,
    "counts of the panel by what members told": count_this_month,
}


def do_daily_work() -> dict[str, int]:
    """Do all of it; return by job how much there was to do."""
    return {name: job() for name, job in JOBS.items()}
