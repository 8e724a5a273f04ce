"""Answering a questionnaire: saving on the way, sending once, taking back."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.refusals import Refused
from panel.births import band_on
from panel.erasures import Kind, digest_of_answers, note_erasure
from panel.invitation_draws import design_weight_of
from polls.about import ABOUT, About, NotSaid, about_of, asks_anything
from polls.files import files_of, hand_back_files, keep_file, let_go_of_draft
from polls.models import Answer, Draft, Item, QuestionnairePage, Response, Signal, Wave
from polls.models.responses import Format, Mode
from polls.pairing import note_asking
from polls.publishing import IN_DRAFT, as_draft, draft_of_choice, store_choice
from polls.shuffling import seed_of
from polls.speaking import language_of
from polls.storing import answers_of, asked_items, name_of_words, rows_of
from polls.younger import is_welcome

# No letter or digit that looks like another: receipts are read aloud and copied by hand.
RECEIPT_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
RECEIPT_GROUPS, RECEIPT_GROUP = 4, 4
PROPOSAL = "proposal"  # where a draft keeps which version of the proposal it was begun with
# What else follows for what was made of answers that are taken out: each app adds its own.
ALSO_TAKE_OUT: list[Callable[[Response], None]] = []


# ---- sending ---------------------------------------------------------------------------------


class Reworded(Refused):
    """A refusal because words were corrected after somebody had read them."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Words were corrected while you were answering, and nothing was sent yet. Read "
                "your answers once more, then send them."
            )
        )


def submit_response(
    *,
    user: Any,
    page: QuestionnairePage,
    wave: str,
    answers: dict[Any, Any],
    signals: dict[str, str] | None = None,
    version: int | None = None,
    mode: str = "",
) -> Response:
    """Store one person's answers in one wave, once; the response comes with its `receipt`.

    `user` is a person with an account, or a `Visitor` where anybody may answer. `answers` is
    `{item pk: answer}` as a draft keeps it: a number, "dk", the pk of an option, a list of such, or
    words; `{"<item pk>-words": text}` goes with "Other", and `{"about": ...}` says who answers
    (`polls.about`). `signals` are kept where anybody may answer. The receipt is told here only; the
    database keeps just its hash. `version` is that of the words that they read last: of words that
    were corrected since then they are told (`Reworded`). In which format they read them, the page
    says (`page.read_in`). `mode` is how they were begun, if it was read with the draft.
    """
    if refusal := page.refusal_for(user, wave):
        raise Refused(refusal)
    if version not in (None, page.version):
        raise Reworded
    note_asking(page, wave)
    key = user.key_for(page.subject)
    given = {str(item): answer for item, answer in answers.items()}
    about = About.of(given)
    if step := about.lacks(page, user):
        raise NotSaid(step)
    if about.is_younger and not is_welcome(page):
        raise Refused(_("You are too young for these questions. Nothing was kept."))
    asked = asked_items(page, wave)
    rows = rows_of(asked, given, is_younger=about.is_younger)
    is_shuffled = any(item.is_shuffled for item, _options in asked)
    ward, age_band = place_and_age(user, page, wave, about)
    design_weight = weight_by_draw(user, page, wave)
    is_at_random = came_at_random(user, page, wave)
    mode = mode or mode_begun(page, wave, key)
    receipt = new_receipt()
    try:
        with transaction.atomic():
            response = Response.objects.create(
                page_id=page.pk,
                wave=wave,
                key=key,
                ward_id=ward,
                age_band=age_band,
                design_weight=design_weight,
                is_at_random=is_at_random,
                order_seed=seed_of(key) if is_shuffled else None,
                version=page.version,
                proposal_version=page.proposal_version,
                language=language_of(page),
                format=page.read_in or Format.STANDARD,
                public_id=secrets.token_hex(6),
                receipt_hash=hash_receipt(receipt),
                respondent_type=about.type,
                has_account=user.is_authenticated,
                is_younger=about.is_younger,
                mode=mode,
            )
            if organisation := about.organisation_for(response):
                organisation.save(force_insert=True)
            # On a shared tablet all come from one browser, and that says nothing.
            if signals and page.is_open_to_all and mode != Mode.KIOSK:
                Signal.objects.create(response=response, **signals)
            for row in rows:
                row.response = response
            Answer.objects.bulk_create(rows)
            store_choice(response, page, given)
            let_go_of_draft(rows, response)
    except IntegrityError:
        # The database decides who was first, however many sent at the same moment.
        if not Response.objects.filter(page_id=page.pk, wave=wave, key=key).exists():
            raise
        raise Refused(
            _("Your answers are in already. They are counted once, as you first sent them.")
        ) from None
    finally:
        page.forget_standings()
    response.receipt = receipt
    return response


