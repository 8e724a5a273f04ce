"""Members choose how often, in which language and about what we write: it holds at once."""

import datetime as dt
from email import message_from_bytes, policy
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail as post_box
from django.core import signing
from django.test import Client
from django.utils import timezone

from panel import mail
from panel.joining import leave_panel
from panel.messages.clock import digest_after
from panel.messages.posting import post_round
from panel.messages.purposes import PURPOSES, Purpose, Words, one_by_one, register
from panel.messages.queueing import queue
from panel.messages.wishes import choose_messages
from panel.models import Consent, Mailing, Message, MessageWishes
from tests.panel.factories import make_council, make_membership, make_user, make_ward

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
THURSDAY = dt.datetime(2026, 11, 26, 12, tzinfo=LONDON)
PAGE = "/account/messages/"


@pytest.fixture(autouse=True)
def midday():
    with time_machine.travel(THURSDAY, tick=False):
        make_council()
        yield


@pytest.fixture
def closing():
    """When what the messages are about closes; a test may set it."""
    return {}


@pytest.fixture(autouse=True)
def purposes(closing):
    for code, kind in (("news", "task"), ("offer", "promotional")):
        register(
            Purpose(
                code=code,
                kind=kind,
                label=code,
                people=lambda mailing: iter(()),
                words=one_by_one(
                    lambda mailing, user: Words(
                        "consultations/mail/results",
                        {"consultation": {"title": mailing.title}, "url": "https://x.example/"},
                        pointless_after=closing.get(mailing.title),
                    )
                ),
            )
        )
    yield
    del PURPOSES["news"], PURPOSES["offer"]


@pytest.fixture
def member():
    user = make_user(email="maya@example.org", display_name="Maya")
    return make_membership(user=user, ward=make_ward(name="Easton")).user


def begin(user, *titles, purpose="news", kind="task"):
    for title in titles:
        about = Mailing.objects.count() + 1
        mailing = Mailing.objects.create(
            purpose=purpose,
            about=about,
            subject=f"message-{purpose}-{about}",
            title=title,
            kind=kind,
            addressed_at=timezone.now(),
        )
        queue(mailing, [user])


def choose(user, rhythm="instant", *, wants_promotion=False, language="en-gb"):
    choose_messages(user=user, rhythm=rhythm, wants_promotion=wants_promotion, language=language)


def at(day: int, hour: int, minute: int = 0):
    moment = dt.datetime(2026, 11, day, hour, minute, tzinfo=LONDON)
    return time_machine.travel(moment, tick=False)


def post() -> list[str]:
    """Send what is due, and return the subjects that went out."""
    post_box.outbox.clear()
    post_round(now=timezone.now())
    return [message.subject for message in post_box.outbox]


# ---- together ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "weekly", "expected"),
    [
        ((26, 7, 59), False, (26, 8)),
        ((26, 8, 0), False, (27, 8)),
        ((26, 23, 0), False, (27, 8)),
        ((26, 12, 0), True, (30, 8)),
        ((30, 7, 0), True, (30, 8)),
    ],
)
def test_messages_go_out_together_in_the_morning(moment, weekly, expected):
    day, hour, minute = moment
    found = digest_after(dt.datetime(2026, 11, day, hour, minute, tzinfo=LONDON), weekly=weekly)
    assert (found.day, found.hour) == expected


def test_the_week_ends_with_a_monday_also_over_the_end_of_summer_time():
    found = digest_after(dt.datetime(2026, 10, 23, 12, tzinfo=LONDON), weekly=True)
    assert found == dt.datetime(2026, 10, 26, 8, tzinfo=LONDON)


def test_daily_messages_come_as_one_with_all_of_their_words(member):
    choose(member, "daily")
    begin(member, "Parks & pitches", "Streets", "Pools", "Trees")
    assert post() == []
    with at(27, 7, 59):
        assert post() == []
    with at(27, 8):
        assert post() == ["4 messages from Ask Bristol"]
    letter = message_from_bytes(post_box.outbox[0].message().as_bytes(), policy=policy.default)
    text = letter.get_body(("plain",)).get_content()
    assert letter["To"] == "maya@example.org"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert text.count("Hello Maya,") == 1
    assert text.index("1. Results: Parks & pitches") < text.index("* * * 4. Results: Trees")
    assert text.count("The results of “") == 4
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}
    assert Message.objects.values("claim").distinct().count() == 4


def test_one_message_of_a_day_comes_as_itself(member):
    choose(member, "daily")
    begin(member, "Parks")
    with at(27, 8):
        assert post() == ["Results: Parks"]


def test_weekly_messages_come_on_monday(member):
    choose(member, "weekly")
    begin(member, "Parks", "Streets")
    with at(29, 20):
        assert post() == []
    with at(30, 8):
        assert post() == ["2 messages from Ask Bristol"]


