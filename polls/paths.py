"""Every way through a questionnaire: who is asked what, worked out from its rules alone.

Of each question that a rule names, the answers are put together that lead to the same: a way is a
list of questions that somebody can be asked, with answers that lead along it. A questionnaire can
have more ways than anybody reads; then some are listed, and that there are more is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from core.forms import DONT_KNOW
from polls.branching import Asked, Condition, parse_rule

MOST = 60
NOTHING: frozenset[str] = frozenset()
Given = Mapping[str, frozenset[str]]  # answers by the code of the question


@dataclass(frozen=True)
class Path:
    """Questions that one person can be asked, by code, and answers that lead along them."""

    asked: tuple[str, ...]
    answers: tuple[tuple[str, frozenset[str]], ...]


@dataclass(frozen=True)
class Paths:
    """The ways through a questionnaire, the longest first, and what none of them reaches."""

    listed: tuple[Path, ...]
    unreached: tuple[str, ...]
    are_all: bool


def paths_through(questions: Sequence[Asked], most: int = MOST) -> Paths:
    """Return the different ways through questions whose rules have no faults.

    What none reaches is known only if all ways were gone; otherwise none is named.
    """
    rules = {one.code: parse_rule(one.rule) for one in questions}
    named = [line for lines in rules.values() for line in lines]
    kinds = {one.code: list(kinds_of_answer(one, named)) for one in questions}
    # Ways that differ only in what no later rule names are one: how they went on is kept.
    gone: dict[tuple[str, ...], Path] = {}
    states: dict[tuple[tuple[str, ...], tuple[bool | None, ...]], Given] = {((), ()): {}}
    are_all = True
    for place, question in enumerate(questions):
        still = [line for one in questions[place + 1 :] for line in rules[one.code]]
        reached: dict[tuple[tuple[str, ...], tuple[bool | None, ...]], Given] = {}
        for (asked, _holds), given in states.items():
            for next_asked, next_given in steps(asked, given, question, rules, kinds):
                holds = tuple(holds_of(line, next_given) for line in still)
                reached.setdefault((next_asked, holds), next_given)
        states = reached
        if len(states) > most * 20:
            are_all, states = False, dict(list(states.items())[: most * 20])
    for (asked, _holds), given in states.items():
        gone.setdefault(asked, Path(asked, tuple(sorted(given.items()))))
    listed = sorted(gone.values(), key=lambda path: (-len(path.asked), path.asked))
    seen = {code for path in listed for code in path.asked}
    unreached = tuple(one.code for one in questions if one.code not in seen)
    return Paths(
        tuple(listed[:most]),
        unreached if are_all else (),
        are_all and len(listed) <= most,
    )


def steps(
    asked: tuple[str, ...],
    given: Given,
    question: Asked,
    rules: Mapping[str, list[Condition]],
    kinds: Mapping[str, list[frozenset[str]]],
) -> Iterator[tuple[tuple[str, ...], Given]]:
    """Go on by one question: past it, or along each kind of answer to it."""
    if not all(holds_of(line, given) for line in rules[question.code]):
        yield asked, given
        return
    for answers in kinds[question.code]:
        yield (*asked, question.code), {**given, question.code: answers} if answers else given


def holds_of(line: Condition, given: Given) -> bool:
    return bool(given.get(line.code, NOTHING) & line.answers)


def kinds_of_answer(question: Asked, named: Sequence[Condition]) -> Iterator[frozenset[str]]:
    """Give one answer of each kind that leads elsewhere; empty stands for what leads nowhere."""
    sets = [line.answers for line in named if line.code == question.code]
    alone = question.alone | {DONT_KNOW} if question.kind == "multiple" else question.possible
    by_mark: dict[tuple[tuple[bool, ...], bool], str] = {}
    for answer in sorted(question.possible, key=lambda code: (len(code), code)):
        by_mark.setdefault((tuple(answer in one for one in sets), answer in alone), answer)
    yield NOTHING
    leading = {mark: answer for mark, answer in by_mark.items() if any(mark[0])}
    marks: set[tuple[bool, ...]] = set()
    for (mark, is_alone), answer in leading.items():
        if is_alone:
            marks.add(mark)
            yield frozenset([answer])
    together_only = [(mark, answer) for (mark, is_alone), answer in leading.items() if not is_alone]
    for size in range(1, len(together_only) + 1):
        for chosen in combinations(together_only, size):
            together = tuple(map(any, zip(*(mark for mark, _answer in chosen), strict=True)))
            if together not in marks:
                marks.add(together)
                yield frozenset(answer for _mark, answer in chosen)
