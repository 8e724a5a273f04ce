"""Entering answers for people who sent them on paper, by e-mail, by telephone or at an event.

A paper counts as soon as it is entered, or, in a batch that is entered twice, once a second person
has entered it too and every difference is decided. Nobody's account is in it: its key was made of
nothing, and only the receipt number leads to it. Papers of a deliberative poll come on sheets that
know a key (`polls.personal_sheets`).
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
from polls.coming_late import is_late, late_counts, refusal_after_results
from polls.editions import edition_named, edition_on, proposal_on
from polls.formats import named
from polls.kiosks import begin, refusal_without_account
from polls.models import (
    Answer,
    Batch,
    Draft,
    Paper,
    PersonalSheet,
    QuestionnairePage,
    Response,
    Wave,
)
from polls.models.responses import Mode
from polls.pairing import note_asking
from polls.personal_sheets import (
    AlreadyIn,
    fields_of,
    is_on_sheets,
    refusal_to_file,
    waves_to_key,
)
from polls.publishing import store_choice
from polls.responding import hash_receipt, new_receipt
from polls.storing import asked_items, rows_of_paper
from polls.without_account import Visitor

MAY_KEY = "polls.key_answers"
EMPTY: tuple[Any, ...] = (None, "", [], {})  # 0 is an answer
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
        about = {name: value for name, value in about.items() if value}
        return about | {name: one for name, one in self.answers.items() if one not in EMPTY}

    def with_parts(self, chosen: dict[str, Any]) -> Typed:
        """Return the same with other values; None or "" empties a box."""
        parts = {**self.parts(), **chosen}
        ward, age_band = parts.pop("ward", None) or None, parts.pop("age_band", "") or ""
        edition = parts.pop("edition", "") or ""
        about = {name: value for name in ABOUT if (value := parts.pop(name, None))}
        answers = {name: value for name, value in parts.items() if value not in EMPTY}
        return Typed(answers, ward, age_band, about, edition)


def reading(kept: Any) -> Typed:
    """Return a paper as somebody has entered it."""
    return Typed(**kept)


def refusal_to_key(page: QuestionnairePage, wave: str | None = None) -> str:
    """Say why no answers can be entered here now, in a round or in any; empty when they can."""
    if not page.live or not has_begun(page):
        return _("It has not opened yet. Enter answers once people can answer online too.")
    if page.consultation and page.consultation.withdrawn_at:
        return _("The consultation was withdrawn.")
    if is_on_sheets(page):
        return refusal_in_rounds(page, wave)
    return refusal_after_results(page)


def has_begun(page: QuestionnairePage) -> bool:
    if is_on_sheets(page):
        return bool(waves_to_key(page))
    return page.opens_at is None or page.opens_at <= timezone.now()


def refusal_in_rounds(page: QuestionnairePage, wave: str | None) -> str:
    """Say what stands against entering a round, or any that has opened."""
    opened = waves_to_key(page)
    if wave and wave not in opened:
        return _("This round has not opened yet.")
    # A follow-up is no part of what was compared and published before it.
    if Wave.LATER in ([wave] if wave else opened) and page.is_wave_open(Wave.LATER):
        return ""
    return refusal_after_results(page)


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
    wave: str = Wave.ONLY,
) -> Batch:
    """Begin a batch with the next number of its questionnaire."""
    if wave not in page.waves:
        raise Refused(_("There are no such questions here."))
    if refusal := refusal_to_key(page, wave):
        raise Refused(refusal)
    if received_on > timezone.localdate():
        raise Refused(_("They cannot have come on a day that is still to come."))
    last = page.batches.aggregate(last=Max("number"))["last"] or 0
    try:
        with transaction.atomic():
            batch = Batch.objects.create(
                page_id=page.pk,
                number=last + 1,
                wave=wave,
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


def next_number(batch: Batch) -> int:
    return (batch.papers.aggregate(last=Max("number"))["last"] or 0) + 1


def to_key_again(batch: Batch, by: Any) -> Paper | None:
    """Return the first paper that waits for a second person, and may have this one."""
    waiting = batch.papers.filter(settled_at=None, second_at=None).exclude(first_by=by)
    # Who printed a sheet may know whose it is.
    return waiting.exclude(sheet__printed_by=by).order_by("number").first()


def to_decide(batch: Batch):
    """Return the papers that two people entered differently."""
    return batch.papers.filter(settled_at=None, second_at__isnull=False).order_by("number")


# ---- papers ----------------------------------------------------------------------------------


@transaction.atomic
def key_paper(
    *, batch: Batch, number: int, typed: Typed, by: Any, sheet: PersonalSheet | None = None
) -> Paper:
    """Keep one paper; where one entry is enough it counts, and its response has a `receipt`."""
    check(batch, sheet)
    is_done = not batch.is_keyed_twice
    try:
        with transaction.atomic():
            paper = Paper.objects.create(
                batch=batch,
                number=number,
                sheet=sheet,
                first=None if is_done else typed.as_json(),
                first_by=by,
                settled_at=timezone.now() if is_done else None,
            )
    except IntegrityError:
        raise entered_already(batch, number, sheet) from None
    if is_done:
        paper.response = store(paper, typed, sheet)
        paper.save(update_fields=["response"])
    note("polls.key_paper", paper, by)
    return paper


def check(batch: Batch, sheet: PersonalSheet | None) -> None:
    """Refuse a paper that cannot be entered now; a deliberative poll takes none without sheet."""
    page = batch.page.specific
    if refusal := refusal_to_key(page, batch.wave):
        raise Refused(refusal)
    if is_on_sheets(page) != (sheet is not None):
        raise Refused(_("Enter the code that stands on the paper."))
    if sheet and (refusal := refusal_to_file(page, sheet, batch.received_on)):
        raise Refused(refusal)


class NumberTaken(Refused):
    """A refusal because a paper of this batch has the number already."""


def entered_already(batch: Batch, number: int, sheet: PersonalSheet | None) -> Refused:
    """Return which of the two can stand but once: the code of a sheet, or a paper's number."""
    if sheet and (found := Paper.objects.filter(sheet=sheet).select_related("batch").first()):
        words = _("The paper with this code is entered already, as %(n)d of batch %(batch)d.")
        return Refused(words % {"n": found.number, "batch": found.batch.number})
    words = _(
        "Paper %(n)d of this batch is entered already, and what you typed is still here. "
        "If this is another paper, give it its own number: %(next)d is free. If it is the "
        "same paper, go on with the next."
    )
    return NumberTaken(words % {"n": number, "next": next_number(batch)})


