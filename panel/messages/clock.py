"""When a message may go out, by London's clocks."""

from __future__ import annotations

import datetime as dt

from django.conf import settings

from core.dates import LONDON, in_london
from panel.models import MessageSettings


def end_of_quiet(now: dt.datetime, rules: MessageSettings) -> dt.datetime | None:
    """Return when the quiet hours that it is in end, or None while messages may go out."""
    if not settings.KEEP_QUIET_HOURS:
        return None
    start, end = rules.quiet_from, rules.quiet_until
    here = in_london(now)
    time = here.time()
    is_quiet = start <= time < end if start <= end else time >= start or time < end
    if not is_quiet:
        return None
    day = here.date() + dt.timedelta(days=1 if start > end and time >= start else 0)
    return dt.datetime.combine(day, end, tzinfo=LONDON)


DIGEST_AT = dt.time(8)
MONDAY = 0


def digest_after(moment: dt.datetime, *, weekly: bool) -> dt.datetime:
    """Return the next morning, or the next Monday morning, at which messages go out together."""
    here = in_london(moment)
    day = here.date() + dt.timedelta(days=1 if here.time() >= DIGEST_AT else 0)
    if weekly:
        day += dt.timedelta(days=(MONDAY - day.weekday()) % 7)
    return dt.datetime.combine(day, DIGEST_AT, tzinfo=LONDON)
