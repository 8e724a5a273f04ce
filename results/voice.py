"""Who has a voice in a ward: members beside residents, small groups kept back."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analysis.disclosure import SUPPRESSED, suppress_list
from core.charts import Represented
from panel.models import AgeBand, Membership
from panel.models.age_bands import youngest_to
from results.protection import Hidden

# Members are asked for six bands; the census tells four apart that both have.
GROUPS = (
    (youngest_to(34), (AgeBand.FROM_16, AgeBand.FROM_25), ("16 to 24", "25 to 34")),
    (gettext_lazy("35 to 49"), (AgeBand.FROM_35,), ("35 to 49",)),
    (gettext_lazy("50 to 64"), (AgeBand.FROM_50,), ("50 to 64",)),
    (gettext_lazy("65 and over"), (AgeBand.FROM_65, AgeBand.FROM_75), ("65 and over",)),
)


@dataclass(frozen=True)
class Voice:
    """The members of one ward, as anybody may see them."""

    members: int | Hidden
    by_age: tuple[Represented, ...]
    by_source: tuple[tuple[str, int | Hidden], ...]
    finding: str

    @property
    def hides(self) -> bool:
        return self.members == SUPPRESSED or any(row.number == SUPPRESSED for row in self.by_age)


def count_members() -> list[tuple[int, str, str, int]]:
    """Count active members by ward, age band and the way they joined, in one query."""
    return list(
        Membership.objects.active()
        .values_list("ward_id", "age_band", "source")
        .annotate(n=Count("pk"))
        .order_by()
    )


def members_by_ward(counts, wards, threshold: int) -> dict[int, int | Hidden]:
    """Publish the members of every ward beside the panel's published total."""
    people: Counter[int] = Counter({ward.pk: 0 for ward in wards})
    for ward, _age, _source, n in counts:
        people[ward] += n
    published = suppress_list({str(ward): n for ward, n in people.items()}, threshold)
    return {int(ward): n for ward, n in published.counts.items()}


def voice_of(ward, counts, members: int | Hidden, grown_up: dict, threshold: int) -> Voice:
    """Set a ward's members beside its residents of 16 and over."""
    if members == SUPPRESSED:
        return Voice(members, (), (), "")
    ages: Counter[str] = Counter()
    sources: Counter[str] = Counter()
    for place, age, source, n in counts:
        if place == ward.pk:
            ages[age] += n
            sources[source] += n
    by_band = {str(label): sum(ages[band] for band in bands) for label, bands, _census in GROUPS}
    if ages[""]:  # a group among the others, or they would tell how many it has
        by_band[_("Prefer not to say")] = ages[""]
    by_age = suppress_list(by_band, threshold)
    by_source = suppress_list(
        {str(label): sources[value] for value, label in Membership.Source.choices}, threshold
    )
    rows = _represented(by_age, members, grown_up)
    return Voice(
        members=members,
        by_age=rows,
        by_source=tuple(
            (label, n if by_source.total == members else SUPPRESSED)
            for label, n in by_source.counts.items()
            if n
        ),
        finding=_finding(rows),
    )


def _represented(by_age, members: int, grown_up: dict[str, float]) -> tuple[Represented, ...]:
    if not grown_up:
        return ()
    rows = []
    for label, _bands, census in GROUPS:
        residents = sum(grown_up.get(name, 0) for name in census)
        # A list that cannot be made safe hides its total; ours is published, so all is hidden.
        n: int | Hidden = by_age.counts[str(label)] if by_age.total == members else SUPPRESSED
        share: float | Hidden = SUPPRESSED
        if n != SUPPRESSED and members:
            share = n / members
        rows.append(Represented(str(label), residents, share, n))
    return tuple(rows)


def _finding(rows: tuple[Represented, ...]) -> str:
    """Say who is heard least, if every group may be shown."""
    missing = {row.label: row.residents - row.members for row in rows if row.members != SUPPRESSED}
    if not rows or len(missing) < len(rows):
        return ""
    gap = sum(max(0.0, points) for points in missing.values())
    least = max(missing, key=lambda label: missing[label])
    if round(gap * 100) < 5:
        return _("Members are of much the same ages as residents.")
    return _(
        "To match the ward’s ages, %(gap)d in every 100 members would have to be from another age "
        "band. People aged %(least)s are heard least."
    ) % {"gap": round(gap * 100), "least": least}
