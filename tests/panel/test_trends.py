"""A ward's figures across a change of boundaries: run on, with a footnote, or broken."""

import datetime as dt

import pytest

from panel.models import SmallAreaCount, WardSuccession
from panel.successions import compare_wards, learn_successions
from panel.trends import boundaries_of, trends
from tests.panel.factories import BRISTOL, make_council, make_ward, older_and_newer

pytestmark = pytest.mark.django_db
CHANGE = dt.date(2024, 5, 2)
BEFORE = dt.date(2023, 5, 2)


@pytest.fixture(autouse=True)
def council():
    return make_council()


def old(name, **fields):
    return make_ward(name=name, **{"valid_from": dt.date(2016, 5, 5), "valid_to": CHANGE} | fields)


def new(name, **fields):
    return make_ward(name=name, **{"valid_from": CHANGE} | fields)


def succeed(earlier, later, of_earlier, of_later):
    return WardSuccession.objects.create(
        earlier=earlier,
        later=later,
        postcodes=100,
        share_of_earlier=of_earlier,
        share_of_later=of_later,
    )


def kind_of(ward, since=BEFORE):
    return trends([ward], since).by_ward[ward.pk].kind


def test_a_ward_that_kept_its_code_runs_on_without_a_word():
    ward = make_ward(valid_from=dt.date(2016, 5, 5))
    found = trends([ward], BEFORE)
    assert (kind_of(ward), found.notes, found.now_in()) == ("unbroken", [], {})


@pytest.mark.parametrize(
    ("of_earlier", "of_later", "kind"),
    [
        (1, 1, "same"),
        (0.95, 1, "nearly"),
        (0.99, 0.95, "nearly"),
        (0.9499, 1, "broken"),
        (1, 0.5, "broken"),
    ],
)
def test_both_shares_decide_by_the_councils_rule(of_earlier, of_later, kind):
    before, after = old("Old Ash"), new("Ash")
    succeed(before, after, of_earlier, of_later)
    assert kind_of(after) == kind
    assert trends([after], BEFORE).now_in() == ({} if kind == "broken" else {before.pk: after.pk})
    assert kind_of(after, since=CHANGE) == "unbroken"


def test_the_rule_is_a_setting():
    before, after = old("Old Ash"), new("Ash")
    succeed(before, after, 0.91, 1)
    assert kind_of(after) == "broken"
    make_council(nearly_all=90)
    assert kind_of(after) == "nearly"
    make_council(nearly_all=92)
    assert kind_of(after) == "broken"


def test_a_ward_of_which_nothing_is_known_is_broken_and_said_so():
    ash, birch = new("Ash"), make_ward(name="Birch", valid_from=dt.date(2016, 5, 5))
    assert trends([ash, birch], BEFORE).notes == [
        "Ward boundaries changed on 2 May 2024. Figures of 1 ward do not run on across that day, "
        "for it was another area: Ash."
    ]
    assert trends([ash], BEFORE).notes == [
        "Ward boundaries changed on 2 May 2024. No figure runs on across that day: the wards "
        "before it were other areas."
    ]


def test_what_runs_on_has_its_footnote():
    renamed, grown = new("Ash"), new("Elm")
    was_renamed, was_grown = old("Ashe", code="E05111111"), old("Old Elm", code="E05222222")
    succeed(was_renamed, renamed, 1, 1)
    succeed(was_grown, grown, 0.987, 0.971)
    assert trends([renamed, grown], BEFORE).notes == [
        "Until 2 May 2024 Ash was Ashe (E05111111): another code, and the same homes.",
        "Figures of Elm from before 2 May 2024 are of Old Elm (E05222222): 97 in 100 people, or "
        "more, are the same.",
    ]


