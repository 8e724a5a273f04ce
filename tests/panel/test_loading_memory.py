"""A file of the whole country takes no more memory than the council's own rows do, nor a lock."""

import tracemalloc

import pytest
from django.core.management import call_command
from django.db import connection

from panel.loading import BRISTOL as BRISTOL_FILES
from panel.loading import wards
from panel.loading.adding_up import add_up
from panel.loading.area_counts import read_area
from panel.loading.census_layouts import CensusFile
from panel.loading.postcodes import load_postcodes
from panel.loading.wards import division_names, features_of
from panel.models import LoadedFile
from tests.panel.factories import BRISTOL, make_council, make_ward, older_and_newer

WARDS_2025 = BRISTOL_FILES / "wards_2025.geojson"
ALLOWED = (
    1_500_000  # bytes, for a few chunks of text; a list of the rows would take four times that
)
ROWS = 15_000


def peak_of(function, *arguments, **named):
    """Return the most bytes that Python held at once, and the answer.

    It is called once before, for what is imported, compiled and asked once is no matter of a file.
    """
    function(*arguments, **named)
    tracemalloc.start()
    try:
        answer = function(*arguments, **named)
        return tracemalloc.get_traced_memory()[1], answer
    finally:
        tracemalloc.stop()


@pytest.fixture
def transactions(monkeypatch):
    """Note how deep in transactions each file is while it is read; the test itself is in one."""
    depths = set()

    def watched(read):
        def reading(*arguments):
            for row in read(*arguments):
                depths.add(len(connection.savepoint_ids))
                yield row

        return reading

    monkeypatch.setattr(wards, "read_features", watched(wards.read_features))
    monkeypatch.setattr(CensusFile, "rows", watched(CensusFile.rows))
    return depths


def write(path, header, rows):
    with path.open("w") as file:
        file.writelines(f"{line}\n" for line in (header, *rows))
    return path


def test_wards(tmp_path):
    real = WARDS_2025.read_text().rstrip().removesuffix("]}")
    ashley = real[real.index('{"type":"Feature"') : real.index(',{"type":"Feature"')]
    country = tmp_path / "country.geojson"
    with country.open("w") as file:
        file.write(real)
        for number in range(ROWS // 2):
            elsewhere = ashley.replace(BRISTOL, f"E07{number:06}")
            file.write(f",{elsewhere.replace('E05010885', f'E05{number:06}')}")
        file.write("]}")
    council, ours = peak_of(features_of, WARDS_2025, BRISTOL)
    peak, kept = peak_of(features_of, country, BRISTOL)
    assert kept == ours
    assert peak < council + ALLOWED
    assert peak_of(division_names, country)[0] < ALLOWED


def test_divisions_keep_their_names_alone(tmp_path):
    ring = [[0.5, 51.5]] * 40
    rows = (
        f'{{"properties": {{"CED25CD": "E58{n:06}", "CED25NM": "x"}}, '
        f'"geometry": {{"type": "Polygon", "coordinates": [{ring}]}}}}{"," if n < 4_999 else ""}'
        for n in range(5_000)
    )
    path = write(tmp_path / "divisions.geojson", '{"features": [', (*rows, "]}"))
    peak, names = peak_of(division_names, path)
    assert len(names) == 5_000
    assert peak < 2 * ALLOWED


@pytest.mark.django_db
def test_counts_of_output_areas(tmp_path):
    make_council()
    ward = make_ward()
    older_and_newer([], [("BS1 1AA", ward.code, {"output_area": "E00000001"})])
    path = write(
        tmp_path / "oa.csv",
        "OA code,OA,Religion (10 categories) Code,Religion (10 categories),Observation",
        (f"E00{n:06},x,1,Sikh,5" for n in range(ROWS)),
    )
    peak, added = peak_of(add_up, path, {ward.code: ward})
    assert added.wards == {(ward.code, "religion", "Sikh"): 5}
    assert peak < ALLOWED


@pytest.mark.django_db
@pytest.mark.parametrize("ours_at", [0, ROWS // 2])
def test_women_and_men_of_a_council(tmp_path, ours_at):
    make_council()
    codes = [f"E07{n:06}" for n in range(ROWS)]
    codes[ours_at] = BRISTOL
    rows = (f"{code},x,{n},{n + 1}" for n, code in enumerate(codes))
    path = write(tmp_path / "sex.csv", "lad_code,lad_name,female,male", rows)
    peak, counts = peak_of(read_area, path)
    assert counts == {"Female": ours_at, "Male": ours_at + 1}
    assert peak < ALLOWED


@pytest.mark.django_db
def test_postcodes(tmp_path):
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    rows = (
        f"{'BS' if n < 20 else 'EX'}{n // 4000 + 1} {n // 400 % 10}"
        f"{letters[n // 20 % 20]}{letters[n % 20]},,{BRISTOL if n < 20 else 'E07000041'},E05010907"
        for n in range(ROWS)
    )
    path = write(tmp_path / "onspd_2025-11.csv", "pcds,doterm,lad25cd,wd25cd", rows)
    peak, edition = peak_of(load_postcodes, path, council_code=BRISTOL)
    assert (edition.rows_read, edition.rows_kept) == (ROWS, 20)
    assert peak < 2 * ALLOWED  # it reads a megabyte ahead


@pytest.mark.django_db
def test_nobody_waits_while_a_file_is_read(transactions):
    outside = len(connection.savepoint_ids)
    make_council()
    call_command("load_wards", WARDS_2025, "--council", BRISTOL, "--from", "2016-05-05")
    call_command("load_census", BRISTOL_FILES / "census2021.csv.gz")
    assert transactions == {outside}
    assert LoadedFile.objects.count() == 2
