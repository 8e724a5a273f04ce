"""What people send to sign in with a passkey or a password, and to set one."""

import json
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
    SignupWebAuthnForm,
)
from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import GovukForm, GovukFormMixin
from panel.models import SecurityEvent, User
from panel.security_log import note_event

# What the library raises when somebody sends what no browser would.
MALFORMED = (AttributeError, IndexError, KeyError, TypeError, ValueError, OverflowError)
LONGEST_CREDENTIAL = 20_000
# Where bytes are due and a number comes, the library takes as much memory as the number says. The
# numbers of a true credential name an algorithm.
LARGEST_NUMBER = 65_535


class CredentialDecoder(json.JSONDecoder):
    """Reads JSON and refuses numbers that no credential holds."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options | {"parse_int": self.small_number})

    @staticmethod
    def small_number(digits: str) -> int:
        number = int(digits) if len(digits) <= len(str(-LARGEST_NUMBER)) else LARGEST_NUMBER + 1
        if abs(number) > LARGEST_NUMBER:
            raise json.JSONDecodeError("No credential holds such a number", digits, 0)
        return number


class TakesCredential(GovukFormMixin):
    """Refuses a credential in words, whatever was sent as one."""

    data: Any
    is_bound: bool
    fields: Any
    needs_scripts = _("Your browser did not make or use a passkey. Use a code by e-mail instead.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"].decoder = CredentialDecoder
        self.fields["credential"].error_messages.update(
            required=self.needs_scripts, invalid=self.needs_scripts
        )

    def full_clean(self) -> None:
        """Look at what was sent only if it could be a credential at all."""
        sent = str(self.data.get("credential", "")) if self.is_bound else ""
        if len(sent) > LONGEST_CREDENTIAL:
            self.data = {**self.data.dict(), "credential": ""}
        super().full_clean()  # type: ignore[misc]


class ChecksCredential(TakesCredential):
    """Tries a passkey, and notes in the security log that it failed.

    `user` is whose second step it is. Of a passkey alone nobody is known: whose it claims to be is
    the word of who sent it.
    """

    user: User | None

    def clean_credential(self) -> Any:
        try:
            return self.tried()
        except forms.ValidationError:
            note_event(
                SecurityEvent.Kind.FAILED,
                self.user,
                about=str(Authenticator.Type.WEBAUTHN.label),
            )
            raise

    def tried(self) -> Authenticator:
        try:
            return super().clean_credential()  # type: ignore[misc,no-any-return]
        except MALFORMED as fault:
            raise get_adapter().validation_error("incorrect_code") from fault


class PasskeyForm(ChecksCredential, AuthenticateWebAuthnForm):
    """A passkey as the second step."""


class PasskeyAgainForm(ChecksCredential, ReauthenticateWebAuthnForm):
    """The same before a way to sign in is changed."""


class PasskeySignInForm(ChecksCredential, LoginWebAuthnForm):
    """A passkey alone."""


class NewPasskeyForm(TakesCredential, SignupWebAuthnForm):
    """A name for a passkey, and the passkey, which the browser makes."""

    name = forms.CharField(
        label=_("A name for it"),
        help_text=_("So that you know which one to remove, should you lose it. Like “my phone”."),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-input--width-20"}),
        error_messages={"max_length": _("Use at most 60 letters")},
    )

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()
        except MALFORMED as fault:
            raise get_adapter().validation_error("incorrect_code") from fault


# ---- passwords -----------------------------------------------------------------------------------


class PasswordSignInForm(GovukForm):
    """Address and password, as password managers know them."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
        error_messages={"required": _("Enter an e-mail address, like name@example.org")},
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Enter your password")},
    )


class NewPasswordForm(GovukForm):
    """One field, which may be pasted into: a mistake costs a code by e-mail, no more."""

    password = forms.CharField(
        label=_("New password"),
        help_text=_("At least 10 characters. Three words that do not belong together are good."),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Enter a new password")},
    )
