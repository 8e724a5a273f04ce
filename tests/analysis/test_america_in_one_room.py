"""The published results of America in One Room (2019), reproduced from the answers themselves."""

import csv
from pathlib import Path

import pytest

from analysis.pairing import DO_NOT_KNOW, compare_item, compare_items
from analysis.rounding import percent, points, round_half_away
from analysis.significance import format_p

DATA = Path(__file__).parents[1] / "data" / "deliberation"


def read(name):
    with (DATA / name).open(newline="") as file:
        return list(csv.DictReader(file))


MISSING = {"77": DO_NOT_KNOW, "98": None, "-8": None}


def answer(code):
    return MISSING[code] if code in MISSING else float(code)


PEOPLE = read("a1r_participants_q1_q3.csv")
REFERENCE = read("a1r_reference_results_q1_q2.csv")
PUBLISHED = read("a1r_published_immigration_table.csv")


def answers(item, party="All"):
    people = [row for row in PEOPLE if party in ("All", row["PARTYBEFORE"])]
    return [answer(row[item]) for row in people], [answer(row[f"T2{item}"]) for row in people]


@pytest.mark.parametrize("row", REFERENCE, ids=lambda row: f"{row['item']}-{row['group']}")
def test_every_reference_figure(row):
    before, after = answers(row["item"], row["group"])

    change = compare_item(before, after)

    assert {
        "n_invited": len(before),
        "n_pre": change.before.n,
        "n_post": change.after.n,
        "mean_pre": change.before.mean,
        "mean_post": change.after.mean,
        "pct_favour_pre": 100 * change.before.in_favour_share,
        "pct_favour_post": 100 * change.after.in_favour_share,
        "n_pairs": change.n_pairs,
        "paired_mean_pre": change.paired_before.mean,
        "paired_mean_post": change.paired_after.mean,
        "paired_mean_change": change.mean_change,
        "sd_change": change.sd_change,
        "t": change.t,
        "df": change.df,
        "p_two_sided": change.p,
    } == pytest.approx(
        {name: float(value) for name, value in row.items() if name not in ("item", "group")},
        abs=1e-6,
    )


@pytest.mark.parametrize("row", PUBLISHED, ids=lambda row: row["item"])
def test_the_published_means_and_differences(row):
    change = compare_item(*answers(row["item"]))
    before, after = (round_half_away(wave.mean / 10, 3) for wave in (change.before, change.after))

    # The slides subtract means that are rounded already.
    assert (before, after, round_half_away(after - before, 3)) == (
        float(row["published_pre_0_1"]),
        float(row["published_post_0_1"]),
        float(row["published_difference"]),
    )


def test_differences_of_unrounded_means_depart_from_the_slides_twice():
    ours = {}
    for row in PUBLISHED:
        change = compare_item(*answers(row["item"]))
        difference = round_half_away((change.after.mean - change.before.mean) / 10, 3)
        if difference != float(row["published_difference"]):
            ours[row["item"]] = difference, float(row["published_difference"])

    assert ours == {"Q2F": (0.008, 0.007), "Q2I": (-0.168, -0.167)}


def test_the_published_significance():
    changes = compare_items({row["item"]: answers(row["item"]) for row in PUBLISHED})

    assert {item: (format_p(change.p), change.stars) for item, change in changes.items()} == {
        "Q2A": ("<0.001", "***"),
        "Q2B": ("<0.001", "***"),
        "Q2C": ("0.008", "**"),  # the slide says 0.000
        "Q2D": ("<0.001", "***"),
        "Q2E": ("<0.001", "***"),
        "Q2F": ("0.269", ""),
        "Q2G": ("0.156", ""),
        "Q2H": ("<0.001", "***"),
        "Q2I": ("<0.001", "***"),
    }
    assert {item: change.verdict for item, change in changes.items()} == {
        "Q2A": "fall",
        "Q2B": "rise",
        "Q2C": "rise",
        "Q2D": "rise",
        "Q2E": "rise",
        "Q2F": "unclear",
        "Q2G": "unclear",
        "Q2H": "rise",
        "Q2I": "fall",
    }


def test_the_press_subtracted_rounded_shares_and_we_do_not():
    republicans = compare_item(*answers("Q2A", "Republican"))
    before, after = republicans.before.in_favour_share, republicans.after.in_favour_share

    assert (percent(before), percent(after)) == ("66", "34")
    assert points(after - before) == "-31"
