"""Hand messages to the mail server: each at most once, whatever dies on the way.

A message is marked *sending*, and that is committed, before the mail server hears of it; it is
marked *sent* afterwards. Who dies in between leaves it *sending*; then nobody can know whether it
went out, so a sweep makes it *perhaps sent* and an officer decides.
"""

from __future__ import annotations

import datetime as dt
import logging
import secrets
import smtplib
from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.core.mail import EmailMessage, get_connection
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from core.audit import record
from core.refusals import Refused
from panel import mail
from panel.messages.clock import digest_after, end_of_quiet
from panel.messages.own import messages_to, of_these
from panel.messages.purposes import Words, purpose_of
from panel.models import Bounce, Mailing, Membership, Message, MessageSettings, MessageWishes, User

logger = logging.getLogger(__name__)

AT_ONCE = 500
MOST_TRIES = 5
PAUSE_AFTER_FAULT = dt.timedelta(minutes=15)
# Longer than the mail server's patience (EMAIL_TIMEOUT) for one message.
SENDING_LASTS = dt.timedelta(minutes=15)
CAP_SPAN = dt.timedelta(days=7)
WAITING_LASTS = dt.timedelta(days=30)
ROUND_LASTS = dt.timedelta(minutes=5)
LEFT_TO_ACT = dt.timedelta(days=2)
State, Rhythm = Message.State, MessageWishes.Rhythm

NO_SUCH_ADDRESS = (550, 551, 553)

# The mail server said no, so that we know that it does not have the message.
SAID_NO = (
    smtplib.SMTPResponseException,
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPNotSupportedError,
)


@task()
def post_due() -> int:
    """Send what is due, for some minutes; return how many messages went out."""
    return post_round(now=timezone.now())


@task()
def post_to(mailing_pk: int, user_pk: int) -> int:
    """Send one person at once what waits for them in a mailing of service messages."""
    mailing = Mailing.objects.get(pk=mailing_pk)
    user = next(batches(User.objects.filter(pk=user_pk)), [None])[0]
    if user is None:
        return 0
    now = timezone.now()
    due = Message.objects.due(now).filter(of_these(messages_to(user, [mailing])))
    with Round([mailing], MessageSettings.load(), now) as one:
        return one.post_to(user, list(due.select_related("mailing")))


def send_what_is_due() -> None:
    """Have the worker send, if anything can go out now; said once a minute."""
    now = timezone.now()
    sweep(now=now)
    due = Mailing.objects.due(now)
    if end_of_quiet(now, MessageSettings.load()):
        due = due.filter(kind=Mailing.Kind.SERVICE)
    if due.exists():
        post_due.enqueue()


def post_round(*, now: dt.datetime) -> int:
    """Send what is due, person by person, and put off what may not go out yet."""
    sweep(now=now)
    rules = MessageSettings.load()
    mailings = Mailing.objects.due(now)
    if end_of_quiet(now, rules):
        mailings = mailings.filter(kind=Mailing.Kind.SERVICE)
    due = list(mailings)
    if not due:
        return 0
    with Round(due, rules, now) as one:
        return one.carry_out()


