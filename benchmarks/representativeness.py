"""Who a panel of 100,000 stands for, beside the least that can be asked of the database for it.

The floor is one SQL GROUP BY over the same memberships, run bare, in turns with ours; medians of
the processor's time, database included, and for the page of the time that somebody waits. Members
are made inside a transaction that is rolled back, so other benchmarks never meet them.
"""

from itertools import islice

from benchmarks.small_server import prepare
from benchmarks.table import Row
from benchmarks.turns import in_turns

MEMBERS = 100_000
BATCH = 2_000
ANALYST = "analyst@example.org"
FLOOR = """
    SELECT ward_id, age_band, COUNT(*) FROM panel_membership
    WHERE status = 'active' GROUP BY ward_id, age_band
"""


def rows() -> list[Row]:
    """Work out the figures, then the whole page as an analyst gets it."""
    prepare()
    from django.db import transaction
    from django.test import Client
    from django.test.utils import setup_test_environment

    from panel.models import User
    from panel.outlines import mapped_wards
    from results.forms import StandingForm
    from results.representativeness import panel_standing

    setup_test_environment()
    with transaction.atomic():
        fill(mapped_wards())
        client = Client()
        client.force_login(User.objects.get(email=ANALYST))

        def figures():
            standing = panel_standing(wards=mapped_wards(), **StandingForm.UNASKED)
            assert standing.members == MEMBERS

        def page():
            assert client.get("/results/panel/").status_code == 200

        (floor, least), (counted, _), (drawn, waited) = in_turns(bare, figures, page)
        transaction.set_rollback(True)
    return [
        Row("Panel of 100,000 beside the census, figures: CPU", counted, floor, "ms", at_most=5),
        Row("Panel of 100,000 beside the census, page: CPU", drawn, floor, "ms"),
        Row("Panel of 100,000 beside the census, page: wait", waited, None, "ms", at_most=1000),
        Row(
            "Panel of 100,000 beside the census, page: wait beside a GROUP BY",
            *(waited, least, "ms"),
            at_most=12,
        ),
    ]


def fill(wards) -> None:
    """Make the demonstration's members up to the number wanted, over all wards, ages and ways."""
    from panel.models import AgeBand, Membership, User

    sources = Membership.Source.values
    numbers = iter(range(MEMBERS - Membership.objects.active().count()))
    while batch := list(islice(numbers, BATCH)):
        people = User.objects.bulk_create(
            User(email=f"benchmark{number}@example.org", password="!") for number in batch
        )
        Membership.objects.bulk_create(
            Membership(
                user=user,
                ward=wards[number % len(wards)],
                age_band=AgeBand.values[number % 7 % 6],
                source=sources[number % 5 % len(sources)],
                postcode="BS5 6XX",
            )
            for user, number in zip(people, batch, strict=True)
        )


def bare() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(FLOOR)
        assert sum(row[2] for row in cursor.fetchall()) == MEMBERS
