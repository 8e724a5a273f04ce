"""Ward profiles: the same for everybody, and never of a person."""

import datetime as dt
import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from panel.models import CensusCount, Councillor, Membership, Ward
from results.census import census_of, counts_of, square_kilometres
from results.reports import report_of
from tests.consultations.factories import make_closed_consultation, make_consultation, make_outcome
from tests.panel.factories import BRISTOL, make_council, make_edition, make_user, make_ward
from tests.polls.factories import a_scale, make_member, make_officer
from tests.results.factories import ALL_AGES, make_finished_poll, publish

pytestmark = pytest.mark.django_db
AGED_25 = "Aged 25 to 34 years"
EASTON = {  # Census 2021, Office for National Statistics, Open Government Licence v3.0
    "usual_residents": {"All": 14162},
    "age_6": {
        "Aged 15 years and under": 2461,
        "Aged 16 to 24 years": 1259,
        AGED_25: 3489,
        "Aged 35 to 49 years": 3753,
        "Aged 50 to 64 years": 2038,
        "Aged 65 years and over": 1168,
    },
    "disability": {
        "Disabled under the Equality Act": 2262,
        "Not disabled under the Equality Act": 11903,
    },
    "ethnic_group_5": {
        "Asian, Asian British or Asian Welsh": 1626,
        "Black, Black British, Black Welsh, Caribbean or African": 1530,
        "Mixed or Multiple ethnic groups": 859,
        "Other ethnic group": 469,
        "White": 9678,
    },
    "household_tenure": {
        "Lives rent free": 9,
        "Owned: Owns outright": 1274,
        "Owned: Owns with a mortgage or loan": 1949,
        "Private rented: Other private rented": 148,
        "Private rented: Private landlord or letting agency": 1785,
        "Shared ownership: Shared ownership": 31,
        "Social rented: Other social rented": 360,
        "Social rented: Rents from council or Local Authority": 346,
    },
    "religion": {"Buddhist": 107, "Christian": 3095, "Muslim": 2037, "No religion": 7398},
}


@pytest.fixture(autouse=True)
def council():
    return make_council()


@pytest.fixture
def ward():
    return make_ward(name="Easton", code="E05010896")


def text_of(response):
    words = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", words)


def profile(client, ward, query=""):
    return client.get(ward.get_absolute_url() + query)


def add_members(ward, n, age_bands=ALL_AGES, source=Membership.Source.OPEN):
    Membership.objects.bulk_create(
        Membership(
            user=make_user(),
            postcode="BS5 6XX",
            ward=ward,
            age_band=age_bands[number % len(age_bands)],
            source=source,
        )
        for number in range(n)
    )


# ---- the page


def test_an_unknown_ward_is_not_found(client):
    assert client.get("/wards/E05999999/").status_code == 404
    assert client.get("/wards/nonsense/").status_code == 404


def test_a_code_in_small_letters_leads_to_the_ward(client, ward):
    response = client.get("/wards/e05010896/")

    assert (response.status_code, response["Location"]) == (301, "/wards/E05010896/")


def test_a_ward_with_nothing_says_so(client, ward):
    page = text_of(profile(client, ward))

    for words in (
        "No poll has finished yet.",
        "Nothing is open here now, and nothing waits for an answer.",
        "No census figures are loaded for this ward.",
        "We hold no councillors for this ward on this day.",
    ):
        assert words in page


def test_councillors_by_day_with_vacancies(client, ward):
    today = timezone.localdate()
    year = dt.timedelta(days=365)
    Councillor.objects.create(ward=ward, name="Rowan Achebe", party="Independent", starts_on=today)
    Councillor.objects.create(
        ward=ward, name="Kim Old", starts_on=today - 4 * year, ends_on=today - year
    )
    Ward.objects.filter(pk=ward.pk).update(seats=2, valid_from=today - 5 * year)

    now = text_of(profile(client, ward))
    then = text_of(profile(client, ward, f"?on={today - 2 * year}"))

    assert "Rowan Achebe , Independent" in now
    assert "1 vacancy" in now
    assert "Kim Old" not in now
    assert "Kim Old" in then
    assert "Rowan Achebe" not in then
    assert "Members, consultations and results on this page are those of today." in then


