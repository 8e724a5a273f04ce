"""The groups on a page of statements: worked out, protected, kept, and shown.

What is kept of a picture is what may be seen, and the compass that tells somebody their own group;
no vote of anybody is in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from django.utils import timezone

from analysis.disclosure import SUPPRESSED, Sensitivity, suppress_list, suppress_table
from analysis.opinion_groups import (
    FEWEST_VOTES,
    Compass,
    OpinionGroups,
    Tally,
    Votes,
    consensus,
    divisions,
    find_groups,
    leanings,
    shared_by_all,
    tallies,
)
from forums.models import OpinionPicture, StatementsPage, StatementVote
from panel.models import CouncilSettings

LISTED = 5
ANSWERS = ("agree", "disagree", "pass")
LETTERS = "ABCDE"
Cells = list[int | str]  # agree, disagree, pass and all of them; "c" where kept back


@dataclass(frozen=True)
class Gathered:
    """All votes of a page as an array of people by statements, with what names its two sides."""

    keys: list[str]
    statements: list[int]  # pks, in the order they were said
    rejected: list[int]  # columns of those that are not public
    votes: Votes

    @property
    def public(self) -> list[int]:
        """Return the columns of what everybody may read."""
        return [n for n in range(len(self.statements)) if n not in set(self.rejected)]


def gather_votes(page: StatementsPage) -> Gathered:
    """Read all votes of a page, in two queries."""
    said = list(page.statements.order_by("said_at", "pk"))
    rows = list(StatementVote.objects.filter(statement__page=page).order_by("pk"))
    person = {key: n for n, key in enumerate(sorted({row.key for row in rows}))}
    # What nobody could vote on says nothing of anybody, nor does it move anybody outwards.
    voted = {row.statement_id for row in rows}
    kept = [one for one in said if one.is_public or one.pk in voted]
    column = {one.pk: n for n, one in enumerate(kept)}
    votes = np.full((len(person), len(kept)), np.nan)
    for row in rows:
        votes[person[row.key], column[row.statement_id]] = row.vote
    rejected = [n for n, one in enumerate(kept) if not one.is_public]
    return Gathered(list(person), list(column), rejected, votes)


# ---- drawing ---------------------------------------------------------------------------------


def draw(page: StatementsPage) -> OpinionPicture | None:
    """Draw the groups as the votes stand now and keep them; none of fewer than the threshold."""
    threshold = CouncilSettings.load().suppression_threshold
    gathered = gather_votes(page)
    if len(gathered.keys) < threshold:
        OpinionPicture.objects.filter(page=page).delete()
        return None
    figures = figures_of(gathered, threshold, Sensitivity(page.sensitivity))
    fields = {"people": len(gathered.keys), "figures": figures, "drawn_at": timezone.now()}
    return OpinionPicture.objects.update_or_create(page=page, defaults=fields)[0]


def figures_of(gathered: Gathered, threshold: int, sensitivity: Sensitivity) -> dict[str, Any]:
    """Return all that may be seen of the votes, and the compass, as values for JSON.

    Groups have at least as many people as the threshold. Where people make no two such groups,
    everybody is one.
    """
    votes = gathered.votes
    found = find_groups(votes, rejected=gathered.rejected, fewest_people=threshold)
    count = max(found.count, 1)
    groups = found.groups if count > 1 else np.zeros(len(votes), dtype=np.int64)
    public = gathered.public
    seen = votes[:, public]
    tables = [
        protected(seen[:, [n]], groups, count, threshold, sensitivity) for n in range(len(public))
    ]
    pks = [gathered.statements[n] for n in public]
    return {
        "sizes": [int((groups == group).sum()) for group in range(count)],
        "in_no_group": int((groups < 0).sum()),
        "silhouette": found.silhouette if count > 1 else None,
        "statements": [
            {"pk": pk, "all": table[-1], "groups": table[:-1]}
            for pk, table in zip(pks, tables, strict=True)
        ],
        **(findings(seen, groups, pks, tables) if pks else NO_FINDINGS),
        "compass": compass_as_json(gathered, found) if count > 1 else None,
    }


NO_FINDINGS: dict[str, list[Any]] = {"shared": [], "divides": [], "leanings": []}


def findings(
    seen: Votes, groups: Any, pks: list[int], tables: list[list[Cells]]
) -> dict[str, list[Any]]:
    """Return what all groups share, what divides them and what each stands for.

    Nothing is said of a statement of which any group's figures are kept back.
    """
    count = int(groups.max()) + 1
    shown = [n for n, table in enumerate(tables) if not is_hidden(table)]
    votes = seen[:, shown]
    agreed = consensus(votes, groups)

    def name(column: int) -> int:
        return pks[shown[column]]

    return {
        "shared": [
            {"pk": name(n), "vote": vote, "consensus": float(agreed[vote][n])}
            for n, vote in shared_by_all(votes, groups)[:LISTED]
        ],
        "divides": [name(n) for n in divisions(votes, groups)[:LISTED]],
        "leanings": [
            [{"pk": name(one.statement), "vote": one.vote} for one in found]
            for found in (leanings(votes, groups, group, most=LISTED) for group in range(count))
            if count > 1
        ],
    }


def protected(
    column: Votes, groups: Any, count: int, threshold: int, sensitivity: Sensitivity
) -> list[Cells]:
    """Return the counts of one statement by group, and of all people in groups, as may be seen.

    People in no group are left out everywhere: with them in the bottom line, those few who voted on
    little could be worked out.
    """
    counts = [cells_of(tallies(column[groups == group])[0]) for group in range(count)]
    if count == 1:
        one = suppress_list(
            dict(zip(ANSWERS, counts[0], strict=True)),
            threshold,
            sensitivity=sensitivity,
            are_answers=True,
        )
        line: Cells = [*(one.counts[answer] for answer in ANSWERS), cast("int | str", one.total)]
        return [line, line]
    # Groups are made of these very votes and of nothing else about people: no demographic
    # crossing, so an open opinion is protected by its base, as it is by ward (R4.22).
    table = suppress_table(LETTERS[:count], ANSWERS, counts, threshold, sensitivity, by_ward=True)
    rows: list[Cells] = [
        [*cells, total] for cells, total in zip(table.cells, table.row_totals, strict=True)
    ]
    return [*rows, [*table.column_totals, table.total]]


def cells_of(tally: Tally) -> list[int]:
    return [tally.agree, tally.disagree, tally.passed]


def is_hidden(table: Sequence[Cells]) -> bool:
    return any(SUPPRESSED in cells for cells in table)


def compass_as_json(gathered: Gathered, found: OpinionGroups) -> dict[str, Any]:
    compass = found.compass
    return {
        "statements": gathered.statements,
        "means": compass.means.tolist(),
        "axes": compass.axes.tolist(),
        "rejected": compass.rejected.tolist(),
        "centres": compass.centres.tolist(),
    }


# ---- when ------------------------------------------------------------------------------------


def picture_of(page: StatementsPage) -> OpinionPicture | None:
    """Return the groups that may be shown now; those of a closed page are drawn when first asked.

    Before it closes they are shown only if the page says so, as they were drawn some night.
    """
    kept = OpinionPicture.objects.filter(page=page).first()
    if not page.has_closed:
        return kept if page.shows_early else None
    if kept is None or is_from_before(page, kept):
        return draw(page)
    return kept


def draw_due() -> int:
    """Draw what has changed enough: early groups by the threshold, final ones by what was removed.

    One new vote can never be read off by comparing two visits (R4.26).
    """
    threshold = CouncilSettings.load().suppression_threshold
    drawn = 0
    for page in StatementsPage.objects.live().select_related("picture"):
        if page.has_opened and is_due(page, getattr(page, "picture", None), threshold):
            drawn += draw(page) is not None
    return drawn


def is_due(page: StatementsPage, kept: OpinionPicture | None, threshold: int) -> bool:
    if not page.has_closed:
        more = page.turnout - (kept.people if kept else 0)
        return page.shows_early and more >= threshold
    if kept is None:
        return page.turnout >= threshold
    public = set(page.statements.public().values_list("pk", flat=True))
    shown = {one["pk"] for one in kept.figures["statements"]}
    return is_from_before(page, kept) or public != shown


def is_from_before(page: StatementsPage, kept: OpinionPicture) -> bool:
    """Say whether a picture was drawn before the last votes could come."""
    return page.closes_at is not None and kept.drawn_at < page.closes_at


# ---- one's own -------------------------------------------------------------------------------


def own_group(picture: OpinionPicture, votes: dict[int, int]) -> int | None:
    """Return the group of somebody with these votes by statement, for them alone.

    None where there are no groups, or they voted on too little.
    """
    held = picture.figures["compass"]
    if held is None:
        return None
    compass = Compass(*(np.array(held[name]) for name in ("means", "axes", "rejected", "centres")))
    row = np.array([[votes.get(pk, np.nan) for pk in held["statements"]]], dtype=float)
    given = int((~np.isnan(row[:, ~compass.rejected])).sum())
    if given < min(FEWEST_VOTES, int((~compass.rejected).sum())):
        return None
    return int(compass.nearest(row)[0])
