"""Who answers when invited, by what members told about themselves: of twelve months, and by round.

Answers know the weight of a draw and no person, so members are turned into their keys, as for
reminders, and only figures that may be seen are returned. They are of members who are still there.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from analysis.disclosure import SUPPRESSED, Sensitivity, suppress_table
from analysis.published import Figure
from analysis.rounding import round_half_away, round_to_base
from core.dates import day_in_london
from panel.messages.people import batches
from panel.models import Membership, Sample, SampleMember, User
from panel.models.people import months_after
from polls.models import QuestionnairePage, Wave
from polls.models.responses import FIRST_WAVES
from results.protection import Hidden
from results.telling import NOT_TOLD, Told

WAYS = "*ways"  # stands among the variables for how people came to the panel


@dataclass
class Tally:
    """How many were invited, and of those how many answered, by variable and value."""

    invited: Counter[tuple[str, str]] = field(default_factory=Counter)
    answered: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, groups: Iterable[tuple[str, str]], answered: bool) -> None:
        for group in groups:
            self.invited[group] += 1
            self.answered[group] += answered


@dataclass(frozen=True)
class Rates:
    """What may be seen: by variable and value, of twelve months, and of each sample and round."""

    by_group: Mapping[str, Mapping[str, dict[str, Any]]]
    by_round: Mapping[str, dict[str, Any]]  # under the keys of `results.response`


def count_answers(told: Told, on: dt.date, threshold: int) -> Rates:
    """Count the samples of the twelve months up to a day: who answered, of those still there.

    Of all samples together the first round counts, where there are two.
    """
    values = {one.name: (*dict(one.values), NOT_TOLD) for one in told.variables}
    values[WAYS] = tuple(str(source) for source in Membership.Source)
    whole = Tally()
    rounds: dict[str, dict[str, Any]] = {}
    samples = (
        Sample.objects.standing()
        .without_text()
        .filter(page__isnull=False, sent_at__isnull=False)
        .filter(drawn_at__date__gt=months_after(on, -12), drawn_at__date__lte=on)
    )
    for sample in samples.select_related("page"):
        page = sample.page.specific
        if getattr(page, "is_anonymised", False):
            continue  # who answered cannot be told from who did not
        by_round = _count_sample(sample, page, told, whole)
        shown = _hidden_alike([published(one, values, threshold) for one in by_round.values()])
        for wave, rates in zip(by_round, shown, strict=True):
            rounds[f"{sample.pk}-{wave}"] = {
                "drawn_on": day_in_london(sample.drawn_at).isoformat(),
                "by": rates,
            }
    return Rates(published(whole, values, threshold), rounds)


def _count_sample(sample: Sample, page, told: Told, whole: Tally) -> dict[str, Tally]:
    """Count one sample by round, and its first round among all samples."""
    drawn = SampleMember.objects.filter(sample=sample, is_by_hand=False)
    people = User.objects.filter(
        membership__in=drawn.values("membership"), membership__restricted_at=None
    )
    waves = page.waves if isinstance(page, QuestionnairePage) else (Wave.ONLY,)
    by_round = {str(wave): Tally() for wave in waves}
    for users in batches(people):
        answered = _answered(page, users)
        for user in users:
            groups = [*told.of(user.pk).items(), (WAYS, user.membership.source)]
            for wave, tally in by_round.items():
                tally.add(groups, user.pk in answered.get(wave, ()))
            first = {pk for wave in FIRST_WAVES for pk in answered.get(wave, ())}
            whole.add(groups, user.pk in first)
    had_answers = {wave: tally for wave, tally in by_round.items() if tally.answered.total()}
    return had_answers or {str(Wave.ONLY): next(iter(by_round.values()))}


def _answered(page, users) -> dict[str, set[int]]:
    """Return the pks of those users who answered, by round."""
    if not isinstance(page, QuestionnairePage):
        return {Wave.ONLY: page.participants(users)}
    keys = {user.key_for(page.subject): user.pk for user in users}
    found: dict[str, set[int]] = {}
    given = page.responses.counting().filter(key__in=keys)
    for wave, key in given.values_list("wave", "key"):
        found.setdefault(wave, set()).add(keys[key])
    return found


# ---- what may be seen ----------------------------------------------------------------------------


def published(
    tally: Tally, values: Mapping[str, tuple[str, ...]], threshold: int
) -> dict[str, dict[str, dict[str, Any]]]:
    """Give invited and the share that answered by value, so that no sum tells what few did.

    To the nearest 5 and a whole per cent, for other samples and other months are counted too.
    """
    return {name: _of_variable(tally, name, of, threshold) for name, of in values.items()}


def _of_variable(
    tally: Tally, name: str, values: tuple[str, ...], threshold: int
) -> dict[str, dict[str, Any]]:
    counts = [
        (came := tally.answered[name, value], tally.invited[name, value] - came) for value in values
    ]
    if not sum(map(sum, counts)):
        return {value: {"invited": None, "answered": None} for value in values}
    sensitivity = Sensitivity.STANDARD if name == WAYS else Sensitivity.SENSITIVE
    table = suppress_table(
        values, ["answered", "not"], counts, threshold, sensitivity, by_ward=False
    )
    return {
        value: {
            "invited": _nearest_5(table.row_total(value)),
            "answered": _whole_per_cent(table.share(value, "answered")),
        }
        for value in values
    }


def _hidden_alike(rounds: list[dict[str, dict[str, dict[str, Any]]]]) -> list[dict]:
    """Hide in all rounds of one sample who is hidden in one: those invited are the same people."""
    hidden = {
        (name, value)
        for rates in rounds
        for name, rows in rates.items()
        for value, row in rows.items()
        if row["invited"] == SUPPRESSED
    }
    return [
        {
            name: {
                value: {"invited": SUPPRESSED, "answered": SUPPRESSED}
                if (name, value) in hidden
                else row
                for value, row in rows.items()
            }
            for name, rows in rates.items()
        }
        for rates in rounds
    ]


def _nearest_5(n: Figure) -> Figure:
    return n if isinstance(n, str) else round_to_base(n)


def _whole_per_cent(share: float | Hidden | None) -> float | Hidden | None:
    return round_half_away(share, 2) if isinstance(share, float) else share
