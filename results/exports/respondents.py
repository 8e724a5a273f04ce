"""Columns of who answered, in the file for analysts: as what, signed in or not, for whom."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from core.safety import redact
from polls.models import Organisation, RespondentType
from polls.models.respondents import ORGANISATIONS
from results.answers import Sheet
from results.exports.tables import Column

RESPONDENT_TYPE = Column(
    "respondent_type",
    "As what somebody answered, as they said",
    "text",
    measure="nominal",
    codes=tuple((str(value), str(label)) for value, label in RespondentType.choices),
    derived="organisations are " + ", ".join(ORGANISATIONS) + ": count them apart from individuals",
)
HAS_ACCOUNT = Column(
    "has_account",
    "Whether they were signed in",
    "number",
    measure="nominal",
    codes=(("0", "no: the ward is as they said, unchecked, and no age was asked"), ("1", "yes")),
)
TOLD = (
    # Two underscores: no question's own name has them.
    ("organisation__name", "name", "Name of the organisation"),
    ("organisation__whom", "represents", "Whom the organisation represents, redacted"),
    ("organisation__how", "how_gathered", "How the organisation gathered views, redacted"),
)


def respondent_columns(poll, sheet: Sheet) -> Iterator[tuple[Column, Any]]:
    """Give those columns that a questionnaire has, each with a function from row to cell."""
    if sheet.asks_type:
        yield RESPONDENT_TYPE, sheet.types.__getitem__
    if sheet.is_open_to_all:
        yield HAS_ACCOUNT, lambda at: int(sheet.accounts[at])
    if sheet.asks_type:
        fields = [field for _name, field, _label in TOLD]
        rows = Organisation.objects.filter(response__page=poll.pk)
        told = {key: said for key, *said in rows.values_list("response__key", *fields)}
        for place, (name, field, label) in enumerate(TOLD):
            column = Column(name, label, "text", measure="text", base="organisations")
            yield column, reader(told, sheet.keys, place, is_name=field == "name")


def reader(told: dict[str, list[str]], keys: tuple[str, ...], place: int, *, is_name: bool):
    """Return what gives one of the three for a row; a name as it stands, other words redacted."""

    def read(at: int) -> str:
        said = told.get(keys[at], ["", "", ""])[place]
        return said if is_name else redact(said)

    return read
