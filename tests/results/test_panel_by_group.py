"""The panel by sex, ethnic group and disability: once a month, and nobody found in a difference."""

import csv
import datetime as dt
import io

import pytest
from django.contrib.auth.models import Group

from home.roles import ensure_roles
from panel import profiles
from panel.invitation_draws import Asked, draw_sample, note_sent
from panel.joining import leave_panel
from panel.models import CouncilSettings, Membership, QuestionSet
from panel.places_on_panel import lapse
from polls.responding import submit_response
from results.models import GroupCount
from results.panel_by_group import count_this_month, counted_by
from results.telling import NOT_TOLD, read_told
from tests.panel.factories import make_council, make_membership, make_user, make_ward
from tests.polls.factories import answers_to, make_poll, make_questionnaire, move_to

pytestmark = pytest.mark.django_db
ADDRESS, FILE = "/results/panel/health/", "/results/panel/health/figures.csv"
NOW = dt.datetime(2026, 11, 26, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def ward(time_machine):
    time_machine.move_to(NOW, tick=False)
    make_council()
    return make_ward(name="Easton", code="E05010896")


def add(n, ward, *, days=700, **fields):
    fields.setdefault("joined_at", NOW - dt.timedelta(days=days))
    fields.setdefault("term_ends_on", dt.date(2028, 1, 15))
    return [make_membership(ward=ward, **fields) for _number in range(n)]


def tell(memberships, code, **answers):
    letter = CouncilSettings.load().council_code[0]
    asked = QuestionSet.objects.get(code=code, jurisdictions__contains=letter)
    for membership in memberships:
        profiles.answer(membership=membership, question_set=asked, answers=answers, words={})


def count():
    assert count_this_month() == 1
    return GroupCount.objects.latest("counted_at").figures


def members_by(variable, figures):
    return {value: row["members"] for value, row in figures[variable].items()}


def sign_in(client, role="Officers"):
    ensure_roles()
    user = make_user(is_staff=True)
    user.groups.set(Group.objects.filter(name=role))
    client.force_login(user)


# ---- what is counted -----------------------------------------------------------------------------


def test_groups_are_to_the_nearest_five_and_small_ones_have_company(ward):
    tell(add(31, ward), "sex", sex="female")
    tell(add(23, ward), "sex", sex="male")
    tell(add(12, ward), "ethnicity", ethnicity="asian-indian")
    tell(add(3, ward), "ethnicity", ethnicity="black-african")
    figures = count()
    assert members_by("sex", figures) == {"female": 30, "male": 25, "": 15}
    # Nobody counts as few: mixed, other, and white, of whom there are none, stand with the three.
    # Together they are too few to hide in, so the next smallest keeps them company.
    assert members_by("ethnic_group", figures) == {
        "white": "c",
        "mixed": "c",
        "asian": "c",
        "black": "c",
        "other": "c",
        "": 55,
    }


def test_who_deletes_their_answers_is_in_no_later_count(ward, time_machine):
    women = add(12, ward)
    tell(women, "sex", sex="female")
    tell(add(20, ward), "sex", sex="male")
    assert members_by("sex", count()) == {"female": "c", "male": 20, "": "c"}
    add(20, ward)
    for membership in women[:3]:
        profiles.take_all_back(user=membership.user)
    assert count_this_month() == 0  # one a month: two would differ by those three
    time_machine.move_to(dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC), tick=False)
    assert members_by("sex", count()) == {"female": "c", "male": "c", "": 25}


def test_each_group_has_its_months_its_source_and_whom_it_lost(ward):
    women = add(20, ward, source="invitation", days=500) + add(20, ward, days=300)
    tell(women, "sex", sex="female")
    long = add(10, ward, days=500) + add(10, ward, days=500, source="invitation")
    ended = add(20, ward, days=500)
    tell(long + ended, "sex", sex="male")
    add(15, ward) + add(15, ward, source="invitation")
    for membership in ended:
        lapse(membership=membership)
    counted = count()
    figures = counted["sex"]
    female, male = figures["female"], figures["male"]
    assert (female["members"], male["members"]) == (40, 20)
    assert (female["median_months"], male["median_months"]) == (13, 16)
    assert female["by_invitation"] == 0.5
    assert male["by_invitation"] == "c"  # a base of 20
    assert (female["at_random"], male["at_random"]) == (20, 10)
    assert counted["*"]["sex"] == {"members": 90, "at_random": 45}
    assert male["lost"] == 0.5
    assert female["lost"] == "c"  # nobody: that all stayed would be known of each


