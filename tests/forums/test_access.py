"""Every act tried in every role, on one's own and on another's, before, during and after."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from forums.models import (
    Appeal,
    Contribution,
    ExpertSessionPage,
    ForumPage,
    Post,
    Question,
    Reply,
    Report,
    Room,
    SessionExpert,
    Support,
    Topic,
)
from tests.forums.factories import (
    make_answer,
    make_expert,
    make_forum,
    make_moderator,
    make_officer,
    make_post,
    make_question,
    make_resident,
    make_rule,
    make_session,
    make_topic,
)
from tests.panel.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]
STAGES = ("before", "during", "after")
State = Question.State


class Rollback(Exception):
    """Undoes one try."""


class World:
    """One session and one forum with something of everybody's in it."""

    def __init__(self):
        self.owner = make_resident("Owner")
        self.moderator, self.officer = make_moderator(), make_officer()
        self.expert = make_expert()
        self.roles = {
            "visitor": None,
            "registered": make_user(display_name="Reg"),
            "member": make_resident("Dai"),
            "owner": self.owner,
            "expert": self.expert,
            "officer": self.officer,
            "moderator": self.moderator,
        }
        self.session = make_session(experts=[self.expert])
        self.forum = make_forum()
        self.rule = make_rule()
        self.pending = make_question(self.session, author=self.owner, state=State.PENDING)
        self.approved = make_question(self.session, author=self.owner, text="Approved")
        self.other = make_question(self.session, text="Other")
        self.topic = make_topic(self.forum, author=self.owner)
        self.post = make_post(self.topic, author=self.owner)
        self.council_post = make_post(self.topic, author=self.officer, voice="council")
        self.reply = make_answer(self.approved, author=self.expert)
        self.hidden = make_post(
            self.topic,
            author=self.owner,
            hidden_at=timezone.now(),
            hidden_under=self.rule,
            judged_by=make_moderator("First"),
        )

    def set(self, stage):
        now, hour = timezone.now(), timedelta(hours=1)
        start = {"before": now + hour, "during": now - hour, "after": now - 3 * hour}[stage]
        for model in (ExpertSessionPage, ForumPage):
            model.objects.all().update(opens_at=start, closes_at=start + 2 * hour)

    # ---- acts: the address, what is sent, and how one sees that it was done

    def acts(self):
        desk = ("forums:move_question", self.session.pk)
        move = lambda q: (*desk, q.pk)  # noqa: E731
        state = lambda q: lambda: Question.objects.get(pk=q.pk).state  # noqa: E731
        run = ("forums:run_session", self.session.pk)
        room = lambda field: lambda: getattr(Room.objects.get(session=self.session), field)  # noqa: E731
        return {
            "ask": (("forums:ask", self.session.pk), {"text": "Why?"}, Question.objects.count),
            "support": (("forums:support", self.approved.pk), {}, Support.objects.count),
            "withdraw": (("forums:withdraw", self.approved.pk), {}, state(self.approved)),
            "approve": (move(self.pending), {"act": "approve"}, state(self.pending)),
            "decline": (
                move(self.pending),
                {"act": "decline", "reason": "elsewhere"},
                state(self.pending),
            ),
            "put live": (move(self.approved), {"act": "live"}, state(self.approved)),
            "merge": (
                move(self.approved),
                {"act": "merge", "into": self.other.pk},
                state(self.approved),
            ),
            "hide at the desk": (
                move(self.approved),
                {"act": "hide", "rule": self.rule.pk},
                state(self.approved),
            ),
            "mute": (move(self.approved), {"act": "mute", "why": "x"}, self.session.mutes.count),
            "answer": (
                ("forums:answer", self.session.pk, self.other.pk),
                {"text": "Yes", "act": "publish"},
                Reply.objects.published().count,
            ),
            "publish": (
                ("forums:publish", self.session.pk, self.reply.pk),
                {},
                Reply.objects.published().count,
            ),
            "correct": (
                ("forums:correct", self.session.pk, self.reply.pk),
                {"text": "No"},
                lambda: Reply.objects.get(pk=self.reply.pk).text,
            ),
            "pause": (run, {"act": "pause", "reason": "x"}, room("paused_at")),
            "extend": (run, {"act": "extend", "minutes": "15"}, room("extended_to")),
            "close": (run, {"act": "close"}, room("closed_at")),
            "start a topic": (
                ("forums:start_topic", self.forum.pk),
                {"title": "T", "text": "x"},
                Topic.objects.count,
            ),
            "reply": (("forums:reply", self.topic.pk), {"text": "x"}, Post.objects.count),
            "edit": (
                ("forums:edit_post", self.post.pk),
                {"text": "changed"},
                lambda: Post.objects.get(pk=self.post.pk).text,
            ),
            "pin": (
                ("forums:pin_post", self.council_post.pk),
                {"pinned": "yes"},
                Post.objects.filter(is_pinned=True).count,
            ),
            "close a topic": (
                ("forums:close_topic", self.topic.pk),
                {},
                lambda: Topic.objects.get(pk=self.topic.pk).is_closed,
            ),
            "report": (
                ("forums:report", self.post.pk),
                {"category": "spam"},
                Report.objects.count,
            ),
            "appeal": (("forums:appeal", self.hidden.pk), {"text": "Why?"}, Appeal.objects.count),
            "hide in the queue": (
                ("forums:decide",),
                {"one": f"hide-{self.post.pk}", f"rule-{self.post.pk}": self.rule.pk},
                Contribution.objects.exclude(hidden_at=None).count,
            ),
        }


