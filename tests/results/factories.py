"""Finished polls with hundreds of answers, written in bulk."""

import csv
import datetime as dt
from decimal import Decimal
from itertools import count
from pathlib import Path

from django.utils import timezone

from consultations.models import ConsultationPage
from panel.models import AgeBand, Ward
from polls.models import Answer, Item, Option, Response, Wave
from tests.polls.factories import a_list, a_scale, make_poll

DELIBERATION = Path(__file__).parent.parent / "data" / "deliberation"
MISSING_IN_FILE = {"77": "-8", "98": "-6", "-8": "-9"}  # don't know, skipped, refused
PARTIES = ("Democrat", "Independent", "Republican")
ALL_AGES = list(AgeBand)
people = count(1)


def answer_all(poll, rows) -> None:
    """Store answers: rows of (ward, age band, {wave: {code: value}}), a person each.

    A value is a number, a missing code such as "-8", a text, an Option or a list
    of Options, a Decimal that was typed, a date, places by Option, or an Option or
    (expected, experienced) by Row.
    """
    items = {item.code: item for item in poll.items.all()}
    responses, answers = [], []
    for ward, age_band, waves in rows:
        number = next(people)
        for wave, values in waves.items():
            response = Response(
                page_id=poll.pk,
                wave=wave,
                key=f"KEY{number:023d}",
                ward=ward,
                age_band=age_band,
                submitted_at=timezone.now(),
                public_id=f"{number}-{wave}"[:12],
                receipt_hash=f"{number}-{wave}",
            )
            responses.append(response)
            answers += [
                (response, fields)
                for code, value in values.items()
                for fields in stored(items[code], value)
            ]
    Response.objects.bulk_create(responses, batch_size=500)
    Answer.objects.bulk_create(
        [Answer(response=response, **fields) for response, fields in answers], batch_size=500
    )


def stored(item, value) -> list[dict]:
    if isinstance(value, dict) and item.has_rows:
        return [{"item": item, "row": row, **of_row(said)} for row, said in value.items()]
    if isinstance(value, dict):
        return [{"item": item, "option": one, "number": at} for one, at in value.items()]
    if isinstance(value, list):
        return [{"item": item, "option": option} for option in value]
    if isinstance(value, Decimal):
        return [{"item": item, "amount": value}]
    if isinstance(value, dt.date):
        return [{"item": item, "day": value}]
    if isinstance(value, Ward):
        return [{"item": item, "ward": value}]
    if isinstance(value, int):
        return [{"item": item, "number": value}]
    if isinstance(value, str) and item.kind != Item.Kind.TEXT:
        return [{"item": item, "missing": value}]
    if isinstance(value, str):
        return [{"item": item, "text": value}]
    return [{"item": item, "option": value}]


def of_row(said) -> dict:
    if isinstance(said, tuple):
        return {"expected": said[0], "number": said[1]}
    return {"missing": said} if isinstance(said, str) else {"option": said}


def both(before: dict, after: dict) -> dict:
    return {Wave.BEFORE: before, Wave.AFTER: after}


def make_finished_poll(people_by_ward, *, items=None, **fields):
    """Return a closed poll; `people_by_ward` gives each ward (in favour, against) afterwards.

    Everybody answers 5 before to every item; then 8 if in favour and 2 if not. Ages go round.
    """
    items = items or [a_scale(1), a_scale(2)]
    poll = make_poll("closed", items, **fields)
    codes = [item.code for item in poll.items.all()]
    rows = []
    for ward, (in_favour, against) in people_by_ward.items():
        answers = [8] * in_favour + [2] * against
        for number, answer in enumerate(answers):
            before = dict.fromkeys(codes, 5 if number % 3 else 4)
            after = dict.fromkeys(codes, answer)
            rows.append((ward, ALL_AGES[number % len(ALL_AGES)], both(before, after)))
    answer_all(poll, rows)
    return poll


def load_america_in_one_room(ward=None, with_party=False):
    """Return America in One Room as a poll: 523 people, nine items of immigration, both waves.

    With the party that people named before, there is the question on democracy (Q1) as well.
    """
    with (DELIBERATION / "a1r_questions_q1_q3.csv").open(newline="", encoding="utf-8-sig") as file:
        questions = {row[0]: row[1] for row in csv.reader(file)}
    codes = [f"Q2{letter}" for letter in "ABCDEFGHI"]
    codes = ["Q1", *codes] if with_party else codes
    items = [a_scale(code=code, wording=questions.get(code, code)[:250]) for code in codes]
    if with_party:
        party = a_list(*PARTIES, code="party", wording="Your party", is_background=True)
        items.append(party)
    poll = make_poll("closed", items, title="America in One Room: immigration", slug="a1r")
    named = Option.objects.filter(item__page=poll)
    parties = {option.label: {"party": option} for option in named}
    with (DELIBERATION / "a1r_participants_q1_q3.csv").open(newline="", encoding="utf-8") as file:
        rows = [
            (
                ward,
                age_band_of(int(person["AGE"])) if person["AGE"].isdecimal() else "",
                both(
                    {code: number_or_missing(person[code]) for code in codes}
                    | parties.get(person["PARTYBEFORE"], {}),
                    {code: number_or_missing(person[f"T2{code}"]) for code in codes}
                    | parties.get(person["PARTYBEFORE"], {}),
                ),
            )
            for person in csv.DictReader(file)
        ]
    answer_all(poll, rows)
    return poll


def number_or_missing(text: str):
    return int(text) if text.isdecimal() and int(text) <= 10 else MISSING_IN_FILE[text or "98"]


def age_band_of(age: int) -> str:
    for band in AgeBand:
        low, _dash, high = band.value.partition("-")
        if int(low.rstrip("+")) <= age <= (int(high) if high else 200):
            return band.value
    return ""


def publish(poll):
    """Let an officer have published the results of the consultation that a poll belongs to."""
    ConsultationPage.objects.ancestor_of(poll).update(results_published_at=timezone.now())
    return poll
