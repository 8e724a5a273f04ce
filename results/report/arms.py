"""Those who deliberated beside those who were drawn to answer only (R3.23)."""

from __future__ import annotations

from analysis.arms import Retention, Sample, compare_arms, compare_samples
from analysis.disclosure import SUPPRESSED
from analysis.significance import format_p, holm, stars
from polls.models import Item, Wave
from polls.models.assignment import CONTROL, TREATMENT
from results.answers import Sheet
from results.protection import says_what_each_said
from results.report.study import Figures, Study, ends, kept_back, plain

ARMS = {"treatment": TREATMENT, "control": CONTROL}


def arms(study: Study) -> Figures | None:
    """Set the change in one arm beside the change in the other; None where no arm was drawn.

    Where an arm has too few people for an item, nothing of either is shown for it.
    """
    if not study.everybody.has_arms:
        return None
    sheets = {name: study.everybody.in_arm(number) for name, number in ARMS.items()}
    rows = [_row(study, item, sheets) for item in study.paired_scales]
    for row, p in zip(rows, holm([row.pop("p_raw") for row in rows]), strict=True):
        row["p_holm"] = format_p(p)
    draw = study.poll.assignments.get(kind="arms")
    return {
        "drawn_at": draw.drawn_at.isoformat(),
        "sha256": draw.sha256,
        "percent": draw.stored["asked"]["percent"],
        "retention": {
            name: _retention(study, sheet, draw.places.filter(number=ARMS[name]).count())
            for name, sheet in sheets.items()
        },
        "items": rows,
    }


def _retention(study: Study, sheet: Sheet, assigned: int) -> Figures:
    """Say how many of those drawn into an arm answered again, with Wilson's interval."""
    kept = Retention(assigned, int(sheet.took_part().sum()))
    is_few = min(kept.assigned, kept.stayed) < study.fewest
    return {
        "assigned": kept_back(kept.assigned, study.threshold),
        "stayed": kept_back(kept.stayed, study.threshold),
        "share": SUPPRESSED if is_few else plain(kept.share),
        "interval": None if is_few else ends(kept.interval),
    }


def _row(study: Study, item: Item, sheets: dict[str, Sheet]) -> Figures:
    pairs = {name: _pairs(sheet, item) for name, sheet in sheets.items()}
    found: Figures = {"code": item.code, "wording": item.wording, "n": SUPPRESSED, "p_raw": None}
    sides = [list(side) for people in pairs.values() for side in zip(*people, strict=True)]
    is_few = any(len(people) < study.fewest for people in pairs.values())
    if is_few or says_what_each_said(item.sensitivity, *sides):
        return found
    apart = compare_arms(pairs["treatment"], pairs["control"])
    at_first = compare_samples(
        *(Sample.of([before for before, _after in pairs[name]]) for name in ARMS)
    )
    for name, people in pairs.items():
        before, after = (Sample.of([pair[place] for pair in people]) for place in (0, 1))
        found |= {
            f"{name}_n": len(people),
            f"{name}_before": plain(before.mean),
            f"{name}_after": plain(after.mean),
        }
    return found | {
        "n": sum(map(len, pairs.values())),
        "treatment_change": plain(apart.first.mean),
        "control_change": plain(apart.second.mean),
        "difference": plain(apart.difference),
        "t": plain(apart.t),
        "df": plain(apart.df),
        "interval": ends(apart.interval),
        "p_raw": apart.p,
        "p_exact": plain(apart.p),
        "p": format_p(apart.p),
        "stars": stars(apart.p),
        "p_at_first": format_p(at_first.p),
    }


def _pairs(sheet: Sheet, item: Item) -> list[tuple[float, float]]:
    """Return before and after of those in an arm with a number both times."""
    both = sheet.pairs(item)
    before, after = (sheet.numbers[item.pk, wave][both] for wave in (Wave.BEFORE, Wave.AFTER))
    return list(zip(before.tolist(), after.tolist(), strict=True))
