"""Dates and times as people here say them: in London, "Sunday 1 November", "7pm", "7.21pm"."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils import formats, timezone
from django.utils.translation import gettext, ngettext

LONDON = ZoneInfo("Europe/London")


def in_london(moment: dt.datetime) -> dt.datetime:
    """The same instant on London's clocks."""
    return moment.astimezone(LONDON)


def day_in_london(value: dt.date | dt.datetime) -> dt.date:
    """The date that a moment falls on in London; a date stays itself."""
    return in_london(value).date() if isinstance(value, dt.datetime) else value


def closing_instant(day: dt.date) -> dt.datetime:
    """The last second of a day in London, whatever the season."""
    return dt.datetime.combine(day, dt.time(23, 59, 59), tzinfo=LONDON)


def opening_instant(day: dt.date) -> dt.datetime:
    """The first second of a day in London."""
    return dt.datetime.combine(day, dt.time(), tzinfo=LONDON)


def day(value: dt.date | dt.datetime, *, year: bool | None = None) -> str:
    """ "Sunday 1 November"; with the year when it is not this one, or as told."""
    date = day_in_london(value)
    if year is None:
        year = date.year != in_london(timezone.now()).year
    return formats.date_format(date, "l j F Y" if year else "l j F")


def short_day(value: dt.date | dt.datetime, *, year: bool | None = None) -> str:
    """ "1 November"; with the year when it is not this one, or as told."""
    date = day_in_london(value)
    if year is None:
        year = date.year != in_london(timezone.now()).year
    return formats.date_format(date, "j F Y" if year else "j F")


def clock(value: dt.datetime | dt.time) -> str:
    """ "7pm", "7.21pm", "midday", "midnight"."""
    time = in_london(value).time() if isinstance(value, dt.datetime) else value
    if (time.hour, time.minute) == (12, 0):
        return gettext("midday")
    if (time.hour, time.minute) == (0, 0):
        return gettext("midnight")
    half = gettext("am") if time.hour < 12 else gettext("pm")
    minutes = f".{time.minute:02d}" if time.minute else ""
    return f"{time.hour % 12 or 12}{minutes}{half}"


def moment(value: dt.datetime) -> str:
    """ "7pm on Sunday 1 November"."""
    return gettext("%(time)s on %(day)s") % {"time": clock(value), "day": day(value)}


def full_moment(value: dt.datetime) -> str:
    """ "7pm on 1 November 2026"."""
    return gettext("%(time)s on %(day)s") % {
        "time": clock(value),
        "day": short_day(value, year=True),
    }


def days_left(until: dt.date | dt.datetime, *, now: dt.datetime | None = None) -> int:
    """Whole days from today in London to the last day, which counts as 0."""
    today = day_in_london(now or timezone.now())
    return (day_in_london(until) - today).days


def left(until: dt.date | dt.datetime, *, now: dt.datetime | None = None) -> str:
    """ "18 days left", "1 day left", "last day"; nothing once the day is past."""
    days = days_left(until, now=now)
    if days < 0:
        return ""
    if days == 0:
        return gettext("last day")
    return ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days}


def late(since: dt.date | dt.datetime, *, now: dt.datetime | None = None) -> str:
    """ "14 days" that something is overdue; nothing while it is not."""
    days = -days_left(since, now=now)
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days} if days > 0 else ""
