"""Several ways of doing a thing take turns, so that a busy machine is busy for all of them."""

import statistics
import time
from collections.abc import Callable


def in_turns(*kinds: Callable[[], object], rounds: int = 9) -> list[tuple[float, float]]:
    """Return the median milliseconds of processor and wait for each."""
    took: list[list[tuple[float, float]]] = [[] for _kind in kinds]
    for round_ in range(rounds + 1):
        for kind, times in zip(kinds, took, strict=True):
            cpu, began = time.process_time(), time.perf_counter()
            kind()
            if round_:  # the first is for warming up
                spent = time.process_time() - cpu, time.perf_counter() - began
                times.append((spent[0] * 1000, spent[1] * 1000))
    return [tuple(map(statistics.median, zip(*times, strict=True))) for times in took]