class Round:
    """One pass over all accounts, with one connection to the mail server."""

    def __init__(self, mailings: list[Mailing], rules: MessageSettings, now: dt.datetime):
        self.mailings, self.rules, self.now = mailings, rules, now
        self.ends_at = timezone.now() + ROUND_LASTS
        self.connection = get_connection()
        lately = Mailing.objects.filter(messages__claimed_at__gt=now - CAP_SPAN)
        self.of_the_week = set(lately.exclude(kind=Mailing.Kind.SERVICE))

    def __enter__(self) -> Round:
        self.connection.open()
        return self

    def __exit__(self, *fault) -> None:
        self.connection.close()

    def carry_out(self) -> int:
        sent = 0
        for user, messages in self.people_with_post():
            sent += self.post_to(user, messages)
            if timezone.now() > self.ends_at:  # others wait behind us in the queue of tasks
                break
        return sent

    def people_with_post(self) -> Iterator[tuple[User, list[Message]]]:
        for users in batches():
            owners = {pair: user for user in users for pair in messages_to(user, self.mailings)}
            by_user: dict[User, list[Message]] = defaultdict(list)
            found = Message.objects.due(self.now).filter(
                of_these(owners), mailing__in=self.mailings
            )
            for message in found.select_related("mailing").order_by("queued_at", "pk"):
                by_user[owners[message.subject, message.key]].append(message)
            # In an order from which nobody can read whose message went out when.
            for user in shuffled(list(by_user)):
                yield user, by_user[user]

    def post_to(self, user: User, messages: list[Message]) -> int:
        """Send one person what they may get now, alone or together; return how many that were."""
        rhythm = rhythm_of(user)
        together: list[tuple[Message, Words]] = []
        sent = 0
        for message in messages:
            kind = message.mailing.kind
            if refusal := refusal_to_write(user, kind):
                self.give_up(message, refusal)
                continue
            words = purpose_of(message.mailing).words(message.mailing, user)
            if words is None:
                self.give_up(message, _("It was over, or taken back"))
            elif kind == Mailing.Kind.SERVICE or rhythm == Rhythm.INSTANT:
                sent += self.post(user, [(message, words)])
            elif (due := due_at(message, words, rhythm)) > self.now:
                Message.objects.due(self.now).filter(pk=message.pk).update(try_after=due)
            else:
                together.append((message, words))
        return sent + (self.post(user, together) if together else 0)

    def post(self, user: User, letters: list[tuple[Message, Words]]) -> int:
        """Send one or more messages as one letter; return how many messages went out."""
        ours = [(message, words) for message, words in letters if self.claim(user, message)]
        if not ours:
            return 0
        messages = [message for message, _words in ours]
        is_service = messages[0].mailing.kind == Mailing.Kind.SERVICE
        try:
            letter = mail.addressed(
                user,
                [(words.template, words.context) for _message, words in ours],
                kind="service" if is_service else "task",
            )
            letter.connection = self.connection
            letter.send()
        except SAID_NO as refusal:
            for message in messages:
                self.refused(message, refusal)
            note_refused_address(user, letter, refusal)
            return 0
        except Exception:
            # It may have arrived, or not: after this only a person can decide.
            logger.exception("Nobody knows whether message %s went out", messages[0].pk)
            for message in messages:
                self.settle(message, state=State.UNKNOWN)
            self.connection.close()
            self.connection.open()
            return 0
        # To the minute alone: finer, it would say which messages one person got together.
        minute = to_the_minute(timezone.now())
        for message in messages:
            self.settle(message, state=State.SENT, sent_at=minute, claimed_at=minute)
        return len(messages)

    def claim(self, user: User, message: Message) -> bool:
        """Make a message ours to send, for good, or say that it is not: the database decides."""
        token = secrets.token_hex(16)
        has_cap = message.mailing.kind != Mailing.Kind.SERVICE and rhythm_of(user) == Rhythm.INSTANT
        with transaction.atomic(durable=True):
            User.objects.select_for_update().get(pk=user.pk)  # one worker writes to one person
            ours = Message.objects.due(self.now).filter(pk=message.pk)
            if has_cap and (later := self.end_of_cap(user)):
                ours.update(try_after=later)
                return False
            if not ours.update(
                state=State.SENDING, claim=token, claimed_at=timezone.now(), tries=message.tries + 1
            ):
                return False
        message.claim, message.tries = token, message.tries + 1
        return True

    def end_of_cap(self, user: User) -> dt.datetime | None:
        """Return when another message may go to a person who had enough of them this week."""
        earlier = messages_to(user, self.of_the_week | set(self.mailings))
        lately = (
            Message.objects.filter(of_these(earlier))
            .filter(claimed_at__gt=self.now - CAP_SPAN)
            .filter(state__in=[State.SENDING, State.SENT, State.UNKNOWN])
            .exclude(mailing__kind=Mailing.Kind.SERVICE)
            .order_by("claimed_at")
            .values_list("claimed_at", flat=True)
        )
        moments = [moment for moment in lately if moment]
        most = self.rules.most_a_week
        return moments[-most] + CAP_SPAN if len(moments) >= most else None

    def refused(self, message: Message, refusal: Exception) -> None:
        """Try again later what was refused for now, and give up what is refused for good."""
        codes = [getattr(refusal, "smtp_code", 0)]
        if isinstance(refusal, smtplib.SMTPRecipientsRefused):
            codes = [code for code, _words in refusal.recipients.values()]
        if min(codes, default=0) >= 500 or message.tries >= MOST_TRIES:
            self.settle(message, state=State.FAILED, why=_("Code %(n)s") % {"n": codes[0]})
        else:
            later = timezone.now() + PAUSE_AFTER_FAULT * message.tries
            self.settle(message, state=State.QUEUED, try_after=later)

    def settle(self, message: Message, **fields) -> None:
        """Note what became of a message, unless somebody has decided on it meanwhile."""
        ours = Message.objects.filter(pk=message.pk, claim=message.claim)
        ours.filter(state__in=[State.SENDING, State.UNKNOWN]).update(**fields)

    def give_up(self, message: Message, why: str) -> None:
        Message.objects.queued().filter(pk=message.pk).update(state=State.CANCELLED, why=why)


