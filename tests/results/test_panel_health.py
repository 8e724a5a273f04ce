"""How the panel is doing: places that come and go, and who answers, with few of them kept back."""

import csv
import datetime as dt
import io
import re

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.models import ModelLogEntry

from home.roles import ensure_roles
from panel.invitation_draws import Asked, draw_sample, note_sent
from panel.invitation_frame import Filters
from panel.models import Membership
from panel.places_on_panel import lapse, pause, remove, take_up_again
from polls.models import Response
from polls.responding import submit_response
from results.panel_by_group import count_this_month
from results.panel_health import panel_health
from results.response import response_rates
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


def add(n, ward, **fields):
    fields.setdefault("joined_at", NOW - dt.timedelta(days=500))
    fields.setdefault("term_ends_on", dt.date(2028, 1, 15))
    return [make_membership(ward=ward, **fields) for _number in range(n)]


def health(*wards, on=None, **options):
    return panel_health(on=on or NOW.date(), wards=wards, threshold=10, **options)


def somebody(role):
    ensure_roles()
    user = make_user(is_staff=role in ("Officers", "Analysts", "Administrators"))
    user.groups.set(Group.objects.filter(name=role))
    return user


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


# ---- places --------------------------------------------------------------------------------------


def test_attrition_counts_who_left_lapsed_was_removed_or_came_to_the_end(ward):
    add(6, ward)
    (left,) = add(1, ward)
    Membership.objects.filter(pk=left.pk).update(
        status="left", postcode="", left_at=NOW - dt.timedelta(days=30)
    )
    (lapsed, removed) = add(2, ward)
    lapse(membership=lapsed)
    remove(membership=removed, reason="A test", by=make_user())
    add(1, ward, term_ends_on=dt.date(2026, 6, 1))
    found = health(ward).whole
    assert (found.at_start, found.active, found.gone) == (10, 6, 4)
    assert float(found.attrition) == 0.4


def test_the_panel_of_an_earlier_day_is_that_of_then(ward):
    members = add(3, ward)
    lapse(membership=members[0])
    add(2, ward, joined_at=NOW - dt.timedelta(days=10))
    assert health(ward).whole.active == 4
    yesterday = health(ward, on=NOW.date() - dt.timedelta(days=1))
    assert yesterday.whole.active == 5
    assert health(ward, on=NOW.date() - dt.timedelta(days=11)).whole.active == 3
    assert health(ward, on=NOW.date() - dt.timedelta(days=501)).whole.active == 0


def test_who_pauses_keeps_their_place_and_who_comes_back_has_it_again(ward):
    paused, lapsed = add(2, ward)
    pause(membership=paused, until=dt.date(2027, 1, 1))
    lapse(membership=lapsed)
    assert lapsed.lapsed_at == NOW
    assert health(ward).whole.active == 1
    take_up_again(membership=lapsed)
    assert lapsed.lapsed_at is None
    assert health(ward).whole.active == 2


def test_groups_are_of_source_age_and_ward_and_can_leave_out_who_came_alone(ward):
    ashley = make_ward(name="Ashley")
    add(3, ward, age_band="16-24", source="invitation")
    add(2, ashley, age_band="75+")
    found = health(ward, ashley)
    assert {code: one.active for code, one in found.by_source.items()} == {
        "invitation": 3,
        "open": 2,
    }
    assert {code: one.active for code, one in found.by_age.items()} == {"16-24": 3, "75+": 2}
    assert {pk: one.active for pk, one in found.by_ward.items()} == {ward.pk: 3, ashley.pk: 2}
    assert health(ward, ashley, only_invited=True).whole.active == 3


def test_the_refresh_plan_counts_places_by_the_month_in_which_they_end(ward):
    add(2, ward, term_ends_on=dt.date(2026, 12, 31))
    add(1, ward, term_ends_on=dt.date(2027, 10, 1))
    add(4, ward, term_ends_on=dt.date(2027, 11, 1))
    found = health(ward)
    places = {month.first: month.places for month in found.months}
    assert len(places) == 12
    assert (places[dt.date(2026, 12, 1)], places[dt.date(2027, 10, 1)]) == (2, 1)
    assert (found.ending, found.target_a_year) == (3, 3)


# ---- who answers ---------------------------------------------------------------------------------


def answer(page, members, wave="only"):
    for member in members:
        submit_response(user=member.user, page=page, wave=wave, answers=answers_to(page))


def test_the_share_that_answered_is_of_those_drawn(ward):
    page, members, others = make_questionnaire(), add(40, ward), add(3, make_ward())
    draw_sample(title="Parks", page=page, asked=Asked(number=43))
    answer(page, members[:25])
    found = response_rates(upto=NOW.date(), threshold=10)
    assert (found.invited, found.share) == (43, pytest.approx(25 / 43))
    (wave,) = found.waves
    assert (wave.name, wave.invited, wave.share) == ("Parks", 43, pytest.approx(25 / 43))
    # Three of another ward, of whom nobody answered: neither they nor those beside them are shown.
    assert found.by_ward[others[0].ward_id][1] == "c"
    assert found.by_age == {"35-49": (43, pytest.approx(25 / 43))}


