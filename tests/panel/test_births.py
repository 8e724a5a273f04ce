"""Dates of birth: sealed, told to nobody but their owner, and the age band of the day."""

import datetime as dt
import re

import pytest
import time_machine
from cryptography.exceptions import InvalidTag
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from core.daily import JOBS
from core.refusals import Refused
from panel.births import band_at, band_on, born_on, note_age, opened, refresh_bands, sealed
from panel.importing import import_members
from panel.joining import leave_panel
from panel.models import (
    AgeBand,
    DateOfBirth,
    JoiningRefusal,
    Membership,
    User,
)
from panel.models.people import months_after
from panel.places_on_panel import remove, renew
from polls.responding import submit_response
from tests.panel.factories import (
    BRISTOL,
    make_council,
    make_edition,
    make_membership,
    make_user,
    make_ward,
)
from tests.panel.test_importing import listing
from tests.polls.factories import answers_to, make_questionnaire

YOU, AGE, PAUSE = "/join/you/", "/account/age/", "/account/pause/"
BORN = dt.date(1984, 3, 27)


@pytest.fixture(autouse=True)
def council(db):
    return make_council()


def boxes(born: dt.date | None, **fields) -> dict:
    day, month, year = (born.day, born.month, born.year) if born else ("", "", "")
    return {"born-day": day, "born-month": month, "born-year": year} | fields


def turning(age: int, on: dt.date) -> dt.date:
    return months_after(on, -12 * age)


# ---- sealing -----------------------------------------------------------------------------------


@given(st.dates(min_value=dt.date(1900, 1, 1)), st.integers(1, 10**9))
def test_what_is_sealed_opens_for_its_account_alone(born, number):
    row = sealed(born, user_pk=number)
    assert opened(row) == born
    assert born.isoformat() not in row.sealed and sealed(born, user_pk=number).sealed != row.sealed
    row.user_id = number + 1
    with pytest.raises(InvalidTag):
        opened(row)


def test_another_secret_opens_nothing(settings):
    row = sealed(BORN, user_pk=1)
    settings.PARTICIPATION_SECRET = "another"
    with pytest.raises(InvalidTag):
        opened(row)


# ---- the band of the day -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("age", "before", "after"),
    [
        (25, AgeBand.FROM_16, AgeBand.FROM_25),
        (65, AgeBand.FROM_50, AgeBand.FROM_65),
        (75, AgeBand.FROM_65, AgeBand.FROM_75),
    ],
)
def test_the_band_changes_on_the_birthday(age, before, after):
    birthday = dt.date(2026, 3, 1)
    born = turning(age, birthday)
    assert [band_at(born, birthday - dt.timedelta(days=1)), band_at(born, birthday)] == [
        before,
        after,
    ]


def test_bands_are_set_anew_each_day_and_a_stated_band_stays():
    today = timezone.localdate()
    birthday = today + dt.timedelta(days=3)
    dated, stated = make_membership(), make_membership(age_band=AgeBand.FROM_16)
    note_age(membership=dated, born=turning(25, birthday))
    assert dated.age_band == AgeBand.FROM_16
    assert JOBS["age bands that birthdays changed"]() == 0
    with time_machine.travel(dt.datetime.combine(birthday, dt.time(12), dt.UTC), tick=False):
        assert band_on(dated, timezone.localdate()) == AgeBand.FROM_25
        assert refresh_bands() == 1
        assert refresh_bands() == 0
    dated.refresh_from_db()
    stated.refresh_from_db()
    assert (dated.age_band, stated.age_band) == (AgeBand.FROM_25, AgeBand.FROM_16)


@pytest.mark.parametrize("members", [1, 3])
def test_the_bands_are_read_in_one_query_and_written_in_one_for_each_band(
    members, django_assert_num_queries
):
    for _one in range(members):
        note_age(membership=make_membership(), born=turning(70, timezone.localdate()))
    Membership.objects.update(age_band=AgeBand.FROM_50)
    with django_assert_num_queries(2):
        assert refresh_bands() == members


