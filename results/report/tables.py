"""The report as tables for a file: one for each part of it, small figures already kept back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from results.exports.tables import SUPPRESSED, Cell, Column, Table
from results.report.study import Figures

# How a column of figures is described, wherever it stands.
LABELS = {
    "n": "People who gave a number both times",
    "before": "Average before, of these people",
    "after": "Average after, of these people",
    "change": "Average change: after minus before",
    "standard_error": "Standard error of the change",
    "low": "Lower end of the 95% interval of the change",
    "high": "Upper end of the 95% interval of the change",
    "t": "t of the paired t-test",
    "df": "Degrees of freedom",
    "p_exact": "Two-sided p of the test, all digits",
    "p_holm_exact": "p after allowing for all items tested (Holm), all digits",
    "p_ranks_exact": "p of Wilcoxon's signed-rank test, all digits",
    "effect_size": "Change over the standard deviation of the changes (d_z)",
    "all_before_n": "People who gave a number before, whether they came back or not",
    "all_before": "Average before, of all of them",
    "all_after_n": "People who gave a number after, whether they had before or not",
    "all_after": "Average after, of all of them",
    "unsure_before": "Share of “I do not know” before, of those who answered both times",
    "unsure_after": "Share of “I do not know” after, likewise",
    "mean": "Average",
    "unsure": "Share of “I do not know”",
    "stayed_n": "People who gave a number both times",
    "stayed": "Average of their first answers",
    "left_n": "People who gave a number in the first round only",
    "left": "Average of their first answers",
    "difference": "Stayed minus left (Welch)",
    "took_part": "People who answered both times",
    "took_part_share": "Share of all who did",
    "first_only": "People who gave first answers only",
    "first_only_share": "Share of all who did",
    "other_members": "Other members of the panel",
    "other_members_share": "Share of all of them",
    "residents_share": "Share of residents of 16 and over; beside what members told, of all ages",
    "stayed_share": "Share of those who gave first answers that came back",
    "share": "Share of the base",
    "base": "People the shares are of",
    "above_zero": "Share of these pairs in which the measure is above 0",
    "treatment_n": "Deliberated: people with a number both times",
    "treatment_before": "Deliberated: average before",
    "treatment_after": "Deliberated: average after",
    "treatment_change": "Deliberated: average change",
    "control_n": "Comparison group: people with a number both times",
    "control_before": "Comparison group: average before",
    "control_after": "Comparison group: average after",
    "control_change": "Comparison group: average change",
}
TEXTS = {
    "code": "Code of the question",
    "wording": "The question as it was asked",
    "group": "Group of people",
    "variable": "What people are told apart by",
    "p": "The same p with three decimals; below that “<0.001”",
    "p_holm": "p after allowing for all items tested (Holm), likewise",
    "p_ranks": "p of Wilcoxon's signed-rank test, likewise",
    "stars": "* p below 0.05, ** 0.01, *** 0.001",
    "verdict": "Clear rise, clear fall, unclear, or not testable",
    "step": "Step from the panel to the analysis",
    "wave": "Round of answers",
    "answer": "Answer",
    "right": "The right answer",
    "measure": "Polarisation, homogenisation, or domination by the group of people named",
}


# Of a follow-up: two comparisons in a row, each with these figures and words.
SINCE = {"since_before": "Months later less before", "since_after": "Months later less after"}
FIGURES_SINCE = {
    "change": "average",
    "standard_error": "standard error",
    "low": "lower end of the 95% interval",
    "high": "upper end of the 95% interval",
    "p_exact": "two-sided p of the paired t-test, all digits",
    "p_holm_exact": "p after allowing for all comparisons of the follow-up (Holm), all digits",
}
WORDS_SINCE = {"p": "p", "p_holm": "p (Holm)", "stars": "stars", "verdict": "verdict"}
LABELS |= {"later": "Average months later, of these people"}
LABELS |= {
    f"{since}_{name}": f"{words}: {label}"
    for since, words in SINCE.items()
    for name, label in FIGURES_SINCE.items()
}
TEXTS |= {
    f"{since}_{name}": f"{words}: {label}"
    for since, words in SINCE.items()
    for name, label in WORDS_SINCE.items()
}


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


ITEM = _names(
    "code wording n before after change standard_error low high t df "
    "p_exact p p_holm_exact p_holm p_ranks_exact p_ranks stars "
    "effect_size verdict unsure_before unsure_after all_before_n "
    "all_before all_after_n all_after"
)
CHANGE = _names("n before after change standard_error low high p_exact p p_holm stars")
ARM = ("n", "before", "after", "change")
LATER = _names("code wording n before after later later_low later_high") + tuple(
    f"{since}_{name}" for since in SINCE for name in (*FIGURES_SINCE, *WORDS_SINCE)
)
LEFT = _names("code wording stayed_n stayed left_n left difference low high p p_holm")
CAME_BACK = {
    "stayed": "People who answered both times, to the nearest 5",
    "left": "People who gave first answers only, to the nearest 5",
    "share": "Share that came back, of these counts",
    "low": "Lower end of its 95% interval (Wilson)",
    "high": "Upper end of its 95% interval (Wilson)",
}
SIDES = ("against", "middle", "in_favour")


def tables_of(figures: Figures) -> dict[str, Table]:
    """Lay out every part of a report that has rows, by the name of its file."""
    knowledge = figures["knowledge"] or {"items": []}
    attrition = figures["attrition"]
    tables = {
        "flow": _table(("step", "n"), figures["flow"], n="People"),
        "attendance": _table(
            ("measure", "n", "mean", "median", "share"),
            figures.get("attendance", []),
            n="People who answered both times",
            measure="What was noted of each of them",
            share="Share with any",
            median="Median",
        ),
        "speaking": _table(
            ("group", "people", "gini_words", "gini_posts", "silent"),
            _speaking(figures["groups"]),
            group="Number of the small group",
            people="Members",
            gini_words="Gini of words: 0 all alike, towards 1 all by one person",
            gini_posts="Gini of posts, likewise",
            silent="Members who said nothing",
        ),
        "items": _table(ITEM, map(_with_ends, figures["items"])),
        "shares": _table(
            ("code", "wording", "wave", "base", *SIDES, *(f"{side}_share" for side in SIDES)),
            _shares(figures["items"]),
        ),
        "took_part": _table(
            ("code", "wording", "of", *CHANGE, "p_holm_exact", "verdict"),
            map(_with_ends, (figures.get("by_rule") or {"items": []})["items"]),
            n="Of these, people who took part by the rule: all figures of the row are of them",
            of="People who gave a number both times",
        ),
        "follow_up": _table(
            LATER,
            map(_later, (figures.get("follow_up") or {"items": []})["items"]),
            n="People who gave a number all three times",
            later_low="Lower end of the 95% interval of the average months later",
            later_high="Upper end of the 95% interval of the average months later",
        ),
        "knowledge": _table(
            ("code", "wording", "right", *CHANGE, "unsure_before", "unsure_after"),
            map(_with_ends, knowledge["items"] + _index(knowledge)),
            n="People who answered both times",
            before="Share who were right before",
            after="Share who were right after",
        ),
        "arms": _table(
            ("code", "wording")
            + tuple(f"{arm}_{name}" for arm in ("treatment", "control") for name in ARM)
            + ("difference", "low", "high", "t", "df", "p_exact", "p", "p_holm", "stars"),
            map(_with_ends, (figures["arms"] or {"items": []})["items"]),
            difference="Change of those who deliberated less change of the comparison group",
            low="Lower end of the 95% interval of the difference (Welch)",
            high="Upper end of the 95% interval of the difference (Welch)",
            t="Welch's t",
            df="Degrees of freedom (Satterthwaite)",
        ),
        "groups": _table(
            _names("measure variable group n above_zero mean t p_exact p"),
            _dynamics(figures["groups"]),
            n="Pairs of a group and an item",
            mean="Average measure",
            t="t of the one-sample t-test of 0",
        ),
        "composition": _table(
            _names(
                "variable group took_part took_part_share first_only "
                "first_only_share other_members other_members_share residents_share "
                "stayed_share"
            ),
            (
                row | {"variable": one["variable"]}
                for one in figures["composition"]
                for row in one["rows"]
            ),
        ),
        "attrition": _table(
            LEFT,
            map(_with_ends, attrition["items"]),
        ),
        "attrition_control": _table(
            LEFT,
            map(_with_ends, attrition.get("control", [])),
        ),
        "attrition_told": _table(
            _names("variable group stayed left share low high"),
            (
                _with_ends(row | {"variable": one["variable"]})
                for one in attrition.get("told", [])  # editions before the comparison group's
                for row in one["rows"]
            ),
            **CAME_BACK,
        ),
        "attrition_control_told": _table(
            _names("variable group stayed left share low high"),
            (
                _with_ends(row | {"variable": one["variable"]})
                for one in attrition.get("control_told", [])
                for row in one["rows"]
            ),
            **CAME_BACK,
        ),
        "subgroups": _table(
            ("variable", "group", "code", "wording", *CHANGE, "verdict"),
            (
                _with_ends(row | {"code": item["code"], "wording": item["wording"]})
                | {"variable": one["wording"] or one["variable"]}
                for one in figures["subgroups"]
                for item in one["items"]
                for row in item["rows"]
            ),
        ),
        "evaluation": _table(
            _names("code wording n mean low high unsure"),
            map(_with_ends, figures["evaluation"]),
            n="People who gave a number",
            low="Lower end of the 95% interval of the average",
            high="Upper end of the 95% interval of the average",
        ),
        "lists": _table(
            ("code", "wording", "wave", "answer", "n", "share", "base"),
            _answers(figures["lists"]),
            n="People who chose it",
        ),
    }
    return {name: table for name, table in tables.items() if table.rows}


def _table(names: Sequence[str], rows: Iterable[Figures], **labels: str) -> Table:
    columns = tuple(
        Column(name, labels.get(name) or TEXTS[name], "text", measure="nominal")
        if name in TEXTS
        else Column(
            name,
            labels.get(name) or LABELS.get(name) or f"People: {name.replace('_', ' ')}",
            "number",
            measure="scale",
        )
        for name in names
    )
    return Table(columns, tuple(tuple(_cell(row, name) for name in names) for row in rows))


def _cell(row: Figures, name: str) -> Cell:
    if name in row:
        return row[name]
    # What is not there was kept back; in a column of words nothing stands for it.
    return "" if name in TEXTS else SUPPRESSED


def _with_ends(row: Figures) -> Figures:
    """Give the ends of an interval columns of their own, in place of the words of a scale."""
    if "interval" not in row:
        return {name: value for name, value in row.items() if name not in ("low", "high")}
    low, high = row["interval"] or (None, None)
    return row | {"low": low, "high": high}


def _later(row: Figures) -> Figures:
    """Lay one item of the follow-up flat: both of its comparisons in one row."""
    if "later" not in row:
        return row
    low, high = row["later_interval"] or (None, None)
    flat = {name: row[name] for name in LATER if name in row} | {
        "later_low": low,
        "later_high": high,
    }
    for since in SINCE:
        flat |= {f"{since}_{name}": value for name, value in _with_ends(row[since]).items()}
    return flat


def _shares(items: list[Figures]) -> Iterable[Figures]:
    for item in items:
        for wave in ("before", "after"):
            if shares := item.get(f"shares_{wave}"):
                yield {"code": item["code"], "wording": item["wording"], "wave": wave} | shares


def _dynamics(groups: Figures | None) -> Iterable[Figures]:
    for row in (groups or {"dynamics": []})["dynamics"]:
        yield row | {"variable": "", "group": ""}
    for row in (groups or {"towards": []})["towards"]:
        yield row | {"measure": "domination", "variable": row["wording"] or row["variable"]}


def _speaking(groups: Figures | None) -> Iterable[Figures]:
    part = (groups or {}).get("participation") or {}
    return [row | {"group": str(row["group"])} for row in part.get("by_group", [])]


def _index(knowledge: Figures) -> list[Figures]:
    index: Any = knowledge.get("index")
    return [index | {"code": "index", "wording": "All questions together"}] if index else []


def _answers(lists: list[Figures]) -> Iterable[Figures]:
    for item in lists:
        for wave, counted in item["waves"].items():
            for answer in counted["answers"]:
                yield {
                    "code": item["code"],
                    "wording": item["wording"],
                    "wave": wave,
                    "answer": answer["label"] or "I do not know",
                    "n": answer["n"],
                    "share": answer["share"],
                    "base": counted["n"],
                }
