"""Dates as a neighbour would say them."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _


def day(moment: date | datetime) -> str:
    """Return "Sunday 1 November", with the year only when it is not this one."""
    on = timezone.localtime(moment).date() if isinstance(moment, datetime) else moment
    is_this_year = on.year == timezone.localdate().year
    return date_format(on, "l j F" if is_this_year else "l j F Y")


def day_and_time(moment: datetime) -> str:
    """Return "Sunday 1 November at 7pm"; the last second of a day needs no time."""
    local = timezone.localtime(moment)
    if (local.hour, local.minute) == (23, 59):
        return day(local)
    hour = date_format(local, "g.ia" if local.minute else "ga").lower().replace(".m.", "m")
    clock = hour.replace("a.m", "am").replace("p.m", "pm")
    return _("%(day)s at %(time)s") % {"day": day(local), "time": clock}
