"""Nothing of the council's work opens to staff who have proved no second step."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.http import HttpRequest
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from wagtail.models import GroupPagePermission, ModelLogEntry, Page

from core.live.listeners import person_listening
from core.refusals import Refused
from home.roles import ROLES, ensure_roles
from panel.models import User
from panel.second_step import (
    FREE,
    NAMED_ROLES,
    has_role,
    reset_second_step,
    second_step_is_asked_for,
)
from tests.forums.factories import make_session
from tests.panel.factories import make_council, make_membership, make_user, sign_in_by_code_alone

INDEX, AGAIN = "/account/2fa/", "/account/2fa/reauthenticate/"
WORK = ["/admin/", "/moderation/", "/results/", "/results/panel/", "/account/", "/", "/wards/"]


@pytest.fixture(autouse=True)
def council(db):
    return make_council()


def in_role(name):
    ensure_roles()
    user = make_user()
    user.groups.add(Group.objects.get(name=name))
    return user


def examples(patterns, before="", spaces=()):
    """Yield an example of every address of the site with the name of its view."""
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from examples(pattern.url_patterns, route, inner)
        elif isinstance(pattern, URLPattern):
            filled = re.sub(r"<uuid:\w+>", "0b9e5bd6-6e6f-4c43-9c3a-5f2b5a7b6a11", route)
            filled = re.sub(r"<((str|slug):)?\w+>", "x1", filled)
            filled = re.sub(r"<\w+:\w+>", "1", filled)
            yield "/" + re.sub(r"\^|\$|\\Z|\\", "", filled), ":".join([*spaces, pattern.name or ""])


def is_free(name):
    return name in FREE or name.startswith("mfa_")


@pytest.mark.once
def test_every_address_of_the_site_is_held_back(client):
    """The CMS, desks, moderation, exports, polls: all of them, for reading and for doing."""
    sign_in_by_code_alone(client, make_user(is_staff=True, is_superuser=True))
    found = {
        address: name
        for address, name in examples(get_resolver().url_patterns)
        if not set(address) & set("()[]*?+|<>") and not is_free(name)
    }
    assert len(found) > 300
    for kind in ("/admin/pages/", "/moderation/", "/sessions/1/desk/", "/results/1/export/"):
        assert any(address.startswith(kind) for address in found)
    opened = []
    for address in found:
        for answer in (client.get(address), client.post(address)):
            if (answer.status_code, answer.get("Location")) != (302, INDEX):
                opened.append((address, answer.status_code))
    assert opened == []


def test_what_is_free_is_the_way_to_the_step_and_out(client):
    names = {name for _address, name in examples(get_resolver().url_patterns) if is_free(name)}
    assert {name for name in names if not name.startswith("mfa_")} == set(FREE)
    sign_in_by_code_alone(client, make_user(is_staff=True))
    assert client.get("/account/2fa/totp/activate/").status_code == 200
    assert client.get("/health/").status_code == 200
    assert client.post("/account/logout/").url == "/"


@pytest.mark.parametrize("role", ROLES)
def test_every_role_is_held_back_and_a_member_is_not(client, role):
    user = in_role(role)
    assert has_role(User.objects.get(pk=user.pk))
    sign_in_by_code_alone(client, user)
    assert {client.get(address).url for address in WORK} == {INDEX}
    member = Client()
    sign_in_by_code_alone(member, make_membership().user)
    assert [member.get(address).status_code for address in ("/account/", "/wards/")] == [200, 200]


@pytest.mark.parametrize("role", ROLES)
def test_who_has_proved_it_works_as_before(client, role):
    client.force_login(in_role(role))
    assert client.get("/wards/").status_code == 200


def test_a_role_without_permissions_is_known_by_its_name():
    assert {name for name, may in ROLES.items() if not any(may.values())} == set(NAMED_ROLES)


def test_a_group_of_readers_is_no_role_until_it_may_do_something():
    group = Group.objects.create(name="Readers of a closed consultation")
    user = make_user()
    user.groups.add(group)
    assert not has_role(User.objects.get(pk=user.pk))
    GroupPagePermission.objects.create(
        group=group,
        page=Page.get_first_root_node(),
        permission=Permission.objects.get(codename="change_page", content_type__model="page"),
    )
    assert has_role(User.objects.get(pk=user.pk))


def test_a_permission_of_ones_own_is_a_role():
    user = make_user()
    user.user_permissions.add(Permission.objects.get(codename="export_results"))
    assert has_role(User.objects.get(pk=user.pk))


def test_the_page_says_why_and_leads_on_to_what_was_asked_for(client):
    sign_in_by_code_alone(client, make_user(is_staff=True, is_superuser=True))
    answer = client.get("/admin/reports/?page=2", follow=True)
    assert "Your role needs a second step" in answer.text
    assert 'href="/account/2fa/totp/activate/"' in answer.text
    page = client.get("/account/2fa/totp/activate/")
    TOTP_secret = re.search(r"<code>(\w+)</code>", page.text)[1]
    answer = client.post("/account/2fa/totp/activate/", {"code": now_of(TOTP_secret)}, follow=True)
    assert 'href="/admin/reports/?page=2"' in answer.text
    assert client.get("/admin/").status_code == 200


def now_of(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_an_older_session_proves_the_step_that_was_set_up_elsewhere(client):
    user = make_user(is_staff=True, is_superuser=True)
    sign_in_by_code_alone(client, user)
    TOTP.activate(user, "A" * 32)
    RecoveryCodes.activate(user)
    answer = client.get("/admin/")
    assert answer.url == f"{AGAIN}?next=%2Fadmin%2F"
    # A second app cannot be added in place of proving the first.
    assert client.get("/account/2fa/webauthn/add/").status_code in (302, 404)
    assert client.get("/account/2fa/recovery-codes/generate/").url.startswith(AGAIN)
    answer = client.post(answer.url, {"code": now_of("A" * 32)})
    assert answer.url == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_who_is_given_a_role_while_signed_in_is_held_back_at_once(client):
    user = make_membership().user
    sign_in_by_code_alone(client, user)
    assert client.get("/account/").status_code == 200
    user.groups.add(in_role("Officers").groups.get())
    assert client.get("/account/").url == INDEX


def test_the_step_of_another_account_proves_nothing(client):
    client.force_login(make_user(is_staff=True))
    session = client.session
    session["account_authentication_methods_user"] = "999999"
    session.save()
    assert client.get("/admin/").url == INDEX


def test_the_last_step_of_a_role_cannot_be_turned_off(client):
    user = make_user(is_staff=True)
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"][0] |= {"reauthenticated": True, "at": 9e9}
    session.save()
    TOTP.activate(user, "A" * 32)
    answer = client.post("/account/2fa/totp/deactivate/")
    assert "this is your only one" in answer.text
    assert Authenticator.objects.filter(user=user, type="totp").exists()
    assert "/totp/deactivate/" not in client.get(INDEX).text


def test_an_expert_without_a_role_is_held_back_at_their_desk_alone(client):
    expert = make_user()
    session = make_session(experts=[expert])
    sign_in_by_code_alone(client, expert)
    assert client.get("/wards/").status_code == 200
    assert client.get(f"/sessions/{session.pk}/desk/").url == INDEX
    client.force_login(expert)
    assert client.get(f"/sessions/{session.pk}/desk/").status_code == 200


def handshake(client):
    cookie = f"sessionid={client.cookies['sessionid'].value}".encode()
    return {"headers": [(b"cookie", cookie), (b"host", b"testserver")], "server": None}


def test_sockets_know_no_staff_before_their_second_step(client):
    officer, member = in_role("Officers"), make_membership().user
    for user, heard_as in ((officer, AnonymousUser()), (member, member)):
        sign_in_by_code_alone(client, user)
        assert person_listening(handshake(client)) == heard_as
    client.force_login(officer)
    assert person_listening(handshake(client)) == officer


def test_knowing_the_role_takes_no_query_more(client):
    user = make_membership().user
    sign_in_by_code_alone(client, user)
    client.get("/health/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/account/logout/")
    request = HttpRequest()
    request.session = client.session
    with CaptureQueriesContext(connection) as asked:
        assert not has_role(get_user(request))
    assert len(asked) <= 2
    assert len(queries) <= 4


# ---- relaxing it ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("is_asked", "is_demonstration", "opens"),
    [(True, True, False), (True, False, False), (False, False, False), (False, True, True)],
)
def test_only_a_demonstration_on_embedded_settings_may_do_without(
    client, council, is_asked, is_demonstration, opens
):
    council.is_demonstration = is_demonstration
    council.save()
    sign_in_by_code_alone(client, make_user(is_staff=True, is_superuser=True))
    with override_settings(STAFF_SECOND_FACTOR=is_asked):
        assert (client.get("/admin/").status_code == 200) is opens
        if opens:
            assert "On a council’s own site nothing of your work opens" in client.get(INDEX).text


def test_production_does_not_start_without_it():
    with override_settings(SETTINGS_MODULE="config.settings.production", STAFF_SECOND_FACTOR=False):
        assert [error.id for error in second_step_is_asked_for(None)] == ["panel.E001"]
    with override_settings(SETTINGS_MODULE="config.settings.production", STAFF_SECOND_FACTOR=True):
        assert second_step_is_asked_for(None) == []


# ---- a lost phone --------------------------------------------------------------------------------


def test_a_reset_takes_the_steps_and_every_session_and_is_logged(
    client, django_capture_on_commit_callbacks
):
    officer, by = make_user(is_staff=True), make_user(is_staff=True)
    TOTP.activate(officer, "A" * 32)
    RecoveryCodes.activate(officer)
    client.force_login(officer)
    with django_capture_on_commit_callbacks(execute=True):
        reset_second_step(user=officer, reason="Phone lost on the bus", by=by)
    assert not Authenticator.objects.filter(user=officer).exists()
    assert client.get("/account/").url.startswith("/account/login/")
    entry = ModelLogEntry.objects.get(action="panel.second_step_reset")
    assert (entry.user, entry.object_id) == (by, str(officer.pk))
    assert entry.data["reason"] == "Phone lost on the bus"
    assert [m.subject for m in mail.outbox] == ["Your second step was taken away"]


@pytest.mark.parametrize(
    ("reason", "is_own", "has_steps", "words"),
    [
        (" ", False, True, "Give the reason"),
        ("Lost", True, True, "Ask another administrator"),
        ("Lost", False, False, "no second step"),
    ],
)
def test_a_reset_is_refused_in_words(reason, is_own, has_steps, words):
    officer, by = make_user(is_staff=True), make_user(is_staff=True)
    if has_steps:
        TOTP.activate(officer, "A" * 32)
    with pytest.raises(Refused, match=words):
        reset_second_step(user=officer, reason=reason, by=officer if is_own else by)


def test_the_command_resets_where_no_colleague_can():
    user = make_user(email="admin@example.org", is_staff=True)
    TOTP.activate(user, "A" * 32)
    with pytest.raises(CommandError, match="No account here"):
        call_command("reset_second_step", "other@example.org", reason="Lost")
    call_command("reset_second_step", "Admin@example.org", reason="Phone lost", verbosity=0)
    assert not Authenticator.objects.exists()
    with pytest.raises(CommandError, match="no second step"):
        call_command("reset_second_step", "admin@example.org", reason="Phone lost")


ADDRESS = "/admin/staff-access/"


def test_administrators_review_who_has_access_and_reset_a_step(client):
    admin, officer = in_role("Administrators"), in_role("Officers")
    make_membership(user=make_user(email="member@example.org"))
    TOTP.activate(officer, "A" * 32)
    client.force_login(admin)
    page = client.get(ADDRESS)
    assert officer.email in page.text
    assert "member@example.org" not in page.text
    assert "Officers" in page.text
    reset = reverse("panel_reset_second_step", args=[officer.pk])
    assert reset in page.text
    assert client.post(reset, {"reason": ""}).status_code == 422
    assert client.post(reset, {"reason": "New phone"}).url == ADDRESS
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("role", [role for role in ROLES if role != "Administrators"])
def test_nobody_else_reviews_or_resets(client, role):
    officer = make_user(is_staff=True)
    TOTP.activate(officer, "A" * 32)
    client.force_login(in_role(role))
    reset = reverse("panel_reset_second_step", args=[officer.pk])
    assert client.get(ADDRESS).status_code in (302, 403)
    assert client.post(reset, {"reason": "New phone"}).status_code in (302, 403)
    assert Authenticator.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_however_many_work_here(
    client, number, django_assert_max_num_queries
):
    client.force_login(in_role("Administrators"))
    for _one in range(number):
        TOTP.activate(in_role("Officers"), "A" * 32)
    client.get(ADDRESS)
    with django_assert_max_num_queries(12):
        assert client.get(ADDRESS).status_code == 200
