"""The security log has sign-ins, failed ones, steps and roles, and nothing of where from."""

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.test import Client

from core.refusals import Refused
from home.own_data import as_file
from home.retention import change_period, rule_named, run
from home.roles import ensure_roles
from panel.models import CouncilIdentity, SecurityEvent
from panel.own_password import remove_password, set_password
from panel.second_step import reset_second_step
from panel.sign_on import part_from_identity
from tests.panel.factories import make_council, make_user
from tests.panel.test_second_step import prove_address

pytestmark = pytest.mark.django_db
LOGIN, CODE, EVENTS = "/account/login/", "/account/login/code/", "/audit/sign-ins/"


@pytest.fixture(autouse=True)
def council():
    cache.clear()
    ensure_roles()
    return make_council()


@pytest.fixture
def member():
    user = make_user(email="nadia@example.org")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def events(**asked):
    found = SecurityEvent.objects.filter(**asked).order_by("pk")
    return list(found.values_list("kind", "about"))


def test_a_wrong_code_and_a_right_one_are_noted_and_no_address(client, member):
    client.post(LOGIN, {"email": member.email})
    client.post(CODE, {"code": "AAAA-AAAA"})
    prove_address(client, member)
    assert events(person=member) == [("failed", "Code by e-mail"), ("signed-in", "code")]
    stored = str(list(SecurityEvent.objects.values()))
    assert "127.0.0.1" not in stored and "nadia" not in stored


def test_a_wrong_password_is_noted_also_of_nobody(client, member):
    for email in (member.email, "nobody@example.org"):
        client.post("/account/login/password/", {"email": email, "password": "wrong"})
    assert events(person=member) == [("failed", "Password")]
    assert events(person=None) == [("failed", "Password")]
    set_password(user=member, password="three quiet herons")  # noqa: S106
    remove_password(user=member)
    assert events(kind="password") == [("password", "Set"), ("password", "Removed")]


def test_roles_are_noted_whichever_side_gives_them(member):
    officers, auditors = (Group.objects.get(name=name) for name in ("Officers", "Auditors"))
    member.groups.add(officers)
    member.groups.add(officers)  # no news
    auditors.user_set.add(member)
    member.groups.set([auditors])
    member.groups.clear()
    assert events(person=member) == [
        ("role-given", "Officers"),
        ("role-given", "Auditors"),
        ("role-taken", "Officers"),
        ("role-taken", "Auditors"),
    ]


def test_who_gave_a_role_in_the_cms_is_noted(client, member):
    admin = make_user(is_superuser=True, is_staff=True)
    client.force_login(admin)
    told = {"email": member.email, "is_active": "on", "first_name": "N", "last_name": "K"}
    told |= {"groups": [Group.objects.get(name="Officers").pk], "job_title": "", "display_name": ""}
    client.post(f"/admin/users/edit/{member.pk}/", told)
    event = SecurityEvent.objects.get(kind="role-given")
    assert (event.person, event.by, event.about) == (member, admin, "Officers")


def test_a_reset_is_noted_with_who_did_it(member):
    TOTP.activate(member, "A" * 32)
    admin = make_user()
    reset_second_step(user=member, reason="Lost", by=admin)
    event = SecurityEvent.objects.get(kind="step-gone")
    assert (event.person, event.by, event.about) == (member, admin, "Reset")


def test_nobody_reaches_up_to_who_may_do_everything():
    above = make_user(is_superuser=True)
    TOTP.activate(above, "A" * 32)
    CouncilIdentity.objects.create(user=above, invited_as="a@council.gov.uk")
    for by in (make_user(is_staff=True), make_user()):
        with pytest.raises(Refused, match="They may do everything here"):
            reset_second_step(user=above, reason="Lost", by=by)
        with pytest.raises(Refused, match="They may do everything here"):
            part_from_identity(user=above, by=by)
    assert Authenticator.objects.filter(user=above).exists()
    assert CouncilIdentity.objects.filter(user=above).exists()
    peer = make_user(is_superuser=True)
    part_from_identity(user=above, by=peer)
    reset_second_step(user=above, reason="Lost", by=peer)


def test_it_goes_after_a_year_or_as_the_council_sets(member):
    with time_machine.travel("2026-01-10 12:00Z", tick=False):
        Client().force_login(member)
    with time_machine.travel("2027-01-09 12:00Z", tick=False):
        run()
        assert events() != []
    with time_machine.travel("2026-07-10 12:00Z", tick=False):
        change_period(rule=rule_named("security"), number=6, reason="Policy", by=make_user())
        run()
    assert events() == []


def test_an_auditor_searches_it_by_account_and_kind_and_the_owner_sees_it(client, member):
    Client().force_login(member)
    auditor = make_user()
    auditor.groups.add(Group.objects.get(name="Auditors"))
    client.force_login(auditor)
    link = client.post(EVENTS, {"whom": member.email, "what": "signed-in"}).url
    assert link == f"{EVENTS}?whom={member.pk}&what=signed-in"
    page = client.get(link)
    assert [row.person for row in page.context["found"]] == [member]
    assert f"Account {member.pk}" in page.text and member.email not in page.text
    assert [row["what"] for row in as_file(member)["sign_ins"]] == ["Signed in"]
