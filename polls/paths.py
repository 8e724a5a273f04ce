"""Every way through a questionnaire: who is asked what, worked out from its rules alone.

Of each question that a rule names, the answers are put together that lead to the same: a way is a
list of questions that somebody can be asked, with answers that lead along it. A questionnaire can
have more ways than anybody goes; then many are listed, and that there are more is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice

from core.forms import DONT_KNOW
from polls.branching import Asked, Condition, parse_rule

MOST = 3_000
MOST_STEPS = 200_000
NOTHING: frozenset[str] = frozenset()
Given = Mapping[str, frozenset[str]]  # answers by the code of the question


@dataclass(frozen=True)
class Path:
    """Questions that one person can be asked, by code, and answers that lead along them."""

    asked: tuple[str, ...]
    answers: tuple[tuple[str, frozenset[str]], ...]


@dataclass(frozen=True)
class Paths:
    """Ways through a questionnaire, the longest first, and what none of all there are reaches."""

    listed: tuple[Path, ...]
    unreached: tuple[str, ...]
    are_all: bool


def paths_through(questions: Sequence[Asked], most: int = MOST) -> Paths:
    """Return the different ways through questions whose rules have no faults, so many at most.

    What nobody can be asked is worked out from the rules, however many ways there are.
    """
    found = list(islice(walk(questions), most + 1))
    are_all = len(found) <= most and None not in found
    ways = [path for path in found[:most] if path]
    listed = sorted(ways, key=lambda path: (-len(path.asked), path.asked))
    return Paths(tuple(listed), unreached_among(questions), are_all)


def walk(questions: Sequence[Asked]) -> Iterator[Path | None]:
    """Go along one way after the other, each once; end with None where it grows too long."""
    rules = {one.code: parse_rule(one.rule) for one in questions}
    named = [line for lines in rules.values() for line in lines]
    kinds = {one.code: list(kinds_of_answer(one, named)) for one in questions}
    gone: set[tuple[str, ...]] = set()
    seen: set[tuple[tuple[str, ...], tuple[bool, ...]]] = set()
    waiting: list[tuple[int, tuple[str, ...], Given]] = [(0, (), {})]
    while waiting:
        place, asked, given = waiting.pop()
        if place == len(questions):
            if asked not in gone:
                gone.add(asked)
                yield Path(asked, tuple(sorted(given.items())))
            continue
        # Answers that decide no later question otherwise lead to the same: one of them is enough.
        passed = {one.code for one in questions[:place]}
        open_still = tuple(
            all(holds_of(line, given) for line in rules[one.code] if line.code in passed)
            for one in questions[place:]
        )
        if (asked, open_still) in seen:
            continue
        if len(seen) == MOST_STEPS:
            yield None
            return
        seen.add((asked, open_still))
        onward = list(steps(asked, given, questions[place], rules, kinds))
        waiting += [(place + 1, *step) for step in reversed(onward)]


def unreached_among(questions: Sequence[Asked]) -> tuple[str, ...]:
    """Return the codes of what nobody can be asked.

    A question is asked if its conditions hold, and those of each question that they name. So one
    answer to each of these must do for all that is asked of it.
    """
    by_code = {one.code: one for one in questions}
    needs: dict[str, dict[str, list[frozenset[str]]]] = {}
    for one in questions:
        together: dict[str, list[frozenset[str]]] = {}
        for line in parse_rule(one.rule):
            for code, sets in [*needs.get(line.code, {}).items(), (line.code, [line.answers])]:
                known = together.setdefault(code, [])
                known += [answers for answers in sets if answers not in known]
        needs[one.code] = together
    return tuple(
        code
        for code, together in needs.items()
        if not all(can_answer(by_code[named], sets) for named, sets in together.items())
    )


def can_answer(question: Asked, sets: Sequence[frozenset[str]]) -> bool:
    """Say whether one answer, or several that go together, has something of each set."""
    if question.possible.intersection(*sets):
        return True
    beside = question.possible - question.alone - {DONT_KNOW}
    return question.kind == "multiple" and all(beside & answers for answers in sets)


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
    """Give one answer of each kind that leads elsewhere; last, empty, what leads nowhere."""
    sets = [line.answers for line in named if line.code == question.code]
    alone = question.alone | {DONT_KNOW} if question.kind == "multiple" else question.possible
    by_mark: dict[tuple[tuple[bool, ...], bool], str] = {}
    for answer in sorted(question.possible, key=lambda code: (len(code), code)):
        by_mark.setdefault((tuple(answer in one for one in sets), answer in alone), answer)
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
    yield NOTHING
