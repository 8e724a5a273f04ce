"""Columns of language and attendance in the file for analysts, in bands that single nobody out.

They are of the file alone. The snapshot that names the answers is the hash of the table without
them: who looks at a discussion after it has closed changes no answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from django.conf import settings

from core.keys import UNLINKED
from polls.models import DeliberativePollPage, Response
from results.answers import Sheet
from results.exports.pseudonymous import ASKED, ENDINGS, SMALLEST_GROUP
from results.exports.pseudonyms import export_key, pseudonym
from results.exports.tables import Cell, Column, Table
from results.report.taking_part import Dose, doses_of, keys_that_took_part

MINUTES = (0, 1, 15, 30, 60, 120)  # from so many minutes on
NOBODY_ALONE = (
    f"bands that fewer than {SMALLEST_GROUP} people would be in are put together with the next"
)
LEFT_EMPTY = f"left empty: it would tell fewer than {SMALLEST_GROUP} people apart"
Added = tuple[Column, Callable[[str], Cell]]  # a cell by key


def with_attendance(table: Table, poll, sheet: Sheet) -> Table:
    """Add to the table of people in which language they answered and what they attended."""
    key, survey = export_key(), f"survey-{poll.pk}"
    key_of = {pseudonym(key, survey, person): person for person in sheet.keys}
    added = [*_languages(poll, sheet)]
    if isinstance(poll, DeliberativePollPage):
        added += _attended(poll, sheet)
    taken = set(table.header)
    columns = [_free(column, taken) for column, _read in added]
    rows = tuple(
        (*row, *(read(key_of[str(row[0])]) for _column, read in added)) for row in table.rows
    )
    return Table((*table.columns, *columns), rows, table.notes)


def _free(column: Column, taken: set[str]) -> Column:
    """Write a name with two underscores where a question has the same."""
    is_taken = column.name in taken
    name = column.name.replace("_", "__") if "_" in column.name else f"{column.name}__"
    return replace(column, name=name) if is_taken else column


def bands_of(amounts: Iterable[int], starts: Sequence[int], fewest: int) -> tuple[int, ...]:
    """Return those starts of bands with which each band holds nobody or `fewest` at least.

    A band of fewer goes with the one below it, the lowest with the one above. `starts` rise from
    the least that an amount can be.
    """
    kept = list(starts)

    def count(at: int) -> int:
        ends = kept[at + 1] if at + 1 < len(kept) else None
        return sum(kept[at] <= one and (ends is None or one < ends) for one in all_amounts)

    all_amounts = list(amounts)
    for at in range(len(kept) - 1, 0, -1):
        if 0 < count(at) < fewest:
            del kept[at]
    while len(kept) > 1 and 0 < count(0) < fewest:
        del kept[1]
    return tuple(kept)


def band(amount: int, starts: Sequence[int]) -> int:
    """Return the start of the band that holds an amount."""
    return max(start for start in starts if start <= amount)


def _languages(poll, sheet: Sheet) -> Iterator[Added]:
    """Give a column a round; empty where one of the languages was that of few."""
    standing = Response.objects.standing().filter(page_id=poll.pk)
    spoken: dict[str, dict[str, str]] = {wave: {} for wave in sheet.waves}
    for key, wave, language in standing.values_list("key", "wave", "language"):
        spoken[wave][key] = language
    names = {str(code): str(name) for code, name in settings.LANGUAGES}
    for wave, of_wave in spoken.items():
        by_language = Counter(of_wave.values())
        is_told = min(by_language.values(), default=SMALLEST_GROUP) >= SMALLEST_GROUP
        yield (
            Column(
                f"language{ENDINGS[wave]}",
                "Language of the questions that this person answered",
                "text",
                measure="nominal",
                codes=tuple((code, names.get(code, code)) for code in sorted(by_language)),
                base=ASKED[wave],
                derived="" if is_told else LEFT_EMPTY,
            ),
            of_wave.get if is_told else (lambda key: None),
        )


def _attended(poll, sheet: Sheet) -> Iterator[Added]:
    """Give what each attended of a deliberation; people of a comparison group attended nothing."""
    doses = doses_of(poll)
    of_all = {key: doses.get(key, Dose()) for key in sheet.keys}
    sessions = {key: one.sessions for key, one in of_all.items()}
    yield _banded(
        "sessions_attended",
        "Live sessions whose page this person had open",
        sessions,
        range(max(sessions.values(), default=0) + 1),
    )
    yield _banded(
        "minutes_attended",
        "Minutes on pages of discussions and sessions",
        {key: one.minutes for key, one in of_all.items()},
        MINUTES,
        "two signs of a page less than a quarter of an hour apart count with the time between",
    )
    yield _yes_or_no(
        "opened_briefing",
        "Opened the briefing, or said that they had read it",
        {key: one.opened_briefing for key, one in of_all.items()},
    )
    rule = f"the rule fixed beforehand: {poll.get_took_part_rule_display()}"
    came = keys_that_took_part(poll, doses)
    took_part = {
        key: bool(both) and key in came
        for key, both in zip(sheet.keys, sheet.took_part(), strict=True)
    }
    needs_accounts = poll.took_part_rule != poll.TookPart.ANSWERED
    if needs_accounts and any(key.startswith(UNLINKED) for key in sheet.keys):
        gone = f"{rule}. Left empty: the way from what people said to their answers is destroyed"
        yield _column("took_part", "Took part", (), gone), lambda key: None
        return
    yield _yes_or_no("took_part", "Took part", took_part, rule)


def _banded(
    name: str, label: str, amounts: dict[str, int], starts: Sequence[int], how: str = ""
) -> Added:
    kept = bands_of(amounts.values(), starts, SMALLEST_GROUP)
    ends = [*(start - 1 for start in kept[1:]), None]
    codes = tuple(
        (str(start), _in_words(start, end)) for start, end in zip(kept, ends, strict=True)
    )
    derived = "; ".join(filter(None, (how, "the least of a band", NOBODY_ALONE)))
    column = _column(name, label, codes, derived)
    return column, lambda key: band(amounts[key], kept)


def _yes_or_no(name: str, label: str, marks: dict[str, bool], how: str = "") -> Added:
    is_told = len(bands_of(map(int, marks.values()), (0, 1), SMALLEST_GROUP)) > 1
    derived = how if is_told else "; ".join(filter(None, (how, LEFT_EMPTY)))
    column = _column(name, label, (("0", "no"), ("1", "yes")), derived)
    return column, (lambda key: int(marks[key])) if is_told else (lambda key: None)


def _column(name: str, label: str, codes: tuple[tuple[str, str], ...], derived: str) -> Column:
    measure = "ordinal" if len(codes) > 2 else "nominal"
    return Column(name, label, "number", measure=measure, codes=codes, derived=derived)


def _in_words(start: int, end: int | None) -> str:
    if end is None:
        return f"{start} or more"
    return str(start) if start == end else f"{start} to {end}"
