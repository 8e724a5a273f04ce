"""How long somebody was there, from signs of them alone."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from consultations.attending import LONGEST_PAUSE, Step, step_after

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


def after(**pause):
    return step_after(NOON, NOON + timedelta(**pause))


def test_known_pauses():
    assert after(seconds=59) is None
    assert after(seconds=150) == Step(2, 0, NOON + timedelta(minutes=2))  # the rest counts later
    assert after(minutes=15) == Step(15, 0, NOON + timedelta(minutes=15))
    assert after(minutes=15, seconds=1) == Step(1, 1, NOON + timedelta(minutes=15, seconds=1))
    assert after(seconds=-5) is None  # two clocks that differ


@given(st.lists(st.integers(0, int(LONGEST_PAUSE.total_seconds())), max_size=30))
def test_minutes_of_one_visit_are_those_that_passed(pauses):
    now = last = NOON
    minutes = visits = 0
    for pause in pauses:
        now += timedelta(seconds=pause)
        if step := step_after(last, now):
            minutes, visits, last = minutes + step.minutes, visits + step.visits, step.last_at
    passed = (now - NOON).total_seconds() / 60
    assert passed - 1 < minutes <= passed or visits