def test_a_day_that_is_typed_leads_to_who_served_then(client, ward):
    address = ward.get_absolute_url()
    day = {"day-day": "1", "day-month": "6", "day-year": "2024"}

    assert client.get(address, day).url == f"{address}?on=2024-06-01#served"

    answer = client.get(address, day | {"day-month": "13"})
    assert answer.status_code == 422
    assert "There is a problem" in text_of(answer)


def test_a_ward_that_ended_keeps_its_page(client):
    old = make_ward(name="Old Easton", valid_from="1999-05-06", valid_to="2016-05-05")

    assert "This ward has ended." in text_of(profile(client, old))


@pytest.mark.parametrize("who", [make_member, lambda: make_user(first_name="Rowan"), make_officer])
def test_everybody_sees_the_same(client, ward, who):
    person = who()
    add_members(ward, 40)
    publish(make_finished_poll({ward: (40, 20), make_ward(name="Cedar"): (30, 60)}))
    everybody = client.get(ward.get_absolute_url()).content.decode()
    client.force_login(person)
    somebody = client.get(ward.get_absolute_url()).content.decode()

    def main(html):
        return html[html.index("<main") : html.index("</main>")]

    assert main(everybody) == main(somebody)


# ---- what they said


def test_a_ward_beside_the_rest(client, ward):
    other = make_ward(name="Cedar")
    items = [a_scale(1, wording="Close the streets")]
    publish(make_finished_poll({ward: (56, 14), other: (48, 32)}, items=items))

    page = text_of(profile(client, ward))

    # E4.7: 56 of 70 against 48 of 80 differ by 0.20, Newcombe 0.0524 to 0.3339.
    assert "70 people took part here, 80 elsewhere." in page
    assert "80% 60% Higher by 20 points" in page
    assert "Not comparable with polls of the Local Government Association." in page
    found = profile(client, ward).context["profile"].opinion.rows[0]
    assert found.interval == pytest.approx((0.6918, 0.8771), abs=0.001)


def test_nothing_of_a_poll_that_is_not_published(client, ward):
    make_finished_poll({ward: (56, 14), make_ward(name="Cedar"): (48, 32)})

    assert "No poll has finished yet." in text_of(profile(client, ward))


def test_the_council_sets_how_many_people_a_percentage_needs(client, ward):
    other = make_ward(name="Birch")
    publish(make_finished_poll({ward: (20, 16), other: (60, 50)}))
    shown = "c: fewer than"
    assert shown not in text_of(profile(client, ward))

    make_council(base_for_percent=40)
    assert "c: fewer than 40 people answered here" in text_of(profile(client, ward))
    assert shown not in text_of(profile(client, other))


@pytest.mark.parametrize(("unmarked", "is_marked"), [(50, True), (30, False)])
def test_the_council_sets_which_bases_are_marked(ward, unmarked, is_marked):
    make_council(base_unmarked=unmarked)
    poll = make_finished_poll({ward: (20, 16), make_ward(name="Birch"): (60, 50)})
    here = next(one for one in report_of(poll).items[0].wards_after if one.ward == ward.pk)
    assert (here.base, here.is_shown, here.is_small) == (36, True, is_marked)


def test_bases_stand_in_their_order():
    council = make_council()
    council.base_for_percent = 60
    with pytest.raises(ValidationError, match="at most as many as below"):
        council.clean()


def test_a_small_ward_cannot_be_worked_out_from_the_rest(client, ward):
    others = [make_ward(name=name) for name in ("Birch", "Cedar")]
    publish(make_finished_poll({ward: (4, 3), others[0]: (40, 30), others[1]: (60, 50)}))

    small, birch, cedar = (text_of(profile(client, place)) for place in (ward, *others))

    assert "too few people took part here to say how many" in small
    assert "c: fewer than 30 people answered here" in small
    # Birch keeps it company: Cedar's line tells of both together only.
    assert "too few people took part here to say how many" in birch
    assert "110 people took part here, 77 elsewhere." in cedar
    for page in (small, birch):
        assert not re.search(r"\b(7|70|180|117)\b people", page)


