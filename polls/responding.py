"""Answering a questionnaire: saving on the way, sending once, taking back."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from core.forms import DONT_KNOW
from core.refusals import Refused
from panel.invitation_draws import design_weight_of
from polls.branching import path_through
from polls.models import Answer, Draft, Item, Option, QuestionnairePage, Response, Wave
from polls.models.responses import Missing

LONGEST_TEXT = 4000
LONGEST_WORDS = 200
# No letter or digit that looks like another: receipts are read aloud and copied by hand.
RECEIPT_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
RECEIPT_GROUPS, RECEIPT_GROUP = 4, 4


class Unanswered(Refused):
    """A refusal because one item is not answered, or not in a way that it allows."""

    def __init__(self, item: Item) -> None:
        super().__init__(_("“%(question)s” still needs an answer.") % {"question": item.wording})
        self.item = item


# ---- sending ---------------------------------------------------------------------------------


def submit_response(
    *, user: Any, page: QuestionnairePage, wave: str, answers: dict[Any, Any]
) -> Response:
    """Store one person's answers in one wave, once; the response comes with its `receipt`.

    `answers` is `{item pk: answer}` as a draft keeps it: a number, "dk", the pk of an option, a
    list of such, or words; `{"<item pk>-words": text}` goes with "Other". The receipt is told here
    only; the database keeps just its hash.
    """
    if refusal := page.refusal_for(user, wave):
        raise Refused(refusal)
    key = user.key_for(page.subject)
    given = {str(item): answer for item, answer in answers.items()}
    rows = rows_of(asked_items(page, wave), given)
    ward, age_band = place_and_age(user, page, wave)
    design_weight = weight_by_draw(user, page, wave)
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
                public_id=secrets.token_hex(6),
                receipt_hash=hash_receipt(receipt),
            )
            for row in rows:
                row.response = response
            Answer.objects.bulk_create(rows)
            Draft.objects.filter(page_id=page.pk, wave=wave, key=key).delete()
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


def place_and_age(user: Any, page: QuestionnairePage, wave: str) -> tuple[int | None, str]:
    """Return ward and age band to store: those of the first answers, so that pairs stay whole."""
    if first := first_of_pair(user, page, wave):
        return first.ward_id, first.age_band
    membership = user.membership
    return membership.ward_id if membership.counts_in_ward else None, membership.age_band


def weight_by_draw(user: Any, page: QuestionnairePage, wave: str) -> float | None:
    """Return the design weight to store, likewise; None of who was not drawn.

    It is taken here, where the person is, so that nobody has to look for them among the answers.
    """
    if first := first_of_pair(user, page, wave):
        return first.design_weight
    return design_weight_of(user, page.pk)


def first_of_pair(user: Any, page: QuestionnairePage, wave: str) -> Response | None:
    return page.standing_of(user).responses.get(Wave.BEFORE) if wave == Wave.AFTER else None


def name_of_words(item: Item) -> str:
    """Return where a draft keeps the own words that go with an item's "Other"."""
    return f"{item.pk}-words"


def rows_of(asked: list[tuple[Item, dict[int, Option]]], given: dict[str, Any]) -> list[Answer]:
    """Return the rows that store all answers; what this person was not asked is stored as that."""
    codes = {
        item.pk: {pk: option.code for pk, option in options.items()} for item, options in asked
    }
    on_path = {item.pk for item in path_through([item for item, _codes in asked], given, codes)}
    return [
        row
        for item, options in asked
        for row in (
            rows_for(item, options, given.get(str(item.pk)), given.get(name_of_words(item)))
            if item.pk in on_path
            else [Answer(item=item, missing=Missing.NOT_ASKED)]
        )
    ]


def asked_items(page: QuestionnairePage, wave: str) -> list[tuple[Item, dict[int, Option]]]:
    """Return the items of a wave in order, each with its options by pk, in one query."""
    asked: dict[int, tuple[Item, dict[int, Option]]] = {}
    joined = (
        Item.objects.filter(page_id=page.pk)
        .annotate(
            option_pk=F("options__pk"),
            option_code=F("options__code"),
            option_is_exclusive=F("options__is_exclusive"),
            option_takes_words=F("options__takes_words"),
        )
        .order_by("sort_order", "pk")
    )
    for item in joined:
        if item.asked_in(wave):
            _item, options = asked.setdefault(item.pk, (item, {}))
            if item.option_pk:
                options[item.option_pk] = Option(
                    pk=item.option_pk,
                    code=item.option_code,
                    is_exclusive=item.option_is_exclusive,
                    takes_words=item.option_takes_words,
                )
    return list(asked.values())


