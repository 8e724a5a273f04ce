"""A row a person for analysts: a pseudonym, a ward, an age band and the answers; no names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.safety import REDACTION_VERSION, redact
from panel.models import Ward
from panel.trends import version_of
from polls.branching import rule_in_words
from polls.correcting import corrections_in_words
from polls.models import Item, Wave
from results.answers import NOT_ASKED, NOT_YET, REMOVED, SKIPPED, Sheet
from results.derived import disabled_column, holds_disability
from results.exports.about_people import (
    ARM,
    LANGUAGE,
    ORDER_SEED,
    WEIGHT,
    came_columns,
    first_that_came,
    person_columns,
)
from results.exports.pseudonyms import export_key, pseudonym
from results.exports.respondents import respondent_columns
from results.exports.tables import Cell, Column, Table, variable_names
from results.exports.themes import theme_columns
from results.exports.typed import (
    date_column,
    number_column,
    option_code,
    place_columns,
    rating_columns,
    row_columns,
    ward_column,
)

SMALLEST_GROUP = 5
ENDINGS: dict[str, str] = {
    Wave.BEFORE: "_before",
    Wave.AFTER: "_after",
    Wave.LATER: "_later",
    Wave.ONLY: "",
}
ASKED: dict[str, str] = {
    Wave.BEFORE: "everybody in the first round",
    Wave.AFTER: "everybody in the second round",
    Wave.LATER: "everybody in the follow-up, months later",
    Wave.ONLY: "everybody",
}
TYPED: dict[str, Any] = {
    Item.Kind.NUMBER: number_column,
    Item.Kind.DATE: date_column,
    Item.Kind.POSTCODE: ward_column,
    Item.Kind.PLACE: ward_column,
}


def people_table(poll, sheet: Sheet, wards: Sequence[Ward]) -> Table:
    """Lay out everybody's answers, in order of pseudonym, with the wards of the poll."""
    ward_codes = {ward.pk: ward.code for ward in wards}
    key, survey = export_key(), f"survey-{poll.pk}"
    columns, readers = _answer_columns(sheet)
    about = person_columns(version_of(wards))
    # Each goes before what is there: the last of these columns first.
    if sheet.has_arms:
        columns, readers = (ARM, *columns), [sheet.arms.__getitem__, *readers]
    taken = {column.name for column in columns}
    for column, read in reversed([*respondent_columns(poll, sheet)]):
        # Where a question has the same code, with two underscores.
        name = column.name.replace("_", "__") if column.name in taken else column.name
        columns, readers = (replace(column, name=name), *columns), [read, *readers]
    if sheet.is_of_a_sample:
        about = (*about, WEIGHT)
        readers = [sheet.weights.__getitem__, *readers]
    if any(item.is_shuffled for item in sheet.items):
        columns = (*columns, ORDER_SEED)
        readers = [*readers, sheet.seeds.__getitem__]
    if poll.corrections_made:
        for wave in sheet.waves:
            columns = (*columns, _version_column(wave))
            readers = [*readers, lambda at, wave=wave: int(sheet.versions[wave][at])]
    if poll.proposal_version > 1:
        for wave in sheet.waves:
            columns = (*columns, _proposal_column(wave))
            readers = [*readers, lambda at, wave=wave: int(sheet.proposals[wave][at])]
    if poll.speaks_welsh:
        columns = (*columns, LANGUAGE)
        readers = [*readers, lambda at: first_that_came(sheet, at).language]
    for column, read in came_columns(sheet, ENDINGS):
        columns, readers = (*columns, column), [*readers, read]
    rows = []
    for at, person in enumerate(sheet.keys):
        rows.append(
            (
                pseudonym(key, survey, person),
                ward_codes.get(int(sheet.wards[at]), ""),
                sheet.ages[at],
                *(read(at) for read in readers),
            )
        )
    rows.sort(key=lambda row: row[0])
    return Table(
        columns=(*about, *columns),
        rows=tuple(rows),
        notes=(_group_note(rows, len(about)), *corrections_in_words(poll)),
    )


