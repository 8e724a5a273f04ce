"""The one door for messages: who is written to, when, how often, and what becomes of a message."""

import datetime as dt
import smtplib
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.core import mail as post_box
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry

from core.refusals import Refused
from panel import mail
from panel.joining import leave_panel
from panel.messages import by_email
from panel.messages.claiming import settle
from panel.messages.clock import end_of_quiet
from panel.messages.deciding import SENDING_LASTS, call_off, count_as_sent, send_again, sweep
from panel.messages.posting import post_round
from panel.messages.purposes import PURPOSES, Purpose, Words, one_by_one, register
from panel.messages.queueing import ADDRESSING_LASTS, begin_mailing, catch_up, queue
from panel.models import Mailing, Membership, Message, MessageSettings, User
from tests.panel.factories import make_council, make_membership, make_user

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")


@pytest.fixture(autouse=True)
def news():
    """A purpose that writes to all members, in the words of another letter."""
    make_council()
    purpose = register(
        Purpose(
            code="news",
            kind=Mailing.Kind.TASK,
            label="News",
            people=lambda mailing: iter([list(User.objects.exclude(membership=None))]),
            words=one_by_one(
                lambda mailing, user: Words("panel/mail/welcome", {"ward": user.membership.ward})
            ),
        )
    )
    yield purpose
    del PURPOSES["news"]


@pytest.fixture
def people():
    return [make_membership().user for _number in range(3)]


def begin(about=1, **fields) -> Mailing:
    """Put a mailing in the queue, and send nothing yet."""
    mailing = Mailing.objects.create(
        purpose="news",
        about=about,
        subject=f"message-news-{about}",
        title="News",
        kind=fields.pop("kind", "task"),
        addressed_at=timezone.now(),
    )
    queue(mailing, User.objects.exclude(membership=None))
    return mailing


def states() -> list[str]:
    return sorted(Message.objects.values_list("state", flat=True))


def told() -> list[str]:
    return sorted(address for message in post_box.outbox for address in message.to)


# ---- once ----------------------------------------------------------------------------------------


def test_everybody_concerned_is_written_to_once(people, django_capture_on_commit_callbacks):
    for _time in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            begin_mailing(purpose="news", about=1, title="News")
    assert told() == sorted(user.email for user in people)
    assert states() == ["sent"] * 3
    assert all(message.sent_at.second == 0 for message in Message.objects.all())


def test_who_came_since_is_written_to_and_nobody_else(people, django_capture_on_commit_callbacks):
    begin_once = {"purpose": "news", "about": 1, "title": "News"}
    with django_capture_on_commit_callbacks(execute=True):
        begin_mailing(**begin_once)
    post_box.outbox.clear()
    newcomer = make_membership().user
    with django_capture_on_commit_callbacks(execute=True):
        begin_mailing(**begin_once)
    assert told() == [newcomer.email]


def test_the_database_holds_one_message_a_person_and_channel(people):
    mailing = begin()
    one = Message.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.create(mailing=mailing, subject=one.subject, key=one.key)


def test_keys_of_one_person_cannot_be_linked_over_mailings(people, monkeypatch):
    dealt = []

    def sort_instead(_random, keys):
        dealt.append(sorted(keys))
        keys.sort()

    monkeypatch.setattr("panel.messages.queueing.SystemRandom.shuffle", sort_instead)
    begin(1)
    begin(2)
    assert Message.objects.values("key").distinct().count() == 6
    stored = list(Message.objects.order_by("pk").values_list("key", flat=True))
    assert stored == [key for keys in dealt for key in keys]  # not in the order of the accounts


def test_two_workers_at_once_write_to_nobody_twice(people, monkeypatch):
    begin()
    addressed = mail.addressed

    def write_while_another_worker_runs(*args, **kwargs):
        monkeypatch.setattr(by_email.mail, "addressed", addressed)
        post_round(now=timezone.now())
        return addressed(*args, **kwargs)

    monkeypatch.setattr(by_email.mail, "addressed", write_while_another_worker_runs)
    post_round(now=timezone.now())
    assert told() == sorted(user.email for user in people)


