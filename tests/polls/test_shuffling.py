"""Answers and rows in an order of each person's own."""

import pytest

from core.keys import unlink
from polls.models import Item, Response, Wave
from polls.neighbours import in_pages
from polls.responding import submit_response
from polls.retention import take_off_sender
from polls.shuffling import SEEDS, in_order, in_random_places, seed_of
from results.answers import read_answers
from results.exports.pseudonymous import people_table
from tests.polls.factories import a_list, a_scale, answers_to, make_member, make_questionnaire
from tests.polls.test_grids import a_grid
from tests.polls.test_more_item_types import an_order

pytestmark = pytest.mark.django_db
FRUIT = ("Apples", "Pears", "Plums", "Cherries", "Quinces", "Other", "None of these")


def a_shuffled_list(**fields):
    item = a_list(*FRUIT, **{"kind": Item.Kind.MULTIPLE, "in_random_order": True} | fields)
    options = list(item.options.all())
    options[5].takes_words = options[6].is_exclusive = True
    item.options = options
    return item


def seen(client, page, member, labels):
    """Return labels in the order in which somebody meets them on the first question."""
    client.force_login(member)
    text = client.get(f"/polls/{page.pk}/answer/only/1/").text
    return sorted(labels, key=lambda label: text.index(f">{label}<"))


def test_each_person_has_an_order_of_their_own_at_every_visit(client):
    page = make_questionnaire([a_shuffled_list()])
    members = [make_member() for _number in range(6)]
    orders = [seen(client, page, member, FRUIT) for member in members]
    assert len({tuple(order) for order in orders}) > 1
    assert {tuple(order[5:]) for order in orders} == {("Other", "None of these")}
    assert [seen(client, page, member, FRUIT) for member in members] == orders


def test_without_it_the_order_is_the_officers(client):
    page = make_questionnaire([a_shuffled_list(in_random_order=False)])
    assert seen(client, page, make_member(), FRUIT) == list(FRUIT)


def test_the_rows_of_a_grid_move_and_its_answers_do_not(client):
    rows = tuple(f"Row {letter}" for letter in "abcdefgh")
    page = make_questionnaire([a_grid(*rows, in_random_order=True)])
    orders = [seen(client, page, make_member(), rows) for _number in range(4)]
    assert len({tuple(order) for order in orders}) > 1
    text = client.get(f"/polls/{page.pk}/answer/only/1/").text
    assert text.index(">Agree<") < text.index(">Neither<") < text.index(">Disagree<")


def test_the_order_comes_again_from_the_seed_and_the_codes():
    options = list(an_order(*"ABCDE").options.all())
    for number, option in enumerate(options, 1):
        option.code = str(number)
    assert [option.code for option in in_order(options, seed=7, item="q1")] == [
        *["4", "5", "2", "3", "1"]
    ]
    assert 0 <= seed_of("KEY") < SEEDS


def test_the_seed_is_kept_for_analysts_and_goes_with_the_way_back():
    page = make_questionnaire([a_shuffled_list()])
    member = make_member()
    option = page.items.get().options.first()
    given = answers_to(page, [str(option.pk)])
    response = submit_response(user=member, page=page, wave=Wave.ONLY, answers=given)
    assert response.order_seed == seed_of(response.key)
    table = people_table(page, read_answers(page), {})
    seed = table.header.index("order_seed")
    assert table.rows[0][seed] == response.order_seed
    unlink(Response.objects.exclude(key__startswith="-"), also=take_off_sender)
    assert Response.objects.get().order_seed is None
    assert people_table(page, read_answers(page), {}).rows[0][seed] is None


def coded(*items):
    for number, item in enumerate(items, 1):
        item.code = f"q{number}"
    return list(items)


def test_questions_change_places_with_neighbours_asked_of_the_same_people_alone():
    moving = {"in_random_place": True}
    items = coded(
        a_scale(1),
        *(a_scale(number, **moving) for number in range(2, 6)),
        *(a_scale(number, asked_if="q1 = 1", **moving) for number in range(6, 9)),
        a_scale(9),
    )
    pages = in_pages(items, Wave.ONLY)
    orders = {
        tuple(page[0].code for page in in_random_places(pages, seed=seed)) for seed in range(20)
    }
    assert len(orders) > 10
    for order in orders:
        assert (order[0], order[-1]) == ("q1", "q9")
        assert set(order[1:5]) == {"q2", "q3", "q4", "q5"}
        assert set(order[5:8]) == {"q6", "q7", "q8"}


def test_what_shares_a_page_moves_as_a_whole():
    items = coded(
        a_scale(1, in_random_place=True),
        a_scale(2, on_same_page=True),
        *(a_scale(number, in_random_place=True) for number in range(3, 7)),
        a_scale(7),
    )
    pages = in_pages(items, Wave.ONLY)
    orders = [in_random_places(pages, seed=seed) for seed in range(20)]
    places = {[len(page) for page in order].index(2) for order in orders}
    assert len(places) > 2 and 5 not in places
    for order in orders:
        assert [[one.code for one in page] for page in order if len(page) == 2] == [["q1", "q2"]]


def test_each_person_meets_questions_in_an_order_of_their_own_and_its_seed_is_kept(client):
    page = make_questionnaire([a_scale(n, in_random_place=True) for n in range(1, 7)])
    met = []
    for _number in range(3):
        member = make_member()
        client.force_login(member)
        for number in range(1, 7):
            shown = client.get(f"/polls/{page.pk}/answer/only/{number}/")
            client.post(f"/polls/{page.pk}/answer/only/{number}/", {"answer": "5"})
            met.append((member.pk, shown.context["form"].items[0].code))
        client.post(f"/polls/{page.pk}/answer/only/check/")
    for place in (0, 6, 12):
        assert {code for _pk, code in met[place : place + 6]} == {f"q{n}" for n in range(1, 7)}
    assert len({tuple(code for _pk, code in met[place : place + 6]) for place in (0, 6, 12)}) > 1
    assert Response.objects.exclude(order_seed=None).count() == 3
    assert "order_seed" in people_table(page, read_answers(page), {}).header


def test_nobody_has_a_seed_where_nothing_moves():
    page = make_questionnaire([a_list()])
    option = page.items.get().options.first()
    given = answers_to(page, str(option.pk))
    submit_response(user=make_member(), page=page, wave=Wave.ONLY, answers=given)
    assert Response.objects.get().order_seed is None
    assert "order_seed" not in people_table(page, read_answers(page), {}).header
