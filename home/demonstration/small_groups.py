"""The small groups of the poll on workplace parking: who is in which, and what they said."""

from collections import defaultdict
from datetime import datetime, timedelta
from random import Random

from analysis import small_groups
from consultations.models import Attendance
from forums import agenda
from forums.models import (
    ExpertSessionPage,
    ForumPage,
    Post,
    ProposedQuestion,
    QuestionRanking,
    QuestionsSent,
    Topic,
    Voice,
)
from home.demonstration.accounts import RESIDENT_IN_GROUP
from home.demonstration.clock import day
from home.demonstration.talking import answer_question, pose, say
from home.demonstration.workplace_words import (
    ASKED,
    INVITES,
    OPENED_EARLY,
    PROPOSED,
    SAID_NOW,
    SAID_THEN,
)
from panel.models import Membership, User
from polls.assigning import keep
from polls.grouping import name_facilitator
from polls.hosts import name_host
from polls.models import Assignment, BriefingPage, BriefingRead, DeliberativePollPage

Groups = dict[int, list[User]]
SEED = "workplace"


def deal(poll: DeliberativePollPage, people: list[Membership], staff: dict[str, User]) -> Groups:
    """Deal who answered first into groups as an officer does, by a seed that stays the same."""
    random = Random("codes of workplace")
    users = {one.user.key_for(poll.subject): one.user for one in people}
    facts = {one.user.key_for(poll.subject): (one.age_band, one.ward.code) for one in people}
    codes = {key: f"{random.getrandbits(104):026x}" for key in facts}
    dealt = small_groups.deal(
        [small_groups.Participant(codes[key], values) for key, values in facts.items()],
        Random(SEED),
        poll.group_size,
    )
    number_of = {code: at for at, group in enumerate(dealt.groups, 1) for code in group}
    officer = staff["officer@example.org"]
    keep(
        poll,
        Assignment.Kind.GROUPS,
        by=officer,
        seed=SEED,
        asked={
            "size": poll.group_size,
            "balanced": "age band and ward",
            "unevenness": dealt.unevenness,
        },
        people={codes[key]: [*values, ""] for key, values in facts.items()},
        codes=codes,
        places={key: number_of[code] for key, code in codes.items()},
        at=day(-12, 10),
    )
    groups: Groups = defaultdict(list)
    for key, user in users.items():
        groups[number_of[codes[key]]].append(user)
    for number in groups:
        leader = "facilitator" if number == group_to_see(groups) else "moderator"
        name_facilitator(poll=poll, number=number, user=staff[f"{leader}@example.org"], by=officer)
    name_host(poll=poll, user=staff["facilitator@example.org"], by=officer)
    return groups


def group_to_see(groups: Groups) -> int:
    """Return the group of the resident whose sign-in shows one."""
    return next(
        number
        for number, users in groups.items()
        if any(user.email == RESIDENT_IN_GROUP for user in users)
    )


# ---- the first round, which is over ------------------------------------------------------------


def talk_then(
    poll: DeliberativePollPage,
    where: tuple[ForumPage, ExpertSessionPage],
    groups: Groups,
    staff: dict[str, User],
    random: Random,
) -> None:
    """Let every group have talked and asked one question, which an expert answered."""
    forum, session = where
    note_presence(poll, [forum, session], groups, random)
    items = list(forum.agenda.all())
    moment = session.opens_at + timedelta(minutes=6)
    for number, (text, name, words) in zip(sorted(groups), ASKED, strict=True):
        topics = agenda.topics_of(forum, items, number)
        for item, said in zip(items, SAID_THEN, strict=True):
            chosen = random.sample(said, 4)
            speak(topics[item.pk], groups[number], chosen, day(-9, random.randint(9, 17)), random)
        asked = propose(forum, number, random.choice(groups[number]), text, day(-5, 12))
        asked.sent_as = pose(session, None, text, moment, "answered", circle=number)
        asked.save(update_fields=["sent_as"])
        QuestionsSent.objects.create(
            forum=forum, circle=number, session=session, sent_at=day(-4, 17), by=None
        )
        expert = "expert@example.org" if name == "Helen Osei" else "tully@example.org"
        shown = f"Dr {name}" if name == "Helen Osei" else name
        moment += timedelta(minutes=14)
        answer_question(asked.sent_as, staff[expert], shown, words, moment)


