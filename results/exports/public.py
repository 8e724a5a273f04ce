"""The table that anybody may have: figures by ward and item, small ones already kept back."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.disclosure import SUPPRESSED
from analysis.rounding import round_half_away
from analysis.significance import format_p, stars
from results.exports.tables import Cell, Column, Table, within_boundaries
from results.poll_report import ItemResult, PollReport

PLACES = 6

_NUMBERS = (
    ("people", "People who gave a number both before and after"),
    ("before_mean", "Average answer before, of these people"),
    ("after_mean", "Average answer after, of these people"),
    ("change", "Average change: after minus before"),
    ("change_low", "Change: lower end of the 95% interval"),
    ("change_high", "Change: upper end of the 95% interval"),
    ("before_against", "People against before (0 to 4)"),
    ("before_middle", "People in the middle before (5)"),
    ("before_for", "People in favour before (6 to 10)"),
    ("after_against", "People against after (0 to 4)"),
    ("after_middle", "People in the middle after (5)"),
    ("after_for", "People in favour after (6 to 10)"),
    ("before_for_percent", "Per cent in favour before"),
    ("after_for_percent", "Per cent in favour after"),
    ("after_for_low", "Per cent in favour after: lower end of the 95% interval"),
    ("after_for_high", "Per cent in favour after: upper end of the 95% interval"),
    ("rest_for_percent", "Per cent in favour after in all other wards together"),
    ("before_unsure_percent", "Per cent who answered “I do not know” before"),
    ("after_unsure_percent", "Per cent who answered “I do not know” after"),
    ("before_all_people", "People who gave a number before, whether they came back or not"),
    ("before_all_mean", "Average answer before, of all of them"),
    ("after_all_people", "People who gave a number after, whether they had before or not"),
    ("after_all_mean", "Average answer after, of all of them"),
)
_HOW = {
    "change": "paired: the same people at both times",
    "change_low": "Student's t on the differences",
    "change_high": "Student's t on the differences",
    "after_for_low": "Wilson, as if these members had been picked at random",
    "after_for_high": "Wilson, as if these members had been picked at random",
}


def public_table(report: PollReport) -> Table:
    """Lay out one row for the whole area and each ward, for each item."""
    text = [
        Column(
            "area_code",
            "GSS code of the ward, or “all”",
            "text",
            measure="nominal",
            derived=within_boundaries(report.boundaries_of),
        ),
        Column("area_name", "Name of the ward, or “Whole area”", "text", measure="nominal"),
        Column("item", "Code of the question", "text", measure="nominal"),
        Column("wording", "The question as it was asked", "text", measure="nominal"),
    ]
    numbers = [
        Column(name, label, "number", measure="scale", derived=_HOW.get(name, ""), keeps_back=True)
        for name, label in _NUMBERS
    ]
    tests = [
        Column("p", "Two-sided p of the paired t-test", "text", derived="three decimals"),
        Column(
            "p_exact",
            "The same, six decimals; 0 stands for less than 0.0000005",
            "number",
            measure="scale",
            keeps_back=True,
        ),
        Column("p_holm", "p after allowing for all items tested (Holm)", "text"),
        Column("stars", "* p below 0.05, ** 0.01, *** 0.001", "text"),
        Column("finding", "Clear rise, clear fall or no clear change", "text"),
        Column(
            "compared",
            "Ward higher or lower than the rest, after",
            "text",
            derived="only when the 95% interval of the difference (Newcombe) leaves out zero",
        ),
        Column(
            "base", f"Mark of a small base: “small” under {report.rules.unmarked} people", "text"
        ),
    ]
    rows: list[tuple[Cell, ...]] = []
    for item in report.items:
        rows.append(_whole_area(item))
        rows += [_ward(report, item, at) for at in range(len(report.wards))]
    return Table(
        columns=(*text, *numbers, *tests),
        rows=tuple(rows),
        notes=(
            "c: kept back to protect people, because few answered or because it could be worked "
            "out from the rest.",
            f"Nothing is shown of groups under {report.threshold} people, and no percentage or "
            f"average of a ward with fewer than {report.rules.percentage_public}.",
            *ways_in_words(report),
        ),
    )


def ways_in_words(report: PollReport) -> Iterator[str]:
    """Say how the answers of each round came and in which version, where that was not one alone."""
    for words, ways in (
        ("How answers came", report.ways),
        ("In which version people read the questions", report.formats),
    ):
        for wave, counts in ways:
            said = ", ".join(f"{way} {count}" for way, count in counts.items())
            yield f"{words}, round {wave}: {said}."


def _row(area: tuple[str, str], item: ItemResult, figures: dict, words: dict) -> tuple[Cell, ...]:
    return (
        *area,
        item.code,
        item.wording,
        *(figures.get(name, SUPPRESSED) for name, _label in _NUMBERS),
        words.get("p", ""),
        figures.get("p_exact", None if "p" in words else SUPPRESSED),
        *(words.get(name, "") for name in ("p_holm", "stars", "finding", "compared", "base")),
    )


def _whole_area(item: ItemResult) -> tuple[Cell, ...]:
    area = ("all", "Whole area")
    if not item.is_shown:
        return _row(area, item, {}, {"base": SUPPRESSED})
    figures: dict[str, Cell] = {
        "people": item.n_pairs,
        "before_mean": _number(item.before.value),
        "after_mean": _number(item.after.value),
        "change": _number(item.change),
        "change_low": _number(item.interval.low) if item.interval else None,
        "change_high": _number(item.interval.high) if item.interval else None,
        "before_unsure_percent": _percent(item.unsure_before),
        "after_unsure_percent": _percent(item.unsure_after),
        "before_all_people": item.alone_before.n,
        "before_all_mean": _number(item.alone_before.mean),
        "after_all_people": item.alone_after.n,
        "after_all_mean": _number(item.alone_after.mean),
        "p_exact": _number(item.p),
        # There is nothing beside the whole area, and a share of its own members needs no interval.
        "rest_for_percent": None,
        "after_for_low": None,
        "after_for_high": None,
    }
    for wave, shares in (("before", item.shares_before), ("after", item.shares_after)):
        figures[f"{wave}_against"] = shares.against
        figures[f"{wave}_middle"] = shares.middle
        figures[f"{wave}_for"] = shares.in_favour
        figures[f"{wave}_for_percent"] = _percent(shares.share("in_favour"))
    words = {
        "p": format_p(item.p),
        "p_holm": format_p(item.p_adjusted),
        "stars": stars(item.p),
        "finding": {"rise": "clear rise", "fall": "clear fall", "unclear": "no clear change"}.get(
            item.verdict, "not testable"
        ),
        "base": "small" if item.is_small else "",
    }
    return _row(area, item, figures, words)


def _ward(report: PollReport, item: ItemResult, at: int) -> tuple[Cell, ...]:
    _pk, code, name = report.wards[at]
    if not item.is_shown:
        return _row((code, name), item, {}, {})
    before, after, moved = item.wards_before[at], item.wards_after[at], item.ward_changes[at]
    figures: dict[str, Cell] = {
        "people": moved.n,
        "before_mean": _number(moved.before),
        "after_mean": _number(moved.after),
        "change": _number(moved.change),
        "before_for": before.count,
        "after_for": after.count,
        "before_for_percent": _percent(before.share),
        "after_for_percent": _percent(after.share),
        "rest_for_percent": _percent(after.rest_share),
        # Not worked out by ward at all: too few people for three answers, or for those who left.
        **dict.fromkeys(
            (
                "before_against",
                "before_middle",
                "after_against",
                "after_middle",
                "before_unsure_percent",
                "after_unsure_percent",
                "before_all_people",
                "before_all_mean",
                "after_all_people",
                "after_all_mean",
                "p_exact",
            )
        ),
    }
    if moved.interval:
        figures["change_low"] = _number(moved.interval.low)
        figures["change_high"] = _number(moved.interval.high)
    if after.interval:
        figures["after_for_low"] = _percent(after.interval.low)
        figures["after_for_high"] = _percent(after.interval.high)
    is_small = after.is_shown and after.is_small
    return _row(
        (code, name),
        item,
        figures,
        {"compared": after.verdict, "base": "small" if is_small else ""},
    )


def _number(value: float | str | None) -> Cell:
    """Keep six decimals: enough to agree with any published table, no binary noise."""
    if value is None or isinstance(value, str):
        return value
    return round_half_away(value, PLACES)


def _percent(share: float | str) -> Cell:
    return share if isinstance(share, str) else round_half_away(share * 100, 1)
