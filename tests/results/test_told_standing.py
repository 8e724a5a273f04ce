"""The panel beside the census by sex, ethnic group and disability, from the monthly count alone."""

import csv
import datetime as dt
import io
import re
from fractions import Fraction

import pytest
from django.contrib.auth.models import Group

from home.roles import ensure_roles
from panel.models import AreaCount, CensusCount
from results.letters import Rates, Source
from results.models import GroupCount
from results.panel_by_group import count_this_month
from results.told_standing import told_standing
from tests.panel.factories import BRISTOL, make_council, make_membership, make_user, make_ward
from tests.results.test_panel_by_group import tell

pytestmark = pytest.mark.django_db
ADDRESS, FILE = "/results/panel/", "/results/panel/figures.csv"
NOW = dt.datetime(2026, 11, 26, 12, tzinfo=dt.UTC)
HALF = Rates(Fraction(1, 2), Source.GIVEN)
ETHNIC = {
    "Asian, and more": 180,
    "Black": 60,
    "Mixed": 40,
    "White: all": 700,
    "Other ethnic group": 20,
}
AGES = ("16 to 24", "25 to 34", "35 to 49", "50 to 64", "65")


@pytest.fixture(autouse=True)
def ward(time_machine):
    time_machine.move_to(NOW, tick=False)
    make_council()
    ward = make_ward(name="Ash", code="E05000001")
    rows = [("ethnic_group_5", category, n) for category, n in ETHNIC.items()]
    rows += [("age_6", f"Aged {ages} years", 200) for ages in AGES]
    CensusCount.objects.bulk_create(
        CensusCount(ward=ward, variable=variable, category=category, count=n)
        for variable, category, n in rows
    )
    for category, n in {"Female": 510, "Male": 490}.items():
        AreaCount.objects.create(council_code=BRISTOL, variable="sex", category=category, count=n)
    return ward


def row(members, at_random=0):
    others = dict.fromkeys(("median_months", "lost", "by_invitation", "invited", "answered"))
    return others | {"members": members, "at_random": at_random}


def counted(variable="sex", *, everybody, not_told, **members):
    """Store a month's count: by value, and for all, members and those invited at random."""
    rows = {value: row(*n) for value, n in {**members, "": not_told}.items()}
    total = dict(zip(("members", "at_random"), everybody, strict=False))
    figures = {variable: rows, "*": {variable: total}}
    return GroupCount.objects.create(subject="panel-2026-11", figures=figures)


def standing(count, ward, *, target=None, only_invited=False):
    found = told_standing(count, [ward], target=target, rates=HALF, only_invited=only_invited)
    return found[0] if found else None


def sign_in(client, role="Officers"):
    ensure_roles()
    user = make_user(is_staff=True)
    user.groups.set(Group.objects.filter(name=role))
    client.force_login(user)


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_groups_have_index_points_test_and_seats_of_those_who_told(ward):
    count = counted(female=(300,), male=(100,), not_told=(100,), everybody=(500,))

    found = standing(count, ward, target=1000)

    female, male = found.cells
    assert (found.told, found.everybody, found.size) == (400, 500, 800)
    assert female.standing.index == pytest.approx(100 * 0.75 / 0.51)
    assert male.standing.difference == pytest.approx(0.25 - 0.49)
    assert found.comparison.dissimilarity == pytest.approx(0.24)
    # Expected 204 and 196: 96^2/204 + 96^2/196.
    assert found.comparison.test.statistic == pytest.approx(92.197, abs=1e-3)
    assert (male.shortfall.seats, male.shortfall.short, male.shortfall.invitations) == (
        *(392, 292),
        584,
    )
    assert female.shortfall.short == 108


def test_what_is_kept_back_is_one_group_and_says_nothing_of_each(ward):
    count = counted(
        "ethnic_group",
        white=(600,),
        asian=(100,),
        mixed=("c",),
        black=("c",),
        other=(60,),
        not_told=(150,),
        everybody=(1000,),
    )

    found = standing(count, ward)

    hidden = [cell for cell in found.cells if cell.n == "c"]
    assert [(cell.standing, cell.shortfall) for cell in hidden] == [(None, None)] * 2
    assert found.told == 850  # 1,000 less 150; 90 are in the two together
    kept_back = next(one for one in found.comparison.cells if one.code == "*")
    assert (kept_back.n, kept_back.population) == (90, 100)
    assert found.comparison.test.df == 3


