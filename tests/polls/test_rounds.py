"""Rounds of talk: their order, the day to read what was said, and the next step through them."""

import datetime as dt

import pytest
from django.utils import timezone

from forums.models import ExpertSessionPage, ForumPage
from polls.models import BriefingPage, DeliberativePollPage, Round
from polls.reading import mark_as_read
from polls.responding import submit_response
from polls.rounds import (
    TIME_TO_READ,
    Span,
    fault_in_later_end,
    faults_inside,
    faults_of_rounds,
)
from polls.stages import journey
from tests.forums.factories import make_moderator, make_session
from tests.polls.factories import DAY, answers_to, change, make_briefing, make_member, make_poll

NOON = dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC)


def at(days: float) -> dt.datetime:
    return NOON + days * DAY


def spans(*days):
    return [Span(at(opens), at(closes)) for opens, closes in days]


def faults(*days, second=9, has_reason=False):
    found = faults_of_rounds(
        spans(*days), first_answers=at(0), second_answers=at(second), has_reason=has_reason
    )
    return [(place, field) for place, field, _sentence in found]


@pytest.mark.once
@pytest.mark.parametrize(
    ("days", "wrong"),
    [
        ([(1, 3), (4, 6)], []),
        ([(1, 3), (3.9, 6)], [(1, "opens_at")]),  # not 24 hours to read the session
        ([(1, 3), (2, 6)], [(1, "opens_at")]),  # they overlap
        ([(1, 8.5)], [(0, "closes_at")]),  # not 24 hours before second answers
        ([(1, 8)], []),  # 24 hours to the minute
        ([(1, 10)], [(0, "closes_at")]),
        ([(3, 1)], [(0, "closes_at")]),
        ([(-1, 1)], [(0, "opens_at")]),
        ([], []),
    ],
)
def test_rounds_are_in_order_with_a_day_to_read_between(days, wrong):
    assert faults(*days) == wrong


@pytest.mark.once
def test_with_a_reason_the_day_is_shorter_and_nothing_overlaps():
    assert faults((1, 3), (3.5, 8.9), has_reason=True) == []
    assert faults((1, 3), (2, 6), has_reason=True) == [(1, "opens_at")]
    assert faults((1, 10), has_reason=True) == [(0, "closes_at")]


@pytest.mark.once
@pytest.mark.parametrize(
    ("talk", "is_session", "wrong"),
    [
        ((1, 2), True, set()),
        ((4, 8.5), True, {"closes_at"}),  # a session needs a day before second answers
        ((4, 8.5), False, {"opens_at"}),  # a discussion does not, but is in no round
        ((2.5, 3.5), False, {"opens_at"}),
        ((4, 9.5), False, {"closes_at"}),
    ],
)
def test_talk_fits_into_the_poll_and_one_of_its_rounds(talk, is_session, wrong):
    found = faults_inside(
        Span(*map(at, talk)),
        spans((1, 3), (4, 8)),
        is_session=is_session,
        second_answers=at(9),
        has_reason=False,
    )
    assert set(found) == wrong


def two_rounds():
    """Return a poll between its rounds of answers, in the first of two rounds of talk."""
    poll = make_poll("between")
    now = timezone.now()
    poll.rounds = [
        Round(title="Traffic", opens_at=now - DAY / 8, closes_at=now + DAY / 4, sort_order=0),
        Round(title="Money", opens_at=now + DAY / 2, closes_at=now + 3 * DAY, sort_order=1),
    ]
    poll.save()
    for title, one in (("Your group", poll.rounds.first()), ("Your group", poll.rounds.last())):
        half = one.opens_at + (one.closes_at - one.opens_at) / 2
        poll.add_child(
            instance=ForumPage(
                title=title, slug=one.title.lower(), opens_at=one.opens_at, closes_at=half
            )
        )
        poll.add_child(
            instance=ExpertSessionPage(
                title=f"Experts: {one.title}",  # as the wizard names them
                slug=f"x-{one.title.lower()}",
                opens_at=half,
                closes_at=one.closes_at,
            )
        )
    return DeliberativePollPage.objects.get(pk=poll.pk)


