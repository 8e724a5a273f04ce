"""Postcode files of every edition, whole and broken."""

import csv
import datetime as dt
import gzip
import hashlib
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from panel.loading import BRISTOL as BRISTOL_FILES
from panel.loading import UnknownLayout
from panel.loading.columns import recognise
from panel.loading.postcodes import let_answer, load_postcodes, month_in_name
from panel.loading.taking_back import take_back
from panel.models import LoadedFile, Postcode, PostcodeEdition
from tests.panel.factories import BRISTOL, make_council

DATA = Path(__file__).parent.parent / "data" / "postcodes"
BS_2025 = DATA / "codepoint_open_bs_2025-11.csv.gz"


def wards_of(edition):
    """Return {postcode: ward} of the council's rows."""
    return dict(edition.postcodes.filter(council_code=BRISTOL).values_list("postcode", "ward_code"))


@pytest.mark.django_db
def test_the_whole_bs_file_gives_the_known_numbers():
    edition = load_postcodes(BS_2025, council_code=BRISTOL)
    wards = wards_of(edition)
    by_ward = Counter(wards.values())
    assert (edition.product, edition.rows_read, edition.rows_of_council) == (
        "Code-Point Open",
        27_410,
        11_742,
    )
    assert (len(wards), len(by_ward), min(by_ward.values()), max(by_ward.values())) == (
        11_742,
        34,
        166,
        745,
    )
    assert edition.sha256 == hashlib.sha256(BS_2025.read_bytes()).hexdigest()
    assert (edition.is_current, edition.completed_at is not None) == (True, True)


@pytest.mark.django_db
@pytest.mark.once
def test_neighbours_are_kept_so_that_their_people_hear_where_they_live():
    edition = load_postcodes(BS_2025, council_code=BRISTOL)
    kept = Counter(edition.postcodes.values_list("council_code", flat=True))
    assert kept == {
        BRISTOL: 11_742,
        "E06000022": 1_643,
        "E06000024": 6_372,
        "E06000025": 6_784,
        "": 4,
    }
    assert edition.rows_kept == sum(kept.values())


@pytest.mark.django_db
@pytest.mark.once
def test_three_layouts_and_the_shipped_file_agree_on_every_postcode():
    answers = [
        wards_of(load_postcodes(path, council_code=BRISTOL))
        for path in (
            BS_2025,
            DATA / "derived_onspd_2025_layout_bristol.csv.gz",
            DATA / "derived_onspd_2024_layout_bristol.csv.gz",
            BRISTOL_FILES / "postcodes_bs_2025_11.csv.gz",
        )
    ]
    assert len(answers[0]) == 11_742
    assert answers.count(answers[0]) == 4
    assert PostcodeEdition.objects.filter(is_current=True).count() == 1


@pytest.mark.django_db
def test_the_old_form_without_a_space_is_normalised():
    edition = load_postcodes(DATA / "codepoint_open_bs_2014-08.csv.gz", council_code=BRISTOL)
    wards = wards_of(edition)
    assert edition.rows_read == 26_424
    assert wards["BS10 5AA"] == "E05001992"
    assert len(set(wards.values())) == 35
    assert not [p for p in wards if p[-4] != " "]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "council", "product", "rows"),
    [
        (
            "onspd_may2018_real_rows.csv",
            "E07000240",
            "ONSPD",
            [("AL1 1AA", "E05004803", "199405"), ("AL1 1AB", "E05004785", "200401")],
        ),
        (
            "onspd_aug2024_real_rows.csv",
            "E07000240",
            "ONSPD",
            [("AL1 1AA", "E05013966", "199405"), ("AL1 1AB", "E05013956", "200401")],
        ),
        (
            "onspd_nov2025_real_rows.csv",
            "S12000033",
            "ONSPD",
            [
                ("AB1 0AA", "S13002843", "199606"),
                ("AB1 0AB", "S13002843", "199606"),
                ("AB1 0AD", "S13002843", "199606"),
            ],
        ),
        (
            "nspl_nov2025_real_rows.csv",
            "E09000006",
            "NSPL",
            [("BR8 7QP", "E05014007", ""), ("BR8 7QW", "E05014007", "")],
        ),
    ],
)
def test_real_rows_of_the_ons_keep_their_end_and_drop_pseudo_codes(name, council, product, rows):
    edition = load_postcodes(DATA / name, council_code=council)
    assert edition.product == product
    kept = edition.postcodes.order_by("postcode").values_list(
        "postcode", "council_code", "ward_code", "ended"
    )
    assert [(p, w, e) for p, c, w, e in kept if c == council] == rows[: len(rows)]
    assert [row for row in kept if "99999999" in "".join(row)] == []


def test_every_known_header_names_its_columns():
    with (DATA / "postcode_file_headers.csv").open(newline="") as file:
        editions = [row for row in csv.DictReader(file) if row["product"] != "Code-Point Open"]
    assert len(editions) == 10
    for row in editions:
        layout = recognise(row["header"].split(","))
        assert (layout.names["ward"], layout.names["council"], layout.names["postcode"]) == (
            row["ward_column"],
            row["lad_column"],
            "pcds",
        ), row["edition"]


