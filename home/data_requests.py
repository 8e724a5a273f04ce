"""Requests for one's own data that officers answer: their clock, and the file without third
parties."""

import datetime as dt
import hashlib
import json
import re
from dataclasses import replace
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import record
from core.dates import short_day
from core.own_data import Fact, Section
from core.refusals import Refused
from core.safety import plain_forms, redact
from core.taking_out import without_phrases
from home.own_data import CHAPTERS
from panel.models import ClockStop, CouncilSettings, DataRequest, MobileNumber, User

TAKEN_OUT = "[taken out: about somebody else]"
# Facts that hold what somebody typed, where others may be named; all else is about the person.
WORDS = {
    *("text", "first_text", "reason", "answer", "about", "question", "in_your_words", "answers"),
    *("judged", "publishing"),
}
OF_OTHERS = {"supports": {"question"}}  # somebody else's words altogether
# What an administrator reads to find others in it: words that moderators read as well. The rest,
# answers and what was told about oneself, is in the file alone.
READ_FOR_OTHERS = {"contributions", "replies", "appeals", "reports", "mutes"}
OWN_MARK = "\ue000{}\ue001"


# ---- the clock -----------------------------------------------------------------------------------


@transaction.atomic
def receive(*, person: User, received_on: dt.date, note: str, by: User) -> DataRequest:
    """Note a request from the day it came."""
    not_ahead(received_on)
    request = DataRequest.objects.create(person=person, received_on=received_on, note=note, by=by)
    record("home.request_received", on=request, by=by)
    return request


@transaction.atomic
def stop_clock(*, request: DataRequest, since: dt.date, reason: str, by: User) -> None:
    """Stop the clock from a day on, while the council waits for an answer of theirs."""
    request = locked(request)
    still_open(request)
    not_ahead(since)
    if since < request.received_on:
        raise Refused(_("The clock cannot stop before the request came."))
    if any(stop.until and since < stop.until for stop in request.all_stops):
        raise Refused(_("The clock stood still on that day already. Enter a later one."))
    if since > request.due_on:
        raise Refused(
            _("It was due on %(day)s. The clock cannot stop after that.")
            % {"day": short_day(request.due_on, year=True)}
        )
    try:
        with transaction.atomic():
            ClockStop.objects.create(request=request, since=since, reason=reason)
    except IntegrityError as fault:
        raise Refused(_("The clock stands still already.")) from fault
    record("home.request_stopped", on=request, by=by, reason=reason, since=since.isoformat())


@transaction.atomic
def resume_clock(*, request: DataRequest, until: dt.date, by: User) -> None:
    """Let the clock go on from a day on; that day counts again."""
    request = locked(request)
    not_ahead(until)
    stop = request.open_stop
    if stop is None:
        raise Refused(_("The clock does not stand still."))
    if until < stop.since:
        raise Refused(_("That is before the clock stopped."))
    request.stops.filter(pk=stop.pk).update(until=until)
    record("home.request_resumed", on=request, by=by, until=until.isoformat())


@transaction.atomic
def extend(*, request: DataRequest, reason: str, by: User) -> None:
    """Take two more months, while there is still time to tell them so."""
    request = locked(request)
    still_open(request)
    if request.is_late:
        raise Refused(_("It is late already. Extending has to be told within the first month."))
    if request.extended_on:
        raise Refused(_("It is extended already. That is possible once."))
    today = timezone.localdate()
    DataRequest.objects.filter(pk=request.pk).update(extended_on=today, extended_because=reason)
    record("home.request_extended", on=request, by=by, reason=reason)


@transaction.atomic
def take_out(*, request: DataRequest, words: str, by: User) -> None:
    """Say which words are about others; each line is taken out wherever it stands."""
    request = locked(request)
    still_open(request)
    DataRequest.objects.filter(pk=request.pk).update(taken_out="\n".join(lines_of(words)))
    record("home.request_words_taken_out", on=request, by=by, lines=len(lines_of(words)))


@transaction.atomic
def mark_as_sent(*, request: DataRequest, sent_on: dt.date, how: str, by: User) -> None:
    """Note that the answer went out. The words about others are forgotten with it."""
    request = locked(request)
    if request.sent_on:
        raise Refused(_("It is marked as sent already."))
    not_ahead(sent_on)
    if request.open_stop:
        raise Refused(_("The clock stands still. Say first when it went on."))
    if sent_on < request.received_on:
        raise Refused(_("That is before the request came."))
    DataRequest.objects.filter(pk=request.pk).update(sent_on=sent_on, sent_how=how, taken_out="")
    record("home.request_sent", on=request, by=by, sha256=request.file_sha256)


