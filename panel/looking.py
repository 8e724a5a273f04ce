"""Put on record whom staff are shown, for whoever asks later: the member, and the auditor.

What is meant is who somebody *is*: name, e-mail, phone, address. The name that a member chose for
others to see stands beside their posts, for everybody, and is not looked up.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Count
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from panel.models import LookedAt, User

MOST_AT_ONCE = 400  # rows in one statement; no page shows more


def note_looked(request: HttpRequest, people: Iterable[User], *, page: str, why: str) -> None:
    """Write down that this page shows these people to who asks for it."""
    by: Any = request.user
    note_shown(people, to=by, at=timezone.now(), page=page, why=why)


def note_shown(people: Iterable[User], *, to: User, at: dt.datetime, page: str, why: str) -> None:
    """Write down whom a page showed, and to whom of the staff: one statement for all.

    Nobody looks at themselves. Pages name accounts of staff too; those are no members, and are
    left out.
    """
    ids = {person.pk for person in people if not person.is_staff and person.pk != to.pk}
    if not ids:
        return
    row = {"by": to, "as_role": role_of(to), "page": page, "why": why[:300], "at": at}
    LookedAt.objects.bulk_create(
        [LookedAt(person_id=pk, **row) for pk in ids],
        batch_size=MOST_AT_ONCE,
    )


def role_of(user: User) -> str:
    """Name the roles of somebody as their groups are called."""
    names = sorted(group.name for group in user.groups.all())
    if user.is_superuser:
        names.insert(0, _("May do everything"))
    return ", ".join(names)[:200]


def count_looked(since: Any, until: Any) -> dict[int, tuple[int, int]]:
    """Count, for each who looked from one moment until before another, showings and people."""
    rows = (
        LookedAt.objects.filter(at__gte=since, at__lt=until, by__isnull=False)
        .values_list("by")
        .annotate(shown=Count("pk"), people=Count("person", distinct=True))
    )
    return {by: (shown, people) for by, shown, people in rows}


class NotesWhomItShows:
    """A page of the CMS that shows who members are, and puts each showing on record."""

    looked_page = ""
    looked_why: Any = ""
    request: HttpRequest

    def people_shown(self, context: dict[str, Any]) -> Iterable[User]:
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)  # type: ignore[misc]
        people = self.people_shown(context)
        note_looked(self.request, people, page=self.looked_page, why=self.looked_why)
        return context
