"""How many seats of a panel go to which group of people: from a file, or as people live here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from math import ceil, floor

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from analysis.apportionment import apportion
from analysis.sortition.interchange import BadFile, read_quotas
from analysis.sortition.quotas import Quota
from core.refusals import Refused
from panel.crossed import words_of_both
from panel.models import AgeBand, CouncilSettings, Ward
from panel.population import AGE_BY_SEX, BAND_OF, SEX, population_of
from panel.profiles import variables
from panel.residents import residents_by_told
from panel.told_in_draws import NOT_SAID

WARD, AGE = "ward", "age_band"
ALWAYS_KNOWN = (WARD, AGE)
Rules = list[list[str | int]]


def wards_to_draw_from() -> list[Ward]:
    """Return the council's wards in force, by name."""
    code = CouncilSettings.load().council_code
    return list(Ward.objects.in_force().without_boundaries().filter(council_code=code))


def proportional_quotas(size: int, told: Collection[str] = ()) -> tuple[Quota, ...]:
    """Give each ward, age band and told group its share of residents: no seat below, none above.

    Of an answer about oneself that the census does not count in these groups there is no quota.
    """
    wards = wards_to_draw_from()
    counts = _by_ward_and_age(wards)
    told_by = residents_by_told(sorted(told), wards) if told else {}
    return _in_proportion(size, counts | {name: told_by[name].people for name in told})


def quotas_of_both(size: int, told: Collection[str]) -> tuple[Quota, ...]:
    """Give each age of each sex its share of residents, and each ward and told group as well.

    Age and sex alone get what their cells add up to: the census's own tables of each count children
    among women and men, or differ by rounding, and then no panel could keep to all three.
    """
    if SEX not in told:
        raise Refused(
            _("Targets for age by sex need a pool of volunteers who were asked to lend their sex.")
        )
    wards = wards_to_draw_from()
    told_by = residents_by_told([*sorted(told), AGE_BY_SEX], wards)
    both = told_by[AGE_BY_SEX]
    if both.why_not:
        raise Refused(
            _(
                "No census counts of age by sex are on file for the wards in force. An "
                "administrator loads them with “manage.py load_census”: such as TS009 of Nomis, or "
                "a custom dataset of the ONS by sex and age."
            )
        )
    by_sex: defaultdict[str, int] = defaultdict(int)
    by_age: defaultdict[str, int] = defaultdict(int)
    for code, people in both.people.items():
        sex, band = code.split(" ")
        by_sex[sex] += people
        by_age[band] += people
    counts = _by_ward_and_age(wards) | {name: told_by[name].people for name in told}
    return _in_proportion(size, counts | {AGE: by_age, SEX: by_sex, AGE_BY_SEX: both.people})


def _by_ward_and_age(wards: list[Ward]) -> dict[str, Mapping[str, int]]:
    names = {ward.code: ward.name for ward in wards}
    by_ward: defaultdict[str, int] = defaultdict(int)
    by_age: defaultdict[str, int] = defaultdict(int)
    for (code, band), people in population_of(wards).people.items():
        by_ward[names[code]] += people
        by_age[band] += people
    return {WARD: by_ward, AGE: by_age}


def _in_proportion(size: int, counts: Mapping[str, Mapping[str, int]]) -> tuple[Quota, ...]:
    return tuple(
        Quota(feature, value, floor(share), ceil(share))
        for feature, people in counts.items()
        if people
        for value, share in apportion(size, people).quotas.items()
    )


def quotas_of_file(text: str, told: Collection[str] = ()) -> tuple[Quota, ...]:
    """Read a file of quotas; refused with every fault by its line."""
    try:
        quotas = read_quotas(text)
    except BadFile as faults:
        raise Refused(str(faults)) from faults
    return checked_quotas(quotas, told)


def checked_quotas(quotas: Iterable[Quota], told: Collection[str] = ()) -> tuple[Quota, ...]:
    """Return quotas over wards by name, age bands and told values by code.

    `told` names the answers about oneself that the pool lends. What the panel does not know is
    refused.
    """
    quotas = tuple(quotas)
    wards = wards_to_draw_from() if any(quota.feature == WARD for quota in quotas) else []
    names = {ward.code: ward.name for ward in wards} | {ward.name: ward.name for ward in wards}
    known = {WARD: names, AGE: {band: band for band in bands_of(quotas)}} | values_told(told)
    found = []
    for quota in quotas:
        if quota.feature not in known:
            raise Refused(
                _("Quotas are over %(known)s. “%(name)s” is not known of members.")
                % {"known": get_text_list(list(known), _("and")), "name": quota.feature}
            )
        if quota.value not in known[quota.feature]:
            raise Refused(
                _("There is no %(feature)s “%(value)s”. There are: %(known)s.")
                % {
                    "feature": quota.feature,
                    "value": quota.value,
                    "known": ", ".join(dict.fromkeys(known[quota.feature].values())),
                }
            )
        value = known[quota.feature][quota.value]
        found.append(Quota(quota.feature, value, quota.minimum, quota.maximum, quota.flex))
    return tuple(found)


def values_told(told: Collection[str]) -> dict[str, dict[str, str]]:
    """Return, by feature, the codes of its values under codes and words; of sex, by age too."""
    both = words_of_both() if SEX in told else {}
    crossed = {code: code for code in both} | {words: code for code, words in both.items()}
    return ({AGE_BY_SEX: crossed | {NOT_SAID: NOT_SAID}} if both else {}) | {
        variable.name: {code: code for code, _words in variable.values}
        | {words: code for code, words in variable.values}
        | {NOT_SAID: NOT_SAID}
        for variable in (variables() if told else ())
        if variable.name in told
    }


def with_not_said(quotas: Iterable[Quota], told: Collection[str], size: int) -> tuple[Quota, ...]:
    """Let who did not tell have any number of seats, where no quota says how many."""
    quotas = tuple(quotas)
    asked = dict.fromkeys(quota.feature for quota in quotas)
    limited = {quota.feature for quota in quotas if quota.value == NOT_SAID}
    missing = [name for name in asked if name in {*told, AGE_BY_SEX} and name not in limited]
    return (*quotas, *(Quota(name, NOT_SAID, 0, size) for name in missing))


def bands_of(quotas: Iterable[Quota]) -> tuple[str, ...]:
    """Return the age bands to draw by.

    Those of the census, with one for 65 and over, unless a quota is for one of the two that
    members are asked for.
    """
    named = {quota.value for quota in quotas if quota.feature == AGE}
    ours = tuple(str(band) for band in AgeBand.values)
    of_census = tuple(dict.fromkeys(BAND_OF.values()))
    return ours if named & (set(ours) - set(of_census)) else of_census


def band_in(bands: tuple[str, ...], age_band: str) -> str:
    """Return the band to draw by that a member's own lies in, or "" of one that is not known."""
    return age_band if age_band in bands else BAND_OF.get(age_band, "")


def rules_of(quotas: Iterable[Quota]) -> Rules:
    """Write quotas as rows that JSON can hold."""
    return [[q.feature, q.value, q.minimum, q.maximum, *(q.flex or ())] for q in quotas]


def quotas_of(rules: Rules) -> tuple[Quota, ...]:
    """Read rows as they were written."""
    found = []
    for feature, value, *limits in rules:
        minimum, maximum, *flex = (int(limit) for limit in limits)
        found.append(
            Quota(str(feature), str(value), minimum, maximum, (flex[0], flex[1]) if flex else None)
        )
    return tuple(found)