def test_what_a_killed_worker_did_not_address_is_begun_again(people):
    mailing = Mailing.objects.create(
        purpose="news", about=1, subject="message-news-1", title="News", kind="task"
    )
    assert catch_up() == 0
    with time_machine.travel(timezone.now() + ADDRESSING_LASTS * 2):
        assert catch_up() == 1
    assert len(told()) == 3
    mailing.refresh_from_db()
    assert mailing.addressed_at is not None


# ---- what the mail server says -------------------------------------------------------------------


@pytest.fixture
def server(monkeypatch):
    """Let the mail server raise what a test says, for one address or for all."""
    faults = {}
    send = post_box.backends.locmem.EmailBackend.send_messages

    def send_messages(self, messages):
        for message in messages:
            if fault := faults.get(message.to[0], faults.get("all")):
                raise fault
        return send(self, messages)

    monkeypatch.setattr(
        "django.core.mail.backends.locmem.EmailBackend.send_messages", send_messages
    )
    return faults


def test_a_refusal_for_now_is_tried_again_and_five_times_at_most(people, server):
    begin()
    server[people[0].email] = smtplib.SMTPRecipientsRefused({"x": (451, b"Try again later")})
    now = timezone.now()
    assert post_round(now=now) == 2
    waiting = Message.objects.get(state="queued")
    assert now + dt.timedelta(minutes=14) < waiting.try_after < now + dt.timedelta(minutes=16)
    assert post_round(now=now) == 0
    for _hour in range(5):
        now += dt.timedelta(hours=2)
        post_round(now=now)
    assert states() == ["failed", "sent", "sent"]
    assert Message.objects.get(state="failed").tries == 5


def test_a_refusal_for_good_is_not_tried_again(people, server):
    begin()
    server[people[0].email] = smtplib.SMTPRecipientsRefused({"x": (550, b"No such user")})
    post_round(now=timezone.now())
    assert states() == ["failed", "sent", "sent"]
    assert Message.objects.get(state="failed").why == "Code 550"
    begin(2)
    assert post_round(now=timezone.now()) == 2  # who refused is paused
    assert mail.is_paused(people[0].email)


@pytest.mark.parametrize("fault", [TimeoutError(), smtplib.SMTPServerDisconnected()])
def test_silence_in_the_middle_is_left_to_an_officer(people, server, fault):
    begin()
    server[people[0].email] = fault
    post_round(now=timezone.now())
    assert states() == ["sent", "sent", "unknown"]
    server.clear()
    assert post_round(now=timezone.now() + dt.timedelta(days=1)) == 0


def test_a_server_that_is_not_there_loses_nothing(people, monkeypatch):
    begin()
    monkeypatch.setattr(
        "django.core.mail.backends.locmem.EmailBackend.open",
        lambda self: (_ for _ in ()).throw(ConnectionRefusedError()),
    )
    with pytest.raises(ConnectionRefusedError):
        post_round(now=timezone.now())
    assert states() == ["queued"] * 3
    monkeypatch.undo()
    assert post_round(now=timezone.now()) == 3


# ---- what nobody knows ---------------------------------------------------------------------------


@pytest.fixture
def stuck(people):
    """A mailing whose worker was killed three times, in the middle of a message."""
    mailing = begin()
    Message.objects.update(state="sending", claim="c", claimed_at=timezone.now(), tries=1)
    return mailing


def test_what_was_handed_over_becomes_unknown_after_a_while_and_never_goes_out_by_itself(stuck):
    now = timezone.now()
    assert sweep(now=now + SENDING_LASTS / 2) == 0
    assert sweep(now=now + SENDING_LASTS * 2) == 3
    assert states() == ["unknown"] * 3
    assert post_round(now=now + dt.timedelta(days=2)) == 0
    assert told() == []