def mode_begun(page: QuestionnairePage, wave: str, key: str) -> str:
    """Return how answers were begun: alone, on a shared tablet, or with an officer."""
    begun = Draft.objects.filter(page_id=page.pk, wave=wave, key=key)
    return begun.values_list("mode", flat=True).first() or Mode.ONLINE


def place_and_age(
    user: Any, page: QuestionnairePage, wave: str, about: About
) -> tuple[int | None, str]:
    """Return ward and age band to store: those of the first answers, so that pairs stay whole.

    The band is that of today, by the date of birth where it is known. Of who is no member the ward
    is the one that they say, and the age is not asked.
    """
    if first := first_of_pair(user, page, wave):
        return first.ward_id, first.age_band
    membership = getattr(user, "membership", None)
    if membership is None:
        return about.ward_pk, ""
    band = band_on(membership, timezone.localdate())
    return membership.ward_id if membership.counts_in_ward else None, band


def weight_by_draw(user: Any, page: QuestionnairePage, wave: str) -> float | None:
    """Return the design weight to store, likewise; None of who was not drawn.

    It is taken here, where the person is, so that nobody has to look for them among the answers.
    """
    if first := first_of_pair(user, page, wave):
        return first.design_weight
    return design_weight_of(user, page.pk) if user.is_authenticated else None


def came_at_random(user: Any, page: QuestionnairePage, wave: str) -> bool | None:
    """Say whether a member had joined by an invitation at random, likewise; None of others."""
    if first := first_of_pair(user, page, wave):
        return first.is_at_random
    membership = getattr(user, "membership", None)
    return membership.source == membership.Source.INVITATION if membership else None


def first_of_pair(user: Any, page: QuestionnairePage, wave: str) -> Response | None:
    is_again = wave in (Wave.AFTER, Wave.LATER)
    return page.standing_of(user).responses.get(Wave.BEFORE) if is_again else None


# ---- on the way ------------------------------------------------------------------------------


@transaction.atomic
def save_answers(
    *, user: Any, page: QuestionnairePage, wave: str, given: Iterable[tuple[Item, Any, str]]
) -> Draft:
    """Keep the answers of a page until the whole is sent, for this person on any device.

    `given` are questions, each with its answer and the own words that go with it.
    """
    draft = draft_to_change(user, page, wave)
    for item, answer, words in given:
        draft.answers[str(item.pk)] = keep_file(draft, item, answer) if item.is_file else answer
        draft.answers.pop(name_of_words(item), None)
        if words:
            draft.answers[name_of_words(item)] = words
    draft.save()
    return draft


def draft_so_far(*, user: Any, page: QuestionnairePage, wave: str) -> Draft:
    """Return what a person has saved in a wave but not sent; an empty one if that is nothing."""
    of_person = {"page_id": page.pk, "wave": wave, "key": user.key_for(page.subject)}
    return Draft.objects.filter(**of_person).first() or Draft(**of_person, version=page.version)


@transaction.atomic
def save_about(*, user: Any, page: QuestionnairePage, wave: str, **said: Any) -> About:
    """Keep what somebody says of themselves, likewise; what they do not say stays as it was."""
    draft = draft_to_change(user, page, wave)
    about = replace(About.of(draft.answers), **said)
    draft.answers[ABOUT] = about.as_draft()
    draft.save()
    return about


@transaction.atomic
def save_choice(
    *, user: Any, page: QuestionnairePage, wave: str, choice: str, name: str = ""
) -> None:
    """Keep whether somebody's words may be published, likewise."""
    draft = draft_to_change(user, page, wave)
    draft.answers[IN_DRAFT] = as_draft(choice, name)
    draft.save()


