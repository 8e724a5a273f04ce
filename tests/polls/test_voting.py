"""Voting in a quick poll: one vote a person, changed while it is open, told when it has closed."""

import threading
from http.cookies import SimpleCookie

import pytest
import time_machine
from django.core import signing
from django.db import connection
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from core.refusals import Refused
from polls.models import Ballot, QuickPollPage
from polls.sending import stamp
from polls.tallies import tally
from polls.voting import cast_ballot
from tests.consultations.factories import make_consultation
from tests.polls.factories import close, make_member, make_quick_poll

pytestmark = pytest.mark.django_db


def old_stamp() -> str:
    """A form that was shown five seconds ago."""
    with time_machine.travel(timezone.now() - timezone.timedelta(seconds=5)):
        return stamp()


def vote(client, poll, choice, **data):
    data = {"choice": choice.pk, "stamp": old_stamp(), **data}
    return client.post(f"/polls/{poll.pk}/vote/", data)


@pytest.fixture
def poll():
    return make_quick_poll()


def votes(poll) -> list[str]:
    return list(poll.ballots.values_list("choice__text", flat=True))


# ---- the domain function


def test_second_ballot_replaces_the_first(poll):
    yes, _maybe, no = poll.choices.all()

    first = cast_ballot(key="k", choice=yes)
    second = cast_ballot(key="k", choice=no)

    assert votes(poll) == ["No"]
    assert poll.ballots.get() == first == second
    assert poll.ballots.get().cast_at == second.cast_at


def test_closed_and_future_polls_refuse_and_say_when():
    closed = close(make_quick_poll())
    with pytest.raises(Refused, match=r"closed (at|on) .*, before your vote"):
        cast_ballot(key="k", choice=closed.choices.first())

    later = make_quick_poll(opens_at=timezone.now() + timezone.timedelta(hours=2))
    with pytest.raises(Refused, match=r"This question opens (at|on)"):
        cast_ballot(key="k", choice=later.choices.first())
    assert Ballot.objects.count() == 0


def test_result_is_told_only_after_close(poll):
    yes, maybe, _no = poll.choices.all()
    for number in range(3):
        cast_ballot(key=f"k{number}", choice=yes)
    cast_ballot(key="k9", choice=maybe)

    with pytest.raises(Refused, match="comes when it has closed"):
        tally(poll)

    result = tally(close(poll))
    assert result.turnout == 4
    assert [(s.text, s.votes, s.percent) for s in result.shares] == [
        ("Yes", 3, 75),
        ("Where people ask", 1, 25),
        ("No", 0, 0),
    ]


def test_current_is_the_one_that_closes_first_and_previous_closed_last():
    now, hour = timezone.now(), timezone.timedelta(hours=1)
    make_quick_poll(closes_at=now + 5 * hour)
    first = make_quick_poll(closes_at=now + 2 * hour)
    make_quick_poll(opens_at=now + hour, closes_at=now + 90 * hour)
    old = close(make_quick_poll())

    assert QuickPollPage.objects.current() == first
    assert QuickPollPage.objects.previous() == old


# ---- by form


def test_visitor_votes_changes_and_is_known_by_a_signed_cookie(client, poll):
    yes, _maybe, no = poll.choices.all()

    answer = vote(client, poll, yes)
    assert (answer.status_code, answer["Location"]) == (302, poll.url)
    assert client.cookies["visitor"]["httponly"] is True
    vote(client, poll, no)

    assert votes(poll) == ["No"]
    page = client.get(poll.url).content.decode()
    assert "Your vote is in." in page
    assert "You voted “No”." in page
    assert "?change#vote" in page


def test_forged_cookie_is_a_new_visitor(client, poll):
    yes, _maybe, _no = poll.choices.all()
    vote(client, poll, yes)
    signed = signing.get_cookie_signer(salt="visitor" + "polls.visitor").sign("x")
    client.cookies = SimpleCookie({"visitor": signed + "forged"})
    vote(client, poll, yes)
    assert votes(poll) == ["Yes", "Yes"]


def test_members_vote_follows_them_to_another_device(client, poll):
    yes, _maybe, no = poll.choices.all()
    member = make_member()
    client.force_login(member)
    vote(client, poll, yes)
    client.cookies.clear()
    client.force_login(member)
    vote(client, poll, no)
    assert votes(poll) == ["No"]


def test_vote_given_before_signing_in_is_replaced_not_doubled(client, poll):
    yes, _maybe, no = poll.choices.all()
    vote(client, poll, yes)
    client.force_login(make_member())

    assert "You voted “Yes”." in client.get(poll.url).content.decode()
    vote(client, poll, no)

    assert votes(poll) == ["No"]


def test_two_visitors_at_one_address_are_two_votes(client, poll):
    yes, _maybe, _no = poll.choices.all()
    for _visitor in range(3):
        client.cookies.clear()
        assert vote(client, poll, yes).status_code == 302
    assert votes(poll) == ["Yes"] * 3


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"choice": ""}, "Choose one of the answers."),
        ({"choice": "abc"}, "Choose one of the answers."),
        ({"choice": "9" * 30}, "Choose one of the answers."),
        ({"website": "http://spam.example"}, "Choose your answer once more."),
        ({"stamp": ""}, "Choose your answer once more."),
        ({"stamp": "shown:1:forged"}, "Choose your answer once more."),
    ],
)
def test_what_no_person_sends_is_asked_again(client, poll, data, words):
    whole = {"choice": poll.choices.first().pk, "stamp": old_stamp(), **data}
    answer = client.post(f"/polls/{poll.pk}/vote/", whole)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "<title>Error: Should every street" in page
    assert votes(poll) == []


