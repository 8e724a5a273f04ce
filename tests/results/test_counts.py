"""What the database counts is what whoever reads every answer counts, and what it costs."""

import random
from collections import Counter
from decimal import Decimal

import pytest
from django.utils import timezone

from polls.models import Answer, Item, Response, Wave, WhoMayAnswer
from polls.models.keying import KEYED_MODES
from polls.models.responses import Mode
from polls.responding import submit_response
from polls.voting import cast_ballot
from results.answers import Recruited, read_answers
from results.counts import Counts, Said, count_answers
from results.exact import counted_exactly
from results.organisations import Organisations, organisations_counted
from tests.panel.factories import make_ward
from tests.polls.factories import (
    a_list,
    a_scale,
    make_member,
    make_questionnaire,
    make_quick_poll,
    some_items,
)
from tests.polls.test_fixed_words import a_standard
from tests.polls.test_grids import a_grid, pairs_of
from tests.polls.test_more_item_types import a_date, a_number, an_order, top
from tests.polls.test_places import a_place
from tests.results.factories import answer_all

pytestmark = pytest.mark.django_db
ONLY = Wave.ONLY


def read_one_by_one(page) -> Counts:
    """Count as the database does, but of every answer that was read."""
    sheet = read_answers(page).that_count(page).of_individuals()
    said = {item.pk: Counter() for item in sheet.items}
    for (item, _wave), numbers in sheet.numbers.items():
        for number in numbers[sheet.answered[ONLY]].tolist():
            said[item][Said(number=number) if number >= 0 else Said(missing=str(number))] += 1
    amounts, together = {}, Counter()
    kept = [
        (sheet.places, lambda options: [Said(option=o, number=at) for o, at in options.items()]),
        (sheet.choices, lambda options: [Said(option=option) for option in options]),
        (sheet.days, lambda day: [Said(day=day)]),
        (sheet.wards_said, lambda ward: [Said(ward=ward)]),
        (sheet.ratings, lambda rows: [Said(row, None, n, e) for row, (e, n) in rows.items()]),
        (sheet.grids, lambda rows: [of_row(row, chosen) for row, chosen in rows.items()]),
    ]
    for cells, as_said in kept:
        for (item, _wave, _row), value in cells.items():
            said[item].update(as_said(value))
    for (item, _wave, _row), amount in sheet.amounts.items():
        amounts.setdefault(item, Counter())[amount] += 1
    asked = [item.pk for item in sheet.items if item.has_prefer_not]
    for at in range(len(sheet.keys)):
        chosen = tuple(next(iter(sheet.choices.get((pk, ONLY, at), ())), None) for pk in asked)
        together[chosen] += any(chosen)
    return Counts(
        sheet.items,
        len(sheet.keys),
        sheet.recruited,
        sheet.added_by_hand,
        said,
        amounts,
        together,
        sheet.late_answers,
        Counter(came.mode for came in sheet.came[ONLY]),
    )


def organisations_one_by_one(page) -> Organisations:
    sheet = read_answers(page).that_count(page)
    marked = sheet.only(sheet.are_organisations())
    return Organisations(len(marked.keys), counted_exactly(marked))


def of_row(row, chosen) -> Said:
    return Said(row, missing=str(chosen)) if chosen < 0 else Said(row, chosen)


def without_blanks(counts: Counts):
    """Leave out what one of the two has no row for: who skipped a question without a record."""
    return (
        [item.pk for item in counts.items],
        (counts.n, counts.recruited, counts.added_by_hand, counts.late_answers, counts.modes),
        {
            (item, said): people
            for item, given in counts.said.items()
            for said, people in given.items()
            if people and said != Said() and said != Said(missing="-6")
        },
        {pk: +amounts for pk, amounts in counts.amounts.items()},
        +Counter(counts.together),
    )


@pytest.fixture
def every_kind():
    items = [
        a_scale(code="scale"),
        a_list(code="one", asked_if="scale = 5-10"),
        top(2, code="some"),
        an_order(code="order"),
        a_grid(code="grid"),
        pairs_of("Speed", "Staff", code="gap"),
        a_number(code="number"),
        a_date(code="date"),
        a_place(code="place"),
        a_standard("condition"),
    ]
    return make_questionnaire(items)


def somebody(chance: random.Random, items, wards) -> dict:
    """Answer everything as it comes, with all that an answer may be instead."""
    given = {}
    for code, item in items.items():
        options, rows = list(item.options.all()), list(item.rows.all())
        order = chance.sample(options, k=len(options))
        said = {
            Item.Kind.SCALE: lambda: chance.randrange(11),
            Item.Kind.MULTIPLE: lambda o=order: o[: chance.randint(1, 2)],
            Item.Kind.RANKING: lambda o=order: {option: at for at, option in enumerate(o, 1)},
            Item.Kind.MATRIX: lambda r=rows, o=options: {x: chance.choice([*o, "-8"]) for x in r},
            Item.Kind.GAP: lambda r=rows: {
                x: chance.choice(["-8", (chance.randrange(11), chance.randrange(11))]) for x in r
            },
            Item.Kind.NUMBER: lambda: Decimal(chance.randrange(0, 900)) / 4,
            Item.Kind.DATE: lambda: timezone.now().date().replace(day=chance.randint(1, 9)),
            Item.Kind.PLACE: lambda: chance.choice(wards),
        }.get(item.kind, lambda o=order: o[0])
        given[code] = said() if chance.random() < 0.7 else chance.choice(["-6", "-7", "-8", "-9"])
    return given


