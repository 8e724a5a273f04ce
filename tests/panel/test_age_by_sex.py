"""Age and sex taken together: read from the layouts of the ONS and Nomis, checked, and drawn by.

The counts here are constructed: nothing that ships holds age by sex.
"""

import gzip

import pytest

from panel.loading import UnknownLayout
from panel.loading.census import load_census
from panel.loading.census_layouts import CensusFile
from panel.loading.taking_back import take_back
from panel.models import AreaCount, CensusCount, LoadedFile, PopulationTable, Ward
from panel.residents import residents_by_told
from tests.panel.factories import BRISTOL, make_council, make_ward

pytestmark = pytest.mark.django_db
ASH, BIRCH = "E05000001", "E05000002"
AGES = (
    "Aged 15 years and under",
    "Aged 16 to 24 years",
    "Aged 25 to 34 years",
    "Aged 35 to 49 years",
    "Aged 50 to 64 years",
    "Aged 65 years and over",
)
FEMALE = (700, 800, 900, 1300, 800, 600)
MALE = (800, 700, 1100, 1200, 700, 400)
WARD = "Electoral wards and divisions Code,Electoral wards and divisions"
LONG = (
    f"{WARD},Sex (2 categories) Code,Sex (2 categories),Age (6 categories) Code,"
    "Age (6 categories),Observation"
)
AREA = "date,geography,geography code"
SINGLES = ["Aged under 1 year", "Aged 1 year", *(f"Aged {n} years" for n in range(2, 90))]


@pytest.fixture(autouse=True)
def wards():
    make_council()
    return [make_ward(name="Ash", code=ASH), make_ward(name="Birch", code=BIRCH)]


def write(tmp_path, *lines, name="counts.csv"):
    path = tmp_path / name
    text = "\r\n".join(lines) + "\r\n"
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return path


def by_ward(tmp_path, female=FEMALE, male=MALE):
    """Write a custom dataset of the ONS, the same counts for both wards."""
    lines = [
        f"{code},x,{s},{sex},{a},{age},{n}"
        for code in (ASH, BIRCH)
        for s, (sex, counts) in enumerate((("Female", female), ("Male", male)), 1)
        for a, (age, n) in enumerate(zip(AGES, counts, strict=True), 1)
    ]
    return write(tmp_path, LONG, *lines)


def one_way(tmp_path, ages):
    lines = [
        f"{code},age_6,{age},{n}"
        for code in (ASH, BIRCH)
        for age, n in zip(AGES, ages, strict=True)
    ]
    return write(tmp_path, "ward_code,variable,category,count", *lines, name="ages.csv")


def sexes(tmp_path, female, male):
    lines = f"lad_code,lad_name,female,male\n{BRISTOL},Bristol,{female},{male}\n"
    return write(tmp_path, lines.strip(), name="sex.csv")


def bulk(tmp_path, each=1):
    """Write TS009 as Nomis does: totals, bands and single years, for women and men together."""
    ages = ["Total", "Aged 4 years and under", *SINGLES, "Aged 90 years and over"]
    names = [
        f"Sex: {sex}; Age: {age}; measures: Value"
        for sex in ("All persons", "Female", "Male")
        for age in ages
    ]
    counts = [str(n) for of in (3, 1, 2) for n in (91 * of, 5 * of, *([of] * 91))]
    lines = [",".join([AREA, *names])]
    lines += [
        ",".join(["2021", "x", code, *(str(int(n) * each) for n in counts)])
        for code in (BRISTOL, "W06000015")
    ]
    return write(tmp_path, *lines, name="census2021-ts009-ltla.csv.gz")


# ---- reading -------------------------------------------------------------------------------------


def test_a_bulk_file_of_two_variables_counts_nobody_twice(tmp_path):
    with CensusFile(bulk(tmp_path)) as table:
        rows = [row for row in table.rows() if row.code == BRISTOL]

    def total(variable, beginning=""):
        return sum(r.n for r in rows if r.variable == variable and r.category.startswith(beginning))

    assert {name: total(name) for name in ("sex", "age_6", "age_by_sex")} == {
        "sex": 273,
        "age_6": 273,
        "age_by_sex": 273,
    }
    assert (total("sex", "Female"), total("age_6", "Aged 16 to 24")) == (91, 27)
    assert total("age_by_sex", "Male, Aged 16 to 24") == 18
    assert total("age_by_sex", "Female, Aged 65") == 26