def test_two_rounds_stand_apart_and_the_first_is_the_rate(ward):
    page, members = make_poll("before"), add(60, ward)
    draw_sample(title="Streets", page=page, asked=Asked(number=60))
    answer(page, members[:40], wave="before")
    page = move_to(page, "after")
    answer(page, members[:20], wave="after")
    found = response_rates(upto=timezone.localdate(), threshold=10)
    assert [(wave.name, round(wave.share, 4)) for wave in found.waves] == [
        ("Streets, first answers", 0.6667),
        ("Streets, second answers", 0.3333),
    ]
    assert found.share == pytest.approx(2 / 3)


def test_each_sample_has_its_rates_by_age_and_ward(client, ward):
    make_council(days_between_invitations=0)
    young, old = add(40, ward, age_band="16-24"), add(43, ward, age_band="75+")
    parks, roads = make_questionnaire(), make_questionnaire()
    for title, page in (("Parks", parks), ("Roads", roads)):
        note_sent(draw_sample(title=title, page=page, asked=Asked(number=83)))
    answer(parks, [*young[:10], *old[:30]])
    answer(roads, young[:20] + old[:20])
    client.force_login(somebody("Officers"))

    found = response_rates(upto=NOW.date(), threshold=10)
    by_title = {wave.name: wave for wave in found.waves}
    # To the nearest 5, and to a whole per cent: the rest of all samples would be another's.
    assert by_title["Parks"].by_age == {"16-24": (40, 0.25), "75+": (45, 0.7)}
    assert found.by_age["75+"] == (86, pytest.approx(50 / 86))

    page = client.get(ADDRESS, {"wave": by_title["Parks"].key})
    assert "By age, by ward and by what members told you see Parks alone" in text_of(page)
    assert "75 and over 70.0% 45" in text_of(page)
    everything = client.get(ADDRESS, {"wave": "1-before"})  # no such: all of them
    assert "75 and over 58.1% 86" in text_of(everything)
    rows = list(csv.DictReader(io.StringIO(client.post(FILE).content.decode("utf-8-sig"))))
    shares = {(row["sample"], row["group_code"]): row["response_percent"] for row in rows}
    assert (shares["Parks", "75+"], shares["Roads", "75+"]) == ("70.0", "47.0")
    assert shares["Roads", ward.code] == "48.0"


def test_of_those_invited_at_random_answers_are_counted_by_the_month(client, ward):
    page = make_questionnaire()
    invited, alone = add(40, ward, source="invitation"), add(60, ward)
    note_sent(draw_sample(title="Parks", page=page, asked=Asked(number=100)))
    answer(page, invited[:30] + alone[:15])
    client.force_login(somebody("Officers"))
    assert "nothing was counted yet" in text_of(client.get(ADDRESS, {"who": "invited"}))

    count_this_month()

    text = text_of(client.get(ADDRESS, {"who": "invited"})).split("Who answers when invited")[1]
    assert "Invitation 75% 40" in text.replace("Random invitation", "Invitation")
    # By age and ward no sample is shown; of those invited at random each is, from the count.
    assert "Answers by age" not in text
    assert text.count("75% 40") == 2
    assert "Invited Parks 75% 40" in text
    assert "25% 60" not in text
    assert "25% 60" in text_of(client.get(ADDRESS))
    file = client.post(FILE, {"who": "invited"}).content.decode("utf-8-sig")
    rows = [
        row
        for row in csv.DictReader(io.StringIO(file))
        if row["invited"] and row["group_kind"] != "all"
    ]
    assert [(row["group_code"], row["sample"], row["response_percent"]) for row in rows] == [
        ("invitation", "", "75.0"),
        ("invitation", "Parks", "75.0"),
    ]


def test_few_answers_are_kept_back(ward):
    page, members = make_questionnaire(), add(50, ward)
    draw_sample(title="Parks", page=page, asked=Asked(number=50))
    answer(page, members[:4])
    found = response_rates(upto=NOW.date(), threshold=10)
    assert (found.share, found.waves[0].share, found.by_age["35-49"][1]) == ("c", "c", "c")


def test_who_answered_unasked_or_was_added_by_hand_is_in_no_rate(ward):
    page, members = make_questionnaire(), add(40, ward, age_band="16-24")
    guest, stranger = add(2, ward, age_band="75+")
    asked = Asked(number=40, filters=Filters(age_bands=("16-24",)))
    draw_sample(title="Parks", page=page, asked=asked, by_hand=[guest])
    answer(page, [*members[:20], guest, stranger])
    found = response_rates(upto=NOW.date(), threshold=10)
    assert (found.invited, found.share) == (40, 0.5)
    assert Response.objects.count() == 22


