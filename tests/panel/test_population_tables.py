"""What is on record of a table of people, and sums that belong to one population or are refused."""

import datetime as dt
import re

import pytest
from django.core.management import CommandError, call_command

from panel.loading import UnknownLayout
from panel.loading.census import load_census
from panel.loading.taking_back import take_back
from panel.models import AreaCount, CensusCount, LoadedFile, PopulationTable
from panel.population import population_of
from tests.panel.factories import BRISTOL, make_council, make_ward

pytestmark = pytest.mark.django_db
AGES = {
    "Aged 15 years and under": 1500,
    "Aged 16 to 24 years": 1500,
    "Aged 25 to 34 years": 2000,
    "Aged 35 to 49 years": 2500,
    "Aged 50 to 64 years": 1500,
    "Aged 65 years and over": 1000,
}
OTHER = {"source": "Census 2031", "dated": dt.date(2031, 3, 20)}


@pytest.fixture(autouse=True)
def wards():
    make_council()
    return [
        make_ward(name="Ash", code="E05000001", valid_from=dt.date(2016, 5, 5)),
        make_ward(name="Birch", code="E05000002", valid_from=dt.date(2021, 5, 6)),
    ]


def write(tmp_path, *tables):
    """Write a file of `(variable, counts by category)`, the same counts for both wards."""
    lines = ["ward_code,ward_name,variable,category,count"]
    lines += [
        f"{code},{name},{variable},{category},{n}"
        for code, name in (("E05000001", "Ash"), ("E05000002", "Birch"))
        for variable, counts in tables
        for category, n in counts.items()
    ]
    path = tmp_path / "counts.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def residents(n):
    return "usual_residents", {"All": n}


def area(tmp_path, female, male):
    path = tmp_path / "sex.csv"
    path.write_text(f"lad_code,lad_name,female,male\n{BRISTOL},Bristol,{female},{male}\n")
    return path


def test_each_table_has_its_source_its_day_and_its_boundaries(tmp_path):
    load_census(write(tmp_path, residents(10_000), ("age_6", AGES)))

    by_age = PopulationTable.objects.get(variable="age_6")

    assert (by_age.source, by_age.dated) == ("Census 2021", dt.date(2021, 3, 21))
    assert (by_age.wards, by_age.boundaries_since) == (2, dt.date(2021, 5, 6))
    assert (by_age.total, by_age.apart, by_age.compared_with) == (20_000, 0, "usual_residents")
    assert by_age.in_words == (
        f"age_6: Census 2021, of 21 March 2021, for 2 wards of {BRISTOL}, the newest boundaries "
        "since 6 May 2021; 20,000 in all."
    )


def test_sums_that_differ_by_rounding_are_said(tmp_path):
    load_census(write(tmp_path, residents(9_998), ("age_6", AGES), ("religion", {"None": 10_002})))

    found = {one.variable: one.apart for one in PopulationTable.objects.all()}

    assert found == {"usual_residents": 0, "age_6": 4, "religion": 8}
    said = LoadedFile.objects.get().tables_in_words
    assert "4 apart from usual_residents, which is rounding." in said


@pytest.mark.parametrize("n", [9_990, 10_010])
def test_sums_that_differ_by_more_are_refused_and_nothing_is_loaded(tmp_path, n):
    with pytest.raises(UnknownLayout, match="20 apart, and rounding explains 10 at most"):
        load_census(write(tmp_path, residents(n), ("age_6", AGES)))

    assert not CensusCount.objects.exists()
    assert not LoadedFile.objects.exists()


def test_a_second_file_is_compared_with_what_is_on_file(tmp_path):
    load_census(write(tmp_path, residents(10_000)))

    with pytest.raises(UnknownLayout, match="age_6 adds up to 20,000|usual_residents adds up"):
        load_census(write(tmp_path, ("age_6", AGES | {"Aged 16 to 24 years": 1400})))
    load_census(write(tmp_path, ("age_6", AGES)))
    # Another source is another population.
    load_census(write(tmp_path, ("age_6", AGES | {"Aged 16 to 24 years": 1400})), **OTHER)


def test_homes_have_sums_of_their_own(tmp_path):
    load_census(write(tmp_path, residents(10_000), ("household_tenure", {"Owned": 4_000})))

    assert PopulationTable.objects.get(variable="household_tenure").compared_with == ""


def test_women_and_men_are_compared_with_residents_of_the_wards(tmp_path):
    load_census(write(tmp_path, residents(10_000)))

    load_census(area(tmp_path, 10_104, 9_901))
    table = PopulationTable.objects.get(variable="sex")
    assert (table.wards, table.total, table.apart) == (0, 20_005, 5)
    assert "for the whole area" in table.in_words

    with pytest.raises(UnknownLayout, match="1,000 apart"):
        load_census(area(tmp_path, 11_000, 10_000))
    assert sum(AreaCount.objects.values_list("count", flat=True)) == 20_005


def test_the_newest_source_is_taken_by_the_day_it_was_recorded_with(tmp_path, wards):
    load_census(write(tmp_path, residents(10_000), ("age_6", AGES)))
    newer = {category: 2 * n for category, n in AGES.items()}
    load_census(write(tmp_path, ("age_6", newer)), **OTHER)

    found = population_of(wards)
    assert (found.source, found.dated, found.everybody) == (*OTHER.values(), 40_000)

    take_back(LoadedFile.objects.first())
    found = population_of(wards)
    assert (found.source, found.everybody) == ("Census 2021", 20_000)
    assert [one.source for one in PopulationTable.objects.standing()] == ["Census 2021"] * 2


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (["--source", "Census 2031"], "Nobody knows which day 'Census 2031' speaks of"),
        (["--dated", "2031-03-20"], "Census 2021 speaks of 2021-03-21, not of 2031-03-20"),
        (["--source", "x" * 61, "--dated", "2031-03-20"], "60 letters at most"),
    ],
)
def test_an_edition_that_says_no_day_or_a_wrong_one_is_refused(tmp_path, asked, says):
    with pytest.raises(CommandError, match=re.escape(says)):
        call_command("load_census", str(write(tmp_path, residents(10))), *asked)


def test_the_command_says_what_it_recorded(tmp_path, capsys):
    call_command(
        "load_census",
        *(str(write(tmp_path, ("age_6", AGES))), "--source", "Census 2031"),
        *("--dated", "2031-03-20"),
    )
    assert "age_6: Census 2031, of 20 March 2031, for 2 wards" in capsys.readouterr().out
