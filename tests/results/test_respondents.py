"""Who answered beside the census: named where heard too little, nobody found in a difference."""

import csv
import datetime as dt
import io

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.utils import timezone

from analysis.disclosure import Sensitivity
from core.daily import JOBS
from home.roles import ensure_roles
from panel import profiles
from panel.loading import BRISTOL
from panel.loading.taking_back import take_back
from panel.models import AreaCount, CensusCount, LoadedFile, QuestionSet
from panel.places_on_panel import pause_data
from polls.models import QuestionnairePage, Response
from results.beside_census import beside_census
from results.models import GroupCount
from results.protection import protected_groups
from results.respondents import count_now, counted
from tests.consultations.factories import from_now, make_consultation
from tests.panel.factories import make_council, make_membership, make_user, make_ward
from tests.polls.factories import make_questionnaire

pytestmark = pytest.mark.django_db
AGES = {
    "Aged 15 years and under": 100,
    "Aged 16 to 24 years": 100,
    "Aged 25 to 34 years": 100,
    "Aged 35 to 49 years": 100,
    "Aged 50 to 64 years": 100,
    "Aged 65 years and over": 100,
}


@pytest.fixture(autouse=True)
def ward():
    make_council()
    ward = make_ward(name="Easton", code="E05010896")
    add_census(ward)
    return ward


def add_census(ward):
    counts = {
        "age_6": AGES,
        "ethnic_group_5": {
            "Asian, Asian British or Asian Welsh": 50,
            "Black, Black British, Black Welsh, Caribbean or African": 100,
            "Mixed or Multiple ethnic groups": 50,
            "Other ethnic group": 50,
            "White": 350,
        },
        "disability": {
            "Disabled under the Equality Act": 120,
            "Not disabled under the Equality Act": 480,
        },
    }
    CensusCount.objects.bulk_create(
        CensusCount(ward=ward, variable=variable, category=category, count=n)
        for variable, categories in counts.items()
        for category, n in categories.items()
    )


def add_women_and_men():
    for category, n in (("Female", 300), ("Male", 300)):
        AreaCount.objects.create(
            council_code="E06000023", variable="sex", category=category, count=n
        )


def tell(memberships, code, **answers):
    asked = QuestionSet.objects.get(code=code, jurisdictions__contains="E")
    for membership in memberships:
        profiles.answer(membership=membership, question_set=asked, answers=answers, words={})


def answer(page, memberships):
    """Store that these members answered, as of some moment before now."""
    Response.objects.bulk_create(
        Response(
            page_id=page.pk,
            key=one.user.key_for(page.subject),
            ward=one.ward,
            age_band=one.age_band,
            public_id=f"{page.pk}-{one.pk}",
            receipt_hash=f"{page.pk}-{one.pk}",
        )
        for one in memberships
    )


def add(n, ward, **fields):
    return [make_membership(ward=ward, **fields) for _number in range(n)]


@pytest.fixture
def consultation():
    return make_consultation(
        title="Parks", opens_at=from_now(days=-40), closes_at=from_now(days=-1)
    )


@pytest.fixture
def closed(consultation):
    return make_questionnaire(
        title="Nine questions",
        parent=consultation,
        opens_at=from_now(days=-40),
        closes_at=from_now(days=-1),
    )


def publish(consultation):
    type(consultation).objects.filter(pk=consultation.pk).update(
        results_published_at=timezone.now()
    )


def somebody(role):
    ensure_roles()
    user = make_user(is_staff=role in ("Officers", "Analysts"))
    user.groups.set(Group.objects.filter(name=role))
    return user


def beside(page, ward, *, in_public=True, by_ward=True):
    count = counted(page)
    tables = beside_census(count, [ward], in_public=in_public, by_ward=by_ward)
    return {one.name: one for one in tables}


# ---- what is counted -----------------------------------------------------------------------------


