"""Who answers nothing for long is invited no more, reads why, and comes back by a button."""

import datetime as dt
from io import StringIO

import pytest
import time_machine
from django.core import mail as post_box
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import ModelLogEntry, Page

from consultations.inviting import invite, remind
from consultations.lapsing import lapse_silent
from home.management.commands import work
from panel.invitation_draws import Asked, draw_sample
from panel.messages import lapsed as letters
from panel.models import Membership, MessageSettings
from panel.places_on_panel import pause, take_up_again
from polls.responding import submit_response
from tests.consultations.factories import make_consultation
from tests.panel.factories import make_council, make_membership, make_user, make_ward
from tests.polls.factories import answers_to, make_questionnaire

pytestmark = pytest.mark.django_db
BEGIN = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
MONTH = dt.timedelta(days=28)


@pytest.fixture(autouse=True)
def midday():
    with time_machine.travel(BEGIN, tick=False):
        make_council(suppression_threshold=5)
        rules = MessageSettings.load()
        rules.most_a_week, rules.days_to_reminder = 50, 1
        rules.save()
        yield


@pytest.fixture
def members():
    ward = make_ward(name="Easton")
    return [make_membership(ward=ward, joined_at=BEGIN - MONTH) for _number in range(6)]


@pytest.fixture
def do(django_capture_on_commit_callbacks):
    def act(function, **arguments):
        with django_capture_on_commit_callbacks(execute=True):
            return function(**arguments)

    return act


@pytest.fixture
def ask(do):
    """Invite everybody in some month, remind them, let some answer, and close."""
    officer = make_user(is_staff=True)

    def act(month, *answering, reminders=2):
        opened = BEGIN + month * MONTH
        with time_machine.travel(opened, tick=False):
            closes_at = opened + dt.timedelta(days=20)
            page = make_questionnaire(parent=make_consultation(), closes_at=closes_at)
            size = Membership.objects.active().count()
            sample = draw_sample(title=f"Month {month}", page=page, asked=Asked(number=size))
            invitation = do(invite, sample=sample, by=officer)
            for member in answering:
                submit_response(user=member.user, page=page, wave="only", answers=answers_to(page))
        for number in range(1, reminders + 1):
            with time_machine.travel(opened + dt.timedelta(days=2 * number), tick=False):
                do(remind, invitation=invitation, by=officer)
        return page

    return act


def at(month):
    """Look at the end of some month, when what was asked in it is closed."""
    return time_machine.travel(BEGIN + (month + 1) * MONTH - dt.timedelta(days=1), tick=False)


def lapsed():
    return set(Membership.objects.filter(status="lapsed"))


def test_four_invitations_in_a_row_without_an_answer_are_enough(members, ask, do):
    keen, silent, others = members[0], members[1], members[2:]
    for month in range(4):
        ask(month, keen, *(others if month == 2 else []))
    post_box.outbox.clear()
    with at(3):
        assert do(lapse_silent) == 1
        assert lapsed() == {silent}
        (letter,) = post_box.outbox
        assert letter.to == [silent.user.email]
        assert "we have stopped inviting you" in letter.subject
        assert "Our last 4 invitations to you" in letter.body
        assert "/account/pause/" in letter.body
        assert Membership.objects.get(pk=silent.pk).lapsed_at == timezone.now()
    entry = ModelLogEntry.objects.get(action="panel.member_lapsed")
    assert entry.data["reason"] == "4 invitations in a row were not answered."


def test_it_is_done_once_however_often_it_runs(members, ask, do):
    for month in range(4):
        ask(month)
    post_box.outbox.clear()
    with at(3):
        assert do(lapse_silent) == 6
        assert do(lapse_silent) == 0
        assert len(post_box.outbox) == 6


def test_three_are_not_enough_and_what_is_open_does_not_count(members, ask, do):
    for month in range(3):
        ask(month)
    with at(2):
        assert do(lapse_silent) == 0
    page = ask(3)
    with time_machine.travel(page.closes_at - dt.timedelta(days=1), tick=False):
        assert do(lapse_silent) == 0
    with at(3):
        assert do(lapse_silent) == 6


def test_without_two_reminders_nobody_lapses(members, ask, do):
    for month in range(4):
        ask(month, reminders=1 if month == 0 else 0)
    with at(3):
        assert do(lapse_silent) == 0
    ask(4, reminders=2)
    with at(4):
        assert do(lapse_silent) == 6


