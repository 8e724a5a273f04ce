"""A ward's deprivation on its profile: put together, beside the area, and said to be so."""

import re

import pytest

from panel.models import DeprivationScore, Postcode, SmallAreaCount
from results.deprivation import deprivation_of
from tests.panel.factories import make_council, make_ward, older_and_newer

pytestmark = pytest.mark.django_db
SOURCE = "English Indices of Deprivation 2025"


@pytest.fixture
def ward():
    """Ash has two LSOAs and two of the five postcodes of a third, which is Birch's (E5.3)."""
    make_council()
    ash, birch = make_ward(name="Ash"), make_ward(name="Birch")
    for code, score, decile, people in (
        ("E01000001", 32.4, 1, 1500),
        ("E01000002", 18.9, 2, 1700),
        ("E01000003", 45.1, 1, 1200),
    ):
        DeprivationScore.objects.create(
            code=code, score=score, decile=decile, people=people, source=SOURCE
        )
    places = [("1AA", ash, 1), ("1AB", ash, 2), ("1AD", ash, 3), ("1AE", ash, 3)]
    places += [("1AF", birch, 3), ("1AG", birch, 3), ("1AH", birch, 3)]
    older_and_newer(
        [],
        [
            (f"BS1 {end}", one.code, {"lsoa": f"E0100000{n}", "output_area": f"E0000{end}0"})
            for end, one, n in places
        ],
    )
    return ash


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_a_third_of_which_480_people_live_here_gives_the_known_score(ward):
    found = deprivation_of(ward)
    # 1,200 people at 5 postcodes, 2 of which are here: 480.
    assert (round(found.ward.score, 2), found.ward.people) == (27.82, 3680)
    assert round(found.area.score, 2) == 30.65
    assert (found.ward.areas, found.ward.worst_tenth, found.ward.worst_fifth) == (2, 1, 2)
    assert found.method == "denominator"


def test_residents_of_the_census_come_before_those_of_the_indices(ward):
    for n, people in enumerate((1500, 1700, 2400), start=1):
        SmallAreaCount.objects.create(code=f"E0100000{n}", people=people)
    found = deprivation_of(ward)
    assert (found.method, found.ward.people) == ("lsoa", 4160)


def test_output_areas_come_before_lsoas(ward):
    for code in Postcode.objects.values_list("output_area", flat=True):
        SmallAreaCount.objects.create(code=code, people=300)
    found = deprivation_of(ward)
    assert (found.method, found.ward.people) == ("output_area", 1200)
    assert round(found.ward.score, 3) == round((32.4 + 18.9 + 2 * 45.1) / 4, 3)


def test_the_profile_names_method_and_source_and_says_that_it_is_not_official(client, ward):
    page = text_of(client.get(ward.get_absolute_url()))
    for words in (
        "27.8 is the average score of the small areas here. In the whole area it is 30.6.",
        "1 of 2 LSOAs (50%) are in the most deprived 10% of England; in the whole area it is 67%.",
        "2 of 2 LSOAs (100%) are in the most deprived 20%; in the whole area it is 100%.",
        "This is not an official figure of the ward: none is published.",
        "Each LSOA weighs the people that its score was worked out for",
        SOURCE,
        "Not comparable with the indices of other nations.",
    ):
        assert words in page


def test_half_the_scores_are_none(client, ward):
    DeprivationScore.objects.filter(code="E01000003").delete()
    assert deprivation_of(ward) is None
    assert "Deprivation" not in text_of(client.get(ward.get_absolute_url()))


def test_without_people_there_is_no_weight_and_no_score(ward):
    DeprivationScore.objects.update(people=None)
    assert deprivation_of(ward) is None


def test_all_wards_cost_the_same_questions(ward, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        deprivation_of(ward)
    with django_assert_max_num_queries(0):
        deprivation_of(make_other(ward))


def make_other(ward):
    return type(ward)(code="E05999999", council_code=ward.council_code)