def test_index_is_share_of_who_answered_over_share_of_residents(closed, ward):
    """Known answers: 10 of 60 where a fifth of residents is, is an index of 83; 30 of 60 is 250."""
    add_women_and_men()
    young, old = add(10, ward, age_band="16-24"), add(30, ward, age_band="75+")
    middle = add(20, ward, age_band="35-49")
    tell(young + old[:20], "sex", sex="female")
    tell(middle + old[20:], "sex", sex="male")
    answer(closed, young + middle + old)
    tell(add(5, ward), "sex", sex="male")  # who did not answer
    assert count_now(closed)
    tables = beside(closed, ward)
    ages = {
        row.code: (row.n, row.index and round(row.index), row.heard) for row in tables["age"].rows
    }
    assert ages == {
        "16-24": (10, 83, ""),
        "25-34": (0, 0, "under"),
        "35-49": (20, 167, "over"),
        "50-64": (0, 0, "under"),
        "65+": (30, 250, "over"),
    }
    sex = {row.code: (row.n, row.share, row.residents, row.index) for row in tables["sex"].rows}
    assert sex == {"female": (30, 0.5, 0.5, 100), "male": (30, 0.5, 0.5, 100)}
    assert tables["sex"].residents == "residents of all ages"
    assert tables["ward"].rows[0].index == 100


def test_small_groups_of_what_people_told_are_hidden_and_noughts_with_them(closed, ward):
    people = add(40, ward)
    tell(people[:25], "ethnicity", ethnicity="white-british")
    tell(people[25:37], "ethnicity", ethnicity="black-african")
    tell(people[37:], "ethnicity", ethnicity="asian-indian")
    answer(closed, people)
    count_now(closed)
    table = beside(closed, ward)["ethnic_group"]
    shown = {row.code: (row.n, row.index) for row in table.rows}
    assert shown["white"][0] == 25
    assert {shown[code] for code in ("black", "asian", "mixed", "other")} == {("c", "c")}
    assert table.base == 40


def test_a_base_under_thirty_is_for_officers_alone(closed, ward):
    people = add(40, ward)
    tell(people[:12], "disability", condition="yes", effect="a-lot")
    tell(people[12:25], "disability", condition="no")
    answer(closed, people)
    count_now(closed)
    in_public = beside(closed, ward)["disabled"]
    assert (in_public.rule, {row.index for row in in_public.rows}) == ("suppressed", {"c"})
    officers = beside(closed, ward, in_public=False)["disabled"]
    assert [round(row.index) for row in officers.rows] == [200, 75]


def test_without_counts_of_the_census_it_says_so(closed, ward):
    people = add(40, ward)
    tell(people, "sex", sex="female")
    answer(closed, people)
    count_now(closed)
    CensusCount.objects.filter(variable="ethnic_group_5").delete()
    tables = beside(closed, ward)
    for name in ("sex", "ethnic_group"):
        assert "No census counts of these groups are on file" in tables[name].why_not
        assert {row.index for row in tables[name].rows} == {None}


def test_a_consultation_counts_each_member_once(consultation, closed, ward):
    other = make_questionnaire(
        title="More", parent=consultation, opens_at=from_now(days=-40), closes_at=from_now(days=-1)
    )
    people = add(50, ward)
    answer(closed, people[:30])
    answer(other, people[20:])
    count_now(consultation)
    assert counted(consultation).figures["n"] == 50
    assert beside(consultation, ward)["ward"].rows[0].n == 50


def test_who_paused_their_data_is_in_no_count_of_what_people_told(closed, ward):
    people = add(41, ward)
    tell(people, "sex", sex="female")
    tell(add(1, ward), "sex", sex="male")
    answer(closed, people)
    for membership in people[:4]:
        pause_data(membership=membership)
    count_now(closed)
    figures = counted(closed).figures["variables"]["sex"]
    assert figures["base"] == 35  # 37 of 41


def test_who_is_hidden_elsewhere_is_hidden_here():
    found = protected_groups(
        {"a": 41, "b": 52, "d": 63}, 10, Sensitivity.STANDARD, hidden_elsewhere=frozenset("b")
    )
    assert (found.base, found.counts) == (155, {"a": 40, "b": "c", "d": 65})


# ---- when it is counted --------------------------------------------------------------------------


def test_after_the_close_it_is_counted_by_night_once_and_stays(consultation, closed, ward):
    people = add(40, ward)
    tell(people, "sex", sex="female")
    answer(closed, people)
    job = JOBS["polls and consultations counted by who answered"]
    assert (job(), job()) == (2, 0)
    for membership in people[:20]:
        profiles.take_all_back(user=membership.user)
    assert not count_now(closed)
    assert counted(closed).figures["variables"]["sex"]["base"] == 40


def test_while_people_answer_it_is_counted_anew_only_once_enough_have(ward):
    page = make_questionnaire(parent=make_consultation(), closes_at=from_now(days=5))
    people = add(40, ward)
    tell(people, "sex", sex="female")
    answer(page, people[:20])
    assert count_now(page)
    answer(page, people[20:29])
    assert not count_now(page)
    answer(page, people[29:30])
    assert count_now(page)
    profiles.take_all_back(user=people[0].user)
    answer(page, people[30:])
    assert count_now(page)
    assert GroupCount.objects.get().figures["n"] == 40


