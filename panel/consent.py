"""The log of choices: what somebody was shown, what they chose, when, how, and who noted it.

Rows are only ever added; `panel/sealing.py` has the database see to it. They go when the person
leaves. Whoever is about to send a message asks `may_be_told` as it goes out, not when it is put in
the queue: taking a choice back then stops what is waiting.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from django.db.models import OuterRef, Q, Subquery

from core.language import reads
from panel.models import Consent, Membership, ShownText, User

Purpose, Choice, Channel = Consent.Purpose, Consent.Choice, Consent.Channel


def note(
    *,
    user: User,
    purpose: str,
    choice: str,
    shown: str,
    about: str = "",
    channel: str = Channel.WEBSITE,
    by: User | None = None,
) -> Consent:
    """Put a choice on record, with the words that were shown, in their language."""
    return Consent.objects.create(
        user=user,
        purpose=purpose,
        about=about,
        choice=choice,
        shown=text_of(shown),
        channel=channel,
        by=by,
    )


def note_change(*, user: User, purpose: str, choice: str, about: str = "", **more) -> None:
    """Put a choice on record unless it is the one that stands."""
    if newest(user, purpose, about) != choice:
        note(user=user, purpose=purpose, choice=choice, about=about, **more)


def newest(user: User, purpose: str, about: str = "") -> str:
    """Return what a person chose last, or "" if they were never asked."""
    rows = Consent.objects.filter(user=user, purpose=purpose, about=about)
    return rows.values_list("choice", flat=True).first() or ""


def may_be_told(user: User) -> bool:
    """Say whether task messages may go to this person now: they neither refused nor left."""
    return user.pk in who_may_be_told([user.pk])


def who_may_be_told(people: Iterable[int]) -> set[int]:
    """Return those accounts, by their keys, to whom task messages may go now; in one query."""
    newest_choice = Consent.objects.filter(user=OuterRef("pk"), purpose=Purpose.NEWS)
    told = User.objects.filter(pk__in=list(people), is_active=True)
    told = told.annotate(choice=Subquery(newest_choice.values("choice")[:1]))
    told = told.filter(Q(choice=None) | Q(choice=Choice.GIVEN))
    told = told.filter(membership__restricted_at=None)  # nobody writes to who paused their data
    told = told.filter(
        Q(membership=None) | (Q(membership__wants_news=True) & ~Q(membership__status__in=GONE))
    )
    return set(told.values_list("pk", flat=True))


GONE = [str(status) for status in Membership.GONE]


def forget(user: User) -> None:
    """Delete the choices of somebody who has left; of others the database refuses it."""
    Consent.objects.filter(user=user).delete()


def text_of(words: str, language: str = "") -> ShownText:
    """Return the record of some words in the language of now, or in the one that is named."""
    language = (language or reads()).split("-")[0]
    digest = sha256(f"{language}\n{words}".encode()).hexdigest()
    text, _created = ShownText.objects.get_or_create(
        digest=digest, defaults={"language": language, "words": words}
    )
    return text
