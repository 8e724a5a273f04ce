"""The work that apps have done once a day, by a name that says what it was.

Each job may run again on the same day, and then finds nothing to do; it returns how much there was.
"""

from collections.abc import Callable

JOBS: dict[str, Callable[[], int]] = {}