@pytest.mark.django_db
def test_next_step_follows_the_rounds_and_second_answers_wait_for_the_last(client):
    poll = two_rounds()
    member = make_member()
    DeliberativePollPage.objects.filter(pk=poll.pk).update(before_closes_at=timezone.now() + DAY)
    poll = DeliberativePollPage.objects.get(pk=poll.pk)
    submit_response(user=member, page=poll, wave="before", answers=answers_to(poll, 5))
    make_briefing(poll)
    mark_as_read(user=member, briefing=BriefingPage.objects.get())

    poll = DeliberativePollPage.objects.get(pk=poll.pk)
    stages = journey(poll, member)
    assert [stage.label for stage in stages if stage.code.startswith("activity")] == [
        "Traffic: Your group",
        "Traffic: Experts",
        "Money: Your group",
        "Money: Experts",
    ]
    assert [stage.label for stage in stages if stage.is_your_next] == ["Traffic: Your group"]
    last = poll.rounds.last()
    assert poll.wave_opens_at("after") == last.closes_at + TIME_TO_READ
    assert "last discussion has ended" in poll.refusal_for(member, "after")

    client.force_login(member)
    page = client.get(poll.url).content.decode()
    assert "<h3>Traffic:" in page
    assert "<h3>Money:" in page


@pytest.mark.django_db
def test_a_round_without_a_page_of_its_own_still_keeps_second_answers_closed():
    poll = make_poll("after")
    later = timezone.now() + DAY / 2
    poll.rounds = [Round(title="Talk", opens_at=timezone.now() - DAY, closes_at=later)]
    poll.save()
    poll = DeliberativePollPage.objects.get(pk=poll.pk)
    assert poll.wave_opens_at("after") == later + TIME_TO_READ
    poll.short_notice_reason = "The hall was free that day."
    assert poll.wave_opens_at("after") == later


@pytest.mark.once
@pytest.mark.parametrize(
    ("ends", "has_reason", "words"),
    [
        (3.5, False, ""),
        (5, False, ""),  # 24 hours before the next round, to the minute
        (5.1, False, "The next round opens"),
        (5.1, True, ""),
        (6.1, True, "The next round opens"),
    ],
)
def test_a_session_goes_on_only_while_the_next_round_leaves_a_day_to_read(ends, has_reason, words):
    rounds, planned = spans((1, 3), (6, 8)), at(3)
    second = Span(at(9), at(12))
    about = {"rounds": rounds, "second_answers": second, "has_reason": has_reason}
    found = fault_in_later_end(at(ends), planned=planned, **about)
    assert found.startswith(words) if words else not found
    # In the last round nothing but the end of second answers is in the way: they wait.
    late = {"planned": at(8), "rounds": rounds, "second_answers": second, "has_reason": False}
    assert not fault_in_later_end(at(10.9), **late)
    assert fault_in_later_end(at(11), **late).startswith("Second answers close")


@pytest.mark.django_db
def test_the_host_who_extends_is_told_that_second_answers_wait_or_why_it_cannot_be(client):
    poll, host, now = make_poll("between"), make_moderator(), timezone.now()
    session = make_session(poll, opens_at=now - DAY / 12, closes_at=now + DAY / 48)
    change(DeliberativePollPage.objects, after_opens_at=now + DAY * 1.5)
    client.force_login(host)

    def extend(minutes):
        sent = {"act": "extend", "minutes": minutes}
        return client.post(f"/sessions/{session.pk}/desk/run/", sent, follow=True)

    assert "Extended. Second answers open later," not in extend(5).content.decode()
    change(DeliberativePollPage.objects, after_opens_at=now + DAY + DAY / 24)
    assert "Extended. Second answers open later," in extend(60).content.decode()
    end = type(session).objects.get().ends_at
    change(DeliberativePollPage.objects, after_closes_at=end + DAY + DAY / 24)
    assert "Second answers close" in extend(60).content.decode()
    assert type(session).objects.get().ends_at == end