def test_a_response_has_the_band_of_its_day_whatever_the_day_before_had():
    page, member = make_questionnaire(), make_membership().user
    note_age(membership=member.membership, born=turning(50, timezone.localdate()))
    Membership.objects.update(age_band=AgeBand.FROM_35)  # what last night's work left
    member = User.objects.get(pk=member.pk)
    response = submit_response(user=member, page=page, wave="only", answers=answers_to(page, 3))
    assert response.age_band == AgeBand.FROM_50


# ---- joining -----------------------------------------------------------------------------------


@pytest.fixture
def newcomer(client):
    """Somebody who is on page three of joining."""
    easton = make_ward(name="Easton", code="E05010896")
    make_edition(BS56XX=(BRISTOL, easton.code, ""))
    user = make_user(email="new@example.org")
    client.force_login(user)
    client.post("/join/where/", {"action": "find", "postcode": "BS5 6XX"})
    return user


def test_who_joins_gives_a_date_that_is_kept_sealed(client, newcomer):
    page = client.get(YOU).text
    assert re.findall(r'autocomplete="(bday-\w+)"', page) == ["bday-day", "bday-month", "bday-year"]
    client.post(YOU, boxes(BORN, agrees="on"))
    assert born_on(newcomer) == BORN
    assert Membership.objects.get().age_band == band_at(BORN, timezone.localdate())
    assert "1984" not in str(DateOfBirth.objects.values().get())
    assert "1984" not in str(dict(client.session))


def test_who_joins_may_give_a_band_or_say_no_more(client, newcomer):
    client.post(YOU, boxes(None, age_band="prefer-not", agrees="on"))
    assert Membership.objects.get().age_band == ""
    assert not DateOfBirth.objects.exists()
    assert "Age band" not in client.get("/account/").text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (("", "", ""), "Enter your date of birth, or choose an age band below"),
        (("27", "", "1984"), "Enter a day, a month and a year"),
        (("31", "2", "1984"), "Enter a real date"),
        (("1", "1", "2999"), "Your date of birth must be in the past"),
        (("1", "1", "1890"), "Check the year of your birth"),
        (("1", "1", "2026"), "Check the year of your birth"),
    ],
)
@pytest.mark.usefixtures("newcomer")
def test_a_date_that_cannot_be_is_explained_and_kept_on_the_page(client, typed, words):
    names = ("born-day", "born-month", "born-year")
    answer = client.post(YOU, dict(zip(names, typed, strict=True)) | {"agrees": "on"})
    assert (answer.status_code, Membership.objects.count()) == (422, 0)
    assert f'<li><a href="#born-day">{words}' in answer.text
    assert all(f'value="{part}"' in answer.text for part in typed if part)


@pytest.mark.parametrize(("days", "is_member"), [(0, True), (1, False)])
def test_the_lowest_age_holds_to_the_day_and_nothing_else_is_kept(
    client, newcomer, days, is_member
):
    born = turning(16, timezone.localdate()) + dt.timedelta(days=days)
    answer = client.post(YOU, boxes(born, agrees="on", age_band="35-49"))
    assert Membership.objects.exists() is is_member
    if not is_member:
        assert "You can join when you are 16" in answer.text
        assert (User.objects.count(), DateOfBirth.objects.count()) == (0, 0)
        assert JoiningRefusal.objects.get().count == 1


# ---- correcting --------------------------------------------------------------------------------


