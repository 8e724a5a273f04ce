"""A council's table of UPRNs and wards comes before the postcode file (requirements R5.11)."""

import io

import pytest
from django.core.management import CommandError, call_command

from panel.boundaries import wards_of_postcodes
from panel.importing import import_members
from panel.loading.taking_back import take_back
from panel.models import LoadedFile, Membership, Property, Ward
from panel.postcodes import Elsewhere, Found, NotKnown, find_ward
from tests.panel.factories import BRISTOL, make_council, make_edition, make_ward

pytestmark = pytest.mark.django_db
ASH, BIRCH = "E05000011", "E05000012"


@pytest.fixture(autouse=True)
def wards():
    make_council()
    make_edition(BS11AA=(BRISTOL, ASH, ""), BS11AB=(BRISTOL, ASH, ""), BS11AD=("E06000025", "", ""))
    return make_ward(name="Ash", code=ASH), make_ward(name="Birch", code=BIRCH)


def table(tmp_path, *rows, header="UPRN,Ward_Code,Postcode", name="uprn.csv"):
    path = tmp_path / name
    path.write_text("\n".join([header, *rows]), encoding="utf-8-sig")
    return path


def load(tmp_path, *rows, **options):
    call_command("load_properties", table(tmp_path, *rows, **options))


def test_all_homes_of_a_postcode_in_another_ward_overrule_the_file(tmp_path, wards):
    load(tmp_path, f"100001,{BIRCH},bs1 1aa", f"100002,{BIRCH},BS1 1AA", "7,E05999999,BS1 1AA")
    assert find_ward("BS1 1AA") == Found("BS1 1AA", wards[1], typed="BS1 1AA")
    assert find_ward("BS1 1AB").ward == wards[0]
    in_force = {ward.code: ward for ward in Ward.objects.in_force()}
    assert wards_of_postcodes({"BS1 1AA", "BS1 1AB"}, in_force, BRISTOL) == {
        "BS1 1AA": wards[1],
        "BS1 1AB": wards[0],
    }


def test_of_a_postcode_in_two_wards_the_other_is_offered(tmp_path, wards):
    load(tmp_path, *(f"{n},{BIRCH},BS1 1AA" for n in (1, 2, 3)), f"4,{ASH},BS1 1AA")
    found = find_ward("BS1 1AA")
    assert (found.ward, found.also) == (wards[0], (wards[1],))
    assert "Some homes there are in Birch: if yours is one of them, choose that ward." in str(
        found.message
    )


def test_a_home_that_the_postcode_file_does_not_know_or_puts_elsewhere_is_found(tmp_path, wards):
    assert isinstance(find_ward("BS1 1AE"), NotKnown)
    assert isinstance(find_ward("BS1 1AD"), Elsewhere)
    load(tmp_path, f"1,{BIRCH},BS1 1AE", f"2,{ASH},BS1 1AD")
    assert (find_ward("BS1 1AE").ward, find_ward("BS1 1AD").ward) == (wards[1], wards[0])


def test_a_table_is_taken_back_and_the_one_before_answers(tmp_path, wards):
    for ward in (ASH, BIRCH, ASH):
        load(tmp_path, f"1,{ward},BS1 1AA")
    assert Property.objects.count() == 2  # the one that answers, and the one before
    assert find_ward("BS1 1AA").ward == wards[0]
    take_back(LoadedFile.objects.standing().first())
    assert find_ward("BS1 1AA").ward == wards[1]


@pytest.mark.parametrize(
    ("rows", "options", "words"),
    [
        ([], {"header": "id,ward"}, "no column for the uprn .* Its header: id,ward"),
        ([], {"header": "uprn,wd25cd,wd26cd"}, "2 columns for the ward"),
        (["1,E05999999,BS1 1AA"], {}, "no property in a ward of E06000023"),
        ([f"1,{ASH},", "2"], {}, "breaks off in row 2"),
        ([f"1,{ASH},", f"x2,{ASH},"], {}, "a UPRN in row 2 that is none: 'x2'"),
    ],
)
def test_a_file_that_is_none_leaves_the_table_answering(tmp_path, wards, rows, options, words):
    load(tmp_path, f"1,{BIRCH},BS1 1AA")
    with pytest.raises(CommandError, match=words):
        load(tmp_path, *rows, **options)
    assert find_ward("BS1 1AA").ward == wards[1]
    assert (LoadedFile.objects.count(), Property.objects.count()) == (1, 1)


def people(*rows):
    text = "\n".join(["email,postcode,age,uprn", *rows])
    return io.BytesIO(text.encode())


def test_who_is_imported_with_a_uprn_is_placed_by_it(tmp_path, wards):
    load(tmp_path, f"11,{BIRCH},BS1 1AA", f"12,{ASH},BS1 1AA", f"13,{ASH},BS1 1AB")
    report = import_members(
        file=people(
            "a@example.org,BS1 1AA,40,11",
            "b@example.org,BS1 1AA,40,0012",
            "c@example.org,BS1 1AA,40,999",
            "d@example.org,BS1 1AA,40,",
        ),
        file_name="list.csv",
    )
    assert report.faults == []
    placed = Membership.objects.order_by("user__email").values_list("ward__code", "ward_source")
    assert list(placed) == [
        (BIRCH, "property"),
        (ASH, "property"),
        (ASH, "postcode"),
        (ASH, "postcode"),
    ]


def test_a_uprn_at_another_postcode_is_a_fault(tmp_path, wards):
    load(tmp_path, f"13,{ASH},BS1 1AB")
    report = import_members(file=people("a@example.org,BS1 1AA,40,13"), file_name="list.csv")
    assert [note.words for note in report.faults] == [
        "Its UPRN is at BS1 1AB, and its postcode is BS1 1AA."
    ]
    assert not Membership.objects.exists()
