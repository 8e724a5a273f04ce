"""What is done once a day. Each job may run again on the same day, and then finds nothing to do."""

from __future__ import annotations

from consultations.lapsing import lapse_silent
from core import daily


def do_daily_work() -> dict[str, int]:
    """Do all of it; return by job how much there was to do."""
    jobs = {"members lapsed": lapse_silent, **daily.JOBS}
    return {name: job() for name, job in jobs.items()}