def test_an_answer_breaks_the_row(members, ask, do):
    one, *_others = members
    for month in range(5):
        ask(month, *([one] if month == 1 else []))
    with at(4):
        assert do(lapse_silent) == 5
        assert one not in lapsed()


def test_who_came_back_begins_anew(members, ask, do):
    for month in range(4):
        ask(month)
    with at(3):
        do(lapse_silent)
        for member in members:
            member.refresh_from_db()
            take_up_again(membership=member)
        assert do(lapse_silent) == 0
    for month in range(4, 7):
        ask(month)
    with at(6):
        assert do(lapse_silent) == 0
    ask(7)
    post_box.outbox.clear()
    with at(7):
        assert do(lapse_silent) == 6
        assert len(post_box.outbox) == 6


def test_a_pause_is_respected(members, ask, do):
    for month in range(4):
        ask(month)
    with at(3):
        pause(membership=members[0], until=timezone.localdate() + dt.timedelta(days=90))
        assert do(lapse_silent) == 5
        assert members[0] not in lapsed()


def test_what_was_deleted_counts_for_nothing(members, ask, do):
    pages = [ask(month) for month in range(4)]
    Page.objects.get(pk=pages[0].pk).delete()
    with at(3):
        assert do(lapse_silent) == 0


def test_the_council_sets_how_many_and_may_let_nobody_lapse(members, ask, do):
    make_council(suppression_threshold=5, lapses_after=0)
    for month in range(4):
        ask(month)
    with at(3):
        assert do(lapse_silent) == 0
        make_council(suppression_threshold=5, lapses_after=2)
        assert do(lapse_silent) == 6


@pytest.mark.parametrize(("reminders", "lapsed"), [(0, 6), (2, 0)])
def test_the_council_sets_how_many_reminders_are_among_them(members, ask, do, reminders, lapsed):
    make_council(suppression_threshold=5, lapses_reminded=reminders)
    for month in range(4):
        ask(month, reminders=0)
    with at(3):
        assert do(lapse_silent) == lapsed


def test_who_comes_back_before_the_letter_goes_gets_none(members, ask, do):
    for month in range(4):
        ask(month)
    night = BEGIN + 4 * MONTH - dt.timedelta(hours=14)
    post_box.outbox.clear()
    with time_machine.travel(night, tick=False):
        lapse_silent()  # its letters wait for a commit that does not come here
        for member in Membership.objects.filter(status="lapsed"):
            take_up_again(membership=member)
        do(letters.tell_lapsed, day=timezone.localdate())
    assert post_box.outbox == []


def test_the_command_says_what_it_did(members, ask, django_capture_on_commit_callbacks):
    for month in range(4):
        ask(month)
    out = StringIO()
    with at(3), django_capture_on_commit_callbacks(execute=True):
        call_command("daily", stdout=out)
    assert "members lapsed: 6\n" in out.getvalue()


def test_the_worker_does_it_once_a_day(monkeypatch):
    done = []

    class Stopped:
        """Stops the worker after the fourth minute; the day changes after the second."""

        minutes = 0

        def is_set(self):
            return self.minutes == 4

        def wait(self, _seconds):
            self.minutes += 1
            travel.move_to(BEGIN + dt.timedelta(days=self.minutes // 2))

    class Worker:
        def __init__(self, *args, **kwargs):
            pass

        def __enter__(self):
            return self

        def __exit__(self, *error):
            return None

        def terminate(self):
            pass

    monkeypatch.setattr(work.threading, "Event", Stopped)
    monkeypatch.setattr(work.subprocess, "Popen", Worker)
    monkeypatch.setattr(work.signal, "signal", lambda *_args: None)
    monkeypatch.setattr(work, "do_daily_work", lambda: done.append(timezone.localdate()))
    with time_machine.travel(BEGIN, tick=False) as travel:
        call_command("work")
    assert done == [BEGIN.date(), BEGIN.date() + dt.timedelta(days=1)]


@pytest.mark.parametrize("people", [1, 3])
def test_a_batch_of_members_costs_the_same_however_many(
    members, ask, people, django_assert_max_num_queries
):
    Membership.objects.exclude(pk__in=[m.pk for m in members[:5]]).delete()
    for _number in range(people):
        make_membership(ward=members[0].ward)
    for month in range(3):
        ask(month, *Membership.objects.all())
    with at(2), django_assert_max_num_queries(16):
        assert lapse_silent() == 0
