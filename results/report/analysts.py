"""The paired figures of every group with nothing kept back: for analysts only (R3.21)."""

from __future__ import annotations

from typing import Any

import numpy as np

from analysis.pairing import PairedChange
from analysis.significance import format_p
from results.exports.tables import Column, Table
from results.report.study import Study, plain
from results.report.subgroups import changes_in, lists_of_groups

COLUMNS = (
    ("n_all", "People of the group who answered in either round"),
    ("n_pre", "Of them, people who gave a number before"),
    ("n_post", "People who gave a number after"),
    ("mean_pre", "Average before, of all who gave a number then"),
    ("mean_post", "Average after, likewise"),
    ("pct_favour_pre", "Per cent above 5 before, of all who gave a number then"),
    ("pct_favour_post", "Per cent above 5 after, likewise"),
    ("dont_know_pre", "People who did not know before"),
    ("dont_know_post", "People who did not know after"),
    ("n_pairs", "People who gave a number both times"),
    ("paired_mean_pre", "Average before, of those"),
    ("paired_mean_post", "Average after, of those"),
    ("paired_mean_change", "Average change, after minus before"),
    ("sd_change", "Standard deviation of the changes"),
    ("se_change", "Standard error of the average change"),
    ("t", "t of the paired t-test; empty where nothing can be tested"),
    ("df", "Degrees of freedom"),
    ("p_two_sided", "Two-sided p, all digits"),
    ("p_holm", "p after allowing for all items of this group (Holm)"),
    ("change_low", "Lower end of the 95% interval of the change"),
    ("change_high", "Upper end of the 95% interval of the change"),
)


def analysts_table(study: Study) -> Table:
    """Lay out a row for every item and group, everybody first."""
    everybody = np.ones(len(study.sheet.keys), dtype=bool)
    groups = [("", "All", everybody)]
    groups += [
        (code, label, who)
        for code, _words, found in lists_of_groups(study)
        for label, who in found
        if who.any()
    ]
    rows: list[tuple[Any, ...]] = []
    for variable, label, who in groups:
        for code, change in changes_in(study, who, study.paired_scales).items():
            figures = _figures(change) | {"n_all": int(who.sum())}
            rows.append(
                (
                    code,
                    variable,
                    label,
                    *(plain(figures[name]) for name, _label in COLUMNS),
                    format_p(change.p),
                )
            )
    return Table(
        (
            Column("item", "Code of the question", "text", measure="nominal"),
            Column("variable", "What people are told apart by; empty for all", "text"),
            Column("group", "Group of people; empty where it is not known", "text"),
            *(Column(name, label, "number", measure="scale") for name, label in COLUMNS),
            Column("p", "The same p with three decimals; below that “<0.001”", "text"),
        ),
        tuple(rows),
        notes=("Nothing is kept back in this table. Averages of few people stay in the house.",),
    )


def _figures(change: PairedChange) -> dict[str, float | None]:
    def percent(share: float | None) -> float | None:
        return None if share is None else 100 * share

    interval = change.interval
    return {
        "n_pre": change.before.n,
        "n_post": change.after.n,
        "mean_pre": change.before.mean,
        "mean_post": change.after.mean,
        "pct_favour_pre": percent(change.before.in_favour_share),
        "pct_favour_post": percent(change.after.in_favour_share),
        "dont_know_pre": change.before.do_not_know,
        "dont_know_post": change.after.do_not_know,
        "n_pairs": change.n_pairs,
        "paired_mean_pre": change.paired_before.mean,
        "paired_mean_post": change.paired_after.mean,
        "paired_mean_change": change.mean_change,
        "sd_change": change.sd_change,
        "se_change": change.standard_error,
        "t": change.t,
        "df": change.df,
        "p_two_sided": change.p,
        "p_holm": change.p_adjusted,
        "change_low": interval.low if interval else None,
        "change_high": interval.high if interval else None,
    }
