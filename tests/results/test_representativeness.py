"""Who the panel stands for: members beside the census of the wards in force."""

import csv
import datetime as dt
import io
import re

import pytest
from django.contrib.auth.models import Group
from wagtail.models import ModelLogEntry

from core.refusals import Refused
from home.roles import ensure_roles
from panel.models import AgeBand, CensusCount, Membership
from results.representativeness import BAND_OF, panel_standing
from tests.panel.factories import make_council, make_user, make_ward

pytestmark = pytest.mark.django_db
ADDRESS, FILE = "/results/panel/", "/results/panel/figures.csv"
AGES = (
    "Aged 15 years and under",
    "Aged 16 to 24 years",
    "Aged 25 to 34 years",
    "Aged 35 to 49 years",
    "Aged 50 to 64 years",
    "Aged 65 years and over",
)
ASH = (2000, 1000, 2000, 2000, 2000, 1000)  # 8,000 of 16 and over
BIRCH = (500, 500, 500, 500, 250, 250)  # 2,000


@pytest.fixture(autouse=True)
def council():
    return make_council()


def count(ward, ages=ASH, source="Census 2021", residents=None):
    rows = [("age_6", category, n) for category, n in zip(AGES, ages, strict=True)]
    rows.append(("usual_residents", "All", sum(ages) if residents is None else residents))
    CensusCount.objects.bulk_create(
        CensusCount(ward=ward, variable=variable, category=category, count=n, source=source)
        for variable, category, n in rows
    )
    return ward


def add_members(ward, n, age_band=AgeBand.FROM_35, **fields):
    Membership.objects.bulk_create(
        Membership(user=make_user(), postcode="BS5 6XX", ward=ward, age_band=age_band, **fields)
        for _number in range(n)
    )


@pytest.fixture
def ash():
    return count(make_ward(name="Ash", code="E05000001"))


@pytest.fixture
def birch():
    return count(make_ward(name="Birch", code="E05000002"), BIRCH)


def standing(*wards, target=None, rate=1, **options):
    return panel_standing(wards=wards, target=target, rate=rate, **options)


def somebody(role):
    ensure_roles()
    user = make_user(is_staff=role in ("Officers", "Analysts", "Administrators"))
    user.groups.set(Group.objects.filter(name=role))
    return user


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


# ---- who may look


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("Administrators", 200),
        ("Officers", 200),
        ("Analysts", 200),
        ("Debate moderators", 403),
        ("Experts", 403),
        ("Councillors", 403),
        ("", 403),  # a resident
    ],
)
def test_the_page_is_for_officers_and_analysts(client, ash, role, status):
    add_members(ash, 3)
    client.force_login(somebody(role))

    page, file = client.get(ADDRESS), client.post(FILE)

    assert (page.status_code, file.status_code) == (status, status)
    assert ("Ash" in page.text, b"Ash" in file.content) == (status == 200, status == 200)


def test_a_visitor_is_asked_to_sign_in(client, ash):
    for answer in (client.get(ADDRESS), client.post(FILE)):
        assert (answer.status_code, answer.url.split("?")[0]) == (302, "/account/login/")


def test_staff_find_the_page_where_they_work(client, ash):
    client.force_login(somebody("Officers"))
    assert ADDRESS in client.get("/admin/").text
    assert ADDRESS in client.get("/account/").text

    client.force_login(somebody("Analysts"))
    assert ADDRESS in client.get("/account/").text

    client.force_login(somebody("Debate moderators"))
    assert ADDRESS not in client.get("/account/").text


# ---- the figures


def test_members_are_compared_by_ward_age_and_both(ash, birch):
    add_members(ash, 40, AgeBand.FROM_35)
    add_members(birch, 60, AgeBand.FROM_16)

    found = standing(ash, birch)

    assert (found.members, found.residents) == (100, 10_000)
    assert [(c.label, c.standing.n, c.standing.index) for c in found.by_ward.cells] == [
        ("Ash", 40, 50),
        ("Birch", 60, 300),
    ]
    assert [(c.label, c.standing.n) for c in found.by_age.cells] == [
        ("16 to 24", 60),
        ("25 to 34", 0),
        ("35 to 49", 40),
        ("50 to 64", 0),
        ("65 and over", 0),
    ]
    assert found.by_both.cells[2].label == "Ash, 35 to 49"
    assert found.by_both.cells[2].standing.index == pytest.approx(200)
    assert found.by_ward.comparison.dissimilarity == pytest.approx(0.4)
    assert (found.by_ward.comparison.test.statistic, found.by_ward.comparison.test.df) == (100, 1)


