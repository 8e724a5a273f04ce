"""How long until, and how long since, in words."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def time_until(moment) -> str:
    """Return "in 3 days", "in 2 hours and 5 minutes" or "in 4 minutes"; nothing once past."""
    if moment is None or (left := moment - timezone.now()).total_seconds() <= 0:
        return ""
    minutes = -(-int(left.total_seconds()) // 60)
    hours, days = minutes // 60, minutes // 1440
    if days >= 2:
        return ngettext("in %(n)d day", "in %(n)d days", days) % {"n": days}
    if not hours:
        return ngettext("in %(n)d minute", "in %(n)d minutes", minutes) % {"n": minutes}
    spelt = ngettext("in %(n)d hour", "in %(n)d hours", hours) % {"n": hours}
    if not minutes % 60:
        return spelt
    rest = ngettext("%(n)d minute", "%(n)d minutes", minutes % 60) % {"n": minutes % 60}
    return _("%(hours)s and %(minutes)s") % {"hours": spelt, "minutes": rest}


def minutes_since(moment) -> int:
    return max(0, int((timezone.now() - moment).total_seconds()) // 60)
