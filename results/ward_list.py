"""The list of all wards with how many members each has and what is open there."""

from __future__ import annotations

from collections import Counter

from django.contrib.auth.models import AnonymousUser

from consultations.models import ConsultationPage
from results.voice import count_members, members_by_ward


def ward_rows(wards, threshold: int) -> list[dict]:
    """Return a row a ward, in the order given, in four queries however many wards there are."""
    members = members_by_ward(count_members(), wards, threshold)
    named, everywhere = _open_by_ward()
    return [
        {
            "ward": ward,
            "members": members[ward.pk],
            "open": named[ward.pk] + everywhere,
        }
        for ward in wards
    ]


def _open_by_ward() -> tuple[Counter, int]:
    """Count what is open: by ward, and for the whole area."""
    pages = ConsultationPage.objects.visible_to(AnonymousUser()).open_now()
    links = pages.values_list("pk", "wards__pk")
    named = Counter(ward for _page, ward in links if ward is not None)
    return named, sum(ward is None for _page, ward in links)
