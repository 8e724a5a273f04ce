"""One pass over what is due: whose it is, what they may get now, and handing it over."""

from __future__ import annotations

import datetime as dt
import logging
import secrets
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from panel.messages.by_email import Post
from panel.messages.by_text import Texts, has_text
from panel.messages.claiming import (
    Letters,
    Week,
    reserve,
    rhythm_of,
    settle,
    to_the_minute,
)
from panel.messages.clock import digest_after, end_of_quiet
from panel.messages.declining import Declined
from panel.messages.people import owners_of, with_standing
from panel.messages.permission import Permissions
from panel.messages.purposes import Words, purpose_of
from panel.models import Mailing, Message, MessageSettings, MessageWishes, User

logger = logging.getLogger(__name__)

# People whose standing is read together, and how many seconds what was read holds good.
HANDFUL = 50
FRESH_FOR = 2.0
MOST_TRIES = 5
PAUSE_AFTER_FAULT = dt.timedelta(minutes=15)
ROUND_LASTS = dt.timedelta(minutes=5)
LEFT_TO_ACT = dt.timedelta(days=2)
# An account that is closed or gone leaves messages that nobody gets: they are not looked at often.
NOBODY_FOUND_LASTS = dt.timedelta(days=1)
State, Channel, Rhythm = Message.State, Message.Channel, MessageWishes.Rhythm


class Round:
    """What is due in some mailings, sent person by person over one connection."""

    def __init__(self, mailings: list[Mailing], rules: MessageSettings, now: dt.datetime):
        self.mailings = {mailing.pk: mailing for mailing in mailings}
        self.rules, self.now = rules, now
        self.ends_at = timezone.now() + ROUND_LASTS
        self.week = Week.read(rules.most_a_week, mailings, now)

    def __enter__(self) -> Round:
        self.ways: dict[str, Post | Texts] = {Channel.EMAIL: Post()}
        return self

    def __exit__(self, *fault) -> None:
        for way in self.ways.values():
            way.close()

    def way(self, channel: str) -> Post | Texts:
        """Return the way of a channel; that of texts is opened with the first of them."""
        if channel not in self.ways:
            self.ways[channel] = Texts()
        return self.ways[channel]

    def carry_out(self) -> int:
        """Send what is due, for some minutes; return how many messages went out."""
        due = Message.objects.due(self.now).filter(mailing__in=self.mailings)
        waiting = {
            (subject, key): pk for subject, key, pk in due.values_list("subject", "key", "pk")
        }
        owners = owners_of(waiting, self.mailings.values())
        self.put_off_ownerless(set(waiting.values()).difference(*owners.values()))
        people = list(owners)
        # In an order from which nobody can read whose message went out when.
        secrets.SystemRandom().shuffle(people)
        sent = 0
        # Others wait behind us in the queue of tasks.
        while people and timezone.now() <= self.ends_at:
            handful = {pk: owners[pk] for pk in people[:HANDFUL]}
            reached, done = self.post_to(handful)
            people = [pk for pk in people[:HANDFUL] if pk not in reached] + people[HANDFUL:]
            sent += done
        return sent

    def put_off_ownerless(self, messages: Iterable[int]) -> None:
        later = to_the_minute(self.now + NOBODY_FOUND_LASTS)
        Message.objects.due(self.now).filter(pk__in=list(messages)).update(try_after=later)

    def post_to(self, handful: Mapping[int, Sequence[int]]) -> tuple[set[int], int]:
        """Send some people what they may get now, alone or together.

        Return who was reached before what was read of them became old, at least one of them; and
        how many messages went out.
        """
        read_at = time.monotonic()
        wanted = self.wanted_by(handful)
        messages = {user: [message for message, _words in own] for user, own in wanted.items()}
        reservation = reserve(messages, self.week)
        reached, sent = set(handful) - {user.pk for user in wanted}, 0
        try:
            for user, own in wanted.items():
                if reached and time.monotonic() - read_at > FRESH_FOR:
                    break
                reached.add(user.pk)
                for letters in as_letters(user, own):
                    channel = letters[0][0].channel
                    ours = [pair for pair in letters if reservation.claim(pair[0], channel)]
                    sent += self.hand_over(user, ours)
        finally:
            reservation.release()
        return reached, sent

    def wanted_by(self, handful: Mapping[int, Sequence[int]]) -> dict[User, Letters]:
        """Return what may go to each person now; give up or put off what else waits for them."""
        give_wishes(handful)
        users = list(with_standing(User.objects.filter(pk__in=handful)))
        waiting = self.messages_of(handful)
        permissions, words = Permissions(users), self.words_for(users, waiting)
        is_quiet = end_of_quiet(timezone.now(), self.rules) is not None
        wanted: dict[User, Letters] = {}
        for user in users:
            for message in waiting[user.pk]:
                kind = message.mailing.kind
                said = words[message.mailing.pk].get(user.pk)
                if refusal := permissions.refusal_to_write(user, kind):
                    give_up(message, refusal)
                elif said is None:
                    give_up(message, _("It was over, or taken back"))
                elif is_quiet and kind != Mailing.Kind.SERVICE:
                    continue
                elif (due := due_at(message, said, rhythm_of(user))) and due > self.now:
                    Message.objects.due(self.now).filter(pk=message.pk).update(try_after=due)
                else:
                    message.channel = channel_of(message, said, permissions.channel_of(user, kind))
                    wanted.setdefault(user, []).append((message, said))
        return wanted

    def messages_of(self, handful: Mapping[int, Sequence[int]]) -> dict[int, list[Message]]:
        owners = {message: user for user, own in handful.items() for message in own}
        found: dict[int, list[Message]] = defaultdict(list)
        due = Message.objects.due(self.now).filter(pk__in=owners)
        for message in due.order_by("queued_at", "pk"):
            message.mailing = self.mailings[message.mailing_id]
            found[owners[message.pk]].append(message)
        return found

    def words_for(
        self, users: Sequence[User], waiting: Mapping[int, Sequence[Message]]
    ) -> dict[int, Mapping[int, Words]]:
        """Return by mailing and person what they would read."""
        readers: dict[int, list[User]] = defaultdict(list)
        for user in users:
            for message in waiting[user.pk]:
                readers[message.mailing_id].append(user)
        return {
            pk: purpose_of(self.mailings[pk]).words(self.mailings[pk], own)
            for pk, own in readers.items()
        }

    def hand_over(self, user: User, letters: Letters) -> int:
        """Send claimed messages as one letter; return how many messages went out."""
        if not letters:
            return 0
        messages = [message for message, _words in letters]
        way = self.way(messages[0].channel)
        try:
            way.carry(user, letters)
        except Declined as refusal:
            for message in messages:
                decline(message, refusal)
            return 0
        except Exception:
            # It may have arrived, or not: after this only a person can decide.
            logger.exception("Nobody knows whether message %s went out", messages[0].pk)
            for message in messages:
                settle(message, state=State.UNKNOWN)
            way.renew()
            return 0
        # To the minute alone: finer, it would say which messages one person got together.
        minute = to_the_minute(timezone.now())
        for message in messages:
            settle(message, state=State.SENT, sent_at=minute, claimed_at=minute)
        return len(messages)