def test_who_prefers_not_to_say_counts_in_their_ward_and_in_no_age(client, ash):
    add_members(ash, 2)
    add_members(ash, 1, age_band="")
    found = standing(ash)
    assert sum(cell.standing.n for cell in found.by_ward.cells) == 3
    assert sum(cell.standing.n for cell in found.by_age.cells) == 2
    assert (found.members, found.without_age) == (3, 1)
    client.force_login(somebody("Officers"))
    page = text_of(client.get(ADDRESS))
    assert "1 member prefers not to say their age, and is counted by ward alone." in page


def test_our_two_oldest_bands_are_the_last_of_the_census(ash):
    add_members(ash, 2, AgeBand.FROM_65)
    add_members(ash, 3, AgeBand.FROM_75)

    assert standing(ash).by_age.cells[-1].standing.n == 5
    assert set(BAND_OF) == set(AgeBand.values)


def test_only_active_members_count(ash):
    add_members(ash, 2)
    add_members(ash, 3, status=Membership.Status.PAUSED, paused_until="2100-01-01")

    assert standing(ash).members == 2


def test_a_report_can_be_of_those_invited_at_random(client, ash):
    add_members(ash, 2, source=Membership.Source.INVITATION)
    add_members(ash, 3, source=Membership.Source.OPEN)
    add_members(ash, 4, source=Membership.Source.EVENT)

    everybody, invited = standing(ash), standing(ash, only_invited=True)

    assert (everybody.members, everybody.self_selected) == (9, 3)
    assert (invited.members, invited.self_selected) == (2, 0)
    client.force_login(somebody("Officers"))
    page = client.get(ADDRESS, {"who": "invited"}).text
    assert "2 active members who were invited at random, beside 8,000 residents" in page


def test_seats_go_to_the_target_and_what_is_short_asks_for_invitations(ash, birch):
    add_members(ash, 40)
    add_members(birch, 60)

    found = standing(ash, birch, target=200, rate=0.3)

    assert [
        (c.shortfall.seats, c.shortfall.short, c.shortfall.invitations) for c in found.by_ward.cells
    ] == [(160, 120, 400), (40, 0, 0)]
    assert (found.by_ward.short, found.by_ward.invitations) == (120, 400)


def test_without_a_target_it_is_the_size_of_today(ash, birch):
    add_members(ash, 10)

    assert sum(c.shortfall.seats for c in standing(ash, birch).by_both.cells) == 10


def test_a_panel_of_nobody_is_no_fault(client, ash):
    client.force_login(somebody("Officers"))

    page = client.get(ADDRESS)

    assert page.status_code == 200
    assert "There are no members to compare." in page.text


# ---- the census of the same boundaries


def test_a_ward_without_counts_is_refused_and_never_taken_for_nobody(client, ash):
    make_ward(name="Cedar", code="E05000003")
    client.force_login(somebody("Officers"))

    page = client.get(ADDRESS)

    assert page.status_code == 200
    assert "of 2 wards in force, 1 have no count, or not of every age: Cedar (E05000003)." in (
        text_of(page)
    )
    assert "By age" not in page.text
    assert client.post(FILE).status_code == 422


def test_counts_of_old_boundaries_are_not_those_of_the_wards_in_force():
    old = count(make_ward(valid_from=dt.date(2000, 5, 4), valid_to=dt.date(2016, 5, 5)))
    new = make_ward(name="Cedar")

    with pytest.raises(Refused, match="Census 2021 is on file for other boundaries: of 1 wards"):
        standing(new)
    assert standing(old).residents == 8_000


def test_a_ward_that_lacks_one_age_is_refused(ash):
    CensusCount.objects.filter(category="Aged 65 years and over").delete()

    with pytest.raises(Refused, match="not of every age: Ash"):
        standing(ash)


def test_the_newest_source_with_every_ward_answers(ash, birch):
    for ward in (ash, birch):
        count(ward, BIRCH, source="Mid-2020 estimate")
    CensusCount.objects.filter(ward=birch, source="Census 2021").delete()

    assert standing(ash, birch).population.source == "Mid-2020 estimate"
    assert standing(ash).population.source == "Census 2021"


def test_without_any_counts_it_says_who_loads_them():
    with pytest.raises(Refused, match="load_census"):
        standing(make_ward())
    with pytest.raises(Refused, match="No wards are loaded"):
        standing()


def test_members_of_wards_that_have_ended_are_counted_apart(client, ash):
    old = make_ward(valid_from=dt.date(2000, 5, 4), valid_to=dt.date(2016, 5, 5))
    add_members(ash, 2)
    add_members(old, 3)
    client.force_login(somebody("Officers"))

    assert (standing(ash).members, standing(ash).elsewhere) == (2, 3)
    assert "3 more members live in wards whose boundaries have ended" in client.get(ADDRESS).text


