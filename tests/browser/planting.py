"""Puts attacks wherever residents write, in a consultation of its own; runs inside the site.

Called by `manage.py shell`, as `plant(file)` with a file of texts, and `uproot()` afterwards.
"""

import json
from datetime import timedelta
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from consultations.models import ConsultationIndexPage, ConsultationPage
from forums.models import (
    Appeal,
    Contribution,
    ExpertSessionPage,
    ForumPage,
    Post,
    Question,
    Report,
    Room,
    Rule,
    Topic,
)
from forums.moderation import queue
from forums.views.forum import TOPICS_A_PAGE
from forums.views.moderation import ROWS_A_PAGE
from home.demonstration.clock import day
from home.demonstration.consulting import ask, publish
from panel.models import Membership, User, Ward
from panel.names import check_shown_name
from polls.models import Draft, Item, Option, QuestionnairePage
from polls.storing import name_of_words

TITLE = "Attacks"
REPLIES_A_TOPIC = 100
BUNDLE = 6_000  # characters: below what a text may have before it is cut
NAMES_IN_LISTINGS = 60


@transaction.atomic
def plant(path: str) -> str:
    """Write every text into every field, and return where to look, as JSON."""
    payloads = json.loads(Path(path).read_text("utf-8"))
    maya = User.objects.get(email="maya@example.org")
    page = ask(
        ConsultationIndexPage.objects.get(),
        title=TITLE,
        summary="A place for attacks.",
        subject="Attacks",
        proposal="<p>None.</p>",
        options=[("One", "First."), ("None", "Nothing changes.")],
        can_change="Nothing",
        settled="Everything",
        why="To see them fail.",
        audience="Attackers.",
        decision_maker="Nobody",
        decision_by=day(60).date(),
        opens_at=day(-1),
        closes_at=day(40),
    )
    forum = child(page, ForumPage(title="Forum", slug="attacked-forum"))
    public = child(page, ExpertSessionPage(title="Session", slug="attacked-session"))
    desk = child(page, ExpertSessionPage(title="Desk", slug="attacked-desk"))
    for session in (public, desk):
        Room.objects.get_or_create(session=session)
    topics = write_topics(forum, payloads, maya)
    write_questions(public, bundles(payloads, 1_000), maya, ["approved"])
    write_questions(desk, bundles(payloads, BUNDLE), maya, ["pending", "approved", "live"])
    fill_queue(topics[0], payloads, maya)
    write_names(payloads, topics[0])
    questionnaire = write_draft(page, payloads, maya)
    return json.dumps(
        {
            "forum": forum.url,
            "topics": [topic.get_absolute_url() for topic in topics],
            "lists": -(-forum.topics.count() // TOPICS_A_PAGE),
            "queue": -(-queue().count() // ROWS_A_PAGE),
            "session": public.url,
            "desk": f"/sessions/{desk.pk}/desk/",
            "check": f"/polls/{questionnaire.pk}/answer/only/check/",
        }
    )


@transaction.atomic
def uproot() -> None:
    """Take everything out again."""
    page = ConsultationPage.objects.get(title=TITLE)
    beneath = list(page.get_descendants().values_list("pk", flat=True))
    Contribution.objects.filter(
        Q(post__topic__forum__in=beneath) | Q(question__session__in=beneath)
    ).delete()
    page.delete()
    User.objects.filter(email__startswith="attacker-").delete()


def child(parent, page):
    page.introduction = "Attacks."
    page.opens_at, page.closes_at = day(-1), day(30)
    parent.add_child(instance=page)
    publish(page)
    return page


def bundles(payloads: list[str], size: int) -> list[str]:
    """Return the texts in order, joined by lines to pieces of about so many characters."""
    joined, piece = [], ""
    for payload in payloads:
        if piece and len(piece) + len(payload) > size:
            joined.append(piece)
            piece = ""
        piece += payload + "\n"
    return [*joined, piece]


def say(topic: Topic, author: User, text: str, **fields) -> Post:
    return Post.objects.create(kind="post", topic=topic, author=author, text=text, **fields)


def write_topics(forum: ForumPage, payloads: list[str], author: User) -> list[Topic]:
    """Open a topic for each text as its title, and write all texts as replies in the first ones."""
    now = timezone.now()
    topics = Topic.objects.bulk_create(
        [
            Topic(
                forum=forum,
                title=payload[:120],
                slug="attack",
                author=author,
                said_last_at=now - timedelta(seconds=number),
            )
            for number, payload in enumerate(payloads)
        ]
    )
    for topic in topics:
        say(topic, author, "Opening.", is_opening=True)
    for number, payload in enumerate(payloads):
        say(topics[number // REPLIES_A_TOPIC], author, payload)
    return topics[: -(-len(payloads) // REPLIES_A_TOPIC)]


def write_questions(session, texts: list[str], author: User, states: list[str]) -> None:
    now = timezone.now()
    for number, text in enumerate(texts):
        Question.objects.create(
            kind="question",
            session=session,
            author=author,
            text=text,
            state=states[number % len(states)],
            approved_at=now,
            moved_at=now,
        )


def fill_queue(topic: Topic, payloads: list[str], author: User) -> None:
    """Hold words, report them in other such words, hide some, and appeal in yet others."""
    now, rule = timezone.now(), Rule.objects.order_by("number").first()
    for text in bundles(payloads, 1_000):
        post = say(topic, author, text, is_held=True)
        Report.objects.create(contribution=post, category="hate", text=text, due_at=now)
    for text in bundles(payloads, BUNDLE):
        post = say(topic, author, text, hidden_at=now, hidden_under=rule, judged_at=now)
        Appeal.objects.create(contribution=post, text=text)


def write_names(payloads: list[str], topic: Topic) -> None:
    """Let whoever has an attack for a name speak: few pass the check, some came by an import."""
    ward = Ward.objects.in_force().first()
    names = {payload[:40] for payload in payloads}
    names = sorted(filter(may_be_shown, names)) + payloads[:NAMES_IN_LISTINGS]
    for number, name in enumerate(names):
        user = User.objects.create(
            email=f"attacker-{number}@example.org", display_name=name[:40], first_name=name[:40]
        )
        Membership.objects.create(user=user, ward=ward, age_band="35-49", postcode="BS5 0AA")
        say(topic, user, "My name is an attack.")


def may_be_shown(name: str) -> bool:
    try:
        check_shown_name(name)
    except ValidationError:
        return False
    return True


def write_draft(parent, payloads: list[str], author: User) -> QuestionnairePage:
    """Answer a questionnaire in words, and with “Other”, up to the page where they are checked."""
    texts = [text[:4_000] for text in bundles(payloads, 3_900)]
    other = Item(sort_order=len(texts), code="other", kind="single", wording="Which?")
    other.options = [
        Option(label="One", code="1"),
        Option(label="Other", code="2", takes_words=True),
    ]
    page = QuestionnairePage(
        title="Questions",
        slug="attacked-questions",
        items=[
            Item(sort_order=number, code=f"q{number}", kind="text", wording=f"Words {number}?")
            for number in range(len(texts))
        ]
        + [other],
    )
    child(parent, page)
    *in_words, listed = page.items.all()
    answers = {str(item.pk): text for item, text in zip(in_words, texts, strict=True)}
    answers[str(listed.pk)] = str(listed.options.get(code="2").pk)
    answers[name_of_words(listed)] = "\n".join(texts)
    Draft.objects.create(
        page=page,
        wave="only",
        key=author.key_for(page.subject),
        answers=answers,
    )
    return page
