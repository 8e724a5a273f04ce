"""Members are invited and reminded: once, not too often, and nobody sees who has answered."""

import datetime as dt
from email import message_from_bytes, policy

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core import mail as post_box
from django.utils import timezone
from wagtail.models import ModelLogEntry

from consultations.inviting import as_may_be_seen, count_response, invite, remind
from consultations.models import Invitation
from core.refusals import Refused
from home.roles import ensure_roles
from panel import mail
from panel.invitation_draws import RATES, Asked, draw_sample, withdraw_sample
from panel.messages.posting import post_round
from panel.models import Mailing, Message, MessageSettings, Sample
from panel.places_on_panel import pause
from polls.responding import submit_response
from tests.consultations.factories import from_now, make_consultation
from tests.panel.factories import make_council, make_membership, make_user, make_ward
from tests.polls.factories import answers_to, make_poll, make_questionnaire, move_to

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 26, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def midday():
    with time_machine.travel(NOW, tick=False):
        make_council(suppression_threshold=5)
        rules = MessageSettings.load()
        rules.most_a_week = 50
        rules.save()
        yield


@pytest.fixture
def members():
    easton, ashley = make_ward(name="Easton"), make_ward(name="Ashley")
    return [
        make_membership(ward=easton if number < 6 else ashley, age_band="25-34").user
        for number in range(12)
    ]


@pytest.fixture
def page(members):
    return make_questionnaire(
        title="Nine questions",
        parent=make_consultation(title="Parks & pitches"),
        closes_at=from_now(days=30),
    )


@pytest.fixture
def officer():
    ensure_roles()
    user = make_user(is_staff=True, first_name="Olu")
    user.groups.add(Group.objects.get(name="Officers"))
    return user


def draw(page, **fields) -> Sample:
    """Draw everybody who may be invited, ward by ward."""
    asked = Asked(strata="ward", by=RATES, rate="1")
    return draw_sample(**{"title": "All", "page": page, "asked": asked} | fields)


@pytest.fixture
def sample(page):
    return draw(page)


@pytest.fixture
def do(django_capture_on_commit_callbacks):
    """Act, then do what waits for the commit: queue the messages and send them."""

    def act(function, **arguments):
        with django_capture_on_commit_callbacks(execute=True):
            return function(**arguments)

    return act


def told() -> list[str]:
    return sorted(address for message in post_box.outbox for address in message.to)


def addresses(users) -> list[str]:
    return sorted(user.email for user in users)


def later(**span):
    return time_machine.travel(timezone.now() + dt.timedelta(**span), tick=False)


def answer(page, *users, wave="only"):
    for user in users:
        submit_response(user=user, page=page, wave=wave, answers=answers_to(page, 7, 8, 9))


# ---- inviting ------------------------------------------------------------------------------------


def test_the_letter_says_what_it_is_how_long_and_how_to_stop(members, page, officer, do):
    page.minutes = 4
    page.save()
    do(invite, sample=draw(page), by=officer, words="We need people & pitches.")
    assert told() == addresses(members)
    letter = message_from_bytes(post_box.outbox[0].message().as_bytes(), policy=policy.default)
    text = letter.get_body(("plain",)).get_content()
    assert letter["Subject"] == "You are invited: Nine questions"
    assert (letter["From"], letter["Reply-To"]) == (
        "Ask Bristol <panel@example.org>",
        "panel@bristol.example.org",
    )
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["List-Unsubscribe"].strip().startswith("<http://127.0.0.1:8000/mail/stop/")
    assert letter.get_content_type() == "text/plain"
    for words in (
        "“Nine questions”",
        "“Parks & pitches”",
        "We need people & pitches.",
        "about 4 minutes",
        "Transport Policy Committee decides",
        page.full_url,
    ):
        assert words in text
    links = [word for word in text.split() if word.startswith("http")]
    assert links == [page.full_url, letter["List-Unsubscribe"].strip(" <>")]


def test_the_members_of_the_sample_are_invited_once_and_it_stays(members, sample, officer, do):
    make_membership()  # joined after the draw
    do(invite, sample=sample, by=officer)
    assert told() == addresses(members)
    sample.refresh_from_db()
    assert sample.sent_at == timezone.now()
    with pytest.raises(Refused, match="invited already"):
        invite(sample=sample, by=officer)
    with pytest.raises(Refused, match="it stays"):
        withdraw_sample(sample=sample, reason="No")
    assert Invitation.objects.count() == 1


def test_limits_hold_between_samples_and_a_breach_is_on_record(members, sample, officer, do):
    do(invite, sample=sample, by=officer)
    other = make_questionnaire(title="Other")
    with pytest.raises(Refused, match="nobody to draw from"):
        draw(other)
    asked = Asked(strata="ward", by=RATES, rate="1", override="The committee meets on Monday")
    again = draw(other, asked=asked, by=officer)
    do(invite, sample=again, by=officer)
    assert len(told()) == 24
    entry = ModelLogEntry.objects.get(action="panel.sample_drawn", object_id=str(again.pk))
    assert entry.data["reason"] == "The committee meets on Monday"


