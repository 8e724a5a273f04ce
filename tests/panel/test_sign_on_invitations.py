"""Invitations into a staff account by a council address: who may, who is told, what it opens."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.exceptions import PermissionDenied
from django.test import Client
from wagtail.models import ModelLogEntry

from core.refusals import Refused
from home.roles import ROLES
from panel.models import CouncilIdentity, User
from panel.sign_on import Newcomer, invite_identity, part_from_identity, store_bound
from tests.panel.factories import make_membership, make_user
from tests.panel.signing_on import EMAIL, INDEX, in_role, leave, sign_in, who


def test_an_administrator_invites_and_parts(client, provider):
    admin = in_role("Administrators", email="admin@example.org")
    officer = in_role(email="contractor@example.org")
    client.force_login(admin)
    address = f"/admin/staff-access/{officer.pk}/council/"
    assert "Invite" in client.get("/admin/staff-access/").text
    refused = client.post(address, {"email": "nobody"})
    assert (refused.status_code, 'value="nobody"' in refused.text) == (422, True)
    assert client.post(address, {"email": EMAIL}).url == "/admin/staff-access/"
    assert "Invited" in client.get("/admin/staff-access/").text
    colleague = Client()
    sign_in(colleague)
    assert who(colleague) == officer
    assert client.post(address, {"action": "part"}).url == "/admin/staff-access/"
    assert who(colleague) is None
    assert sign_in(Client()).status_code == 403
    actions = ModelLogEntry.objects.filter(object_id=str(officer.pk)).values_list(
        "action", flat=True
    )
    assert set(actions) >= {
        "panel.sign_on_invited",
        "panel.sign_on_bound",
        "panel.sign_on_parted",
    }


@pytest.mark.parametrize("role", [role for role in ROLES if role != "Administrators"])
def test_nobody_else_invites(client, provider, role):
    officer = in_role(email="contractor@example.org")
    client.force_login(in_role(role, is_staff=False))
    address = f"/admin/staff-access/{officer.pk}/council/"
    assert client.post(address, {"email": EMAIL}).status_code in (302, 403)
    assert not CouncilIdentity.objects.exists()


def test_invitations_are_refused_in_words(provider):
    by, officer, colleague = make_user(), in_role(), in_role(email="other@example.org")
    for user, words in ((make_membership().user, "no role"), (colleague, "Somebody else")):
        invite_identity(user=officer, email="x@example.org", by=by)
        with pytest.raises(Refused, match=words):
            invite_identity(user=user, email="X@example.org", by=by)
        with pytest.raises(Refused, match="already"):
            invite_identity(user=officer, email="y@example.org", by=by)
        part_from_identity(user=officer, by=by)
    with pytest.raises(Refused, match="no council account"):
        part_from_identity(user=officer, by=by)


def test_an_administrator_invites_nobody_into_an_account_that_may_do_more(client, provider):
    chief = in_role(email="chief@example.org", is_superuser=True)
    client.force_login(in_role("Administrators", email="admin@example.org"))
    address = f"/admin/staff-access/{chief.pk}/council/"
    assert 'name="email"' not in client.get(address).text
    assert client.post(address, {"email": EMAIL}).status_code in (302, 403)
    assert not CouncilIdentity.objects.exists()
    with pytest.raises(PermissionDenied):
        invite_identity(user=chief, email=EMAIL, by=User.objects.get(email="admin@example.org"))
    invite_identity(user=chief, email=EMAIL, by=make_user(is_superuser=True))
    assert CouncilIdentity.objects.get().user == chief


def test_the_owner_is_told_of_the_invitation_and_of_who_came(
    client, provider, mailoutbox, django_capture_on_commit_callbacks
):
    admin, officer = make_user(), in_role(email="contractor@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        invite_identity(user=officer, email=EMAIL, by=admin)
    with django_capture_on_commit_callbacks(execute=True):
        sign_in(client)
    assert [letter.to for letter in mailoutbox] == [[officer.email]] * 2
    assert f"with Bristol account as {EMAIL}" in mailoutbox[0].body
    assert "came into your account with Bristol account" in mailoutbox[1].body
    assert all("tell us at once" in letter.body for letter in mailoutbox)
    assert ModelLogEntry.objects.get(action="panel.sign_on_bound").user == admin
    with django_capture_on_commit_callbacks(execute=True):
        sign_in(Client())
    assert len(mailoutbox) == 2


def test_the_log_names_nobody_where_no_invitation_brought_them(client, provider):
    in_role()
    sign_in(client)
    assert ModelLogEntry.objects.get(action="panel.sign_on_bound").user is None


def test_the_providers_second_step_never_counts_for_who_was_invited(client, provider, settings):
    officer = in_role(email="contractor@example.org")
    TOTP.activate(officer, "A" * 32)
    settings.STAFF_SIGN_ON["second_step"] = ("amr", ["mfa"])
    provider.claims["amr"] = ["pwd", "mfa"]
    invite_identity(user=officer, email=EMAIL, by=make_user())
    for browser in (client, Client()):  # the first time, and each time after it
        assert sign_in(browser).url == f"{INDEX}authenticate/"
        assert who(browser) is None
    assert CouncilIdentity.objects.get().bound_at


def test_an_invitation_that_is_taken_away_meanwhile_lets_nobody_in(client, provider, monkeypatch):
    officer = in_role(email="contractor@example.org")
    invite_identity(user=officer, email=EMAIL, by=make_user())
    there = leave(client)

    def parted(identity, newcomer):
        part_from_identity(user=officer, by=None)
        return store_bound(identity, newcomer)

    monkeypatch.setattr("panel.sign_on.store_bound", parted)
    answer = client.get(there)
    assert (answer.status_code, who(client)) == (403, None)
    assert "There is no staff account here" in answer.text
    with pytest.raises(Refused):  # nor does a copy that was read before bring the row back
        gone = CouncilIdentity(pk=7, user=officer, invited_as=EMAIL)
        store_bound(gone, Newcomer(provider.issuer, "person-1", EMAIL, True, False))
    assert ModelLogEntry.objects.filter(action="panel.sign_on_bound").count() == 0
