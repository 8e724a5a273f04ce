"""Whom a panel is drawn from: members of today as codes, and who is left out and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analysis.sortition.drawing import fill_seats
from analysis.sortition.quotas import Person, Selection
from core.keys import participation_key
from core.refusals import Refused
from panel.models import Draw, DrawMember, Membership
from panel.models.people import active_today
from panel.quotas import AGE, WARD, band_in, bands_of, quotas_of, wards_to_draw_from

REASONS = {
    "paused": gettext_lazy("Paused"),
    "lapsed": gettext_lazy("Lapsed"),
    "left": gettext_lazy("Left the panel"),
    "removed": gettext_lazy("Removed from the panel"),
    "expired": gettext_lazy("Their term on the panel is over"),
    "closed": gettext_lazy("Account closed"),
    "ward": gettext_lazy("Ward not known within today’s boundaries"),
    "age": gettext_lazy("Age band not known"),
    "dropped": gettext_lazy("Dropped out after they were drawn"),
    "household": gettext_lazy("Live with somebody who is seated"),
}


@dataclass(frozen=True)
class Pool:
    """All who may sit on a panel, and for a later round who sits already and who is gone."""

    everybody: Selection
    memberships: dict[str, int]  # by code
    excluded: dict[str, int]
    seated: tuple[DrawMember, ...] = ()
    gone: frozenset[str] = field(default_factory=frozenset)

    @cached_property
    def to_draw(self) -> Selection:
        """What the lottery is asked for: the free seats, and the people who may have them."""
        if not self.seated and not self.gone:
            return self.everybody
        seated = {member.code for member in self.seated}
        return fill_seats(self.everybody, seated=seated, gone=self.gone)

    @property
    def staying(self) -> tuple[Person, ...]:
        seated = {member.code for member in self.seated}
        return tuple(person for person in self.everybody.people if person.id in seated)

    def seated_rows(self, draw: Draw) -> list[DrawMember]:
        """Carry the rows of who keeps a seat over to the next round, with the chance they had."""
        return [
            DrawMember(
                draw=draw,
                membership_id=member.membership_id,
                code=member.code,
                probability=member.probability,
                is_selected=True,
                round=member.round,
            )
            for member in self.seated
        ]


def pool_of_members(draw: Draw) -> Pool:
    """Return the pool of a first round: the active members whose ward and age are known."""
    quotas = quotas_of(draw.rules)
    bands = bands_of(quotas)
    wards = {ward.pk: ward.name for ward in wards_to_draw_from()}
    is_by_age = any(quota.feature == AGE for quota in quotas)
    excluded = count_inactive(Membership.objects.all())
    people, memberships, homes = [], {}, {}
    for pk, ward, source, age_band, household, is_open in (
        Membership.objects.active()
        .order_by("pk")
        .values_list(*("pk", "ward_id", "ward_source", "age_band", "household", "user__is_active"))
    ):
        band = band_in(bands, age_band)
        if not is_open:
            excluded["closed"] += 1
        elif ward not in wards or source == Membership.WardSource.TO_CONFIRM:
            excluded["ward"] += 1
        elif not band and is_by_age:  # who prefers not to say is in no group by age
            excluded["age"] += 1
        else:
            code = participation_key(draw.reference, f"member-{pk}")
            memberships[code] = pk
            homes[code] = household if draw.one_per_household else ""
            people.append(Person(code, {WARD: wards[ward], AGE: band}))
    if not people:
        raise Refused(_("There is nobody to draw from: no active member in a ward of today."))
    selection = Selection(
        tuple(_with_homes(people, homes)), quotas, draw.size, draw.one_per_household
    )
    return Pool(selection, memberships, _sorted(excluded))


def count_inactive(asked: QuerySet[Membership]) -> Counter[str]:
    """Count who of these is not on the panel today, by what is on record of their place."""

    def by_status(members) -> Counter[str]:
        return Counter(dict(members.values_list("status").annotate(n=Count("pk")).order_by()))

    left_out = by_status(asked) - by_status(asked.filter(active_today()))
    # Whose status is active and who is not on the panel: their time is over.
    expired = left_out.pop(Membership.Status.ACTIVE, 0)
    return Counter({str(status): n for status, n in left_out.items()} | {"expired": expired})


def _with_homes(people: list[Person], homes: dict[str, str]) -> list[Person]:
    """Put people in the order of their codes, and number their homes: no key of a home is told."""
    numbers: dict[str, str] = {}
    found = []
    for person in sorted(people, key=lambda person: person.id):
        home = homes[person.id]
        number = numbers.setdefault(home, f"h{len(numbers) + 1}") if home else ""
        found.append(Person(person.id, person.values, number))
    return found


def pool_of_round(draw: Draw, dropped: Membership) -> Pool:
    """Return the pool of the round after `draw`: its people, with the values they were drawn by.

    Who is not on the panel any more is out, and so is who dropped out.
    """
    rows = {row.code: row for row in draw.members.all()}
    here = set(Membership.objects.active().filter(drawn__draw=draw).values_list("pk", flat=True))
    gone = {
        code
        for code, row in rows.items()
        if row.membership_id == dropped.pk or row.membership_id not in here
    }
    seated = tuple(row for code, row in rows.items() if row.is_selected and code not in gone)
    everybody = Selection(
        (*people_of(draw.stored, "pool"), *people_of(draw.stored, "seated")),
        quotas_of(draw.rules),
        draw.size,
        draw.one_per_household,
    )
    memberships = {code: row.membership_id for code, row in rows.items()}
    lost = Counter("dropped" if rows[code].is_selected else "left" for code in gone)
    pool = Pool(everybody, memberships, {}, seated, frozenset(gone))
    free = len(everybody.people) - len(gone) - len(seated)
    lost["household"] = free - len(pool.to_draw.people)
    return Pool(everybody, memberships, _sorted(lost), seated, frozenset(gone))


def people_of(stored: dict[str, Any], part: str) -> tuple[Person, ...]:
    """Read the people of a stored text: those of its "pool", or those who were "seated"."""
    return tuple(
        Person(code, {WARD: ward, AGE: band}, household)
        for code, ward, band, household in stored["inputs"][part]
    )


def _sorted(excluded: Counter[str]) -> dict[str, int]:
    return {reason: n for reason, n in sorted(excluded.items()) if n}
