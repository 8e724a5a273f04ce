"""Entering answers for people who sent them on paper, by e-mail, by telephone or at an event.

A paper counts as soon as it is entered, or, in a batch that is entered twice, once a second person
has entered it too and every difference is decided. Nobody's account is in it: its key was made of
nothing, and only the receipt number leads to it.
"""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import record
from core.keys import participation_key
from core.refusals import Refused
from panel.models import Ward
from polls.about import ABOUT as ABOUT_OF_DRAFT
from polls.about import About
from polls.anonymising import last_day_of
from polls.editions import edition_named, edition_on, proposal_on
from polls.kiosks import begin, refusal_without_account
from polls.models import (
    Answer,
    Batch,
    DeliberativePollPage,
    LateChoice,
    Paper,
    QuestionnairePage,
    Response,
    Wave,
)
from polls.models.responses import Mode
from polls.publishing import store_choice
from polls.responding import hash_receipt, new_receipt
from polls.storing import asked_items, rows_of_paper
from polls.without_account import Visitor

MAY_KEY = "polls.key_answers"
ABOUT = ("type", "name", "represents", "how_gathered")


@dataclass(frozen=True)
class Typed:
    """What stands on one paper: `answers` as a draft keeps them, ward and age band if they do."""

    answers: dict[str, Any] = field(default_factory=dict)
    ward: int | None = None
    age_band: str = ""
    # As what somebody answers, and for which organisation: fields of `About`.
    about: dict[str, Any] = field(default_factory=dict)
    edition: str = ""  # as it stands at the foot of the paper; see `polls.editions`

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def parts(self) -> dict[str, Any]:
        """Return everything by name, empty boxes left out, so that two can be compared."""
        about = {"ward": self.ward, "age_band": self.age_band, "edition": self.edition}
        about |= self.about
        return {name: value for name, value in {**about, **self.answers}.items() if value}

    def with_parts(self, chosen: dict[str, Any]) -> Typed:
        """Return the same with other values; None or "" empties a box."""
        parts = {**self.parts(), **chosen}
        ward, age_band = parts.pop("ward", None) or None, parts.pop("age_band", "") or ""
        edition = parts.pop("edition", "") or ""
        about = {name: value for name in ABOUT if (value := parts.pop(name, None))}
        answers = {name: value for name, value in parts.items() if value}
        return Typed(answers, ward, age_band, about, edition)


def reading(kept: Any) -> Typed:
    """Return a paper as somebody has entered it."""
    return Typed(**kept)


def refusal_to_key(page: QuestionnairePage) -> str:
    """Say why no answers can be entered here now; empty when they can."""
    if isinstance(page, DeliberativePollPage):
        return _(
            "Both rounds of a deliberative poll belong to one person’s account, so paper cannot be "
            "entered here. Let the person answer online, with help if they wish."
        )
    if not page.live or (page.opens_at and page.opens_at > timezone.now()):
        return _("It has not opened yet. Enter answers once people can answer online too.")
    if page.consultation and page.consultation.withdrawn_at:
        return _("The consultation was withdrawn.")
    return refusal_after_results(page)


def refusal_after_results(page: QuestionnairePage) -> str:
    if page.has_report:
        return _("The results are published. Figures that people have read do not change any more.")
    return ""


# ---- batches ---------------------------------------------------------------------------------


@transaction.atomic
def begin_batch(
    *,
    page: QuestionnairePage,
    by: Any,
    mode: str,
    format: str,
    received_on: dt.date,
    is_keyed_twice: bool = False,
) -> Batch:
    """Begin a batch with the next number of its questionnaire."""
    if refusal := refusal_to_key(page):
        raise Refused(refusal)
    if received_on > timezone.localdate():
        raise Refused(_("They cannot have come on a day that is still to come."))
    last = page.batches.aggregate(last=Max("number"))["last"] or 0
    try:
        with transaction.atomic():
            batch = Batch.objects.create(
                page_id=page.pk,
                number=last + 1,
                mode=mode,
                format=format,
                received_on=received_on,
                is_keyed_twice=is_keyed_twice,
                by=by,
            )
    except IntegrityError:
        raise Refused(_("Somebody else began a batch at this moment. Press once more.")) from None
    day = received_on.isoformat()
    record("polls.begin_batch", on=page, by=by, batch=batch.number, mode=mode, received_on=day)
    return batch


