"""Each file of wards or counts is on record, and the newest can be taken back."""

import datetime as dt
import hashlib
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from core.refusals import Refused
from panel.loading import BRISTOL as BRISTOL_FILES
from panel.loading.census import load_census
from panel.loading.taking_back import take_back
from panel.loading.wards import load_wards
from panel.models import CensusCount, LoadedFile, Ward
from tests.panel.factories import BRISTOL, make_membership

OLD = Path(__file__).parent.parent / "data" / "wards" / "bristol_wards_1999_2016.geojson"
NEW = BRISTOL_FILES / "wards_2025.geojson"
MAY_1999, MAY_2016 = dt.date(1999, 5, 6), dt.date(2016, 5, 5)


def all_wards():
    return list(Ward.objects.order_by("code").values())


def all_counts():
    fields = "ward__code", "variable", "category", "count", "source"
    return set(CensusCount.objects.values_list(*fields))


@pytest.fixture
def old_wards(db):
    load_wards(OLD, council_code=BRISTOL, valid_from=MAY_1999)


@pytest.fixture
def wards(db):
    load_wards(NEW, council_code=BRISTOL, valid_from=MAY_2016)


def census_file(tmp_path, *, more=0, name="census.csv"):
    """Write a count of people for each ward, some more than the ward's number."""
    path = tmp_path / name
    lines = [
        f"{ward.code},usual_residents,All,{number + more}"
        for number, ward in enumerate(Ward.objects.in_force(), start=100)
    ]
    path.write_text("\n".join(["ward_code,variable,category,count", *lines]))
    return path


def test_a_file_is_on_record_with_edition_rows_and_fingerprint(wards):
    load_census(BRISTOL_FILES / "census2021.csv.gz")
    counts, boundaries = LoadedFile.objects.all()
    assert (boundaries.kind, boundaries.edition, boundaries.rows) == (
        "wards",
        "E06000023, 2016-05-05",
        34,
    )
    assert (counts.kind, counts.edition, counts.rows) == (
        "census",
        "Census 2021",
        CensusCount.objects.count(),
    )
    for loaded, path in ((boundaries, NEW), (counts, BRISTOL_FILES / "census2021.csv.gz")):
        assert loaded.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
        assert loaded.file_name == path.name


def test_wards_taken_back_are_as_they_were(old_wards):
    before = all_wards()
    load_wards(NEW, council_code=BRISTOL, valid_from=MAY_2016)
    assert Ward.objects.filter(valid_to=MAY_2016).count() == 35

    take_back(LoadedFile.objects.first())

    assert all_wards() == before
    assert LoadedFile.objects.standing().count() == 1


def test_wards_that_somebody_lives_in_are_not_taken_back(old_wards):
    load_wards(NEW, council_code=BRISTOL, valid_from=MAY_2016)
    make_membership(ward=Ward.objects.in_force().first())
    before = all_wards()
    with pytest.raises(Refused, match="Members or answers are in these wards already"):
        take_back(LoadedFile.objects.first())
    assert all_wards() == before
    assert not LoadedFile.objects.exclude(taken_back_at=None).exists()


def test_counts_taken_back_are_as_they_were(wards, tmp_path):
    load_census(census_file(tmp_path))
    before = all_counts()
    load_census(census_file(tmp_path, more=7))
    assert all_counts() != before

    take_back(LoadedFile.objects.first())

    assert all_counts() == before
    take_back(LoadedFile.objects.standing().first())
    assert all_counts() == set()


def test_only_the_newest_file_is_taken_back_and_only_once(wards, tmp_path, capsys):
    load_census(census_file(tmp_path))
    counts, boundaries = LoadedFile.objects.all()
    with pytest.raises(Refused, match="Only the newest file can be taken back"):
        take_back(boundaries)
    call_command("take_back_file")
    assert capsys.readouterr().out == "Taken back: Counts of people: census.csv.\n"
    counts.refresh_from_db()
    with pytest.raises(Refused, match="That is Ward boundaries"):
        take_back(counts)
    call_command("take_back_file")
    with pytest.raises(CommandError, match="Nothing is left to take back"):
        call_command("take_back_file")


# ---- counts on other boundaries ------------------------------------------------------------------


def refuses(path, words):
    before = all_counts()
    with pytest.raises(CommandError, match=words):
        call_command("load_census", path)
    assert all_counts() == before


def test_counts_on_boundaries_that_ended_are_refused(old_wards, tmp_path):
    path = census_file(tmp_path)
    load_wards(NEW, council_code=BRISTOL, valid_from=MAY_2016)
    refuses(path, r"boundaries ended, among them .* until 2016-05-05\)")


def test_counts_of_wards_that_are_not_loaded_are_refused(wards, tmp_path):
    path = tmp_path / "elsewhere.csv"
    path.write_text("ward_code,variable,category,count\nE05009999,age_6,All,12\n")
    refuses(path, "1 wards, none of which is loaded. Load the boundaries first")


def test_a_file_that_leaves_out_a_ward_is_refused_and_says_which(wards, tmp_path):
    path = census_file(tmp_path)
    path.write_text(path.read_text().rpartition("\n")[0])
    last = Ward.objects.in_force().last()
    refuses(path, rf"leaves out 1 that are in force: {last.name} \({last.code}\)")


def test_counts_for_boundaries_to_come_are_taken_ahead(old_wards):
    ahead = dt.date.today() + dt.timedelta(days=90)
    load_wards(NEW, council_code=BRISTOL, valid_from=ahead)
    loaded = load_census(BRISTOL_FILES / "census2021.csv.gz")
    assert loaded.variables["usual_residents"] == 472_479