def test_what_closed_long_ago_is_not_counted_any_more(consultation, closed, ward):
    long_ago = timezone.now() - dt.timedelta(days=400)
    QuestionnairePage.objects.filter(pk=closed.pk).update(closes_at=long_ago)
    type(consultation).objects.filter(pk=consultation.pk).update(closes_at=long_ago)
    assert JOBS["polls and consultations counted by who answered"]() == 0


# ---- the page ------------------------------------------------------------------------------------


def test_the_public_sees_it_with_the_results_and_not_before(client, consultation, closed, ward):
    people = add(40, ward, age_band="35-49")
    answer(closed, people)
    count_now(closed)
    count_now(consultation)
    url = f"/results/{closed.pk}/respondents/"
    early = client.get(url).text
    assert ">Easton</th>" not in early and "People are still answering" not in early
    assert client.get(f"/results/{closed.pk}/respondents.csv").status_code == 404
    publish(consultation)
    assert url in client.get(f"/results/{closed.pk}/").text
    text = " ".join(client.get(url).text.split())
    assert "<li>Age: 16 to 24 (0), 25 to 34 (0), 50 to 64 (0), 65 and over (0)</li>" in text
    assert "Heard more:</p> <ul><li>Age: 35 to 49 (500)</li></ul>" in text
    assert "Easton" in text
    assert "Count now" not in text and "Open Government Licence" in text
    whole = client.get(f"/results/{consultation.pk}/respondents/").text
    assert "Who answered: Age" in whole and "Easton" not in whole
    rows = list(
        csv.DictReader(
            io.StringIO(client.get(f"/results/{closed.pk}/respondents.csv").text.lstrip("\ufeff"))
        )
    )
    middle = next(row for row in rows if row["group_code"] == "35-49")
    assert (middle["people"], middle["index"], middle["named"]) == ("40", "500.0", "over")


@pytest.mark.parametrize(
    ("role", "may"), [("Officers", True), ("Analysts", True), ("Councillors", False)]
)
def test_officers_and_analysts_have_it_counted_and_see_it_before(client, ward, role, may):
    page = make_questionnaire(parent=make_consultation(), closes_at=from_now(days=5))
    answer(page, add(40, ward))
    client.force_login(somebody(role))
    url = f"/results/{page.pk}/respondents/"
    assert ("Count now" in client.get(url).text) is may
    assert client.post(f"{url}count/").status_code == (302 if may else 403)
    assert (">Easton</th>" in client.get(url).text) is may
    assert client.get(f"/results/{page.pk}/respondents.csv").status_code == (200 if may else 404)


def test_a_page_that_may_not_be_opened_is_not_there(client):
    assert client.get("/results/999999/respondents/").status_code == 404


# ---- the counts of the area ----------------------------------------------------------------------


def test_women_and_men_of_the_area_are_loaded_and_taken_back():
    call_command("load_census", BRISTOL / "sex_census2021.csv")
    call_command("load_census", BRISTOL / "sex_census2021.csv")
    counts = dict(AreaCount.objects.values_list("category", "count"))
    assert counts == {"Female": 237_948, "Male": 234_525}
    take_back(LoadedFile.objects.first())
    assert dict(AreaCount.objects.values_list("category", "count")) == counts
    take_back(LoadedFile.objects.standing().first())
    assert not AreaCount.objects.exists()


@pytest.mark.parametrize("row", ["E06000023,1,x", "E09000007,1,2"])
def test_a_file_of_another_council_or_without_numbers_is_refused(tmp_path, row):
    path = tmp_path / "sex.csv"
    path.write_text(f"lad_code,female,male\n{row}\n")
    with pytest.raises(CommandError):
        call_command("load_census", path)
    assert not AreaCount.objects.exists()


@pytest.mark.parametrize("number", [1, 40])
def test_the_page_asks_as_much_of_few_as_of_many(
    client, consultation, closed, ward, number, django_assert_max_num_queries
):
    answer(closed, add(number, ward))
    count_now(closed)
    publish(consultation)
    client.get(f"/results/{closed.pk}/respondents/")
    with django_assert_max_num_queries(12):
        client.get(f"/results/{closed.pk}/respondents/")
