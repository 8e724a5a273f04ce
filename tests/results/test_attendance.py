"""What the file for analysts says of language and attendance, and that it singles nobody out."""

import csv
import io
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.models import Attendance
from results.exports.attendance import band, bands_of
from results.exports.making import make_export, take_snapshot
from tests.forums.factories import make_session
from tests.panel.factories import make_ward
from tests.results.factories import make_finished_poll


@pytest.mark.once
@given(st.lists(st.integers(0, 200)), st.integers(1, 10))
def test_no_band_holds_fewer_than_it_may(amounts, fewest):
    starts = bands_of(amounts, (0, 1, 15, 30, 60, 120), fewest)
    counts = Counter(band(amount, starts) for amount in amounts)
    assert starts[0] == 0 and list(starts) == sorted(set(starts))
    assert all(count >= fewest for count in counts.values()) or len(starts) == 1


@pytest.mark.once
def test_few_go_with_the_next():
    assert bands_of([0] * 9 + [1] * 2 + [2] * 7, (0, 1, 2), 5) == (0, 2)
    assert bands_of([0] * 3 + [1] * 9, (0, 1), 5) == (0,)
    assert bands_of([1] * 9, (0, 1), 5) == (0, 1)  # all alike tells nobody apart
    assert bands_of([0] * 9 + [1] * 4 + [2] * 4, (0, 1, 2), 5) == (0, 1)


@pytest.mark.django_db
def test_attendance_stands_beside_answers_and_changes_no_snapshot():
    poll = make_finished_poll({make_ward(): (30, 20)}, took_part_rule="came")
    before = take_snapshot(poll, "pseudonymous")
    session = make_session(parent=poll)
    keys = sorted(set(poll.responses.values_list("key", flat=True)))
    Attendance.objects.bulk_create(
        Attendance(page=session, key=key, minutes=minutes)
        for key, minutes in zip(keys, [5] * 10 + [40] * 8 + [500] * 2, strict=False)
    )
    poll.responses.filter(key__in=keys[:7]).update(language="cy")
    poll.responses.filter(key__in=keys[:4], wave="after").update(language="en-gb")

    made = make_export(poll=poll, audience="pseudonymous", format="csv", purpose="A test")

    [head, *rows] = csv.reader(io.StringIO(made.files["data.csv"].decode("utf-8-sig"), newline=""))
    assert head[-6:] == [
        "language_before", "language_after",
        "sessions_attended", "minutes_attended", "opened_briefing", "took_part",
    ]  # fmt: skip
    told = {name: Counter(row[head.index(name)] for row in rows) for name in head[-6:]}
    assert told == {
        "language_before": {"en-gb": 43, "cy": 7},
        "language_after": {"": 50},  # three would be alone
        "sessions_attended": {"0": 30, "1": 20},
        "minutes_attended": {"0": 30, "1": 10, "30": 10},
        "opened_briefing": {"0": 50},
        "took_part": {"0": 30, "1": 20},
    }
    book = {
        row["name"]: row
        for row in csv.DictReader(io.StringIO(made.files["codebook.csv"].decode("utf-8-sig")))
    }
    assert book["minutes_attended"]["codes"].endswith("30 = 30 or more")
    assert "left empty" in book["language_after"]["derived"]
    assert "opened a discussion or a session" in book["took_part"]["derived"]
    assert made.export.snapshot == before.id
    # Once nobody can be found again, who spoke is not known of answers.
    for response in poll.responses.all():
        poll.responses.filter(pk=response.pk).update(key=f"-{response.key[1:]}")
    gone = take_snapshot(poll, "pseudonymous").table
    assert {row[-1] for row in gone.rows} == {None}
    assert "destroyed" in gone.columns[-1].derived
