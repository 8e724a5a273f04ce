"""How long until, and how long since, in words."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def time_until(moment) -> str:
    """Return "in 3 days", "in 2 hours and 5 minutes" or "in 4 minutes"; nothing once past."""
    if not (minutes := minutes_until(moment)):
        return ""
    return _("in %(long)s") % {"long": how_long(minutes)}


def time_left(moment) -> str:
    """Return "3 hours and 14 minutes left"; nothing without an end, or once it is past."""
    if not (minutes := minutes_until(moment)):
        return ""
    return _("%(long)s left") % {"long": how_long(minutes)}


def time_since(moment) -> str:
    """Return "2 hours and 5 minutes", or "0 minutes" of what has only just been."""
    return how_long(max(0, int((timezone.now() - moment).total_seconds()) // 60))


def minutes_until(moment) -> int:
    """Return the minutes to come, the one that has begun among them; none once past."""
    seconds = (moment - timezone.now()).total_seconds() if moment else 0
    return max(0, -(-int(seconds) // 60))


def how_long(minutes: int) -> str:
    """Return "3 days", "2 hours and 5 minutes" or "4 minutes": from two days on, whole days."""
    hours, rest, days = minutes // 60, minutes % 60, minutes // 1440
    if days >= 2:
        return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    in_hours = ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    in_minutes = ngettext("%(n)d minute", "%(n)d minutes", rest) % {"n": rest}
    if hours and rest:
        return _("%(hours)s and %(minutes)s") % {"hours": in_hours, "minutes": in_minutes}
    return in_hours if hours else in_minutes
