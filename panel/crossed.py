"""Age and sex taken together, for draws that have quotas over both at once.

Nothing more is asked, lent or kept for it: the sex is what a volunteer lent, the age band what a
draw goes by anyway. Where the sex is deleted, nobody knows the two together either.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from analysis.sortition.quotas import Quota
from panel.population import AGE_BY_SEX, BAND_OF, LABELS, SEX
from panel.profiles import variables
from panel.told_in_draws import NOT_SAID, TAKEN_BACK


def is_crossed(quotas: Iterable[Quota]) -> bool:
    """Say whether some quota is over age and sex together."""
    return any(quota.feature == AGE_BY_SEX for quota in quotas)


def value_of(age_band: str, sex: str) -> str:
    """Return the value of two, such as "female 16-24"; who did not tell one told not both."""
    if TAKEN_BACK in (age_band, sex):
        return TAKEN_BACK
    if not age_band or NOT_SAID in (age_band, sex):
        return NOT_SAID
    return f"{sex} {BAND_OF.get(age_band, age_band)}"


def with_both(values: Mapping[str, str], *, age: str) -> dict[str, str]:
    """Add the value of both to one person's; nothing where the sex is deleted since."""
    both = {AGE_BY_SEX: value_of(values[age], values[SEX])} if SEX in values else {}
    return {**values, **both}


def words_of_both(sexes: Iterable[tuple[str, str]] | None = None) -> dict[str, str]:
    """Return the codes of age by sex with their words; `sexes` are codes and words as asked now."""
    if sexes is None:
        sexes = [pair for one in variables() if one.name == SEX for pair in one.values]
    return {
        f"{sex} {band}": f"{word}, {label}"
        for sex, word in sexes
        if sex
        for band, label in LABELS.items()
    }
