"""Store what a lottery came to: a panel that was drawn, or the list that a public number chooses
from. At once, or not at all."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping

import scipy
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from analysis.sortition.fairness import Cancelled
from analysis.sortition.lottery import Lottery, gini
from analysis.sortition.public import PublicLottery, count_appearances, round_lottery
from core.audit import record
from core.refusals import Refused
from panel.models import Draw, DrawMember, Membership
from panel.pool import Pool
from panel.proof import text_and_hash
from panel.told_in_draws import keep_told

INSERTED_AT_ONCE = 1_000
PYPROJECT = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())
VERSION = f"folkmoot {PYPROJECT['project']['version']}, scipy {scipy.__version__}"


@transaction.atomic
def keep_panel(draw: Draw, pool: Pool, lottery: Lottery, drawn: frozenset[str]) -> Draw:
    """Store a panel that was drawn at once."""
    _check_still_there(pool, drawn)
    _claim(draw, pool)
    draw.text, draw.sha256 = text_and_hash(draw, pool, lottery, drawn)
    draw.lowest, draw.highest, draw.gini = lottery.lowest, lottery.highest, lottery.gini
    if not draw.replaces:
        keep_told(draw, pool.told)
    keep_members(draw, pool.memberships, lottery.probabilities, drawn, pool.seated_rows(draw))
    draw.algorithm_ran = lottery.algorithm
    draw.state, draw.drawn_at = Draw.State.DRAWN, timezone.now()
    draw.save()
    if draw.replaces:
        earlier = Draw.objects.filter(pk=draw.replaces.pk, state=Draw.State.DRAWN)
        if not earlier.update(state=Draw.State.SUPERSEDED):
            raise Refused(_("Another round was drawn meanwhile. Look at that one first."))
    action = "panel.seat_filled" if draw.replaces else "panel.panel_drawn"
    record(action, on=draw, by=draw.by, sha256=draw.sha256, seats=len(drawn), test=draw.is_test)
    return draw


def keep_list(draw: Draw, pool: Pool, lottery: Lottery) -> Draw:
    """Store the lottery as 1,000 panels, of which a number will choose one; nobody is drawn yet."""
    public = round_lottery(lottery.panels)
    with transaction.atomic():
        _claim(draw, pool)
        draw.text, draw.sha256 = text_and_hash(draw, pool, lottery, public=public)
        keep_told(draw, pool.told)
        draw.panels_text, draw.panels_sha256 = public.text, public.sha256
        draw.deviation = public.largest_deviation
        chances = list(chances_by_list(public, pool.memberships).values())
        draw.lowest, draw.highest, draw.gini = min(chances), max(chances), gini(chances)
        draw.algorithm_ran = lottery.algorithm
        draw.state = Draw.State.LISTED
        draw.save()
        record("panel.panels_listed", on=draw, by=draw.by, sha256=draw.panels_sha256)
    return draw


def chances_by_list(public: PublicLottery, codes: Iterable[str]) -> dict[str, float]:
    """Say how likely each code is with the list: its panels by 1,000."""
    found = count_appearances(public.panels)
    return {code: found[code] / len(public.panels) for code in codes}


def keep_members(
    draw: Draw,
    memberships: Mapping[str, int],
    chances: Mapping[str, float],
    drawn: Iterable[str],
    more: Iterable[DrawMember] = (),
) -> None:
    """Store a row for everybody who was in the lottery, and the rows of who sits already."""
    seats = frozenset(drawn)
    rows = [
        DrawMember(
            draw=draw,
            membership_id=memberships[code],
            code=code,
            probability=min(chance, 1.0),
            is_selected=code in seats,
            round=draw.round,
        )
        for code, chance in chances.items()
    ]
    DrawMember.objects.bulk_create([*rows, *more], batch_size=INSERTED_AT_ONCE)


def _claim(draw: Draw, pool: Pool) -> None:
    """Note the pool; refuse a planned draw that was called off meanwhile."""
    draw.pool_size = len(pool.to_draw.people)
    draw.excluded, draw.version = pool.excluded, VERSION
    if draw.pk is None:
        draw.save()
    elif not Draw.objects.select_for_update().filter(pk=draw.pk, state=Draw.State.DRAFTED).exists():
        raise Cancelled("The draw was called off.")


def _check_still_there(pool: Pool, drawn: frozenset[str]) -> None:
    """Refuse a panel of which somebody has left while the lottery was worked out."""
    members = {pool.memberships[code] for code in drawn}
    if Membership.objects.active().filter(pk__in=members).count() < len(members):
        raise Refused(_("Somebody left the panel while it was being drawn. Draw again."))
