"""Who took part, who left and who did not come, by what members told about themselves.

Answers know a key and what people told another, so each member is turned into both; nobody is found
by what they said. Counts are to the nearest five and shares are of those, as everywhere where
members are counted so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from analysis.arms import Retention
from analysis.disclosure import SUPPRESSED, Sensitivity
from panel.messages.people import batches
from panel.models import User
from panel.profiles import Variable
from polls.models import Wave
from polls.models.assignment import CONTROL
from results.answers import Sheet
from results.protection import Groups, protected_groups
from results.report.study import Figures, Study, ends, plain
from results.reports import members_then
from results.telling import NOT_TOLD, read_told

# Those whose change the report is about, the comparison group, and who answered nothing.
TOOK, LEFT, OTHERS = "took_part", "first_only", "other_members"
CONTROL_TOOK, CONTROL_LEFT = "control_took_part", "control_first_only"
ANSWERED = (TOOK, LEFT, CONTROL_TOOK, CONTROL_LEFT)


@dataclass(frozen=True)
class ByTold:
    """One variable: how many of each group stand in each column, as it may be seen."""

    variable: Variable
    of_set: str  # the set of questions it belongs to
    columns: Mapping[str, Groups]

    @property
    def labels(self) -> dict[str, str]:
        return labels_of(self.variable)


def labels_of(variable: Variable) -> dict[str, str]:
    return {code: str(label) for code, label in variable.values if code != NOT_TOLD}


def by_told(study: Study) -> list[ByTold]:
    """Count everybody who was a member, by each variable that is asked now."""
    told = read_told()
    if not told.variables:
        return []
    columns = columns_of(study)
    there = set(members_then(study.poll).values_list("user_id", flat=True))
    counts: dict[str, dict[str, Counter[str]]] = {
        one.name: {
            column: Counter() for column in (*ANSWERED[: 4 if has_control(study) else 2], OTHERS)
        }
        for one in told.variables
    }
    for users in batches(User.objects.filter(**MEMBERS)):
        for user in users:
            column = columns.get(user.key_for(study.poll.subject))
            if column is None and user.pk in there:
                column = OTHERS
            if not column:
                continue
            values = told.of(user.pk)
            for one in told.variables:
                counts[one.name][column][values[one.name]] += 1
    return [
        ByTold(one, told.set_of[one.name], protect(labels_of(one), counts[one.name], study))
        for one in told.variables
    ]


MEMBERS = {"membership__restricted_at": None, "membership__isnull": False}


def has_control(study: Study) -> bool:
    return study.everybody.has_arms and len(study.everybody.in_arm(CONTROL).keys) > 0


def columns_of(study: Study) -> dict[str, str]:
    """Return where each key stands; "" for who answered and stands nowhere."""
    found = dict.fromkeys(study.everybody.keys, "")
    arms = [(study.sheet, TOOK, LEFT)]
    if has_control(study):
        arms.append((study.everybody.in_arm(CONTROL), CONTROL_TOOK, CONTROL_LEFT))
    for sheet, took, left in arms:
        for key, column in zip(sheet.keys, came_back(sheet, took, left), strict=True):
            found[key] = column
    return found


def came_back(sheet: Sheet, took: str, left: str) -> Iterable[str]:
    """Say of each row whether they answered both times, or gave first answers alone."""
    both, began = sheet.took_part().tolist(), sheet.answered[Wave.BEFORE].tolist()
    return (took if did else left if gave else "" for did, gave in zip(both, began, strict=True))


def protect(
    labels: Iterable[str],
    counts: Mapping[str, Mapping[str, int]],
    study: Study,
    sensitivity: Sensitivity = Sensitivity.SENSITIVE,
) -> dict[str, Groups]:
    """Publish all columns: what one of those who answered hides, the others hide as well.

    All who answered are counted on the page of respondents, so one hidden column would be the rest.
    """
    codes = [*labels]
    hidden: frozenset[str] = frozenset()
    found: dict[str, Groups] = {}
    for _again in range(2):
        found = {
            column: protected_groups(
                {code: people[code] for code in codes},
                study.threshold,
                sensitivity,
                hidden_elsewhere=hidden,
            )
            for column, people in counts.items()
        }
        hidden = frozenset(
            code
            for column, groups in found.items()
            if column in ANSWERED
            for code, n in groups.counts.items()
            if n == SUPPRESSED
        )
    return found


def retention(stayed: int | str, left: int | str) -> dict[str, Any]:
    """Give who came back of two counts, with Wilson's interval, where both may be seen."""
    if isinstance(stayed, str) or isinstance(left, str) or not stayed + left:
        return {"stayed": SUPPRESSED, "left": SUPPRESSED, "share": SUPPRESSED, "interval": None}
    kept = Retention(stayed + left, stayed)
    return {
        "stayed": stayed,
        "left": left,
        "share": plain(kept.share),
        "interval": ends(kept.interval),
    }


def _rest(counted: Groups, codes: Sequence[str], threshold: int) -> int | str:
    """Return how many are in some groups together, as the others leave them; "c" of few."""
    others = [n for code, n in counted.counts.items() if code not in codes]
    if isinstance(counted.base, str):
        return SUPPRESSED
    shown = [n for n in others if isinstance(n, int)]
    rest = counted.base - sum(shown)
    return rest if len(shown) == len(others) and rest >= threshold else SUPPRESSED


def _share(n: int | str, base: int | str) -> Any:
    if isinstance(n, str) or isinstance(base, str) or not base:
        return SUPPRESSED
    return plain(n / base)


def composed(one: ByTold, residents: Mapping[str, int], threshold: int) -> Figures:
    """Set those who took part beside those who left, the other members and residents of all ages.

    Without rows where nothing of those who took part may be seen. Groups that are kept back stand
    together in the last row, which the others' shares would tell anyway.
    """
    everybody = sum(residents.values())
    rows = []
    groups: dict[str, tuple[str, ...]] = {label: (code,) for code, label in one.labels.items()}
    hidden = tuple(code for code, n in one.columns[TOOK].counts.items() if n == SUPPRESSED)
    if hidden:
        groups[_("All marked c, together")] = hidden
    for label, codes in groups.items():
        row: Figures = {"group": label} | ({"is_rest": True} if codes == hidden else {})
        for column in (TOOK, LEFT, OTHERS):
            counted = one.columns[column]
            n = counted.counts[codes[0]] if len(codes) == 1 else _rest(counted, codes, threshold)
            row[column] = n
            row[f"{column}_share"] = _share(n, counted.base)
        here = sum(residents.get(code, 0) for code in codes)
        row["residents_share"] = plain(here / everybody) if everybody else None
        kept = retention(row[TOOK], row[LEFT])
        row["stayed_share"], row["stayed_interval"] = kept["share"], kept["interval"]
        rows.append(row)
    is_shown = any(n != SUPPRESSED for n in one.columns[TOOK].counts.values())
    return {
        "variable": one.variable.name,
        "label": str(one.variable.title),
        "residents": "all",
        "rows": rows if is_shown else [],
        "test": None,
    }
