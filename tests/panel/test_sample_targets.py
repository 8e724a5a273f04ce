"""Samples spread as people live here: the targets are of the census, the members of the panel."""

from collections import Counter
from fractions import Fraction

import pytest

from core.refusals import Refused
from panel.invitation_draws import Asked, draw_sample, faults_of_sample
from panel.models import CensusCount
from panel.population import BANDS
from panel.sample_forms import SampleForm
from panel.sample_targets import shares_as_people_live
from tests.panel.factories import make_council, make_membership, make_ward

pytestmark = pytest.mark.django_db
PEOPLE = {"Easton": (400, 200, 200, 100, 100), "Ashley": (100, 100, 100, 100, 600)}


@pytest.fixture(autouse=True)
def wards():
    make_council()
    found = {name: make_ward(name=name) for name in PEOPLE}
    CensusCount.objects.bulk_create(
        CensusCount(ward=found[name], variable="age_6", category=age, count=n)
        for name, counts in PEOPLE.items()
        for (_code, _label, _bands, age), n in zip(BANDS, counts, strict=True)
    )
    return found


def test_each_group_gets_its_share_of_residents_and_not_of_members():
    sizes = {"16-24": 10, "25-34": 50, "35-49": 50, "50-64": 50, "65-74": 30, "75+": 10}
    shares = shares_as_people_live(20, "age", sizes)
    # Of 2,000 residents 500 are 16 to 24: 5 of 20. 700 are 65 and over: 7, by their members.
    assert shares["16-24"] == "1/2"
    assert {name: Fraction(share) * sizes[name] for name, share in shares.items()} == {
        "16-24": 5,
        "25-34": 3,
        "35-49": 3,
        "50-64": 2,
        "65-74": 5,
        "75+": 2,
    }


def test_who_did_not_tell_their_age_is_drawn_like_the_frame():
    sizes = {"16-24": 45, "25-34": 45, "35-49": 45, "50-64": 45, "65-74": 45, "age not told": 25}
    shares = shares_as_people_live(50, "age", sizes)
    assert Fraction(shares["age not told"]) * 25 == pytest.approx(5, abs=1)


def test_a_group_that_is_too_small_is_named():
    with pytest.raises(Refused, match="“Easton” would get 20 invitations.*has 8 members"):
        shares_as_people_live(40, "ward", {"Easton": 8, "Ashley": 100})
    with pytest.raises(Refused, match="counted by ward and by age band"):
        shares_as_people_live(10, "source", {"open": 100})


def test_a_sample_is_drawn_so_and_can_be_drawn_again(wards):
    for band, n in (("16-24", 6), ("35-49", 20), ("65-74", 20)):
        for ward in wards.values():
            for _person in range(n):
                make_membership(ward=ward, age_band=band)
    asked = Asked(strata="ward-age", by="residents", number=15)
    sample = draw_sample(title="Parks", asked=asked)
    drawn = Counter(sample.members.values_list("stratum", flat=True))
    # Of those in the frame: 400, 200 and 100 in Easton, 100, 100 and 600 in Ashley, of 1,500.
    assert drawn == {
        "Easton, 16-24": 4,
        "Easton, 35-49": 2,
        "Easton, 65-74": 1,
        "Ashley, 16-24": 1,
        "Ashley, 35-49": 1,
        "Ashley, 65-74": 6,
    }
    assert sample.asked["by"] == "residents"
    assert faults_of_sample(sample) == []
    young = sample.members.filter(stratum="Easton, 16-24").first()
    assert young.design_weight == pytest.approx(6 / 4)


def test_without_groups_that_residents_are_counted_by_the_form_says_so():
    form = SampleForm({"title": "A", "strata": "none", "by": "residents", "number": "10"})
    assert not form.is_valid()
    assert list(form.errors) == ["strata"]
    form = SampleForm({"title": "A", "strata": "ward", "by": "residents", "number": ""})
    assert not form.is_valid()
    assert list(form.errors) == ["number"]