def test_a_difference_by_rounding_is_said_and_a_larger_one_is_refused(client, ash):
    client.force_login(somebody("Officers"))
    residents = CensusCount.objects.filter(variable="usual_residents")
    residents.update(count=10_004)
    assert "in all to 10,004: 4 apart, which is rounding." in text_of(client.get(ADDRESS))

    residents.update(count=10_006)
    page = text_of(client.get(ADDRESS))
    assert "by age they add up to 10,000 people, and residents are 10,006." in page
    assert "Rounding explains 5 at most." in page


# ---- the page and the file


def test_the_page_says_and_draws_how_it_stands(client, ash, birch):
    add_members(ash, 40, AgeBand.FROM_35)
    add_members(birch, 60, AgeBand.FROM_16)
    client.force_login(somebody("Officers"))

    page = client.get(ADDRESS, {"target": "200", "in_100": "30"})
    text = text_of(page)

    assert "100 active members, beside 10,000 residents aged 16 and over in 2 wards." in text
    assert "40 in every 100 would have to live in another ward" in text
    assert "Chi-square 100.0, degrees of freedom 1, p under 0.001." in text
    assert "Ash 80.0% 40.0% 40 50 −40.0 120 400" in text
    assert "style=" not in page.text.split("<main")[1].split("</main")[0]


def test_counts_under_the_threshold_are_marked_for_they_are_kept_back_elsewhere(client, ash):
    add_members(ash, 9, AgeBand.FROM_16)
    add_members(ash, 10, AgeBand.FROM_35)
    client.force_login(somebody("Analysts"))

    text = text_of(client.get(ADDRESS))

    assert "Those marked (c) are under 10" in text
    assert "9 (c)" in text
    assert "10 (c)" not in text
    assert "0 (c)" not in text


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"target": "0"}, "Enter a size of 1 or more"),
        ({"target": "lots"}, "Enter the size in figures"),
        ({"in_100": "0"}, "Enter a number over 0"),
        ({"in_100": "101"}, "Enter 100 or less"),
        ({"in_100": "1.255"}, "two decimals at most"),
        ({"who": "nobody"}, "Choose all members, or those invited at random"),
    ],
)
def test_what_cannot_be_worked_out_comes_back_with_a_reason(client, ash, asked, says):
    client.force_login(somebody("Officers"))

    for page in (client.get(ADDRESS, asked), client.post(FILE, asked)):
        assert page.status_code == 422
        assert says in page.text


def test_the_file_has_every_group_and_is_noted(client, ash, birch):
    add_members(ash, 40, AgeBand.FROM_35)
    add_members(birch, 9, AgeBand.FROM_16)
    user = somebody("Analysts")
    client.force_login(user)

    answer = client.post(FILE, {"target": "98", "in_100": "12"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))

    assert answer["Content-Disposition"] == 'attachment; filename="panel-internal.csv"'
    assert answer["Cache-Control"] == "private, no-store"
    assert [row["variable"] for row in rows] == ["age"] * 5 + ["ward"] * 2 + ["ward_age"] * 10
    assert rows[5] == {
        "variable": "ward",
        "ward_code": "E05000001",
        "ward": "Ash",
        "age_band": "",
        "group_code": "",
        "group": "",
        "counted_on": "",
        "members": "40",
        "members_percent": "81.6",
        "residents": "8000",
        "residents_percent": "80.0",
        "index": "102.0",
        "points": "1.6",
        "expected": "39.2",
        "tested_with": "",
        "seats": "78",
        "short": "38",
        "response_percent": "12.0",
        "response_from": "given",
        "invitations": "317",
        "kept_back_in_public": "",
        "ward_boundaries": "2016-05-05",
        "residents_source": "Census 2021",
        "residents_dated": "2021-03-21",
    }
    assert rows[6]["kept_back_in_public"] == "yes"
    entry = ModelLogEntry.objects.get(action="results.panel_figures")
    assert (entry.user, entry.data["rows"]) == (user, 17)


def test_no_file_goes_by_a_link(client, ash):
    client.force_login(somebody("Officers"))

    assert client.get(FILE).status_code == 405


@pytest.mark.parametrize("wards", [1, 3])
def test_the_page_costs_as_much_with_three_wards_as_with_one(
    client, django_assert_num_queries, wards
):
    for number in range(wards):
        add_members(count(make_ward(name=f"Ward {number}")), 3)
    client.force_login(somebody("Officers"))
    client.get(ADDRESS)

    with django_assert_num_queries(6):
        client.get(ADDRESS)
