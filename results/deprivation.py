"""How deprived a ward is beside the whole area: put together, for no ward has an official score."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analysis.deprivation import Deprivation, SmallArea, deprivation
from analysis.rounding import percent, round_half_away
from core.kept import ANYBODY, kept
from panel.models import DeprivationScore, Ward
from panel.small_areas import best_fit, postcodes_in_wards, residents_of
from panel.successions import newest_naming

Method = Literal["output_area", "lsoa", "denominator"]
KEPT_FOR = 300


@dataclass(frozen=True)
class WardDeprivation:
    """A ward's score and counts beside those of all wards, with what they were made of."""

    ward: Deprivation
    area: Deprivation
    source: str
    method: Method
    postcodes: str  # the file that says which small areas lie in which ward

    @property
    def score(self) -> str:
        return f"{round_half_away(self.ward.score, 1):.1f}"

    @property
    def area_score(self) -> str:
        return f"{round_half_away(self.area.score, 1):.1f}"

    @property
    def sentences(self) -> list[str]:
        """Say how many of the ward's LSOAs are among the most deprived of England."""
        one, all_of_it = self.ward, self.area
        if not one.areas:
            return [_("No LSOA lies for the most part in this ward, so none is counted here.")]
        lines = []
        for n, share, area_share, words in (
            (
                one.worst_tenth,
                one.share_of_worst_tenth,
                all_of_it.share_of_worst_tenth,
                _("the most deprived 10% of England"),
            ),
            (
                one.worst_fifth,
                one.share_of_worst_fifth,
                all_of_it.share_of_worst_fifth,
                _("the most deprived 20%"),
            ),
        ):
            lines.append(
                ngettext(
                    "%(n)d of %(all)d LSOA (%(share)s%%) is in %(which)s; in the whole area it is "
                    "%(there)s%%.",
                    "%(n)d of %(all)d LSOAs (%(share)s%%) are in %(which)s; in the whole area it "
                    "is %(there)s%%.",
                    one.areas,
                )
                % {
                    "n": n,
                    "all": one.areas,
                    "share": percent(share or 0),
                    "which": words,
                    "there": percent(area_share or 0),
                }
            )
        return lines

    @property
    def how(self) -> str:
        """Name the method: what the people of an LSOA in the ward were taken from."""
        return {
            "output_area": _(
                "Each LSOA weighs as many people as live in those of its output areas that lie in "
                "the ward (Census 2021)."
            ),
            "lsoa": _(
                "Each LSOA weighs its residents (Census 2021), by the share of its postcodes that "
                "lie in the ward."
            ),
            "denominator": _(
                "Each LSOA weighs the people that its score was worked out for, by the share of "
                "its postcodes that lie in the ward."
            ),
        }[self.method]


def deprivation_of(ward: Ward) -> WardDeprivation | None:
    """Return a ward's deprivation; None where no scores, or no small areas of it, are on file."""
    council = ward.council_code
    everything = kept(f"deprivation.{council}", ANYBODY, lambda: _of_wards(council), KEPT_FOR)
    if everything is None or ward.code not in everything.wards:
        return None
    return WardDeprivation(
        everything.wards[ward.code],
        everything.area,
        everything.source,
        everything.method,
        everything.postcodes,
    )


@dataclass(frozen=True)
class _Everything:
    wards: dict[str, Deprivation]
    area: Deprivation
    source: str
    method: Method
    postcodes: str


def _of_wards(council: str) -> _Everything | None:
    """Put all wards of a council together at once: the same few questions as for one."""
    scores = {row.code: row for row in DeprivationScore.objects.all()}
    if not scores:
        return None
    places = postcodes_in_wards("lsoa", council)
    if not places or not places.keys() <= scores.keys():
        return None  # half of a ward's LSOAs would be another ward
    weighed = _people(places, scores, council)
    if weighed is None:
        return None
    method, people = weighed
    by_ward: defaultdict[str, list[SmallArea]] = defaultdict(list)
    for area, parts in people.items():
        row, home = scores[area], best_fit(parts)
        for ward, n in parts.items():
            by_ward[ward].append(SmallArea(n, row.score, row.decile, is_counted=ward == home))
    found = {ward: deprivation(areas) for ward, areas in by_ward.items()}
    whole = deprivation([area for areas in by_ward.values() for area in areas])
    if whole is None:
        return None
    edition = newest_naming(Ward.objects.in_force().filter(council_code=council).values("code"))
    return _Everything(
        wards={ward: one for ward, one in found.items() if one},
        area=whole,
        source=next(iter(scores.values())).source,
        method=method,
        postcodes=" ".join(filter(None, (edition.product, edition.edition))) if edition else "",
    )


def _people(
    places: Mapping[str, Counter[str]], scores: Mapping[str, DeprivationScore], council: str
) -> tuple[Method, dict[str, dict[str, float]]] | None:
    """Return the people of each LSOA by ward: by output area where all have a count, else by LSOA.

    The last resort is for how many people a score was worked out; None where a file does not say.
    """
    if by_output_area := _by_output_area(council):
        return "output_area", by_output_area
    method: Method = "lsoa"
    counts = residents_of(set(places))
    if not places.keys() <= counts.keys():
        method = "denominator"
        counts = {code: n for code in places if (n := scores[code].people) is not None}
        if len(counts) < len(places):
            return None
    return method, {
        area: {ward: counts[area] * n / parts.total() for ward, n in parts.items()}
        for area, parts in places.items()
    }


def _by_output_area(council: str) -> dict[str, dict[str, float]] | None:
    """Share the residents of each output area out over its postcodes, by LSOA and ward."""
    parts = _postcodes_by_output_area(council)
    if not parts:
        return None
    counts = residents_of({output_area for output_area, _lsoa, _ward in parts})
    totals: Counter[str] = Counter()
    for (output_area, _lsoa, _ward), n in parts.items():
        if output_area not in counts:
            return None
        totals[output_area] += n
    people: defaultdict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for (output_area, lsoa, ward), n in parts.items():
        people[lsoa][ward] += counts[output_area] * n / totals[output_area]
    return {lsoa: dict(wards) for lsoa, wards in people.items()}


def _postcodes_by_output_area(council: str) -> Counter[tuple[str, str, str]]:
    in_force = Ward.objects.in_force().filter(council_code=council).values("code")
    edition = newest_naming(in_force)
    if edition is None:
        return Counter()
    rows: Iterable[tuple[str, str, str]] = (
        edition.postcodes.filter(ended="", ward_code__in=in_force)
        .exclude(output_area="")
        .exclude(lsoa="")
        .values_list("output_area", "lsoa", "ward_code")
        .iterator()
    )
    return Counter(rows)