def test_a_header_with_two_wards_is_refused_and_shown():
    header = ["pcds", "doterm", "lad25cd", "wd25cd", "wd26cd"]
    with pytest.raises(UnknownLayout) as refusal:
        recognise(header)
    assert str(refusal.value) == (
        "This file has 2 columns for the ward (osward|wd\\d{2}cd), so it was not loaded. "
        "Its header: pcds,doterm,lad25cd,wd25cd,wd26cd"
    )


def test_small_areas_of_2011_are_not_taken_for_those_of_2021():
    layout = recognise(["PCDS", "doterm", "oslaua", "osward", "lsoa11", "msoa21cd"])
    assert layout.names == {
        "postcode": "pcds",
        "ended": "doterm",
        "ward": "osward",
        "council": "oslaua",
        "msoa": "msoa21cd",
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"postcode,ward\nBS1 1AD,E05010907\n", "no column for the postcode"),
        (b"pcds,doterm,lad25cd,wd25cd\nBS1 1AD,,E06000025,E05010907\n", "no postcode of E06000023"),
        (b"pcds,doterm,lad25cd,wd25cd\nBS1 1AD,,E06000023,E05010907\nBS1 1BT,\n", "Row 2 has 2"),
        (b"", "no column for the postcode"),
        (b"\xff\xfe\x00\x01" * 400, "is not a postcode file"),
        (b"\x1f\x8b not gzip", "is not a postcode file"),
        (b"PK\x03\x04\x14\x00", "is a ZIP archive or a workbook. Unpack an archive first"),
    ],
)
def test_a_file_that_cannot_be_read_leaves_the_old_one_answering(tmp_path, content, complaint):
    before = load_postcodes(DATA / "derived_onspd_2025_layout_bristol.csv.gz", council_code=BRISTOL)
    broken = tmp_path / "broken.csv"
    broken.write_bytes(content)
    with pytest.raises(UnknownLayout, match=complaint):
        load_postcodes(broken, council_code=BRISTOL)
    assert list(PostcodeEdition.objects.values_list("pk", "is_current")) == [(before.pk, True)]
    assert Postcode.objects.count() == 11_742


@pytest.mark.django_db
def test_a_file_cut_off_half_way_leaves_the_old_one_answering(tmp_path):
    before = load_postcodes(DATA / "derived_onspd_2025_layout_bristol.csv.gz", council_code=BRISTOL)
    cut = tmp_path / "cut.csv.gz"
    cut.write_bytes(BS_2025.read_bytes()[:200_000])
    with pytest.raises(UnknownLayout, match="breaks off or is damaged after row "):
        load_postcodes(cut, council_code=BRISTOL)
    assert list(PostcodeEdition.objects.values_list("pk", "is_current")) == [(before.pk, True)]
    assert Postcode.objects.count() == 11_742


@pytest.mark.django_db
@pytest.mark.once
def test_a_sample_and_the_full_file_agree_on_shared_rows(tmp_path):
    lines = gzip.decompress(BS_2025.read_bytes()).splitlines(keepends=True)
    sample = tmp_path / "sample.csv"
    sample.write_bytes(b"".join(lines[::50] + lines[:3] * 2))  # and some rows twice
    full, part = (
        load_postcodes(BS_2025, council_code=BRISTOL),
        load_postcodes(sample, council_code=BRISTOL),
    )
    whole = wards_of(full)
    some = wards_of(part)
    assert len(some) > 200
    assert {p: whole[p] for p in some} == some
    assert part.rows_of_council == len(some)


@pytest.mark.django_db
def test_an_older_edition_can_be_returned_to():
    older = load_postcodes(DATA / "codepoint_open_bs_2014-08.csv.gz", council_code=BRISTOL)
    newer = load_postcodes(BS_2025, council_code=BRISTOL)
    let_answer(older)
    assert dict(PostcodeEdition.objects.values_list("pk", "is_current")) == {
        older.pk: True,
        newer.pk: False,
    }


@pytest.mark.django_db
def test_the_command_tells_what_it_did(capsys):
    make_council()
    call_command("load_postcodes", BS_2025)
    edition = PostcodeEdition.objects.get()
    assert capsys.readouterr().out == (
        f"Code-Point Open, November 2025: read 27,410 rows, kept {edition.rows_kept:,}, of them "
        f"11,742 in E06000023. SHA-256 {edition.sha256}\n"
    )


@pytest.mark.django_db
def test_the_command_refuses_in_words(tmp_path):
    make_council(council_code="")
    with pytest.raises(CommandError, match="A council code is like E06000023"):
        call_command("load_postcodes", BS_2025)
    with pytest.raises(CommandError, match="No such file"):
        call_command("load_postcodes", tmp_path / "none.csv", council=BRISTOL)