def note_presence(poll: DeliberativePollPage, pages: list, groups: Groups, random: Random) -> None:
    """Note who read the briefing and who was there; a few did neither, and the room says so."""
    briefing = BriefingPage.objects.child_of(poll).get()
    everybody = [user for number in sorted(groups) for user in groups[number]]
    read = [
        user.key_for(poll.subject)
        for user in everybody
        if random.random() < 0.85 or user.email == RESIDENT_IN_GROUP
    ]
    BriefingRead.objects.bulk_create(
        [BriefingRead(briefing=briefing, key=key, read_at=day(-11, 19)) for key in read]
    )
    Attendance.objects.bulk_create(
        [
            Attendance(
                page_id=page.pk,
                key=key,
                minutes=random.randint(4, 70),
                visits=random.randint(1, 5),
                first_at=at,
                last_at=at + timedelta(hours=2),
            )
            for page, at, share in (
                (briefing, day(-11, 18), 1.0),
                (pages[0], day(-9, 12), 0.95),
                (pages[1], pages[1].opens_at, 0.8),
            )
            for key in read
            if random.random() < share
        ]
    )


# ---- the second round, which goes on today -----------------------------------------------------


def talk_now(
    poll: DeliberativePollPage,
    forum: ForumPage,
    groups: Groups,
    staff: dict[str, User],
    random: Random,
) -> None:
    """Let one group be in the middle of it, and the others have begun."""
    items = list(forum.agenda.all())
    to_see = group_to_see(groups)
    facilitator = staff["facilitator@example.org"]
    for number in sorted(groups):
        topics = agenda.topics_of(forum, items, number)
        people = [user for user in groups[number] if user.email != RESIDENT_IN_GROUP]
        if number != to_see:
            speak(topics[items[0].pk], people, SAID_NOW[:3], day(-1, 11), random)
            continue
        last = speak(topics[items[0].pk], people, SAID_NOW, day(-1, 10), random)
        say(
            topics[items[0].pk],
            facilitator,
            INVITES,
            last,
            voice=Voice.FACILITATOR,
            aim=Post.Aim.INVITES,
        )
        put_questions(forum, number, people, random)
        agenda.open_part(
            forum=forum, item=items[1], circle=number, by=facilitator, reason=OPENED_EARLY
        )


def put_questions(forum: ForumPage, number: int, people: list[User], random: Random) -> None:
    """Let a group have proposed questions, and seven of it have ranked them."""
    proposed = [
        propose(forum, number, author, text, day(-1, 15))
        for author, text in zip(random.sample(people, len(PROPOSED)), PROPOSED, strict=True)
    ]
    rankings = []
    for user in random.sample(people, 7):
        first, second, third = random.sample(proposed, 3)
        rankings.append(
            QuestionRanking(forum=forum, user=user, first=first, second=second, third=third)
        )
    QuestionRanking.objects.bulk_create(rankings)


def propose(
    forum: ForumPage, number: int, author: User, text: str, at: datetime
) -> ProposedQuestion:
    return ProposedQuestion.objects.create(
        kind=ProposedQuestion.Kind.PROPOSAL,
        forum=forum,
        circle=number,
        author=author,
        text=text,
        said_at=at,
    )


def speak(
    topic: Topic,
    people: list[User],
    said: list[str] | tuple[str, ...],
    at: datetime,
    random: Random,
) -> datetime:
    """Let people say this in turn, nobody twice until all have; a "> " answers what went before."""
    before = None
    speakers = random.sample(people, min(len(people), len(said)))
    for author, words in zip(speakers, said, strict=False):
        answers_before = words.startswith("> ")
        before = say(
            topic,
            author,
            words.removeprefix("> "),
            at,
            parent=before if answers_before else None,
        )
        at += timedelta(minutes=random.randint(12, 50))
    Topic.objects.filter(pk=topic.pk).update(said_last_at=at)
    return at
