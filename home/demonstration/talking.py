"""What people said: the forum of the open consultation, and its session with experts."""

from datetime import datetime, timedelta
from random import Random

from django.utils import timezone
from django.utils.text import slugify

from forums.models import (
    ExpertSessionPage,
    ForumPage,
    Post,
    Question,
    Reply,
    Report,
    Room,
    Rule,
    SessionExpert,
    Support,
    Topic,
)
from home.demonstration.clock import day, end_of
from home.demonstration.consulting import publish
from panel.models import Membership, User

RULES = (
    "is not about the matter",
    "insults somebody or shows hatred",
    "breaks the law or urges others to",
    "names a private person or gives personal details",
    "advertises something",
    "urges a vote for or against a candidate or party",
)
# title, opening post, replies; a reply that begins with "> " answers the reply before it.
TOPICS = (
    (
        "Where does the traffic go?",
        "I live on Church Road and it is louder than it was. My sister lives two streets in and loves the "
        "quiet. Has anybody seen counts for the side streets that are not in the trial?",
        (
            "The monitoring report has them in table 6. Whitehall Road did not change at all.",
            "> Thank you. I had only seen the newspaper. Church Road is up 6% there too, so I was not imagining it.",
            "Six per cent is one car in seventeen. I cross there every day with two children and I do notice.",
        ),
    ),
    (
        "Carers need to get through",
        "My mum's carers come four times a day. When the gate went in they were late for a month. It is better now "
        "that they have passes, but family carers like me do not.",
        (
            "Same here. I would happily show a letter from the surgery.",
            "> That is a good idea. Who would we ask?",
            "Whether family carers get a pass is one of the things we can change, it says so at the top of the "
            "consultation.",
        ),
    ),
    (
        "Could the planters be trees?",
        "The planters look tired already. If the streets stay closed, could there be real trees, and a bench?",
        (
            "Yes, and somewhere for rain to go. Marsh Lane floods every winter.",
            "Trees need looking after for three years. Ask who pays for that before they go in.",
        ),
    ),
    (
        "Trade on Church Road",
        "I run the hardware shop. Deliveries are harder, passing trade is down, regulars are the same. I do not know "
        "how much is the planters and how much is the rents. I would like figures before anything is made permanent.",
        (
            "I walk to you more often now, for what it is worth.",
            "Could there be two loading bays by the bank? That would help more than opening everything again.",
        ),
    ),
)
ANSWERED = (
    (
        "Ambulance times to Barton Hill worry me. Have they gone up since the trial began?",
        "shah@example.org",
        "No. In BS5 the middle response was 7 minutes 10 seconds in the year before, and 7 minutes 4 seconds during "
        "the trial. Crews carry keys for the bollards. Two calls in March were held up at Avonvale Road, and that bollard "
        "has since gone.",
    ),
    (
        "Where did the traffic go? Is my road just carrying someone else's?",
        "expert@example.org",
        "Some of it. Counts on Church Road rose 6%; on Whitehall Road they did not change. Across the whole area there "
        "were 9% fewer trips by car. So most of it went nowhere, but not all.",
    ),
    (
        "Is nine months long enough to know anything?",
        "expert@example.org",
        "For speed and counts, yes. For health and for trade, no: winter is not in it, and shops move slowly. I would "
        "measure trade for a second year whatever is decided.",
    ),
)
LIVE = "Have shops on Church Road lost trade since the planters went in, or is it the rents?"
APPROVED = (
    ("Will the bus gates still be there on match days?", 33),
    ("What would it cost to put everything back, and who pays?", 26),
    ("Are blue badge holders being fined at the gates?", 19),
    ("Can Marsh Lane have trees, not planters?", 11),
    ("Did anyone ask the schools?", 7),
)
# topic, words of somebody new
HELD = (
    (
        "Could the planters be trees?",
        "My street would water them. Ring me on 0117 496 0777 if you want help with a rota.",
    ),
    (
        "Where does the traffic go?",
        "Is there a count for Whitehall Road at school time, not only for the whole day?",
    ),
)
# topic, words, what the report says
REPORTED = (
    (
        "Trade on Church Road",
        "The man at number 14 parks his van across the bay every single morning. Somebody should tell him.",
        Report.Category.PRIVATE,
        "Everybody here knows whose van that is.",
    ),
    (
        "Carers need to get through",
        "If you cannot drive, get off the council and let people decide who can.",
        Report.Category.OTHER,
        "",
    ),
)
PENDING = (
    "Could the gates open after eight in the evening?",
    "How do I get a pass for my dad's carer?",
)


def write_rules() -> None:
    for number, title in enumerate(RULES, 1):
        Rule.objects.get_or_create(number=number, defaults={"title": title})


