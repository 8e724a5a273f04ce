"""Statements on the trial streets, and how the invented members vote on them: in three camps."""

from datetime import timedelta
from random import Random

from django.utils import timezone

from forums.models import Statement, StatementsPage, StatementVote, Voice
from home.demonstration.clock import day, end_of
from home.demonstration.consulting import publish
from home.demonstration.inserting import for_database, insert
from panel.models import Membership, User

PEOPLE = 240
SHARES = (0.45, 0.33, 0.22)  # of people for the trial, against it, and for it with changes
# statement; how likely each camp agrees, the rest mostly disagrees
SEEDS = (
    ("The planters should stay where they are.", (0.9, 0.05, 0.35)),
    ("Children should be able to walk to school without crossing a busy road.", (0.97, 0.86, 0.95)),
    ("Church Road carries the traffic that the side streets lost.", (0.25, 0.93, 0.7)),
    ("Carers who visit somebody at home should get a pass.", (0.9, 0.92, 0.97)),
    ("The cameras are there to make money.", (0.08, 0.85, 0.3)),
    ("I would rather have clean air than a quicker drive.", (0.95, 0.2, 0.75)),
    ("The council should have asked before it put the planters out.", (0.35, 0.96, 0.8)),
    ("Buses have become more reliable since the trial began.", (0.7, 0.15, 0.4)),
    ("Everybody should be able to drive down every street.", (0.04, 0.8, 0.15)),
    ("Streets without through traffic are better for people who live there.", (0.96, 0.3, 0.85)),
    ("The gates should open at night.", (0.3, 0.7, 0.85)),
    ("Shops on Church Road need places for deliveries.", (0.85, 0.93, 0.95)),
)
ADDED = (
    ("Blue badge holders should pass every gate without asking.", (0.85, 0.88, 0.96)),
    ("There should be trees and benches where the planters are.", (0.94, 0.4, 0.85)),
    ("One gate on Avonvale Road should move, and the others stay.", (0.4, 0.15, 0.92)),
)
HELD = (
    "Ring me on 0117 496 0777 and I will show you my street at rush hour.",
    "The trial should run through one more winter before anybody decides.",
)


def put_statements(consultation, staff: dict[str, User], members: list[Membership]) -> None:
    """Open the statements, with votes of two weeks and two that wait for a moderator."""
    random = Random("statements")
    page = StatementsPage(
        title="What unites us about the trial streets, and what divides us",
        slug="statements",
        introduction="Agree or disagree with short statements, one at a time, and add what is missing.",
        minutes=3,
        opens_at=day(-20),
        closes_at=end_of(11),
        shows_early=True,
    )
    consultation.add_child(instance=page)
    publish(page, staff["officer@example.org"])
    authors = [one.user for one in members[20:40]]
    said_at = day(-20, 9)
    statements = [
        (put(page, text, said_at, author=staff["officer@example.org"], is_seed=True), agrees)
        for text, agrees in SEEDS
    ]
    statements += [
        (put(page, text, said_at + timedelta(days=3), author=authors.pop()), agrees)
        for text, agrees in ADDED
    ]
    for text in HELD:
        put(page, text, timezone.now() - timedelta(minutes=40), author=authors.pop(), is_held=True)
    insert(
        StatementVote,
        ("statement", "key", "vote", "cast_on"),
        votes_on(page, statements, members[2 : PEOPLE + 2], random),
    )


def put(page, text: str, said_at, *, is_seed: bool = False, **fields) -> Statement:
    return Statement.objects.create(
        kind=Statement.Kind.STATEMENT,
        page=page,
        text=text,
        said_at=said_at,
        voice=Voice.COUNCIL if is_seed else Voice.RESIDENT,
        is_nameless=True,
        is_seed=is_seed,
        **fields,
    )


def votes_on(page, statements, people: list[Membership], random: Random):
    """Yield rows of what people think of most statements; one in ten says nothing either way."""
    for membership in people:
        camp = random.choices(range(3), SHARES)[0]
        key = membership.user.key_for(page.subject)
        cast_on = for_database(StatementVote, "cast_on", day(-random.randint(0, 14)).date())
        for statement, agrees in statements:
            if random.random() < 0.15:
                continue
            vote = 1 if random.random() < agrees[camp] else -1
            if random.random() < 0.1:
                vote = 0
            yield statement.pk, key, vote, cast_on