@pytest.mark.parametrize(("decide", "sent"), [(send_again, 3), (count_as_sent, 0)])
def test_an_officer_decides_and_it_is_logged(stuck, decide, sent):
    officer = make_user(is_staff=True)
    sweep(now=timezone.now() + SENDING_LASTS * 2)
    assert decide(mailing=stuck, by=officer) == 3
    post_round(now=timezone.now())
    assert len(told()) == sent
    assert states() == ["sent"] * 3
    entry = ModelLogEntry.objects.get(object_id=str(stuck.pk))
    assert (entry.user, entry.data["messages"]) == (officer, 3)
    with pytest.raises(Refused, match="stands like that"):
        decide(mailing=stuck, by=officer)


def test_a_late_worker_does_not_overrule_the_officer(stuck):
    sweep(now=timezone.now() + SENDING_LASTS * 2)
    send_again(mailing=stuck, by=make_user(is_staff=True))
    message = Message.objects.first()
    message.claim = "c"
    settle(message, state="sent", sent_at=timezone.now())
    assert states() == ["queued"] * 3


def test_what_waits_can_be_called_off(people):
    mailing = begin()
    assert call_off(mailing=mailing, by=make_user(is_staff=True)) == 3
    assert post_round(now=timezone.now()) == 0
    assert states() == ["cancelled"] * 3


# ---- who is not written to -----------------------------------------------------------------------


def test_stopping_takes_back_what_waits_at_once(people):
    begin()
    begin(2)
    mail.stop(people[0])
    assert states() == ["cancelled"] * 2 + ["queued"] * 4
    post_round(now=timezone.now())
    assert people[0].email not in told()


def test_who_left_meanwhile_is_not_written_to(people):
    begin()
    leave_panel(people[0])
    post_round(now=timezone.now())
    assert told() == sorted(user.email for user in people[1:])
    assert states() == ["cancelled", "sent", "sent"]


def test_what_has_nobody_to_go_to_is_given_up_after_a_month(people):
    begin()
    people[0].delete()
    now = timezone.now()
    assert post_round(now=now) == 2
    assert states() == ["queued", "sent", "sent"]
    sweep(now=now + dt.timedelta(days=31))
    assert states() == ["cancelled", "sent", "sent"]


def test_service_messages_reach_who_stopped_and_say_nothing_of_stopping(people):
    PURPOSES["news"] = Purpose(**vars(PURPOSES["news"]) | {"kind": Mailing.Kind.SERVICE})
    mail.stop(people[0])
    begin(kind="service")
    post_round(now=timezone.now())
    assert len(told()) == 3
    assert all("List-Unsubscribe" not in message.message() for message in post_box.outbox)


# ---- when ----------------------------------------------------------------------------------------


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("now", "ends"),
    [
        ("2026-11-26 20:59", None),
        ("2026-11-26 21:00", "2026-11-27 08:00"),
        ("2026-11-27 02:30", "2026-11-27 08:00"),
        ("2026-11-27 07:59", "2026-11-27 08:00"),
        ("2026-11-27 08:00", None),
        ("2026-07-01 21:30", "2026-07-02 08:00"),  # in summer time
        ("2026-10-24 23:00", "2026-10-25 08:00"),  # the night that is an hour longer
    ],
)
def test_quiet_hours_are_of_londons_clocks(now, ends, settings):
    settings.KEEP_QUIET_HOURS = True
    expected = ends and at(ends)
    moment = at(now).astimezone(dt.UTC)
    assert end_of_quiet(moment, MessageSettings.load()) == expected