def test_answers_to_invitations_by_group_lead_to_nobody(ward):
    page = make_questionnaire()
    women, men, others = add(40, ward), add(40, ward), add(40, ward)
    tell(women, "sex", sex="female")
    tell(men, "sex", sex="male")
    sample = draw_sample(title="Parks", page=page, asked=Asked(number=120))
    note_sent(sample)
    for membership in women[:30] + men[:15] + others[:20]:
        submit_response(
            user=membership.user, page=page, wave="only", answers=answers_to(page, 7, 8, 9)
        )
    figures = count()["sex"]
    found = {value: (row["invited"], row["answered"]) for value, row in figures.items()}
    assert found == {"female": (40, 0.75), "male": (40, 0.38), "": (40, 0.5)}


def test_each_sample_and_round_has_its_rates_by_what_was_told(client, ward):
    make_council(days_between_invitations=0)
    page, streets = make_questionnaire(), make_poll("before")
    women, men, others = add(40, ward), add(40, ward), add(40, ward)
    tell(women, "sex", sex="female")
    tell(men, "sex", sex="male")
    for title, about in (("Parks", page), ("Streets", streets)):
        note_sent(draw_sample(title=title, page=about, asked=Asked(number=120)))
    for member in women[:30] + men[:15] + others[:20]:
        submit_response(user=member.user, page=page, wave="only", answers=answers_to(page, 7, 8, 9))
    for wave, people in (
        ("before", women[:20] + men[:20] + others[:20]),
        # Three women: they are kept back, with company, in the first round as well.
        ("after", women[:3] + men[:20] + others[:15]),
    ):
        streets = move_to(streets, wave)
        for member in people:
            submit_response(
                user=member.user, page=streets, wave=wave, answers=answers_to(streets, 7, 8, 9)
            )

    figures = count()

    rounds = {
        key.split("-")[1]: {
            value: (row["invited"], row["answered"]) for value, row in one["by"]["sex"].items()
        }
        for key, one in figures["*rounds"].items()
    }
    assert rounds["only"] == {"female": (40, 0.75), "male": (40, 0.38), "": (40, 0.5)}
    assert rounds["after"]["female"][1] == "c"
    assert [n for n, _share in rounds["before"].values()] == [
        n for n, _share in rounds["after"].values()
    ]
    # All samples together count the first round: (30 + 20) of 80 women.
    assert figures["sex"]["female"]["answered"] == 0.63

    sign_in(client)
    key = next(key for key in figures["*rounds"] if key.endswith("only"))
    shown = " ".join(client.get(ADDRESS, {"wave": key}).text.split())
    row = shown.split("Answers to invitations: Sex")[1].split(">Female</th>")[1].split("</tr>")[0]
    assert "75%" in row and "40" in row
    rows = list(csv.DictReader(io.StringIO(client.post(FILE).content.decode("utf-8-sig"))))
    in_file = {(row["sample"], row["group_code"]): row["response_percent"] for row in rows}
    assert in_file["Parks", "female"] == "75.0"
    assert in_file["Streets, second answers", "female"] == "c"
    assert ("Streets, second answers", "open") in in_file


