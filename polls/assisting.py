"""Answering with a member who is on the telephone, or in the room: an officer types what they say.

Whoever listens knows whose answers they are. Nothing that is stored does: the answers stand under
the member's key as if they had sent them, and whom the officer talks with is kept, sealed, in the
officer's own browser alone until the conversation is over. No page shows a name.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
import secrets
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import record
from core.keys import cipher_key
from core.rates import allow
from core.refusals import Refused
from panel import mail
from panel.models import User
from panel.postcodes import normalise
from polls.about import ABOUT, About
from polls.keying import Typed, begin_batch, next_number, note, refusal_to_key, store
from polls.models import Batch, Draft, Paper, QuestionnairePage, Response, Wave
from polls.models.responses import Format, Mode
from polls.pairing import questions_differ
from polls.personal_sheets import (
    GIVEN_BEFORE,
    AlreadyIn,
    is_on_sheets,
    people_known_by,
    sheet_for,
    waves_open,
)
from polls.receipts import sending
from polls.responding import draft_to_change, new_receipt

MAY_ASSIST = "polls.assist_members"
LASTS = dt.timedelta(hours=4)
LOOKED_FOR, SPAN = 30, 600  # so many people by one officer in so many seconds
NONCE = 12  # bytes


@dataclass(frozen=True)
class Conversation:
    """With whom an officer answers which round, in what way, and since when."""

    wave: str
    mode: str
    person_pk: int
    began_at: dt.datetime

    @cached_property
    def person(self) -> User | None:
        return User.objects.filter(pk=self.person_pk).select_related("membership").first()


# ---- who it is -------------------------------------------------------------------------------


def refusal_to_assist(page: QuestionnairePage) -> str:
    """Say why no member's answers can be taken here now, whosever; empty when they can."""
    if page.is_open_to_all:
        return _(
            "Anybody may answer this without an account, so nobody is looked up. Begin a batch of "
            "answers that came by telephone or at an event."
        )
    if refusal := refusal_to_key(page):
        return refusal
    if not waves_open(page):
        return _("It is not open now. Answers are taken while members can answer online too.")
    return ""


def find_member(
    *, page: QuestionnairePage, wave: str, address: str, postcode: str, name: str, by: Any
) -> User:
    """Return who has this address and postcode, if they may answer the round now.

    That one of the two is right is told to nobody, nor who answered and who did not answer before.
    """
    if not allow(f"members looked for by {by.pk}", LOOKED_FOR, SPAN):
        raise Refused(_("You have looked for many people. Wait ten minutes, then go on."))
    home = normalise(postcode)
    people = people_known_by(address, name, membership__postcode=home) if home else []
    if not people:
        raise Refused(
            _("No member has this address together with this postcode. Ask once more for both")
        )
    if len(people) > 1:
        raise Refused(
            _("Several members share this address. Ask for the name that others see here")
        )
    [person] = people
    if refusal := refusal_of_member(page, wave, person):
        raise Refused(refusal)
    return person


def refusal_of_member(page: QuestionnairePage, wave: str, person: User) -> str:
    """Say that somebody cannot answer a round now; of why, only what has nothing to do with it."""
    if refusal := refusal_by_answers(page, wave, person):
        return refusal
    if page.refusal_for(person, wave):
        return _(
            "This member cannot answer here at present. They read why when they sign in, and "
            "nobody else does"
        )
    return ""


def refusal_by_answers(page: QuestionnairePage, wave: str, person: User) -> str:
    """Say that a member's part in this round is done, in words that tell no answer."""
    given = page.standing_of(person).responses
    is_taken_back = any(one.withdrawn_at for one in given.values())
    lacks_earlier = wave in GIVEN_BEFORE and GIVEN_BEFORE[wave] not in given
    return done_with() if wave in given or is_taken_back or lacks_earlier else ""


def done_with() -> str:
    return _(
        "Nothing can be taken from this member in this round: their answers are in, were taken "
        "back, or those before them are missing. They read which when they sign in"
    )


def begin(*, page: QuestionnairePage, wave: str, mode: str, person: User, by: Any) -> Conversation:
    """Begin to answer with a member; that an officer did is on record, with whom is not."""
    if refusal := refusal_to_assist(page):
        raise Refused(refusal)
    record("polls.answer_with", on=page, by=by, wave=wave, mode=mode)
    return Conversation(wave, mode, person.pk, timezone.now())


# ---- what the officer's browser keeps --------------------------------------------------------


def new_number() -> str:
    """Return what tells one conversation from another in the address, and is stored nowhere."""
    return secrets.token_hex(8)


def sealed(conversation: Conversation, *, page: Any, number: str, by: Any) -> str:
    """Return a conversation as only this site can read it, for this officer and address alone."""
    kept = [
        conversation.wave,
        conversation.mode,
        conversation.person_pk,
        conversation.began_at.timestamp(),
    ]
    nonce = secrets.token_bytes(NONCE)
    text = _cipher().encrypt(nonce, json.dumps(kept).encode(), _bound_to(page, number, by))
    return base64.urlsafe_b64encode(nonce + text).decode()


