"""After a backup is restored: erase again all that was erased since it was made."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from core.audit import record
from panel import erasing_again as of_panel
from panel.erasures import Kind, Line, Way, read_list
from panel.models import Erasure
from polls import erasing_again as of_polls

AT_ONCE = 500
logger = logging.getLogger(__name__)


@dataclass
class Report:
    """What the list holds that this database does not know, by kind, and what came of it."""

    lines: int = 0
    missing: Counter[str] = field(default_factory=Counter)
    erased: Counter[str] = field(default_factory=Counter)  # the rest was not in the backup
    faults: Counter[str] = field(default_factory=Counter)
    unread: list[int] = field(default_factory=list)  # numbers of lines that are none

    @property
    def is_clean(self) -> bool:
        return not self.unread and not self.faults.total()


def missing_lines(path: Path, report: Report) -> Iterator[Line]:
    """Yield, in their order, the lines of which this database has no row."""
    batch: list[Line] = []
    for line in read_list(path):
        if isinstance(line, int):
            report.unread.append(line)
            continue
        report.lines += 1
        batch.append(line)
        if len(batch) == AT_ONCE:
            yield from those_missing(batch)
            batch = []
    yield from those_missing(batch)


def those_missing(batch: list[Line]) -> list[Line]:
    numbers = [line.number for line in batch]
    known = set(Erasure.objects.filter(number__in=numbers).values_list("number", flat=True))
    return [line for line in batch if line.number not in known]


def look(path: Path) -> Report:
    """Say what would be erased again, by kind, and touch nothing."""
    report = Report()
    report.missing.update(line.kind for line in missing_lines(path, report))
    return report


def erase_again(path: Path) -> Report:
    """Erase what the list says and this database still has; a second time finds nothing.

    Each line by itself and whole, so that a fault in one leaves the others to be done. Then
    everybody is signed out and nothing is kept in memory: both may hold what is gone.
    """
    report = Report()
    ways = of_panel.People().ways() | of_polls.Answers().ways()
    for line in list(missing_lines(path, report)):
        report.missing[line.kind] += 1
        try:
            report.erased[line.kind] += carry_out(line, ways[line.kind])
        except Exception:
            logger.exception("What line %s says could not be erased again", line.number)
            report.faults[line.kind] += 1
    if report.missing:
        Session.objects.all().delete()
        cache.clear()
        newest = Erasure.objects.order_by("pk").last()
        if newest:
            record("home.erased_again", on=newest, done=dict(report.erased))
    return report


@transaction.atomic
def carry_out(line: Line, way: Way) -> bool:
    was_there = way(line.digest)
    Erasure.objects.create(
        number=line.number,
        kind=line.kind,
        digest=line.digest,
        at=line.at,
        listed_at=timezone.now(),
    )
    return was_there


def label_of(kind: str) -> str:
    return str(Kind(kind).label)
