"""Who came how far, who they were beside those who did not, and what the leavers had said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from analysis.arms import Retention
from analysis.categories import association
from analysis.disclosure import SUPPRESSED, suppress_table
from analysis.significance import format_p
from core.refusals import Refused
from panel.models import Sample as DrawnSample
from panel.population import BANDS, population_of
from panel.residents import residents_by_told
from polls.models import BriefingRead, Wave
from polls.models.assignment import CONTROL, TREATMENT
from results.answers import Sheet
from results.areas import areas_of
from results.poll_report import AGE_GROUPS
from results.report.study import Figures, Group, Study, ends, kept_back, plain
from results.report.taking_part import Dose, keys_of_those_who_spoke, keys_that_took_part
from results.report.told import LEFT, OTHERS, TOOK, ByTold, composed
from results.reports import members_then


def flow(study: Study, doses: Mapping[str, Dose]) -> list[Figures]:
    """Count who came how far, from the panel to those whose answers are compared."""
    sheet, counted, everybody = study.sheet, study.report.flow, study.everybody
    sample = DrawnSample.objects.standing().filter(page_id=study.poll.pk).first()
    all_before = int(everybody.answered[Wave.BEFORE].sum())
    drawn = {arm: everybody.arms.count(arm) or None for arm in (TREATMENT, CONTROL)}
    began = {key for key, did in zip(sheet.keys, sheet.answered[Wave.BEFORE], strict=True) if did}
    both = {key for key, did in zip(sheet.keys, study.both, strict=True) if did}
    readers = set(
        BriefingRead.objects.filter(
            briefing__path__startswith=study.poll.path, key__in=began
        ).values_list("key", flat=True)
    )
    spoke = keys_of_those_who_spoke(study.poll)
    took_part = keys_that_took_part(study.poll, doses)
    steps: list[tuple[str, int | None]] = [
        ("members", counted.members if (counted.members or 0) >= all_before else None),
        ("invited", _invited(sample, study.poll) if sample else None),
        ("before", all_before),
        ("control", drawn[CONTROL]),
        ("treatment", drawn[TREATMENT]),
        ("read", len(readers) or None),
        ("spoke", len(spoke & began) or None),
        ("after", int(everybody.answered[Wave.AFTER].sum())),
        ("control_both", _control_both(everybody)),
        ("both", counted.both),
        ("both_and_spoke", len(took_part & both) or None),
    ]
    shown = {step: kept_back(n, study.threshold) for step, n in steps if n is not None}
    both_arms = ("control", "treatment")
    if SUPPRESSED in map(shown.get, both_arms):
        # Together they are all who gave first answers: the hidden one would be the rest.
        shown |= dict.fromkeys(both_arms, SUPPRESSED)
    return [{"step": step, "n": n} for step, n in shown.items()]


def _control_both(everybody: Sheet) -> int | None:
    if not everybody.has_arms:
        return None
    return int(everybody.in_arm(CONTROL).took_part().sum())


def _invited(sample: DrawnSample, poll) -> int:
    return sample.size + (sample.by_hand if poll.counts_added_by_hand else 0)


# ---- who took part, beside the others ---------------------------------------------------------


def composition(study: Study, told: Sequence[ByTold]) -> list[Figures]:
    """Set those who took part beside those who left, the other members and all residents.

    By age and area as the answers have them, then by what members told, to the nearest five.
    """
    others = _other_members(study)
    lives_here = residents_by_told([one.variable.name for one in told], study.wards)
    by_told = [composed(one, lives_here[one.variable.name].people, study.threshold) for one in told]
    return [
        *_by_answers(study, others),
        *by_told,
    ]


def _by_answers(study: Study, others: Mapping[str, Counter[str]]) -> list[Figures]:
    return [
        _variable(study, "age", study.ages, others["age"], _residents_by_age(study)),
        _variable(study, "area", study.areas, others["area"], _residents_by_area(study)),
    ]


def _other_members(study: Study) -> dict[str, Counter[str]]:
    """Count the members who answered nothing, by age group and area.

    Each member is turned into their key to see whether it is among the answers; never back.
    """
    known, subject = set(study.everybody.keys), study.poll.subject
    group_of = {str(band): str(label) for label, bands in AGE_GROUPS for band in bands}
    area_of = {ward: str(area) for ward, area in areas_of(study.wards).items()}
    counts: dict[str, Counter[str]] = {"age": Counter(), "area": Counter()}
    for member in members_then(study.poll).select_related("user").iterator(chunk_size=2000):
        if member.user.key_for(subject) not in known:
            counts["age"][group_of.get(member.age_band, "")] += 1
            counts["area"][area_of.get(member.ward_id or 0, "")] += 1
    return counts


def _variable(
    study: Study, name: str, groups: list[Group], others: Counter[str], residents: dict[str, int]
) -> Figures:
    left = study.sheet.answered[Wave.BEFORE] & ~study.both
    rows = [
        (label, (int((who & study.both).sum()), int((who & left).sum()), others[label]))
        for label, who in groups
    ]
    rows = [(label, counts) for label, counts in rows if any(counts) or residents.get(label)]
    columns = [TOOK, LEFT, OTHERS]
    found: Figures = {"variable": name, "rows": [], "test": None}
    if not rows or _hides_margin(study, name):
        return found
    counts = [list(counts) for _label, counts in rows]
    table = suppress_table(
        [label for label, _counts in rows], columns, counts, study.threshold, by_ward=False
    )
    # Those who took part are counted in other tables too, so none of them can be hidden here; and
    # how many left in all is printed above, so that total hides nothing either.
    took_part = [cells[0] for cells in table.cells]
    if table.mode == "withheld" or SUPPRESSED in (*took_part, *table.column_totals[:2]):
        return found
    unknown = dict(zip(table.rows, table.cells, strict=True)).get("", (0,) * len(columns))
    everybody = sum(residents.values())
    for label, cells in zip(table.rows, table.cells, strict=True):
        row: Figures = {"group": label}
        for column, n, total, apart in zip(
            columns, cells, table.column_totals, unknown, strict=True
        ):
            row[column] = n
            row[f"{column}_share"] = _share_of_known(label, n, total, apart)
        row["residents_share"] = (
            plain(residents[label] / everybody) if everybody and label in residents else None
        )
        row["stayed_share"], row["stayed_interval"] = _stayed(cells[0], cells[1])
        found["rows"].append(row)
    if table.mode == "exact" and (tested := association([cells[:2] for cells in counts])):
        found["test"] = {
            "chi_square": plain(tested.chi_square),
            "df": tested.df,
            "p": format_p(tested.p),
            "is_rough": tested.lowest_expected < 5,
        }
    return found


def _hides_margin(study: Study, name: str) -> bool:
    """Say whether the table of who took part, by area and age, keeps one of these totals back."""
    table = study.report.took_part
    if table is None:
        return True
    totals = table.column_totals if name == "age" else tuple(total for *_row, total in table.rows)
    return SUPPRESSED in totals


def _share_of_known(label: str, n: int | str, total: int | str, unknown: int | str) -> Any:
    """Give a group's share of those whose group is known, as the census counts residents."""
    if not label:
        return None
    if isinstance(n, str) or isinstance(total, str) or isinstance(unknown, str):
        return SUPPRESSED
    return plain(n / (total - unknown)) if total > unknown else None


def _stayed(stayed: int | str, left: int | str) -> tuple[Any, Any]:
    """Give the share that came back, with Wilson's interval, where both counts may be seen."""
    if isinstance(stayed, str) or isinstance(left, str):
        return SUPPRESSED, None
    kept = Retention(stayed + left, stayed)
    return plain(kept.share), ends(kept.interval)


def _residents(study: Study) -> dict[tuple[str, str], int]:
    try:
        return population_of(study.wards).people
    except Refused:
        return {}


def _residents_by_age(study: Study) -> dict[str, int]:
    group_of = {str(band): str(label) for label, bands in AGE_GROUPS for band in bands}
    ours = {code: group_of[str(bands[0])] for code, _label, bands, _census in BANDS}
    counts: Counter[str] = Counter()
    for (_ward, band), people in _residents(study).items():
        counts[ours[band]] += people
    return dict(counts)


def _residents_by_area(study: Study) -> dict[str, int]:
    areas = areas_of(study.wards)
    ours = {ward.code: str(areas[ward.pk]) for ward in study.wards}
    counts: Counter[str] = Counter()
    for (ward, _band), people in _residents(study).items():
        counts[ours[ward]] += people
    return dict(counts)
