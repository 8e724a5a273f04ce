"""Which files a person's answers went into, found by their keys."""

from typing import Any

from django.utils.translation import gettext as _

from core.own_data import Fact, Section
from polls.models import QuestionnairePage, Response
from results.models import Export


def exports_of(user: Any) -> Section:
    """Return the files that were made of polls after this person had answered, a row each."""
    made = list(Export.objects.select_related("poll").order_by("made_at", "pk"))
    keys = {user.key_for(QuestionnairePage(pk=pk).subject) for pk in {one.poll_id for one in made}}
    sent = Response.objects.filter(key__in=keys, withdrawn_at=None).order_by("-submitted_at")
    first = dict(sent.values_list("page", "submitted_at"))
    rows = [
        [
            Fact("poll", _("Questions"), one.poll.title),
            Fact("made_at", _("Made"), one.made_at),
            Fact("kind", _("What it holds"), one.get_audience_display()),
            Fact("purpose", _("What for"), one.purpose),
            Fact("superseded_at", _("Superseded"), one.superseded_at),
        ]
        for one in made
        if one.poll_id in first and first[one.poll_id] <= one.made_at
    ]
    title = _("Files that were made with your answers in them, without your name")
    return Section("exports", title, rows)