def opened(text: str, *, page: Any, number: str, by: Any) -> Conversation | None:
    """Return a conversation that still lasts; None of any other, or what we have not sealed."""
    try:
        kept = base64.urlsafe_b64decode(text)
        plain = _cipher().decrypt(kept[:NONCE], kept[NONCE:], _bound_to(page, number, by))
    except (InvalidTag, ValueError, binascii.Error):
        return None
    wave, mode, person_pk, began = json.loads(plain)
    began_at = dt.datetime.fromtimestamp(began, tz=dt.UTC)
    if timezone.now() - began_at > LASTS:
        return None
    return Conversation(wave, mode, person_pk, began_at)


def _cipher() -> AESGCM:
    return AESGCM(cipher_key("answering-with-a-member"))


def _bound_to(page: Any, number: str, by: Any) -> bytes:
    return f"{page.pk}|{number}|{by.pk}".encode()


# ---- what becomes of it ----------------------------------------------------------------------


@transaction.atomic
def file_answers(
    *, page: QuestionnairePage, conversation: Conversation, typed: Typed, by: Any
) -> Response:
    """Store what a member said, once in a round, under their own key; with its `receipt`.

    A round that closed meanwhile takes it, as it takes what came on paper on the same day.
    """
    person, wave = conversation.person, conversation.wave
    if refusal := refusal_to_file(page, conversation, person):
        raise Refused(refusal)
    receipt = new_receipt()
    sheet = sheet_for(person, page, wave, code=receipt, by=by)
    batch = batch_of(page, conversation, by)
    try:
        with transaction.atomic():
            paper = Paper.objects.create(
                batch=batch,
                number=next_number(batch),
                first_by=by,
                settled_at=timezone.now(),
            )
    except IntegrityError:
        raise Refused(_("Another page of yours saved at this moment. Press once more.")) from None
    try:
        response = store(paper, typed, sheet)
    except AlreadyIn:
        raise Refused(done_with()) from None
    paper.response = response
    paper.save(update_fields=["response"])
    note("polls.key_paper", paper, by)
    response.receipt = receipt
    return response


def refusal_to_file(
    page: QuestionnairePage, conversation: Conversation, person: User | None
) -> str:
    """Say why what was typed cannot be stored; a round may have closed while they talked."""
    wave = conversation.wave
    if refusal := refusal_to_key(page, wave):
        return refusal
    if person is None or page.refusal_of_person(person):
        return _("This member has no place any more from which to answer.")
    if refusal := refusal_by_answers(page, wave, person):
        return refusal
    return questions_differ() if is_on_sheets(page) and page.is_shut(wave) else ""


def batch_of(page: QuestionnairePage, conversation: Conversation, by: Any) -> Batch:
    """Return the batch of what this officer takes in this way on this day."""
    about: dict[str, Any] = {
        "wave": conversation.wave,
        "mode": conversation.mode,
        "format": Format.STANDARD,
        "received_on": timezone.localdate(conversation.began_at),
        "is_keyed_twice": False,
    }
    begun = page.batches.filter(by=by, **about).order_by("-number").first()
    return begun or begin_batch(page=page, by=by, **about)


@transaction.atomic
def leave_to_member(
    *, page: QuestionnairePage, conversation: Conversation, typed: Typed, by: Any
) -> None:
    """Keep what a member has said so far as their draft, and write to them where they go on.

    What they had begun online themselves stays, where they have not said it anew.
    """
    person, wave = conversation.person, conversation.wave
    if person is None or refusal_of_member(page, wave, person):
        raise Refused(_("They cannot go on by themselves: it has closed, or their part is done."))
    draft = draft_to_change(person, page, wave)
    keep_in(draft, typed)
    record("polls.assist", on=page, by=by, wave=wave)
    write(person, "polls/mail/go_on_signed_in", page, wave)


def keep_in(draft: Draft, typed: Typed) -> None:
    """Put what was typed into a draft, with own words only beside the answer they belong to."""
    for name in typed.answers:
        draft.answers.pop(f"{name}-words", None)
    draft.answers |= typed.answers
    if typed.about:
        draft.answers[ABOUT] = About(**typed.about).as_draft()
    draft.mode = Mode.ASSISTED
    draft.save()


def tell(*, page: QuestionnairePage, conversation: Conversation, response: Response) -> str:
    """Write to a member that their answers are in, and where; say why not if that failed."""
    try:
        write(
            conversation.person,
            "polls/mail/answered_with_us",
            page,
            conversation.wave,
            mode=conversation.mode,
            response=response,
            can_take_back=not page.refusal_to_take_back(conversation.wave),
        )
    except Refused as refusal:
        return str(refusal)
    return ""


def write(person: Any, template: str, page: QuestionnairePage, wave: str, **context: Any) -> None:
    """Send a member one letter, by this request itself.

    A task's row would stand beside the answers with the same minute, and name the person.
    """
    if mail.is_paused(person.email):
        raise Refused(_("Messages to this member’s e-mail address come back."))
    about = {
        "page": page,
        "wave": wave,
        "round": Wave(wave).label if wave != Wave.ONLY else "",
        "closes_at": page.wave_closes_at(wave),
    }
    with sending():
        mail.send(person, template, about | context, kind="service")
