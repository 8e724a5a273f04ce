"""What letters of the last twelve months brought, and which rate stands behind invitations."""

import datetime as dt
from fractions import Fraction

import pytest
from django.utils import timezone

from panel.models import InvitationBatch, InvitationCode
from results.letters import Source, rates_of_letters
from results.representativeness import panel_standing
from tests.panel.factories import make_council, make_ward
from tests.results.test_representativeness import add_members, count, somebody, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def council():
    return make_council()


def send(n, used, ward=None, *, returned=0, days_ago=10, **fields):
    made = timezone.now() - dt.timedelta(days=days_ago)
    number = InvitationBatch.objects.count()
    batch = InvitationBatch.objects.create(
        name=f"Letters {number}",
        number=n,
        ward=ward,
        returned=returned,
        created_at=made,
        codes_made_at=made,
        expires_on=timezone.localdate(),
        **fields,
    )
    InvitationCode.objects.bulk_create(
        InvitationCode(
            batch=batch,
            digest=f"{number}-{place}",
            used_on=timezone.localdate() if place < used else None,
        )
        for place in range(n)
    )


def test_without_letters_the_rate_is_the_councils():
    assert rates_of_letters().usual == Fraction(3, 100)
    make_council(expected_in_100="4.5")
    rates = rates_of_letters()
    assert (rates.usual, rates.source) == (Fraction(45, 1000), Source.COUNCIL)


def test_thirty_letters_that_were_delivered_say_better():
    send(35, 4, returned=6)
    assert rates_of_letters().source == Source.COUNCIL
    send(1, 0)
    rates = rates_of_letters()
    assert (rates.source, rates.usual, rates.delivered) == (Source.LETTERS, Fraction(4, 30), 30)


def test_letters_that_nobody_answered_say_nothing_of_the_next():
    send(50, 0)
    assert rates_of_letters().source == Source.COUNCIL


def test_old_letters_and_events_do_not_count():
    send(100, 50, days_ago=370)
    send(1, 1, kind="event")
    assert rates_of_letters().delivered == 0


def test_a_guess_stands_for_every_group():
    send(100, 50, make_ward())
    rates = rates_of_letters(given=Fraction(1, 10))
    assert (rates.usual, rates.source, rates.by_ward) == (Fraction(1, 10), Source.GIVEN, {})


def test_a_ward_with_letters_enough_has_its_own_rate_and_others_that_of_all(client):
    ash = count(make_ward(name="Ash", code="E05000001"))
    birch = count(make_ward(name="Birch", code="E05000002"))
    add_members(ash, 1)
    add_members(birch, 1)
    send(40, 8, ash)
    send(20, 1, birch)
    found = panel_standing(wards=[ash, birch], target=100)
    lacks = {cell.label: cell.shortfall for cell in found.by_ward.cells}
    assert (lacks["Ash"].is_own, lacks["Ash"].rate) == (True, Fraction(1, 5))
    assert (lacks["Birch"].is_own, lacks["Birch"].rate) == (False, Fraction(9, 60))
    assert lacks["Ash"].invitations == 49 * 5
    assert {cell.shortfall.is_own for cell in found.by_age.cells} == {False}
    assert {cell.shortfall.rate for cell in found.by_both.cells} == {
        Fraction(1, 5),
        Fraction(9, 60),
    }

    client.force_login(somebody("Officers"))
    text = text_of(client.get("/results/panel/"))
    assert "15 in 100 is what your letters of the last 12 months brought" in text
    assert "1 ward has a rate of its own" in text
    assert "You gave 30 in 100" in text_of(client.get("/results/panel/?in_100=30"))