def test_columns_of_two_tables_in_one_file_are_refused(tmp_path):
    header = f"{AREA},Sex: Female; Age: Total,Sex: Female; Ethnic group: White"
    with pytest.raises(UnknownLayout, match="columns of more than one table"):
        CensusFile(write(tmp_path, header, "2021,x,E05000001,1,1"))


def test_age_by_sex_is_kept_like_other_tables_and_can_be_taken_back(tmp_path, wards):
    load_census(by_ward(tmp_path))

    table = PopulationTable.objects.get(variable="age_by_sex")
    assert (table.source, table.wards, table.total) == ("Census 2021", 2, 20_000)
    assert table.boundaries_since == Ward.objects.get(code=ASH).valid_from
    found = residents_by_told(["age_by_sex", "sex"], wards)
    assert found["age_by_sex"].people["female 16-24"] == 1600
    assert found["age_by_sex"].people["male 65+"] == 800
    assert found["age_by_sex"].whole == 20_000 - 2 * (700 + 800)  # nobody under 16 is a member
    assert found["sex"].people == {"female": 10_200, "male": 9_800}
    assert list(found["age_by_sex"].people)[4:6] == ["female 65+", "male 16-24"]

    for loaded in LoadedFile.objects.order_by("-pk"):
        take_back(loaded)
    assert not CensusCount.objects.exists() and not AreaCount.objects.exists()
    assert residents_by_told(["age_by_sex"], wards)["age_by_sex"].why_not


def test_a_table_of_the_whole_area_serves_as_well(tmp_path, wards):
    load_census(bulk(tmp_path, each=10))

    table = PopulationTable.objects.get(variable="age_by_sex")
    assert (table.wards, table.total) == (0, 2730)
    assert residents_by_told(["age_by_sex"], wards)["age_by_sex"].people["male 16-24"] == 180
    take_back(LoadedFile.objects.get(tables__variable="age_by_sex"))
    assert set(AreaCount.objects.values_list("variable", flat=True)) == {"sex"}


# ---- adding up -----------------------------------------------------------------------------------

TOGETHER = tuple(f + m for f, m in zip(FEMALE, MALE, strict=True))


def test_its_ages_and_its_sexes_are_those_on_file_or_nothing_is_loaded(tmp_path):
    load_census(one_way(tmp_path, TOGETHER))
    load_census(sexes(tmp_path, 10_200, 9_800))

    older = (*FEMALE[:4], FEMALE[4] - 50, FEMALE[5] + 50)
    with pytest.raises(UnknownLayout, match="age_6 of “Aged 50 to 64 years”.*100 apart"):
        load_census(by_ward(tmp_path, female=older))
    # As many people of each age, and some of them of the other sex.
    fewer, more = (FEMALE[0] - 60, *FEMALE[1:]), (MALE[0] + 60, *MALE[1:])
    with pytest.raises(UnknownLayout, match="sex of “Female”.*120 apart"):
        load_census(by_ward(tmp_path, female=fewer, male=more))
    assert not CensusCount.objects.filter(variable="age_by_sex").exists()


def test_what_rounding_explains_is_let_through_and_said(tmp_path):
    load_census(one_way(tmp_path, TOGETHER))
    load_census(
        write(
            tmp_path,
            "ward_code,variable,category,count",
            *(f"{code},usual_residents,All,10001" for code in (ASH, BIRCH)),
            name="residents.csv",
        )
    )

    load_census(by_ward(tmp_path))

    table = PopulationTable.objects.get(variable="age_by_sex")
    assert (table.apart, table.compared_with) == (-2, "usual_residents")
    assert "2 apart from usual_residents, which is rounding." in table.in_words


def test_a_table_of_the_whole_area_is_compared_with_its_wards(tmp_path):
    load_census(one_way(tmp_path, TOGETHER))
    with pytest.raises(UnknownLayout, match="age_6 of “Aged 15 years and under”"):
        load_census(bulk(tmp_path))
    assert not AreaCount.objects.exists()


def test_a_table_without_a_group_is_refused(tmp_path):
    path = by_ward(tmp_path)
    lines = [line for line in path.read_text().splitlines() if "Male,6" not in line]
    with pytest.raises(UnknownLayout, match="leaves out 'Male, Aged 65 years and over'"):
        load_census(write(tmp_path, *lines))
