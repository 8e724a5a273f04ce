"""Scores of the Indices of Deprivation, by LSOA."""

import pytest
from django.core.management import CommandError, call_command

from panel.loading.taking_back import take_back
from panel.models import DeprivationScore, LoadedFile, Postcode
from tests.panel.factories import make_council, make_ward, older_and_newer

IMD = "Index of Multiple Deprivation (IMD)"
HEADER = (
    '"LSOA code (2021)","LSOA name (2021)","Local Authority District code (2024)",'
    f'"{IMD} Score","{IMD} Rank (where 1 is most deprived)",'
    f'"{IMD}\n Decile (where 1 is most deprived 10% of LSOAs)","Income Score (rate)",'
    '"Total population: mid 2022"'
)


@pytest.fixture(autouse=True)
def postcodes(db):
    make_council()
    ash = make_ward(name="Ash")
    older_and_newer(
        [], [(f"BS1 1A{n}", ash.code, {"lsoa": f"E0100000{at}"}) for at, n in enumerate("ABD", 1)]
    )


def scores(tmp_path, *rows, header=HEADER, name="File_7_IoD2025_All_Ranks_Scores.csv"):
    path = tmp_path / name
    path.write_text("\n".join([header, *rows]), encoding="utf-8-sig")
    return path


def row(code, score, decile, people="1,500"):
    return f'{code},"Bristol 001A",E06000023,{score},123,{decile},0.2,"{people}"'


def held():
    return list(DeprivationScore.objects.order_by("code").values_list("code", "score", "decile"))


def test_scores_of_our_lsoas_are_kept_and_taken_back(tmp_path, capsys):
    call_command("load_deprivation", scores(tmp_path, row("E01000001", 10, 6)))
    path = scores(
        tmp_path,
        row("E01000001", 32.4, 1),
        row("E01000002", 18.9, 4),
        row("E01099999", 60, 1),
    )
    capsys.readouterr()
    call_command("load_deprivation", path)
    assert capsys.readouterr().out == (
        "English Indices of Deprivation 2025: 2 LSOAs of ours, of 3 in the file.\n"
    )
    assert held() == [("E01000001", 32.4, 1), ("E01000002", 18.9, 4)]
    assert set(DeprivationScore.objects.values_list("people", flat=True)) == {1500}
    take_back(LoadedFile.objects.first())
    assert held() == [("E01000001", 10, 6)]
    take_back(LoadedFile.objects.standing().first())
    assert held() == []


@pytest.mark.parametrize(
    ("rows", "options", "words"),
    [
        ([], {"header": "lsoa,score"}, "no column for the code .* Its header: lsoa,score"),
        ([], {"header": HEADER.replace("(2021)", "(2011)", 1)}, "load the English Indices .* 2025"),
        ([], {"header": f"{HEADER},imd_score"}, "2 columns for the score"),
        ([row("E01099999", 5, 1)], {}, "no LSOA in which a postcode of ours lies"),
        ([row("E01000001", "high", 1)], {}, "a row that is no score: E01000001"),
        ([row("E01000001", 5, 11)], {}, "a row that is no score"),
        ([row("E01000001", 5, 1), "E01000002,x"], {}, "a row that is no score: E01000002,x"),
        ([row("W01000001", 5, 1)], {}, "a row that is no score"),
    ],
)
def test_a_file_that_is_none_leaves_the_scores_as_they_were(tmp_path, rows, options, words):
    call_command("load_deprivation", scores(tmp_path, row("E01000001", 10, 6)))
    with pytest.raises(CommandError, match=words):
        call_command("load_deprivation", scores(tmp_path, *rows, **options))
    assert held() == [("E01000001", 10, 6)]
    assert LoadedFile.objects.count() == 1


def test_without_lsoas_in_the_postcodes_nothing_can_be_placed(tmp_path):
    Postcode.objects.update(lsoa="")
    with pytest.raises(CommandError, match="Code-Point Open has none"):
        call_command("load_deprivation", scores(tmp_path, row("E01000001", 10, 6)))
