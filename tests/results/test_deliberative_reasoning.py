"""Thirteen published cases of deliberation, in which the same numbers stand for other people."""

import csv
from collections import defaultdict

import numpy as np
import pytest

from core.keys import participation_key
from polls.models import Answer, Response
from results.answers import read_answers
from results.reports import report_of
from tests.polls.factories import a_scale, make_poll
from tests.results.factories import DELIBERATION

pytestmark = pytest.mark.django_db
CODES = ("C1", "C2", "C3")
WAVES = {"1": "before", "2": "after"}


@pytest.fixture(scope="module")
def cases():
    """Return the numbers given, from 0, as {case: {(person, wave): {code: number}}}."""
    found = defaultdict(dict)
    with (DELIBERATION / "dri_first_considerations.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            said = {code: int(row[code]) for code in CODES}
            found[row["case"]][row["pnum"], WAVES[row["stage_id"]]] = said
    for said in found.values():
        # The scales are 1 to 7, 1 to 11 and -5 to 5; the last alone has numbers below 0.
        lowest = -5 if any(number < 0 for row in said.values() for number in row.values()) else 1
        for row in said.values():
            row.update({code: number - lowest for code, number in row.items()})
    return dict(found)


def load_case(name, said):
    """Return a poll with the answers of one case; who has the same number has one account."""
    poll = make_poll("closed", [a_scale(code=code) for code in CODES], title=name)
    items = {item.code: item for item in poll.items.all()}
    responses = Response.objects.bulk_create(
        [
            Response(
                page_id=poll.pk,
                wave=wave,
                key=participation_key(poll.subject, f"user-{person}"),
                receipt_hash=f"{poll.pk}-{person}-{wave}",
                public_id=f"{poll.pk}-{person}-{wave[0]}",
            )
            for person, wave in said
        ]
    )
    Answer.objects.bulk_create(
        Answer(response=response, item=items[code], number=number)
        for response, row in zip(responses, said.values(), strict=True)
        for code, number in row.items()
    )
    return poll


def test_cases_keep_people_apart(cases):
    assert len({person for said in cases.values() for person, _wave in said}) == 254
    keys = []
    for name, said in cases.items():
        poll = load_case(name, said)
        people = sorted({person for person, _wave in said})
        sheet = read_answers(poll)
        assert len(sheet.keys) == sheet.took_part().sum() == len(people)
        keys += sheet.keys
        report = report_of(poll)
        for code in CODES:
            changes = [said[one, "after"][code] - said[one, "before"][code] for one in people]
            item = next(item for item in sheet.items if item.code == code)
            after, before = sheet.numbers[item.pk, "after"], sheet.numbers[item.pk, "before"]
            assert sorted(after - before) == sorted(changes)
            if report.item(code).n_pairs != "c" and report.item(code).change is not None:
                assert report.item(code).change == pytest.approx(np.mean(changes))
    assert len(cases) == 13
    assert len(keys) == len(set(keys)) == 300
