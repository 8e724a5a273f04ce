"""Every way through a questionnaire, from its rules alone; no database."""

from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from polls.branching import Asked, path_through
from polls.paths import paths_through

pytestmark = pytest.mark.once


def one(code, rule="", kind="single", options=("1", "2", "3")):
    return Asked(code, kind, rule, options)


def ways(*questions):
    return [path.asked for path in paths_through(questions).listed]


def test_without_rules_there_is_one_way():
    assert ways(one("a"), one("b")) == [("a", "b")]


def test_each_branch_is_a_way_and_branches_of_branches_too():
    questions = [one("a"), one("b", "a = 1, 2"), one("c", "b = 3"), one("d", "a = 3"), one("e")]
    found = paths_through(questions)
    assert [path.asked for path in found.listed] == [
        ("a", "b", "c", "e"),
        ("a", "b", "e"),
        ("a", "d", "e"),
        ("a", "e"),
    ]
    assert dict(found.listed[0].answers) == {"a": {"1"}, "b": {"3"}}
    assert found.unreached == () and found.are_all


def test_answers_that_are_chosen_together_lead_along_both_branches():
    questions = [one("a", kind="multiple"), one("b", "a = 1"), one("c", "a = 2")]
    assert ways(*questions) == [("a", "b", "c"), ("a", "b"), ("a", "c"), ("a",)]


def test_what_nobody_can_be_asked_is_named():
    questions = [one("a"), one("b", "a = 1"), one("c", "a = 2\nb = 1")]
    assert paths_through(questions).unreached == ("c",)


def many(count):
    """Return so many questions, and one that follows from each: two to the power of ways."""
    firsts = [one(f"a{n}") for n in range(count)]
    return firsts + [one(f"b{n}", f"a{n} = 1") for n in range(count)]


def test_of_too_many_ways_some_are_listed_and_that_is_said():
    found = paths_through(many(8), most=10)
    assert len(found.listed) == 10 and not found.are_all and found.unreached == ()
    assert len(paths_through(many(8)).listed) == 256 and paths_through(many(8)).are_all


def test_what_nobody_can_be_asked_is_named_however_many_ways_there_are():
    nobody = one("never", "b3 = 1\na3 = 2")
    found = paths_through([*many(20), nobody, one("after", "never = 1")])
    assert not found.are_all and len(found.listed) == 3_000
    assert found.unreached == ("never", "after")


def test_answers_that_are_chosen_alone_do_not_lead_to_what_needs_two():
    several = Asked("a", "multiple", "", ("1", "2", "9"), True, alone=frozenset("9"))
    needs = [one("b", "a = 1\na = 2"), one("c", "a = 1\na = 9"), one("d", "a = 2\na = dk")]
    assert paths_through([several, *needs]).unreached == ("c", "d")


class Row:
    def __init__(self, pk, asked):
        self.pk, self.code, self.asked_if = pk, asked.code, asked.rule


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_they_are_the_ways_that_people_go(data):
    """Try every answer of everybody, and compare."""
    questions = []
    for number in range(data.draw(st.integers(1, 5))):
        lines = []
        for earlier in data.draw(st.sets(st.integers(0, number - 1), max_size=2)) if number else ():
            answers = data.draw(st.sets(st.sampled_from("12"), min_size=1))
            lines.append(f"q{earlier} = {', '.join(sorted(answers))}")
        kind = data.draw(st.sampled_from(["single", "multiple"]))
        questions.append(one(f"q{number}", "\n".join(lines), kind, ("1", "2")))
    rows = [Row(number, asked) for number, asked in enumerate(questions)]
    tried = set()
    each = [["1", "2", []] + ([["1", "2"]] if q.kind == "multiple" else []) for q in questions]
    for answers in product(*each):
        drafts = {str(number): answer for number, answer in enumerate(answers)}
        tried.add(tuple(row.code for row in path_through(rows, drafts, {})))
    found = paths_through(questions)
    assert {path.asked for path in found.listed} == tried and found.are_all
    reached = {code for way in tried for code in way}
    assert found.unreached == tuple(q.code for q in questions if q.code not in reached)