def mix(chance: random.Random, page) -> None:
    """Let responses have come in every way, and some be taken back, excluded or late."""
    now, kinds = timezone.now(), ["", "resident", "resident", "business"]
    responses = list(page.responses.all())
    for number, response in enumerate(responses):
        response.design_weight = chance.choice([None, 0, 12.5, 12.5])
        response.withdrawn_at = now if number % 9 == 0 else None
        if number % 7 == 0:
            response.excluded_at, response.excluded_because = now, "Sent twice"
        response.respondent_type = chance.choice(kinds)
        response.mode = chance.choice([Mode.ONLINE, Mode.KIOSK, Mode.PAPER, Mode.PHONE])
        response.is_late = response.mode in KEYED_MODES and chance.random() < 0.6
        response.received_on = now.date() if response.is_late else None
        response.is_counted = not response.is_late or chance.random() < 0.4
        # Of some papers, an item or two that their answers led past: all of it is marked.
        if response.mode in KEYED_MODES:
            off = chance.sample(list(page.items.all()), k=chance.randrange(4))
            said = response.answers.filter(item__in=off)
            said.exclude(missing__in=["-6", "-7"]).update(is_off_route=True)
    written = ["design_weight", "withdrawn_at", "excluded_at", "excluded_because", "mode"]
    written += ["respondent_type", "is_late", "received_on", "is_counted"]
    Response.objects.bulk_update(responses, written)
    # The answers of who took them back are gone.
    Answer.objects.filter(response__in=page.responses.exclude(withdrawn_at=None)).delete()


@pytest.mark.parametrize("counts_by_hand", [False, True])
def test_the_database_counts_what_one_by_one_is_read(every_kind, counts_by_hand):
    chance = random.Random(2027 + counts_by_hand)
    every_kind.counts_added_by_hand = counts_by_hand
    items = {item.code: item for item in every_kind.items.all()}
    wards = [make_ward(), make_ward()]
    people = [(None, "", {ONLY: somebody(chance, items, wards)}) for _n in range(60)]
    answer_all(every_kind, people)
    mix(chance, every_kind)
    counted = count_answers(every_kind)
    assert without_blanks(counted) == without_blanks(read_one_by_one(every_kind))
    assert counted.added_by_hand == ("counted" if counts_by_hand else "left out")
    assert (counted.recruited, counted.late_answers) == (Recruited.SOME_DRAWN, "left out")
    assert organisations_counted(every_kind) == organisations_one_by_one(every_kind)

    every_kind.responses.filter(is_late=True).update(is_counted=True)
    every_kind.who_may_answer = WhoMayAnswer.ANYBODY
    counted = count_answers(every_kind)
    assert without_blanks(counted) == without_blanks(read_one_by_one(every_kind))
    assert (counted.recruited, counted.late_answers) == (Recruited.ANYBODY, "counted")


def test_nothing_is_left_out_where_everybody_counts(every_kind):
    chance = random.Random(7)
    items = {item.code: item for item in every_kind.items.all()}
    wards = [make_ward()]
    answer_all(every_kind, [(None, "", {ONLY: somebody(chance, items, wards)})] * 9)
    counted = count_answers(every_kind)
    assert without_blanks(counted) == without_blanks(read_one_by_one(every_kind))
    assert (counted.n, counted.added_by_hand, counted.late_answers) == (9, "", "")


def test_counting_takes_as_many_queries_however_many_answered(
    every_kind, django_assert_max_num_queries
):
    with django_assert_max_num_queries(9):
        count_answers(every_kind)
    answer_all(every_kind, [(None, "", {ONLY: {"scale": 7}})] * 20)
    Response.objects.update(mode=Mode.PAPER)
    Response.objects.filter(pk=Response.objects.first().pk).update(respondent_type="business")
    with django_assert_max_num_queries(12):
        count_answers(every_kind)


def writes(queries) -> int:
    return sum(query["sql"].startswith(("INSERT", "UPDATE", "DELETE")) for query in queries)


def test_a_vote_and_sixty_answers_are_stored_in_three_writes_at_most(
    django_capture_on_commit_callbacks, django_assert_max_num_queries
):
    choice = make_quick_poll().choices.first()
    for _first_then_changed in range(2):
        with django_assert_max_num_queries(12) as voted:
            cast_ballot(key="B" * 26, choice=choice)
        assert writes(voted.captured_queries) == 1
    page = make_questionnaire(some_items(60))
    given = {item.pk: 7 for item in page.items.all()}
    member = make_member()
    with django_assert_max_num_queries(30) as sent:
        submit_response(user=member, page=page, wave=ONLY, answers=given)
    assert writes(sent.captured_queries) <= 3
