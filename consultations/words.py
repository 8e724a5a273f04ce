"""When something opens or closes, in words that fit into a sentence."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import dates


def when(moment: datetime) -> str:
    """Return "on Sunday 1 November", or "at 7pm on Sunday 1 November" if the time matters."""
    if _is_edge_of_day(moment):
        return _("on %(day)s") % {"day": dates.day(moment)}
    return _("at %(moment)s") % {"moment": dates.moment(moment)}


def until(moment: datetime) -> str:
    """Return "Sunday 1 November", or "7pm on Sunday 1 November" if the time matters."""
    return dates.day(moment) if _is_edge_of_day(moment) else dates.moment(moment)


def _is_edge_of_day(moment: datetime) -> bool:
    local = dates.in_london(moment)
    return (local.hour, local.minute) in {(0, 0), (23, 59)}


def minutes_of(minutes: int | None) -> str:
    """Say how long something takes; "" if nobody said."""
    words = ngettext("%(count)d minute", "%(count)d minutes", minutes or 0)
    return words % {"count": minutes} if minutes else ""