def test_who_has_gone_since_an_earlier_count_is_known_and_never_who(client, ward, time_machine):
    women, men = add(60, ward), add(60, ward)
    tell(women, "sex", sex="female")
    tell(men, "sex", sex="male")
    untold = add(30, ward)
    count()
    for membership in women[:20]:
        leave_panel(membership.user)  # takes their answers along at once
    for membership in men[:4]:
        lapse(membership=membership)
    time_machine.move_to(dt.datetime(2027, 5, 3, 12, tzinfo=dt.UTC), tick=False)
    tell(untold, "sex", sex="male")  # who tells later has not stayed
    add(20, ward, days=10)

    figures = count()

    assert figures["*since"] == "2026-11-26"
    # 60 less 40; of the men 4 of 60 are too few to say.
    assert (figures["sex"]["female"]["gone"], figures["sex"]["male"]["gone"]) == (0.33, "c")
    assert figures["sex"][""]["gone"] is None
    sign_in(client)
    page = " ".join(client.get(ADDRESS).text.split())
    assert "Gone since 26 November 2026" in page
    rows = csv.DictReader(io.StringIO(client.post(FILE).content.decode("utf-8-sig")))
    gone = {row["group_code"]: row["gone_percent"] for row in rows if row["group_kind"] == "sex"}
    assert gone == {"female": "33.0", "male": "c", "not-told": ""}


def test_a_count_looks_back_a_year_at_most_and_never_to_its_own_month(ward, time_machine):
    add(20, ward)
    for month in (dt.date(2025, 10, 1), dt.date(2025, 11, 1), dt.date(2026, 3, 1)):
        GroupCount.objects.create(
            subject=f"panel-{month:%Y-%m}",
            counted_at=dt.datetime(month.year, month.month, 1, 3, tzinfo=dt.UTC),
        )
    assert count()["*since"] == "2025-11-01"


def test_another_nations_groups_are_not_ours(ward):
    make_council(council_code="S12000036")
    (member,) = add(1, ward)
    tell([member], "ethnicity", ethnicity="african-any")
    assert read_told().of(member.user_id)["ethnic_group_scotland"] == "african"
    make_council(council_code="E06000023")
    assert read_told().of(member.user_id)["ethnic_group"] == NOT_TOLD


# ---- the page and the file -----------------------------------------------------------------------


def test_the_page_shows_the_newest_count_by_the_day_that_is_looked_at(client, ward):
    tell(add(31, ward), "sex", sex="female")
    tell(add(22, ward), "sex", sex="male")
    add(20, ward)
    sign_in(client)
    assert "Nothing was counted by that day." in client.get(ADDRESS).text
    count()
    shown = client.get(ADDRESS)
    text = " ".join(shown.text.split())
    assert "As counted on 26 November 2026" in text
    assert "Members: Sex" in text and "Members: Ethnic group" in text and "Disabled" in text
    row = text.split(">Female</th>")[1].split("</tr>")[0]
    for figure in ("<b>30</b>", ">60%<", ">23<"):
        assert figure in row
    earlier = client.get(ADDRESS, {"on-day": "25", "on-month": "11", "on-year": "2026"})
    assert "Nothing was counted by that day." in earlier.text
    invited = client.get(ADDRESS, {"who": "invited"})
    assert "of those who were invited at random" in " ".join(invited.text.split())
    assert ">30<" not in invited.text.split("By what members told about themselves")[1]


def test_the_file_has_the_groups_as_they_are_shown(client, ward):
    tell(add(31, ward), "sex", sex="female")
    tell(add(3, ward), "sex", sex="male")
    add(20, ward, source="invitation")
    count()
    sign_in(client, "Analysts")
    rows = list(csv.DictReader(io.StringIO(client.post(FILE).content.decode("utf-8-sig"))))
    sex = {row["group_code"]: row for row in rows if row["group_kind"] == "sex"}
    assert {code: row["members"] for code, row in sex.items()} == {
        "female": "30",
        "male": "c",
        "not-told": "c",
    }
    assert sex["male"]["kept_back_in_public"] == "yes"
    easton = next(row for row in rows if row["group_name"] == "Easton")
    assert easton["by_invitation_percent"] == "37.0"


def test_counting_asks_as_much_of_few_as_of_many(ward, django_assert_num_queries):
    for n in (1, 30):
        tell(add(n, ward), "sex", sex="female")
        with django_assert_num_queries(14):
            count_this_month()
        GroupCount.objects.all().delete()
    assert counted_by(NOW.date()) is None
    assert Membership.objects.count() == 31
