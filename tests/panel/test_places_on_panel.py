"""A place on the panel between joining and leaving: paused, lapsed, removed, or beyond its term."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.core import mail as outbox
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry

from consultations.telling import people_concerned
from core.refusals import Refused
from panel.boundaries import members_left_behind
from panel.importing import import_members
from panel.joining import join_panel, leave_panel
from panel.models import FormerWard, Membership
from panel.models.people import end_of_term, months_after
from panel.places_on_panel import (
    lapse,
    pause,
    pause_data,
    remove,
    renew,
    take_up_again,
)
from tests.consultations.factories import make_consultation
from tests.panel.factories import (
    BRISTOL,
    make_council,
    make_edition,
    make_membership,
    make_user,
    make_ward,
)
from tests.panel.test_importing import listing
from tests.polls.factories import make_questionnaire

PAUSE, DETAILS, ACCOUNT = "/account/pause/", "/account/details/", "/account/"
TODAY = dt.date(2026, 11, 25)


@pytest.fixture(autouse=True)
def today(db):
    make_council()
    with time_machine.travel("2026-11-25T12:00:00Z", tick=False):
        yield TODAY


def days(number):
    return TODAY + dt.timedelta(days=number)


def make_place(standing):
    """Return a member of whom `standing` says what was done, or not done for long."""
    member = make_membership(household="KEY")
    match standing:
        case "paused":
            pause(membership=member, until=days(30))
        case "pause over":
            pause(membership=member, until=days(1))
            Membership.objects.filter(pk=member.pk).update(paused_until=TODAY)
        case "lapsed":
            lapse(membership=member)
        case "expired":
            Membership.objects.filter(pk=member.pk).update(term_ends_on=TODAY)
        case "left":
            leave_panel(member.user)
        case "removed":
            remove(membership=member, reason="Joined twice.", by=make_user(is_staff=True))
    return Membership.objects.get(pk=member.pk)


STANDINGS = ["active", "paused", "pause over", "lapsed", "expired", "left", "removed"]


@pytest.mark.parametrize(
    ("standing", "is_active", "is_there", "is_told", "words"),
    [
        ("active", True, True, True, "Active"),
        ("paused", False, True, False, "Paused"),
        ("pause over", True, True, True, "Active"),
        ("lapsed", False, True, True, "Lapsed"),
        ("expired", False, True, True, "Term over"),
        ("left", False, False, False, "Left"),
        ("removed", False, False, False, "Removed"),
    ],
)
def test_each_standing_is_counted_kept_and_told_as_it_should_be(
    standing, is_active, is_there, is_told, words
):
    member = make_place(standing)
    assert [
        Membership.objects.active().exists(),
        Membership.objects.there().exists(),
        Membership.objects.to_be_told().exists(),
        member.standing_in_words,
    ] == [is_active, is_there, is_told, words]
    assert (member.standing == "active") is is_active


@pytest.mark.parametrize("day", [-1, 0, 1])
def test_a_pause_and_a_term_end_on_their_day_without_anybodys_doing(day):
    member = make_membership()
    pause(membership=member, until=days(10))
    other = make_membership(term_ends_on=days(10))
    with time_machine.travel(dt.datetime(2026, 12, 5, 12, tzinfo=dt.UTC) + dt.timedelta(days=day)):
        active = set(Membership.objects.active())
        assert (member in active, other in active) == (day >= 0, day < 0)
        member.refresh_from_db()
        assert member.standing == ("active" if day >= 0 else "paused")
        assert other.standing == ("expired" if day >= 0 else "active")


# ---- what the database refuses -------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "paused"},
        {"status": "active", "paused_until": TODAY},
        {"status": "removed", "left_at": timezone.now(), "postcode": ""},
        {"removed_because": "Spite"},
        {"status": "removed", "removed_because": "Spite"},
        {
            "status": "removed",
            "removed_because": "Spite",
            "left_at": timezone.now(),
            "postcode": "BS5 6XX",
        },
        {"status": "left", "left_at": timezone.now(), "postcode": "", "household": "KEY"},
        {"status": "left", "postcode": ""},
        {"status": "lapsed", "left_at": timezone.now()},
    ],
)
def test_a_place_that_cannot_be_is_refused(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_membership(**fields)


# ---- the term ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (dt.date(2026, 11, 25), 36, dt.date(2029, 11, 25)),
        (dt.date(2024, 2, 29), 12, dt.date(2025, 2, 28)),
        (dt.date(2026, 11, 30), 3, dt.date(2027, 2, 28)),
        (dt.date(2026, 12, 31), 1, dt.date(2027, 1, 31)),
        (dt.date(2026, 12, 31), 12, dt.date(2027, 12, 31)),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_the_month(day, months, later):
    assert months_after(day, months) == later


def join(ward):
    return join_panel(
        user=make_user(),
        postcode="BS5 6XX",
        ward=ward,
        ward_source="postcode",
        age_band="35-49",
    )


def test_who_joins_gets_the_councils_term_of_that_day():
    ward = make_ward()
    first = join(ward)
    make_council(term_years=2)
    second = join(ward)
    first.refresh_from_db()
    assert first.term_ends_on == dt.date(2029, 11, 25)
    assert second.term_ends_on == dt.date(2028, 11, 25) == end_of_term()


@pytest.mark.parametrize(
    ("joined", "ends_on"),
    [
        ("", dt.date(2029, 11, 25)),
        ("2026-01-31", dt.date(2029, 1, 31)),
        ("2024-06-01", dt.date(2027, 11, 25)),
        ("2015-06-01", dt.date(2027, 11, 25)),
    ],
)
def test_who_is_imported_keeps_the_day_they_joined_and_has_a_year_at_least(joined, ends_on):
    ward = make_ward()
    make_edition(BS56XX=(BRISTOL, ward.code, ""))
    text = f"E-mail,Postcode,Age,Joined\nmaya@example.org,BS5 6XX,35,{joined}\n"
    import_members(file=listing(text), file_name="panel.csv")
    assert Membership.objects.get().term_ends_on == ends_on


def test_people_read_how_long_their_place_lasts(client, django_capture_on_commit_callbacks):
    ward = make_ward(name="Easton")
    make_edition(BS56XX=(BRISTOL, ward.code, ""))
    client.force_login(make_user())
    client.post("/join/where/", {"action": "find", "postcode": "BS5 6XX"})
    assert "Your place lasts until November 2029." in client.get("/join/you/").text
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/join/you/", {"age_band": "35-49", "agrees": "on"})
    assert "Your place lasts until November 2029; then" in outbox.outbox[0].body
    assert "Your place lasts until November 2029." in client.get(ACCOUNT).text


# ---- pausing and coming back ---------------------------------------------------------------------


def test_a_member_pauses_and_comes_back(client):
    member = make_membership()
    client.force_login(member.user)
    assert PAUSE in client.get(DETAILS).text
    page = client.get(PAUSE).text
    assert "25 February 2027" in page
    assert client.post(PAUSE, {"action": "pause", "until": "2027-02-25"}).url == ACCOUNT
    member.refresh_from_db()
    assert (member.status, member.paused_until) == ("paused", dt.date(2027, 2, 25))
    assert "You are paused until 25 February 2027" in client.get(ACCOUNT).text
    assert "You are paused until 25 February 2027." in client.get(PAUSE).text
    assert client.post(PAUSE, {"action": "resume"}).url == ACCOUNT
    member.refresh_from_db()
    assert (member.status, member.paused_until) == ("active", None)


@pytest.mark.parametrize("until", ["", "2026-11-25", "2030-01-01", "nonsense"])
def test_a_pause_until_no_day_that_was_offered_is_refused(client, until):
    member = make_membership()
    client.force_login(member.user)
    assert client.post(PAUSE, {"action": "pause", "until": until}).status_code == 422
    member.refresh_from_db()
    assert member.status == "active"


@pytest.mark.parametrize("until", [0, 366])
def test_a_pause_ends_within_a_year(until):
    with pytest.raises(Refused, match="from tomorrow to a year from now"):
        pause(membership=make_membership(), until=days(until))


def test_a_look_at_the_page_pauses_nobody_and_strangers_are_sent_away(client):
    assert client.get(PAUSE).url.startswith("/account/login/")
    assert client.post(PAUSE, {"action": "resume"}).url.startswith("/account/login/")
    client.force_login(make_user())
    assert client.post(PAUSE, {"action": "pause", "until": "2027-02-25"}).url == ACCOUNT
    member = make_membership()
    client.force_login(member.user)
    client.get(PAUSE, {"action": "pause", "until": "2027-02-25"})
    member.refresh_from_db()
    assert member.status == "active"


def test_who_has_lapsed_comes_back_by_a_button(client):
    member = make_place("lapsed")
    client.force_login(member.user)
    assert "We stopped inviting you" in client.get(ACCOUNT).text
    client.post(PAUSE, {"action": "resume"})
    assert Membership.objects.active().get() == member


def test_a_paused_member_does_not_lapse():
    with pytest.raises(Refused):
        lapse(membership=make_place("paused"))


@pytest.mark.parametrize("standing", ["expired", "left", "removed"])
def test_a_place_that_is_over_is_neither_paused_nor_taken_up_again(standing):
    member = make_place(standing)
    for act in (pause, take_up_again, lapse):
        with pytest.raises(Refused):
            act(membership=member, **({"until": days(30)} if act is pause else {}))
    assert Membership.objects.active().count() == 0


def test_who_is_beyond_the_term_renews_it_by_a_button(client):
    member = make_place("expired")
    client.force_login(member.user)
    assert "Renew my place" in client.get(ACCOUNT).text
    assert "Renew my place" in client.get(PAUSE).text
    answer = client.post(PAUSE, {"action": "renew", "age_band": "35-49"}, follow=True)
    assert "Your place lasts until 25 November 2029." in answer.text
    assert Membership.objects.active().get() == member
    assert Membership.objects.get().term_ends_on == dt.date(2029, 11, 25)
    assert "Renew my place" not in client.get(ACCOUNT).text


@pytest.mark.parametrize("before", ["paused", "lapsed"])
def test_whatever_was_before_the_end_of_the_term_a_renewed_place_is_active(before):
    member = make_place(before)
    Membership.objects.filter(pk=member.pk).update(term_ends_on=TODAY)
    member.refresh_from_db()
    renew(membership=member)
    member.refresh_from_db()
    assert (member.standing, member.paused_until, member.lapsed_at) == ("active", None, None)


def test_who_has_paused_their_data_lets_us_use_it_before_a_place_is_renewed():
    member = make_membership()
    pause_data(membership=member)
    Membership.objects.filter(pk=member.pk).update(term_ends_on=TODAY)
    member.refresh_from_db()
    with pytest.raises(Refused, match="Say first that we may use it again"):
        renew(membership=member)


def test_a_council_may_renew_no_places(client):
    make_council(may_renew=False)
    member = make_place("expired")
    client.force_login(member.user)
    assert "Renew my place" not in client.get(ACCOUNT).text
    assert "Places are not renewed here" in client.get(PAUSE).text
    assert (
        "Places are not renewed here" in client.post(PAUSE, {"action": "renew"}, follow=True).text
    )
    assert Membership.objects.active().count() == 0


@pytest.mark.parametrize("standing", ["active", "paused", "lapsed", "left", "removed"])
def test_only_a_place_whose_term_is_over_is_renewed(standing):
    with pytest.raises(Refused, match="once its term is over"):
        renew(membership=make_place(standing))


# ---- what each may do ----------------------------------------------------------------------------


@pytest.mark.parametrize("standing", STANDINGS)
def test_who_is_paused_lapsed_or_beyond_the_term_may_answer_what_is_open(standing):
    member = make_place(standing)
    refusal = make_questionnaire().refusal_for(member.user)
    if standing == "removed":
        assert refusal == "Your place on the panel was ended: Joined twice."
    elif standing == "left":
        assert refusal.startswith("This is for members of the panel.")
    else:
        assert refusal == ""


@pytest.mark.parametrize("standing", ["active", "paused", "lapsed", "expired", "removed"])
def test_every_standing_has_its_words_in_my_panel_and_no_page_breaks(client, standing):
    member = make_place(standing)
    client.force_login(member.user)
    words = {
        "active": "Your place lasts until November 2029.",
        "paused": "You are paused until 25 December 2026",
        "lapsed": "We stopped inviting you",
        "expired": "Your place on the panel lasted until November 2026.",
        "removed": "Your place on the panel was ended: Joined twice.",
    }[standing]
    assert words in client.get(ACCOUNT).text
    assert client.get(PAUSE).status_code == 200
    assert client.get("/account/leave/").status_code == 200
    assert client.get(DETAILS).status_code == (302 if standing == "removed" else 200)


def test_who_was_removed_changes_no_details_and_does_not_join_again(client):
    member = make_place("removed")
    client.force_login(member.user)
    answer = client.post(DETAILS, {"postcode": "BS5 6XX", "ward": member.ward.code})
    assert (answer.status_code, answer.url) == (302, ACCOUNT)
    assert client.get("/join/").url == ACCOUNT
    with pytest.raises(Refused, match="a member of the panel already"):
        join_panel(
            user=member.user,
            postcode="BS5 6XX",
            ward=member.ward,
            ward_source="postcode",
            age_band="35-49",
        )


def test_a_paused_follower_is_told_and_a_paused_member_who_took_part_is_not(monkeypatch):
    paused, active = make_place("paused"), make_membership()
    consultation = make_consultation()
    monkeypatch.setattr(
        type(consultation), "participants", lambda self, users: {user.pk for user in users}
    )
    assert [user for users in people_concerned(consultation) for user in users] == [active.user]
    assert paused.wants_news is True


def test_boundaries_leave_who_is_gone_alone():
    ended = make_ward(valid_to=TODAY)
    for standing in ("removed", "left", "paused"):
        member = make_place(standing)
        Membership.objects.filter(pk=member.pk).update(ward=ended)
    assert [m.status for m in members_left_behind(TODAY)] == ["paused"]


# ---- in the CMS ----------------------------------------------------------------------------------


def staff(*codenames):
    user = make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *codenames]))
    return user


def test_a_member_is_removed_for_a_reason_that_is_logged(client):
    member = make_membership(household="KEY")
    FormerWard.objects.create(
        membership=member, ward=make_ward(), until=TODAY, because=FormerWard.Because.MOVED
    )
    address = f"/admin/members/{member.pk}/remove/"
    for user in (None, make_membership().user, staff("view_membership")):
        client.logout()
        if user:
            client.force_login(user)
        assert client.get(address).status_code == 302
        assert client.post(address, {"reason": "Spite"}).status_code == 302
    assert address not in client.get("/admin/membership/").text
    assert Membership.objects.active().count() == 2

    user = staff("view_membership", "change_membership")
    client.force_login(user)
    assert address in client.get("/admin/membership/").text
    page = client.post(address, {"reason": "  "})
    assert (page.status_code, "Give the reason. The member reads it." in page.text) == (422, True)
    assert client.post(address, {"reason": "Joined twice."}).url == "/admin/membership/"
    member.refresh_from_db()
    assert (member.standing, member.postcode, member.household) == ("removed", "", "")
    assert (member.removed_because, FormerWard.objects.count()) == ("Joined twice.", 0)
    entry = ModelLogEntry.objects.get(action="panel.member_removed")
    assert (entry.user, entry.data["reason"]) == (user, "Joined twice.")
    assert client.post(address, {"reason": "Again"}).status_code == 404


def test_who_was_removed_can_still_leave():
    member = make_place("removed")
    leave_panel(member.user)
    member.refresh_from_db()
    assert (member.status, member.removed_because) == ("left", "")


def test_places_that_end_are_counted_by_month_without_names(client):
    for day in (dt.date(2027, 1, 1), dt.date(2027, 1, 31), dt.date(2029, 11, 25)):
        make_membership(term_ends_on=day, user=make_user(display_name="Quixote"))
    make_place("expired")
    make_place("removed")
    address = "/admin/members/ends-of-terms/"
    client.force_login(staff("view_ward"))
    assert client.get(address).status_code == 302
    client.force_login(staff("view_membership"))
    assert address in client.get("/admin/membership/").text
    page = client.get(address).text
    assert "<tr><td>January 2027</td><td>2</td></tr><tr><td>November 2029</td><td>1</td></tr>" in (
        page
    )
    assert "Active members: 3. Places that are over: 1." in page
    assert "Quixote" not in page
