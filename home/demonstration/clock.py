"""Days of the demonstration, counted from the moment when it is loaded."""

from datetime import datetime, time, timedelta

from django.utils import timezone


def day(offset: int, hour: int = 9, minute: int = 0) -> datetime:
    """Return a moment so many days from today, in London time."""
    date = timezone.localdate() + timedelta(days=offset)
    return timezone.make_aware(datetime.combine(date, time(hour, minute)))


def end_of(offset: int) -> datetime:
    """Return the last second of a day so many days from today."""
    date = timezone.localdate() + timedelta(days=offset)
    return timezone.make_aware(datetime.combine(date, time(23, 59, 59)))