def _version_column(wave: str) -> Column:
    return Column(
        f"version{ENDINGS[wave]}",
        "Version of the wording that this person answered; README.txt says what each corrected",
        "number",
        measure="ordinal",
        base=ASKED[wave],
        missing=(NOT_YET,),
    )


def _proposal_column(wave: str) -> Column:
    return Column(
        f"proposal{ENDINGS[wave]}",
        "Version of the proposal that was public when this person answered; README.txt says more",
        "number",
        measure="ordinal",
        base=ASKED[wave],
        missing=(NOT_YET,),
    )


def _group_note(rows: list[tuple], about: int) -> str:
    """Say how few people the first `about` columns, less the pseudonym, tell apart."""
    k = min(Counter(row[1:about] for row in rows).values(), default=0)
    note = ngettext(
        "The smallest group of one ward and age band holds %(k)d person.",
        "The smallest group of one ward and age band holds %(k)d people.",
        k,
    ) % {"k": k}
    if about > len(person_columns()):
        note += " " + _("People of one group have the same design weight, or they count as two.")
    if k < SMALLEST_GROUP:
        note += " " + _(
            "That is under 5: somebody who knows the area could guess who a row is. Keep this file "
            "to those named in its purpose."
        )
    return note


def _answer_columns(sheet: Sheet):
    """Give the columns of all items in all waves, and for each a function from row to cell."""
    names = variable_names([item.code for item in sheet.items])
    columns: list[Column] = []
    readers = []
    for item in sheet.items:
        for wave in sheet.waves:
            if not item.asked_in(wave):
                continue
            for column, read in _columns_of(item, wave, names[item.code], sheet):
                columns.append(column)
                readers.append(read)
    if holds_disability(sheet.items):
        for wave in sheet.waves:
            if wave in (Wave.ONLY, Wave.AFTER):
                for column, read in disabled_column(sheet, wave, ENDINGS[wave]):
                    columns.append(column)
                    readers.append(read)
    return tuple(columns), readers


def _columns_of(item: Item, wave: str, name: str, sheet: Sheet):
    numbers = sheet.numbers[item.pk, wave]
    shared: dict[str, Any] = {
        "wording": item.wording,
        "base": rule_in_words(item, sheet.items) or ASKED[wave],
        "sensitivity": item.sensitivity,
    }
    if item.kind == Item.Kind.SCALE:
        yield _scale_column(item, wave, name, shared), lambda at: int(numbers[at])
    elif item.is_one_of:
        yield from _single_column(item, wave, name, sheet, shared)
    elif item.kind == Item.Kind.MULTIPLE:
        yield from _multiple_columns(item, wave, name, sheet, shared)
    elif item.kind in TYPED:
        yield from TYPED[item.kind](item, f"{name}{ENDINGS[wave]}", wave, sheet, shared)
    elif item.kind == Item.Kind.RANKING:
        names = names_by_part(list(item.options.all()), name, wave)
        yield from place_columns(item, names, wave, sheet, shared)
    elif item.kind == Item.Kind.MATRIX:
        names = names_by_part(list(item.rows.all()), name, wave)
        yield from row_columns(item, names, wave, sheet, shared)
    elif item.kind == Item.Kind.GAP:
        stem = variable_names([one.code for one in sheet.items], longest=21)[item.code]
        names = names_by_part(list(item.rows.all()), stem, wave)
        yield from rating_columns(item, names, wave, sheet, shared)
    if item.is_file:
        yield _file_column(item, wave, name, sheet, shared)
    elif item.is_text:
        yield _words_column(item, wave, name, sheet, shared)
        yield from theme_columns(item, wave, ENDINGS[wave], sheet, shared)
    elif item.has_comment or any(option.takes_words for option in item.options.all()):
        # Two underscores: no item's own name has them.
        stem = variable_names([one.code for one in sheet.items], longest=21)[item.code]
        yield _words_column(item, wave, f"{stem}__w", sheet, shared)
        if item.has_comment:
            yield from theme_columns(item, wave, ENDINGS[wave], sheet, shared)