def as_letters(user: User, wanted: Letters) -> list[Letters]:
    """Return what goes out alone, each by itself, and what a person gets together on one way.

    What was tried before stays apart from what was not: as the same text it can be found again.
    """
    alone: Letters = []
    together: dict[tuple[str, bool], Letters] = defaultdict(list)
    for message, words in wanted:
        is_alone = message.mailing.kind == Mailing.Kind.SERVICE or rhythm_of(user) == Rhythm.INSTANT
        group = together[message.channel, message.tries > 0]
        (alone if is_alone else group).append((message, words))
    return [[pair] for pair in alone] + [letters for letters in together.values() if letters]


def channel_of(message: Message, words: Words, wished: str) -> str:
    """Return how a message goes out: what has no short words, or failed as a text, by e-mail."""
    failed_as_text = message.tries and message.channel == Channel.EMAIL
    return wished if has_text(words.template) and not failed_as_text else Channel.EMAIL


def due_at(message: Message, words: Words, rhythm: str) -> dt.datetime | None:
    """Return when a message goes out with others; None for at once, as where it would be late."""
    if message.mailing.kind == Mailing.Kind.SERVICE or rhythm == Rhythm.INSTANT:
        return None
    due = digest_after(message.queued_at, weekly=rhythm == Rhythm.WEEKLY)
    closes = words.pointless_after
    return None if closes and due > closes - LEFT_TO_ACT else due


def decline(message: Message, refusal: Declined) -> None:
    """Try again later what was refused for now, and give up what is refused for good."""
    if refusal.is_for_good or (refusal.counts and message.tries >= MOST_TRIES):
        settle(message, state=State.FAILED, why=refusal.why)
    else:
        later = timezone.now() + PAUSE_AFTER_FAULT * min(message.tries, MOST_TRIES)
        settle(message, state=State.QUEUED, claim="", try_after=later)


def give_up(message: Message, why: str) -> None:
    Message.objects.queued().filter(pk=message.pk).update(state=State.CANCELLED, why=why)


def give_wishes(people: Iterable[int]) -> None:
    """Give those who never said any the usual wishes: with them comes the token that stops mail."""
    lacking = User.objects.filter(pk__in=list(people), message_wishes=None)
    MessageWishes.objects.bulk_create(
        [MessageWishes(user=user) for user in lacking.only("pk")], ignore_conflicts=True
    )
