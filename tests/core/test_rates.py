"""Counting tries, also when they come all at once."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from core.rates import allow, forget


def test_the_limit_is_allowed_and_no_more():
    assert [allow("door", 3, 60) for _try in range(5)] == [True, True, True, False, False]
    assert allow("another door", 3, 60) is True
    assert allow("door", 0, 60) is False


def test_of_twelve_tries_at_once_exactly_five_pass():
    barrier = Barrier(12)

    def attempt(_number):
        barrier.wait()
        return allow("door", 5, 60)

    with ThreadPoolExecutor(12) as threads:
        assert sum(threads.map(attempt, range(12))) == 5


def test_a_new_span_begins_when_the_old_one_ends():
    assert [allow("door", 1, 1), allow("door", 1, 1)] == [True, False]
    patience = time.monotonic() + 10
    while not allow("door", 1, 1):
        assert time.monotonic() < patience
        time.sleep(0.05)


def test_forgetting_begins_at_none():
    assert [allow("door", 1, 60), allow("door", 1, 60)] == [True, False]
    forget("door", 1, 60)
    assert allow("door", 1, 60) is True