def open_forum(parent, staff: dict[str, User], members: list[Membership]) -> ForumPage:
    """Open the forum, and let members talk in it over the last two weeks."""
    random = Random("forum")
    forum = ForumPage(
        title="Talk it over: the trial streets",
        slug="forum",
        introduction="Start a topic or answer one.",
        owner_name="Nadia Karim, consultation officer",
        opens_at=day(-20),
        closes_at=end_of(11),
    )
    parent.add_child(instance=forum)
    publish(forum, staff["officer@example.org"])
    speakers = [
        m.user for m in members if m.ward.name in ("Easton", "Lawrence Hill", "St George West")
    ]
    for title, opening, replies in TOPICS:
        said_at = day(-random.randint(4, 14), random.randint(9, 20), random.randint(0, 59))
        topic = Topic.objects.create(
            forum=forum,
            title=title,
            slug=slugify(title),
            author=random.choice(speakers),
            opened_at=said_at,
        )
        say(topic, topic.author, opening, said_at, is_opening=True)
        before = None
        for words in replies:
            said_at += timedelta(minutes=random.randint(15, 55))
            answers_before = (
                words.startswith("> ") and before is not None and before.parent_id is None
            )
            before = say(
                topic,
                random.choice(speakers),
                words.removeprefix("> "),
                said_at,
                parent=before if answers_before else None,
            )
        Topic.objects.filter(pk=topic.pk).update(said_last_at=said_at)
    leave_to_moderators(forum, speakers)
    return forum


def leave_to_moderators(forum: ForumPage, speakers: list[User]) -> None:
    """Leave words in the queue: some held, because their authors are new, and some reported."""
    now = timezone.now()
    topics = {topic.title: topic for topic in forum.topics.all()}
    for author, (title, words) in zip(speakers, HELD, strict=False):
        say(topics[title], author, words, now - timedelta(minutes=50), is_held=True)
    for author, (title, words, category, why) in zip(speakers[5:], REPORTED, strict=False):
        post = say(topics[title], author, words, now - timedelta(hours=20))
        made_at = now - timedelta(hours=3)
        Report.objects.create(
            contribution=post,
            category=category,
            text=why,
            made_at=made_at,
            due_at=made_at + Report.time_allowed(category),
        )


def say(topic: Topic, author: User, text: str, said_at: datetime, **fields) -> Post:
    return Post.objects.create(
        kind=Post.Kind.POST, topic=topic, author=author, text=text, said_at=said_at, **fields
    )


def open_session(parent, staff: dict[str, User], members: list[Membership]) -> ExpertSessionPage:
    """Open the session with experts: some questions answered, one on stage, the rest waiting."""
    random = Random("session")
    opened = timezone.now() - timedelta(minutes=35)
    session = ExpertSessionPage(
        title="Ask the experts: liveable neighbourhoods in east Bristol",
        slug="experts",
        introduction="Three people who know the trial from different sides answer in writing.",
        opens_at=opened,
        closes_at=closing_time(),
        host=staff["moderator@example.org"],
        experts=[
            SessionExpert(
                sort_order=place,
                user=staff[email],
                name=name,
                role=role,
                interests=interests,
            )
            for place, (email, name, role, interests) in enumerate(EXPERTS)
        ],
    )
    parent.add_child(instance=session)
    publish(session, staff["officer@example.org"])
    Room.objects.get_or_create(session=session)
    askers = [
        m.user for m in members if m.ward.name in ("Easton", "Lawrence Hill", "St George West")
    ]
    random.shuffle(askers)
    supporters = [m.user for m in members[2:120]]
    moment = opened
    for text, email, answer in ANSWERED:
        question = pose(session, askers.pop(), text, moment, "answered")
        moment += timedelta(minutes=7)
        support(question, supporters, random.randint(25, 41), random)
        name = next(name for address, name, *_role in EXPERTS if address == email)
        answer_question(question, staff[email], name, answer, moment)
    on_stage = pose(session, askers.pop(), LIVE, moment, "live")
    on_stage.handed_to = staff["tully@example.org"]
    on_stage.save()
    support(on_stage, supporters, 44, random)
    for text, supported in APPROVED:
        support(
            pose(session, askers.pop(), text, moment, "approved"), supporters, supported, random
        )
    for text in PENDING:
        pose(session, askers.pop(), text, timezone.now() - timedelta(minutes=3), "pending")
    return session


EXPERTS = (
    (
        "expert@example.org",
        "Dr Helen Osei",
        "Transport researcher",
        "advised on the trial’s traffic counts",
    ),
    ("shah@example.org", "Anika Shah", "Ambulance operations manager", "nothing"),
    ("tully@example.org", "Martin Tully", "Chair, Church Road traders", "runs a shop on the route"),
)


def closing_time() -> datetime:
    """Return a full hour at least three hours from now, so that whoever comes can join."""
    later = timezone.now() + timedelta(hours=4)
    return later.replace(minute=0, second=0, microsecond=0)


def answer_question(
    question: Question, expert: User, name: str, text: str, moment: datetime
) -> None:
    """Answer a question that was posed as answered, by the support that it has by then."""
    Reply.objects.create(
        question=question,
        author=expert,
        shown_name=name,
        badge="expert",
        text=text,
        written_at=moment,
        published_at=moment,
    )
    Question.objects.filter(pk=question.pk).update(
        answered_at=moment, final_support=question.supports.count()
    )


def pose(
    session, asker: User | None, text: str, moment: datetime, state: str, **fields
) -> Question:
    passed = state in ("approved", "live", "answered")
    return Question.objects.create(
        kind=Question.Kind.QUESTION,
        session=session,
        author=asker,
        text=text,
        said_at=moment,
        state=state,
        is_held=state == "pending",
        approved_at=moment + timedelta(minutes=2) if passed else None,
        live_at=moment + timedelta(minutes=3) if state in ("live", "answered") else None,
        moved_at=moment,
        **fields,
    )


def support(question: Question, people: list[User], number: int, random: Random) -> None:
    Support.objects.bulk_create(
        [
            Support(question=question, user=user)
            for user in random.sample(people, number)
            if user.pk != question.author_id
        ]
    )
