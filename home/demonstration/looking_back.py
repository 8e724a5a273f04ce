"""What lies between the two rounds of the finished poll, and what people said three months later."""

from datetime import timedelta
from random import Random

from consultations.models import Attendance
from forums.models import ExpertSessionPage, ForumPage, Topic
from home.demonstration.answering import Given, write_responses
from home.demonstration.both_sides import add_talk, experts_who_differ
from home.demonstration.clock import day, end_of
from home.demonstration.inserting import for_database, insert
from home.demonstration.talking import answer_question, pose, say
from panel.models import Membership, User
from polls.models import BriefingPage, BriefingRead, DeliberativePollPage

HEARD = 0.7  # of those who answered twice
ANSWERED_LATER = 0.5
KEPT = 0.8  # how much of a change is still there three months later
# title, opening post, replies
TOPICS = (
    (
        "Buses in the evening",
        "I clean offices until ten and walk home for forty minutes. Who else would take a bus then?",
        (
            "Half the kitchen where I work. We share a taxi on Fridays.",
            "I would not, but I would rather pay for that than for another junction.",
        ),
    ),
    (
        "Cycle lanes where there is parking",
        "My father has to park near his door. Where would he stop if the lane takes the kerb?",
        (
            "In the side street, as he does on match days? I do not mean it badly.",
            "There are lanes with bays on the outside. They did that in Bedminster.",
        ),
    ),
)
QUESTIONS = (
    (
        "Do closed school streets only move the cars to the next street?",
        "Some of them. In the ten trial streets a third parked in the next street, a third walked from further "
        "off, and a third came without a car.",
    ),
    (
        "What does an evening bus cost for each passenger?",
        "On the six routes about £2.90, of which the fare pays one pound. A daytime bus costs about £1.80.",
    ),
)
Given_twice = list[tuple[Membership, dict[str, Given]]]


def hear_both_sides(
    poll: DeliberativePollPage, staff: dict[str, User], members: list[Membership]
) -> None:
    """Publish the discussion and the session, with what was said in them."""
    random = Random("hearing both sides")
    forum = ForumPage(
        title="Talk it over: getting around",
        slug="forum",
        introduction="What people said before they answered again.",
        owner_name="Nadia Karim, consultation officer",
        opens_at=day(-170),
        closes_at=end_of(-150),
    )
    session = ExpertSessionPage(
        title="Ask the experts: getting around",
        slug="experts",
        introduction="Two people who differ on the six measures answered in writing.",
        opens_at=day(-146, 18),
        closes_at=day(-146, 19, 30),
        host=staff["moderator@example.org"],
        experts=experts_who_differ(staff),
    )
    add_talk(poll, staff, forum, session)
    speakers = [one.user for one in random.sample(members[3:], 12)]
    for title, opening, replies in TOPICS:
        at = day(-random.randint(155, 168), random.randint(9, 20))
        topic = Topic.objects.create(
            forum=forum,
            title=title,
            slug="topic",
            author=speakers.pop(),
            opened_at=at,
            said_last_at=at + timedelta(hours=len(replies)),
        )
        say(topic, topic.author, opening, at, is_opening=True)
        for hours, words in enumerate(replies, 1):
            say(topic, speakers.pop(), words, at + timedelta(hours=hours))
    moment = session.opens_at + timedelta(minutes=5)
    for text, words in QUESTIONS:
        question = pose(session, speakers.pop(), text, moment, "answered")
        moment += timedelta(minutes=12)
        answer_question(question, staff["expert@example.org"], "Dr Helen Osei", words, moment)


def note_presence(poll: DeliberativePollPage, answered: Given_twice) -> None:
    """Note who read the briefing, and who was in the discussion and the session for how long."""
    random = Random("being there")
    briefing = BriefingPage.objects.child_of(poll).get()
    forum = ForumPage.objects.child_of(poll).get()
    session = ExpertSessionPage.objects.child_of(poll).get()
    heard = [one.user.key_for(poll.subject) for one, _said in answered if random.random() < HEARD]
    read_at = for_database(BriefingRead, "read_at", day(-171, 19))
    insert(
        BriefingRead,
        ("briefing", "key", "read_at"),
        ((briefing.pk, key, read_at) for key in heard),
    )
    for page, at, share in ((forum, day(-160, 18), 0.8), (session, session.opens_at, 0.5)):
        first_at, last_at = (
            for_database(Attendance, "first_at", moment) for moment in (at, at + timedelta(hours=1))
        )
        insert(
            Attendance,
            ("page", "key", "minutes", "visits", "first_at", "last_at"),
            (
                (
                    page.pk,
                    key,
                    max(1, int(random.expovariate(1 / 25))),
                    random.randint(1, 4),
                    first_at,
                    last_at,
                )
                for key in heard
                if random.random() < share
            ),
        )


def answer_later(
    poll: DeliberativePollPage, before: Given_twice, after: Given_twice, codes: list[str]
) -> None:
    """Let half of those who answered twice answer once more: most of what moved has stayed."""
    random = Random("three months later")
    first = {one.pk: said for one, said in before}
    given = [
        (one, {code: what_lasts(first[one.pk][code], said[code], random) for code in codes})
        for one, said in after
        if random.random() < ANSWERED_LATER
    ]
    write_responses(poll, "later", given, opened=day(-26), closed=day(-12), random=random)


def what_lasts(before: Given, after: Given, random: Random) -> int | None:
    """Return an answer months later: between what somebody thought first and what they thought then."""
    if not isinstance(after, int):
        return None
    start = before if isinstance(before, int) else after
    said = start + KEPT * (after - start) + random.gauss(0, 0.8)
    return min(10, max(0, round(said)))
