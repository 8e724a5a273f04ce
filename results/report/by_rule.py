"""The same changes once more, of those alone who took part by the poll's own rule (R3.13).

What a report compares is everybody who answered both times. Who of them took part chose to: so this
says how much the figures depend on the others, and never what taking part does to people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from analysis.disclosure import SUPPRESSED
from analysis.pairing import compare_items
from analysis.significance import format_p, stars
from polls.models import Wave
from results.report.parts import Mask, may_be_shown
from results.report.study import Figures, Study, ends, plain
from results.report.taking_part import Dose, keys_that_took_part


def took_part(study: Study, doses: Mapping[str, Dose]) -> Mask:
    """Mark who answered both times and took part by the rule."""
    keys = keys_that_took_part(study.poll, doses)
    return study.both & np.array([key in keys for key in study.sheet.keys], dtype=bool)


def by_rule(study: Study, part: Mask, items: Sequence[Figures]) -> Figures | None:
    """Give each item among those who took part; None where the rule asks for answers alone.

    `items` are the figures of all who answered both times: what they keep back is kept back here.
    """
    if study.poll.took_part_rule == study.poll.TookPart.ANSWERED:
        return None
    of_all = {item["code"]: item for item in items}
    shown = [
        item
        for item in study.paired_scales
        if "change" in of_all[item.code] and may_be_shown(study, item, part)
    ]
    changes = compare_items(
        {
            item.code: tuple(
                study.sheet.numbers[item.pk, wave][study.sheet.pairs(item) & part].tolist()
                for wave in (Wave.BEFORE, Wave.AFTER)
            )
            for item in shown
        }
    )
    rows = []
    for item in study.paired_scales:
        row: Figures = {"code": item.code, "wording": item.wording, "n": SUPPRESSED}
        if change := changes.get(item.code):
            row |= {
                "n": change.n_pairs,
                "of": of_all[item.code]["n"],
                "is_small": change.base == "small",
                "before": plain(change.paired_before.mean),
                "after": plain(change.paired_after.mean),
                "change": plain(change.mean_change),
                "change_of_all": of_all[item.code]["change"],
                "interval_of_all": of_all[item.code]["interval"],
                "standard_error": plain(change.standard_error),
                "interval": ends(change.interval),
                "p_exact": plain(change.p),
                "p_holm_exact": plain(change.p_adjusted),
                "p": format_p(change.p),
                "p_holm": format_p(change.p_adjusted),
                "stars": stars(change.p),
                "verdict": change.verdict,
            }
        rows.append(row)
    return {"rule": study.poll.took_part_rule, "items": rows}
