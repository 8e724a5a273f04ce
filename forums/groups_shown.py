"""The groups of a page as readers see them: words, and rows for the charts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core.charts import SUPPRESSED, Bar, Split
from core.html import clean_line
from forums.models import OpinionPicture, Statement, StatementsPage, StatementVote
from forums.opinions import LETTERS, own_group

AGREE = StatementVote.Vote.AGREE


@dataclass(frozen=True)
class ShownStatement:
    """A statement with a bar for each group; `finding` says in words what was found of it."""

    caption: str
    bars: list[Split]
    finding: str = ""
    own: str = ""  # how the reader voted, for them alone

    @property
    def subtitle(self) -> str:
        return " ".join(filter(None, (self.finding, self.own)))


@dataclass(frozen=True)
class Trait:
    """A statement that tells a group from the others, with the shares on its side in words."""

    statement: str
    shares: str


@dataclass(frozen=True)
class ShownGroup:
    letter: str
    people: int
    is_own: bool
    traits: list[Trait]


@dataclass(frozen=True)
class ShownGroups:
    """All that a page shows of a picture."""

    groups: list[ShownGroup]
    sizes: list[Bar]
    shared: list[ShownStatement]
    divides: list[ShownStatement]
    every: list[ShownStatement]
    people: int
    in_no_group: int
    drawn_at: Any
    own_letter: str
    is_hiding: bool

    @property
    def heads(self) -> list[str]:
        return [_("People")]

    @property
    def count(self) -> int:
        return len(self.groups)


def name_of_group(letter: str) -> str:
    return _("Group %(letter)s") % {"letter": letter}


def shown_groups(
    page: StatementsPage, picture: OpinionPicture, votes: dict[int, int]
) -> ShownGroups:
    """Put a picture into words, with the reader's own `votes` by statement.

    A statement that was removed since the picture was drawn is in none of it.
    """
    figures = picture.figures
    texts = {one.pk: one for one in page.statements.public()}
    tables = {one["pk"]: one for one in figures["statements"] if one["pk"] in texts}
    sizes = figures["sizes"]
    own = own_group(picture, votes)

    def shown(pk: int, finding: str = "") -> ShownStatement:
        return ShownStatement(
            caption=clean_line(texts[pk].text),
            bars=bars_of(tables[pk], len(sizes)),
            finding=finding,
            own=own_vote(votes[pk]) if pk in votes else "",
        )

    def grouped(place: int) -> ShownGroup:
        found = [one for one in figures["leanings"][place] if one["pk"] in tables]
        return ShownGroup(
            letter=LETTERS[place],
            people=sizes[place],
            is_own=place == own,
            traits=[trait_of(texts[one["pk"]], tables[one["pk"]], place, one) for one in found],
        )

    return ShownGroups(
        groups=[grouped(place) for place in range(len(figures["leanings"]))],
        sizes=[
            Bar(name_of_group(letter), people, (f"{people:,}",))
            for letter, people in zip(LETTERS, sizes, strict=False)
        ],
        shared=[
            shown(one["pk"], _("Most agree.") if one["vote"] == AGREE else _("Most disagree."))
            for one in figures["shared"]
            if one["pk"] in tables
        ],
        divides=[shown(pk) for pk in figures["divides"] if pk in tables],
        every=[shown(pk) for pk in tables],
        people=picture.people,
        in_no_group=figures["in_no_group"],
        drawn_at=picture.drawn_at,
        own_letter="" if own is None else LETTERS[own],
        is_hiding=any(
            SUPPRESSED in cells for one in tables.values() for cells in (*one["groups"], one["all"])
        ),
    )


def trait_of(
    statement: Statement, table: dict[str, Any], place: int, leaning: dict[str, Any]
) -> Trait:
    """Put what tells a group from the others into words; only of figures that may be seen."""
    agrees = leaning["vote"] == AGREE
    column = 0 if agrees else 1
    others = [cells for number, cells in enumerate(table["groups"]) if number != place]
    shares = {
        "own": percent(table["groups"][place][column], table["groups"][place][-1]),
        "others": percent(sum(one[column] for one in others), sum(one[-1] for one in others)),
    }
    words = (
        _("%(own)d%% agree, of the others %(others)d%%.")
        if agrees
        else _("%(own)d%% disagree, of the others %(others)d%%.")
    )
    return Trait(clean_line(statement.text), words % shares)


def percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0


def own_vote(vote: int) -> str:
    """Tell a reader how they voted, for nobody else."""
    words = {AGREE: _("You agree."), StatementVote.Vote.DISAGREE: _("You disagree.")}
    return words.get(StatementVote.Vote(vote), _("You passed."))


def bars_of(table: dict[str, Any], count: int) -> list[Split]:
    """Return a bar a group, or one of everybody where there are no groups."""
    if count == 1:
        return [bar_of(_("Everybody"), table["all"])]
    return [
        bar_of(name_of_group(letter), cells)
        for letter, cells in zip(LETTERS, table["groups"], strict=False)
    ]


def bar_of(label: str, cells: list[Any]) -> Split:
    agree, disagree, passed, people = cells
    if SUPPRESSED in cells or not people:
        return Split(label, "c", "c", "c", "c")
    against, middle, in_favour = (one / people for one in (disagree, passed, agree))
    sentence = _("Disagree %(against)d%%, pass %(middle)d%%, agree %(in_favour)d%%") % {
        "against": percent(disagree, people),
        "middle": percent(passed, people),
        "in_favour": percent(agree, people),
    }
    return Split(label, against, middle, in_favour, people, sentence=sentence)


def own_statements(page: StatementsPage, user: Any) -> list[Statement]:
    """Return what somebody added here, the newest first, whatever became of it."""
    if not user.is_authenticated:
        return []
    mine = page.statements.filter(author=user, is_seed=False)
    return list(mine.select_related("hidden_under").order_by("-said_at", "-pk"))
