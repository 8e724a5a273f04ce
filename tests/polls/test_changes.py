"""Pages that are open learn when a stage opens or closes by its date."""

import datetime as dt
import re

import pytest
import time_machine
from django.utils import timezone

from polls.changes import next_change
from polls.models import DeliberativePollPage
from tests.forums.factories import make_session
from tests.polls.factories import DAY, make_briefing, make_member, make_poll

pytestmark = pytest.mark.django_db
AT = re.compile(r'data-changes-at="([^"]+)"')


def next_of(poll, user) -> dt.datetime | None:
    poll = DeliberativePollPage.objects.get(pk=poll.pk)
    return next_change(poll.standing_of(user))


def test_a_page_names_each_moment_that_is_still_to_come_and_no_other(client):
    member = make_member()
    now = timezone.now().replace(microsecond=0)
    poll = make_poll("not yet open", report_at=(now + 6 * DAY).date())
    make_briefing(poll, opens_at=now + 1.5 * DAY)
    make_session(poll, opens_at=now + 2.2 * DAY, closes_at=now + 2.4 * DAY)
    poll = DeliberativePollPage.objects.get(pk=poll.pk)
    found = []
    moment = now
    while (at := next_at(poll, member, moment)) is not None:
        found.append(at)
        moment = at + dt.timedelta(seconds=1)
    report = timezone.make_aware(dt.datetime.combine(poll.report_at, dt.time.min))
    days = [(at - now) / DAY for at in found[:-1]]
    # Second answers wait a day after the session, so that it can be read.
    assert [round(day, 1) for day in days] == [1, 1.5, 2, 2.2, 2.4, 3.4, 4]
    assert found[-1] == report


def next_at(poll, member, moment):
    with time_machine.travel(moment, tick=False):
        return next_of(poll, member)


def test_what_a_page_shows_after_the_moment_is_what_it_says_by_itself(client):
    member = make_member()
    client.force_login(member)
    poll = make_poll("not yet open")
    page = client.get(poll.url).content.decode()
    at = dt.datetime.fromisoformat(AT.search(page).group(1))
    assert at == poll.before_opens_at
    assert "Answer the questions" not in page and 'data-now="' in page
    with time_machine.travel(at + dt.timedelta(seconds=1), tick=False):
        client.force_login(member)
        part = client.get(f"{poll.url}?part").content.decode()
    assert "Answer the questions" in part
    assert dt.datetime.fromisoformat(AT.search(part).group(1)) > at


def test_where_all_is_over_nothing_is_awaited(client):
    poll = make_poll("closed")
    client.force_login(make_member())
    assert "data-changes-at" not in client.get(poll.url).content.decode()
