"""What was asked: every item before and after, what was asked once, and the questions in full."""

from __future__ import annotations

from typing import Any

import numpy as np

from analysis.disclosure import SUPPRESSED, Sensitivity, suppress_list
from analysis.intervals import mean_interval
from analysis.significance import format_p, stars
from polls.branching import rule_in_words
from polls.models import Item, Wave
from results.poll_report import ItemResult
from results.protection import (
    Shares,
    protected_shares,
    protected_unsure,
    says_what_each_said,
)
from results.report.study import Figures, Study, ends, plain, plainly


def item_figures(item: ItemResult) -> Figures:
    """Give one paired item; only its words where nothing may be shown."""
    words: Figures = {
        "code": item.code,
        "wording": item.wording,
        "low": item.low_label,
        "high": item.high_label,
        "n": item.n_pairs,
    }
    if not item.is_shown:
        return words
    return words | {
        **plainly(
            {
                "before": item.before.value,
                "after": item.after.value,
                "change": item.change,
                "standard_error": item.standard_error,
                "t": item.t,
                "df": item.df,
                "p_exact": item.p,
                "p_holm_exact": item.p_adjusted,
                "p_ranks_exact": item.p_ranks,
                "effect_size": item.effect_size,
                "all_before_n": item.alone_before.n,
                "all_before": item.alone_before.mean,
                "all_after_n": item.alone_after.n,
                "all_after": item.alone_after.mean,
                "unsure_before": item.unsure_before,
                "unsure_after": item.unsure_after,
            }
        ),
        "before_interval": ends(item.before.interval),
        "after_interval": ends(item.after.interval),
        "interval": ends(item.interval),
        "p": format_p(item.p),
        "p_holm": format_p(item.p_adjusted),
        "p_ranks": format_p(item.p_ranks),
        "stars": stars(item.p),
        "verdict": item.verdict,
        "is_small": item.is_small,
        "shares_before": shares_figures(item.shares_before),
        "shares_after": shares_figures(item.shares_after),
    }


def shares_figures(shares: Shares) -> Figures:
    """Give against, middle and for as people of one base, each of them or "c"."""
    return {
        "base": shares.base,
        "against": shares.against,
        "middle": shares.middle,
        "in_favour": shares.in_favour,
        "against_share": plain(shares.share("against")),
        "middle_share": plain(shares.share("middle")),
        "in_favour_share": plain(shares.share("in_favour")),
    }


# ---- asked in the second round only -----------------------------------------------------------


class _Counted:
    """The three counts of a scale, as `protected_shares` reads them."""

    def __init__(self, given) -> None:
        self.against = int((given < 5).sum())
        self.middle = int((given == 5).sum())
        self.in_favour = int((given > 5).sum())


def evaluation(study: Study) -> list[Figures]:
    """Give the scales that were asked in the second round only: what people thought of it."""
    return [
        _evaluated(study, item)
        for item in study.sheet.items
        if item.kind == Item.Kind.SCALE and not item.is_paired
    ]


def _evaluated(study: Study, item: Item) -> Figures:
    numbers = study.sheet.numbers[item.pk, Wave.AFTER]
    given, unsure = numbers[numbers >= 0], int((numbers == -8).sum())
    found: Figures = {
        "code": item.code,
        "wording": item.wording,
        "low": item.low_label,
        "high": item.high_label,
        "n": SUPPRESSED,
    }
    if len(given) < study.fewest or says_what_each_said(item.sensitivity, given):
        return found
    mean, sd = float(given.mean()), float(given.std(ddof=1))
    shares = protected_shares(_Counted(given), study.threshold, item.sensitivity)
    answered = {str(Wave.AFTER): len(given) + unsure}
    apart = protected_unsure({str(Wave.AFTER): unsure}, answered, study.threshold, item.sensitivity)
    return found | {
        "n": len(given),
        "mean": plain(mean),
        "interval": ends(mean_interval(mean, sd, len(given))),
        "unsure": plain(apart[Wave.AFTER]),
        "shares": shares_figures(shares),
        "is_small": len(given) < study.report.rules.percentage_public,
    }


# ---- chosen from a list -----------------------------------------------------------------------


def lists(study: Study) -> list[Figures]:
    """Give what was chosen from lists of one answer without a right one, round by round."""
    return [
        _list(study, item)
        for item in study.sheet.items
        if item.kind == Item.Kind.SINGLE and not right_answer(item)
    ]


def _list(study: Study, item: Item) -> Figures:
    waves = [wave for wave in study.sheet.compared if item.asked_in(wave)]
    chosen = {wave: study.chosen(item, wave) for wave in waves}
    rows = np.logical_and.reduce(
        [[code is not None for code in chosen[wave]] for wave in waves], axis=0
    )
    labels = {option.code: option.label for option in item.options.all()} | {"": ""}
    shown: dict[str, Any] = {}
    not_asked = int((study.both & ~rows).sum())
    if item.asked_if and 0 < not_asked < study.fewest:
        # How many were not asked is how many answered the earlier question otherwise.
        return {"code": item.code, "wording": item.wording, "waves": {}}
    for wave in waves:
        counts = dict.fromkeys(labels, 0)
        for at in np.flatnonzero(rows).tolist():
            counts[chosen[wave][at] or ""] += 1
        if not counts[""]:
            counts.pop("")
        shown[str(wave)] = suppress_list(
            counts, study.threshold, sensitivity=Sensitivity(item.sensitivity), are_answers=True
        )
    return {
        "code": item.code,
        "wording": item.wording,
        "waves": {
            wave: {
                "n": one.total,
                "answers": [
                    {"label": labels[code], "n": n, "share": plain(one.share(code))}
                    for code, n in one.counts.items()
                ],
            }
            for wave, one in shown.items()
        },
    }


def right_answer(item: Item) -> str:
    """Return the code of the right answer to a question of knowledge, or nothing."""
    if item.kind != Item.Kind.SINGLE:
        return ""
    right = [option.code for option in item.options.all() if option.is_right]
    return right[0] if len(right) == 1 else ""


# ---- the questionnaire in full ----------------------------------------------------------------


def questionnaire(study: Study) -> list[Figures]:
    """Give every question as it was asked, with what could be answered, in order."""
    return [
        {
            "code": item.code,
            "kind": item.kind,
            "wording": item.wording,
            "hint": item.hint,
            "low": item.low_label,
            "middle": item.middle_label,
            "high": item.high_label,
            "is_paired": item.is_paired,
            "is_required": item.is_required,
            "has_dont_know": item.has_dont_know,
            "asked_of": rule_in_words(item, study.sheet.items),
            "options": [
                {"code": option.code, "label": option.label, "is_right": option.is_right}
                for option in item.options.all()
            ],
        }
        for item in study.sheet.items
    ]
