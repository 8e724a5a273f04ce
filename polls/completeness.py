"""What a question lacks of what its kind needs, or has that belongs to another kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from polls.choosing import PLACES
from polls.numbers import Numbers

LISTS = ("single", "multiple", "ranking")
GRIDS = ("matrix", "gap")
FIXED = ("standard", "feeling")  # their answers come with them
MOST_COLUMNS = 7  # the longest scale of agreement in use
MOST_ROWS = {"matrix": 12, "gap": 6}
OPTIONS_NEEDED = 2
MOST_IN_A_LINE = 200
ENDS = (("low_label", 0), ("middle_label", 5), ("high_label", 10))
LOOKED_AT = {
    "item": (
        "kind",
        "standard",
        "wording",
        "low_label",
        "middle_label",
        "high_label",
        "fewest",
        "most",
    )
    + (
        "lowest",
        "highest",
        "has_decimals",
        "unit",
        "unit_cy",
        "earliest",
        "latest",
        "is_background",
        "longest",
    ),
    "option": ("is_exclusive", "takes_words", "is_right"),
}

Fault = tuple[str, str]  # the field that it stands beside, and the sentence


def faults_of(
    item: Mapping[str, Any], options: Sequence[Mapping[str, Any]], rows: int = 0
) -> Iterator[Fault]:
    """Say what is wrong with one question as the editor's form holds it."""
    yield from faults_of_words(item)
    yield from faults_of_options(item["kind"], options)
    yield from faults_of_rows(item["kind"], options, rows)
    yield from faults_of_how_many(item, len(options))
    yield from faults_of_knowledge(item, options)
    yield from faults_of_numbers(item)
    yield from faults_of_dates(item)
    yield from faults_of_length(item)
    if item["kind"] in ("scale", "gap"):
        for name, end in ENDS:
            if not item.get(name):
                yield name, _("Say in words what %(number)d means.") % {"number": end}


def faults_of_words(item: Mapping[str, Any]) -> Iterator[Fault]:
    if item["kind"] == "standard":
        if not item["standard"]:
            yield "standard", _("Choose a standard question.")
        return
    if item["standard"]:
        yield "standard", _("Only a standard question has this. Empty it.")
    if not item["wording"]:
        yield "wording", _("Enter question")


def faults_of_options(kind: str, options: Sequence[Mapping[str, Any]]) -> Iterator[Fault]:
    if kind in (*LISTS, "matrix"):
        if len(options) < OPTIONS_NEEDED:
            yield "kind", _("Add at least two answers to choose from.")
    elif options and kind not in FIXED:
        yield (
            "kind",
            _("Only lists and grids have answers to choose from. Remove them, or choose a list."),
        )
    if kind != "multiple" and any(option["is_exclusive"] for option in options):
        yield "kind", _("An answer is “chosen alone” only where several may be chosen.")
    if sum(option["takes_words"] for option in options) > 1:
        yield "kind", _("Only one answer of a question can ask for own words.")
    if kind != "ranking":
        return
    if len(options) > len(PLACES):
        yield "kind", _("At most ten answers can be put in order.")
    if any(option["takes_words"] or option["is_right"] for option in options):
        yield "kind", _("Answers that are put in order ask for no own words, and none is right.")


def faults_of_rows(kind: str, options: Sequence[Mapping[str, Any]], rows: int) -> Iterator[Fault]:
    if kind not in GRIDS:
        if rows:
            yield "kind", _("Only grids have rows. Remove them, or choose a grid.")
        return
    if not rows:
        yield "kind", _("Add at least one row.")
    if rows > MOST_ROWS[kind]:
        yield "kind", _("At most %(n)d rows fit on a page.") % {"n": MOST_ROWS[kind]}
    if len(options) > MOST_COLUMNS:
        yield "kind", _("A grid has at most %(n)d answers.") % {"n": MOST_COLUMNS}
    if any(option["takes_words"] or option["is_right"] for option in options):
        yield "kind", _("The answers of a grid ask for no own words, and none is right.")