# ---- who has a voice


def test_members_beside_residents(client, ward):
    for category, n in (
        ("Aged 15 years and under", 100),
        ("Aged 16 to 24 years", 300),
        ("Aged 25 to 34 years", 100),
        ("Aged 35 to 49 years", 300),
        ("Aged 50 to 64 years", 200),
        ("Aged 65 years and over", 100),
    ):
        CensusCount.objects.create(ward=ward, variable="age_6", category=category, count=n)
    add_members(ward, 60)
    page = text_of(profile(client, ward))
    rows = profile(client, ward).context["profile"].voice.by_age

    assert [(row.label, row.residents, row.members, row.number) for row in rows] == [
        ("16 to 34", 0.4, pytest.approx(1 / 3), 20),
        ("35 to 49", 0.3, pytest.approx(1 / 6), 10),
        ("50 to 64", 0.2, pytest.approx(1 / 6), 10),
        ("65 and over", pytest.approx(0.1), pytest.approx(1 / 3), 20),
    ]
    assert "People aged 35 to 49 are heard least." in page


def test_small_groups_of_members_are_kept_back(client, ward):
    for category in ("Aged 16 to 24 years", "Aged 35 to 49 years", "Aged 65 years and over"):
        CensusCount.objects.create(ward=ward, variable="age_6", category=category, count=100)
    add_members(ward, 40, ["35-49"])
    add_members(ward, 22, ["75+"])
    add_members(ward, 3, ["16-24"], Membership.Source.EVENT)
    html = profile(client, ward).content.decode()
    voice = profile(client, ward).context["profile"].voice
    section = html[html.index("Who has a voice") : html.index("What touches")]

    assert voice.members == 65
    assert {row.label: row.number for row in voice.by_age} == {
        "16 to 34": "c",
        "35 to 49": 40,
        "50 to 64": 0,
        "65 and over": "c",
    }
    assert dict(voice.by_source) == {"Open sign-up": "c", "Event": "c"}
    assert not set(re.findall(r">(\d+)<", section)) & {"3", "22", "62", "25"}


def test_a_ward_with_few_members_is_not_told_by_the_others(client, ward):
    others = [make_ward(name=name) for name in ("Birch", "Cedar")]
    add_members(ward, 4)
    add_members(others[0], 15)
    add_members(others[1], 30)
    rows = client.get(reverse("wards:index")).context["rows"]

    assert {row["ward"].name: row["members"] for row in rows} == {
        "Easton": "c",
        "Birch": "c",
        "Cedar": 30,
    }
    for place in (ward, others[0]):
        assert profile(client, place).context["profile"].voice.members == "c"


# ---- what touches it


def test_what_touches_a_ward(client, ward):
    elsewhere = make_ward(name="Cedar")
    make_consultation(wards=[ward], title="Streets of Easton", slug="a")
    make_consultation(wards=[elsewhere], title="Only Cedar", slug="b")
    make_consultation(title="The whole area", slug="c")
    make_outcome(make_closed_consultation(wards=[ward], title="The pool", slug="d"))
    late = timezone.now() - dt.timedelta(days=300)
    make_consultation(wards=[ward], title="Night bus", slug="e", closes_at=late)
    page = profile(client, ward)
    touching = page.context["profile"].touching

    assert [row["title"] for row in touching.rows] == [
        "Streets of Easton",
        "The whole area",
        "Night bus",
        "The pool",
    ]
    assert (touching.open, touching.waiting, touching.overdue) == (2, 1, 1)
    assert "Ten stay, four reopen." in text_of(page)
    assert "Results overdue by" in text_of(page)


# ---- who lives there


