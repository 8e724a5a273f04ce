"""A published deliberative poll, put through the whole house: rows, report, files."""

import csv
import io

import numpy as np
import pytest

from results.exports.making import files_of, make_export, take_snapshot
from results.report.freezing import work_out
from results.reports import report_of
from tests.panel.factories import make_ward
from tests.results.factories import DELIBERATION, load_america_in_one_room

pytestmark = [pytest.mark.django_db, pytest.mark.once]
CODES = [f"Q2{letter}" for letter in "ABCDEFGHI"]


@pytest.fixture
def poll():
    return load_america_in_one_room(make_ward(name="The room"))


@pytest.fixture(scope="module")
def reference():
    """Published and recomputed results for everybody."""
    with (DELIBERATION / "a1r_reference_results_q1_q2.csv").open(newline="") as file:
        return {row["item"]: row for row in csv.DictReader(file) if row["group"] == "All"}


@pytest.fixture(scope="module")
def published():
    with (DELIBERATION / "a1r_published_immigration_table.csv").open(newline="") as file:
        return {row["item"]: row for row in csv.DictReader(file)}


def rows_of(files, format="csv"):
    text = files["data.csv"].decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_report_agrees_with_published_pairs(poll, reference):
    report = report_of(poll)

    assert report.flow.both == 523
    for code in CODES:
        item, expected = report.item(code), reference[code]
        assert item.n_pairs == int(expected["n_pairs"])
        assert item.before.value == pytest.approx(float(expected["paired_mean_pre"]), abs=1e-6)
        assert item.after.value == pytest.approx(float(expected["paired_mean_post"]), abs=1e-6)
        assert item.change == pytest.approx(float(expected["paired_mean_change"]), abs=1e-6)
        assert item.p == pytest.approx(float(expected["p_two_sided"]), abs=1e-6)
    assert f"{report.item('Q2F').p:.3f}" == "0.269"
    assert f"{report.item('Q2G').p:.3f}" == "0.156"


def test_stars_stand_on_seven_rows_only(poll):
    rows = rows_of(files_of_public(poll))
    stars = {row["item"]: row["stars"] for row in rows if row["area_code"] == "all"}

    assert {code for code in CODES if not stars[code]} == {"Q2F", "Q2G"}
    assert {row["item"]: row["p"] for row in rows if row["area_code"] == "all"}["Q2F"] == "0.269"
    assert "0.000" not in {row["p"] for row in rows}


def files_of_public(poll):
    return files_of(poll, take_snapshot(poll, "public"), "public", "csv", made_by="a test")


def test_public_file_agrees_with_published_means(poll, reference, published):
    for row in rows_of(files_of_public(poll)):
        if row["area_code"] != "all":
            continue
        expected, printed = reference[row["item"]], published[row["item"]]
        assert float(row["before_mean"]) == pytest.approx(
            float(expected["paired_mean_pre"]), abs=1e-6
        )
        for wave, name, slide in (
            ("before_all", "pre", "published_pre_0_1"),
            ("after_all", "post", "published_post_0_1"),
        ):
            left_out = int(expected[f"n_{name}"]) - int(expected["n_pairs"])
            if 0 < left_out < 10:
                # So few were not paired that the two averages together would tell what they said.
                assert (row[f"{wave}_mean"], row[f"{wave}_people"]) == ("c", "c")
                continue
            mean = float(row[f"{wave}_mean"])
            assert mean == pytest.approx(float(expected[f"mean_{name}"]), abs=1e-6)
            assert mean / 10 == pytest.approx(float(printed[slide]), abs=0.00051)


def test_rows_of_people_give_the_published_means(poll, reference, published):
    made = make_export(
        poll=poll, audience="pseudonymous", format="csv", purpose="A test", by_words="a test"
    )
    rows = rows_of(made.files)

    assert len({row["pid"] for row in rows}) == 523
    for code in CODES:
        for ending, name, slide in (
            ("before", "pre", "published_pre_0_1"),
            ("after", "post", "published_post_0_1"),
        ):
            numbers = np.array([int(row[f"{code.lower()}_{ending}"]) for row in rows])
            assert set(numbers) <= {-9, -8, -6, *range(11)}  # never 77, never 98
            given = numbers[numbers >= 0]
            assert len(given) == int(reference[code][f"n_{name}"])
            assert given.mean() == pytest.approx(float(reference[code][f"mean_{name}"]), abs=1e-6)
            assert given.mean() / 10 == pytest.approx(float(published[code][slide]), abs=0.00051)


def test_snapshot_is_the_same_for_the_same_answers(poll):
    first = take_snapshot(poll, "pseudonymous")
    again = take_snapshot(poll, "pseudonymous")

    assert first.id == again.id == report_of(poll).snapshot
    poll.responses.filter(wave="after").first().answers.filter(number__isnull=False).update(
        number=0
    )
    assert take_snapshot(poll, "pseudonymous").id != first.id


def test_every_reference_figure_of_every_party(poll):
    """Forty published and recomputed rows, every column, out of the file for analysts."""
    poll = load_america_in_one_room(poll.responses.first().ward, with_party=True)
    made = make_export(
        poll=poll, audience="pseudonymous", format="csv", purpose="A test", by_words="a test"
    )
    text = made.files["figures.csv"].decode("utf-8-sig")
    ours = {(row["item"], row["group"]): row for row in csv.DictReader(io.StringIO(text))}

    with (DELIBERATION / "a1r_reference_results_q1_q2.csv").open(newline="") as file:
        reference = list(csv.DictReader(file))
    assert len(reference) == 40
    for expected in reference:
        row = ours[expected.pop("item"), expected.pop("group")]
        row["n_invited"] = row["n_all"]
        assert {name: float(row[name]) for name in expected} == pytest.approx(
            {name: float(value) for name, value in expected.items()}, abs=1e-6
        )

    by_party = {one["variable"]: one for one in work_out(poll).figures["subgroups"]}["party"]
    democracy = by_party["items"][0]
    assert [(row["group"], row["n"], round(row["change"], 3)) for row in democracy["rows"]] == [
        ("Democrat", 180, 1.7),
        ("Independent", 187, 1.267),
        ("Republican", 123, 0.951),
    ]
