"""Counts of the census in the layouts of the ONS and of Nomis (requirements R5.6)."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.loading import UnknownLayout
from panel.loading.census import load_census
from panel.loading.census_layouts import CensusFile
from panel.loading.census_tables import SIX_AGES, six_ages
from panel.loading.taking_back import take_back
from panel.models import AreaCount, CensusCount, LoadedFile, SmallAreaCount
from panel.small_areas import best_fit
from tests.panel.factories import BRISTOL, make_council, make_edition, make_ward, older_and_newer

ONS_WARD = "Electoral wards and divisions Code,Electoral wards and divisions"
NOMIS = "date,geography,geography code"
ETHNIC = (
    "Ethnic group: Total: All usual residents",
    "Ethnic group: Asian, Asian British or Asian Welsh",
    "Ethnic group: Asian, Asian British or Asian Welsh: Indian",
    "Ethnic group: Asian, Asian British or Asian Welsh: Chinese",
    "Ethnic group: Black, Black British, Black Welsh, Caribbean or African",
    "Ethnic group: Black, Black British, Black Welsh, Caribbean or African: African",
    "Ethnic group: Mixed or Multiple ethnic groups: White and Asian",
    "Ethnic group: White",
    "Ethnic group: White: Roma",
    "Ethnic group: Other ethnic group: Arab",
)


def quoted(names):
    return ",".join(f'"{name}"' for name in names)


def write(tmp_path, *lines, name="census.csv"):
    path = tmp_path / name
    text = "\r\n".join(lines) + "\r\n"
    if name.endswith(".gz"):
        path.write_bytes(gzip.compress(text.encode("utf-8-sig")))
    else:
        path.write_text(text, encoding="utf-8-sig")
    return path


def rows_of(path):
    with CensusFile(path) as table:
        return [tuple(row) for row in table.rows()]


def counts_of(path):
    found = {}
    for code, _name, variable, category, n in rows_of(path):
        found[code, variable, category] = found.get((code, variable, category), 0) + n
    return found


# ---- layouts -------------------------------------------------------------------------------------


def test_a_custom_dataset_of_the_ons_is_long(tmp_path):
    path = write(
        tmp_path,
        f"{ONS_WARD},Age (6 categories) Code,Age (6 categories),Observation",
        "E05000001,Ash,1,Aged 15 years and under,120",
        "E05000001,Ash,6,Aged 65 years and over,0",
        'E05000002,"Birch, and Elm",-8,Does not apply,7',
    )
    assert rows_of(path) == [
        ("E05000001", "Ash", "age_6", "Aged 15 years and under", 120),
        ("E05000001", "Ash", "age_6", "Aged 65 years and over", 0),
    ]


def test_ward_code_and_ward_name_in_any_case_and_order(tmp_path):
    path = write(
        tmp_path,
        "Ward Code,Ward name,Religion (10 categories) Code,Religion (10 categories),Observation",
        "E05000001,Ash,1,No religion,55",
    )
    assert rows_of(path)[0][2:] == ("religion", "No religion", 55)


def test_single_years_are_put_into_six_groups_and_two_variables_are_read_side_by_side(tmp_path):
    path = write(
        tmp_path,
        f"{ONS_WARD},Age (101 categories) Code,Age (101 categories),Sex (2 categories) Code,"
        "Sex (2 categories),Observation",
        "E05000001,Ash,0,Aged under 1 year,1,Female,3",
        "E05000001,Ash,16,Aged 16 years,1,Female,4",
        "E05000001,Ash,16,Aged 16 years,2,Male,5",
        "E05000001,Ash,100,Aged 100 years and over,1,Female,1",
    )
    assert counts_of(path) == {
        ("E05000001", "age_6", "Aged 15 years and under"): 3,
        ("E05000001", "age_6", "Aged 16 to 24 years"): 9,
        ("E05000001", "age_6", "Aged 65 years and over"): 1,
        ("E05000001", "sex", "Female"): 8,
        ("E05000001", "sex", "Male"): 5,
        ("E05000001", "age_by_sex", "Female, Aged 15 years and under"): 3,
        ("E05000001", "age_by_sex", "Female, Aged 16 to 24 years"): 4,
        ("E05000001", "age_by_sex", "Female, Aged 65 years and over"): 1,
        ("E05000001", "age_by_sex", "Male, Aged 16 to 24 years"): 5,
    }


def test_residents_alone_have_no_variable(tmp_path):
    path = write(tmp_path, f"{ONS_WARD},Observation", "E05000001,Ash,7000")
    assert rows_of(path) == [("E05000001", "Ash", "usual_residents", "All", 7000)]


def test_a_bulk_file_of_nomis_is_wide_and_its_sums_are_not_counted_twice(tmp_path):
    path = write(
        tmp_path,
        f"{NOMIS},{quoted(ETHNIC)}",
        "2021,Bristol 001A,E01014485,100,30,10,20,15,15,5,48,48,2",
        name="census2021-ts021-lsoa.csv.gz",
    )
    assert {category: n for (_c, _v, category), n in counts_of(path).items()} == {
        "Asian, Asian British or Asian Welsh": 30,
        "Black, Black British, Black Welsh, Caribbean or African": 15,
        "Mixed or Multiple ethnic groups": 5,
        "White": 48,
        "Other ethnic group": 2,
    }


def test_residents_of_a_bulk_file_are_its_total(tmp_path):
    path = write(
        tmp_path,
        f"{NOMIS},Residence type: Total; measures: Value,"
        "Residence type: Lives in a household; measures: Value",
        "2021,E00000001,E00000001,310,300",
    )
    assert rows_of(path) == [("E00000001", "E00000001", "usual_residents", "All", 310)]


def test_bands_and_open_ends_beside_single_years_are_left_out(tmp_path):
    singles = ["Aged under 1 year", "Aged 1 year", *(f"Aged {n} years" for n in range(2, 100))]
    names = [
        *("Total", "Aged 4 years and under", "Aged 85 years and over"),
        *singles,
        "Aged 100 years and over",
    ]
    path = write(
        tmp_path,
        f"{NOMIS},{','.join(f'Age: {name}' for name in names)}",
        ",".join(["2021", "x", "E01000001", "101", "5", "16", *["1"] * 101]),
    )
    assert sum(counts_of(path).values()) == 101
    assert counts_of(path)["E01000001", "age_6", "Aged 16 to 24 years"] == 9


def test_a_table_of_a_query_has_lines_above_and_below(tmp_path):
    path = write(
        tmp_path,
        '"TS054 - Tenure of household"',
        '"ONS Crown Copyright Reserved [from Nomis on 26 November 2026]"',
        "",
        '"Population :","All households"',
        '"Date       :","2021"',
        "",
        '"2022 ward","mnemonic","Total: All households","Owned","Owned: Owns outright",'
        '"Owned: Owns with a mortgage or loan","Lives rent free"',
        '"Ash","E05000001",90,80,50,30,10',
        "",
        '"In order to protect against disclosure of personal information, records are swapped."',
    )
    assert [row[3:] for row in rows_of(path)] == [
        ("Owned: Owns outright", 50),
        ("Owned: Owns with a mortgage or loan", 30),
        ("Lives rent free", 10),
    ]
    assert {row[2] for row in rows_of(path)} == {"household_tenure"}


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["ward,people", "Ashley,12"], "not a census file that we know. Its header: ward,people"),
        ([""], "Its header: $"),
        ([f"{NOMIS},Age: Total,Age: Aged 4 years and under"], "ages in other groups than ours"),
        ([f"{NOMIS},Highest qualification: None"], "counts “Highest qualification: None”"),
        ([f"{ONS_WARD},Hours worked (5 categories),Observation"], "which nothing here uses"),
        (
            [f"{ONS_WARD},Age (18 categories),Observation", "E05000001,A,Aged 15 to 19 years,5"],
            "category that we do not know: 'Aged 15 to 19 years'. Ages are read by single year",
        ),
        (
            [f"{ONS_WARD},Sex (2 categories),Observation", "E05000001,A,Persons,5"],
            "category that we do not know: 'Persons'",
        ),
        ([f"{ONS_WARD},Observation", "E05000001,A,12.5"], "not a whole number: '12.5'"),
        ([f"{ONS_WARD},Observation", "E05000001,A"], "breaks off: E05000001,A"),
        (
            [f"{NOMIS},Religion: Sikh", "2011,A,E01000001,5"],
            "is of 2011. Only tables of the census",
        ),
    ],
)
def test_what_is_not_known_is_refused_with_what_was_found(tmp_path, lines, words):
    with pytest.raises(UnknownLayout, match=words):
        rows_of(write(tmp_path, *lines))


def test_a_workbook_is_refused_in_words(tmp_path):
    path = tmp_path / "TS007.xlsx"
    path.write_bytes(b"PK\x03\x04\x14\x00\xff\xfe" * 40)
    with pytest.raises(UnknownLayout, match="Save a workbook as CSV UTF-8"):
        rows_of(path)


@given(st.integers(0, 130))
def test_every_age_is_in_one_group(age):
    label = "Aged under 1 year" if age == 0 else f"Aged {age} years"
    low, high, _ours = next(one for one in SIX_AGES if one[2] == six_ages(label, None))
    assert low <= age <= high


@given(st.dictionaries(st.sampled_from(["A", "B", "C"]), st.integers(1, 5), min_size=1))
def test_the_best_fit_is_a_ward_that_no_other_exceeds(parts):
    assert parts[best_fit(parts)] == max(parts.values())


# ---- into wards ----------------------------------------------------------------------------------

ASH, BIRCH = "E05000011", "E05000012"


@pytest.fixture
def wards(db):
    """Two wards with three output areas: the second lies in both, mostly in Birch."""
    make_council()
    make_ward(name="Ash", code=ASH)
    make_ward(name="Birch", code=BIRCH)
    places = [
        ("BS1 1AA", ASH, "E00000001"),
        ("BS1 1AB", ASH, "E00000002"),
        ("BS1 1AD", BIRCH, "E00000002"),
        ("BS1 1AE", BIRCH, "E00000002"),
        ("BS1 1AF", BIRCH, "E00000003"),
    ]
    older_and_newer(
        [],
        [(p, ward, {"output_area": area, "lsoa": "E01000001"}) for p, ward, area in places],
    )


def output_areas(tmp_path, *counts, column="Religion: Sikh"):
    rows = [f"2021,x,E0000000{n},{count}" for n, count in enumerate(counts, start=1)]
    return write(tmp_path, f"{NOMIS},{column}", *rows, "2021,x,E00999999,999")


def by_ward():
    return dict(CensusCount.objects.values_list("ward__name", "count"))


def test_output_areas_are_added_up_to_the_ward_of_most_of_their_postcodes(wards, tmp_path):
    loaded = load_census(output_areas(tmp_path, 5, 7, 0))
    assert by_ward() == {"Ash": 5, "Birch": 7}
    assert (loaded.counts, loaded.variables) == (2, {"religion": 12})


def test_a_count_of_nought_stays_one(wards, tmp_path):
    load_census(output_areas(tmp_path, 0, 7, 0))
    assert by_ward() == {"Ash": 0, "Birch": 7}


def test_residents_of_small_areas_are_kept_and_taken_back(wards, tmp_path):
    total = "Residence type: Total; measures: Value"
    load_census(output_areas(tmp_path, 300, 200, 100, column=total))
    first = dict(SmallAreaCount.objects.values_list("code", "people"))
    assert first == {"E00000001": 300, "E00000002": 200, "E00000003": 100}
    load_census(output_areas(tmp_path, 1, 2, 3, column=total))
    assert by_ward() == {"Ash": 1, "Birch": 5}
    take_back(LoadedFile.objects.first())
    assert dict(SmallAreaCount.objects.values_list("code", "people")) == first
    assert by_ward() == {"Ash": 300, "Birch": 300}
    take_back(LoadedFile.objects.standing().first())
    assert (SmallAreaCount.objects.count(), CensusCount.objects.count()) == (0, 0)


def test_a_file_that_leaves_an_output_area_out_changes_nothing(wards, tmp_path):
    load_census(output_areas(tmp_path, 5, 7, 1))
    before = by_ward()
    with pytest.raises(
        UnknownLayout, match="leaves out 1 of our 3 small areas, among them E00000003"
    ):
        load_census(output_areas(tmp_path, 9, 9))
    assert by_ward() == before


def test_small_areas_need_a_postcode_file_that_names_them(db, tmp_path):
    make_council()
    make_ward()
    make_edition()
    with pytest.raises(UnknownLayout, match="Code-Point Open has none"):
        load_census(output_areas(tmp_path, 5))


def test_women_and_men_of_wards_or_of_the_council_are_those_of_the_area(wards, tmp_path):
    header = f"{ONS_WARD},Sex (2 categories) Code,Sex (2 categories),Observation"
    load_census(
        write(
            tmp_path,
            header,
            *(
                f"{code},x,{n},{sex},{n}0"
                for code in (ASH, BIRCH)
                for n, sex in ((1, "Female"), (2, "Male"))
            ),
        )
    )
    assert dict(AreaCount.objects.values_list("category", "count")) == {"Female": 20, "Male": 40}
    assert not CensusCount.objects.exists()
    load_census(
        write(
            tmp_path,
            f"{NOMIS},Sex: All persons; measures: Value,Sex: Female; measures: Value,"
            "Sex: Male; measures: Value",
            f"2021,Bristol,{BRISTOL},472500,238000,234500",
            "2021,Cardiff,W06000015,362300,1,2",
        )
    )
    assert dict(AreaCount.objects.values_list("category", "count")) == {
        "Female": 238_000,
        "Male": 234_500,
    }
    take_back(LoadedFile.objects.first())
    assert dict(AreaCount.objects.values_list("category", "count")) == {"Female": 20, "Male": 40}


def test_of_a_national_file_what_is_not_ours_is_counted_and_not_listed(wards, tmp_path):
    warnings = []
    elsewhere = [f"E059{n:05d},Elsewhere {n},5" for n in range(60)]
    path = write(tmp_path, f"{ONS_WARD},Observation", f"{ASH},a,70", f"{BIRCH},b,80", *elsewhere)
    load_census(path, warn=warnings.append)
    assert (by_ward(), warnings) == (
        {"Ash": 70, "Birch": 80},
        ["Left out 60 wards that are not loaded."],
    )


def test_a_count_that_is_said_twice_loads_nothing(wards, tmp_path):
    lines = [f"{code},religion,Sikh,5" for code in (ASH, BIRCH, ASH)]
    with pytest.raises(UnknownLayout, match="counts religion, 'Sikh', of E05000011 twice"):
        load_census(write(tmp_path, "ward_code,variable,category,count", *lines))
    assert not LoadedFile.objects.exists()