def is_late(page: QuestionnairePage, received_on: dt.date) -> bool:
    """Say whether answers that came on this day came after the last day."""
    last_day = last_day_of(page)
    return last_day is not None and received_on > last_day


def next_number(batch: Batch) -> int:
    return (batch.papers.aggregate(last=Max("number"))["last"] or 0) + 1


def to_key_again(batch: Batch, by: Any) -> Paper | None:
    """Return the first paper that waits for a second person, and may have this one."""
    waiting = batch.papers.filter(settled_at=None, second_at=None).exclude(first_by=by)
    return waiting.order_by("number").first()


def to_decide(batch: Batch):
    """Return the papers that two people entered differently."""
    return batch.papers.filter(settled_at=None, second_at__isnull=False).order_by("number")


# ---- papers ----------------------------------------------------------------------------------


@transaction.atomic
def key_paper(*, batch: Batch, number: int, typed: Typed, by: Any) -> Paper:
    """Keep one paper; where one entry is enough it counts, and its response has a `receipt`."""
    page = batch.page
    if refusal := refusal_to_key(page):
        raise Refused(refusal)
    is_done = not batch.is_keyed_twice
    try:
        with transaction.atomic():
            paper = Paper.objects.create(
                batch=batch,
                number=number,
                first=None if is_done else typed.as_json(),
                first_by=by,
                settled_at=timezone.now() if is_done else None,
            )
    except IntegrityError:
        raise Refused(
            _(
                "Paper %(n)d of this batch is entered already, and what you typed is still here. "
                "If this is another paper, give it its own number: %(next)d is free. If it is the "
                "same paper, go on with the next."
            )
            % {"n": number, "next": next_number(batch)}
        ) from None
    if is_done:
        paper.response = store(paper, typed)
        paper.save(update_fields=["response"])
    note("polls.key_paper", paper, by)
    return paper


@transaction.atomic
def key_again(*, paper: Paper, typed: Typed, by: Any) -> Paper:
    """Keep what a second person read on a paper; if both read the same, it counts."""
    batch = paper.batch
    if refusal := refusal_to_key(batch.page):
        raise Refused(refusal)
    paper = Paper.objects.select_for_update().get(pk=paper.pk)
    if paper.second_at or paper.settled_at:
        raise Refused(_("Somebody else has entered this paper a second time."))
    if paper.first_by_id == by.pk:
        raise Refused(_("You entered this paper first. Somebody else has to enter it now."))
    paper.second, paper.second_by, paper.second_at = typed.as_json(), by, timezone.now()
    paper.differences = len(differences(paper))
    paper.save()
    note("polls.key_paper_again", paper, by, differences=paper.differences)
    return paper if paper.differences else settle(paper=paper, chosen={}, by=by)


def differences(paper: Paper) -> dict[str, tuple[Any, Any]]:
    """Return what two people read differently on a paper, by name: both values, None if empty."""
    first, second = reading(paper.first).parts(), reading(paper.second).parts()
    return {
        name: (first.get(name), second.get(name))
        for name in dict.fromkeys([*first, *second])
        if first.get(name) != second.get(name)
    }


@transaction.atomic
def settle(*, paper: Paper, chosen: dict[str, str], by: Any) -> Paper:
    """Decide every difference, "first" or "second" by name, and have the paper count."""
    paper = Paper.objects.select_for_update().get(pk=paper.pk)
    if refusal := refusal_to_key(paper.batch.page):
        raise Refused(refusal)
    if paper.settled_at or not paper.second_at:
        raise Refused(_("Somebody else has decided this paper, or it waits to be entered again."))
    found = differences(paper)
    if chosen.keys() != found.keys() or not set(chosen.values()) <= {"first", "second"}:
        raise Refused(_("Decide each difference first."))
    picked = {name: found[name][side == "second"] for name, side in chosen.items()}
    typed = reading(paper.first).with_parts(picked)
    paper.response = store(paper, typed)
    paper.first = paper.second = None
    paper.settled_by, paper.settled_at = by, timezone.now()
    paper.save()
    if found:
        note("polls.settle_paper", paper, by, differences=len(found))
    return paper


