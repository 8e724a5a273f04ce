"""Answers in words, as the person who gave them would say them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from core.forms import DONT_KNOW
from polls.choosing import in_place
from polls.days import said
from polls.models import Item, Response
from polls.models.responses import Missing
from polls.places import name_of_ward


def answer_in_words(item, answer, words="") -> str:
    """Say an answer as the person would: a number with what it means, the labels of options."""
    if answer in (None, "", [], {}):
        return _("Not answered")
    if not item.has_figures:
        return str(answer["name"] if isinstance(answer, dict) else answer)
    if answer in (DONT_KNOW, [DONT_KNOW]):
        return _("I do not know")
    if item.kind == Item.Kind.SCALE:
        ends = {"0": item.low_label, "5": item.middle_label, "10": item.high_label}
        meaning = ends.get(str(answer), "")
        return f"{answer} – {meaning}" if meaning else str(answer)
    if item.has_options or item.has_rows:
        return "\n".join(lines_in_words(item, answer, words))
    return typed_in_words(item, str(answer))


def ends_of(item: Item) -> str:
    """Say what 0, 5 and 10 mean."""
    ends = {0: item.low_label, 5: item.middle_label, 10: item.high_label}
    return " · ".join(f"{number}: {label}" for number, label in ends.items() if label)


def typed_in_words(item, answer: str) -> str:
    """Say a number, a date or a place; as it stands, if it is from before a change."""
    try:
        if item.is_place:
            return name_of_ward(answer) or answer
        if item.kind == Item.Kind.DATE:
            return said(dt.date.fromisoformat(answer))
        return item.numbers.say(Decimal(answer))
    except (ValueError, ArithmeticError):
        return answer


def lines_in_words(item, answer, words: str) -> list[str]:
    """Return a line for each answer that was chosen, or each row of a grid."""
    return rows_in_words(item, answer) if item.has_rows else chosen_in_words(item, answer, words)


def chosen_in_words(item, answer, words: str) -> list[str]:
    """Return the labels of what was chosen, those of an order with their places."""
    labels = {
        str(option.pk): f"{option.label}: {words}"
        if words and (option.takes_words or item.has_comment)
        else option.label
        for option in item.options.all()
    }
    if item.has_prefer_not:
        labels[Missing.PREFER_NOT.value] = str(Missing.PREFER_NOT.label)
    chosen = answer if isinstance(answer, list) else [answer]
    lines = [labels[str(option)] for option in chosen if str(option) in labels]
    if item.kind == Item.Kind.RANKING:
        return [f"{in_place(place)}: {line}" for place, line in enumerate(lines, 1)]
    return lines


def rows_in_words(item, answer) -> list[str]:
    """Return a line for each row of a grid; none of what was kept before the question changed."""
    given = answer if isinstance(answer, dict) else {}
    if item.kind == Item.Kind.GAP:
        return [f"{row.label}: {both_in_words(str(row.pk), given)}" for row in item.shown_rows]
    labels = {str(option.pk): option.label for option in item.options.all()}
    labels[DONT_KNOW] = _("I do not know")
    return [
        f"{row.label}: {labels.get(given.get(str(row.pk), ''), _('Not answered'))}"
        for row in item.shown_rows
    ]


def both_in_words(row: str, given) -> str:
    """Say what somebody expected of one thing, and experienced."""
    if f"{row}-unknown" in given:
        return _("I do not know")
    expected, found = given.get(f"{row}-expected"), given.get(f"{row}-found")
    if expected is None or found is None:
        return _("Not answered")
    return _("expected %(expected)s, experienced %(found)s") % {
        "expected": expected,
        "found": found,
    }


def row_in_words(answer) -> str:
    """Say what is stored of one row of a grid."""
    if answer.missing:
        return answer.get_missing_display()
    if answer.option:
        return answer.option.label
    return both_in_words("", {"-expected": answer.expected, "-found": answer.number})


def answers_in_words(response: Response) -> list[str]:
    """Return each question with its answer as the person gave it, in one line."""
    found = by_question(response)
    return [f"{_before(question)} {'; '.join(answers)}" for question, answers in found]


def by_question(response: Response) -> list[tuple[str, list[str]]]:
    """Return each question that was answered, with a line for each thing that was said."""
    given: dict[Any, list[str]] = defaultdict(list)
    for answer in response.answers.all():
        if answer.row:
            given[answer.item].append(f"{answer.row.label}: {row_in_words(answer)}")
        elif answer.missing:
            given[answer.item].append(answer.get_missing_display())
        elif answer.option and answer.number is not None:
            given[answer.item].append(f"{in_place(answer.number)}: {answer.option.label}")
        elif answer.option:
            own = f": {answer.text}" if answer.text else ""
            given[answer.item].append(f"{answer.option.label}{own}")
        elif answer.amount is not None:
            given[answer.item].append(answer.item.numbers.say(answer.amount))
        elif answer.ward:
            given[answer.item].append(answer.ward.name)
        elif answer.day is not None:
            given[answer.item].append(said(answer.day))
        elif answer.number is not None:
            given[answer.item].append(str(answer.number))
        else:
            given[answer.item].append(answer.text)
    return [(item.wording, answers) for item, answers in given.items()]


def _before(wording: str) -> str:
    """Return a question as it stands before its answer, with one mark at its end."""
    return wording if wording.endswith(("?", ".", ":")) else f"{wording}:"
