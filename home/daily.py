"""What is done once a day. Each job may run again on the same day, and then finds nothing to do."""

from __future__ import annotations

from collections.abc import Callable

from consultations.lapsing import lapse_silent
from core import daily
from panel.divisions import place_members
from panel.erasures import write_list

JOBS: dict[str, Callable[[], int]] = {
    "members lapsed": lapse_silent,
    "members moved to another division": place_members,
    "erasures put on the list": write_list,
}


def do_daily_work() -> dict[str, int]:
    """Do all of it; return by job how much there was to do."""
    return {name: job() for name, job in {**JOBS, **daily.JOBS}.items()}
