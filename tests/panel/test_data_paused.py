"""A member pauses all use of their data: it is kept, nothing new is taken, and it comes back."""

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from consultations.following import follow
from consultations.telling import people_concerned
from core.refusals import Refused
from panel import consent
from panel.holds import held_now, is_held
from panel.joining import leave_panel
from panel.models import Membership
from panel.places_on_panel import (
    lapse,
    pause,
    pause_data,
    remove,
    renew,
    take_up_again,
    use_data_again,
)
from polls.models import Response, Wave
from polls.responding import submit_response
from tests.consultations.factories import make_closed_consultation
from tests.panel.factories import make_council, make_membership, make_user
from tests.polls.factories import answers_to, make_questionnaire

PAGE = "/account/pause/"


@pytest.fixture(autouse=True)
def council(db):
    return make_council()


@pytest.fixture
def member():
    return make_membership()


@pytest.fixture
def signed_in(client, member):
    client.force_login(member.user)
    return client


def test_a_member_pauses_their_data_and_lets_it_be_used_again(signed_in, member):
    assert "Pause my data" in signed_in.get(PAGE).text
    answer = signed_in.post(PAGE, {"action": "pause-data"}, follow=True)
    assert "We keep it and use it for nothing" in answer.text
    assert "9999" not in answer.text + signed_in.get(PAGE).text
    member.refresh_from_db()
    assert (member.is_restricted, member.standing_in_words) == (True, "Data paused")

    answer = signed_in.post(PAGE, {"action": "use-data"}, follow=True)
    assert "We use your data again" in answer.text
    member.refresh_from_db()
    assert (member.standing, member.is_restricted) == ("active", False)


def test_meanwhile_it_is_used_for_nothing(member):
    consultation = make_closed_consultation()
    follow(member.user, consultation)
    assert [member.user] in list(people_concerned(consultation))
    pause_data(membership=member)
    # No count, draw, sample or invitation asks for others than these.
    assert not Membership.objects.active().exists()
    assert not Membership.objects.to_be_told().exists()
    assert not consent.may_be_told(member.user)
    use_data_again(membership=member)
    assert Membership.objects.active().count() == 1
    assert consent.may_be_told(member.user)


def test_it_does_not_end_by_itself(member):
    pause_data(membership=member)
    with time_machine.travel("2090-01-01 12:00Z", tick=False):
        assert not Membership.objects.active().exists()
        assert member.is_restricted


def test_nothing_new_is_taken_and_what_was_answered_goes_on_counting(signed_in, member):
    page = make_questionnaire()
    submit_response(user=member.user, page=page, wave=Wave.ONLY, answers=answers_to(page, 1, 2, 3))
    other = make_questionnaire()
    pause_data(membership=member)
    user = type(member.user).objects.get(pk=member.user_id)
    with pytest.raises(Refused, match="You have paused your data"):
        submit_response(user=user, page=other, wave=Wave.ONLY, answers=answers_to(other, 1, 2, 3))
    assert signed_in.get(f"/polls/{other.pk}/answer/only/1/").status_code == 403
    assert Response.objects.count() == 1


def test_it_can_still_be_seen_and_corrected(signed_in, member):
    pause_data(membership=member)
    held = signed_in.get("/account/data.json").json()["membership"][0]
    assert held["data_paused_at"]
    assert held["paused_until"] is None
    assert signed_in.get("/account/details/").status_code == 200
    form = {"postcode": member.postcode, "ward": member.ward.code, "display_name": "Maya"}
    assert signed_in.post("/account/details/", form).url == "/account/"
    member.user.refresh_from_db()
    assert member.user.display_name == "Maya"


def test_nothing_of_it_is_deleted_meanwhile_but_they_can_leave(member):
    pause_data(membership=member)
    assert held_now().people == {member.user_id}
    assert not is_held(member.user)
    leave_panel(member.user)
    member.refresh_from_db()
    assert (member.status, member.restricted_at) == ("left", None)
    assert held_now().people == frozenset()


def test_no_other_act_ends_it(member):
    pause_data(membership=member)
    for act in (
        lambda: pause_data(membership=member),
        lambda: take_up_again(membership=member),
        lambda: renew(membership=member),
        lambda: pause(membership=member, until=None),
        lambda: lapse(membership=member),
    ):
        with pytest.raises(Refused):
            act()
    assert member.is_restricted
    remove(membership=member, reason="Abuse of other members", by=make_user(is_staff=True))
    assert not member.is_restricted


def test_it_is_refused_where_there_is_nothing_to_pause(member):
    with pytest.raises(Refused, match="is not paused"):
        use_data_again(membership=member)
    leave_panel(member.user)
    member.refresh_from_db()
    with pytest.raises(Refused, match="over"):
        pause_data(membership=member)


def test_the_database_holds_it_within_a_pause(member):
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.filter(pk=member.pk).update(restricted_at="2026-01-01T12:00Z")


def test_visitors_and_accounts_without_a_place_are_led_elsewhere():
    assert Client().post(PAGE, {"action": "pause-data"}).url.startswith("/account/login/")
    client = Client()
    client.force_login(make_user())
    assert client.post(PAGE, {"action": "pause-data"}).url == "/account/"
