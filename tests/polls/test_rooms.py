"""The room of a small group: its agenda, turns, questions to the experts and facilitator."""

import re
from datetime import timedelta

import pytest
import time_machine
from asgiref.sync import sync_to_async
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, PageLogEntry

from consultations.models import Attendance
from core.refusals import Refused
from core.retention import NOTHING_HELD
from forums import group_questions
from forums.agenda import agenda_of, open_part, sides_of
from forums.circles import balance_of
from forums.debate import edit_post, open_topic, reply
from forums.models import (
    AgendaItem,
    AgendaOpening,
    ForumPage,
    Post,
    ProposedQuestion,
    Question,
    QuestionRanking,
    Voice,
)
from forums.names import author_of
from forums.nudging import nudge_silent, silent_in, words_for_silent
from forums.turns import AskedToLetOthersIn
from panel.models import AgeBand, Mailing
from polls.models import Answer, AssignedPlace, Assignment, Facilitator, Response, Wave
from polls.own_data import attendance_of
from polls.reading import mark_as_read
from polls.retention import unlink_questionnaire
from tests.forums.factories import make_forum, make_moderator, make_post, make_session
from tests.panel.factories import make_council, make_ward
from tests.polls.factories import (
    change,
    make_briefing,
    make_member,
    make_officer,
    make_poll,
    move_to,
    some_items,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def afresh(page):
    return type(page).objects.get(pk=page.pk)


def answers_of(poll, members, wave):
    """Let members have answered, in the middle of every scale."""
    for one in members:
        response = Response.objects.create(
            page=poll,
            key=one.key_for(poll.subject),
            wave=wave,
            public_id=f"{wave}-{one.pk}",
            receipt_hash=f"{wave}-{one.pk}",
        )
        Answer.objects.create(response=response, item=poll.items.get(), number=5)


@pytest.fixture
def room():
    """A group of four and one of two who have answered first; an agenda of two parts."""
    make_council()
    ward, ages = make_ward(name="Ash"), list(AgeBand)[:2]
    members = [make_member(ward=ward, age_band=ages[n % 2]) for n in range(6)]
    poll = make_poll("between", some_items(1), group_size=8)
    answers_of(poll, members, Wave.BEFORE)
    briefing = make_briefing(poll)
    draw = Assignment.objects.create(poll=poll, kind="groups", text="{}", sha256="0" * 64)
    by_group = {1: members[:4], 2: members[4:]}
    AssignedPlace.objects.bulk_create(
        AssignedPlace(assignment=draw, key=one.key_for(poll.subject), number=number)
        for number, group in by_group.items()
        for one in group
    )
    lead = make_officer()
    Facilitator.objects.create(assignment=draw, number=1, user=lead)
    forum = make_forum(afresh(poll), is_by_group=True)
    first = AgendaItem.objects.create(
        forum=forum,
        title="The school street",
        reasons_for="Fewer cars\nQuieter\nSafer",
        reasons_against="Longer ways\nLate buses\nMore signs",
        sort_order=0,
    )
    second = AgendaItem.objects.create(
        forum=forum, title="The bus lane", opens_at=timezone.now() + HOUR, sort_order=1
    )
    session = make_session(afresh(poll), opens_at=timezone.now() + 24 * HOUR)
    change(type(session).objects.filter(pk=session.pk), closes_at=timezone.now() + 26 * HOUR)
    return {
        "poll": afresh(poll),
        "briefing": briefing,
        "forum": afresh(forum),
        "session": session,
        "lead": lead,
        "ours": by_group[1],
        "theirs": by_group[2],
        "items": (first, second),
    }


def topic_of(room, number=1, at=0):
    return agenda_of(room["forum"], number)[at].topic


# ---- the agenda -----------------------------------------------------------------------------


def test_each_group_talks_of_the_same_item_in_a_topic_of_its_own(client, room):
    ours, theirs = topic_of(room, 1), topic_of(room, 2)
    reply(topic=ours, author=room["ours"][0], text="Quillonism by the school gate")
    Post.objects.update(is_held=False)

    assert ours.pk != theirs.pk
    assert topic_of(room, 1).pk == ours.pk  # made once
    for number, address in ((1, ours), (2, theirs)):
        client.force_login(room["ours" if number == 1 else "theirs"][1])
        page = client.get(address.get_absolute_url()).content.decode()
        assert "The school street" in page
        assert ("Quillonism" in page) == (number == 1)
        assert "support" not in page.lower()  # nobody likes what others think
    assert client.get(ours.get_absolute_url()).status_code == 404


def test_a_part_that_is_not_open_is_named_and_neither_read_nor_answered(client, room):
    topic = topic_of(room, at=1)
    client.force_login(room["ours"][0])

    hub = client.get(room["forum"].url).content.decode()
    assert "The bus lane" in hub and topic.get_absolute_url() not in hub
    assert client.get(topic.get_absolute_url()).status_code == 403
    with pytest.raises(Refused, match="opens"):
        reply(topic=topic, author=room["ours"][0], text="Too soon")


def test_each_reader_has_an_order_of_their_own_and_keeps_it(room):
    item = room["items"][0]
    orders = {
        member.pk: [(side.heading, *side.reasons) for side in sides_of(item, member)]
        for member in room["ours"] + room["theirs"]
    }

    assert len({tuple(order) for order in orders.values()}) > 3
    for member in room["ours"]:
        again = [(side.heading, *side.reasons) for side in sides_of(item, member)]
        assert again == orders[member.pk]


def test_what_was_said_outlives_the_item(client, room):
    reply(topic=topic_of(room), author=room["ours"][0], text="Stays here")
    Post.objects.update(is_held=False)
    room["items"][0].delete()

    client.force_login(room["ours"][1])
    page = client.get(room["forum"].url).content.decode()

    assert "From the agenda" in page and "The school street" in page


# ---- turns ----------------------------------------------------------------------------------


def test_who_had_most_of_the_words_is_asked_and_may_go_on(client, room):
    topic, member = topic_of(room), room["ours"][0]
    make_post(topic, author=member, text="word " * 90)
    make_post(topic, author=room["ours"][1], text="word " * 130)
    yesterday = timezone.now() - 25 * HOUR
    make_post(topic, author=room["ours"][2], text="old " * 900, said_at=yesterday)

    with pytest.raises(AskedToLetOthersIn, match="41%"):
        reply(topic=topic, author=member, text="And another thing")
    client.force_login(member)
    address = reverse("forums:reply", args=[topic.pk])
    page = client.post(address, {"text": "And another thing"})
    assert page.status_code == 422
    assert "Send it all the same" in page.content.decode()
    assert "And another thing" in page.content.decode()
    assert not Post.objects.filter(text="And another thing").exists()

    client.post(address, {"text": "And another thing", "anyway": "1"})
    assert Post.objects.filter(text="And another thing").exists()
    reply(topic=topic, author=room["ours"][2], text="I have said nothing for a day")


def test_whose_one_post_is_all_that_was_said_is_not_asked_and_then_from_the_first_words(room):
    topic, first, second = topic_of(room), *room["ours"][:2]
    reply(topic=topic, author=first, text="Who speaks first " * 60)
    reply(topic=topic, author=first, text="And still speaks")
    with pytest.raises(AskedToLetOthersIn, match="100%"):
        reply(topic=topic, author=first, text="And goes on alone")
    reply(topic=topic, author=second, text="May I")
    with pytest.raises(AskedToLetOthersIn, match="99%"):
        reply(topic=topic, author=first, text="No")


def test_new_forums_begin_with_what_the_council_set(room):
    make_council(most_of_words=45, silent_hours=72)
    made = make_forum(afresh(room["poll"]), is_by_group=True)
    assert (made.most_of_words, made.silent_hours) == (45, 72)
    older = afresh(room["forum"])
    assert (older.most_of_words, older.silent_hours) == (30, 48)


def test_the_silent_get_one_message_a_round(room, django_capture_on_commit_callbacks):
    forum, now = room["forum"], timezone.now()
    change(ForumPage.objects.filter(pk=forum.pk), closes_at=now + 200 * HOUR)
    assert silent_in(afresh(forum)) == []  # the room has not been open for two days
    with time_machine.travel(now + 50 * HOUR, tick=False):
        make_post(topic_of(room), author=room["ours"][0], said_at=now + 45 * HOUR)
        make_post(topic_of(room), author=room["ours"][1], said_at=now + 1 * HOUR)
        with django_capture_on_commit_callbacks(execute=True):
            assert nudge_silent() == 5
        mailing = Mailing.objects.get(purpose="silent_in_room")
        spoken = make_post(topic_of(room), author=room["theirs"][0]).author
        words = words_for_silent(mailing, [spoken, *room["ours"]])
        assert set(words) == {one.pk for one in room["ours"][1:]}
        assert nudge_silent() == 0
    with (
        time_machine.travel(now + 120 * HOUR, tick=False),
        django_capture_on_commit_callbacks(execute=True),
    ):
        assert nudge_silent() == 1  # who had spoken, and never was written to
    assert mailing.messages.count() == 6


# ---- questions to the experts ---------------------------------------------------------------


def proposed(room, *texts, number=1):
    people = room["ours"] if number == 1 else room["theirs"]
    found = [
        group_questions.propose(forum=room["forum"], circle=number, author=person, text=text)
        for person, text in zip(people, texts, strict=False)
    ]
    ProposedQuestion.objects.update(is_held=False)
    return found


def test_the_two_most_wanted_questions_are_asked_in_the_name_of_the_group(client, room):
    forum, lead, ours = room["forum"], room["lead"], room["ours"]
    one, two, three = proposed(room, "What does it cost?", "Who pays?", "When does it end?")
    (other,) = proposed(room, "Is it fair?", number=2)
    client.force_login(ours[0])
    address = reverse("forums:group_questions", args=[forum.pk, 1])
    sent = {"act": "rank", "rank-first": three.pk, "rank-second": one.pk}
    assert client.post(address, sent).status_code == 302
    group_questions.rank(forum=forum, circle=1, user=ours[1], chosen=[three])
    group_questions.rank(forum=forum, circle=1, user=ours[2], chosen=[two])
    group_questions.rank(forum=forum, circle=1, user=ours[2], chosen=[one, two])
    group_questions.rank(forum=forum, circle=2, user=room["theirs"][0], chosen=[other])

    client.force_login(lead)
    client.post(reverse("forums:send_questions", args=[forum.pk, 1]))

    asked = list(Question.objects.order_by("pk"))
    assert [(q.text, q.author, q.circle) for q in asked] == [
        ("When does it end?", None, 1),
        ("What does it cost?", None, 1),
    ]
    assert {author_of(question).name for question in asked} == {"Group 1"}
    assert [(r.user, r.first) for r in QuestionRanking.objects.all()] == [
        (room["theirs"][0], other)
    ]
    with pytest.raises(Refused, match="have gone"):
        group_questions.send(forum=forum, circle=1, by=lead)
    with pytest.raises(Refused, match="have gone"):
        group_questions.propose(forum=forum, circle=1, author=ours[3], text="One more?")
    assert Question.objects.count() == 2


def test_the_end_of_the_round_sends_what_no_facilitator_did(room):
    (question,) = proposed(room, "Is it fair?", number=2)
    forum = room["forum"]
    group_questions.rank(forum=forum, circle=2, user=room["theirs"][1], chosen=[question])
    assert group_questions.send_due() == 0
    change(ForumPage.objects.filter(pk=forum.pk), closes_at=timezone.now() - HOUR)

    assert group_questions.send_due() == 1
    assert group_questions.send_due() == 0
    assert Question.objects.get().circle == 2
    assert not QuestionRanking.objects.exists()


def test_faulty_questions_are_refused_beside_the_field(client, room):
    client.force_login(room["ours"][0])
    address = reverse("forums:group_questions", args=[room["forum"].pk, 1])
    one, two = proposed(room, "What does it cost?", "Who pays?")

    opinion = client.post(address, {"act": "propose", "text": "I am against it."})
    twice = client.post(address, {"act": "rank", "rank-first": one.pk, "rank-second": one.pk})
    (foreign,) = proposed(room, "Is it fair?", number=2)
    other = client.post(address, {"act": "rank", "rank-first": foreign.pk})

    assert [page.status_code for page in (opinion, twice, other)] == [422] * 3
    assert "ends with a question mark" in opinion.content.decode()
    assert "I am against it." in opinion.content.decode()
    assert "Choose each question once" in twice.content.decode()
    assert "no longer here" in other.content.decode()
    assert not QuestionRanking.objects.exists()


# ---- the facilitator ------------------------------------------------------------------------


def test_who_facilitates_says_what_a_post_is_for_and_gives_no_opinion(client, room):
    topic, lead = topic_of(room), room["lead"]
    client.force_login(lead)
    address = reverse("forums:reply", args=[topic.pk])

    assert client.post(address, {"text": "I think it is right"}).status_code == 422
    client.post(address, {"text": "Counts of May: 412 cars.", "aim": "fact"})

    post = Post.objects.get(topic=topic)
    assert (post.voice, post.aim, post.is_pinned) == (Voice.FACILITATOR, "fact", True)
    client.force_login(room["ours"][0])
    page = client.get(topic.get_absolute_url()).content.decode()
    assert "Facilitator" in page and "Corrects a fact" in page
    for refused in (
        lambda: group_questions.propose(forum=room["forum"], circle=1, author=lead, text="Why?"),
        lambda: reply(topic=topic_of(room, 2), author=lead, text="Hm", aim="rules"),
        lambda: open_topic(forum=room["forum"], author=make_officer(), title="A", text="B"),
    ):
        with pytest.raises(Refused):
            refused()


def test_what_who_facilitates_changes_is_on_record_as_what_they_wrote(room):
    topic = topic_of(room)
    post = reply(topic=topic, author=room["lead"], text="Counts of May: 412.", aim="fact")
    edit_post(post=post, by=room["lead"], text="Counts of May: 421.")
    edit_post(
        post=reply(topic=topic, author=room["ours"][0], text="Good"),
        by=room["ours"][0],
        text="Better",
    )

    [entry] = ModelLogEntry.objects.filter(action="forums.post.edited")
    assert (entry.user, entry.object_id) == (room["lead"], str(post.pk))
    assert (entry.data["group"], entry.data["aim"]) == (1, "fact")


def test_who_facilitates_sees_who_is_here_and_who_is_stuck(client, room):
    ours, forum = room["ours"], room["forum"]
    mark_as_read(user=ours[0], briefing=room["briefing"])
    client.force_login(ours[1])
    client.get(room["briefing"].url)
    client.get(forum.url)
    make_post(topic_of(room), author=ours[1], text="three short words")
    make_post(topic_of(room), author=ours[2], text="one")

    client.force_login(room["lead"])
    page = client.get(reverse("forums:circle", args=[forum.pk, 1]), {"part": ""})
    balance = balance_of(forum, 1, threshold=10)

    assert "1 member is here now" in page.content.decode()
    assert "2 members have said nothing yet" in page.content.decode()
    assert "75%" in page.content.decode()
    assert balance.ages == ()  # too few of each age
    stuck = sorted(one.missed for one in balance.speakers)
    assert stuck == [
        "",
        *["has not opened the briefing"] * 2,
        "has opened the briefing, and not said that it is read",
    ]


def test_age_shares_need_enough_of_each_age(room):
    make_post(topic_of(room), author=room["ours"][0], text="one two three")

    shares = balance_of(room["forum"], 1, threshold=2).ages

    assert {(one.of_members, one.of_words) for one in shares} == {(50, 100), (50, 0)}
    assert balance_of(room["forum"], 1, threshold=3).ages == ()


def test_the_next_part_opens_early_to_one_group_and_on_the_record(client, room):
    first, second = room["items"]
    client.force_login(room["lead"])
    address = reverse("forums:open_part", args=[room["forum"].pk, 1])

    bare = client.post(address, {"item": second.pk, "reason": ""})
    assert bare.status_code == 422 and "Say why" in bare.content.decode()
    assert client.post(address, {"item": second.pk, "reason": "All said"}).status_code == 302

    opening = AgendaOpening.objects.get()
    assert (opening.item, opening.circle, opening.by) == (second, 1, room["lead"])
    entry = PageLogEntry.objects.get(action="forums.agenda.opened")
    assert (entry.user, entry.data["reason"], entry.data["group"]) == (room["lead"], "All said", 1)
    assert [part.is_open for part in agenda_of(room["forum"], 1)] == [True, True]
    assert [part.is_open for part in agenda_of(room["forum"], 2)] == [True, False]
    assert client.post(address, {"item": second.pk, "reason": "Again"}).status_code == 422
    for by in (room["ours"][0], make_moderator()):
        with pytest.raises(Refused, match="Only who facilitates"):
            open_part(forum=room["forum"], item=second, circle=2, by=by, reason="x")


def test_who_facilitates_sees_nothing_of_another_group(client, room):
    lead = room["lead"]
    moderates = Permission.objects.get(codename="moderate_contribution")
    topic, forum = topic_of(room, 2), room["forum"]
    make_post(topic, author=room["theirs"][0], text="Quillonism of the others")
    (question,) = proposed(room, "Quillonism, is it?", number=2)
    open_topic(forum=forum, author=room["theirs"][0], title="Quillonism", text="Quillonism")
    Post.objects.update(is_held=False)
    addresses = [
        topic.get_absolute_url(),
        reverse("forums:circle", args=[forum.pk, 2]),
        reverse("forums:room_news", args=[forum.pk, 2]),
        reverse("forums:group_questions", args=[forum.pk, 2]),
        reverse("forums:report", args=[question.pk]),
    ]

    for _round in ("facilitator", "who moderates as well"):
        client.force_login(type(lead).objects.get(pk=lead.pk))
        assert [client.get(address).status_code for address in addresses] == [404] * 5
        assert "Quillonism" not in client.get(forum.url).content.decode()
        refused = client.post(reverse("forums:open_part", args=[forum.pk, 2]), {"reason": "x"})
        assert refused.status_code == 404
        assert client.post(reverse("forums:send_questions", args=[forum.pk, 2])).status_code == 404
        queue = client.get(reverse("forums:moderation"))
        assert queue.status_code == (200 if "as well" in _round else 403)
        lead.user_permissions.add(moderates)
    # What waits to be judged is judged, by its words alone: not who wrote it, nor to whom or where.
    post = make_post(topic, author=room["theirs"][0], text="Zephyr on a page")
    reply = make_post(topic, author=room["theirs"][1], text="Answer to it", parent=post)
    make_post(topic_of(room, 1), author=room["ours"][0], text="Ours, held")
    Post.objects.exclude(pk=post.pk).filter(text__in=("Answer to it", "Ours, held")).update(
        is_held=True
    )
    html = client.get(reverse("forums:moderation")).content.decode()
    assert "Answer to it" in html and "A member of another group" in html
    assert "Zephyr" not in html and topic.get_absolute_url() not in html
    assert not any(one.get_absolute_url() in html for one in topic.posts.all())
    ours = Post.objects.get(text="Ours, held")
    assert ours.get_absolute_url() in html  # one's own room, as ever
    client.post(reverse("forums:decide"), {"one": f"keep-{reply.pk}"})
    assert not Post.objects.get(pk=reply.pk).is_held
    client.force_login(make_moderator())
    Post.objects.filter(pk=reply.pk).update(is_held=True)
    assert "Zephyr" in client.get(reverse("forums:moderation")).content.decode()
    client.force_login(room["theirs"][1])
    assert [client.get(address).status_code for address in addresses] == [200, 404, 200, 200, 200]


def test_no_page_of_a_room_shows_an_answer_or_who_gave_second_ones(client, room):
    """Nor does it change with them: who facilitates cannot tell that somebody answered at all."""
    poll, lead = room["poll"], room["lead"]
    topic_of(room)
    addresses = [
        reverse("forums:circle", args=[room["forum"].pk, 1]) + "?part",
        topic_of(room).get_absolute_url(),
        room["forum"].url,
    ]
    client.force_login(lead)

    def seen():
        token = re.compile(r'value="[A-Za-z0-9]{64}"')
        return [token.sub("", client.get(one).content.decode()) for one in addresses]

    before = seen()
    poll = move_to(poll, "after")
    answers_of(poll, room["ours"][:3], Wave.AFTER)
    assert seen() == before


# ---- attendance -----------------------------------------------------------------------------


def test_attendance_is_noted_under_the_key_of_those_who_deliberate(client, room):
    member, forum = room["ours"][0], room["forum"]
    start = timezone.now()
    for minutes in (0, 4, 9, 40):
        cache.clear()  # Redis has a clock of its own, which does not travel
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            client.force_login(member)
            client.get(forum.url)
            client.force_login(room["lead"])
            client.get(forum.url)

    row = Attendance.objects.get()
    assert row.key == member.key_for(room["poll"].subject)
    assert (row.page_id, row.minutes, row.visits) == (forum.pk, 1 + 4 + 5 + 1, 2)


def test_attendance_is_cut_off_with_the_answers(client, room):
    client.force_login(room["ours"][0])
    client.get(room["forum"].url)
    assert attendance_of(room["ours"][0]).rows

    unlink_questionnaire(room["poll"], NOTHING_HELD)

    assert attendance_of(room["ours"][0]).rows == []
    assert Attendance.objects.get().minutes == 1


# ---- news -----------------------------------------------------------------------------------


async def test_a_room_rings_for_its_own_members_alone(room, listen, commit):
    forum, topic = room["forum"], await sync_to_async(topic_of)(room)
    address = f"/ws/forums/{forum.pk}/groups/1/"
    refused = listen(address, room["theirs"][0])
    assert (await refused.connect())[0] is False
    sockets = [listen(address, who) for who in (room["ours"][0], room["lead"])]
    for socket in sockets:
        assert (await socket.connect())[0]

    await commit(reply, topic=topic, author=room["lead"], text="Welcome", aim="opens")
    await commit(
        open_part, forum=forum, item=room["items"][1], circle=1, by=room["lead"], reason="Now"
    )

    for socket in sockets:
        kinds = [(await socket.receive_json_from(timeout=5)) for _n in range(2)]
        assert kinds == [{"kind": "post"}, {"kind": "agenda"}]
        await socket.disconnect()


def test_news_counts_what_came_since_the_page_was_opened(client, room):
    topic = topic_of(room)
    seen = make_post(topic, author=room["ours"][1])
    make_post(topic, author=room["ours"][1])
    make_post(topic, author=room["ours"][0])  # the reader's own
    open_part(forum=room["forum"], item=room["items"][1], circle=1, by=room["lead"], reason="Now")
    client.force_login(room["ours"][0])

    news = client.get(
        reverse("forums:room_news", args=[room["forum"].pk, 1]),
        {"topic": topic.pk, "seen": seen.pk, "parts": 1},
    ).content.decode()

    assert "1 new post here" in news
    assert "Open now:" in news and "The bus lane" in news


@pytest.mark.parametrize("posts", [1, 3])
def test_the_console_costs_the_same_however_much_is_said(
    client, room, posts, django_assert_num_queries
):
    for number in range(posts):
        make_post(topic_of(room), author=room["ours"][number])
        proposed(room, *[f"What about part {n}?" for n in range(number + 1)])
    client.force_login(room["lead"])
    address = reverse("forums:circle", args=[room["forum"].pk, 1]) + "?part"
    client.get(address)
    with django_assert_num_queries(12):
        client.get(address)
