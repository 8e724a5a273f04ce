"""The statements of a page with what each group thinks of them, as a table for a file."""

from __future__ import annotations

from core.html import clean_line
from forums.groups_shown import name_of_group
from forums.models import OpinionPicture, StatementsPage
from forums.opinions import ANSWERS, LETTERS
from results.exports.tables import Cell, Column, Table

IN_WORDS = {
    "agree": "people who agree",
    "disagree": "people who disagree",
    "pass": "people who passed",
    "people": "people who voted on it",
}


def statements_table(page: StatementsPage, picture: OpinionPicture) -> Table:
    """Return a row for each public statement: its words, then the counts of all and of each group.

    The figures are those of the page, with what is kept back there kept back here; a statement that
    was removed since they were drawn is left out.
    """
    figures = picture.figures
    said = {one.pk: one for one in page.statements.public()}
    count = len(figures["sizes"])
    groups = list(LETTERS[:count]) if count > 1 else []
    rows: list[tuple[Cell, ...]] = []
    for number, one in enumerate(figures["statements"], start=1):
        if statement := said.get(one["pk"]):
            by = "council" if statement.is_seed else "member"
            parts = [one["all"], *(one["groups"] if groups else [])]
            cells: list[Cell] = [cell for part in parts for cell in part]
            rows.append((number, clean_line(statement.text), by, *cells))
    return Table(
        columns=(
            Column("number", "Number of the statement, in the order they were added", "number"),
            Column("statement", "The statement as it was voted on", "text"),
            Column(
                "by",
                "Who wrote it",
                "text",
                codes=(("council", "The council"), ("member", "A member of the panel")),
            ),
            *columns_of("all", "all people in the figures"),
            *(
                column
                for letter, size in zip(groups, figures["sizes"], strict=False)
                for column in columns_of(
                    f"group_{letter.lower()}", f"{name_of_group(letter)} ({size} people)"
                )
            ),
        ),
        rows=tuple(rows),
        notes=(
            f"{picture.people} people voted; {figures['in_no_group']} of them on too little to be "
            "placed in a group, who are in no figure.",
            "People chose to take part: this is no sample of residents.",
            "c: kept back, because too few people voted to protect them.",
        ),
    )


def columns_of(name: str, whose: str) -> list[Column]:
    return [
        Column(
            f"{name}_{answer}",
            f"{IN_WORDS[answer]}, of {whose}",
            "number",
            base=whose,
            keeps_back=True,
        )
        for answer in (*ANSWERS, "people")
    ]