EVERYONE = ["visitor", "registered", "member", "owner", "expert", "officer", "moderator"]
SIGNED_IN = EVERYONE[1:]
NOT_THE_OWNER = [role for role in SIGNED_IN if role != "owner"]
NOW_AND_BEFORE = ("before", "during")
# Who gets what done, and when.
ALLOWED = {
    "ask": (SIGNED_IN, NOW_AND_BEFORE),
    "support": (NOT_THE_OWNER, NOW_AND_BEFORE),
    "withdraw": (["owner"], STAGES),
    "approve": (["moderator"], STAGES),
    "decline": (["moderator"], STAGES),
    "put live": (["expert", "moderator"], STAGES),
    "merge": (["moderator"], STAGES),
    "hide at the desk": (["moderator"], STAGES),
    "mute": (["moderator"], NOW_AND_BEFORE),
    "answer": (["expert", "moderator"], STAGES),
    "publish": (["expert", "moderator"], STAGES),
    "correct": (["expert", "moderator"], STAGES),
    "pause": (["moderator"], NOW_AND_BEFORE),
    "extend": (["moderator"], NOW_AND_BEFORE),
    "close": (["moderator"], ("during",)),
    "start a topic": (SIGNED_IN, ("during",)),
    "reply": (SIGNED_IN, ("during",)),
    "edit": (["owner"], STAGES),
    "pin": (["moderator"], STAGES),
    "close a topic": (["moderator"], STAGES),
    "report": (EVERYONE, STAGES),
    "appeal": (["owner"], STAGES),
    "hide in the queue": (["moderator"], STAGES),
}


@pytest.mark.parametrize("name", list(ALLOWED))
def test_who_gets_what_done_and_when(client, name):
    world = World()
    done, statuses = set(), set()
    for stage in STAGES:
        world.set(stage)
        for role, user in world.roles.items():
            client.logout()
            if user:
                client.force_login(user)
            address, sent, sign = world.acts()[name]
            try:
                with transaction.atomic():
                    before = sign()
                    answer = client.post(reverse(address[0], args=address[1:]), sent)
                    statuses.add(answer.status_code)
                    if sign() != before:
                        done.add((role, stage))
                    raise Rollback
            except Rollback:
                pass
    roles, stages = ALLOWED[name]
    assert done == {(role, stage) for role in roles for stage in stages}
    assert statuses <= {200, 302, 403, 404, 422}


def test_every_act_needs_a_post(client):
    world = World()
    client.force_login(world.moderator)
    for name, (address, _sent, sign) in world.acts().items():
        before = sign()
        client.get(reverse(address[0], args=address[1:]))
        assert sign() == before, name


def test_an_expert_of_one_session_is_nobody_in_another(client):
    elsewhere = make_session()
    question = make_question(elsewhere)
    expert = make_expert()
    SessionExpert.objects.create(session=make_session(), user=expert, name="Dr Osei")
    client.force_login(expert)
    for name, args in (
        ("forums:desk", [elsewhere.pk]),
        ("forums:answer", [elsewhere.pk, question.pk]),
    ):
        assert client.get(reverse(name, args=args)).status_code == 403
    address = reverse("forums:move_question", args=[elsewhere.pk, question.pk])
    assert client.post(address, {"act": "live"}).status_code == 403


def test_the_host_runs_a_session_without_being_a_moderator(client):
    host = make_officer()
    session = make_session(host=host)
    question = make_question(session, state=State.PENDING)
    client.force_login(host)
    client.post(reverse("forums:move_question", args=[session.pk, question.pk]), {"act": "approve"})
    assert Question.objects.get(pk=question.pk).state == State.APPROVED
    assert client.get(reverse("forums:moderation")).status_code == 403


def test_a_question_of_another_session_cannot_be_moved_through_ones_own(client):
    mine, theirs = make_session(), make_question(state=State.PENDING)
    client.force_login(make_moderator())
    address = reverse("forums:move_question", args=[mine.pk, theirs.pk])
    assert client.post(address, {"act": "approve"}).status_code == 404


@pytest.mark.parametrize(
    "sent",
    [
        {"act": "explode"},
        {"act": "merge", "into": "x"},
        {"act": "merge", "into": "99999999999999999999"},
        {"act": "hide", "rule": "x"},
        {"act": "hand", "expert": "-1"},
        {"act": "decline", "reason": "because"},
        {},
    ],
)
def test_malformed_acts_are_refused_in_words(client, sent):
    question = make_question()
    client.force_login(make_moderator())
    address = reverse("forums:move_question", args=[question.session_id, question.pk])
    answer = client.post(address, sent, headers={"Accept": "application/json"})
    assert answer.status_code in (400, 422)
    assert answer.json()["message"]
    assert Question.objects.get(pk=question.pk).state == State.APPROVED