def locked(request: DataRequest) -> DataRequest:
    """Return a request as it is now; nobody else changes it until this transaction ends."""
    now = DataRequest.objects.select_for_update().filter(pk=request.pk).first()
    if now is None:
        raise Refused(_("This request is no longer here."))
    return now


def still_open(request: DataRequest) -> None:
    if request.sent_on:
        raise Refused(_("It is answered. Nothing of it changes any more."))


def not_ahead(day: dt.date) -> None:
    if day > timezone.localdate():
        raise Refused(_("Enter today or a day before it."))


# ---- the file ------------------------------------------------------------------------------------


def lines_of(words: str) -> list[str]:
    return [line.strip() for line in words.splitlines() if line.strip()]


def sections_for(request: DataRequest) -> list[Section]:
    """Return all that is held on the person, without what leads to others.

    In what somebody typed, addresses, numbers and postcodes that are not the person's own go by
    themselves, and the officer's words wherever they stand. What others wrote goes altogether.
    """
    person: Any = request.person
    membership = getattr(person, "membership", None)
    number = MobileNumber.objects.filter(user=person).values_list("number", flat=True).first()
    own = [person.email, getattr(membership, "postcode", ""), *ways_to_write(number or "")]
    phrases = lines_of(request.taken_out)
    sections = [section for chapter in CHAPTERS for section in chapter.sections_of(person)]
    return [cleaned_section(section, [o for o in own if o], phrases) for section in sections]


def ways_to_write(number: str) -> list[str]:
    """Return a British mobile number as people write it: with +44 or 0, whole or in groups."""
    if not number.startswith("+44"):
        return [number]
    rest = number.removeprefix("+44")
    bodies = (rest, f"{rest[:4]} {rest[4:]}", f"{rest[:4]} {rest[4:7]} {rest[7:]}")
    return [begin + body for begin in ("+44", "+44 ", "0") for body in bodies]


def cleaned_section(section: Section, own: list[str], phrases: list[str]) -> Section:
    of_others = OF_OTHERS.get(section.code, set())
    rows = [
        [
            replace(fact, value=TAKEN_OUT) if fact.code in of_others else clean(fact, own, phrases)
            for fact in row
        ]
        for row in section.rows
    ]
    return replace(section, rows=rows)


def clean(fact: Fact, own: list[str], phrases: list[str]) -> Fact:
    def cleaned(text: str) -> str:
        if fact.code in WORDS:
            text = redact_but(text, own)
        return without_phrases(text, phrases, TAKEN_OUT)

    match fact.value:
        case str():
            return replace(fact, value=cleaned(fact.value))
        case list():
            return replace(fact, value=[cleaned(str(line)) for line in fact.value])
    return fact


def redact_but(text: str, own: list[str]) -> str:
    """Replace what leads to people or homes, and leave what is the person's own.

    Where nothing is replaced the words stay as they were typed, letter for letter.
    """
    marked = text
    for number, value in enumerate(own):
        whole = rf"(?<![\w.+-]){re.escape(value)}(?![\w-]|\.\w)"  # not within somebody else's
        marked = re.sub(whole, OWN_MARK.format(number), marked, flags=re.IGNORECASE)
    found = redact(marked)
    if found == plain_forms(marked):
        return text
    for number, value in enumerate(own):
        found = found.replace(OWN_MARK.format(number), value)
    return found


@transaction.atomic
def make_file(request: DataRequest, kind: str, *, by: User) -> bytes:
    """Make the file now, as JSON or as a page to print, and note its fingerprint."""
    request = locked(request)
    still_open(request)
    sections = sections_for(request)
    council = CouncilSettings.load()
    if kind == "json":
        values = {
            "about": request.person.email,  # type: ignore[union-attr]
            "held_by": council.council_name,
            "made_at": timezone.now(),
            "request": request.pk,
            **{section.code: section.as_json() for section in sections},
        }
        text = json.dumps(values, cls=DjangoJSONEncoder, indent=2, ensure_ascii=False)
    else:
        context = {"request_row": request, "sections": sections, "council": council}
        text = render_to_string("home/data_request_file.html", context | {"now": timezone.now()})
    data = text.encode()
    sha256 = hashlib.sha256(data).hexdigest()
    DataRequest.objects.filter(pk=request.pk).update(file_sha256=sha256)
    record("home.request_file_taken", on=request, by=by, kind=kind, sha256=sha256)
    return data
