"""Small groups: dealt once, alike, households apart; each with a room that is theirs alone."""

from collections import Counter

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.refusals import Refused
from core.retention import NOTHING_HELD
from forums.circles import balance_of
from forums.debate import open_topic, reply
from forums.models import ForumPage, Post
from panel.models import AgeBand, Membership
from polls.assigning import draw_arms
from polls.grouping import (
    agrees_with_its_record,
    deal_groups,
    name_facilitator,
    refusal_to_deal,
)
from polls.models import AssignedPlace, DeliberativePollPage, Facilitator, Wave
from polls.models.assignment import CONTROL
from polls.own_data import sections_of
from polls.responding import submit_response
from polls.retention import unlink_questionnaire
from tests.forums.factories import make_forum, make_moderator
from tests.panel.factories import make_council, make_ward
from tests.polls.factories import answers_to, make_member, make_officer, make_poll, move_to

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def council():
    return make_council()


@pytest.fixture
def members():
    """Twenty members of two ages; the first three live together."""
    ward, ages = make_ward(name="Ash"), list(AgeBand)[:2]
    people = [make_member(ward=ward, age_band=ages[n % 2]) for n in range(20)]
    Membership.objects.filter(user__in=people[:2]).update(household="HOME")
    return people


def afresh(poll) -> DeliberativePollPage:
    return DeliberativePollPage.objects.get(pk=poll.pk)


@pytest.fixture
def poll(members):
    poll = make_poll("before", group_size=10)
    for member in members:
        submit_response(user=member, page=poll, wave=Wave.BEFORE, answers=answers_to(poll, 5))
    return move_to(poll, "between")


def numbers_of(poll, members):
    places = dict(
        AssignedPlace.objects.filter(assignment__kind="groups").values_list("key", "number")
    )
    return {member.pk: places.get(member.key_for(poll.subject)) for member in members}


def room_of(poll, **fields):
    return ForumPage.objects.get(pk=make_forum(poll, is_by_group=True, **fields).pk)


def test_groups_are_alike_and_households_apart(poll, members):
    draw = deal_groups(poll=poll)

    numbers = numbers_of(poll, members)
    assert Counter(numbers.values()) == {1: 10, 2: 10}
    ages = Counter((numbers[one.pk], one.membership.age_band) for one in members)
    assert set(ages.values()) == {5}
    assert numbers[members[0].pk] != numbers[members[1].pk]
    assert agrees_with_its_record(draw)
    assert draw.stored["asked"]["unevenness"] == 0


def test_nobody_is_moved(poll):
    deal_groups(poll=poll)

    with pytest.raises(IntegrityError, match="cannot be changed"), transaction.atomic():
        AssignedPlace.objects.filter(number=1).update(number=2)
    with pytest.raises(Refused, match="nobody is moved"):
        deal_groups(poll=afresh(poll))


@pytest.mark.parametrize(
    ("stage", "words"), [("before", "have closed"), ("after", "too late"), ("closed", "too late")]
)
def test_when_nobody_can_be_dealt(poll, stage, words):
    assert words in refusal_to_deal(move_to(poll, stage))


def test_only_those_who_deliberate_are_dealt(members):
    poll = make_poll("before", group_size=8, control_percent=50)
    for member in members:
        submit_response(user=member, page=poll, wave=Wave.BEFORE, answers=answers_to(poll, 5))
    poll = move_to(poll, "between")
    with pytest.raises(Refused, match="comparison group first"):
        deal_groups(poll=poll)

    compared = draw_arms(poll=poll).places.filter(number=CONTROL)
    deal = deal_groups(poll=afresh(poll))

    assert deal.places.count() == 10
    assert not deal.places.filter(key__in=compared.values("key")).exists()


# ---- the room -------------------------------------------------------------------------------


@pytest.fixture
def talk(poll, members):
    """Somebody of each group has opened a topic in their room."""
    deal_groups(poll=poll)
    forum = room_of(afresh(poll))
    numbers = numbers_of(poll, members)
    one = next(member for member in members if numbers[member.pk] == 1)
    other = next(member for member in members if numbers[member.pk] == 2)
    mate = [member for member in members if numbers[member.pk] == 1][1]
    topic = open_topic(forum=forum, author=one, title="Benches", text="Quillonism for all of us")
    Post.objects.filter(topic=topic).update(is_held=False)
    return {"forum": forum, "one": one, "mate": mate, "other": other, "topic": topic}