def test_no_share_where_who_told_nothing_is_kept_back_too(client, ward):
    count = counted(female=(300,), male=("c",), not_told=("c",), everybody=(310,))

    found = standing(count, ward)

    assert (found.told, found.comparison) == (None, None)
    assert all(cell.standing is None for cell in found.cells)
    sign_in(client)
    assert "too few members told us, or too few did not" in text_of(client.get(ADDRESS))


def test_it_can_be_of_those_invited_at_random_alone(ward):
    count = counted(female=(300, 30), male=(100, 60), not_told=(100, 40), everybody=(500, 130))

    found = standing(count, ward, only_invited=True)

    assert [(cell.n, found.told) for cell in found.cells] == [(30, 90), (60, 90)]


def test_an_older_count_knows_nothing_of_who_was_invited(client, ward):
    old = {value: row(30) for value in ("female", "male", "")}
    for one in old.values():
        del one["at_random"]
    count = GroupCount.objects.create(subject="panel-2026-11", figures={"sex": old})

    assert standing(count, ward, only_invited=True) is None
    assert standing(count, ward).told == 60
    sign_in(client)
    page = text_of(client.get(ADDRESS, {"who": "invited"}))
    assert "The last count does not say who of each group was invited at random." in page


def test_groups_that_the_census_does_not_count_are_compared_with_nothing(client, ward):
    AreaCount.objects.all().delete()
    count = counted(female=(300,), male=(100,), not_told=(100,), everybody=(500,))

    found = standing(count, ward)

    assert (found.comparison, found.cells[0].residents, found.told) == (None, None, 400)
    sign_in(client)
    assert "No census counts of these groups are on file" in text_of(client.get(ADDRESS))


def test_a_ward_without_counts_of_a_variable_is_no_nought(ward):
    other = make_ward(name="Birch", code="E05000002")
    count = counted("ethnic_group", white=(600,), asian=(100,), everybody=(700,), not_told=(0,))

    (found,) = told_standing(count, [ward, other], target=None, rates=HALF, only_invited=False)

    assert found.comparison is None
    assert "nothing is compared" in found.why_not


def test_the_page_and_the_file_show_what_was_counted_this_month(client, ward):
    for value, n in {"female": 60, "male": 45}.items():
        people = [make_membership(ward=ward, joined_at=NOW) for _each in range(n)]
        tell(people, "sex", sex=value)
    few = [make_membership(ward=ward, joined_at=NOW) for _each in range(13)]
    tell(few[:3], "ethnicity", ethnicity="black-african")
    count_this_month()
    sign_in(client, "Analysts")

    page = text_of(client.get(ADDRESS))
    answer = client.post(FILE)
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))

    assert "As counted on 26 November 2026, of all who held a place that day" in page
    assert "Members beside residents: Sex" in page
    assert "index of dissimilarity" in page.split("By what members told")[1]
    sex = {row["group_code"]: row for row in rows if row["variable"] == "sex"}
    ethnic = {row["group_code"]: row for row in rows if row["variable"] == "ethnic_group"}
    assert {code: row["members"] for code, row in sex.items()} == {"female": "60", "male": "45"}
    assert (sex["female"]["members_percent"], sex["female"]["index"]) == ("57.1", "112.0")
    assert {row["counted_on"] for row in sex.values()} == {"2026-11-26"}
    hidden = ethnic["black"]
    assert (hidden["members"], hidden["index"], hidden["points"], hidden["short"]) == ("c",) * 4


def test_a_count_costs_three_queries_more_however_many_wards(
    client, ward, django_assert_num_queries
):
    counted(female=(300,), male=(100,), not_told=(100,), everybody=(500,))
    sign_in(client)
    client.get(ADDRESS)
    with django_assert_num_queries(9):
        client.get(ADDRESS)
