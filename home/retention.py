"""The retention schedule: what is kept for how long, what is due, and letting go of it each day."""

import logging
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import record
from core.refusals import Refused
from core.retention import NOTHING_HELD, Found, Held, Period, Rule
from forums import retention as of_forums
from home import retention_of_log as of_log
from panel import retention as of_panel
from panel import retention_of_draws as of_draws
from panel import retention_of_places as of_places
from panel.holds import held_now
from panel.models import RetentionPeriod, RetentionRun, User
from polls import retention as of_polls

RULES: tuple[Rule, ...] = (
    *of_panel.RULES,
    *of_places.RULES,
    *of_draws.RULES,
    *of_polls.RULES,
    *of_forums.RULES,
    *of_log.RULES,
)
HOUR = 3  # of the night, in which the day's run is made
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Line:
    """One rule in a report: what is due, what a hold keeps, and what was let go of."""

    rule: Rule
    period: Period
    due: int
    oldest: Any
    held: int
    done: int | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "rule": self.rule.code,
            "period": f"{self.period.number} {self.period.unit}",
            "due": self.due,
            "oldest": self.oldest.isoformat() if self.oldest else None,
            "held": self.held,
            "done": self.done,
        }


def rule_named(code: str) -> Rule | None:
    return next((rule for rule in RULES if rule.code == code), None)


def periods() -> dict[str, Period]:
    """Return how long each kind of record is kept here: the council's own period or the usual."""
    own = dict(RetentionPeriod.objects.values_list("rule", "number"))
    return {
        rule.code: Period(own.get(rule.code, rule.period.number), rule.period.unit)
        for rule in RULES
    }


@transaction.atomic
def change_period(*, rule: Rule, number: int, reason: str, by: User) -> None:
    """Keep one kind of record for longer or shorter from the next run on."""
    if not rule.may_be_changed:
        raise Refused(_("This period cannot be changed."))
    if not reason.strip():
        raise Refused(_("Give the reason. It is logged with your name."))
    before = periods()[rule.code]
    kept, _is_new = RetentionPeriod.objects.update_or_create(
        rule=rule.code, defaults={"number": number}
    )
    record(
        "home.retention_changed",
        on=kept,
        by=by,
        reason=reason.strip(),
        rule=rule.code,
        before=before.number,
        after=number,
    )


# ---- looking and letting go ----------------------------------------------------------------------


def look(rule: Rule, period: Period, held: Held) -> tuple[Line, Found]:
    """Work out one line of the report; what a whole rule's hold keeps counts as held."""
    cutoff = period.before(timezone.now())
    found = rule.find(cutoff, held)
    is_held = held != NOTHING_HELD
    without_holds = rule.find(cutoff, NOTHING_HELD).count if is_held else found.count
    if rule.code in held.rules:
        return Line(rule, period, 0, None, without_holds), Found(0, None, lambda: 0)
    return Line(rule, period, found.count, found.oldest, without_holds - found.count), found


def report() -> list[Line]:
    """Say what is due now, and touch nothing."""
    held, long = held_now(), periods()
    return [look(rule, long[rule.code], held)[0] for rule in RULES]


def make_report(*, by: User | None = None) -> RetentionRun:
    """Put on record what is due now."""
    return RetentionRun.objects.create(by=by, lines=[line.as_json() for line in report()])


def run(*, by: User | None = None, entry: RetentionRun | None = None) -> RetentionRun:
    """Report what is due, let go of it, and put both on record.

    Each kind by itself and whole: a fault in one leaves the others to be done.
    """
    entry = entry or RetentionRun(by=by)
    long = periods()
    lines = [run_rule(rule, long[rule.code]) for rule in RULES]
    entry.is_report, entry.lines = False, lines
    entry.save()
    done = {line["rule"]: line["done"] for line in lines if line["done"]}
    record("home.retention_run", on=entry, by=by, done=done)
    return entry


def run_rule(rule: Rule, period: Period) -> dict[str, Any]:
    try:
        with transaction.atomic():
            # Read within, so that a hold that was placed a moment ago is kept.
            line, found = look(rule, period, held_now())
            done = found.let_go() if found.count else 0
    except Exception:
        logger.exception("What is due under “%s” could not be let go of", rule.code)
        return Line(rule, period, 0, None, 0).as_json() | {"fault": True}
    return Line(rule, period, line.due, line.oldest, line.held, done).as_json()


def run_daily() -> RetentionRun | None:
    """Make the day's run, once a day whoever asks; the very first only reports.

    So nothing goes on a new or upgraded site before somebody could have read what would go.
    """
    now = timezone.localtime()
    if now.hour < HOUR or RetentionRun.objects.filter(day=now.date()).exists():
        return None
    is_first = not RetentionRun.objects.exists()
    try:
        with transaction.atomic():
            entry = RetentionRun.objects.create(day=now.date())
    except IntegrityError:  # another worker was quicker
        return None
    if not is_first:
        return run(entry=entry)
    entry.lines = [line.as_json() for line in report()]
    entry.save(update_fields=["lines"])
    record("home.retention_reported", on=entry)
    return entry
