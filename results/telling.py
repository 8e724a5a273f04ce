"""What people told about themselves, looked up from the person: for counts, never for a list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from panel import profiles
from panel.profiles import Variable
from panel.question_sets import sets_in_force

SETS = ("sex", "ethnicity", "disability")  # what panels and respondents are reported by
NOT_TOLD = ""


@dataclass(frozen=True)
class Told:
    """The variables that are asked now, and everybody's values under their keys."""

    variables: tuple[Variable, ...]
    by_key: Mapping[str, Mapping[str, str]]
    set_of: Mapping[str, str]  # the code of the set of questions, by variable

    def of(self, user_pk: int) -> dict[str, str]:
        """Return one person's value of each variable, or `NOT_TOLD`."""
        key = profiles.profile_key(user_pk)
        return {one.name: self.by_key[one.name].get(key, NOT_TOLD) for one in self.variables}


def read_told() -> Told:
    """Read all answers by which people are reported, in a few queries.

    A value of another nation's question set is none of ours: it counts as not told here.
    """
    by_set = _variables_by_set()
    variables = tuple(one for found in by_set.values() for one in found)
    by_key = {}
    for one in variables:
        ours = {code for code, _label in one.values}
        found = profiles.told(one.name)
        by_key[one.name] = {key: value for key, value in found.items() if value in ours}
    set_of = {one.name: code for code, found in by_set.items() for one in found}
    return Told(variables, by_key, set_of)


def told_variables() -> tuple[Variable, ...]:
    """Return sex, ethnic group and disability as the council's country asks for them today."""
    return tuple(one for found in _variables_by_set().values() for one in found)


def _variables_by_set() -> dict[str, list[Variable]]:
    in_force = {one.code: one for one in sets_in_force()}
    return {code: profiles.variables([in_force[code]]) for code in SETS if code in in_force}
