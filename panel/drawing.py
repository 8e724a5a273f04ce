"""Draw a panel by lot from the members of today, keep the proof, and fill a seat again."""

from __future__ import annotations

import datetime as dt
import random
import secrets
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, cast

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from analysis.sortition import drawing
from analysis.sortition.fairness import Cancelled, Progress
from analysis.sortition.feasibility import Infeasible, examine
from analysis.sortition.lottery import Algorithm, find_lottery
from analysis.sortition.quotas import Quota
from core.audit import record
from core.refusals import Refused
from panel.crossed import is_crossed
from panel.frames import EVERYBODY, Frame, call_of
from panel.keeping import keep_list, keep_panel
from panel.models import Draw, DrawTold, Membership, User
from panel.pool import Pool, pool_of_members, pool_of_round
from panel.population import SEX
from panel.quotas import checked_quotas, rules_of, with_not_said

MOST_SEATS = 1_000
# How long the text and the members of a draw by answers about oneself are kept: two years, the
# time for which members are asked to serve at most.
DAYS_KEPT = 730

Hear = Callable[[Progress], None]
IsCancelled = Callable[[], bool]


def draw_panel(
    *,
    title: str,
    size: int,
    quotas: Sequence[Quota] = (),
    algorithm: str = Draw.Algorithm.LEXIMIN,
    by: User | None = None,
    is_test: bool = False,
    seed: str | int | None = None,
    one_per_household: bool = False,
    purpose: str = "",
    frame: Frame = EVERYBODY,
    without_answer: str = Draw.WithoutAnswer.APART,
    hear: Hear | None = None,
) -> Draw:
    """Draw a panel now and keep it; refused in words, with nothing kept, where no panel can be."""
    draw = _asked(
        title=title,
        purpose=purpose,
        size=size,
        quotas=quotas,
        algorithm=algorithm,
        by=by,
        is_test=is_test,
        seed=seed,
        one_per_household=one_per_household,
        frame=frame,
        without_answer=without_answer,
    )
    return _carry_out(draw, pool_of_members(draw), hear=hear)


def plan_draw(
    *,
    title: str,
    size: int,
    quotas: Sequence[Quota] = (),
    algorithm: str = Draw.Algorithm.LEXIMIN,
    by: User | None = None,
    is_test: bool = False,
    seed: str | int | None = None,
    one_per_household: bool = False,
    purpose: str = "",
    public_act: str = "",
    frame: Frame = EVERYBODY,
    without_answer: str = Draw.WithoutAnswer.APART,
) -> Draw:
    """Have a panel drawn in the background, after a look at whether any panel can be.

    With a `public_act`, how and when a number will be drawn, it is a public draw.
    """
    draw = _asked(
        title=title,
        purpose=purpose,
        size=size,
        quotas=quotas,
        algorithm=algorithm,
        by=by,
        is_test=is_test,
        seed=seed,
        one_per_household=one_per_household,
        public_act=public_act,
        frame=frame,
        without_answer=without_answer,
    )
    findings = examine(pool_of_members(draw).to_draw)
    if not findings.is_feasible:
        raise Refused(str(findings))
    return _plan(draw)


def replace_drop_out(
    *, draw: Draw, membership: Membership, by: User | None = None, hear: Hear | None = None
) -> Draw:
    """Fill the seat of a member who dropped out, by lot from the rest of the pool, in a new round.

    Who is seated stays. Those who left the panel since are out of the pool, and their seats, should
    they have had any, are filled as well.
    """
    again, pool = _next_round(draw, membership, by)
    return _carry_out(again, pool, hear=hear)


def plan_round(*, draw: Draw, membership: Membership, by: User | None = None) -> Draw:
    """Have a seat filled again in the background, after a look at whether anybody can fill it."""
    again, pool = _next_round(draw, membership, by)
    findings = examine(pool.to_draw)
    if not findings.is_feasible:
        raise Refused(str(findings))
    try:
        return _plan(again)
    except IntegrityError as twice:
        if not Draw.objects.filter(replaces=draw).exclude(state=Draw.State.STOPPED).exists():
            raise
        raise Refused(
            _("Another seat of this panel is being filled. Wait for that round.")
        ) from twice


def call_off(*, draw: Draw, by: User | None = None) -> None:
    """Stop a draw that is under way, or a list that was not published; work ends at its next step.

    What was published is drawn from, and cannot be called off.
    """
    unpublished = (Draw.State.DRAFTED, Draw.State.LISTED)
    stopped = Draw.objects.filter(pk=draw.pk, state__in=unpublished)
    with transaction.atomic():
        DrawTold.objects.filter(draw=draw).delete()
        if not stopped.update(state=Draw.State.STOPPED, problem=_("It was called off.")):
            raise Refused(_("This draw is over. It cannot be called off any more."))
        record("panel.draw_called_off", on=draw, by=by)


def members_to_invite(*, draw: Draw):
    """Return the memberships of a panel that was drawn: here alone names come to a draw."""
    if refusal := draw.refusal_to_invite:
        raise Refused(refusal)
    return Membership.objects.filter(drawn__draw=draw, drawn__is_selected=True).select_related(
        "user", "ward"
    )


# ---- in the background ---------------------------------------------------------------------------


