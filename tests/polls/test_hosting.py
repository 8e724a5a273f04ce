"""A host moves the stages of one poll as officers do, reads nobody's answers, and is on record."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from core.refusals import Refused
from panel.models import User
from polls.assigning import draw_arms
from polls.closing import close_stage, reopen_stage
from polls.grouping import deal_groups, name_facilitator
from polls.hosts import name_host, remove_host
from polls.models import DeliberativePollPage, Draft, Item, Response, StageHost, StageOverride
from polls.models.waves import MAY_OPEN
from polls.opening import open_stage
from polls.routing import websocket_urlpatterns
from results.exports.making import make_export
from results.publication import MAY_PREVIEW
from tests.forums.factories import make_forum, make_session
from tests.panel.factories import make_council, make_user, make_ward
from tests.polls.factories import (
    DAY,
    STAGES,
    answers_to,
    change,
    make_member,
    make_officer,
    make_poll,
    move_to,
)
from tests.polls.test_pairing import answer

pytestmark = pytest.mark.django_db
WHY = {"reason": "Everybody in the hall is ready."}


def afresh(poll) -> DeliberativePollPage:
    return DeliberativePollPage.objects.get(pk=poll.pk)


def host_of(poll, *permissions, **fields) -> User:
    host = make_officer(*permissions, **fields)
    name_host(poll=poll, user=host, by=None)
    return host


def stages_of(poll) -> str:
    return reverse("polls:stages", args=[poll.pk])


def close_of(poll) -> str:
    return reverse("polls:close_stage", args=[poll.pk])


# ---- who may do what, before, during and after --------------------------------------------------


def leader_of_a_group(poll) -> User:
    """Return who facilitates a group of a poll, which is not to host it."""
    leader = make_officer()
    draw = poll.assignments.create(kind="groups", text="{}", sha256="0" * 64)
    draw.facilitators.create(number=1, user=leader)
    return leader


ROLES = {
    "visitor": lambda poll: None,
    "member": lambda poll: make_member(),
    "staff": lambda poll: make_officer(),
    "facilitator of a group": leader_of_a_group,
    "host of another poll": lambda poll: host_of(make_poll("before")),
    "host": host_of,
    "officer": lambda poll: make_officer(MAY_OPEN),
}
MOVERS = ("host", "officer")
# What can be opened and closed while a poll stands in each of its stages.
CAN_OPEN = {"not yet open": {"before"}, "before": {"after"}, "between": {"after"}}
CAN_CLOSE = {"before": {"before"}, "after": {"after"}}


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("role", ROLES)
def test_who_moves_stages_and_when(client, role, stage):
    poll = make_poll(stage)
    if user := ROLES[role](poll):
        client.force_login(user)
    done = set()
    for wave in ("before", "after", "later", "nonsense"):
        for act, address in (("open", stages_of(poll)), ("close", close_of(poll))):
            # Each is tried on the poll as it was.
            StageOverride.objects.all().delete()
            change(StageOverride.objects)
            sent = client.post(address, WHY | {"stage": wave, "minutes": 0})
            assert sent.status_code in ((302, 422) if role in MOVERS else (403,)), (act, wave)
            if sent.status_code == 302:
                override = StageOverride.objects.get()
                assert (override.act, override.stage, override.by) == (act, wave, user)
                done.add((act, wave))
            else:
                assert not StageOverride.objects.exists()

    shown = client.get(stages_of(poll))
    assert shown.status_code == (200 if role in MOVERS else 403)
    may = {("open", wave) for wave in CAN_OPEN.get(stage, ())}
    may |= {("close", wave) for wave in CAN_CLOSE.get(stage, ())}
    assert done == (may if role in MOVERS else set())


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("role", ROLES)
def test_what_stays_with_officers(client, role, stage):
    poll, colleague = make_poll(stage, control_percent=33, group_size=8), make_officer()
    if user := ROLES[role](poll):
        client.force_login(user)
    acts = {
        reverse("polls:reopen_stage", args=[poll.pk]): WHY | {"stage": "before"},
        reverse("polls:hosts", args=[poll.pk]): {"user": colleague.pk},
        reverse("polls:remove_host", args=[poll.pk, colleague.pk]): {},
        reverse("polls:draw_arms", args=[poll.pk]): {},
        reverse("polls:deal_groups", args=[poll.pk]): {},
        reverse("polls:put_back", args=[poll.pk]): {},
        reverse("polls:facilitate", args=[poll.pk]): {"number": 1, "user": colleague.pk},
    }
    allowed = {302, 422} if role == "officer" else {403}
    for address, sent in acts.items():
        assert client.post(address, sent).status_code in allowed, address
    assert client.get(reverse("polls:hosts", args=[poll.pk])).status_code == (
        200 if role == "officer" else 403
    )
    if role == "host":
        page = client.get(stages_of(poll)).text
        for address in acts:
            assert address not in page


def test_a_host_who_is_taken_off_or_leaves_the_staff_moves_nothing_more(client):
    poll = make_poll("between")
    host, gone = host_of(poll), host_of(poll)
    client.force_login(make_officer(MAY_OPEN))
    client.post(reverse("polls:remove_host", args=[poll.pk, host.pk]))
    User.objects.filter(pk=gone.pk).update(is_staff=False)
    assert list(StageHost.objects.values_list("user", flat=True)) == [gone.pk]

    for user in (host, gone):
        client.force_login(User.objects.get(pk=user.pk))
        assert client.get(stages_of(poll)).status_code == 403
        assert client.post(stages_of(poll), WHY | {"stage": "after"}).status_code == 403
    with pytest.raises(Refused, match="does not host this poll any more"):
        remove_host(poll=poll, user=host, by=None)


# ---- who is named --------------------------------------------------------------------------------


def test_an_officer_names_a_host_who_finds_the_way(client):
    poll, host = make_poll("before"), make_officer()
    officer = make_officer(MAY_OPEN)
    address = reverse("polls:hosts", args=[poll.pk])
    client.force_login(officer)
    assert address in client.get(stages_of(poll)).text
    assert "Choose who hosts it" in client.post(address, {}).text
    assert "Choose one of the staff" in client.post(address, {"user": make_member().pk}).text

    named = client.post(address, {"user": host.pk}, follow=True)
    again = client.post(address, {"user": host.pk})

    assert "hosts this poll now" in named.text
    assert (again.status_code, "hosts this poll already" in again.text) == (422, True)
    entry = PageLogEntry.objects.get(action="polls.name_host")
    assert (entry.user, entry.page_id, entry.data["host"]) == (officer, poll.pk, host.pk)
    client.force_login(host)
    for way in ("/account/", poll.url):
        assert f'href="{stages_of(poll)}"' in client.get(way).text
    assert "You host this poll" in client.get(stages_of(poll)).text


def test_who_may_not_host():
    poll, member = make_poll("before"), make_member()
    answer(member, poll, "before")
    with pytest.raises(Refused, match="Only staff"):
        name_host(poll=poll, user=member, by=None)
    member.is_staff = True
    with pytest.raises(Refused, match="Who takes part cannot"):
        name_host(poll=poll, user=member, by=None)
    reader = make_officer(MAY_PREVIEW)
    make_export(poll=poll, audience="pseudonymous", format="csv", purpose="Analysis", by=reader)
    with pytest.raises(Refused, match="took a file with people’s answers"):
        name_host(poll=poll, user=reader, by=None)
    assert not StageHost.objects.exists()


def test_the_database_keeps_one_row_a_host():
    poll = make_poll("before")
    host = host_of(poll)
    with pytest.raises(IntegrityError), transaction.atomic():
        StageHost.objects.create(poll=poll, user=host)


# ---- the same checks as for officers -------------------------------------------------------------


def test_a_host_opens_nothing_that_breaks_the_day_to_read(client):
    now = timezone.now()
    poll = make_poll("before")
    make_session(poll, opens_at=now + DAY, closes_at=now + 2 * DAY)
    poll = move_to(poll, "between")
    host = host_of(poll)
    client.force_login(host)

    sent = client.post(stages_of(poll), WHY | {"stage": "after", "is_exception": "on"})

    assert sent.status_code == 422
    assert "Only an officer can open them all the same" in sent.text
    assert WHY["reason"] in sent.text  # nothing typed is lost
    assert "as an exception</label>" not in sent.text
    with pytest.raises(Refused, match="Only an officer can open them all the same"):
        open_stage(poll=afresh(poll), stage="after", by=host, is_exception=True, **WHY)
    officer = make_officer(MAY_OPEN)
    open_stage(poll=afresh(poll), stage="after", by=officer, is_exception=True, **WHY)


@pytest.mark.parametrize("reason", ["", "The hall is ours for one day."])
def test_a_host_goes_by_the_reason_that_the_poll_gave_beforehand(reason):
    now = timezone.now()
    poll = make_poll("between", short_notice_reason=reason)
    session = make_session(poll, opens_at=now - DAY, closes_at=now + DAY)
    change(type(session).objects.filter(pk=session.pk), closes_at=now - timedelta(hours=1))
    host = host_of(poll)
    if reason:
        open_stage(poll=afresh(poll), stage="after", by=host, **WHY)
        assert afresh(poll).is_wave_open("after")
    else:
        with pytest.raises(Refused, match="stood for 24 hours"):
            open_stage(poll=afresh(poll), stage="after", by=host, **WHY)


def test_nobody_opens_second_answers_while_a_question_differs():
    poll, member = make_poll("before"), make_member()
    answer(member, poll, "before")
    poll = move_to(poll, "between")
    change(Item.objects.filter(page=poll), wording="Another question?")
    for mover in (host_of(poll), make_officer(MAY_OPEN)):
        with pytest.raises(Refused, match="Another question"):
            open_stage(poll=afresh(poll), stage="after", by=mover, **WHY)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"control_percent": 33}, "comparison group is not drawn"),
        ({"group_size": 8}, "small groups are not dealt"),
    ],
)
def test_nobody_opens_second_answers_before_the_draws_are_made(fields, words):
    poll = make_poll("between", **fields)
    for mover in (host_of(poll), make_officer(MAY_OPEN)):
        with pytest.raises(Refused, match=words):
            open_stage(poll=afresh(poll), stage="after", by=mover, **WHY)


def test_answers_months_later_are_for_officers(client):
    now = timezone.now()
    dates = {"later_opens_at": now + 30 * DAY, "later_closes_at": now + 40 * DAY}
    poll = make_poll("closed", **dates)
    host = host_of(poll)
    client.force_login(host)
    assert "Answers months later, due" not in client.get(stages_of(poll)).text
    with pytest.raises(Refused, match="for an officer to open"):
        open_stage(poll=afresh(poll), stage="later", by=host, **WHY)
    open_stage(poll=afresh(poll), stage="later", by=make_officer(MAY_OPEN), **WHY)


# ---- closing early -------------------------------------------------------------------------------


def test_first_answers_close_early_and_what_waits_for_that_goes_on(client):
    make_council()
    ward, poll = make_ward(), make_poll("before", group_size=8)
    people = [make_member(ward=ward) for _number in range(16)]
    for member in people:
        answer(member, poll, "before")
    host, late = host_of(poll), make_member()
    with pytest.raises(Refused, match="when first answers have closed"):
        deal_groups(poll=afresh(poll))

    close_stage(poll=poll, stage="before", by=host, **WHY)

    closed = afresh(poll)
    assert closed.has_wave_closed("before") and not closed.is_wave_open("before")
    assert closed.before_closes_at > timezone.now()  # the date stays as it was written
    with pytest.raises(Refused, match="First answers closed"):
        answer(late, closed, "before")
    client.force_login(late)
    assert "This goes on with those who gave first answers" in client.get(poll.url).text
    deal_groups(poll=afresh(poll))
    entry = PageLogEntry.objects.get(action="polls.close_stage")
    assert (entry.user, entry.data) == (host, WHY | {"stage": "before", "minutes": 0})


def test_a_round_that_closes_in_some_minutes_takes_answers_until_then(client):
    poll, member = make_poll("before"), make_member()
    host = host_of(poll)
    override = close_stage(poll=poll, stage="before", by=host, minutes=10, **WHY)
    assert timedelta(minutes=9) < override.at - timezone.now() <= timedelta(minutes=10)
    client.force_login(member)
    page = client.get(poll.url)
    assert page.context["changes_at"] == override.at  # when open pages ask anew
    answer(member, afresh(poll), "before")
    change(StageOverride.objects.all(), at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(Refused, match="First answers closed"):
        answer(make_member(), afresh(poll), "before")


def test_nobody_is_cut_off_in_the_middle_of_answering(client):
    poll, member = make_poll("before"), make_member()
    draft = Draft.objects.create(
        page=poll, wave="before", key=member.key_for(poll.subject), answers={}
    )
    host = host_of(poll)
    client.force_login(host)
    words = "1 person is answering at this moment. Give them five minutes or more."
    assert words in client.get(stages_of(poll)).text
    refused = client.post(close_of(poll), WHY | {"stage": "before", "minutes": 0})
    assert (refused.status_code, words in refused.text) == (422, True)
    with pytest.raises(Refused, match="Give them five minutes"):
        close_stage(poll=poll, stage="before", by=host, **WHY)

    # Who left off long ago does not keep everybody waiting.
    Draft.objects.filter(pk=draft.pk).update(saved_at=timezone.now() - timedelta(minutes=11))
    assert client.post(close_of(poll), WHY | {"stage": "before", "minutes": 0}).status_code == 302


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"stage": "before"}, "Choose when it closes"),
        ({"stage": "before", "minutes": "7"}, "Choose one of these times"),
        ({"minutes": "5"}, "Choose a stage"),
        ({"stage": "before", "minutes": "5", "reason": " "}, "Say why you close it sooner"),
        ({"stage": "after", "minutes": "5"}, "Choose one of these stages"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(client, sent, words):
    poll = make_poll("before")
    client.force_login(host_of(poll))
    answered = client.post(close_of(poll), WHY | sent)
    assert (answered.status_code, words in answered.text) == (422, True)
    assert 'href="#close-' in answered.text  # the summary leads to this form, not to its neighbour
    assert not StageOverride.objects.exists()


def test_a_round_does_not_close_later_than_its_date():
    poll = make_poll("before")
    change(
        DeliberativePollPage.objects.filter(pk=poll.pk),
        before_closes_at=timezone.now() + timedelta(minutes=8),
    )
    with pytest.raises(Refused, match="It closes by its date before that"):
        close_stage(poll=poll, stage="before", by=host_of(poll), minutes=10, **WHY)


def test_second_answers_close_at_their_date_where_a_comparison_group_gives_them_too():
    poll = make_poll("before", control_percent=50)
    for _number in range(4):
        answer(make_member(), poll, "before")
    draw_arms(poll=move_to(poll, "between"))
    poll = move_to(poll, "after")
    for mover in (host_of(poll), make_officer(MAY_OPEN)):
        with pytest.raises(Refused, match="the comparison group gives them from home"):
            close_stage(poll=poll, stage="after", by=mover, **WHY)


def test_once_second_answers_are_closed_early_the_poll_is_over():
    poll = make_poll("after", parent=None)
    assert not poll.has_closed
    close_stage(poll=poll, stage="after", by=host_of(poll), **WHY)
    closed = afresh(poll)
    assert closed.has_closed and closed.card_tag()[1].startswith("Closed at")
    assert closed.last_answers_at < timezone.now() < closed.after_closes_at


def test_an_officer_reopens_what_was_closed_too_soon(client):
    poll = make_poll("before")
    host, officer = host_of(poll), make_officer(MAY_OPEN)
    close_stage(poll=poll, stage="before", by=host, **WHY)
    with pytest.raises(Refused, match="Only an officer reopens"):
        reopen_stage(poll=poll, stage="before", by=host, reason="A slip.")
    client.force_login(officer)
    assert "Reopen what was closed early" in client.get(stages_of(poll)).text

    sent = {"stage": "before", "reason": "A slip of the hand."}
    done = client.post(reverse("polls:reopen_stage", args=[poll.pk]), sent, follow=True)

    assert "First answers: open until their date." in done.text
    assert afresh(poll).is_wave_open("before")
    entry = PageLogEntry.objects.get(action="polls.reopen_stage")
    assert (entry.user, entry.data) == (officer, sent)
    close_stage(poll=poll, stage="before", by=host, **WHY)  # and it can be closed again


def test_what_rests_on_a_closing_keeps_it():
    poll, officer = make_poll("before", control_percent=50), make_officer(MAY_OPEN)
    for _number in range(4):
        answer(make_member(), poll, "before")
    close_stage(poll=poll, stage="before", by=officer, **WHY)
    draw_arms(poll=afresh(poll))
    with pytest.raises(Refused, match="People were drawn"):
        reopen_stage(poll=poll, stage="before", by=officer, reason="A slip.")

    other = make_poll("before")
    close_stage(poll=other, stage="before", by=officer, **WHY)
    open_stage(poll=afresh(other), stage="after", by=officer, **WHY)
    with pytest.raises(Refused, match="Second answers have opened"):
        reopen_stage(poll=other, stage="before", by=officer, reason="A slip.")


def test_no_draw_is_made_from_answers_that_have_just_been_reopened():
    poll, officer = make_poll("before", control_percent=50), make_officer(MAY_OPEN)
    for _number in range(4):
        answer(make_member(), poll, "before")
    close_stage(poll=poll, stage="before", by=officer, **WHY)
    read_before = afresh(poll)
    assert read_before.has_wave_closed("before")
    reopen_stage(poll=poll, stage="before", by=officer, reason="A slip.")
    with pytest.raises(Refused, match="have just been reopened"):
        draw_arms(poll=read_before)
    assert not poll.assignments.exists()


# ---- two at once ---------------------------------------------------------------------------------


def test_the_second_reads_who_was_first(client):
    poll = make_poll("before")
    first, second = host_of(poll), host_of(poll, email="second@example.org")
    close_stage(poll=poll, stage="before", by=first, **WHY)
    open_stage(poll=afresh(poll), stage="after", by=first, **WHY)
    client.force_login(second)

    for address, act in ((close_of(poll), "before"), (stages_of(poll), "after")):
        told = client.post(address, WHY | {"stage": act, "minutes": 0})
        assert told.status_code == 422
        assert "early already, by Priya Shah at" in told.text
        assert "Nothing more was done." in told.text
    assert StageOverride.objects.filter(by=first).count() == StageOverride.objects.count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("act", "stage", "words"),
    [(open_stage, "after", "just opened"), (close_stage, "before", "just closed")],
)
def test_of_many_who_press_at_once_the_database_takes_one(site_tree, act, stage, words):
    poll, presses = make_poll("before"), 8
    host = host_of(poll)
    together = threading.Barrier(presses)

    def press(_number) -> str:
        own, by = afresh(poll), User.objects.get(pk=host.pk)
        assert own.opened_early == {}  # read before anybody has pressed
        together.wait(60)
        try:
            act(poll=own, stage=stage, by=by, **WHY)
        except Refused as refusal:
            return str(refusal)
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(presses) as threads:
        outcomes = list(threads.map(press, range(presses)))

    assert outcomes.count("done") == 1
    assert all(words in outcome for outcome in outcomes if outcome != "done")
    assert StageOverride.objects.count() == 1
    assert (
        PageLogEntry.objects.filter(action__startswith="polls.")
        .exclude(action="polls.name_host")
        .count()
        == 1
    )


# ---- nobody's answers (R3.14, R3.15) -------------------------------------------------------------


def test_a_host_reads_nobodys_answers_and_no_sums_while_people_answer(client):
    poll, other = make_poll("before"), make_poll("before")
    answer(make_member(), poll, "before")
    host = host_of(poll, MAY_PREVIEW, "polls.key_answers")
    colleague = make_officer(MAY_PREVIEW, "polls.key_answers")
    looks = {
        "file": lambda page: (
            client.post(
                reverse("results:export", args=[page.pk, "csv"]),
                {"audience": "pseudonymous", "purpose": "Analysis"},
            ).status_code
        ),
        "by program": lambda page: (
            client.get(
                reverse("api:data", args=[page.pk, "csv"]) + "?class=pseudonymous",
                headers={"X-Export-Purpose": "Analysis"},
            ).status_code
        ),
        "files": lambda page: client.get(reverse("results:files", args=[page.pk])).status_code,
        "papers": lambda page: client.get(reverse("polls:keying", args=[page.pk])).status_code,
        "sums": lambda page: (
            "sees nobody’s answers" in client.get(reverse("results:poll", args=[page.pk])).text
        ),
    }
    hidden = {"file": 422, "by program": 403, "files": 403, "papers": 403, "sums": True}
    opened = {"file": 200, "by program": 200, "files": 200, "papers": 200, "sums": False}
    client.force_login(host)
    assert {name: look(poll) for name, look in looks.items()} == hidden
    assert {name: look(other) for name, look in looks.items()} == opened
    client.force_login(colleague)
    assert {name: look(poll) for name, look in looks.items()} == opened


def test_the_page_of_stages_counts_and_says_nothing_of_anybody(client):
    poll, member = make_poll("before"), make_member(user=make_user(first_name="Quillon"))
    submitted = answers_to(poll, 7)
    answer(member, poll, "before")
    client.force_login(host_of(poll))
    page = client.get(stages_of(poll)).text
    assert "1 person has answered." in page
    response = Response.objects.get()
    for secret in ("Quillon", member.email, response.key, response.public_id):
        assert secret not in page
    assert submitted and "/admin/sample/" not in page


# ---- the console, and open pages -----------------------------------------------------------------


def test_the_console_shows_the_stages_and_leads_a_host_to_them(client):
    make_council()
    ward, poll = make_ward(), make_poll("before", group_size=8)
    for _number in range(16):
        answer(make_member(ward=ward), poll, "before")
    deal_groups(poll=move_to(poll, "between"))
    forum = make_forum(afresh(poll), is_by_group=True)
    lead, both = make_officer(), make_officer()
    name_facilitator(poll=afresh(poll), number=1, user=lead, by=None)
    name_facilitator(poll=afresh(poll), number=2, user=both, by=None)
    name_host(poll=afresh(poll), user=both, by=None)
    consoles = [reverse("forums:circle", args=[forum.pk, number]) for number in (1, 2)]
    move = "Open the next stage, or close this one"

    client.force_login(lead)
    assert f'data-socket="/ws/polls/{poll.pk}/stages/"' in client.get(consoles[0]).text
    part = client.get(f"{consoles[0]}?part=stages").text
    assert "Second answers" in part and "<html" not in part and move not in part
    client.force_login(both)
    assert move in client.get(f"{consoles[1]}?part=stages").text
    assert client.get(consoles[0]).status_code == 404  # a host looks into no room but their own


async def test_who_has_the_poll_open_hears_a_host_open_and_close(commit):
    def world():
        poll, member = make_poll("before"), make_member()
        answer(member, poll, "before")
        return poll, poll.url, member, host_of(poll)

    def shown(user, address):
        client = Client()
        client.force_login(user)
        return client.get(address).content.decode()

    def press(address, stage):
        client = Client()
        client.force_login(host)
        assert client.post(address, WHY | {"stage": stage, "minutes": 0}).status_code == 302

    poll, url, member, host = await sync_to_async(world)()
    socket = WebsocketCommunicator(URLRouter(websocket_urlpatterns), f"/ws/polls/{poll.pk}/stages/")
    socket.scope["user"] = member
    assert (await socket.connect())[0]
    assert "Answer the questions again" not in await sync_to_async(shown)(member, url)

    await commit(press, address=close_of(poll), stage="before")
    assert await socket.receive_json_from(timeout=5) == {"kind": "stages"}
    stranger = await sync_to_async(make_member)()
    part = await sync_to_async(shown)(stranger, f"{url}?part")
    assert "This goes on with those who gave first answers" in part

    await commit(press, address=stages_of(poll), stage="after")
    assert await socket.receive_json_from(timeout=5) == {"kind": "stages"}
    part = await sync_to_async(shown)(member, f"{url}?part")
    assert "Answer the questions again" in part and "<html" not in part
    await socket.disconnect()
