"""Who is disabled: never asked, it follows from two answers by the table of their source."""

from __future__ import annotations

from collections import Counter
from typing import cast

from analysis.disclosure import Figure, Sensitivity, suppress_list
from panel.models import QuestionSet
from panel.models.profile import in_our_language
from polls.models import Item
from polls.models.responses import Missing
from polls.standards import DISABILITY, disability
from results.answers import SKIPPED, Sheet
from results.counts import Counts
from results.exports.tables import Cell, Column

PREFER_NOT = int(Missing.PREFER_NOT)


def holds_disability(items: tuple[Item, ...]) -> bool:
    """Say whether both questions are among these, from which it follows who is disabled."""
    return set(DISABILITY) <= {item.standard for item in items if item.has_prefer_not}


def disabled_counted(counts: Counts, threshold: int) -> tuple[str, Figure, dict[str, Figure]]:
    """Count who is disabled of those of whom it is known: title, base and counts by label.

    The two answers themselves are not counted in public: beside this they would give away more.
    """
    table = disability()
    derived = table.derived or {}
    asked = [item for item in counts.items if item.has_prefer_not]
    known: Counter[str] = Counter()
    for chosen, people in counts.together.items():
        given = {
            item.standard: code_of(item, option) for item, option in zip(asked, chosen, strict=True)
        }
        known[table.derive(given)] += people
    published = suppress_list(
        {in_our_language(label): known[value] for value, label in derived["values"].items()},
        threshold,
        sensitivity=Sensitivity.SENSITIVE,
        are_answers=True,
    )
    return in_our_language(derived["title"]), cast(Figure, published.total), published.counts


def derive(sheet: Sheet, table: QuestionSet, wave: str, at: int) -> str:
    """Return "yes", "no", or "" where it does not follow."""
    return table.derive(given_by(sheet, wave, at))


def given_by(sheet: Sheet, wave: str, at: int) -> dict[str, str]:
    """Return the codes that one person chose, by question."""
    given = {}
    for item in sheet.items:
        if item.has_prefer_not:
            chosen = sheet.choices.get((item.pk, wave, at), frozenset())
            given[item.standard] = code_of(item, next(iter(chosen), None))
    return given


def code_of(item: Item, option: int | None) -> str:
    return next((one.code for one in item.options.all() if one.pk == option), "")


def disabled_column(sheet: Sheet, wave: str, ending: str):
    """Give 1 or 0, or why it does not follow."""
    table = disability()
    asked = {item.standard: item for item in sheet.items if item.has_prefer_not}

    def read(at: int) -> Cell:
        value = derive(sheet, table, wave, at)
        if value:
            return int(value == "yes")
        codes = {int(sheet.numbers[item.pk, wave][at]) for item in asked.values()}
        return PREFER_NOT if PREFER_NOT in codes else max(codes & {SKIPPED, -1}, default=SKIPPED)

    yield (
        Column(
            f"disabled{ending}",
            "Disabled, by the harmonised definition",
            "number",
            measure="nominal",
            codes=(("0", "no"), ("1", "yes")),
            missing=(PREFER_NOT, SKIPPED, -1),
            derived=f"from condition and effect, by the table of {table.source}",
            sensitivity="sensitive",
        ),
        read,
    )
