"""Letters to a panel that was drawn, what its members reply, and the seats that are free again."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core import mail
from django.utils import timezone

from core.refusals import Refused
from home.retention import report
from home.roles import ensure_roles
from panel.drawing import draw_in_background, draw_panel
from panel.joining import leave_panel
from panel.models import Draw, Message, SeatOffer
from panel.seats import (
    fill_free_seats,
    offers_of,
    offers_to,
    readers_of,
    reply_to_offer,
    seats_to_fill,
    write_to_panel,
)
from tests.panel.factories import make_council, make_membership, make_user, make_ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def drawn():
    make_council()
    easton = make_ward(name="Easton", code="E05010896")
    for n in range(8):
        make_membership(user=make_user(display_name=f"Quillon {n}"), ward=easton)
    return draw_panel(title="Assembly", size=3)


def in_days(n):
    return timezone.localdate() + dt.timedelta(days=n)


def later(n):
    return time_machine.travel(timezone.now() + dt.timedelta(days=n), tick=False)


def offer_seats(draw, **fields):
    usual = {"subject": "You are drawn", "text": "Come on Friday.", "reply_by": in_days(7)}
    return write_to_panel(draw=draw, **usual | fields)


def offers(draw):
    return list(offers_of(draw).order_by("pk"))


def test_who_sits_is_written_to_and_replies_from_my_panel(
    client, drawn, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        offer_seats(drawn)
    assert Message.objects.filter(mailing__purpose="seat").count() == 3
    assert len(mail.outbox) == 3
    assert "Come on Friday." in mail.outbox[0].body
    offer = offers(drawn)[0]
    user = offer.membership.user
    client.force_login(user)
    address = f"/account/seat/{offer.pk}/"
    assert "You were drawn by lot for a seat. Reply by" in client.get("/account/").text
    assert "Come on Friday." in client.get(address).text
    client.post(address, {"answer": "yes"})
    offer.refresh_from_db()
    assert (offer.reply, offer.replied_at is not None) == ("accepted", True)
    assert "You took the seat on" in client.get(address).text
    client.post(address, {"answer": "no"})
    offer.refresh_from_db()
    assert offer.reply == "declined"
    assert offers_to(offer.membership) == []
    client.force_login(make_user())
    assert client.get(address).status_code == 404


def test_seats_that_were_given_up_are_filled_together_and_who_comes_in_is_asked(drawn):
    offer_seats(drawn)
    stays, one, two = offers(drawn)
    reply_to_offer(offer=stays, takes=True)
    for offer in (one, two):
        reply_to_offer(offer=offer, takes=False)
    assert seats_to_fill(drawn, offers(drawn)) == {"given_up": 2, "late": 0}
    again = fill_free_seats(draw=drawn)
    with pytest.raises(Refused, match="being filled again"):
        reply_to_offer(offer=one, takes=True)
    assert draw_in_background.call(again.pk) == "drawn"
    again.refresh_from_db()
    seated = set(again.members.seated().values_list("membership", flat=True))
    assert len(seated) == 3
    assert seated & {offer.membership_id for offer in (stays, one, two)} == {stays.membership_id}
    assert again.excluded == {"dropped": 2}
    with pytest.raises(Refused, match="given to somebody else"):
        reply_to_offer(offer=one, takes=True)
    offer_seats(again)
    assert SeatOffer.objects.filter(reply="waiting").count() == 2
    assert offers_of(again).count() == 5
    assert SeatOffer.objects.get(pk=stays.pk).reply == "accepted"


def test_who_does_not_reply_in_time_gives_way_when_an_officer_says_so(drawn):
    offer_seats(drawn)
    taken, *late = offers(drawn)
    reply_to_offer(offer=taken, takes=True)
    with later(8):
        with pytest.raises(Refused, match="time to reply is over"):
            reply_to_offer(offer=late[0], takes=True)
        assert seats_to_fill(drawn, offers(drawn)) == {"given_up": 0, "late": 2}
        with pytest.raises(Refused, match="No seat of this panel is free"):
            fill_free_seats(draw=drawn)
        fill_free_seats(draw=drawn, with_late=True)
    assert {offer.reply for offer in offers(drawn)[1:]} == {"silent"}


def test_letters_go_to_those_whom_they_concern(drawn):
    with pytest.raises(Refused, match="still to come"):
        offer_seats(drawn, reply_by=timezone.localdate())
    offer_seats(drawn)
    taken, given_up, waiting = offers(drawn)
    reply_to_offer(offer=taken, takes=True)
    reply_to_offer(offer=given_up, takes=False)
    reminder = offer_seats(drawn, subject="Please reply", reply_by=in_days(9))
    assert [offer.membership_id for offer in reminder.offers.all()] == [waiting.membership_id]
    news = offer_seats(drawn, subject="The room", reply_by=None)
    readers = set(readers_of(news).values_list("pk", flat=True))
    assert readers == {taken.membership_id, waiting.membership_id}
    reply_to_offer(offer=waiting, takes=True)
    with pytest.raises(Refused, match="Everybody who sits has replied"):
        offer_seats(drawn)


def test_nobody_is_written_to_by_a_test_draw(drawn):
    test = draw_panel(title="Assembly", size=3, is_test=True)
    with pytest.raises(Refused, match="test draw"):
        offer_seats(test)


def test_who_leaves_takes_the_reply_along_and_old_letters_go(drawn):
    offer_seats(drawn)
    leave_panel(offers(drawn)[0].membership.user)
    assert len(offers(drawn)) == 2

    def due():
        return next(line.due for line in report() if line.rule.code == "seats")

    with later(700):
        assert due() == 0
    with later(760):
        assert due() == 1


def test_officers_write_without_seeing_to_whom(client, drawn):
    ensure_roles()
    officer = make_user(is_staff=True)
    officer.groups.add(Group.objects.get(name="Officers"))
    client.force_login(officer)
    address = f"/admin/draws/{drawn.pk}/write/"
    wrong = client.post(address, {"subject": "", "text": "Come on Friday."})
    assert wrong.status_code == 422
    assert "Give a subject" in wrong.text
    assert "Come on Friday." in wrong.text
    letter = {"subject": "You are drawn", "text": "Come.", "reply_by": in_days(7)}
    page = client.post(address, letter, follow=True).text
    assert "Quillon" not in page
    assert "No reply yet: 3" in page
    reply_to_offer(offer=offers(drawn)[0], takes=False)
    assert "Fill the free seats" in client.get(f"/admin/draw/inspect/{drawn.pk}/").text
    fill = f"/admin/draws/{drawn.pk}/fill/"
    assert "1 seat was given up." in client.get(fill).text
    client.post(fill)
    assert Draw.objects.get(round=2).state == "drafted"
    for role in ("Analysts", "Councillors", "Debate moderators"):
        other = make_user(is_staff=True)
        other.groups.add(Group.objects.get(name=role))
        client.force_login(other)
        for there in (address, fill, "/admin/calls/", "/admin/calls/new/"):
            assert client.get(there).status_code == 302