# ---- editions ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "month"),
    [
        ("ONSPD_AUG_2025_UK_BS.csv", (2025, 8)),
        ("NSPL21_FEB_2026_UK.csv", (2026, 2)),
        ("onspd_november2025.csv.gz", (2025, 11)),
        ("codepoint_open_bs_2025-11.csv.gz", (2025, 11)),
        ("nspl_202608.csv", (2026, 8)),
        ("postcodes_bs_2025_11.csv.gz", (2025, 11)),
        ("bs.csv", None),
        ("march.csv", None),
        ("onspd_2025.csv", None),
        ("file_20251131.csv", None),
    ],
)
def test_the_edition_is_in_the_files_name(name, month):
    assert month_in_name(name) == (dt.date(*month, 1) if month else None)


def small_file(tmp_path, *rows, name="file.csv"):
    path = tmp_path / name
    header = "pcds,dointr,doterm,lad25cd,wd25cd,lsoa21cd,oa21cd"
    path.write_text("\n".join([header, *rows]) + "\n")
    return path


ROWS = (
    "BS1 1AD,198001,,E06000023,E05010907,E01014485,E00073390",
    "BS1 1AE,202505,202507,E06000023,E05010907,E01014485,E00073391",
    "BS1 1AF,200201,,E06000023,E05010907,E99999999,E99999999",
)


@pytest.mark.django_db
def test_a_file_whose_name_does_not_tell_is_of_the_month_of_its_newest_change(tmp_path):
    edition = load_postcodes(small_file(tmp_path, *ROWS), council_code=BRISTOL)
    edition.refresh_from_db()
    assert (edition.month, edition.edition) == (dt.date(2025, 7, 1), "July 2025")
    told = load_postcodes(
        small_file(tmp_path, *ROWS), council_code=BRISTOL, month=dt.date(2025, 8, 1)
    )
    assert told.edition == "August 2025"
    assert LoadedFile.objects.first().edition == "NSPL, August 2025"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "places",
    [
        ("M1  1AE", "M1   1AE", "M1 1AE"),
        ("B33 8TH", "B33  8TH", "B33 8TH"),
        ("EC1A1BB", "EC1A 1BB", "EC1A 1BB"),
    ],
)
def test_three_forms_of_one_postcode_are_one(tmp_path, places):
    """E5.2: in seven places, in eight, and with one space, under each column's own names."""
    kept = []
    for names, form in zip((("pcd", "pcd7"), ("pcd2", "pcd8"), ("pcds",)), places, strict=True):
        for name in names:
            path = tmp_path / f"{name}.csv"
            path.write_text(f"{name},doterm,lad25cd,wd25cd\n{form},,{BRISTOL},E05010907\n")
            edition = load_postcodes(path, council_code=BRISTOL)
            kept += edition.postcodes.values_list("postcode", flat=True)
    assert kept == [places[-1]] * 5

    whole = tmp_path / "whole.csv"
    whole.write_text(
        f"pcd7,pcd8,pcds,doterm,lad25cd,wd25cd\n{','.join(places)},,{BRISTOL},E05010907\n"
    )
    edition = load_postcodes(whole, council_code=BRISTOL)
    assert edition.columns["postcode"] == "pcds"
    assert [row.postcode for row in edition.postcodes.all()] == [places[-1]]


@pytest.mark.django_db
def test_small_areas_are_kept_and_pseudo_codes_are_not(tmp_path):
    edition = load_postcodes(small_file(tmp_path, *ROWS), council_code=BRISTOL)
    assert list(edition.postcodes.order_by("postcode").values_list("lsoa", "output_area")) == [
        ("E01014485", "E00073390"),
        ("E01014485", "E00073391"),
        ("", ""),
    ]


@pytest.mark.django_db
def test_an_edition_is_taken_back_and_the_one_before_answers(tmp_path, capsys):
    make_council()
    older = load_postcodes(small_file(tmp_path, *ROWS[:1]), council_code=BRISTOL)
    load_postcodes(small_file(tmp_path, *ROWS, name="ONSPD_AUG_2025.csv"), council_code=BRISTOL)
    call_command("take_back_file")
    assert capsys.readouterr().out == "Taken back: Postcodes: ONSPD_AUG_2025.csv.\n"
    assert list(PostcodeEdition.objects.values_list("pk", "is_current")) == [(older.pk, True)]
    assert list(Postcode.objects.values_list("postcode", flat=True)) == ["BS1 1AD"]
    call_command("take_back_file")
    assert not PostcodeEdition.objects.exists()
    with pytest.raises(CommandError, match="Nothing is left"):
        call_command("take_back_file")


@pytest.mark.django_db
def test_taking_back_a_file_that_does_not_answer_leaves_the_one_that_does(tmp_path):
    first = load_postcodes(small_file(tmp_path, *ROWS[:1]), council_code=BRISTOL)
    load_postcodes(small_file(tmp_path, *ROWS), council_code=BRISTOL)
    let_answer(first)
    take_back(LoadedFile.objects.standing().first())
    assert list(PostcodeEdition.objects.values_list("pk", "is_current")) == [(first.pk, True)]


@pytest.mark.django_db
def test_a_broken_file_is_not_on_record(tmp_path):
    with pytest.raises(UnknownLayout):
        load_postcodes(small_file(tmp_path, *ROWS, "BS1"), council_code=BRISTOL)
    assert not LoadedFile.objects.exists()