def test_too_quick_is_asked_again(client, poll):
    answer = vote(client, poll, poll.choices.first(), stamp=stamp())
    assert (answer.status_code, votes(poll)) == (422, [])


def test_choice_of_another_poll_is_refused(client, poll):
    other = make_quick_poll()
    assert vote(client, poll, other.choices.first()).status_code == 422
    assert Ballot.objects.count() == 0


def test_closed_poll_says_so_and_shows_the_result(client, poll):
    cast_ballot(key="k", choice=poll.choices.first())
    poll = close(poll)
    answer = vote(client, poll, poll.choices.last())
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Your vote was not counted" in page
    assert "1 person chose to vote. That is not a sample of everybody who lives here." in page
    assert votes(poll) == ["Yes"]


def test_open_poll_shows_turnout_but_no_result(client, poll):
    yes, _maybe, _no = poll.choices.all()
    for number in range(4):
        cast_ballot(key=f"k{number}", choice=yes)
    page = client.get(poll.url).content.decode()
    assert "4 people have voted." in page
    assert "100%" not in page
    assert "sample" not in page


def test_no_redirect_to_another_site(client, poll):
    answer = vote(client, poll, poll.choices.first(), next="https://evil.example/")
    assert answer["Location"] == poll.url
    assert vote(client, poll, poll.choices.first(), next="/")["Location"] == "/"


def test_machine_that_changes_its_vote_for_ever_is_slowed(client, poll):
    yes = poll.choices.first()
    codes = [vote(client, poll, yes).status_code for _try in range(22)]
    assert codes == [302] * 21 + [429]


def test_vote_by_get_is_not_possible(client, poll):
    assert client.get(f"/polls/{poll.pk}/vote/").status_code == 405


def test_unpublished_poll_takes_no_votes(client, poll):
    QuickPollPage.objects.filter(pk=poll.pk).update(live=False)
    assert vote(client, poll, poll.choices.first()).status_code == 404


def test_poll_in_an_unpublished_consultation_takes_no_votes(client):
    poll = make_quick_poll()
    poll.move(make_consultation(), "last-child")
    poll = QuickPollPage.objects.get(pk=poll.pk)
    assert vote(client, poll, poll.choices.first()).status_code == 302
    Page.objects.filter(pk=poll.get_parent().pk).update(live=False)
    assert vote(client, poll, poll.choices.first()).status_code == 404
    assert len(votes(poll)) == 1


def test_poll_for_the_signed_in_takes_votes_of_no_one_else(client, poll):
    yes, _maybe, no = poll.choices.all()
    PageViewRestriction.objects.create(page=poll, restriction_type=PageViewRestriction.LOGIN)
    assert vote(client, poll, yes).status_code == 404
    client.force_login(make_member())
    assert vote(client, poll, no).status_code == 302
    assert votes(poll) == ["No"]


def test_poll_that_is_not_there_takes_no_votes(client, poll):
    data = {"choice": poll.choices.first().pk, "stamp": old_stamp()}
    for number in (0, poll.pk + 1, 10**12):
        assert client.post(f"/polls/{number}/vote/", data).status_code == 404
    assert votes(poll) == []


def test_vote_costs_few_queries(client, poll, django_assert_max_num_queries):
    client.force_login(make_member())
    client.get("/")
    data = {"choice": poll.choices.first().pk, "stamp": old_stamp()}
    # session, person, poll and choice, ballot, two ends of a transaction, where the site is; the
    # turnout is counted once it has ended, which no test of one transaction sees
    with django_assert_max_num_queries(7):
        client.post(f"/polls/{poll.pk}/vote/", data)

    assert poll.ballots.count() == 1


# ---- live


async def test_listeners_hear_the_new_turnout(poll, commit):
    from channels.testing import WebsocketCommunicator
    from django.contrib.auth.models import AnonymousUser

    from polls.consumers import TurnoutConsumer

    socket = WebsocketCommunicator(TurnoutConsumer.as_asgi(), f"/ws/polls/{poll.pk}/turnout/")
    socket.scope["url_route"] = {"kwargs": {"pk": poll.pk}}
    socket.scope["user"] = AnonymousUser()
    assert await socket.connect() == (True, None)

    await commit(cast_ballot, key="k", choice=await poll.choices.afirst())

    assert await socket.receive_json_from() == {"kind": "turnout.changed", "turnout": 1}
    await socket.disconnect()


async def test_unpublished_poll_has_no_listeners(poll):
    from channels.testing import WebsocketCommunicator
    from django.contrib.auth.models import AnonymousUser

    from polls.consumers import TurnoutConsumer

    await QuickPollPage.objects.filter(pk=poll.pk).aupdate(live=False)
    socket = WebsocketCommunicator(TurnoutConsumer.as_asgi(), f"/ws/polls/{poll.pk}/turnout/")
    socket.scope["url_route"] = {"kwargs": {"pk": poll.pk}}
    socket.scope["user"] = AnonymousUser()
    connected, _code = await socket.connect()
    assert connected is False


# ---- at the same moment


@pytest.mark.django_db(transaction=True)
def test_fifty_simultaneous_votes_of_one_person_are_one_vote(site_tree):
    poll = make_quick_poll()
    choices = list(poll.choices.all())
    faults, barrier = [], threading.Barrier(50)

    def cast(number):
        barrier.wait()
        try:
            cast_ballot(key="one-key", choice=choices[number % 3])
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=cast, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    assert Ballot.objects.count() == 1
