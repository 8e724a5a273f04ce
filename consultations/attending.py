"""Noting how long people were on the pages of a deliberation, from the pages they ask for alone.

A page that is read, sent or, where scripts run, renewed once a minute counts. Two such moments less
than a quarter of an hour apart are one visit, and the time between them is time present.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import F, QuerySet
from django.utils import timezone
from wagtail.models import Page

from consultations.models import Attendance

MINUTE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(minutes=15)
STILL_HERE = timedelta(minutes=5)
SIGN_LASTS = 50  # seconds in which a second sign of the same person is not looked at


@dataclass(frozen=True)
class Step:
    """What one more sign of somebody adds: whole minutes, a visit, and until when that counts."""

    minutes: int
    visits: int
    last_at: datetime


def step_after(last_at: datetime, now: datetime) -> Step | None:
    """Return what a sign of somebody adds to when they were last seen; None for nothing yet."""
    pause = now - last_at
    if pause < MINUTE:
        return None
    if pause > LONGEST_PAUSE:
        return Step(minutes=1, visits=1, last_at=now)
    whole = pause // MINUTE
    return Step(minutes=whole, visits=0, last_at=last_at + whole * MINUTE)


def note_attendance(page: Page, key: str) -> None:
    """Note that somebody, known by this key alone, is on a page now; "" is nobody to note."""
    if not key or not page.pk or not cache.add(f"attends.{page.pk}.{key}", True, SIGN_LASTS):
        return
    now = timezone.now()
    row, is_new = Attendance.objects.get_or_create(
        page_id=page.pk, key=key, defaults={"first_at": now, "last_at": now}
    )
    if is_new or (step := step_after(row.last_at, now)) is None:
        return
    # Of two signs at one moment only the first finds the row as it was read.
    Attendance.objects.filter(pk=row.pk, last_at=row.last_at).update(
        minutes=F("minutes") + step.minutes,
        visits=F("visits") + step.visits,
        last_at=step.last_at,
    )


def here_now(page: Page, keys: Iterable[str]) -> QuerySet[Attendance, str]:
    """Ask for those keys whose people gave a sign on a page in the last few minutes."""
    since = timezone.now() - STILL_HERE
    rows = Attendance.objects.filter(page_id=page.pk, key__in=list(keys), last_at__gte=since)
    return rows.values_list("key", flat=True)