def faults_of_knowledge(
    item: Mapping[str, Any], options: Sequence[Mapping[str, Any]]
) -> Iterator[Fault]:
    """One answer may be right, where one is given; so may people be told apart by it alone."""
    right = sum(bool(option["is_right"]) for option in options)
    if item["kind"] == "single" and right > 1:
        yield "kind", _("Only one of the answers can be the right one.")
    if item["kind"] == "multiple" and right:
        yield "kind", _("Where several answers may be chosen, none is the right one.")
    if item["is_background"] and (item["kind"] != "single" or right):
        yield (
            "is_background",
            _("Only a list of one answer, none right, tells groups apart."),
        )


def faults_of_how_many(item: Mapping[str, Any], options: int) -> Iterator[Fault]:
    fewest, most = item["fewest"], item["most"]
    if item["kind"] not in ("multiple", "ranking"):
        for name in ("fewest", "most"):
            if item[name] is not None:
                yield (
                    name,
                    _("Only where several answers can be given is there a number of them."),
                )
        return
    for name, number in (("fewest", fewest), ("most", most)):
        if number is not None and number > options:
            yield name, _("There are only %(n)d answers to choose from.") % {"n": options}
    if fewest and most and fewest > most:
        yield "most", _("This is less than “at least”. Choose a larger number.")
    if item["kind"] == "ranking" and fewest and not most:
        yield "most", _("Say at most how many get a place. Without it, every answer does.")


def numbers_in(item: Mapping[str, Any]) -> Numbers:
    return Numbers(item["lowest"], item["highest"], item["has_decimals"], item["unit"])


def faults_of_numbers(item: Mapping[str, Any]) -> Iterator[Fault]:
    lowest, highest = item["lowest"], item["highest"]
    if item["kind"] != "number":
        for name in ("lowest", "highest", "unit", "unit_cy", "has_decimals"):
            if item[name] not in (None, "", False):
                yield name, _("Only a number that people type has this. Empty it.")
        return
    if item["unit_cy"] and not item["unit"]:
        yield "unit", _("Say the unit in English too.")
    for name in ("lowest", "highest"):
        if item[name] is not None and not item["has_decimals"] and item[name] % 1:
            yield name, _("Give a whole number, or allow decimals.")
    if lowest is not None and highest is not None and highest <= lowest:
        yield "highest", _("The highest number must be above the lowest.")


def faults_of_dates(item: Mapping[str, Any]) -> Iterator[Fault]:
    earliest, latest = item["earliest"], item["latest"]
    if item["kind"] != "date":
        for name in ("earliest", "latest"):
            if item[name] is not None:
                yield name, _("Only a date has this. Empty it.")
    elif earliest and latest and latest <= earliest:
        yield "latest", _("The latest date must be after the earliest.")


def faults_of_length(item: Mapping[str, Any]) -> Iterator[Fault]:
    longest = item["longest"]
    if longest is None:
        return
    if item["kind"] not in ("short", "text"):
        yield "longest", _("Only what people write has this. Empty it.")
    elif item["kind"] == "short" and longest > MOST_IN_A_LINE:
        yield (
            "longest",
            _("One line holds at most %(n)d characters. Choose “Their own words” for more.")
            % {"n": MOST_IN_A_LINE},
        )


# ---- what is stored already ----------------------------------------------------------------------


def missing_questions(items: Any) -> dict[str, str]:
    """Say of stored questions, by field, whether they may not be published as they stand."""
    items = list(items)
    if items and all(map(is_complete, items)):
        return {}
    return {"items": _("Complete the questions.")}


def is_complete(item: Any) -> bool:
    values = values_of(item, "item")
    options = [values_of(option, "option") for option in item.options.all()]
    rows = len(item.rows.all())
    return not any(faults_of(values, options, rows))


def values_of(row: Any, kind: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in LOOKED_AT[kind]}
