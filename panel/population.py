"""How many people of which age live in which ward, for all that compares a panel with them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analysis.margins import MarginsDisagree, to_common_total
from core.refusals import Refused
from panel.models import AgeBand, CensusCount, PopulationTable, Ward
from panel.models.age_bands import youngest_to

CENSUS = "Census 2021"
ESTIMATE = "Mid-2020 estimate"
# The day that each source speaks of that we know; others are recorded with their files.
DATED = {CENSUS: dt.date(2021, 3, 21), ESTIMATE: dt.date(2020, 6, 30)}
AGES = "age_6"
SEX = "sex"
AGE_BY_SEX = "age_by_sex"
RESIDENTS = "usual_residents"
# What the census and the panel both tell apart: our two oldest bands are the census's last.
BANDS = (
    ("16-24", youngest_to(24), (AgeBand.FROM_16,), "Aged 16 to 24"),
    ("25-34", gettext_lazy("25 to 34"), (AgeBand.FROM_25,), "Aged 25 to 34"),
    ("35-49", gettext_lazy("35 to 49"), (AgeBand.FROM_35,), "Aged 35 to 49"),
    ("50-64", gettext_lazy("50 to 64"), (AgeBand.FROM_50,), "Aged 50 to 64"),
    ("65+", gettext_lazy("65 and over"), (AgeBand.FROM_65, AgeBand.FROM_75), "Aged 65"),
)
BAND_OF = {str(ours): code for code, _label, bands, _census in BANDS for ours in bands}
LABELS = {code: label for code, label, _bands, _census in BANDS}


@dataclass(frozen=True)
class Population:
    """Residents aged 16 and over by ward and age band, and what is to be said of the counts."""

    people: dict[tuple[str, str], int]
    everybody: int
    source: str
    dated: dt.date | None  # the day that the source speaks of
    rounding: int  # how many more (under 0: fewer) a plain count of residents has


def population_of(wards: Sequence[Ward]) -> Population:
    """Read residents by ward and age band from the newest source that has all wards in force.

    A ward without counts is not a ward without people: it is refused, never taken for 0.
    """
    if not wards:
        raise Refused(_("No wards are loaded yet. An administrator loads their boundaries first."))
    counts, residents = _read(wards)
    if not counts:
        raise Refused(
            _(
                "No census counts by age are loaded. An administrator loads them with "
                "“manage.py load_census”; then this page can compare."
            )
        )
    dated = dates_of(counts)
    sources = sorted(counts, key=lambda source: dated.get(source, dt.date.min), reverse=True)
    gaps = {source: _gaps(wards, counts[source]) for source in sources}
    source = next((source for source in sources if not gaps[source]), "")
    if not source:
        raise Refused(_other_boundaries(sources[0], gaps[sources[0]], len(wards)))
    people = {
        (ward.code, code): sum(
            count
            for category, count in counts[source][ward.pk].items()
            if category.startswith(beginning)
        )
        for ward in wards
        for code, _label, _bands, beginning in BANDS
    }
    everybody = {ward.code: sum(counts[source][ward.pk].values()) for ward in wards}
    rounding = _rounding(everybody, {w.code: residents[source].get(w.pk) for w in wards})
    return Population(people, sum(everybody.values()), source, dated.get(source), rounding)


def dates_of(sources: Collection[str]) -> dict[str, dt.date]:
    """Return the day that each source speaks of; asks the record only for what we do not know."""
    unknown = [source for source in sources if source not in DATED]
    if not unknown:
        return DATED
    rows = PopulationTable.objects.standing().filter(source__in=unknown).order_by("dated")
    return DATED | dict(rows.values_list("source", "dated"))


def _read(wards: Sequence[Ward]):
    """Return counts by source, ward and category of age, and residents by source and ward.

    A source of which no ward in force has any count is kept, empty, so that it can be named.
    """
    ours = {ward.pk for ward in wards}
    counts: defaultdict[str, defaultdict[int, dict[str, int]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    residents: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for place, variable, category, source, count in CensusCount.objects.filter(
        variable__in=(AGES, RESIDENTS)
    ).values_list("ward_id", "variable", "category", "source", "count"):
        if variable == AGES:
            of_source = counts[source]
            if place in ours:
                of_source[place][category] = count
        elif place in ours:
            residents[source][place] = residents[source].get(place, 0) + count
    return counts, residents


def _gaps(wards: Sequence[Ward], counts: Mapping[int, Mapping[str, int]]) -> list[Ward]:
    """List the wards that lack the count of any age band."""
    return [
        ward
        for ward in wards
        if not all(
            any(category.startswith(beginning) for category in counts.get(ward.pk, {}))
            for _code, _label, _bands, beginning in BANDS
        )
    ]


def _other_boundaries(source: str, without: Sequence[Ward], wards: int) -> str:
    named = ", ".join(f"{ward.name} ({ward.code})" for ward in without[:5])
    more = len(without) - 5
    return _(
        "%(source)s is on file for other boundaries: of %(wards)d wards in force, %(without)d have "
        "no count, or not of every age: %(named)s. Load counts of the wards in force. Until then "
        "nothing is compared here, for a missing count is not a nought."
    ) % {
        "source": source,
        "wards": wards,
        "without": len(without),
        "named": named + (_(" and %(more)d more") % {"more": more} if more > 0 else ""),
    }


def _rounding(by_age: Mapping[str, int], residents: Mapping[str, int | None]) -> int:
    """Return by how many people two counts of the same residents differ; more than rounding is
    refused, and a council without the second count has nothing to compare."""
    whole = {code: count for code, count in residents.items() if count is not None}
    if len(whole) < len(by_age):
        return 0
    try:
        common = to_common_total({AGES: by_age, RESIDENTS: whole}, total_of=AGES)
    except MarginsDisagree as apart:
        raise Refused(
            _(
                "The census counts on file do not belong together: by age they add up to %(ages)s "
                "people, and residents are %(residents)s. Rounding explains %(allowed)s at most. "
                "Load both from one edition."
            )
            % {
                "ages": f"{sum(by_age.values()):,}",
                "residents": f"{sum(whole.values()):,}",
                "allowed": f"{apart.allowed:,}",
            }
        ) from apart
    return int(sum(-rescaled.people for rescaled in common.rescaled))
