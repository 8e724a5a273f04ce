"""By when a request for one's own data is due, and a complaint acknowledged: dates in, a date out.

UK GDPR Article 12(3): one month from the day it came, to the same day of the next month or that
month's last; two more where it is extended. Data (Use and Access) Act 2025: the clock stops while
the council waits for who it is or what is meant, and each day that it stood still is added. By the
same Act complaints are acknowledged within 30 days (Data Protection Act 2018, section 164A).
"""

import datetime as dt
from collections.abc import Iterable

from panel.models.people import months_after

MONTHS, MONTHS_EXTENDED = 1, 3
DAYS_TO_ACKNOWLEDGE = 30  # the day of receipt is the first: sources differ, this is the stricter
Stop = tuple[dt.date, dt.date | None]  # the day it stopped, and the day it went on or None


def days_stopped(stops: Iterable[Stop], today: dt.date) -> int:
    """Count the days on which the clock stood still; each once, however many reasons there were.

    The day it stopped counts and the day it went on does not; one that stands still counts to
    today.
    """
    total, reached = 0, dt.date.min
    for since, until in sorted((since, until or today) for since, until in stops):
        begin = max(since, reached)
        total += max(0, (until - begin).days)
        reached = max(reached, until)
    return total


def due_on(
    received: dt.date, stops: Iterable[Stop] = (), *, is_extended: bool = False, today: dt.date
) -> dt.date:
    """Return the last day on which it is answered in time."""
    months = MONTHS_EXTENDED if is_extended else MONTHS
    return months_after(received, months) + dt.timedelta(days=days_stopped(stops, today))


def acknowledge_by(received: dt.date) -> dt.date:
    """Return the last day on which a complaint that came on a day is acknowledged in time."""
    return received + dt.timedelta(days=DAYS_TO_ACKNOWLEDGE - 1)