@pytest.fixture
def bristol(ward):
    """The counts of Easton by the census, and a second ward."""
    CensusCount.objects.bulk_create(
        CensusCount(ward=ward, variable=variable, category=category, count=count)
        for variable, counts in EASTON.items()
        for category, count in counts.items()
    )
    ashley = make_ward(name="Ashley", code="E05010885")
    CensusCount.objects.create(ward=ashley, variable="age_6", category=AGED_25, count=5219)
    return [ward, ashley]


def test_census_of_easton(ward, bristol):
    census = census_of(ward, counts_of(ward, bristol))
    sections = {
        section.title: {group.label: group.people for group in section.groups}
        for section in census.sections
    }

    assert (census.residents, census.households) == (14162, 5902)
    assert sections["Age"]["25 to 34"] == 3489
    assert sections["Ethnic group"] == {
        "Asian": 1626,
        "Black": 1530,
        "Mixed": 859,
        "White": 9678,
        "Other": 469,
    }
    assert sections["Homes"] == {
        "Own, outright or with a mortgage": 3254,
        "Rent privately": 1942,
        "Rent from council or association": 706,
    }
    assert round(census.disabled * 100) == 16
    assert census.newer == ("population (mid-2024)",)


def test_religion_is_never_shown_of_a_ward(client, ward, bristol):
    page = text_of(profile(client, ward))

    assert "Religion is shown for the whole area only" in page
    assert "107" not in page  # Buddhists of Easton


def test_the_newer_source_of_two_is_shown(ward):
    for source, n in (("Mid-2020 estimate", 900), ("Census 2021", 1000)):
        CensusCount.objects.create(
            ward=ward, variable="usual_residents", category="All", count=n, source=source
        )

    assert census_of(ward, counts_of(ward, [ward])).residents == 1000


def test_area_of_a_square_kilometre():
    across, down = 1 / 111.320, 1 / 110.574
    square = [[0, 0], [across, 0], [across, down], [0, down], [0, 0]]

    assert square_kilometres({"type": "Polygon", "coordinates": [square]}) == pytest.approx(
        1, rel=1e-4
    )
    assert square_kilometres({}) == 0


# ---- the finder


def test_a_postcode_leads_to_its_ward(client, ward):
    make_edition(BS56XX=(BRISTOL, ward.code, ""))
    response = client.post(reverse("wards:find"), {"postcode": "bs5 6xx"})

    assert (response.status_code, response["Location"]) == (302, ward.get_absolute_url())


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Enter a full postcode, like BS5 6XX"),
        ("Easton", "Enter a full postcode, like BS5 6XX"),
        ("BS1 1AA", "We do not know BS1 1AA."),
    ],
)
def test_what_is_no_postcode_comes_back_with_words(client, ward, typed, words):
    response = client.post(reverse("wards:find"), {"postcode": typed})

    assert response.status_code == 422
    assert words in text_of(response)


def test_an_empty_finder_says_what_is_missing(client):
    assert "There are no wards here yet." in text_of(client.get(reverse("wards:index")))


# ---- cost


@pytest.mark.parametrize("n", [1, 3])
def test_queries_of_a_profile_do_not_grow(client, ward, n, django_assert_max_num_queries):
    others = [make_ward(name=f"Ward {number}") for number in range(n)]
    publish(make_finished_poll(dict.fromkeys((ward, *others), (40, 40))))
    for number in range(n):
        make_consultation(wards=[ward], title=f"Open {number}", slug=f"open-{number}")
        make_outcome(make_closed_consultation(wards=[ward], slug=f"closed-{number}"))
    client.get(ward.get_absolute_url())

    with django_assert_max_num_queries(12):
        client.get(ward.get_absolute_url())


@pytest.mark.parametrize("n", [1, 3])
def test_queries_of_the_finder_do_not_grow(client, n, django_assert_max_num_queries):
    for number in range(n):
        add_members(make_ward(name=f"Ward {number}"), 3)
    client.get(reverse("wards:index"))

    with django_assert_max_num_queries(6):
        client.get(reverse("wards:index"))