def test_a_room_is_read_by_its_group_alone(client, talk, poll):
    topic, forum = talk["topic"], talk["forum"]
    post = topic.posts.get()
    assert topic.circle == 1
    addresses = (
        topic.get_absolute_url(),
        reverse("forums:report", args=[post.pk]),
        reverse("forums:reply", args=[topic.pk]),
    )

    for who in (None, talk["other"], make_member(), make_officer("polls.override_stage")):
        client.logout()
        if who:
            client.force_login(who)
        assert "Benches" not in client.get(forum.url).content.decode()
        for url in addresses:
            answer = client.get(url, follow=True)
            assert "Quillonism" not in answer.content.decode()
        feed = client.get(reverse("forums:topic_feed", args=[forum.pk])).content.decode()
        assert "Quillonism" not in feed
    client.force_login(talk["mate"])
    page = client.get(forum.url).content.decode()
    assert "This is the room of group 1" in page
    assert "Benches" in page
    assert "Quillonism" in client.get(topic.get_absolute_url()).content.decode()


def test_nobody_writes_in_the_room_of_another_group(talk):
    reply(topic=talk["topic"], author=talk["mate"], text="I agree")
    with pytest.raises(Refused, match="another group"):
        reply(topic=talk["topic"], author=talk["other"], text="So do I")


def test_who_has_no_group_has_no_room(talk, poll):
    assert "none of the groups" in talk["forum"].refusal_of_circle(make_member())
    undealt = room_of(make_poll("before", group_size=10))
    assert "not dealt yet" in undealt.refusal_of_circle(talk["one"])


def test_moderators_read_rooms_because_they_judge(client, talk):
    client.force_login(make_moderator())

    assert "Quillonism" in client.get(talk["topic"].get_absolute_url()).content.decode()


# ---- who facilitates ------------------------------------------------------------------------


def test_who_facilitates_sees_their_own_room_and_its_balance(client, talk, poll):
    officer, lead = make_officer("polls.override_stage"), make_officer()
    client.force_login(officer)
    stages = reverse("polls:stages", args=[poll.pk])
    client.post(reverse("polls:facilitate", args=[poll.pk]), {"number": 1, "user": lead.pk})
    assert Facilitator.objects.get().user == lead
    assert "Group 1: 10 people" in client.get(stages).content.decode()

    client.force_login(lead)
    circle = [reverse("forums:circle", args=[talk["forum"].pk, number]) for number in (1, 2)]
    page = client.get(circle[0], follow=True).content.decode()

    assert f'href="{circle[0]}"' in client.get("/account/").content.decode()
    assert "Quillonism" in client.get(talk["topic"].get_absolute_url()).content.decode()
    assert "9 members have said nothing yet" in page
    assert client.get(circle[1]).status_code == 404
    for stranger in (talk["one"], talk["other"], officer):
        client.force_login(stranger)
        assert client.get(circle[0]).status_code == 404
        assert circle[0] not in client.get("/account/").content.decode()


def test_balance_counts_posts_and_words_by_person(talk):
    reply(topic=talk["topic"], author=talk["mate"], text="one two three four")
    reply(topic=talk["topic"], author=talk["mate"], text="five", anyway=True)

    balance = balance_of(talk["forum"], 1)

    assert [(one.posts, one.words) for one in balance.speakers][:3] == [(2, 5), (1, 5), (0, 0)]
    assert balance.silent == 8
    assert balance.gini_words == pytest.approx(0.8)


def test_faulty_facilitators_are_refused_beside_the_field(client, talk, poll):
    client.force_login(make_officer("polls.override_stage"))
    url = reverse("polls:facilitate", args=[poll.pk])

    empty = client.post(url, {})
    wrong = client.post(url, {"number": 99, "user": talk["one"].pk})

    assert (empty.status_code, wrong.status_code) == (422, 422)
    assert "Choose a group" in empty.content.decode()
    assert "Choose one of these groups" in wrong.content.decode()
    assert "Choose one of the staff" in wrong.content.decode()
    with pytest.raises(Refused, match="Only staff"):
        name_facilitator(poll=afresh(poll), number=1, user=talk["one"], by=None)


def test_a_person_reads_their_group(talk, poll):
    section = next(one for one in sections_of(talk["one"]) if one.code == "draws_in_polls")

    assert [fact.value for fact in section.rows[0]][2] == "Group 1"


def test_when_answers_are_cut_off_none_can_be_told_by_its_room(poll, talk):
    assert AssignedPlace.objects.filter(assignment__kind="groups").exists()

    unlink_questionnaire(afresh(poll), NOTHING_HELD)

    assert not AssignedPlace.objects.filter(assignment__kind="groups").exists()