def test_a_member_corrects_replaces_and_takes_away_their_age(client):
    member = make_membership(age_band=AgeBand.FROM_16)
    client.force_login(member.user)
    assert 'value="16-24" checked' in client.get(AGE).text
    assert client.post(AGE, boxes(BORN, age_band="16-24")).url == "/account/details/"
    member.refresh_from_db()
    assert (born_on(member.user), member.age_band) == (BORN, band_at(BORN, timezone.localdate()))
    page = client.get(AGE).text
    assert 'value="1984"' in page and "checked" not in page
    client.post(AGE, boxes(None, age_band="50-64"))
    member.refresh_from_db()
    assert (born_on(member.user), member.age_band) == (None, AgeBand.FROM_50)
    client.post(AGE, boxes(None, age_band="prefer-not"))
    assert "You prefer not to say your age." in client.get("/account/details/").text


def test_nobody_makes_themselves_too_young(client):
    member = make_membership()
    client.force_login(member.user)
    answer = client.post(AGE, boxes(turning(15, timezone.localdate())))
    assert answer.status_code == 422 and "Members are 16 or older." in answer.text
    assert client.post(AGE, boxes(None, age_band="under")).status_code == 422
    with pytest.raises(Refused, match="Under 16"):
        note_age(membership=member, born=turning(15, timezone.localdate()))
    assert Membership.objects.get().age_band == AgeBand.FROM_35


def test_the_page_is_of_members_alone(client):
    assert client.get(AGE).url.startswith("/account/login/")
    gone = make_membership(status="left", left_at=timezone.now(), postcode="")
    for user in (make_user(), gone.user):
        client.force_login(user)
        assert client.get(AGE).url == "/account/"


def test_a_band_is_asked_for_again_when_a_place_is_renewed_and_a_date_is_not(client):
    make_council(may_renew=True)
    over = timezone.localdate() - dt.timedelta(days=1)
    stated = make_membership(age_band=AgeBand.FROM_16, term_ends_on=over)
    client.force_login(stated.user)
    assert "Is it still right?" in client.get(PAUSE).text
    client.post(PAUSE, boxes(None, action="renew", age_band="25-34"))
    stated.refresh_from_db()
    assert (stated.age_band, stated.standing) == (AgeBand.FROM_25, "active")
    dated = make_membership(term_ends_on=over)
    note_age(membership=dated, born=BORN)
    client.force_login(dated.user)
    assert "Is it still right?" not in client.get(PAUSE).text
    renew(membership=dated)
    assert born_on(dated.user) == BORN


# ---- what follows ------------------------------------------------------------------------------


def test_it_goes_when_a_place_ends():
    for end in (
        lambda one: leave_panel(one.user),
        lambda one: remove(membership=one, reason="Not a resident"),
    ):
        member = make_membership()
        note_age(membership=member, born=BORN)
        end(member)
        assert not DateOfBirth.objects.exists()


def test_its_owner_reads_it_and_no_list_of_members_has_it(client, admin_client):
    member = make_membership()
    note_age(membership=member, born=BORN)
    client.force_login(member.user)
    assert "27 March 1984" in client.get("/account/data/account/").text
    row = DateOfBirth.objects.get()
    shown = admin_client.get("/admin/membership/")
    assert shown.status_code == 200 and member.user.email in shown.text
    assert "1984" not in shown.text and row.sealed not in shown.text


def test_a_list_brings_dates_and_years():
    easton = make_ward(name="Easton")
    make_edition(BS56XX=(BRISTOL, easton.code, ""))
    head = "email,postcode,date_of_birth,age_band\n"
    text = (
        f"{head}maya@example.org,BS5 6XX,27/03/1984,\n"
        "sam@example.org,BS5 6XX,1980,\nlee@example.org,BS5 6XX,,65-74\n"
    )
    report = import_members(file=listing(text), file_name="list.csv")
    assert (report.new, report.faults) == (3, [])
    by_email = {one.user.email: one for one in Membership.objects.select_related("user")}
    assert born_on(by_email["maya@example.org"].user) == BORN
    assert by_email["maya@example.org"].age_band == band_at(BORN, timezone.localdate())
    assert by_email["lee@example.org"].age_band == AgeBand.FROM_65
    assert DateOfBirth.objects.count() == 1
