"""Counts of people by ward."""

import datetime as dt
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum

from panel.loading import BRISTOL as BRISTOL_FILES
from panel.loading.census import load_census
from panel.loading.wards import load_wards
from panel.models import CensusCount, Ward
from tests.panel.factories import BRISTOL

DATA = Path(__file__).parent.parent / "data" / "wards"
TOTALS = {
    "usual_residents": 472_479,
    "age_6": 472_461,
    "ethnic_group_5": 472_479,
    "disability": 472_443,
    "religion": 472_504,
    "household_tenure": 191_647,
}


@pytest.fixture
def wards(db):
    load_wards(
        BRISTOL_FILES / "wards_2025.geojson",
        council_code=BRISTOL,
        valid_from=dt.date(2016, 5, 5),
    )


@pytest.mark.usefixtures("wards")
def test_bristols_totals_are_the_published_ones_and_need_not_agree():
    loaded = load_census(BRISTOL_FILES / "census2021.csv.gz")
    assert (loaded.variables, loaded.unknown_wards) == (TOTALS, {})
    adults = CensusCount.objects.filter(variable="age_6").exclude(
        category="Aged 15 years and under"
    )
    assert adults.aggregate(n=Sum("count"))["n"] == 389_703


@pytest.mark.usefixtures("wards")
def test_loading_again_replaces_and_does_not_double():
    first = load_census(BRISTOL_FILES / "census2021.csv.gz")
    assert load_census(BRISTOL_FILES / "census2021.csv.gz") == first
    assert CensusCount.objects.count() == first.counts


@pytest.mark.usefixtures("wards")
def test_single_years_of_age_add_up_to_the_published_population():
    loaded = load_census(BRISTOL_FILES / "single_year_of_age.csv.gz")
    assert loaded.variables == {"year_of_age": 465_866}
    assert CensusCount.objects.get(ward__name="Ashley", category="0").count == 223
    assert set(CensusCount.objects.values_list("source", flat=True)) == {"Mid-2020 estimate"}


@pytest.mark.usefixtures("wards")
def test_wards_that_are_not_loaded_are_named_in_words():
    Ward.objects.filter(name="Easton").delete()
    warnings = []
    loaded = load_census(BRISTOL_FILES / "census2021.csv.gz", warn=warnings.append)
    assert warnings == [
        "Left out Easton (E05010896): no such ward is loaded. Load its boundaries first."
    ]
    assert loaded.variables["usual_residents"] < TOTALS["usual_residents"]


@pytest.mark.django_db
def test_the_command_reports_and_refuses(tmp_path, capsys):
    load_wards(
        DATA / "torfaen_wards_2025.geojson",
        council_code="W06000020",
        valid_from=dt.date(2022, 5, 5),
    )
    call_command("load_census", DATA / "torfaen_ward_census2021.csv")
    assert "usual_residents: 92,2" in capsys.readouterr().out
    other = tmp_path / "other.csv"
    other.write_text("ward,people\nAshley,12\n")
    with pytest.raises(CommandError, match="Its header: ward,people"):
        call_command("load_census", other)
    other.write_text("ward_code,variable,category,count\nW05001361,age_6,All,=1+1\n")
    with pytest.raises(CommandError, match="not a whole number: '=1\\+1'"):
        call_command("load_census", other)
