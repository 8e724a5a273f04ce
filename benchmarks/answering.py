"""What it costs to store answers, beside a bare INSERT of the same rows, and to count them.

A ballot and a response are stored as the site stores them, without the request around them; the
floor writes the same rows by SQL alone, in a transaction of its own. Counting is of 20,000 people
who answered 60 items; its floor is one GROUP BY over their answers. All takes turns, in processor
time, inside a transaction that is rolled back, so that other benchmarks never meet the rows.
"""

import secrets
from itertools import count

from benchmarks.small_server import prepare
from benchmarks.table import Row
from benchmarks.turns import in_turns

ITEMS, PEOPLE, OPTIONS = 60, 20_000, 5
BATCH = 500
ANSWER_ALL = """
    INSERT INTO polls_answer (response_id, item_id, option_id, text, missing, is_off_route)
    SELECT r.id, i.id, o.id, '', '', FALSE
    FROM polls_response r
    JOIN polls_item i ON i.page_id = r.page_id
    JOIN polls_option o ON o.item_id = i.id
     AND o.sort_order = (r.id + i.sort_order * i.sort_order) %% %s
    WHERE r.page_id = %s
"""
GROUP_BY = """
    SELECT a.item_id, a.option_id, a.number, a.missing, COUNT(*)
    FROM polls_answer a JOIN polls_item i ON i.id = a.item_id
    WHERE i.page_id = %s
    GROUP BY a.item_id, a.option_id, a.number, a.missing
"""
WRITES = ("INSERT", "UPDATE", "DELETE")
numbers = count(1)


def rows() -> list[Row]:
    prepare()
    from django.db import transaction

    with transaction.atomic():
        found = [*rows_of_ballots(), *rows_of_questionnaires()]
        transaction.set_rollback(True)
    return found


def writes_of(act) -> int:
    """Count the statements of an act that write."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        act()
    return sum(query["sql"].startswith(WRITES) for query in queries.captured_queries)


def new_key() -> str:
    return f"B{next(numbers):025d}"


# ---- a ballot


def rows_of_ballots() -> list[Row]:
    from django.db import connection, transaction
    from django.utils import timezone

    from core.kept import ANYBODY
    from polls.models import QuickPollPage
    from polls.voting import cast_ballot, choice_open_to

    poll = QuickPollPage.objects.current()
    choice = poll.choices.first()

    def ours():
        found = choice_open_to(ANYBODY, poll=poll.pk, choice=choice.pk)
        cast_ballot(key=new_key(), choice=found)

    @transaction.atomic
    def bare():
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO polls_ballot (poll_id, key, choice_id, cast_at) VALUES (%s,%s,%s,%s)",
                [choice.page_id, new_key(), choice.pk, timezone.now()],
            )

    (cast, _), (inserted, _) = in_turns(ours, bare, rounds=200)
    return [
        Row("Ballot: statements that write", writes_of(ours), writes_of(bare), "", at_most=3),
        Row("Ballot: CPU beside a bare INSERT", cast, inserted, "ms"),
    ]


# ---- a response


def rows_of_questionnaires() -> list[Row]:
    from django.db import connection, transaction

    from panel.models import Membership
    from polls.models import Answer, Response
    from polls.responding import submit_response

    page = make_page()
    items = list(page.items.all())
    options = {item.pk: list(item.options.all()) for item in items}
    members = (one.user for one in Membership.objects.select_related("user"))

    def ours():
        answers = {item.pk: options[item.pk][0].pk for item in items}
        submit_response(user=next(members), page=page, wave="only", answers=answers)

    @transaction.atomic
    def bare():
        response = Response(page_id=page.pk, **named())
        response.save()
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO polls_answer "
                "(response_id, item_id, option_id, text, missing, is_off_route) "
                "VALUES (%s, %s, %s, '', '', FALSE)",
                [(response.pk, item.pk, options[item.pk][0].pk) for item in items],
            )

    (sent, _), (inserted, _) = in_turns(ours, bare, rounds=50)
    wrote = writes_of(ours)
    Answer.objects.filter(response__page=page).delete()
    Response.objects.filter(page=page).delete()
    fill(page)
    return [
        Row(f"Response of {ITEMS} answers: statements that write", wrote, None, "", at_most=3),
        Row(f"Response of {ITEMS} answers: CPU beside bare INSERTs", sent, inserted, "ms"),
        *rows_of_counting(page),
    ]


def named() -> dict:
    key = new_key()
    return {"key": key, "public_id": secrets.token_hex(6), "receipt_hash": key}


def rows_of_counting(page) -> list[Row]:
    from django.core.cache import cache
    from django.db import connection

    from results.reports import questionnaire_report_of

    def ours():
        cache.clear()
        assert questionnaire_report_of(page).n == PEOPLE

    def bare():
        with connection.cursor() as cursor:
            cursor.execute(GROUP_BY, [page.pk])
            assert sum(row[-1] for row in cursor.fetchall()) == PEOPLE * ITEMS

    (counted, _), (grouped, _) = in_turns(ours, bare, rounds=3)
    name = f"{ITEMS} items answered by {PEOPLE:,}: report"
    return [
        Row(f"{name}, CPU", counted, None, "ms", at_most=1000),
        Row(f"{name}, CPU beside a GROUP BY", counted, grouped, "ms", at_most=2),
    ]


def make_page():
    """Ask sixty questions, of one answer each, in a consultation of the demonstration."""
    from django.utils import timezone

    from consultations.models import ConsultationPage
    from polls.models import Item, Option, QuestionnairePage

    page = QuestionnairePage(title="Sixty questions", slug="sixty-questions")
    page.opens_at = timezone.now()
    page.items = [
        Item(
            sort_order=number,
            code=f"q{number}",
            kind=Item.Kind.SINGLE,
            wording=f"Question {number}?",
            options=[Option(label=f"Answer {n}", code=str(n)) for n in range(OPTIONS)],
        )
        for number in range(ITEMS)
    ]
    ConsultationPage.objects.get(slug="liveable-neighbourhoods").add_child(instance=page)
    return QuestionnairePage.objects.get(pk=page.pk)


def fill(page) -> None:
    """Let twenty thousand people answer everything, each in their own way, by SQL alone."""
    from django.db import connection

    from polls.models import Response

    Response.objects.bulk_create(
        (Response(page_id=page.pk, **named()) for _person in range(PEOPLE)), batch_size=BATCH
    )
    with connection.cursor() as cursor:
        cursor.execute(ANSWER_ALL, [OPTIONS, page.pk])
        assert cursor.rowcount == PEOPLE * ITEMS
