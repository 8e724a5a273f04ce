"""Puts attacks wherever residents talk: topics, names, questions, statements, reports, appeals.

`planting_answers` puts them wherever residents answer.
"""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

from forums.models import (
    Appeal,
    Contribution,
    Post,
    ProposedQuestion,
    Question,
    Report,
    Statement,
    StatementVote,
    Topic,
)
from forums.models.statements import LONGEST_STATEMENT
from panel.models import Membership, User
from panel.names import check_shown_name
from polls.models import AssignedPlace, Assignment
from tests.forums.factories import (
    make_forum,
    make_rule,
    make_session,
    make_statements_page,
)
from tests.panel.factories import make_user, make_ward
from tests.polls.factories import make_member, make_poll, some_items

REPLIES_A_TOPIC = 1_200
BUNDLE = 6_000  # characters: below what a text may have before it is cut
NAMES_IN_LISTINGS = 60
CIRCLE = 1


def bundles(payloads: list[str], size: int) -> list[str]:
    """Return the texts in order, joined by lines to pieces of no more than so many characters."""
    joined, piece = [], ""
    for payload in (payload[: size - 1] for payload in payloads):
        if piece and len(piece) + len(payload) >= size:
            joined.append(piece)
            piece = ""
        piece += payload + "\n"
    return [*joined, piece]


def store(rows: list[Contribution]) -> None:
    """Store contributions of one kind: what all kinds share in bulk, and then what is their own."""
    shared = [field for field in Contribution._meta.concrete_fields if not field.primary_key]
    parents = Contribution.objects.bulk_create(
        Contribution(**{field.attname: getattr(row, field.attname) for field in shared})
        for row in rows
    )
    for row, parent in zip(rows, parents, strict=True):
        row.pk = row.id = parent.pk
        row.save_base(raw=True, force_insert=True)


def a_post(topic: Topic, author: User, text: str, **fields) -> Post:
    return Post(kind="post", topic=topic, author=author, text=text, **fields)


# ---- forums


def plant_topics(payloads: list[str], author: User) -> list[Topic]:
    """Open a topic for each text as its title, and write all texts as replies in the first ones."""
    forum, now = make_forum(), timezone.now()
    topics = Topic.objects.bulk_create(
        Topic(
            forum=forum,
            title=payload[:120],
            slug="attack",
            author=author,
            said_last_at=now - timedelta(seconds=number),
        )
        for number, payload in enumerate(payloads)
    )
    store([a_post(topic, author, "Opening.", is_opening=True) for topic in topics])
    store(
        [
            a_post(topics[number // REPLIES_A_TOPIC], author, payload)
            for number, payload in enumerate(payloads)
        ]
    )
    return topics[: -(-len(payloads) // REPLIES_A_TOPIC)]


def plant_names(payloads: list[str], topic: Topic) -> list[User]:
    """Let whoever has an attack for a name speak: few pass the check, some came by an import."""
    ward = make_ward()
    names = {payload[:40] for payload in payloads}
    names = sorted(filter(may_be_shown, names)) + payloads[:NAMES_IN_LISTINGS]
    people = User.objects.bulk_create(
        User(
            email=f"attacker-{number}@example.org",
            password="!",
            display_name=name[:40],
            first_name=name[:40],
        )
        for number, name in enumerate(names)
    )
    Membership.objects.bulk_create(
        Membership(user=one, ward=ward, age_band="35-49", postcode="BS5 0AA") for one in people
    )
    store([a_post(topic, one, "My name is an attack.") for one in people])
    return people


def may_be_shown(name: str) -> bool:
    try:
        check_shown_name(name)
    except ValidationError:
        return False
    return True


def plant_queue(topic: Topic, payloads: list[str], author: User) -> list[Appeal]:
    """Hold words, report them in other such words, hide some, and appeal in yet others."""
    now, rule = timezone.now(), make_rule()
    held = [a_post(topic, author, text, is_held=True) for text in bundles(payloads, 1_000)]
    store(held)
    for post in held:
        Report.objects.create(contribution=post, category="hate", text=post.text, due_at=now)
    hidden = [
        a_post(topic, author, text, hidden_at=now, hidden_under=rule, judged_at=now)
        for text in bundles(payloads, BUNDLE)
    ]
    store(hidden)
    return Appeal.objects.bulk_create(Appeal(contribution=one, text=one.text) for one in hidden)


# ---- sessions, statements and small groups


def plant_questions(payloads: list[str], author: User, size: int, states: list[str]):
    """Ask experts all texts, in questions of so many characters and in turn in these states."""
    session, now = make_session(), timezone.now()
    store(
        [
            Question(
                kind="question",
                session=session,
                author=author,
                text=text,
                state=states[number % len(states)],
                approved_at=now,
                moved_at=now,
            )
            for number, text in enumerate(bundles(payloads, size))
        ]
    )
    return session


def plant_statements(payloads: list[str], author: User):
    """Put statements that everybody may read, on each of which their author has voted."""
    page = make_statements_page()
    statements = [
        Statement(kind="statement", page=page, author=author, text=text, is_nameless=True)
        for text in bundles(payloads, LONGEST_STATEMENT)
    ]
    store(statements)
    key = author.key_for(page.subject)
    StatementVote.objects.bulk_create(
        StatementVote(statement=one, key=key, vote=1) for one in statements
    )
    return page


def plant_proposals(payloads: list[str]):
    """Propose questions in the room of a small group of a deliberative poll."""
    poll = make_poll("between", some_items(1), group_size=8)
    draw = Assignment.objects.create(poll=poll, kind="groups", text="{}", sha256="0" * 64)
    members = [make_member() for _number in range(4)]
    AssignedPlace.objects.bulk_create(
        AssignedPlace(assignment=draw, key=one.key_for(poll.subject), number=CIRCLE)
        for one in members
    )
    forum = make_forum(type(poll).objects.get(pk=poll.pk), is_by_group=True)
    store(
        [
            ProposedQuestion(
                kind="proposal", forum=forum, circle=CIRCLE, author=members[0], text=text
            )
            for text in bundles(payloads, 500)
        ]
    )
    return forum


def make_staff() -> User:
    """Return somebody who may look at everything there is."""
    return make_user(
        email="staff@example.org", first_name="Priya", is_staff=True, is_superuser=True
    )