def test_a_sample_counts_once_it_is_sent_or_answered_and_for_twelve_months(ward):
    add(30, ward)
    sample = draw_sample(title="Parks", page=make_questionnaire(), asked=Asked(number=30))

    def invited(**later):
        day = NOW.date() + dt.timedelta(**later)
        return response_rates(upto=day, threshold=10).invited

    assert invited() == 0
    note_sent(sample)
    assert invited() == 30
    assert invited(days=364) == 30
    assert invited(days=365) == 0
    assert invited(days=-1) == 0


def test_who_moved_since_the_draw_counts_where_they_lived_then(ward):
    page, members = make_questionnaire(), add(30, ward)
    draw_sample(title="Parks", page=page, asked=Asked(number=30))
    Membership.objects.update(ward=make_ward(), age_band="75+")
    answer(page, members[:15])
    found = response_rates(upto=NOW.date(), threshold=10)
    assert set(found.by_ward) == {ward.pk}
    assert set(found.by_age) == {"35-49"}


# ---- the page ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("Administrators", 200),
        ("Officers", 200),
        ("Analysts", 200),
        ("Debate moderators", 403),
        ("Experts", 403),
        ("Councillors", 403),
        ("", 403),
    ],
)
def test_the_page_is_for_officers_and_analysts(client, ward, role, status):
    add(3, ward)
    client.force_login(somebody(role))
    page, file = client.get(ADDRESS), client.post(FILE)
    assert (page.status_code, file.status_code) == (status, status)
    assert ("Easton" in page.text, b"Easton" in file.content) == (status == 200, status == 200)


def test_a_visitor_is_asked_to_sign_in(client):
    for reply in (client.get(ADDRESS), client.post(FILE)):
        assert (reply.status_code, reply.url.split("?")[0]) == (302, "/account/login/")


def test_the_page_says_how_it_is(client, ward):
    add(18, ward)
    add(2, ward, term_ends_on=dt.date(2026, 6, 1))
    client.force_login(somebody("Officers"))
    page = client.get(ADDRESS)
    text = text_of(page)
    assert "On 26 November 2026 the panel had 18 members." in text
    assert "A year before it had 20. Since then 2 places have ended: 10.0% of those." in text
    assert "Easton 18 100.0% 16.4 10.0%" in text
    assert "2: a twelfth of a third of the panel" not in text
    assert "1: a twelfth of a third of the panel" in text
    assert "No sample of members was invited" in text
    assert "style=" not in page.text.split("<main")[1].split("</main")[0]
    assert ADDRESS in client.get("/account/").text


def test_another_day_and_those_invited_alone_can_be_asked_for(client, ward):
    add(4, ward, source="invitation")
    add(2, ward)
    client.force_login(somebody("Analysts"))
    asked = {"on-day": "1", "on-month": "3", "on-year": "2026", "who": "invited"}
    text = text_of(client.get(ADDRESS, asked))
    assert "On 1 March 2026 the panel had 4 members." in text
    assert "Only those who were invited at random" in text


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"on-day": "31", "on-month": "2", "on-year": "2026"}, "Enter a real date"),
        ({"on-day": "27", "on-month": "11", "on-year": "2026"}, "Enter today or a day before it"),
        ({"on-day": "1", "on-month": "1", "on-year": "99999"}, "Enter"),
        ({"on-day": "1", "on-month": "1", "on-year": "1"}, "Enter a day of this year"),
        ({"who": "nobody"}, "Choose all members"),
    ],
)
def test_what_makes_no_sense_is_said_beside_the_field(client, ward, asked, words):
    client.force_login(somebody("Officers"))
    page = client.get(ADDRESS, asked)
    assert page.status_code == 422
    assert words in page.text
    assert client.post(FILE, asked).status_code == 422


def test_the_file_has_a_row_a_group_and_is_on_record(client, ward):
    page, members = make_questionnaire(), add(40, ward)
    draw_sample(title="Parks", page=page, asked=Asked(number=40))
    answer(page, members[:20])
    client.force_login(somebody("Analysts"))
    file = client.post(FILE)
    rows = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    whole = rows[0]
    easton = next(row for row in rows if row["group_name"] == "Easton" and not row["sample"])
    assert (whole["group_kind"], whole["members"], whole["response_percent"]) == (
        "all",
        "40",
        "50.0",
    )
    assert (easton["group_name"], easton["invited"], easton["attrition_percent"]) == (
        "Easton",
        "40",
        "0.0",
    )
    assert rows[1]["kept_back_in_public"] == ""
    entry = ModelLogEntry.objects.get(action="results.panel_figures")
    assert entry.data["rows"] == len(rows)


@pytest.mark.parametrize("number", [1, 3])
def test_it_asks_as_much_of_a_small_panel_as_of_a_large_one(
    client, django_assert_num_queries, number
):
    make_council(days_between_invitations=0)
    for _one in range(number):
        add(12, make_ward())
        sample = draw_sample(title="Parks", page=make_questionnaire(), asked=Asked(number=12))
        note_sent(sample)
    client.force_login(somebody("Officers"))
    client.get(ADDRESS)
    with django_assert_num_queries(8):
        client.get(ADDRESS)
