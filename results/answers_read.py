"""Who has had people's answers to a poll before them, and so runs neither it nor its groups."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.models import PageLogEntry

from core.dates import short_day
from results.models import Export

A_ROW_A_PERSON = Q(action="results.export", data__audience=Export.Audience.PSEUDONYMOUS)
A_FILE_THAT_CAME = Q(action="results.file")


def refusal_to_run(poll: Any, user: Any) -> str:
    """Say why somebody who took individual answers of a poll may not run it or a group of it."""
    taken = PageLogEntry.objects.filter(A_ROW_A_PERSON | A_FILE_THAT_CAME, page=poll.pk, user=user)
    first = taken.order_by("timestamp").first()
    if first is None:
        return ""
    return _(
        "%(person)s took a file with people’s answers to this poll on %(day)s. Who facilitates "
        "or hosts sees nobody’s answers: name somebody else."
    ) % {"person": user, "day": short_day(first.timestamp)}