@transaction.atomic
def discard_second(*, paper: Paper, by: Any) -> None:
    """Have a paper entered a second time anew, where neither reading is right."""
    paper = Paper.objects.select_for_update().get(pk=paper.pk)
    if paper.settled_at or not paper.second_at:
        raise Refused(_("Somebody else has decided this paper, or it waits to be entered again."))
    paper.second = paper.second_by = paper.second_at = paper.differences = None
    paper.save()
    note("polls.discard_second", paper, by)


def store(paper: Paper, typed: Typed) -> Response:
    """Store a paper as answers of nobody with an account."""
    batch = paper.batch
    page = batch.page
    late = is_late(page, batch.received_on)
    about = About(**typed.about)
    edition = edition_named(page, typed.edition) or edition_on(page, batch.received_on)
    receipt = new_receipt()
    response = Response.objects.create(
        page_id=page.pk,
        wave=Wave.ONLY,
        key=key_of_nobody(page),
        ward_id=typed.ward,
        age_band=typed.age_band,
        version=edition.version,
        language=edition.language,
        proposal_version=proposal_on(page, batch.received_on),
        public_id=secrets.token_hex(6),
        receipt_hash=hash_receipt(receipt),
        mode=batch.mode,
        format=batch.format,
        received_on=batch.received_on,
        is_late=late,
        is_counted=not late or late_counts(page),
        has_account=False,
        respondent_type=about.type,
    )
    if organisation := about.organisation_for(response):
        organisation.save(force_insert=True)
    rows = rows_of_paper(asked_items(page, Wave.ONLY), typed.answers)
    for row in rows:
        row.response = response
    Answer.objects.bulk_create(rows)
    # The paper does not ask: what stands on it is not published.
    store_choice(response, page, {})
    page.forget_standings()
    response.receipt = receipt
    response.off_route = len({row.item_id for row in rows if row.is_off_route})
    return response


def key_of_nobody(page: QuestionnairePage) -> str:
    """Return a key that was made of nothing, and is let go on the day on which all others are."""
    return participation_key(page.subject, f"paper-{secrets.token_hex(16)}")


def assist(*, batch: Batch, typed: Typed, by: Any) -> Visitor:
    """Keep what a caller has answered so far, for them to go on with through a private link."""
    page = batch.page
    if refusal := refusal_without_account(page):
        raise Refused(refusal)
    ward = Ward.objects.filter(pk=typed.ward or 0).values_list("code", flat=True).first() or ""
    about = About(**typed.about, ward=ward, was_asked=bool(ward))
    visitor = begin(page, Mode.ASSISTED, {**typed.answers, ABOUT_OF_DRAFT: about.as_draft()})
    record("polls.assist", on=page, by=by, batch=batch.number)
    return visitor


def note(action: str, paper: Paper, by: Any, **data: Any) -> None:
    """Put on record who entered which paper; never what stands on it."""
    batch = paper.batch
    record(action, on=batch.page, by=by, batch=batch.number, paper=paper.number, **data)


# ---- what came too late ----------------------------------------------------------------------


def late_counts(page: QuestionnairePage) -> bool:
    """Say whether late answers count; they do not until an officer says so."""
    newest = LateChoice.objects.filter(page_id=page.pk).first()
    return newest is not None and newest.counts


def refusal_to_choose(page: QuestionnairePage) -> str:
    """Say why it cannot be decided now whether late answers count; empty when it can."""
    if not page.responses.filter(is_late=True).exists():
        return _("No late answers are entered.")
    return refusal_after_results(page)


@transaction.atomic
def choose_late(*, page: QuestionnairePage, counts: bool, reason: str, by: Any) -> LateChoice:
    """Have late answers count in every figure, or in none, with a reason that stays on record."""
    if refusal := refusal_to_choose(page):
        raise Refused(refusal)
    if not reason.strip():
        raise Refused(_("Say why. It is kept in the record with your name."))
    choice = LateChoice.objects.create(page_id=page.pk, counts=counts, reason=reason, by=by)
    Response.objects.filter(page_id=page.pk, is_late=True).update(is_counted=counts)
    record("polls.choose_late", on=page, by=by, reason=reason, counts=counts)
    return choice
