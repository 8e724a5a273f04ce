"""How many of those who were drawn and invited answered: by sample, age and ward, never by person.

Answers know the weight of the draw, not who gave them, so invited and answered are counted apart:
an answer that carries a weight is one of somebody who was drawn.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from analysis.disclosure import SUPPRESSED, publish_share, suppress_table
from analysis.rounding import round_half_away, round_to_base
from core.dates import day_in_london
from panel.models import Sample, SampleMember
from panel.models.people import months_after
from polls.models import Response, Wave
from polls.models.responses import FIRST_WAVES

Key = tuple[int, str]  # ward, age band
Share = float | str | None  # "c" is kept back; None where nobody was invited


@dataclass(frozen=True)
class WaveResponse:
    """One sample in one round: how many were invited, and which share answered."""

    key: str  # by which the page asks for it
    name: str
    drawn_on: dt.date
    invited: int
    share: Share
    by_age: Mapping[str, tuple[int | str, Share]]
    by_ward: Mapping[int, tuple[int | str, Share]]


@dataclass(frozen=True)
class ResponseRates:
    """Response over twelve months: of each sample, newest first, of all, and by age and ward."""

    waves: tuple[WaveResponse, ...]
    invited: int
    share: Share
    by_age: Mapping[str, tuple[int | str, Share]]  # invited, and the share that answered
    by_ward: Mapping[int, tuple[int | str, Share]]

    def wave_of(self, key: str) -> WaveResponse | None:
        """Return the sample and round that was asked for, if it is of these twelve months."""
        return next((wave for wave in self.waves if wave.key == key), None)


NOT_COUNTED = ResponseRates((), 0, None, {}, {})


def response_rates(
    *, upto: dt.date, threshold: int, now_in: Mapping[int, int] | None = None
) -> ResponseRates:
    """Count the samples of the twelve months up to a day that were sent, or answered already.

    `now_in` gives, for wards before a change of boundaries, the ward that is the same place since.
    """
    now_in = now_in or {}
    samples = list(
        Sample.objects.standing()
        .without_text()
        .filter(page__isnull=False, drawn_at__date__gt=months_after(upto, -12))
        .filter(drawn_at__date__lte=upto)
    )
    answered = _answered([sample.page_id for sample in samples], now_in)
    asked = [sample for sample in samples if sample.sent_at or sample.page_id in answered]
    invited = _invited([sample.pk for sample in asked], now_in)
    waves: list[WaveResponse] = []
    all_invited: Counter[Key] = Counter()
    all_answered: Counter[Key] = Counter()
    for sample in asked:
        of_page = answered.get(sample.page_id, {Wave.ONLY: Counter()})
        for wave, people in of_page.items():
            waves.append(_wave(sample, wave, invited[sample.pk], people, threshold))
            if wave in FIRST_WAVES:
                all_answered += people
        all_invited += invited[sample.pk]
    return ResponseRates(
        waves=tuple(waves),
        invited=all_invited.total(),
        share=_share(all_answered.total(), all_invited.total(), threshold),
        by_age=_by_part(all_invited, all_answered, 1, threshold),
        by_ward=_by_part(all_invited, all_answered, 0, threshold),
    )


def _invited(samples: list[int], now_in: Mapping[int, int]) -> dict[int, Counter[Key]]:
    """Count who was drawn, by sample, and by the ward and age band of then."""
    found: dict[int, Counter[Key]] = {pk: Counter() for pk in samples}
    rows = SampleMember.objects.filter(sample__in=samples, is_by_hand=False).order_by()
    for sample, ward, age, n in rows.values_list("sample", "ward", "age_band").annotate(
        n=Count("pk")
    ):
        found[sample][now_in.get(ward, ward or 0), age] += n
    return found


def _answered(
    pages: list[int | None], now_in: Mapping[int, int]
) -> dict[int | None, dict[str, Counter[Key]]]:
    """Count answers of who was drawn, by page and round, the first round first."""
    found: dict[int | None, dict[str, Counter[Key]]] = {}
    rows = Response.objects.counting().filter(page__in=pages, design_weight__gt=0)
    counted = rows.order_by().values_list("page", "wave", "ward", "age_band")
    in_order = {wave: place for place, wave in enumerate(Wave)}
    for page, wave, ward, age, n in sorted(
        counted.annotate(n=Count("pk")), key=lambda row: in_order[Wave(row[1])]
    ):
        place = now_in.get(ward, ward or 0)
        found.setdefault(page, {}).setdefault(wave, Counter())[place, age] += n
    return found


def _wave(
    sample: Sample, wave: str, invited: Counter[Key], people: Counter[Key], threshold: int
) -> WaveResponse:
    number = invited.total()
    by_age, by_ward = (
        {name: _about(*found) for name, found in _by_part(invited, people, part, threshold).items()}
        for part in (1, 0)
    )
    return WaveResponse(
        key=f"{sample.pk}-{wave}",
        name=name_of_round(str(sample), Wave(wave)),
        drawn_on=day_in_london(sample.drawn_at),
        invited=number,
        share=_share(people.total(), number, threshold),
        by_age=by_age,
        by_ward=by_ward,
    )


def name_of_round(sample: str, wave: Wave) -> str:
    """Name a sample, and its round where it has several."""
    return sample if wave == Wave.ONLY else f"{sample}, {str(wave.label).lower()}"


def _about(invited: int | str, share: Share) -> tuple[int | str, Share]:
    """Round a group of one sample: all samples less the others would say what is kept back."""
    return (
        invited if isinstance(invited, str) else round_to_base(invited),
        round_half_away(share, 2) if isinstance(share, float) else share,
    )


def _share(answered: int, invited: int, threshold: int) -> Share:
    """Give the share that answered, unless it says what few people did."""
    if not invited:
        return None
    return publish_share(min(answered, invited), invited, threshold=threshold)


def _by_part(
    invited: Counter[Key], answered: Counter[Key], part: int, threshold: int
) -> dict[Any, tuple[int | str, Share]]:
    """Give invited and share by age or by ward, so that no sum tells what few people did.

    Who moved, or grew older, between the draw and the answer counts in two groups; no group has
    more answers than invitations.
    """
    groups: dict[Any, list[int]] = {}
    for key, n in invited.items():
        groups.setdefault(key[part], [0, 0])[1] += n
    for key, n in answered.items():
        if key[part] in groups:
            groups[key[part]][0] += n
    if not groups:
        return {}
    counts = [(min(came, number), max(0, number - came)) for came, number in groups.values()]
    table = suppress_table(
        [str(name) for name in groups], ["answered", "not"], counts, threshold, by_ward=part == 0
    )
    return {
        name: (total, _shown(cells))
        for name, cells, total in zip(groups, table.cells, table.row_totals, strict=True)
    }


def _shown(cells: Sequence[int | str]) -> Share:
    """Give the share of a group that answered, if both its counts may be shown."""
    came, not_come = cells
    if isinstance(came, str) or isinstance(not_come, str):
        return SUPPRESSED
    return came / (came + not_come) if came + not_come else None
