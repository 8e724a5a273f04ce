"""Find the messages of one person, by turning the person into their keys: never the other way."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from panel.messages.purposes import PURPOSES, purpose_of
from panel.models import Mailing, Message, User


def messages_to(user: User, mailings: Iterable[Mailing]) -> dict[tuple[str, str], Mailing]:
    """Return the subject and key that a person's message has in each of these mailings."""
    return {
        (mailing.subject, purpose_of(mailing).key(mailing, user)): mailing
        for mailing in mailings
        if mailing.purpose in PURPOSES
    }


def of_these(pairs: Iterable[tuple[str, str]]) -> Q:
    """Keep the messages of these subjects and keys; no key stands with another's subject."""
    pairs = list(pairs)
    return Q(subject__in={subject for subject, _key in pairs}, key__in={key for _s, key in pairs})


def cancel_queued(user: User, *, because: str) -> int:
    """Take back what waits for a person and is no service message, at once; return how many."""
    return cancel_in(user, Mailing.objects.waiting().exclude(kind=Mailing.Kind.SERVICE), because)


def cancel_all(user: User, *, because: str) -> int:
    """Take back whatever waits for a person."""
    return cancel_in(user, Mailing.objects.waiting(), because)


def cancel_in(user: User, waiting: Iterable[Mailing], because: str) -> int:
    own = Message.objects.queued().filter(of_these(messages_to(user, waiting)))
    return own.update(state=Message.State.CANCELLED, why=because)
