"""The work that apps have done once a day, hour or minute, by a name that says what it was.

Each job may run again at any time, and then finds nothing to do; it returns how much there was.
"""

from collections.abc import Callable

JOBS: dict[str, Callable[[], int]] = {}
# What cannot wait for the next day; it is done with the work of the day as well.
HOURLY_JOBS: dict[str, Callable[[], int]] = {}
MINUTE_JOBS: dict[str, Callable[[], int]] = {}