@transaction.atomic
def key_again(*, paper: Paper, typed: Typed, by: Any, sheet: PersonalSheet | None = None) -> Paper:
    """Keep what a second person read on a paper; if both read the same, it counts."""
    batch = paper.batch
    if refusal := refusal_to_key(batch.page.specific, batch.wave):
        raise Refused(refusal)
    paper = Paper.objects.select_for_update().get(pk=paper.pk)
    if paper.second_at or paper.settled_at:
        raise Refused(_("Somebody else has entered this paper a second time."))
    if paper.first_by_id == by.pk:
        raise Refused(_("You entered this paper first. Somebody else has to enter it now."))
    if paper.sheet != sheet:
        raise Refused(_("Another code was entered first. Look whether you have the right paper."))
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
    if refusal := refusal_to_key(paper.batch.page.specific, paper.batch.wave):
        raise Refused(refusal)
    if paper.settled_at or not paper.second_at:
        raise Refused(_("Somebody else has decided this paper, or it waits to be entered again."))
    found = differences(paper)
    if chosen.keys() != found.keys() or not set(chosen.values()) <= {"first", "second"}:
        raise Refused(_("Decide each difference first."))
    picked = {name: found[name][side == "second"] for name, side in chosen.items()}
    typed = reading(paper.first).with_parts(picked)
    try:
        paper.response = store(paper, typed, paper.sheet)
    except AlreadyIn:
        paper.response = None  # they have answered since: it is set aside
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


def store(paper: Paper, typed: Typed, sheet: PersonalSheet | None) -> Response:
    """Store a paper: as answers of nobody with an account, or under the key that its sheet has."""
    batch = paper.batch
    page = batch.page.specific
    late = is_late(batch)
    if sheet:
        note_asking(page, batch.wave)
    about = About(**typed.about)
    edition = edition_named(page, typed.edition) or edition_on(page, batch.received_on)
    receipt = "" if sheet else new_receipt()
    whose = fields_of(sheet) if sheet else of_nobody(page, typed, receipt)
    try:
        with transaction.atomic():
            response = Response.objects.create(
                page_id=page.pk,
                version=edition.version,
                language=edition.language,
                proposal_version=proposal_on(page, batch.received_on),
                public_id=secrets.token_hex(6),
                mode=batch.mode,
                format=batch.format,
                received_on=batch.received_on,
                is_late=late,
                is_counted=not late or late_counts(page),
                respondent_type=about.type,
                **whose,
            )
    except IntegrityError:
        # The database decides who was first, online or on paper.
        if not sheet or not Response.objects.filter(page_id=page.pk, **key_in(whose)).exists():
            raise
        raise AlreadyIn from None
    if organisation := about.organisation_for(response):
        organisation.save(force_insert=True)
    rows = rows_of_paper(asked_items(page, batch.wave), typed.answers)
    for row in rows:
        row.response = response
    Answer.objects.bulk_create(rows)
    # The paper does not ask: what stands on it is not published.
    store_choice(response, page, {})
    Draft.objects.filter(page_id=page.pk, **key_in(whose)).delete()
    page.forget_standings()
    response.receipt = receipt
    response.off_route = len({row.item_id for row in rows if row.is_off_route})
    return response


def key_in(whose: dict[str, Any]) -> dict[str, Any]:
    return {name: whose[name] for name in ("wave", "key")}


def of_nobody(page: QuestionnairePage, typed: Typed, receipt: str) -> dict[str, Any]:
    """Return what a response has of somebody whom only its receipt leads to."""
    return {
        "wave": Wave.ONLY,
        "key": key_of_nobody(page),
        "receipt_hash": hash_receipt(receipt),
        "ward_id": typed.ward,
        "age_band": typed.age_band,
        "has_account": False,
    }


def key_of_nobody(page: QuestionnairePage) -> str:
    """Return a key that was made of nothing, and is let go on the day on which all others are."""
    return participation_key(page.subject, f"paper-{secrets.token_hex(16)}")


def assist(*, batch: Batch, typed: Typed, by: Any) -> Visitor:
    """Keep what a caller has answered so far, for them to go on with through a private link."""
    page = batch.page.specific
    if refusal := refusal_without_account(page):
        raise Refused(refusal)
    ward = Ward.objects.filter(pk=typed.ward or 0).values_list("code", flat=True).first() or ""
    about = About(**typed.about, ward=ward, was_asked=bool(ward))
    page.read_in = named(page, batch.format)
    visitor = begin(page, Mode.ASSISTED, {**typed.answers, ABOUT_OF_DRAFT: about.as_draft()})
    record("polls.assist", on=page, by=by, batch=batch.number)
    return visitor


def note(action: str, paper: Paper, by: Any, **data: Any) -> None:
    """Put on record who entered which paper; never what stands on it."""
    batch = paper.batch
    record(action, on=batch.page, by=by, batch=batch.number, paper=paper.number, **data)