def test_two_changes_are_walked_back_one_after_the_other():
    first = old("First", valid_from=dt.date(1999, 5, 6), valid_to=dt.date(2016, 5, 5))
    second, third = old("Second"), new("Third")
    succeed(second, third, 1, 1)
    assert kind_of(third, dt.date(2017, 1, 1)) == "same"
    assert kind_of(third, dt.date(2010, 1, 1)) == "broken"
    succeed(first, second, 0.96, 1)
    found = trends([third], dt.date(2010, 1, 1)).by_ward[third.pk]
    assert (found.kind, found.share, [w.name for w in found.earlier]) == (
        "nearly",
        0.96,
        ["Second", "First"],
    )


@pytest.mark.parametrize("number", [1, 4])
def test_all_wards_cost_one_question(number, django_assert_num_queries):
    wards = [new(f"Ward {n}") for n in range(number)]
    for ward in wards:
        succeed(old(f"Old {ward}"), ward, 1, 1)
    trends(wards, BEFORE)  # the council's settings are kept
    with django_assert_num_queries(1):
        trends(wards, BEFORE)


# ---- which boundaries ----------------------------------------------------------------------------


def test_a_version_is_named_by_the_day_from_which_all_wards_hold():
    wards = [make_ward(valid_from=dt.date(2016, 5, 5)), old("A"), new("B", valid_to=None)]
    found = boundaries_of(wards)
    assert (found.version, found.valid_to) == ("2024-05-02", CHANGE)
    assert boundaries_of([]) is None
    assert str(boundaries_of(wards[:1])) == "Ward boundaries from 5 May 2016."
    assert "from 5 May 2016 to 2 May 2024; others hold since" in str(boundaries_of(wards[1:2]))


# ---- what shares are of --------------------------------------------------------------------------


def two_files(ash, elm, new_ash, new_elm, **areas):
    """Ten postcodes of Old Ash, nine of which are in Ash now and the tenth in Elm.

    The tenth is a tower: the only one of its output area.
    """
    rows = {f"BS1 1A{letter}": "E00000001" for letter in "ABDEFGHJL"} | {"BS1 1AN": "E00000002"}
    return older_and_newer(
        [(postcode, ash.code, {}) for postcode in rows],
        [
            (
                postcode,
                new_elm.code if area == "E00000002" else new_ash.code,
                {"output_area": area, "lsoa": "E01000001"} if areas.get("named", True) else {},
            )
            for postcode, area in rows.items()
        ],
    )


@pytest.fixture
def wards():
    return old("Old Ash"), old("Old Elm"), new("Ash"), new("Elm")


def shares(files):
    return {
        pair.later.name: (round(pair.share_of_earlier, 3), pair.people, pair.counted_in)
        for pair in compare_wards(*files, council_code=BRISTOL)
    }


def test_shares_are_of_people_where_every_output_area_has_a_count(wards):
    files = two_files(*wards)
    assert shares(files) == {"Ash": (0.9, None, "postcode"), "Elm": (0.1, None, "postcode")}
    SmallAreaCount.objects.create(code="E00000001", people=300)
    assert shares(files)["Ash"] == (0.9, None, "postcode")  # one area without a count
    SmallAreaCount.objects.create(code="E00000002", people=100)
    assert shares(files) == {"Ash": (0.75, 300, "oa"), "Elm": (0.25, 100, "oa")}


def test_an_lsoa_is_shared_out_over_its_postcodes_and_a_file_without_areas_counts_them(wards):
    SmallAreaCount.objects.create(code="E01000001", people=1500)
    assert shares(two_files(*wards)) == {"Ash": (0.9, 1350, "lsoa"), "Elm": (0.1, 150, "lsoa")}


def test_a_file_that_names_no_small_area_counts_postcodes(wards):
    SmallAreaCount.objects.create(code="E00000001", people=300)
    assert shares(two_files(*wards, named=False))["Ash"] == (0.9, None, "postcode")


def test_successions_are_learnt_from_the_files_and_nothing_from_one_alone(wards):
    assert learn_successions(BRISTOL) == []
    two_files(*wards)
    assert {str(pair) for pair in learn_successions(BRISTOL)} == {
        "Old Ash → Ash (90%)",
        "Old Ash → Elm (10%)",
    }
    learn_successions(BRISTOL)
    assert WardSuccession.objects.count() == 2