def note_refused_address(user: User, letter: EmailMessage, refusal: Exception) -> None:
    """Pause an address that the mail server itself says is none."""
    if not isinstance(refusal, smtplib.SMTPRecipientsRefused):
        return
    for code, _words in refusal.recipients.values():
        if code in NO_SUCH_ADDRESS:
            number = mail.number_of(letter.extra_headers["Message-ID"], user.email)
            Bounce.objects.get_or_create(
                message=number,
                defaults={"digest": mail.digest(user.email), "is_hard": True, "status": str(code)},
            )


def rhythm_of(user: User) -> str:
    """Return how often somebody wants to be written to; read with the account."""
    wishes = getattr(user, "message_wishes", None)
    return wishes.rhythm if wishes else Rhythm.INSTANT


def due_at(message: Message, words: Words, rhythm: str) -> dt.datetime:
    """Return when a message goes out with others; at once, if it would then be too late to act."""
    due = digest_after(message.queued_at, weekly=rhythm == Rhythm.WEEKLY)
    closes = words.pointless_after
    return message.queued_at if closes and due > closes - LEFT_TO_ACT else due


def refusal_to_write(user: User, kind: str) -> str:
    """Say why a person gets no such message now, whatever was queued before."""
    if kind == Mailing.Kind.SERVICE:
        return ""
    wishes = getattr(user, "message_wishes", None)
    if kind == Mailing.Kind.PROMOTIONAL and not (wishes and wishes.wants_promotion):
        return _("They have not asked for it")
    if mail.has_stopped(user):
        return _("They want no such messages")
    if mail.is_paused(user.email):
        return _("Messages to their address come back")
    membership = getattr(user, "membership", None)
    if membership and membership.standing in (*Membership.GONE, Membership.Status.PAUSED):
        return _("Paused, or not on the panel any more")
    return ""


# ---- what nobody knows ---------------------------------------------------------------------------


def sweep(*, now: dt.datetime) -> int:
    """Say of what was handed over long ago that nobody knows whether it went out.

    What has waited for a month has nobody to go to: an account that was closed or deleted.
    """
    forgotten = Message.objects.queued().filter(queued_at__lt=now - WAITING_LASTS)
    forgotten.update(state=State.CANCELLED, why=_("Nobody to send it to"))
    return Message.objects.stale(now - SENDING_LASTS).update(state=State.UNKNOWN)


@transaction.atomic
def send_again(*, mailing: Mailing, by: User) -> int:
    """Have all that is perhaps sent sent once more; who has it already gets it twice."""
    unknown = mailing.messages.filter(state=State.UNKNOWN)
    decided = unknown.update(state=State.QUEUED, claim="", try_after=None)
    return _note("panel.messages_sent_again", mailing, by, decided)


@transaction.atomic
def count_as_sent(*, mailing: Mailing, by: User) -> int:
    """Take all that is perhaps sent for sent; who has not got it gets nothing."""
    unknown = mailing.messages.filter(state=State.UNKNOWN)
    decided = unknown.update(state=State.SENT, sent_at=F("claimed_at"))
    return _note("panel.messages_counted_as_sent", mailing, by, decided)


@transaction.atomic
def call_off(*, mailing: Mailing, by: User) -> int:
    """Send nothing more of a mailing; what has gone out has gone out."""
    Mailing.objects.filter(pk=mailing.pk).update(addressed_at=timezone.now())
    waiting = mailing.messages.queued()
    stopped = waiting.update(state=State.CANCELLED, why=_("Called off"))
    return _note("panel.mailing_called_off", mailing, by, stopped)


def _note(action: str, mailing: Mailing, by: User, messages: int) -> int:
    if not messages:
        raise Refused(_("No message of this mailing stands like that any more."))
    record(action, on=mailing, by=by, messages=messages)
    return messages


# ---- people in batches ---------------------------------------------------------------------------


def batches(people: models.QuerySet[User] | None = None) -> Iterator[list[User]]:
    """Give active accounts with their memberships, many at a time."""
    people = User.objects.all() if people is None else people
    people = (
        people.filter(is_active=True)
        .order_by("pk")
        .select_related("membership__ward", "message_wishes")
    )
    people = people.defer("membership__ward__geometry", "membership__ward__outline")
    last = 0
    while users := list(people.filter(pk__gt=last)[:AT_ONCE]):
        yield users
        last = users[-1].pk


def shuffled(users: Sequence[User]) -> list[User]:
    users = list(users)
    secrets.SystemRandom().shuffle(users)
    return users


def to_the_minute(moment: dt.datetime) -> dt.datetime:
    return moment.replace(second=0, microsecond=0)
