"""What people knew before and after: each question with one right answer, and the index of all."""

from __future__ import annotations

import numpy as np

from analysis.disclosure import SUPPRESSED, suppress_list
from analysis.knowledge import ItemKnown, compare_index, index_of, item_known
from analysis.significance import format_p, holm, stars
from polls.models import Item, Wave
from results.protection import protected_unsure
from results.report.items import right_answer
from results.report.study import Figures, Study, ends, plain


def knowledge(study: Study) -> Figures | None:
    """Score the questions of knowledge asked in both rounds; None where there is none.

    Only those who answered both times count. "I do not know" is wrong, and is counted apart.
    """
    items = [item for item in study.sheet.items if item.is_paired and right_answer(item)]
    if not items:
        return None
    known = [_known(study, item) for item in items]
    rows = [_row(study, item, one) for item, one in zip(items, known, strict=True)]
    tested = [
        None if row["n"] == SUPPRESSED else one.change.test.p
        for row, one in zip(rows, known, strict=True)
    ]
    for row, p in zip(rows, holm(tested), strict=True):
        row["p_holm"] = format_p(p)
    # The index less the questions that are shown would tell of one that is not. A question that
    # not everybody was asked would count as wrong for the others.
    is_whole = all(row["n"] != SUPPRESSED for row in rows) and not any(i.asked_if for i in items)
    index = _index(study, items) if is_whole else None
    return {"items": rows, "index": index}


def _known(study: Study, item: Item) -> ItemKnown:
    people = np.flatnonzero(study.both).tolist()
    before, after = (study.chosen(item, wave) for wave in (Wave.BEFORE, Wave.AFTER))
    pairs = [
        (before[at], after[at]) for at in people if before[at] is not None and after[at] is not None
    ]
    return item_known(right_answer(item), [one for one, _ in pairs], [two for _, two in pairs])


def _row(study: Study, item: Item, known: ItemKnown) -> Figures:
    change = known.change
    right = next(option.label for option in item.options.all() if option.is_right)
    found: Figures = {"code": item.code, "wording": item.wording, "right": right, "n": SUPPRESSED}
    if change.n < study.fewest or not _may_show(study, known):
        return found
    unsure = protected_unsure(
        {"before": known.unsure_before, "after": known.unsure_after},
        {"before": change.n, "after": change.n},
        study.threshold,
        item.sensitivity,
    )
    return found | {
        "n": change.n,
        "before": plain(change.share_before),
        "after": plain(change.share_after),
        "before_interval": ends(change.interval_before),
        "after_interval": ends(change.interval_after),
        "change": plain(change.change),
        "standard_error": plain(change.standard_error),
        "interval": ends(change.interval),
        "p_exact": plain(change.test.p),
        "p": format_p(change.test.p),
        "stars": stars(change.test.p),
        "unsure_before": plain(unsure["before"]),
        "unsure_after": plain(unsure["after"]),
    }


def _may_show(study: Study, known: ItemKnown) -> bool:
    """Say whether in both rounds enough were right, and enough were not, to hide among."""
    n = known.change.n
    for share in (known.change.share_before, known.change.share_after):
        right = round((share or 0) * n)
        listed = suppress_list(
            {"right": right, "other": n - right}, study.threshold, are_answers=True
        )
        if SUPPRESSED in listed.counts.values():
            return False
    return True


def _index(study: Study, items: list[Item]) -> Figures | None:
    """Compare the share of right answers over all questions, person by person."""
    right = {item.code: right_answer(item) for item in items}
    scores: dict[str, list[float | None]] = {}
    for wave in (Wave.BEFORE, Wave.AFTER):
        chosen = {item.code: study.chosen(item, wave) for item in items}
        scores[wave] = [
            index_of({code: given[at] for code, given in chosen.items()}, right)
            for at in np.flatnonzero(study.both).tolist()
        ]
    change = compare_index(scores[Wave.BEFORE], scores[Wave.AFTER])
    if change.n_pairs < study.fewest:
        return None
    return {
        "n": change.n_pairs,
        "questions": len(items),
        "before": plain(change.paired_before.mean),
        "after": plain(change.paired_after.mean),
        "before_interval": ends(change.paired_before.interval),
        "after_interval": ends(change.paired_after.interval),
        "change": plain(change.mean_change),
        "standard_error": plain(change.standard_error),
        "interval": ends(change.interval),
        "t": plain(change.t),
        "df": change.df,
        "p_exact": plain(change.p),
        "p": format_p(change.p),
        "stars": stars(change.p),
    }