def test_who_paused_lapsed_or_stopped_since_the_draw_gets_none(members, sample, officer, do):
    pause(membership=members[0].membership, until=timezone.localdate() + dt.timedelta(days=9))
    members[1].membership.status = "lapsed"
    members[1].membership.save()
    mail.stop(members[2])
    expired = members[3].membership
    expired.term_ends_on = timezone.localdate()
    expired.save()
    do(invite, sample=sample, by=officer)
    assert told() == addresses(members[4:])


def test_who_pauses_or_stops_or_answers_before_the_morning_gets_none(
    members, page, sample, officer, do, settings
):
    settings.KEEP_QUIET_HOURS = True
    with later(hours=11):  # 11pm
        do(invite, sample=sample, by=officer)
        assert told() == []
        pause(membership=members[0].membership, until=timezone.localdate() + dt.timedelta(days=9))
        mail.stop(members[1])
        answer(page, members[2])
    with later(hours=20):
        post_round(now=timezone.now())
    assert told() == addresses(members[3:])


def test_what_is_withdrawn_before_the_morning_goes_to_nobody(
    members, page, sample, officer, do, settings
):
    settings.KEEP_QUIET_HOURS = True
    with later(hours=11):
        do(invite, sample=sample, by=officer)
        page.unpublish()
    with later(hours=20):
        post_round(now=timezone.now())
    assert told() == []


def test_a_small_sample_is_refused(members, page, officer):
    sample = draw(page, asked=Asked(number=4))
    with pytest.raises(Refused, match="fewer than 5 members"):
        invite(sample=sample, by=officer)


def test_a_test_or_a_sample_for_no_page_invites_nobody(members, page, officer):
    for sample, words in ((draw(page, is_test=True), "a test"), (draw(None), "no page")):
        with pytest.raises(Refused, match=words):
            invite(sample=sample, by=officer)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"opens_at": NOW + dt.timedelta(days=1), "closes_at": None}, "not open now"),
        ({"closes_at": NOW - dt.timedelta(hours=1)}, "not open now"),
        ({"live": False}, "not published"),
    ],
)
def test_nobody_is_invited_to_what_is_not_open(members, officer, fields, words):
    page = make_questionnaire(title="Other", **fields)
    with pytest.raises(Refused, match=words):
        invite(sample=draw(page), by=officer)


# ---- reminders -----------------------------------------------------------------------------------


@pytest.fixture
def invited(members, sample, officer, do):
    invitation = do(invite, sample=sample, by=officer)
    post_box.outbox.clear()
    return invitation


def test_only_who_has_not_answered_is_reminded_and_twice_at_most(
    members, page, officer, do, invited
):
    answer(page, *members[:3])
    with later(days=3):
        assert do(remind, invitation=invited, by=officer) == 1
        assert told() == addresses(members[3:])
        assert post_box.outbox[0].subject == "There is still time: Nine questions"
        answer(page, *members[3:5])
    post_box.outbox.clear()
    with later(days=6):
        assert do(remind, invitation=invited, by=officer) == 2
        assert told() == addresses(members[5:])
    with later(days=10), pytest.raises(Refused, match="Both reminders"):
        remind(invitation=invited, by=officer)


def test_a_reminder_waits_three_days(officer, invited):
    with later(days=2, hours=23), pytest.raises(Refused, match="Wait 3 days"):
        remind(invitation=invited, by=officer)


def test_two_officers_at_once_remind_once(officer, invited, do):
    with later(days=3):
        do(remind, invitation=invited, by=officer)
        with pytest.raises(Refused, match="Wait 3 days"):
            remind(invitation=invited, by=officer)


def test_who_answers_between_queue_and_post_is_not_reminded(
    members, page, officer, do, invited, settings
):
    with later(days=3, hours=11):
        settings.KEEP_QUIET_HOURS = True
        do(remind, invitation=invited, by=officer)
        answer(page, members[0])
    with later(days=4):
        post_round(now=timezone.now())
    assert told() == addresses(members[1:])


def test_nobody_is_reminded_of_what_has_closed(members, page, officer, invited):
    page.closes_at = from_now(days=1)
    page.save()
    with later(days=4), pytest.raises(Refused, match="not open now"):
        remind(invitation=invited, by=officer)


def test_in_a_deliberative_poll_the_open_round_counts(members, officer, do):
    poll = make_poll("before")
    sample = draw(poll)
    answer(poll, *members[:3], wave="before")
    first = do(invite, sample=sample, by=officer)
    assert told() == addresses(members[3:])
    answer(poll, *members[3:6], wave="before")
    move_to(poll, "after")
    post_box.outbox.clear()
    second = do(invite, sample=Sample.objects.get(), by=officer)
    assert (first.round, second.round) == ("before", "after")
    assert told() == addresses(members[:6])  # who gave first answers