def test_a_council_may_have_other_quiet_hours_or_none(settings):
    settings.KEEP_QUIET_HOURS = True
    by_day = MessageSettings(quiet_from=dt.time(1), quiet_until=dt.time(5))
    never = MessageSettings(quiet_from=dt.time(9), quiet_until=dt.time(9))
    assert end_of_quiet(at("2026-11-27 04:00"), by_day) == at("2026-11-27 05:00")
    assert end_of_quiet(at("2026-11-27 23:00"), by_day) is None
    assert end_of_quiet(at("2026-11-27 09:00"), never) is None


def test_task_messages_wait_for_the_morning_and_service_messages_do_not(people, settings):
    settings.KEEP_QUIET_HOURS = True
    begin()
    with time_machine.travel(at("2026-11-26 23:00"), tick=False):
        call_command("post_messages")
        assert told() == []
        begin(2, kind="service")
        call_command("post_messages")
        assert len(told()) == 3
    with time_machine.travel(at("2026-11-27 08:00"), tick=False):
        call_command("post_messages")
    assert len(told()) == 6


def test_a_member_gets_three_a_week_and_the_rest_later(people):
    for about in range(1, 6):
        begin(about)
    now = timezone.now()
    assert post_round(now=now) == 9
    assert post_round(now=now + dt.timedelta(days=6)) == 0
    with time_machine.travel(now + dt.timedelta(days=7, minutes=1)):
        assert post_round(now=timezone.now()) == 6
    assert max(told().count(user.email) for user in people) == 5


def test_the_council_says_how_many_a_week(people):
    rules = MessageSettings.load()
    rules.most_a_week = 1
    rules.save()
    begin(1)
    begin(2)
    assert post_round(now=timezone.now()) == 3


# ---- in the CMS ----------------------------------------------------------------------------------


def staff(*codenames):
    user = make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *codenames]))
    return user


def test_officers_see_numbers_and_never_who(client, people):
    post_round(now=timezone.now())
    mailing = begin()
    post_round(now=timezone.now())
    client.force_login(staff("view_mailing"))
    for address in ("/admin/mailing/", f"/admin/mailing/inspect/{mailing.pk}/"):
        page = client.get(address).text
        assert "News" in page
        assert not any(user.email in page for user in people)
    assert "<td>3</td>" in page


@pytest.mark.parametrize(
    ("permissions", "status", "state"),
    [
        ([], 302, "unknown"),
        (["view_mailing"], 302, "unknown"),
        (["view_mailing", "change_mailing"], 302, "sent"),
    ],
)
def test_deciding_needs_the_permission(client, stuck, permissions, status, state):
    sweep(now=timezone.now() + SENDING_LASTS * 2)
    client.force_login(staff(*permissions))
    page = client.get(f"/admin/mailing/inspect/{stuck.pk}/")
    assert (b"Count as sent" in page.content) is ("change_mailing" in permissions)
    answer = client.post(f"/admin/mailings/{stuck.pk}/count/")
    assert answer.status_code == status
    assert states() == [state] * 3


@pytest.mark.parametrize(
    ("decision", "said"),
    [("count", "3 messages count as sent."), ("again", "3 messages go out again.")],
)
def test_whoever_decides_reads_what_was_done(client, stuck, decision, said):
    sweep(now=timezone.now() + SENDING_LASTS * 2)
    client.force_login(staff("view_mailing", "change_mailing"))
    answer = client.post(f"/admin/mailings/{stuck.pk}/{decision}/", follow=True)
    assert said in answer.content.decode()


def test_residents_have_no_way_in(client, stuck):
    client.force_login(Membership.objects.first().user)
    assert client.get("/admin/mailing/").status_code in (302, 403)
    assert client.post(f"/admin/mailings/{stuck.pk}/again/").status_code in (302, 403)
    assert states() == ["sending"] * 3


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_mailings_costs_the_same(client, people, rows, django_assert_max_num_queries):
    for about in range(1, rows + 1):
        begin(about)
    client.force_login(staff("view_mailing"))
    client.get("/admin/mailing/")
    with django_assert_max_num_queries(12):
        client.get("/admin/mailing/")