def test_what_closes_too_soon_comes_at_once(member, closing):
    choose(member, "weekly")
    closing["Parks"] = THURSDAY + dt.timedelta(days=5)
    closing["Streets"] = THURSDAY + dt.timedelta(days=30)
    begin(member, "Parks", "Streets")
    assert post() == ["Results: Parks"]


def test_another_choice_holds_for_what_waits(member):
    choose(member, "weekly")
    begin(member, "Parks")
    assert post() == []
    choose(member, "instant")
    assert post() == ["Results: Parks"]


def test_none_takes_back_what_waits(member):
    begin(member, "Parks")
    choose(member, "none")
    assert post() == []
    assert Message.objects.get().state == "cancelled"
    assert mail.has_stopped(member)


# ---- promotion -----------------------------------------------------------------------------------


def test_promotion_goes_to_nobody_who_did_not_ask_for_it(member):
    begin(member, "Fair", purpose="offer", kind="promotional")
    assert post() == []
    assert Message.objects.get().why == "They have not asked for it"


def test_promotion_that_was_asked_for_can_be_stopped_in_one_click_and_is_on_record(member):
    choose(member, wants_promotion=True)
    begin(member, "Fair", purpose="offer", kind="promotional")
    assert post() == ["Results: Fair"]
    stop = post_box.outbox[0].extra_headers["List-Unsubscribe"][1:-1]
    Client(enforce_csrf_checks=True).post(stop, {"List-Unsubscribe": "One-Click"})
    begin(member, "Second fair", purpose="offer", kind="promotional")
    assert post() == []
    log = Consent.objects.filter(purpose="promotion").order_by("pk")
    assert list(log.values_list("choice", "channel")) == [
        ("given", "website"),
        ("withdrawn", "mail"),
    ]
    assert "about the panel itself" in log[0].shown.words


# ---- links and language --------------------------------------------------------------------------


def test_the_link_tells_nothing_and_dies_with_the_place(client, member):
    stop = mail.stop_address(member)
    token = stop.rstrip("/").rpartition("/")[2]
    assert len(token) == 32
    assert mail.user_of(token) == member
    assert mail.stop_address(member) == stop
    leave_panel(member)
    assert mail.user_of(token) is None
    assert not MessageWishes.objects.exists()
    assert client.get(stop.removeprefix("http://127.0.0.1:8000")).status_code == 404


def test_links_of_earlier_messages_still_stop(member):
    token = signing.dumps(member.pk, salt=mail.SALT, compress=True)
    assert mail.user_of(token) == member


def test_messages_come_in_the_language_that_was_chosen(member, monkeypatch):
    seen = []
    override = mail.translation.override
    monkeypatch.setattr(
        "panel.mail.translation.override", lambda code: seen.append(code) or override(code)
    )
    choose(member, language="cy")
    begin(member, "Parks")
    post()
    assert "cy" in seen
    assert post_box.outbox[0].subject == "Results: Parks"  # until it is translated


# ---- the page ------------------------------------------------------------------------------------


def test_the_page_shows_what_holds_and_saves_what_is_chosen(client, member):
    client.force_login(member)
    page = client.get(PAGE)
    assert page.context["form"]["rhythm"].value() == "instant"
    assert page.context["form"]["wants_promotion"].value() is False
    client.post(PAGE, {"rhythm": "weekly", "wants_promotion": "on", "language": "cy"})
    wishes = MessageWishes.objects.get()
    assert (wishes.rhythm, wishes.wants_promotion, wishes.language) == ("weekly", True, "cy")
    assert client.get(PAGE).context["form"]["rhythm"].value() == "weekly"
    client.post(PAGE, {"rhythm": "none", "wants_promotion": "on", "language": "cy"})
    assert client.get(PAGE).context["form"]["rhythm"].value() == "none"
    assert MessageWishes.objects.get().wants_promotion is False
    client.post(PAGE, {"rhythm": "daily", "language": "cy"})
    member.refresh_from_db()
    assert not mail.has_stopped(member)
    log = Consent.objects.filter(purpose="news").order_by("pk").values_list("choice", "about")
    assert list(log) == [
        ("given", "weekly"),
        ("withdrawn", ""),
        ("given", ""),
        ("given", "daily"),
    ]


def test_nothing_chosen_is_said_beside_the_field(client, member):
    client.force_login(member)
    answer = client.post(PAGE, {"language": "cy"})
    assert answer.status_code == 422
    assert answer.text.count("Choose how often we may write") == 2


def test_the_page_is_for_who_is_signed_in_and_costs_little(
    client, member, django_assert_max_num_queries
):
    assert client.get(PAGE).url == f"/account/login/?next={PAGE}"
    client.force_login(member)
    client.get(PAGE)
    with django_assert_max_num_queries(8):
        client.get(PAGE)
