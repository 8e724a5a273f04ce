"""Columns of the analysts' file that tell of the person and of how their answers came."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from panel.models import AgeBand, CouncilSettings
from polls.editions import LANGUAGES
from polls.models.assignment import CONTROL, TREATMENT
from polls.models.responses import Format, Mode
from results.answers import Sheet
from results.beside_answers import Came
from results.exports.tables import Column, within_boundaries

WEIGHT = Column(
    "design_weight",
    "How many members this person stands for by the draw that invited them",
    "number",
    measure="scale",
    base="those drawn; empty where somebody answered uninvited, 0 where they were added by hand",
    derived="1 / chance of being drawn, as on record when they answered; weighting starts from it",
)
CENSUS_FROM = 16  # the age from which the census counts its youngest adults
ORDER_SEED = Column(
    "order_seed",
    "Seed of the order in which this person met answers and rows",
    "number",
    measure="nominal",
    base="those who answered when an order was random; empty once the way back is destroyed",
    derived="of questions in random order, answers (of a grid: rows) by SHA-256 of "
    "“seed:question:answer”, smallest first; chosen alone and own words stay last. Questions in a "
    "random place, among neighbours asked of the same people: by SHA-256 of “seed:question”",
)
ARM = Column(
    "arm",
    "Arm into which this person was drawn by lot after first answers",
    "number",
    measure="nominal",
    codes=((str(CONTROL), "comparison group: answered only"), (str(TREATMENT), "deliberated")),
    base="all whose first answers stood when it was drawn",
)
LANGUAGE = Column(
    "language",
    "The language of the words that this person read",
    "text",
    measure="nominal",
    codes=tuple(LANGUAGES.items()),
)
CAME = (
    Column(
        "mode",
        "How these answers came",
        "text",
        measure="nominal",
        codes=tuple((one.value, str(one.label)) for one in Mode),
    ),
    Column(
        "format",
        "The version of the questions that was given",
        "text",
        measure="nominal",
        codes=tuple((one.value, str(one.label)) for one in Format),
    ),
    Column(
        "late",
        "Came after the last day",
        "number",
        measure="nominal",
        codes=(("0", "no"), ("1", "yes")),
        derived="the day on which paper, e-mail or call was received, beside the closing day",
    ),
    Column(
        "counted",
        "Counts in published figures",
        "number",
        measure="nominal",
        codes=(("0", "no"), ("1", "yes")),
        derived="late answers do not, unless an officer decided so with a reason on record",
    ),
)

OFF_ROUTE = Column(
    "off_route",
    "Questions that a paper answers though its earlier answers led past them",
    "text",
    measure="nominal",
    derived="codes of questions; these answers are kept, in no figure, and -7 in this file",
)


def youngest_band_in_words() -> str:
    """Say which ages the census's code of the youngest band stands for, where they are others."""
    lowest = CouncilSettings.load().minimum_age
    if lowest == CENSUS_FROM:
        return ""
    return f"“{AgeBand.FROM_16}” is the census's code; here it holds ages {lowest} to 24"


def person_columns(boundaries: str = "") -> tuple[Column, ...]:
    return (
        Column(
            "pid",
            "Pseudonym of the person, the same in both rounds and different in every survey",
            "text",
            measure="nominal",
            derived="first 16 characters of Base32 of HMAC-SHA256(export key, survey | person)",
        ),
        Column(
            "ward",
            "GSS code of the ward where the person lived when they answered",
            "text",
            measure="nominal",
            derived="; ".join(
                filter(
                    None,
                    (
                        "from the postcode, or stated by the member; empty where it is not known",
                        within_boundaries(boundaries),
                    ),
                )
            ),
        ),
        Column(
            "age_band",
            "Age band when they answered",
            "text",
            measure="ordinal",
            codes=tuple((str(value), str(label)) for value, label in AgeBand.choices),
            derived=youngest_band_in_words(),
        ),
    )


READS = (
    lambda one: one.mode,
    lambda one: one.format,
    lambda one: int(one.is_late),
    lambda one: int(one.is_counted),
)


def came_columns(sheet: Sheet, endings: dict[str, str]) -> Iterator[tuple[Column, Any]]:
    """Give the columns of how answers came, each with its reader; of several rounds each apart.

    Those without the name of a round are of the first that somebody answered.
    """
    for column, read in zip(CAME, READS, strict=True):
        yield column, lambda at, read=read: read(first_that_came(sheet, at))
    yield OFF_ROUTE, lambda at: " ".join(sheet.off_route.get(at, ()))
    if len(sheet.waves) > 1:
        for wave in sheet.waves:
            for column, read in zip(CAME, READS, strict=True):
                named = replace(column, name=f"{column.name}{endings[wave]}")
                yield named, reader_in(sheet.came[wave], read)


def first_that_came(sheet: Sheet, at: int) -> Came:
    """Return how the answers of the first round came that somebody gave."""
    return next(came[at] for came in map(sheet.came.__getitem__, sheet.waves) if came[at].mode)


def reader_in(came: tuple[Came, ...], read):
    """Return what gives a cell of a person: empty of a round that they did not answer."""
    return lambda at: read(came[at]) if came[at].mode else None
