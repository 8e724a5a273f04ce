"""What a draw's page in the CMS shows: chances as bars, and seats beside pool and residents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analysis.sortition.quotas import Person, count_values
from core.refusals import Refused
from panel.crossed import is_crossed, words_of_both
from panel.models import Draw
from panel.pool import REASONS, people_of
from panel.population import AGE_BY_SEX, population_of
from panel.profiles import variables
from panel.proof import drawn_of, features_of, with_gaps_named
from panel.quotas import AGE, ALWAYS_KNOWN, WARD, quotas_of, wards_to_draw_from
from panel.residents import residents_by_told
from panel.told_in_draws import NOT_SAID, NOTHING_TOLD, TAKEN_BACK, told_in

BARS = 10
NAMES = {
    WARD: gettext_lazy("Ward"),
    AGE: gettext_lazy("Age band"),
    AGE_BY_SEX: gettext_lazy("Age by sex"),
}


@dataclass(frozen=True)
class Bar:
    """How many members of the pool had a chance in one range; `width` is of 100."""

    label: str
    members: int
    width: float


@dataclass(frozen=True)
class Category:
    """Seats of one group, such as an age band, beside its share of the pool and of residents."""

    feature: str
    value: str
    limits: str
    seats: int
    pool: int
    seats_percent: str
    pool_percent: str
    residents_percent: str  # empty where the census has no such group


def chances_in_bars(chances: Iterable[float]) -> list[Bar]:
    """Count chances in ten ranges of equal width, from nought to the highest."""
    chances = list(chances)
    highest = max(chances, default=0) or 1
    # A chance of 0.3 that came out as 0.2999999 is not of the range below.
    places = Counter(min(int(chance / highest * BARS + 1e-6), BARS - 1) for chance in chances)
    most = max(places.values(), default=1)
    digits = 1 if highest >= 0.02 else 2  # so that no range is of 0.3% to 0.3%
    return [
        Bar(
            _("%(low)s to %(high)s")
            % {
                "low": f"{highest * place / BARS:.{digits}%}",
                "high": f"{highest * (place + 1) / BARS:.{digits}%}",
            },
            places[place],
            round(100 * places[place] / most, 1),
        )
        for place in range(BARS)
    ]


def categories_of(draw: Draw, *, shows_told: bool) -> list[Category]:
    """Set seats beside the pool and the residents, group by group.

    Answers about oneself are counted for those alone who may count members by them.
    """
    features = features_of(draw) if shows_told else ALWAYS_KNOWN
    names, words = names_and_words(draw)
    told = told_in(draw)
    pool, seated = (
        with_gaps_named(draw, people_of(draw, part, told)) for part in ("pool", "seated")
    )
    drawn = set(drawn_of(draw))
    panel = [*seated, *(person for person in pool if person.id in drawn)]
    everybody = [*seated, *pool]
    in_pool, on_panel = (count_values(people, features) for people in (everybody, panel))
    limits = {
        quota.key: f"{quota.minimum}–{quota.maximum}"
        for quota in quotas_of(draw.rules)
        if quota.feature in features
    }
    residents = residents_by_value([name for name in features if name not in ALWAYS_KNOWN])
    total: Counter[str] = Counter()
    for (feature, _value), n in residents.items():
        total[feature] += n
    rows = sorted(limits.keys() | in_pool.keys(), key=lambda key: (features.index(key[0]), key[1]))
    return [
        Category(
            feature=names[feature],
            value=words.get((feature, value), value),
            limits=limits.get((feature, value), ""),
            seats=on_panel[feature, value],
            pool=in_pool[feature, value],
            seats_percent=f"{on_panel[feature, value] / len(panel):.1%}",
            pool_percent=f"{in_pool[feature, value] / len(everybody):.1%}",
            residents_percent=f"{residents[feature, value] / total[feature]:.1%}"
            if (feature, value) in residents
            else "",
        )
        for feature, value in rows
    ]


def names_and_words(draw: Draw) -> tuple[dict[str, str], dict[tuple[str, str], str]]:
    """Name the features of a draw, and the values of what was told, as they are asked now."""
    names = {feature: str(name) for feature, name in NAMES.items()}
    names |= dict(zip(draw.told, draw.told, strict=True))
    words: dict[tuple[str, str], str] = {}
    for variable in variables() if draw.told else ():
        if variable.name in draw.told:
            names[variable.name] = variable.title
            words |= {(variable.name, code): label for code, label in variable.values}
    if is_crossed(quotas_of(draw.rules)):
        words |= {(AGE_BY_SEX, code): label for code, label in words_of_both().items()}
    for name in (AGE, AGE_BY_SEX, *draw.told):
        words[name, NOT_SAID] = _("Did not tell")
        words[name, TAKEN_BACK] = _("Deleted since")
    return names, words


def residents_by_value(told: Collection[str] = ()) -> Counter[tuple[str, str]]:
    """Count residents of 16 and over by ward and by age band; none where no census is on file.

    By what members tell they are residents of all ages, but for age by sex.
    """
    wards = wards_to_draw_from()
    found: Counter[tuple[str, str]] = Counter()
    for name, residents in (residents_by_told(sorted(told), wards) if told else {}).items():
        found.update({(name, value): n for value, n in residents.people.items()})
    try:
        population = population_of(wards)
    except Refused:
        return found
    names = {ward.code: ward.name for ward in wards}
    for (code, band), people in population.people.items():
        found[WARD, names[code]] += people
        found[AGE, band] += people
    return found


def left_out(draw: Draw) -> list[tuple[str, int]]:
    """Say in words who was left out of the pool, and how many."""
    return [(str(REASONS.get(reason, reason)), n) for reason, n in draw.excluded.items()]


def values_by_code(draw: Draw) -> dict[str, Person]:
    """Return the people of a stored draw by their codes, with their ward and age alone."""
    return {p.id: p for part in ("pool", "seated") for p in people_of(draw, part, NOTHING_TOLD)}