def _words_column(item, wave, name, sheet, shared):
    """Give what people wrote, to a question or beside the answer that asks for own words."""
    return (
        Column(
            f"{name}{ENDINGS[wave]}",
            f"In their own words, redacted (version {REDACTION_VERSION})",
            "text",
            measure="text",
            derived="e-mail addresses, phone numbers, postcodes, web addresses and the like "
            "are replaced by tags; names are not, unless a moderator took them out: [redacted]",
            missing=(REMOVED,),
            **shared,
        ),
        lambda at: words_of(sheet, (item.pk, wave, at)),
    )


def _file_column(item, wave, name, sheet, shared):
    """Say whether a file came; officers read it on the page of files, by the public number."""
    numbers = sheet.numbers[item.pk, wave]
    column = Column(
        f"{name}{ENDINGS[wave]}",
        "Whether a file was sent",
        "number",
        measure="nominal",
        codes=(("0", "no"), ("1", "yes")),
        missing=(NOT_ASKED, NOT_YET),
        **shared,
    )

    def read(at: int) -> Cell:
        if (item.pk, wave, at) in sheet.texts:
            return 1
        return 0 if numbers[at] == SKIPPED else int(numbers[at])

    return column, read


def words_of(sheet: Sheet, place: tuple[int, str, int]) -> str | int:
    """Return what may be read of one text; its missing code if a moderator rejected it."""
    text = sheet.texts.get(place)
    if text is None:
        return ""
    return redact(text) if text else REMOVED


def _scale_column(item, wave, name, shared) -> Column:
    ends = ((0, item.low_label), (5, item.middle_label), (10, item.high_label))
    return Column(
        f"{name}{ENDINGS[wave]}",
        "Answer from 0 to 10",
        "number",
        measure="scale",
        codes=tuple((str(at), label) for at, label in ends if label),
        missing=(-9, -8, NOT_ASKED, -6, NOT_YET),
        **shared,
    )


def _single_column(item, wave, name, sheet, shared):
    options = {option.pk: option_code(option) for option in item.options.all()}
    numbers = sheet.numbers[item.pk, wave]
    are_numbers = all(isinstance(code, int) for code in options.values())
    kind: Literal["text", "number"] = "number" if are_numbers else "text"

    def read(at: int) -> Cell:
        chosen = sheet.choices.get((item.pk, wave, at))
        if not chosen:
            return int(numbers[at])
        code = options[next(iter(chosen))]
        return code if kind == "number" else str(code)

    labels = tuple((str(option_code(option)), option.label) for option in item.options.all())
    yield (
        Column(
            f"{name}{ENDINGS[wave]}",
            "The answer that was chosen",
            kind,
            measure="nominal",
            codes=labels,
            missing=(-9, -8, NOT_ASKED, -6, NOT_YET),
            **shared,
        ),
        read,
    )


def names_by_part(parts, name: str, wave: str) -> dict[int | None, str]:
    """Name a column for each option, or row, of an item, and for None, "none"."""
    endings = variable_names([f"o_{part.code}" for part in parts], longest=32)
    stem = name[: 24 - max((len(ending) for ending in endings.values()), default=0) + 1]
    by_pk = {part.pk: endings[f"o_{part.code}"][2:] for part in parts}
    return {pk: f"{stem}_{end}{ENDINGS[wave]}" for pk, end in {**by_pk, None: "none"}.items()}


def _multiple_columns(item, wave, name, sheet, shared):
    """Give one 0/1 column an option, and one for those who chose none."""
    numbers = sheet.numbers[item.pk, wave]
    options = list(item.options.all())
    if item.most or item.fewest:
        count = item.how_many(len(options))
        shared = shared | {"derived": f"{count.fewest} to {count.most} answers could be chosen"}

    def reader(option):
        def read(at: int) -> Cell:
            chosen = sheet.choices.get((item.pk, wave, at), frozenset())
            if not chosen and numbers[at] != SKIPPED:
                return int(numbers[at])
            if option is None:
                return int(not chosen)
            return int(option.pk in chosen)

        return read

    names = names_by_part(options, name, wave)
    for option in [*options, None]:
        yield (
            Column(
                names[option.pk if option else None],
                option.label if option else "None of the answers was chosen",
                "number",
                measure="nominal",
                codes=(("0", "no"), ("1", "yes")),
                missing=(-9, -8, NOT_ASKED, NOT_YET),
                **shared,
            ),
            reader(option),
        )