def test_rows_tell_nobody_who_did_not_answer(members, page, officer, do, invited):
    answer(page, *members[:3])
    with later(days=3):
        do(remind, invitation=invited, by=officer)
    invitations = set(Message.objects.filter(mailing__purpose="invitation").values_list("key"))
    reminders = set(Message.objects.filter(mailing__purpose="reminder-1").values_list("key"))
    assert (len(invitations), len(reminders)) == (12, 9)
    assert invitations.isdisjoint(reminders)


# ---- what officers see ---------------------------------------------------------------------------


def test_small_numbers_by_ward_are_kept_back(members, page, invited):
    answer(page, *members[:2])
    count_response.func(invited.pk)
    invited.refresh_from_db()
    shown = {row[0]: row[1:] for row in invited.response["rows"]}
    assert set(shown) == {"Ashley", "Easton"}
    cells = [cell for row in shown.values() for cell in row[:2]]
    assert "c" in cells
    assert not {2, 4} & set(cells)


@pytest.mark.parametrize(
    ("threshold", "answered", "shown"), [(5, 9, "c"), (5, 10, 10), (20, 10, "c"), (20, 20, 20)]
)
def test_officers_read_numbers_of_ten_or_more_whatever_is_published(threshold, answered, shown):
    """R2.16, at a council that publishes from five, and at one that publishes from twenty."""
    make_council(suppression_threshold=threshold)
    rows = as_may_be_seen({"Ashley": [answered, 40], "Easton": [60, 40]})["rows"]
    assert rows[0][1] == shown


def test_the_officer_is_led_from_the_sample_to_the_numbers(
    client, members, page, sample, officer, do
):
    client.force_login(officer)
    address = f"/admin/samples/{sample.pk}/invite/"
    assert address in client.get(f"/admin/sample/inspect/{sample.pk}/").text
    assert "12 members were drawn for “Nine questions”" in client.get(address).text
    sent = do(client.post, path=address, data={"words": "Hello"})
    invitation = Invitation.objects.get()
    assert sent["Location"] == f"/admin/invitation/inspect/{invitation.pk}/"
    assert told() == addresses(members)
    assert "are invited already" in client.post(address, {"words": "Hello again"}).text
    answer(page, *members[:2])
    client.post(f"/admin/invitations-of-members/{invitation.pk}/count/")
    seen = client.get(sent["Location"]).text
    assert "Send a reminder" not in seen
    assert "Wait 3 days" in seen
    with later(days=3):
        do(client.post, path=f"/admin/invitations-of-members/{invitation.pk}/remind/")
    mailing = Mailing.objects.get(purpose="reminder-1")
    pages = [
        client.get(one).text
        for one in (
            sent["Location"],
            "/admin/invitation/",
            "/admin/mailing/",
            f"/admin/mailing/inspect/{mailing.pk}/",
        )
    ]
    for member in members:
        assert not any(member.email in text for text in pages)
    assert "so it is not shown here" in pages[3]
    assert "<td>10</td>" not in pages[2] + pages[3]


def test_what_is_refused_keeps_what_was_typed(client, members, sample, officer):
    client.force_login(officer)
    address = f"/admin/samples/{sample.pk}/invite/"
    refused = client.post(address, {"words": "x" * 601})
    assert refused.status_code == 422
    assert "x" * 601 in refused.text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same(client, members, officer, do, rows, django_assert_max_num_queries):
    for number in range(rows):
        asked = Asked(by=RATES, rate="1", override="For the test")
        do(invite, sample=draw(make_questionnaire(title=f"P{number}"), asked=asked), by=officer)
    client.force_login(officer)
    client.get("/admin/invitation/")
    with django_assert_max_num_queries(12):
        client.get("/admin/invitation/")


@pytest.mark.parametrize("group", ["", "Debate moderators", "Analysts", "Councillors"])
def test_other_roles_invite_nobody(client, members, sample, invited, group):
    ensure_roles()
    user = make_user(is_staff=True)
    if group:
        user.groups.add(Group.objects.get(name=group))
    client.force_login(user)
    for address in (
        f"/admin/samples/{sample.pk}/invite/",
        f"/admin/invitations-of-members/{invited.pk}/remind/",
        f"/admin/invitations-of-members/{invited.pk}/count/",
    ):
        assert client.post(address, {"action": "send"}).status_code in (302, 403)
    assert client.get("/admin/invitation/").status_code in (302, 403)
    assert Invitation.objects.get().reminders == 0
    assert told() == []
    assert not ModelLogEntry.objects.filter(action="consultations.members_reminded").exists()
