"""Closing at the end of a day in London, and when an answer is due (E1.1)."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from consultations.fields import ClosingFormField
from consultations.models import ConsultationPage
from tests.consultations.factories import make_closed_consultation, make_consultation

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2026-06-30", datetime(2026, 6, 30, 22, 59, 59, tzinfo=UTC)),
        ("30 June 2026", datetime(2026, 6, 30, 22, 59, 59, tzinfo=UTC)),
        ("31 January 2026", datetime(2026, 1, 31, 23, 59, 59, tzinfo=UTC)),
        ("25 October 2026", datetime(2026, 10, 25, 23, 59, 59, tzinfo=UTC)),
        ("2026-10-25", datetime(2026, 10, 25, 23, 59, 59, tzinfo=UTC)),
        ("2026-06-30 17:00", datetime(2026, 6, 30, 16, 0, tzinfo=UTC)),
        ("2026-06-30 23:59", datetime(2026, 6, 30, 22, 59, 59, tzinfo=UTC)),
        ("2026-06-30 00:00", datetime(2026, 6, 30, 22, 59, 59, tzinfo=UTC)),
    ],
)
def test_closing_date_without_a_time_means_the_last_second_in_london(written, instant):
    assert ClosingFormField().clean(written) == instant


@pytest.mark.parametrize(
    ("closes", "weeks", "due"),
    [(date(2026, 3, 2), 12, date(2026, 5, 25)), (date(2026, 3, 2), 6, date(2026, 4, 13))],
)
def test_answers_are_due_in_whole_weeks(closes, weeks, due):
    page = ConsultationPage(
        closes_at=ClosingFormField().clean(closes.isoformat()),
        decision_by=None if weeks == 12 else closes,
    )
    assert (page.results_due if weeks == 12 else page.outcome_due) == due


def test_results_are_promised_by_the_day_of_the_decision_if_that_comes_first():
    page = make_closed_consultation(
        closes_at=datetime(2026, 3, 2, 23, 59, 59, tzinfo=UTC), decision_by=date(2026, 4, 1)
    )
    assert page.results_due == date(2026, 4, 1)
    with time_machine.travel(datetime(2026, 4, 1, 12, tzinfo=UTC)):
        assert (page.days_overdue, list(ConsultationPage.objects.overdue())) == (0, [])
    with time_machine.travel(datetime(2026, 4, 2, 12, tzinfo=UTC)):
        assert (page.days_overdue, list(ConsultationPage.objects.overdue())) == (1, [page])


def test_an_officer_may_promise_other_days():
    page = ConsultationPage(
        closes_at=datetime(2026, 3, 2, tzinfo=UTC),
        decision_by=date(2026, 4, 1),
        results_due_on=date(2026, 3, 20),
        outcome_due_on=date(2026, 4, 2),
    )
    assert (page.results_due, page.outcome_due) == (date(2026, 3, 20), date(2026, 4, 2))


@time_machine.travel(datetime(2026, 6, 30, 22, 59, 58, tzinfo=UTC), tick=False)
def test_it_is_open_to_the_last_second_and_not_longer():
    page = make_consultation(
        opens_at=datetime(2026, 5, 1, 8, tzinfo=UTC),
        closes_at=ClosingFormField().clean("30 June 2026"),
        decision_by=date(2026, 8, 1),
    )
    assert (page.status, page.days_left) == ("open", 0)
    with time_machine.travel(datetime(2026, 6, 30, 22, 59, 59, tzinfo=UTC), tick=False):
        assert page.status == "open"
    with time_machine.travel(datetime(2026, 6, 30, 23, 0, 0, tzinfo=UTC), tick=False):
        assert (page.status, page.days_left) == ("closed", None)


def test_a_consultation_is_overdue_the_day_after_the_day_promised():
    page = make_closed_consultation(
        closes_at=datetime(2026, 3, 2, 23, 59, 59, tzinfo=UTC), decision_by=date(2026, 6, 10)
    )
    with time_machine.travel(datetime(2026, 5, 25, 12, tzinfo=UTC)):
        assert page.days_overdue == 0
        assert list(ConsultationPage.objects.overdue()) == []
    with time_machine.travel(datetime(2026, 5, 26, 12, tzinfo=UTC)):
        assert page.days_overdue == 1
        assert list(ConsultationPage.objects.overdue()) == [page]
        assert page.tag == ("late", "Results overdue by 1 day")
