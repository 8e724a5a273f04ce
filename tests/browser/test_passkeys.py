"""A passkey is made and used in a real browser, whose authenticator is a virtual one."""

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE, WIDTHS, find_faults, note_complaint, scrolls_sideways

pytestmark = pytest.mark.browser
PAT, LOU = "pat.of.passkeys@example.org", "lou.of.passwords@example.org"
# Accounts of our own, so that nobody else's sign-in changes.
MAKE = f"""
from panel.models import Membership, User, Ward
for email in ("{PAT}", "{LOU}"):
    User.objects.filter(email=email).delete()
    user = User.objects.create_user(email)
    Membership.objects.create(
        user=user, ward=Ward.objects.in_force().first(), age_band="35-49", postcode="BS5 6XX"
    )
"""
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page(site, chromium):
    """A browser with an authenticator, at the site's name: a bare number can have no passkeys."""
    site.manage("shell", "-v0", "-c", MAKE)
    context = chromium.new_context(base_url=site.url.replace("127.0.0.1", "localhost"))
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.faults = []
    page.on("pageerror", lambda fault: page.faults.append(str(fault)))
    page.on("console", lambda message: note_complaint(page, message))
    devices = context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    made = devices.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page.devices, page.authenticator = devices, made["authenticatorId"]
    yield page
    context.close()
    assert page.faults == []


def press(page, name):
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def ask_for_code(page, who=PAT):
    page.goto("/account/login/")
    page.get_by_label("Your e-mail address").fill(who)
    press(page, "Send me a code")
    page.get_by_label("Code").fill(page.locator(".govuk-inset-text b").inner_text())
    press(page, "Continue")


def sign_out(page):
    page.goto("/account/logout/")
    press(page, "Sign out")


def is_sound(page):
    """Look for what hinders people, at both widths."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert find_faults(page) == []
        assert not scrolls_sideways(page)


def test_a_resident_adds_a_passkey_and_signs_in_with_nothing_else(page):
    ask_for_code(page)
    page.goto("/account/2fa/")
    is_sound(page)
    page.get_by_role("link", name="Add a passkey").click()
    is_sound(page)
    page.get_by_label("A name for it").fill("my phone")
    press(page, "Make the passkey")
    expect(page.get_by_text("my phone, added")).to_be_visible()

    sign_out(page)
    page.goto("/account/login/?next=/wards/")
    is_sound(page)
    press(page, "Use my passkey")
    assert page.url.endswith("/wards/")
    page.goto("/account/2fa/")
    expect(page.get_by_text("last used")).to_be_visible()

    # The code by e-mail goes on being enough.
    sign_out(page)
    ask_for_code(page)
    page.wait_for_url("**/account/")

    # With an app as well, the passkey does in its place, also before a way in is changed.
    page.goto("/account/2fa/totp/activate/")
    is_sound(page)
    press(page, "Use my passkey")
    secret = page.locator("main code").inner_text()
    page.get_by_label("Code").fill(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    press(page, "Turn it on")
    sign_out(page)
    ask_for_code(page)
    expect(page.get_by_role("heading", name="Now your second step")).to_be_visible()
    is_sound(page)
    press(page, "Use my passkey")
    page.wait_for_url("**/account/")

    page.goto("/account/2fa/")
    page.get_by_role("link", name="Remove my phone").click()
    page.get_by_role("link", name="Use your passkey").click()
    press(page, "Use my passkey")
    is_sound(page)
    press(page, "Remove it")
    expect(page.get_by_text("my phone, added")).to_have_count(0)


def test_a_passkey_that_is_called_off_or_unknown_says_so(page):
    page.goto("/account/login/")
    # Somebody else's authenticator, without finger, face or PIN for this site: nothing is offered.
    page.devices.send(
        "WebAuthn.setUserVerified",
        {"authenticatorId": page.authenticator, "isUserVerified": False},
    )
    page.get_by_role("button", name="Use my passkey").click()
    expect(page.get_by_text("That did not work, or was called off.")).to_be_visible(timeout=90_000)


def test_where_there_can_be_no_passkey_the_button_stays_away(visit):
    for scripts in (True, False):
        with visit(scripts=scripts) as page:
            page.goto("/account/login/")
            expect(page.get_by_role("button", name="Send me a code")).to_be_visible()
            expect(page.get_by_role("button", name="Use my passkey")).to_have_count(0)


def test_a_password_is_set_and_used(page):
    ask_for_code(page, LOU)
    page.goto("/account/password/")
    is_sound(page)
    page.get_by_label("New password").fill("password12")
    press(page, "Set it")
    expect(page).to_have_title("Error: Password - Ask Bristol")
    page.get_by_label("New password").fill("lantern-otter-quarry")
    press(page, "Set it")
    sign_out(page)
    page.goto("/account/login/")
    page.get_by_role("link", name="Sign in with it").click()
    is_sound(page)
    page.get_by_label("E-mail address").fill(LOU)
    page.get_by_label("Password", exact=True).fill("lantern-otter-quarry")
    press(page, "Sign in")
    page.wait_for_url("**/account/")
    page.goto("/account/confirm/")
    is_sound(page)
