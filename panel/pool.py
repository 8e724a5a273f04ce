"""Whom a panel is drawn from: members of today as codes, and who is left out and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analysis.sortition.drawing import fill_seats
from analysis.sortition.quotas import Person, Selection
from core.keys import participation_key
from core.refusals import Refused
from panel.crossed import is_crossed, with_both
from panel.frames import call_of, members_in
from panel.models import Draw, DrawMember, Membership, SeatOffer, Volunteer
from panel.models.people import active_today
from panel.population import AGE_BY_SEX
from panel.profiles import profile_key, told
from panel.quotas import AGE, WARD, band_in, bands_of, quotas_of, wards_to_draw_from
from panel.told_in_draws import NOT_SAID, NOTHING_TOLD, Told, told_in, with_salts

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
    "not-said": gettext_lazy("Did not tell, or lend, what the quotas ask for"),
    "taken-back": gettext_lazy("Deleted since what the quotas ask for"),
}


@dataclass(frozen=True)
class Pool:
    """All who may sit on a panel, and for a later round who sits already and who is gone."""

    everybody: Selection
    memberships: dict[str, int]  # by code
    excluded: dict[str, int]
    seated: tuple[DrawMember, ...] = ()
    gone: frozenset[str] = field(default_factory=frozenset)
    told: Told = NOTHING_TOLD

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
    """Return the pool of a first round: who of its frame is active, of a known ward and age."""
    quotas = quotas_of(draw.rules)
    bands = bands_of(quotas)
    wards = {ward.pk: ward.name for ward in wards_to_draw_from()}
    is_by_age = any(quota.feature == AGE for quota in quotas)
    is_by_both = is_crossed(quotas)
    asked = members_in(draw.frame)
    excluded = count_inactive(asked)
    answers = answers_lent(draw)
    people, memberships, homes, told = [], {}, {}, {}
    for pk, ward, source, age_band, household, is_open in (
        asked.filter(active_today())
        .order_by("pk")
        .values_list(*("pk", "ward_id", "ward_source", "age_band", "household", "user__is_active"))
    ):
        band = band_in(bands, age_band)
        lent = {name: answers[name].get(pk, NOT_SAID) for name in draw.told}
        values = {AGE: band} | lent
        values = with_both(values, age=AGE) if is_by_both else values
        if not is_open:
            excluded["closed"] += 1
        elif ward not in wards or source == Membership.WardSource.TO_CONFIRM:
            excluded["ward"] += 1
        elif not band and is_by_age:  # who prefers not to say is in no group by age
            excluded["age"] += 1
        elif NOT_SAID in values.values() and draw.without_answer == Draw.WithoutAnswer.LEFT_OUT:
            excluded["not-said"] += 1
        else:
            code = participation_key(draw.reference, f"member-{pk}")
            memberships[code] = pk
            homes[code] = household if draw.one_per_household else ""
            people.append(Person(code, {WARD: wards[ward]} | values))
            if lent:
                told[code] = lent
    if not people:
        raise Refused(_("There is nobody to draw from: no active member in a ward of today."))
    selection = Selection(
        tuple(_with_homes(people, homes)), quotas, draw.size, draw.one_per_household
    )
    return Pool(selection, memberships, _sorted(excluded), told=with_salts(told))


def answers_lent(draw: Draw) -> dict[str, dict[int, str]]:
    """Return by feature what the volunteers told who let a draw go by it, by membership."""
    if not draw.told:
        return {}
    lent = Volunteer.objects.filter(call=call_of(draw.frame), lends_answers=True)
    keys = {
        profile_key(user): membership
        for user, membership in lent.values_list("membership__user_id", "membership_id")
    }
    return {
        name: {keys[key]: value for key, value in told(name, of=keys.keys()).items()}
        for name in draw.told
    }


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

    Who is not on the panel any more is out, and so is who dropped out or gave their seat up. Whose
    answers are deleted since counts as one who did not tell; who has such a seat keeps it.
    """
    rows = {row.code: row for row in draw.members.all()}
    here = set(Membership.objects.active().filter(drawn__draw=draw).values_list("pk", flat=True))
    given_up = memberships_that_gave_up(draw) | {dropped.pk}
    gone = {
        code
        for code, row in rows.items()
        if row.membership_id in given_up or row.membership_id not in here
    }
    seated = tuple(row for code, row in rows.items() if row.is_selected and code not in gone)
    kept = told_in(draw)
    unknown = {
        person.id
        for person in people_of(draw, "pool", kept)
        if person.id not in gone and any(name not in person.values for name in draw.told)
    } - {row.code for row in seated}
    if draw.without_answer == Draw.WithoutAnswer.LEFT_OUT:
        gone |= unknown
    quotas = quotas_of(draw.rules)
    untold = dict.fromkeys((*draw.told, *([AGE_BY_SEX] if is_crossed(quotas) else ())), NOT_SAID)
    people = [
        Person(p.id, untold | dict(p.values), p.household) if p.id in unknown else p
        for part in ("pool", "seated")
        for p in people_of(draw, part, kept)
    ]
    everybody = Selection(tuple(people), quotas, draw.size, draw.one_per_household)
    memberships = {code: row.membership_id for code, row in rows.items()}
    lost = Counter(
        "dropped" if rows[code].is_selected else "taken-back" if code in unknown else "left"
        for code in gone
    )
    pool = Pool(everybody, memberships, {}, seated, frozenset(gone), kept)
    free = len(everybody.people) - len(gone) - len(seated)
    lost["household"] = free - len(pool.to_draw.people)
    return replace(pool, excluded=_sorted(lost))


def memberships_that_gave_up(draw: Draw) -> set[int]:
    """Return who was offered a seat of this panel and does not take it."""
    given = (SeatOffer.Reply.DECLINED, SeatOffer.Reply.SILENT)
    offers = SeatOffer.objects.filter(draw=draw.first_round, reply__in=given)
    return set(offers.values_list("membership_id", flat=True))


def people_of(draw: Draw, part: str, kept: Told | None = None) -> tuple[Person, ...]:
    """Read the people of a draw: those of its "pool", or those who were "seated".

    A person whose answer is deleted since has no value of that feature. `kept` is what is still
    there, if it was read already.
    """
    kept = told_in(draw) if kept is None else kept
    is_by_both = is_crossed(quotas_of(draw.rules))

    def values(code: str, ward: str, band: str) -> dict[str, str]:
        known = {WARD: ward, AGE: band} | dict(kept.values.get(code, {}))
        return with_both(known, age=AGE) if is_by_both else known

    return tuple(
        Person(code, values(code, ward, band), household)
        for code, ward, band, household, *_commitments in draw.stored["inputs"][part]
    )


def _sorted(excluded: Counter[str]) -> dict[str, int]:
    return {reason: n for reason, n in sorted(excluded.items()) if n}
