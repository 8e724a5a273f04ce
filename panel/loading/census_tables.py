"""What the tables of the census call things, and what we call them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from panel.loading import UnknownLayout
from panel.population import AGE_BY_SEX, AGES, SEX

CENSUS = "Census 2021"
TITLES = re.compile(r"(TS|RM)\d{3}[A-Z]* - (?P<name>.+)")
NOBODY = "Does not apply"
TOTAL = re.compile(r"(total|all )", re.IGNORECASE)
# By our name of a variable: how tables begin theirs.
VARIABLES = {
    "usual_residents": r"residence type|(number of )?usual residents.*",
    "age_6": r"age",
    "ethnic_group_5": r"ethnic group",
    "disability": r"disability|long-term health problem or disability",
    "religion": r"religion",
    "household_tenure": r"household tenure|tenure.*",
    "sex": r"sex",
}
# Categories by the beginning of theirs; variables that are not here keep them as they are.
CATEGORIES = {
    "ethnic_group_5": {
        "Asian": "Asian, Asian British or Asian Welsh",
        "Black": "Black, Black British, Black Welsh, Caribbean or African",
        "Mixed": "Mixed or Multiple ethnic groups",
        "White": "White",
        "Other ethnic group": "Other ethnic group",
    },
    "disability": {
        "Disabled": "Disabled under the Equality Act",
        "Not disabled": "Not disabled under the Equality Act",
    },
    "sex": {"Female": "Female", "Male": "Male"},
}
SIX_AGES = (
    (0, 15, "Aged 15 years and under"),
    (16, 24, "Aged 16 to 24 years"),
    (25, 34, "Aged 25 to 34 years"),
    (35, 49, "Aged 35 to 49 years"),
    (50, 64, "Aged 50 to 64 years"),
    (65, 130, "Aged 65 years and over"),
)
AGES_BY_SEX = tuple(f"{sex}, {age}" for sex in CATEGORIES["sex"] for _low, _high, age in SIX_AGES)
ONE_AGE = re.compile(r"Aged (?P<under>under )?(?P<age>\d{1,3}) years?(?P<over> and over)?")


def variable_of(name: str) -> str:
    """Return our name of a variable, or "" for one that nothing uses."""
    plain = re.sub(r"\s*\(([a-z]|\d+ categories)\)", "", name.lower()).strip()
    plain = re.split(r"\s+-\s+|\s+by\s+", plain)[0]
    return next((ours for ours, theirs in VARIABLES.items() if re.fullmatch(theirs, plain)), "")


@dataclass(frozen=True)
class Labels:
    """How the categories of one variable are read."""

    variable: str

    def __call__(self, label: str, path: Path) -> tuple[str, str] | None:
        """Return our variable and category; None for a category that counts nobody."""
        if label.startswith(NOBODY):
            return None
        if self.variable == "usual_residents":
            return self.variable, "All"
        if self.variable == "age_6":
            return self.variable, six_ages(label, path)
        known = CATEGORIES.get(self.variable)
        if known is None:
            return self.variable, label
        found = next((ours for theirs, ours in known.items() if label.startswith(theirs)), "")
        if not found:
            raise UnknownLayout(unknown_category(path, label))
        return self.variable, found

    def leaves(self, labels: list[str], path: Path) -> list[str]:
        """Return the columns of a wide table that count everybody once: no sums of others."""
        if self.variable == "usual_residents":
            return [label for label in labels if TOTAL.match(label)][:1] or labels
        parts = [label for label in labels if not TOTAL.match(label)]
        if self.variable == "age_6":
            return single_ages(parts, path)
        return [
            label
            for label in parts
            if not any(other.startswith((f"{label}:", f"{label};")) for other in parts)
        ]


def labels_of(variable: str) -> Labels:
    return Labels(variable)


def crossed(found: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the variables and categories that a count is in, and age and sex taken together."""
    both = [f"{found[SEX]}, {found[AGES]}"] if {AGES, SEX} <= found.keys() else []
    return [*found.items(), *((AGE_BY_SEX, category) for category in both)]


def six_ages(label: str, path: Path) -> str:
    """Return the age group of a single year, or of a group that is one of ours."""
    if any(label == ours for _low, _high, ours in SIX_AGES):
        return label
    found = ONE_AGE.fullmatch(label)
    age = (0 if found["under"] else int(found["age"])) if found else -1
    group = next((ours for low, high, ours in SIX_AGES if low <= age <= high), "")
    if not group or (found and found["over"] and age < SIX_AGES[-1][0]):
        raise UnknownLayout(
            unknown_category(path, label)
            + " Ages are read by single year, or in the six groups of the ONS: bands of five years "
            "cannot be put together to 16 to 24."
        )
    return group


def single_ages(labels: list[str], path: Path) -> list[str]:
    """Return the columns of single years, or of the six groups; bands beside them are left out."""
    six = {ours for _low, _high, ours in SIX_AGES}
    if six <= set(labels):
        return [label for label in labels if label in six]
    years = {label: ONE_AGE.fullmatch(label) for label in labels}
    overs = {label: int(found["age"]) for label, found in years.items() if found and found["over"]}
    oldest = max(overs, key=lambda label: overs[label], default="")
    singles = [label for label, found in years.items() if found and not found["over"]]
    if not oldest or len(singles) != overs[oldest]:
        raise UnknownLayout(
            f"{path.name} has ages in other groups than ours. Load the table of single years "
            f"(TS007), or the ONS’s six groups: bands of five years cannot be put together to 16 "
            f"to 24. Its ages: {', '.join(labels[:6])} ..."
        )
    return [*singles, oldest]


def unknown_category(path: Path, label: str) -> str:
    return f"{path.name} has a category that we do not know: {label!r}."
