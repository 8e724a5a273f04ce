"""Which questions somebody is asked, by what they have answered before.

A rule stands with the question that it leads to, a line for each condition, and all must hold:
"q1 = 1, 3" (one of these answers to the question q1), "q2 = 0-4" (a number in this range),
"q4 = dk" ("I do not know"). It names codes, so it survives a copy and a translation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import DONT_KNOW
from polls.numbers import Numbers

LINE = re.compile(r"\s*([\w-]+)\s*=\s*([^=]+?)\s*\Z")
RANGE = re.compile(r"(\d{1,2})\s*[-–]\s*(\d{1,2})\Z")
NUMBERS = range(11)
HIGHEST_NAMED = 99


class Malformed(ValueError):
    """A line that is no condition; its words are for the officer who wrote it."""


@dataclass(frozen=True)
class Condition:
    """One line: the code of an earlier question, and the answers to it that lead here."""

    code: str
    answers: frozenset[str]


@dataclass(frozen=True)
class Asked:
    """What branching has to know of a question; `options` are the codes of its answers."""

    code: str
    kind: str
    rule: str = ""
    options: tuple[str, ...] = ()
    has_dont_know: bool = False
    is_asked_twice: bool = False
    numbers: range | None = None  # that can be typed, where they are few enough to be named
    alone: frozenset[str] = frozenset()  # of several answers, those that go with no other
    on_same_page: bool = False  # as the question before

    @property
    def possible(self) -> frozenset[str]:
        """Return the answers that a rule may name; none of a text."""
        numbers = NUMBERS if self.kind == "scale" else self.numbers
        listed = self.options if numbers is None else tuple(str(n) for n in numbers)
        if self.kind in ("ranking", "matrix", "gap"):
            return frozenset()
        known = [DONT_KNOW] if self.has_dont_know and listed else []
        return frozenset([*listed, *known])

    @classmethod
    def of(cls, item: Any) -> Asked:
        """Read an item as it is stored, with its options."""
        return cls(
            code=item.code,
            kind=item.kind,
            rule=item.asked_if,
            options=tuple(option.code for option in item.options.all()),
            has_dont_know=item.has_dont_know,
            numbers=numbers_of(item.kind, item.numbers),
            alone=frozenset(one.code for one in item.options.all() if one.is_exclusive),
            on_same_page=item.on_same_page,
        )


def numbers_of(kind: str, numbers: Numbers) -> range | None:
    """Return the numbers that a rule may name: whole ones, between limits of two figures."""
    highest = numbers.highest
    if kind != "number" or numbers.has_decimals or highest is None or highest > HIGHEST_NAMED:
        return None
    return range(int(numbers.lowest or 0), int(highest) + 1)


def parse_rule(text: str) -> list[Condition]:
    """Read the lines of a rule; raise Malformed with words about the first that is none."""
    return [parse_line(line) for line in text.splitlines() if line.strip()]


def parse_line(line: str) -> Condition:
    found = LINE.match(line)
    parts = [part.strip() for part in found[2].split(",")] if found else []
    if not found or not all(parts):
        raise Malformed(
            _(
                "“%(line)s” is not a condition. Write the code of an earlier question, an equals "
                "sign and its answers: q1 = 1, 3"
            )
            % {"line": line.strip()}
        )
    answers: set[str] = set()
    for part in parts:
        if bounds := RANGE.match(part):
            low, high = int(bounds[1]), int(bounds[2])
            if low > high:
                raise Malformed(_("“%(part)s” begins after its end.") % {"part": part})
            answers.update(str(number) for number in range(low, high + 1))
        else:
            answers.add(part)
    return Condition(found[1], frozenset(answers))


# ---- what somebody is asked ------------------------------------------------------------------


def path_through(
    items: Sequence[Any], given: Mapping[str, Any], codes: Mapping[int, Mapping[int, str]]
) -> list[Any]:
    """Return the items that are asked, after the answers so far.

    `given` is a draft, `{str(item pk): answer}`; `codes` is `{item pk: {option pk: code}}`. What
    waits for a question that is not answered yet is not asked yet.
    """
    return [item for item, is_asked in _walk(items, given, codes) if is_asked]


def still_possible(
    items: Sequence[Any], given: Mapping[str, Any], codes: Mapping[int, Mapping[int, str]]
) -> list[Any]:
    """Return the items that are asked, or may be once more is answered."""
    return [item for item, is_asked in _walk(items, given, codes) if is_asked is not False]


def _walk(items, given, codes):
    """Pair each item with True (asked), False (not asked) or None (an answer decides it later)."""
    states: dict[str, bool | None] = {}
    answered: dict[str, frozenset[str]] = {}
    for item in items:
        holds = [_holds(line, states, answered) for line in parse_rule(item.asked_if)]
        is_asked = False if False in holds else (None if None in holds else True)
        states[item.code] = is_asked
        if is_asked and str(item.pk) in given:
            answered[item.code] = codes_of(given[str(item.pk)], codes.get(item.pk, {}))
        yield item, is_asked


def _holds(line: Condition, states, answered) -> bool | None:
    if line.code in answered:
        return bool(answered[line.code] & line.answers)
    # Who is not asked the earlier question is not asked what follows from it.
    return None if states.get(line.code, False) is not False else False


def codes_of(answer: Any, codes: Mapping[int, str]) -> frozenset[str]:
    """Return an answer of a draft as the codes that rules name: numbers, codes of options, "dk"."""
    chosen = answer if isinstance(answer, list) else [answer]
    by_pk = {str(pk): code for pk, code in codes.items()}
    return frozenset(by_pk.get(str(one), str(one)) for one in chosen if one not in (None, ""))


# ---- what an officer is told -----------------------------------------------------------------


def faults_in(questions: Sequence[Asked]) -> dict[int, str]:
    """Say, by place, what is wrong with the rules of a questionnaire: the first fault of each."""
    faults: dict[int, str] = {}
    needs: dict[str, dict[str, frozenset[str]]] = {}
    beside: set[str] = set()  # what stands before a question on its own page
    for place, question in enumerate(questions):
        before = {earlier.code: earlier for earlier in questions[:place]}
        beside = beside if question.on_same_page else set()
        try:
            _check_page(question, beside)
            needs[question.code] = _needs(question, before, needs)
        except Malformed as fault:
            faults[place] = str(fault)
            needs[question.code] = {}
        beside.add(question.code)
    return faults


def _check_page(question: Asked, beside: set[str]) -> None:
    """Refuse what waits for an answer that is given on the same page."""
    for line in parse_rule(question.rule):
        if line.code in beside:
            raise Malformed(
                _(
                    "%(code)s is asked on the same page, so it is not answered yet when this is "
                    "shown. Let this question begin a page: untick “on the same page”."
                )
                % {"code": line.code}
            )


def _needs(question: Asked, before: Mapping[str, Asked], needs) -> dict[str, frozenset[str]]:
    """Return which answers to earlier questions lead to this one, or raise what is wrong."""
    if question.rule.strip() and question.is_asked_twice:
        raise Malformed(
            _("What is asked in both rounds is asked of everybody, or the rounds do not compare.")
        )
    together: dict[str, frozenset[str]] = {}
    for line in parse_rule(question.rule):
        _check_line(line, before)
        for code, answers in {**needs.get(line.code, {}), line.code: line.answers}.items():
            known = together.get(code, answers)
            # Of several answers that may be chosen together, one can be of each set.
            together[code] = known if before[code].kind == "multiple" else known & answers
            if not together[code]:
                raise Malformed(
                    _("Nobody can be asked this: its conditions on %(code)s exclude each other.")
                    % {"code": code}
                )
    return together


def _check_line(line: Condition, before: Mapping[str, Asked]) -> None:
    earlier = before.get(line.code)
    if earlier is None:
        raise Malformed(
            _("There is no question %(code)s before this one.") % {"code": line.code}
            + (" " + _("Before it come %(codes)s.") % {"codes": listed(before)} if before else "")
        )
    if not earlier.possible:
        raise Malformed(why_nothing_follows(earlier.kind) % {"code": line.code})
    if unknown := line.answers - earlier.possible:
        answers = earlier.options
        if numbers := NUMBERS if earlier.kind == "scale" else earlier.numbers:
            answers = (f"{numbers[0]}-{numbers[-1]}",)
        known = [*answers, *([DONT_KNOW] if earlier.has_dont_know else [])]
        raise Malformed(
            _("%(code)s has no answer %(unknown)s. It has %(known)s.")
            % {"code": line.code, "unknown": listed(unknown), "known": ", ".join(known)}
        )


WHY_NOTHING_FOLLOWS = {
    "number": gettext_lazy(
        "%(code)s takes too many numbers for a rule to name. Without decimals and with a "
        "highest number of 99 or less, a question can follow from it."
    ),
    "file": gettext_lazy("%(code)s is answered with a file, so nothing can follow from it."),
    "date": gettext_lazy("%(code)s is answered with a date, so nothing can follow from it."),
    "ranking": gettext_lazy("%(code)s is answered with an order, so nothing can follow from it."),
    **dict.fromkeys(
        ("matrix", "gap"),
        gettext_lazy("%(code)s has an answer in each of its rows, so nothing can follow from it."),
    ),
    **dict.fromkeys(
        ("place", "postcode"),
        gettext_lazy("%(code)s is answered with a place, so nothing can follow from it."),
    ),
}


def why_nothing_follows(kind: str) -> str:
    own_words = _("%(code)s is answered in people’s own words, so nothing can follow from it.")
    return str(WHY_NOTHING_FOLLOWS.get(kind, own_words))


def listed(codes: Iterable[str]) -> str:
    return ", ".join(sorted(codes, key=lambda code: (len(code), code)))


def rule_in_words(item: Any, items: Iterable[Any]) -> str:
    """Say who is asked an item, in the words of the questions and answers; empty for everybody."""
    by_code = {one.code: one for one in items}
    sentences = []
    for line in parse_rule(item.asked_if):
        earlier = by_code.get(line.code)
        if earlier is None:
            continue
        labels = {option.code: option.label for option in earlier.options.all()}
        labels[DONT_KNOW] = _("I do not know")
        sentences.append(
            _("%(answers)s to “%(question)s”")
            % {
                "answers": _(" or ").join(
                    as_said(line.answers, labels, in_order=[*labels]) or sorted(line.answers)
                ),
                "question": earlier.wording,
            }
        )
    if not sentences:
        return ""
    return _("Asked of those who answered %(answers)s.") % {"answers": _(" and ").join(sentences)}


def as_said(answers: frozenset[str], labels: Mapping[str, str], in_order: list[str]) -> list[str]:
    """Return the labels of options in their order, and numbers as ranges."""
    numbers = sorted(int(code) for code in answers if code.isdecimal() and code not in labels)
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    said = [str(low) if low == high else f"{low}–{high}" for low, high in ranges]
    return said + [f"“{labels[code]}”" for code in in_order if code in answers]
