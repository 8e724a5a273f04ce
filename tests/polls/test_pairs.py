"""What people said before and after, put together by key."""

import pytest

from panel.models import AgeBand
from polls.models import Item
from polls.pairs import own_change, paired_answers, paired_table
from polls.responding import submit_response, withdraw_response
from tests.panel.factories import make_ward
from tests.polls.factories import (
    a_list,
    a_scale,
    answers_to,
    make_member,
    make_poll,
    move_to,
    some_items,
)

pytestmark = pytest.mark.django_db


def answer_twice(poll, *people):
    """Let people answer: (member, first number or "dk", second number or None for never)."""
    for member, first, _second in people:
        submit_response(user=member, page=poll, wave="before", answers=answers_to(poll, first))
    poll = move_to(poll, "after")
    for member, _first, second in people:
        if second is not None:
            submit_response(user=member, page=poll, wave="after", answers=answers_to(poll, second))
    return poll


@pytest.fixture
def easton():
    return make_ward(name="Easton")


@pytest.fixture
def poll(easton):
    poll = make_poll("before", some_items(1))
    return answer_twice(
        poll,
        (make_member(ward=easton, age_band=AgeBand.FROM_16), 2, 7),
        (make_member(ward=easton), 5, 5),
        (make_member(), 9, "dk"),
        (make_member(), "dk", 1),
        (make_member(), 0, None),
    )


def test_pairs_are_those_who_gave_a_number_twice(poll):
    item = Item.objects.get()
    assert sorted(paired_answers(poll, item)) == [(2, 7), (5, 5)]
    pairs = paired_table(poll)[item]
    assert sorted(pairs.values["before"]) == [0, 2, 5, 9]
    assert sorted(pairs.values["after"]) == [1, 5, 7]
    assert pairs.dont_know == {"before": 1, "after": 1}
    assert len(pairs.people) == 5


def test_pairs_divide_by_ward_and_age(poll, easton):
    pairs = paired_table(poll)[Item.objects.get()]
    ours = pairs.by_ward()[easton.pk]
    assert sorted(zip(ours.before, ours.after, strict=True)) == [(2, 7), (5, 5)]
    young = pairs.by_age_band()["16-24"]
    assert (young.before, young.after) == ([2], [7])


def test_withdrawn_answers_are_gone():
    poll, member = make_poll("before", some_items(1)), make_member()
    response = submit_response(user=member, page=poll, wave="before", answers=answers_to(poll, 4))
    withdraw_response(page=poll, receipt=response.receipt)
    assert paired_table(poll)[Item.objects.get()].people == []


@pytest.mark.parametrize("count", [1, 3])
def test_table_takes_two_queries_for_any_number_of_items(django_assert_num_queries, count):
    poll = answer_twice(make_poll("before", some_items(count)), (make_member(), 3, 6))
    with django_assert_num_queries(2):
        table = paired_table(poll)
        assert [(pairs.before, pairs.after) for pairs in table.values()] == [([3], [6])] * count


def test_only_paired_numbers_are_in_the_table():
    poll = make_poll("before", [a_scale(), a_scale(2, is_paired=False), a_list()])
    assert [item.code for item in paired_table(poll)] == ["q1"]


def test_own_change_is_shown_to_its_owner_after_the_second_answers_only():
    poll, member, other = make_poll("before", some_items(2)), make_member(), make_member()
    submit_response(user=member, page=poll, wave="before", answers=answers_to(poll, 3, "dk"))
    assert own_change(poll, member) is None
    poll = move_to(poll, "after")
    assert own_change(poll, member) is None
    submit_response(user=member, page=poll, wave="after", answers=answers_to(poll, 8, 4))
    assert list(own_change(poll, member).values()) == [(3, 8), (None, 4)]
    assert own_change(poll, other) is None
