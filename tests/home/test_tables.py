"""Every table of ours ends under a rule, or says why no clock ends it; and the rules do it."""

import datetime as dt

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.auth.models import Group
from django.utils import timezone

from home import retention, tables
from home.retention import report, run
from panel.holds import lift_hold, place_hold
from panel.messages.queueing import queue
from panel.models import Bounce, Hold, Mailing, Membership, Message, User
from panel.places_on_panel import lapse, pause_data, remove
from tests.panel.factories import make_council, make_membership, make_user

OURS = {"panel", "consultations", "polls", "forums", "results", "home"}
# What of the parts that others made knows people who are no staff.
OTHERS = {
    "account.EmailAddress",
    "account.EmailConfirmation",
    "django_tasks_database.DBTaskResult",
    "mfa.Authenticator",
    "sessions.Session",
    "wagtailcore.ModelLogEntry",
    "wagtailcore.PageLogEntry",
}


def test_no_table_is_forgotten_and_none_invented():
    ours = {model._meta.label for model in apps.get_models() if model._meta.app_label in OURS}
    assert set(tables.named()) == ours | OTHERS


def test_no_table_both_ends_by_a_clock_and_does_not():
    under = {name for names in tables.UNDER_A_RULE.values() for name in names}
    without = [name for names in tables.WITHOUT_A_CLOCK.values() for name in names]
    assert len(without) == len(set(without))
    assert not under & set(without)


def test_every_rule_is_named():
    assert set(tables.UNDER_A_RULE) == {rule.code for rule in retention.RULES}


# ---- places that are over ------------------------------------------------------------------------


@pytest.fixture
def council(db):
    return make_council()


def at(when):
    return time_machine.travel(when, tick=False)


def due(code) -> int:
    return next(line.due for line in report() if line.rule.code == code)


def somebody(**fields) -> Membership:
    place = make_membership(user=make_user(email="quillon@example.org"), **fields)
    EmailAddress.objects.create(user=place.user, email=place.user.email, verified=True)
    return place


def is_gone(place) -> bool:
    user = User.objects.get(pk=place.user_id)
    return not user.is_active and user.email == f"left-{user.pk}@invalid"


def check_border(place, code, before, after) -> None:
    with at(before):
        assert due(code) == 0
        run()
        assert not is_gone(place)
    with at(after):
        assert due(code) == 1
        run()
        assert due(code) == 0
    assert is_gone(place)
    assert not EmailAddress.objects.exists()


def test_who_was_removed_can_read_why_for_a_year(council):
    with at("2026-03-15 12:00Z"):
        place = somebody()
        remove(membership=place, reason="Two accounts", by=make_user(is_staff=True))
    check_border(place, "removed", "2027-03-15 11:59Z", "2027-03-15 12:01Z")


def test_a_term_that_is_long_over_ends_in_leaving(council):
    place = somebody(term_ends_on=dt.date(2026, 3, 15))
    check_border(place, "over", "2028-03-14 12:00Z", "2028-03-15 12:00Z")


def test_who_lapsed_and_never_came_back_leaves(council):
    with at("2026-03-15 12:00Z"):
        place = somebody(term_ends_on=dt.date(2035, 1, 1))
        lapse(membership=place)
    check_border(place, "over", "2028-03-15 11:59Z", "2028-03-15 12:01Z")


def test_who_signs_in_now_and_then_stays_and_so_does_who_has_a_role(council):
    over = dt.date(2026, 3, 15)
    with at("2028-01-01 12:00Z"):
        place = somebody(term_ends_on=over)
        User.objects.filter(pk=place.user_id).update(last_login=timezone.now())
        expert = make_membership(term_ends_on=over)
        expert.user.groups.add(Group.objects.create(name="Experts of old"))
        paused = make_membership(term_ends_on=dt.date(2030, 3, 15))
        pause_data(membership=paused)
        Membership.objects.filter(pk=paused.pk).update(term_ends_on=over)
    with at("2029-01-01 12:00Z"):
        assert due("over") == 0
    with at("2030-01-01 12:01Z"):
        assert due("over") == 1  # who has not signed in since


# ---- what was noted around people ----------------------------------------------------------------


def test_lifted_holds_go_with_the_log_of_the_time(council):
    by = make_user(is_staff=True)
    with at("2020-03-15 12:00Z"):
        hold = place_hold(kind="foi", reason="FOI 7", by=by, person=make_membership().user)
        place_hold(kind="foi", reason="FOI 8", by=by, person=make_membership().user)
        lift_hold(hold=hold, reason="Answered", by=by)
    with at("2026-03-15 11:59Z"):
        assert due("holds") == 0
    with at("2026-03-15 12:01Z"):
        run()
    assert [one.reason for one in Hold.objects.all()] == ["FOI 8"]


def test_an_address_from_which_mail_came_back_is_tried_again_after_two_years(council):
    with at("2024-03-15 12:00Z"):
        Bounce.objects.create(digest="d" * 64, message="m", is_hard=True)
    with at("2026-03-15 11:59Z"):
        assert due("bounces") == 0
    with at("2026-03-15 12:01Z"):
        run()
    assert not Bounce.objects.exists()


def test_messages_about_no_page_lead_to_nobody_after_two_years(council):
    with at("2024-03-15 12:00Z"):
        mailing = Mailing.objects.create(
            purpose="welcome", about=0, subject="message-welcome", title="Welcome", kind="service"
        )
        queue(mailing, [make_membership().user])
    with at("2026-03-15 11:59Z"):
        assert due("messages") == 0
    with at("2026-03-15 12:01Z"):
        assert due("messages") == 1
        run()
    assert Message.objects.get().key.startswith("-")
