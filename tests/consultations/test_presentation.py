"""What a consultation's page says of who decides, when, and how many answered."""

import datetime as dt

import pytest
from django.utils import timezone

from consultations.presentation import facts_of
from consultations.standing import steps_of
from core.dates import day, short_day
from tests.consultations.factories import make_closed_consultation, make_consultation, make_outcome

pytestmark = pytest.mark.django_db


def in_days(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def test_an_open_consultation_counts_so_far_and_names_the_day_of_the_decision():
    page = make_consultation(decision_by=in_days(60))
    who, when, count = facts_of(page, [12])
    assert who["label"] == "Who decides"
    assert (when["label"], when["value"]) == ("Decision by", day(in_days(60), year=True))
    assert (count["label"], count["value"]) == ("So far", "12 people have answered")


def test_a_decided_consultation_says_when_it_was_decided_and_who_answered():
    page = make_closed_consultation(decision_by=in_days(60))
    make_outcome(page, decided_on=in_days(-1))
    _who, when, count = facts_of(page, [1])
    assert (when["label"], when["value"]) == ("Decided", day(in_days(-1), year=True))
    assert (count["label"], count["value"]) == ("Who answered", "1 person")


def test_what_is_late_was_due_and_what_will_close_is_open_until_then():
    late = make_closed_consultation(results_due_on=in_days(-3))
    assert steps_of(late)[2]["note"] == f"Was due {short_day(in_days(-3))}"
    opens, closes = timezone.now() + dt.timedelta(days=7), timezone.now() + dt.timedelta(days=40)
    soon = make_consultation(slug="soon", opens_at=opens, closes_at=closes)
    assert steps_of(soon)[1]["note"] == f"Until {short_day(closes)}"
