"""What a round of posting reads once for many, and that it still stops at the moment of sending."""

import datetime as dt

import pytest
from django.core import mail as post_box
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from panel import mail
from panel.messages import by_email, rounds
from panel.messages.claiming import Week, reserve
from panel.messages.deciding import call_off
from panel.messages.people import owners_of
from panel.messages.posting import post_round
from panel.messages.purposes import PURPOSES, Purpose, Words, register
from panel.messages.queueing import queue
from panel.messages.wishes import choose_messages
from panel.models import Mailing, Message, User
from tests.panel.factories import make_council, make_membership, make_user, make_ward

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def news():
    make_council()
    said = Words("panel/mail/welcome", {"ward": make_ward()})
    register(
        Purpose(
            code="news",
            kind=Mailing.Kind.TASK,
            label="News",
            people=lambda mailing: iter(()),
            words=lambda mailing, users: dict.fromkeys([user.pk for user in users], said),
        )
    )
    yield
    del PURPOSES["news"]


def make_people(number: int) -> list[User]:
    ward = make_ward()
    return [make_membership(ward=ward).user for _number in range(number)]


def begin(about=1) -> Mailing:
    mailing = Mailing.objects.create(
        purpose="news",
        about=about,
        subject=f"message-news-{about}",
        title="News",
        kind="task",
        addressed_at=timezone.now(),
    )
    queue(mailing, User.objects.exclude(membership=None))
    return mailing


def states() -> list[str]:
    return sorted(Message.objects.values_list("state", flat=True))


def count_queries(about: int, expected: int) -> int:
    begin(about)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert post_round(now=timezone.now()) == expected
    return len(queries)


def test_a_letter_costs_two_queries_and_a_handful_the_same_however_large():
    make_people(2)
    count_queries(1, 2)
    few = count_queries(2, 2)
    make_people(20)
    begin(3)
    post_round(now=timezone.now())  # wishes are made with the first letter
    Message.objects.all().delete()
    many = count_queries(4, 22)
    assert many - few == 20 * 2  # "sending" before it is handed over, "sent" after it
    assert few - 2 * 2 <= 24


def test_who_stops_while_the_handful_is_sent_gets_nothing(monkeypatch):
    people = make_people(3)
    begin()
    addressed = mail.addressed

    def let_the_others_stop(user, *args, **kwargs):
        for other in people:
            if other != user:
                mail.stop(other)
        return addressed(user, *args, **kwargs)

    monkeypatch.setattr(by_email.mail, "addressed", let_the_others_stop)
    assert post_round(now=timezone.now()) == 1
    assert states() == ["cancelled", "cancelled", "sent"]


def test_what_is_called_off_while_the_handful_is_sent_stays_here(monkeypatch):
    make_people(3)
    mailing = begin()
    addressed, officer = mail.addressed, make_user(is_staff=True)

    def call_the_rest_off(user, *args, **kwargs):
        call_off(mailing=mailing, by=officer)
        return addressed(user, *args, **kwargs)

    monkeypatch.setattr(by_email.mail, "addressed", call_the_rest_off)
    assert post_round(now=timezone.now()) == 1
    assert states() == ["cancelled", "cancelled", "sent"]


def test_what_was_read_is_read_again_when_it_is_old(monkeypatch):
    make_people(3)
    begin()
    monkeypatch.setattr(rounds, "FRESH_FOR", 0)
    read = []
    wanted_by = rounds.Round.wanted_by
    monkeypatch.setattr(
        rounds.Round,
        "wanted_by",
        lambda self, handful: read.append(len(handful)) or wanted_by(self, handful),
    )
    assert post_round(now=timezone.now()) == 3
    assert read == [3, 2, 1]
    assert len(post_box.outbox) == 3


def test_a_fault_in_the_middle_gives_back_what_was_not_begun(monkeypatch):
    make_people(3)
    begin()
    monkeypatch.setattr(by_email.Post, "carry", lambda *args: 1 / 0)
    monkeypatch.setattr(by_email.Post, "renew", lambda self: (_ for _ in ()).throw(OSError()))
    with pytest.raises(OSError):
        post_round(now=timezone.now())
    assert states() == ["queued", "queued", "unknown"]
    monkeypatch.undo()
    assert post_round(now=timezone.now()) == 2


# ---- reservations --------------------------------------------------------------------------------


@pytest.fixture
def reserved():
    """A message that a worker has reserved for a member, and then died over."""
    [member] = make_people(1)
    mailing, now = begin(), timezone.now()
    reserve({member: list(Message.objects.select_related("mailing"))}, Week.read(3, [mailing], now))
    return member


def test_what_is_reserved_is_nobody_elses_until_it_runs_out(reserved):
    now = timezone.now()
    assert post_round(now=now) == 0
    assert states() == ["queued"]
    assert post_round(now=now + dt.timedelta(minutes=16)) == 1


def test_what_is_reserved_counts_for_the_week(reserved):
    now = timezone.now()
    for about in (2, 3, 4):
        begin(about)
    assert post_round(now=now) == 2
    assert states() == ["queued", "queued", "sent", "sent"]


def test_two_workers_cannot_both_reserve(reserved):
    message, now = Message.objects.select_related("mailing").get(), timezone.now()
    token = message.claim
    late = reserve({reserved: [message]}, Week.read(3, [message.mailing], now))
    assert not late.claim(message, "email")
    assert Message.objects.get().claim == token


def test_reserving_leaves_no_finer_trace_than_a_minute_and_no_shared_token():
    people = make_people(2)
    for user in people:
        choose_messages(user=user, rhythm="instant", wants_promotion=False, language="en-gb")
    begin(1)
    begin(2)
    assert post_round(now=timezone.now()) == 4
    assert set(Message.objects.values_list("try_after", flat=True)) == {None}
    assert Message.objects.values("claim").distinct().count() == 4


# ---- whose they are ------------------------------------------------------------------------------


def test_the_search_for_owners_ends_with_the_last_message():
    people = make_people(3)
    mailing = begin()
    first = people[0].key_for(mailing.subject)
    waiting = {(mailing.subject, first): 7}
    assert owners_of(waiting, [mailing]) == {people[0].pk: [7]}
    assert owners_of({(mailing.subject, "nobody's"): 8}, [mailing]) == {}


def test_what_has_nobody_to_go_to_is_not_looked_for_every_minute():
    people = make_people(2)
    mailing, now = begin(), timezone.now()
    people[0].delete()
    assert post_round(now=now) == 1
    assert not Mailing.objects.due(now + dt.timedelta(hours=23)).exists()
    assert list(Mailing.objects.due(now + dt.timedelta(hours=25))) == [mailing]
