"""Pages and votes beside an empty view, on the same server, behind the same middlewares.

The kinds of request take turns, in five rounds; medians of the rounds. One client, one request at a
time, so that CPU is what a request costs and p50 is what one visitor waits for on this machine.
Queries stand beside those of the first request of all, for which nothing was kept.

The goal of a vote, 2.9 times an empty view, is from an experiment that read a session and a plain
person and stored one row by SQL alone. The floor of this site stands in the same table: the same
request, with the same token, session and person, whose ward and roles the middlewares know, and one
INSERT, a COMMIT and a redirect for an answer. A vote is compared with that as well.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

from benchmarks.small_server import Server, burst, prepare, running
from benchmarks.table import Row

EMPTY = "/benchmark/empty/"
INSERT, VOTE = "A bare INSERT, signed in", "Vote, signed in"
ROUNDS = 5
BURST_SECONDS = 0.8
MOST_VOTES_A_BURST = 250
POSTS = 200
CSRF = "c" * 32


@dataclass
class Kind:
    """One kind of request: how it is sent, what it asks of the database, and what it cost."""

    name: str
    ask: Callable[[], bytes]
    queries: tuple[int, int] = (0, 0)  # now, and with nothing kept
    most_queries: float | None = None
    most_cpu: float | None = None
    at_most: int = 1_000_000
    cpu: list[float] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)

    def take_turn(self, server: Server) -> None:
        cpu, waited = burst(server, self.ask, seconds=BURST_SECONDS, at_most=self.at_most)
        self.cpu.append(cpu)
        self.waited.append(statistics.median(waited))


def rows() -> list[Row]:
    """Measure in turn, and compare each with the empty view of the same run."""
    prepare()
    from django.test.utils import setup_test_environment

    setup_test_environment()
    with running() as server:
        empty, *kinds = kinds_of_request(server)
        for kind in (empty, *kinds):
            for _warming_up in range(5):
                kind.ask()
        for _round in range(ROUNDS):
            for kind in (empty, *kinds):
                kind.take_turn(server)
    found = []
    for kind in kinds:
        cpu, least_cpu = map(statistics.median, (kind.cpu, empty.cpu))
        waited, least = map(statistics.median, (kind.waited, empty.waited))
        found += [
            Row(f"{kind.name}: queries", *kind.queries, "", at_most=kind.most_queries),
            Row(f"{kind.name}: CPU", cpu, least_cpu, "ms", at_most=kind.most_cpu),
            Row(f"{kind.name}: p50", waited, least, "ms"),
        ]
    insert, vote = (statistics.median(kind.cpu) for kind in kinds[-2:])
    return [*found, Row(f"{VOTE}: CPU beside {INSERT}", vote, insert, "ms", at_most=2)]


def kinds_of_request(server: Server) -> list[Kind]:
    """Return the empty view and what is compared with it, each ready to be asked."""
    from consultations.models import ConsultationPage
    from panel.models import Membership
    from polls.models import QuickPollPage

    members = [membership.user for membership in Membership.objects.select_related("user")]
    reader, counted, *voters = members
    page = ConsultationPage.objects.get(slug="liveable-neighbourhoods").url
    topic = long_topic(members[:40]).get_absolute_url()
    poll = QuickPollPage.objects.current()
    cookie = f"sessionid={next(sessions_of([reader]))}"
    paper = ballot_paper(poll)
    insert = f"/benchmark/insert/{poll.pk}/{paper['choice']}/"

    def get(path: str, **headers) -> Callable[[], bytes]:
        return lambda: server.ask("GET", path, expect=200, **headers)

    def post(path: str, papers: Iterator[dict[str, str]]) -> Callable[[], bytes]:
        return lambda: server.ask("POST", path, expect=302, **next(papers))

    return [
        Kind("Empty view", get(EMPTY)),
        Kind(
            "Consultation page, signed out",
            get(page),
            queries_of(page),
            most_queries=0,
            most_cpu=2,
        ),
        Kind(
            "Consultation page, signed in",
            get(page, Cookie=cookie),
            queries_of(page, user=reader),
            most_queries=0.5,
        ),
        Kind(
            f"Topic of {POSTS} posts, signed in",
            get(topic, Cookie=cookie),
            queries_of(topic, user=reader),
        ),
        Kind(
            INSERT,
            post(insert, votes(voters, paper)),
            queries_of(insert, user=counted, data=paper),
            at_most=MOST_VOTES_A_BURST,
        ),
        Kind(
            VOTE,
            post(f"/polls/{poll.pk}/vote/", votes(voters, paper)),
            queries_of(f"/polls/{poll.pk}/vote/", user=counted, data=paper),
            most_cpu=2.9,
            at_most=MOST_VOTES_A_BURST,
        ),
    ]


# ---- what is asked -----------------------------------------------------------------------------


def long_topic(people: list):
    """Open a topic in the demonstration's forum, with so many posts by so many people."""
    from django.utils import timezone

    from forums.models import ForumPage, Post, Topic

    forum = ForumPage.objects.get(url_path__endswith="liveable-neighbourhoods/poll/forum/")
    topic = Topic.objects.create(
        forum=forum, title="A long debate", slug="a-long-debate", author=people[0]
    )
    for number in range(POSTS):
        Post.objects.create(
            kind=Post.Kind.POST,
            topic=topic,
            author=people[number % len(people)],
            text=f"This is answer {number}.\n\nIt has *two* paragraphs:\n\n- a list\n- of two",
            said_at=timezone.now(),
            is_opening=number == 0,
        )
    return topic


def sessions_of(people: list) -> Iterator[str]:
    """Sign people in, and give the keys of their sessions."""
    from django.contrib.sessions.backends.db import SessionStore
    from django.contrib.sessions.models import Session

    stores = []
    for user in people:
        store = SessionStore(SessionStore()._get_new_session_key())
        store._session_cache = {
            "_auth_user_id": str(user.pk),
            "_auth_user_backend": "panel.accounts.PermissionsOnly",
            "_auth_user_hash": user.get_session_auth_hash(),
        }
        stores.append(store)
    Session.objects.bulk_create(
        [store.create_model_instance(store._session_cache) for store in stores]
    )
    return iter([store.session_key for store in stores])


def ballot_paper(poll) -> dict[str, str]:
    """Fill in the form of a poll, and take as long over it as a person must."""
    from polls.sending import LEAST_SECONDS, stamp

    paper = {"choice": str(poll.choices.first().pk), "stamp": stamp(), "website": ""}
    time.sleep(LEAST_SECONDS + 1)
    return paper


def votes(people: list, paper: dict[str, str]) -> Iterator[dict[str, str]]:
    """Give a vote of each person, with their cookies and the form's token."""
    body = urlencode({**paper, "csrfmiddlewaretoken": CSRF})
    for key in sessions_of(people):
        yield {
            "body": body,
            "Cookie": f"sessionid={key}; csrftoken={CSRF}",
            "Content_Type": "application/x-www-form-urlencoded",
        }


def queries_of(path: str, *, user=None, data: dict | None = None) -> tuple[int, int]:
    """Count the queries of a request in this process: of the second one, and of the first, for
    which nothing was kept from before."""
    from django.core.cache import cache
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from core.kept import forget

    client = Client()
    if user:
        client.force_login(user, backend="panel.accounts.PermissionsOnly")
    cache.clear()
    forget()
    counts = []
    for _turn in range(2):
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(path) if data is None else client.post(path, data)
        assert answer.status_code == (200 if data is None else 302), answer.content[:500]
        counts.append(len(captured))
    first, second = counts
    return second, first
