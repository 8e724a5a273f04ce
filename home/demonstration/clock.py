"""Days of the demonstration, counted from the moment when it is loaded."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from core.dates import short_day


def day(offset: int, hour: int = 9, minute: int = 0) -> datetime:
    """Return a moment so many days from today, in London time."""
    date = timezone.localdate() + timedelta(days=offset)
    return timezone.make_aware(datetime.combine(date, time(hour, minute)))


def working_day(offset: int) -> date:
    """Return the day so many days from today, or the Monday after a weekend: committees work."""
    found = day(offset).date()
    return found + timedelta(days=7 - found.weekday()) if found.weekday() > 4 else found


def month_after(day: date) -> str:
    """Return in words the first day of the month after a day."""
    return short_day((day.replace(day=1) + timedelta(days=31)).replace(day=1))


def end_of(offset: int) -> datetime:
    """Return the last second of a day so many days from today."""
    date = timezone.localdate() + timedelta(days=offset)
    return timezone.make_aware(datetime.combine(date, time(23, 59, 59)))