def draft_to_change(user: Any, page: QuestionnairePage, wave: str) -> Draft:
    """Return the draft of somebody who may answer, theirs alone until the transaction ends."""
    if refusal := page.refusal_for(user, wave):
        raise Refused(refusal)
    note_asking(page, wave)
    draft, _is_new = Draft.objects.select_for_update().get_or_create(
        page_id=page.pk,
        wave=wave,
        key=user.key_for(page.subject),
        defaults={
            "version": page.version,
            "answers": proposal_read(page.proposal_version),
            "format": page.read_in or Format.STANDARD,
        },
    )
    draft.format = page.read_in or draft.format
    return draft


def proposal_read(version: int) -> dict[str, int]:
    """Note in a draft which version of the proposal stood when it was begun; the first is usual."""
    return {PROPOSAL: version} if version > 1 else {}


def count_answered(answers: dict[str, Any]) -> int:
    """Count the questions that a draft holds an answer to."""
    return sum(name.isdigit() for name in answers)


# ---- receipts --------------------------------------------------------------------------------


def new_receipt() -> str:
    """Return a number such as "7KQ2-M9XD-3FHA-TT4C", from which nothing else can be worked out."""
    groups = (
        "".join(secrets.choice(RECEIPT_LETTERS) for _letter in range(RECEIPT_GROUP))
        for _group in range(RECEIPT_GROUPS)
    )
    return "-".join(groups)


def hash_receipt(receipt: str) -> str:
    """Return what is stored of a receipt; spaces, hyphens and capitals make no difference."""
    letters = "".join(receipt.upper().split()).replace("-", "")
    return hashlib.sha256(letters.encode()).hexdigest()


@transaction.atomic
def withdraw_response(*, page: QuestionnairePage, receipt: str) -> Response:
    """Take back the answers that a receipt stands for, until they are cut off from people.

    While a questionnaire is open it is open again to their sender, with the answers kept as a draft
    to change. In a deliberative poll, and once a questionnaire has closed, they go for good.
    """
    of_page = Response.objects.select_for_update().filter(page_id=page.pk, withdrawn_at=None)
    response = of_page.filter(receipt_hash=hash_receipt(receipt)).first()
    if response is None:
        raise Refused(_("We have no answers under this number. Check it letter by letter."))
    return take_back(page, response)


@transaction.atomic
def withdraw_own_response(*, user: Any, page: QuestionnairePage, wave: str) -> Response:
    """Take back what a person answered here in a wave; their account is proof enough."""
    of_page = Response.objects.select_for_update().filter(page_id=page.pk, withdrawn_at=None)
    response = of_page.filter(wave=wave, key=user.key_for(page.subject)).first()
    if response is None:
        raise Refused(_("You have sent no answers here, or have taken them back."))
    return take_back(page, response)


def take_back(page: QuestionnairePage, response: Response) -> Response:
    if refusal := page.refusal_to_take_back(response.wave):
        raise Refused(refusal)
    take_out(page, response)
    return response


def take_out(page: QuestionnairePage, response: Response) -> None:
    """Take answers out of all that is counted."""
    note_erasure(Kind.ANSWERS, digest_of_answers(response.public_id))
    for follow in ALSO_TAKE_OUT:
        follow(response)
    kept = answers_of(response) | draft_of_choice(response)
    kept |= proposal_read(response.proposal_version)
    kept |= {str(item): file for item, file in files_of(response).items()}
    if asks_anything(page, None):
        kept |= about_of(response)
    draft = None
    response.answers.all().delete()
    if response.wave == Wave.ONLY:
        if page.is_wave_open(response.wave) and response.has_sender:
            draft, _is_new = Draft.objects.update_or_create(
                page_id=page.pk,
                wave=response.wave,
                key=response.key,
                defaults={
                    "answers": kept,
                    "version": response.version,
                    "format": response.format,
                },
            )
        hand_back_files(response, draft)
        response.delete()
    else:
        hand_back_files(response, None)
        response.withdrawn_at = timezone.now()
        response.save(update_fields=["withdrawn_at"])
    page.forget_standings()
