"""Routing in words, as paper needs it: whom a question is for, and where to go on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from core.forms import DONT_KNOW
from polls.branching import as_said, parse_rule

END = 0


def left_out_by(items: Sequence[Any], at: int, answer: str | None) -> set[str]:
    """Return the codes of later questions that an answer to the question at a place leads past.

    With None as the answer, the question itself was not for this person.
    """
    code = items[at].code
    out = set() if answer is not None else {code}
    for item in items[at + 1 :]:
        for line in parse_rule(item.asked_if):
            if line.code in out or (line.code == code and answer not in line.answers):
                out.add(item.code)
    return out


def next_after(items: Sequence[Any], at: int, answer: str | None) -> int:
    """Return the number of the question that comes next after an answer; `END` after the last."""
    out = left_out_by(items, at, answer)
    for place, item in enumerate(items[at + 1 :], at + 1):
        same_rule = answer is None and item.asked_if.strip() == items[at].asked_if.strip()
        if item.code not in out and not same_rule:
            return place + 1
    return END


def where(number: int) -> str:
    return _("go to question %(n)d") % {"n": number} if number else _("go to the end")


def leap_after(items: Sequence[Any], at: int, answer: str, *, last: int = END) -> str:
    """Say where to go on from an answer of a list; nothing where the next question follows.

    `last` is the number of what is asked of everybody after these questions, if anything is.
    """
    number = next_after(items, at, answer) or last
    return "" if number == at + 2 or at + 1 == len(items) else where(number)


def for_whom(items: Sequence[Any], at: int, *, last: int = END) -> str:
    """Say whom a question is for, and where everybody else goes on; nothing if it is for all."""
    numbers = {item.code: place for place, item in enumerate(items, 1)}
    by_code = {item.code: item for item in items}
    conditions = []
    for line in parse_rule(items[at].asked_if):
        if line.code not in numbers:
            continue
        labels = {option.code: option.label for option in by_code[line.code].options.all()}
        labels[DONT_KNOW] = _("I do not know")
        said = as_said(line.answers, labels, in_order=[*labels]) or sorted(line.answers)
        conditions.append(
            _("%(answers)s to question %(n)d")
            % {"answers": _(" or ").join(said), "n": numbers[line.code]}
        )
    if not conditions:
        return ""
    return _("Only if you answered %(conditions)s. If you did not, %(where)s.") % {
        "conditions": _(" and ").join(conditions),
        "where": where(next_after(items, at, None) or last),
    }