@task()
def draw_in_background(draw_pk: int) -> str:
    """Carry out a planned draw; return the state that it came to."""
    draw = Draw.objects.select_related("replaces", "dropped").get(pk=draw_pk)
    if draw.state != Draw.State.DRAFTED:
        return draw.state
    still = Draw.objects.filter(pk=draw_pk, state=Draw.State.DRAFTED)

    def hear(progress: Progress) -> None:
        draw.settled, draw.groups = progress.settled, progress.kinds
        if not still.update(settled=draw.settled, groups=draw.groups):
            raise Cancelled("The draw was called off.")

    try:
        pool = _pool_of(draw)
        _carry_out(draw, pool, hear=hear, is_cancelled=lambda: not still.exists())
    except Cancelled:
        pass
    except (Refused, ArithmeticError) as why:
        still.update(state=Draw.State.STOPPED, problem=str(why))
    except Exception:
        still.update(state=Draw.State.STOPPED, problem=_("A fault of ours stopped this draw."))
        raise
    return Draw.objects.values_list("state", flat=True).get(pk=draw_pk)


def _pool_of(draw: Draw) -> Pool:
    if draw.replaces and draw.dropped:
        return pool_of_round(draw.replaces, draw.dropped)
    return pool_of_members(draw)


def _plan(draw: Draw) -> Draw:
    with transaction.atomic():
        draw.save()
        record("panel.draw_planned", on=draw, by=draw.by)
        transaction.on_commit(partial(draw_in_background.enqueue, draw.pk))
    return draw


# ---- what is asked -------------------------------------------------------------------------------


def _asked(
    *,
    size: int,
    quotas: Sequence[Quota],
    algorithm: str,
    is_test: bool,
    seed: str | int | None,
    frame: Frame,
    without_answer: str,
    public_act: str = "",
    **fields: Any,
) -> Draw:
    """Return the draw that is asked for, unsaved; refuse what contradicts itself."""
    if public_act and is_test:
        raise Refused(_("A test is not published. Take one of the two out."))
    if not 1 <= size <= MOST_SEATS:
        raise Refused(_("A panel has from 1 to %(most)s seats.") % {"most": f"{MOST_SEATS:,}"})
    if algorithm not in Draw.Algorithm.values:
        raise Refused(_("There is no method “%(name)s”.") % {"name": algorithm})
    seed = "" if seed is None else str(seed).strip()
    if seed and not is_test:
        raise Refused(_("A seed is for test draws. A real draw is one that nobody can foresee."))
    if is_test and not seed:
        seed = str(secrets.randbelow(10**9))
    if algorithm == Draw.Algorithm.RANDOM and quotas:
        raise Refused(_("A simple random draw keeps no quotas. Draw by LEXIMIN instead."))
    quotas, told = _with_answers(quotas, frame, without_answer, size)
    return Draw(
        size=size,
        rules=rules_of(quotas),
        algorithm=algorithm,
        is_test=is_test,
        seed=seed,
        frame=frame,
        told=told,
        without_answer=without_answer,
        kept_until=last_day_of_answers() if told else None,
        is_public=bool(public_act),
        public_act=public_act,
        reference=f"draw-test-{seed}" if is_test else f"draw-{secrets.token_hex(16)}",
        **fields,
    )


def _with_answers(
    quotas: Sequence[Quota], frame: Frame, without_answer: str, size: int
) -> tuple[Sequence[Quota], list[str]]:
    """Return the quotas, and which of their features are answers that the volunteers lend."""
    call = call_of(frame)
    lent = call.features if call else []
    quotas = checked_quotas(quotas, lent)
    features = {quota.feature for quota in quotas} | ({SEX} if is_crossed(quotas) else set())
    told = [name for name in lent if name in features]
    if without_answer == Draw.WithoutAnswer.APART:
        quotas = with_not_said(quotas, told, size)
    return quotas, told


def last_day_of_answers() -> dt.date:
    """Return the day after which nothing of a draw of today by answers about oneself is kept."""
    return timezone.localdate() + dt.timedelta(days=DAYS_KEPT)


def _next_round(draw: Draw, membership: Membership, by: User | None) -> tuple[Draw, Pool]:
    if draw.state != Draw.State.DRAWN:
        raise Refused(_("Only the panel of the newest round can have a seat filled again."))
    if not draw.members.seated().filter(membership=membership).exists():
        raise Refused(_("This member has no seat on the panel."))
    if draw.is_let_go:
        raise Refused(_("What this panel was drawn by is deleted, so no seat can be filled again."))
    again = Draw(
        title=draw.title,
        purpose=draw.purpose,
        algorithm=draw.algorithm,
        size=draw.size,
        rules=draw.rules,
        one_per_household=draw.one_per_household,
        is_test=draw.is_test,
        seed=draw.seed,
        frame=draw.frame,
        told=draw.told,
        without_answer=draw.without_answer,
        kept_until=draw.kept_until,
        reference=draw.reference,
        round=draw.round + 1,
        replaces=draw,
        dropped=membership,
        by=by,
    )
    try:
        return again, pool_of_round(draw, membership)
    except ValueError as why:
        raise Refused(str(why)) from why


# ---- the draw itself -----------------------------------------------------------------------------


def _carry_out(
    draw: Draw, pool: Pool, *, hear: Hear | None, is_cancelled: IsCancelled | None = None
) -> Draw:
    """Find the lottery, draw from it and keep both; the database is not held in between.

    Of a public draw the lottery is kept as a list, and a number draws from it another day.
    """
    randomness = (
        random.Random(f"{draw.seed}/{draw.round}") if draw.is_test else secrets.SystemRandom()  # noqa: S311
    )
    try:
        lottery = find_lottery(
            pool.to_draw,
            cast(Algorithm, draw.algorithm),
            randomness=randomness,
            report=hear,
            is_cancelled=is_cancelled,
        )
    except (Infeasible, ValueError) as why:
        raise Refused(str(why)) from why
    if draw.is_public:
        return keep_list(draw, pool, lottery)
    return keep_panel(draw, pool, lottery, frozenset(drawing.draw_panel(lottery, randomness)))
