"""When the page of a deliberative poll will next say something else by the clock alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from polls.standing import Standing


def next_change(standing: Standing) -> dt.datetime | None:
    """Return the next moment at which a stage opens or closes; None where no date is to come."""
    now = timezone.now()
    return min((moment for moment in moments(standing) if moment > now), default=None)


def moments(standing: Standing) -> Iterator[dt.datetime]:
    """Go through all moments by which the page is written, past ones too, in no order."""
    poll = standing.poll
    dates: list[dt.datetime | None] = []
    for wave in poll.waves:
        dates += [poll.wave_opens_at(wave), poll.wave_closes_at(wave)]
    if standing.briefing:
        dates.append(standing.briefing.opens_at)
    for page in standing.activities:
        dates += [page.opens_at, getattr(page, "ends_at", page.closes_at)]
    if poll.report_at:
        dates.append(timezone.make_aware(dt.datetime.combine(poll.report_at, dt.time.min)))
    yield from filter(None, dates)
