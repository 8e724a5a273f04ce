"""Load counts of people and households by ward."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from panel.loading import UnknownLayout, fingerprint
from panel.loading.adding_up import AddedUp, Counts, add_up
from panel.loading.area_counts import put_back_area_counts, read_area, replace_area_counts
from panel.loading.crossing import check_crossed_area, check_crossed_wards
from panel.loading.residents import put_back_residents, replace_residents
from panel.loading.tables import CENSUS, Edition, check_sums, edition_of, record_tables
from panel.models import CensusCount, CouncilSettings, LoadedFile, Ward
from panel.population import AGE_BY_SEX, SEX

NAMED_AT_MOST = 40


@dataclass(frozen=True)
class Loaded:
    """What a census file gave: how many counts of which variables, and the wards we do not hold."""

    counts: int
    variables: dict[str, int]
    unknown_wards: dict[str, str]


def load_census(
    path: Path,
    *,
    source: str = "",
    dated: datetime.date | None = None,
    warn: Callable[[str], object] = lambda _line: None,
) -> Loaded:
    """Store a file's counts, replacing earlier ones of the same variables, wards and source.

    `source` and `dated` name the edition and the day that the counts speak of, where they are not
    those that the layout is usually of.

    A variable must cover every ward of a council that is in force, or will be: a count on other
    boundaries is no count of these wards. Counts of output areas or LSOAs are added up to the wards
    that most of their postcodes lie in. Totals of different variables differ by a few people, for
    the census adds small random changes. The file is read before the database is locked, and all of
    it is stored or nothing.
    """
    if of_area := read_area(path):
        return replace_area(path, {SEX: of_area}, edition_of(source, dated, usual=CENSUS))
    wards = {ward.code: ward for ward in Ward.objects.without_boundaries()}
    added = add_up(path, wards)
    return store_counts(path, added, wards, edition_of(source, dated, usual=added.source), warn)


@transaction.atomic
def store_counts(
    path: Path,
    added: AddedUp,
    wards: dict[str, Ward],
    edition: Edition,
    warn: Callable[[str], object],
) -> Loaded:
    """Store what was read of a file, if it is of wards in force and belongs to what is on file."""
    if added.district and not added.wards:
        if crossed := added.district.get(AGE_BY_SEX):
            check_crossed_area(path, crossed, edition)
        return replace_area(path, added.district, edition)
    refuse_other_boundaries(path, added.wards, wards, added.unknown)
    tell_what_is_left_out(added.unknown, warn)
    check_crossed_wards(path, added.wards, wards, edition)
    sex = {key: n for key, n in added.wards.items() if key[1] == SEX}
    kept = {key: n for key, n in added.wards.items() if key[1] != SEX}
    if kept:
        apart = check_sums(path, kept, wards, edition)
        loaded = replace_counts(path, kept, wards, added, edition)
        record_tables(loaded, kept, wards, edition, apart)
    if sex:
        # Nothing compares women and men ward by ward: together they are those of the area.
        totals: Counter[str] = Counter()
        council = CouncilSettings.load().council_code
        for (code, _variable, category), n in sex.items():
            totals[category] += n if wards[code].council_code == council else 0
        replace_area_counts(path, SEX, dict(totals), edition)
    variables: Counter[str] = Counter()
    for (_code, variable, _category), count in added.wards.items():
        variables[variable] += count
    return Loaded(len(added.wards), dict(variables), added.unknown)


@transaction.atomic
def replace_area(path: Path, tables: dict[str, dict[str, int]], edition: Edition) -> Loaded:
    """Store counts of the whole area, by variable and category."""
    for variable, counts in tables.items():
        replace_area_counts(path, variable, counts, edition)
    people = {variable: sum(counts.values()) for variable, counts in tables.items()}
    return Loaded(sum(map(len, tables.values())), people, {})


def tell_what_is_left_out(unknown: dict[str, str], warn: Callable[[str], object]) -> None:
    """Name wards that are not loaded; of a national file all others are, and are only counted."""
    for code, name in sorted(unknown.items()) if len(unknown) <= NAMED_AT_MOST else ():
        warn(f"Left out {name} ({code}): no such ward is loaded. Load its boundaries first.")
    if len(unknown) > NAMED_AT_MOST:
        warn(f"Left out {len(unknown):,} wards that are not loaded.")


def refuse_other_boundaries(path: Path, kept: Counts, wards: dict[str, Ward], unknown) -> None:
    """Refuse a file whose wards are not those of one set of boundaries, naming what is missing."""
    today = timezone.localdate()
    if ended := sorted({wards[c] for c, *_rest in kept if has_ended(wards[c], today)}, key=str):
        raise UnknownLayout(
            f"{path.name} counts people in wards whose boundaries ended, among them {ended[0]} "
            f"({ended[0].code}, until {ended[0].valid_to}). Counts on other boundaries than those "
            f"in force are not counts of these wards, so nothing was loaded."
        )
    if not kept:
        known = f"{len(unknown)} wards, none of which is loaded" if unknown else "no ward"
        raise UnknownLayout(
            f"{path.name} has {known}. Load the boundaries first, then their counts."
        )
    covered = defaultdict(set)
    for code, variable, _category in kept:
        covered[variable].add(code)
    for variable, codes in sorted(covered.items()):
        begins = max(wards[code].valid_from for code in codes)
        councils = {wards[code].council_code for code in codes}
        missing = [
            ward
            for ward in Ward.objects.in_force(max(begins, today)).filter(council_code__in=councils)
            if ward.code not in codes
        ]
        if missing:
            names = ", ".join(f"{ward} ({ward.code})" for ward in missing[:5])
            raise UnknownLayout(
                f"{path.name} counts {variable} in {len(codes)} wards and leaves out "
                f"{len(missing)} that are in force: {names}{' ...' if missing[5:] else ''}. It is "
                f"of other boundaries, or cut off, so nothing was loaded."
            )


def has_ended(ward: Ward, today: datetime.date) -> bool:
    return ward.valid_to is not None and ward.valid_to <= today


def replace_counts(
    path: Path, kept: Counts, wards: dict[str, Ward], added: AddedUp, edition: Edition
) -> LoadedFile:
    """Write the counts in place of those before them, which are kept with the file's record."""
    scope = {
        "source": edition.source,
        "variable__in": sorted({variable for _code, variable, _category in kept}),
        "ward__code__in": sorted({code for code, *_rest in kept}),
    }
    before = CensusCount.objects.filter(**scope)
    loaded = LoadedFile.objects.create(
        kind=LoadedFile.Kind.CENSUS,
        edition=edition.source,
        file_name=path.name,
        sha256=fingerprint(path),
        rows=len(kept),
        replaced={
            "scope": scope,
            "counts": list(before.values_list("ward__code", "variable", "category", "count")),
            "residents": replace_residents(added.residents, edition.source),
        },
    )
    before.delete()
    write_counts(kept, wards, edition.source)
    return loaded


def write_counts(counts: Counts, wards: dict[str, Ward], source: str) -> None:
    CensusCount.objects.bulk_create(
        [
            CensusCount(
                ward=wards[code], variable=variable, category=category, count=count, source=source
            )
            for (code, variable, category), count in counts.items()
        ],
        batch_size=1000,
    )


@transaction.atomic
def take_back_census(loaded: LoadedFile) -> None:
    """Restore the counts as they were before a file."""
    if "area" in loaded.replaced:
        put_back_area_counts(loaded)
        return
    put_back_residents(loaded)
    CensusCount.objects.filter(**loaded.replaced["scope"]).delete()
    wards = {ward.code: ward for ward in Ward.objects.without_boundaries()}
    counts = {
        (code, variable, category): count
        for code, variable, category, count in loaded.replaced["counts"]
        if code in wards
    }
    write_counts(counts, wards, loaded.edition)
