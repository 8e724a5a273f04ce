"""Draws from a pool that somebody else keeps, by the CSV pair of `sortition-algorithms`.

No member of the panel is touched, and of the people in the file only a number and what the quotas
are over is stored. Whoever drew can delete all of it at any time; a clock does after three months.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from functools import partial
from typing import cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from analysis.sortition import drawing
from analysis.sortition.fairness import Cancelled, Progress
from analysis.sortition.feasibility import Infeasible, examine
from analysis.sortition.interchange import (
    HOUSEHOLD,
    BadFile,
    read_people,
    read_quotas,
    write_people,
    write_quotas,
)
from analysis.sortition.lottery import Algorithm, find_lottery
from analysis.sortition.quotas import Selection
from core.audit import record
from core.refusals import Refused
from panel.drawing import MOST_SEATS
from panel.keeping import VERSION
from panel.models import Draw, OutsideDraw, User

FILES = ("selected.csv", "remaining.csv")
State = OutsideDraw.State


def plan_outside_draw(
    *,
    title: str,
    size: int,
    quotas: str,
    people: str,
    id_column: str,
    household_columns: Sequence[str] = (),
    algorithm: str = Draw.Algorithm.LEXIMIN,
    by: User | None = None,
) -> OutsideDraw:
    """Read both files, look whether any panel can be drawn, and have it drawn in the background.

    Refused in words, with nothing stored, if a file or the quotas will not do.
    """
    if not 1 <= size <= MOST_SEATS:
        raise Refused(_("A panel has from 1 to %(most)s seats.") % {"most": f"{MOST_SEATS:,}"})
    if algorithm not in (Draw.Algorithm.LEXIMIN, Draw.Algorithm.MAXIMIN):
        raise Refused(_("There is no method “%(name)s”.") % {"name": algorithm})
    try:
        asked = read_quotas(quotas)
        features = tuple(dict.fromkeys(quota.feature for quota in asked))
        pool = read_people(
            people, features, id_column=id_column, household_columns=household_columns
        )
        homes = bool(household_columns)
        kept = write_people(pool, features, with_households=homes)
        findings = examine(Selection(pool, asked, size, homes))
    except BadFile as faults:
        raise Refused(str(faults)) from faults
    if not findings.is_feasible:
        raise Refused(str(findings))
    with transaction.atomic():
        planned = OutsideDraw.objects.create(
            title=title,
            size=size,
            algorithm=algorithm,
            one_per_household=homes,
            quotas=write_quotas(asked),
            people=kept,
            pool_size=len(pool),
            by=by,
        )
        record("panel.outside_draw_planned", on=planned, by=by, people=len(pool))
        transaction.on_commit(partial(draw_outside.enqueue, planned.pk))
    return planned


def selection_of(draw: OutsideDraw) -> Selection:
    """Read the files again as they were stored."""
    quotas = read_quotas(draw.quotas)
    features = tuple(dict.fromkeys(quota.feature for quota in quotas))
    columns = (HOUSEHOLD,) if draw.one_per_household else ()
    people = read_people(draw.people, features, household_columns=columns)
    return Selection(people, quotas, draw.size, draw.one_per_household)


@task()
def draw_outside(pk: int) -> str:
    """Carry out a planned draw; return the state that it came to. A deleted one ends the work."""
    draw = OutsideDraw.objects.filter(pk=pk, state=State.DRAFTED).first()
    if draw is None:
        return "gone"
    still = OutsideDraw.objects.filter(pk=pk, state=State.DRAFTED)

    def hear(progress: Progress) -> None:
        if not still.update(settled=progress.settled, groups=progress.kinds):
            raise Cancelled("The draw was deleted.")

    try:
        _draw(draw, hear, still)
    except Cancelled:
        return "gone"
    except (Infeasible, ArithmeticError, ValueError) as why:
        still.update(state=State.STOPPED, problem=str(why))
    except Exception:
        still.update(state=State.STOPPED, problem=_("A fault of ours stopped this draw."))
        raise
    return OutsideDraw.objects.values_list("state", flat=True).filter(pk=pk).first() or "gone"


def _draw(draw: OutsideDraw, hear, still) -> None:
    """Work the lottery out and draw from it; the database is not held in between."""
    randomness = secrets.SystemRandom()
    lottery = find_lottery(
        selection_of(draw),
        cast(Algorithm, draw.algorithm),
        randomness=randomness,
        report=hear,
        is_cancelled=lambda: not still.exists(),
    )
    selected = sorted(drawing.draw_panel(lottery, randomness))
    with transaction.atomic():
        done = still.update(
            state=State.DRAWN,
            selected=selected,
            lowest=lottery.lowest,
            highest=lottery.highest,
            version=VERSION,
            drawn_at=timezone.now(),
        )
        if done:
            record("panel.outside_draw_drawn", on=draw, by=draw.by, seats=len(selected))


def files_of_outside(draw: OutsideDraw) -> dict[str, str]:
    """Write who was selected and who remains, in the columns that came.

    With one person a household, who lives with a selected person does not remain: the next draw
    is made from that file.
    """
    selection = selection_of(draw)
    chosen = set(draw.selected)
    selected = [person for person in selection.people if person.id in chosen]
    homes = {selection.home_of(person) for person in selected}
    remaining = [person for person in selection.people if selection.home_of(person) not in homes]
    features = selection.features
    homes_too = draw.one_per_household
    return {
        "selected.csv": write_people(selected, features, with_households=homes_too),
        "remaining.csv": write_people(remaining, features, with_households=homes_too),
    }


@transaction.atomic
def delete_outside_draw(*, draw: OutsideDraw, by: User | None = None) -> None:
    """Delete a draw and all that was uploaded for it; what is under way ends at its next step."""
    record("panel.outside_draw_deleted", on=draw, by=by)
    draw.delete()