def rows_for(
    item: Item, options: dict[int, Option], answer: Any, words: Any = None
) -> list[Answer]:
    """Return the rows that store an answer; raise Unanswered if the item does not allow it."""
    if item.kind != Item.Kind.TEXT and answer in (DONT_KNOW, [DONT_KNOW]):
        if not item.has_dont_know:
            raise Unanswered(item)
        return [Answer(item=item, missing=Missing.DONT_KNOW)]
    if answer in (None, "", []):
        if item.is_required:
            raise Unanswered(item)
        return [Answer(item=item, missing=Missing.SKIPPED)]
    if item.kind == Item.Kind.TEXT:
        return [text_row(item, answer)]
    try:
        if item.kind == Item.Kind.SCALE:
            number = int(answer)
            if not 0 <= number <= 10:
                raise Unanswered(item)
            return [Answer(item=item, number=number)]
        is_list = isinstance(answer, list)
        chosen = {int(option) for option in (answer if is_list else [answer])}
    except (TypeError, ValueError):
        raise Unanswered(item) from None
    if not chosen <= options.keys() or (item.kind == Item.Kind.SINGLE and len(chosen) != 1):
        raise Unanswered(item)
    if len(chosen) > 1 and any(options[pk].is_exclusive for pk in chosen):
        raise Unanswered(item)
    text = str(words or "").strip()[:LONGEST_WORDS]
    return [
        Answer(item=item, option_id=pk, text=text if options[pk].takes_words else "")
        for pk in sorted(chosen)
    ]


def text_row(item: Item, answer: Any) -> Answer:
    text = str(answer).strip()[:LONGEST_TEXT]
    if text:
        return Answer(item=item, text=text)
    if item.is_required:
        raise Unanswered(item)
    return Answer(item=item, missing=Missing.SKIPPED)


# ---- on the way ------------------------------------------------------------------------------


@transaction.atomic
def save_draft(
    *, user: Any, page: QuestionnairePage, wave: str, item: Item, answer: Any, words: str = ""
) -> Draft:
    """Keep one answer until the whole is sent, for this person on any device."""
    if refusal := page.refusal_for(user, wave):
        raise Refused(refusal)
    draft, _is_new = Draft.objects.select_for_update().get_or_create(
        page_id=page.pk, wave=wave, key=user.key_for(page.subject)
    )
    draft.answers[str(item.pk)] = answer
    draft.answers.pop(name_of_words(item), None)
    if words:
        draft.answers[name_of_words(item)] = words
    draft.save()
    return draft


def answers_so_far(*, user: Any, page: QuestionnairePage, wave: str) -> dict[str, Any]:
    """Return what a person has saved in a wave but not sent."""
    key = user.key_for(page.subject)
    draft = Draft.objects.filter(page_id=page.pk, wave=wave, key=key).first()
    return draft.answers if draft else {}


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
    """Take back the answers that a receipt stands for, while the round that took them is open.

    A questionnaire is open again to their sender, with the answers kept as a draft to change. In a
    deliberative poll the answers go for good, because nobody answers a round twice.
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
    if not page.is_wave_open(response.wave):
        raise Refused(
            _("This round has closed, so its answers cannot be taken back. Contact us for help.")
        )
    kept = answers_of(response)
    response.answers.all().delete()
    if response.wave == Wave.ONLY:
        response.delete()
        Draft.objects.update_or_create(
            page_id=page.pk, wave=response.wave, key=response.key, defaults={"answers": kept}
        )
    else:
        response.withdrawn_at = timezone.now()
        response.save(update_fields=["withdrawn_at"])
    page.forget_standings()
    return response


def answers_of(response: Response) -> dict[str, Any]:
    """Return stored answers in the shape of a draft."""
    kept: dict[str, Any] = {}
    for answer in response.answers.select_related("item").order_by("pk"):
        name = str(answer.item_id)
        if answer.missing == Missing.NOT_ASKED:
            continue
        if answer.missing:
            kept[name] = DONT_KNOW if answer.missing == Missing.DONT_KNOW else ""
        elif answer.number is not None:
            kept[name] = answer.number
        elif answer.option_id and answer.item.kind == Item.Kind.MULTIPLE:
            kept.setdefault(name, []).append(str(answer.option_id))
        else:
            kept[name] = str(answer.option_id) if answer.option_id else answer.text
        if answer.option_id and answer.text:
            kept[name_of_words(answer.item)] = answer.text
    return kept
