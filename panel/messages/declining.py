"""That a message was not taken: the one thing that is known where handing it over failed."""

from __future__ import annotations


class Declined(Exception):
    """What was handed over was certainly not taken, and why.

    It may be tried again unless it is for good. What does not count, such as that nobody was there
    to take it, is tried however often.
    """

    def __init__(self, why: str, *, is_for_good: bool = False, counts: bool = True):
        super().__init__(why)
        self.why, self.is_for_good, self.counts = why, is_for_good, counts
