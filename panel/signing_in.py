"""Prove an e-mail address with a code: the only way in, for residents and for staff.

The account library keeps the steps of signing in, and asks for a second factor after the code. This
module adds that joining takes the same way, that counting is atomic, and that nobody can learn
whether an address has an account: the pages answer the same, only the letter in the post differs.
"""

import secrets

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import EmailAddress, Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.core.internal.cryptokit import compare_user_code
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from core.rates import allow
from core.refusals import Refused
from panel import at_address, mail
from panel.models import CouncilSettings, SecurityEvent, User
from panel.security_log import note_event
from panel.session_codes import MINUTES, TRIES_A_CODE

TRIES_AN_ADDRESS = 15
CODES_AN_ADDRESS = 5
CODES_A_COMPUTER = 300  # a whole meeting joins from one library
SPAN = MINUTES * 60
RESERVED = ("@example.org", "@example.com", "@example.net")  # nobody can own an address there
KEPT_HERE = ("filebased", "console", "locmem", "dummy")  # ways of "sending" that reach no post box


class CodeProcess(LoginCodeVerificationProcess):
    """A code on its way to an address, for signing in or, with `joining`, for a new account."""

    @classmethod
    def begin(
        cls,
        request: HttpRequest,
        email: str,
        *,
        joining: bool,
        next_url: str = "",
        shares: bool = False,
    ) -> None:
        """Send a code, or word that there is no account; then the code is asked for either way.

        Who `shares` the address joins as another than the one whom it stands for.
        """
        email = email.strip().lower()
        refuse_flood(request, email)
        user = User.objects.known_by(email)
        shares = shares and joining and at_address.can_be_shared()
        asks_who = shares or at_address.is_shared(email)
        login = Login(user=user, email=email, redirect_url=next_url or None)
        login.state["stages"] = {"current": LoginByCodeStage.key}
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update(cls.initial_state(user=user, email=email))
        stage.state.update(initiated_by_user=True, joining=joining, number=secrets.token_hex(8))
        stage.state.update(asks_who=asks_who, shares=shares)
        process = cls(stage=stage)
        process.send()
        process.persist()

    @classmethod
    def current(cls, request: HttpRequest) -> "CodeProcess | None":
        """Return the process that this browser is in, or None if there is none or it ran out."""
        if request.user.is_authenticated:
            return None
        stage = LoginStageController.enter(request, LoginByCodeStage.key)
        return cls.resume(stage) if stage and "number" in stage.state else None

    @classmethod
    def resume(cls, stage):
        return cls(stage=stage).abort_if_invalid()

    @property
    def email(self) -> str:
        return self.state["email"]

    @property
    def is_joining(self) -> bool:
        return self.state["joining"]

    @property
    def asks_who(self) -> bool:
        """Whether the address may be that of several people, who are told apart after the code."""
        return self.state["asks_who"]

    @property
    def shares(self) -> bool:
        """Whether somebody joins as another than the one whom the address stands for."""
        return self.state["shares"]

    def send_by_email(self, email: str, skip_enumeration_mails: bool = False) -> None:
        if self.user or self.is_joining or self.asks_who:
            template, context = "account/email/code", {"code": self.generate_code()}
        elif email_belongs_to_closed_account(email):
            return
        else:
            template, context = "account/email/no_account", {}
        mail.compose(email, template, {**context, "minutes": MINUTES}).send()

    def try_code(self, typed: str) -> bool:
        """Say whether a code is right; every try counts, before it is looked at."""
        number = self.state["number"]
        if not allow(f"code-try|{number}", TRIES_A_CODE, SPAN) or not allow(
            f"address-try|{self.email}", TRIES_AN_ADDRESS, SPAN
        ):
            self.abort()
            raise Refused(_("That was too many tries. Ask for a new code."))
        return compare_user_code(actual=typed, expected=self.code)

    def note_failed(self) -> None:
        """Put a wrong code on the security log, of the account if there is one."""
        note_event(SecurityEvent.Kind.FAILED, self.user, about=_("Code by e-mail"))

    def enter(self) -> HttpResponse:
        """Go on with a proved address: make the account if there is none, then sign in."""
        if self.asks_who:
            onward = self.stage.login.redirect_url or ""
            self.abort()
            at_address.begin(self.request, self.email, joining=self.shares, next_url=onward)
            return redirect("account_who")
        user = self.user or open_account(self.email)
        if user.email != self.email:  # changed since the code was sent
            raise Refused(_("That code has run out. Ask for a new one."))
        note_proved(user, self.email)
        record_authentication(self.request, user, method="code", email=self.email)
        onward = self.stage.login.redirect_url
        return perform_login(self.request, Login(user=user, redirect_url=onward, email=self.email))

    @property
    def shown_code(self) -> str:
        """The code itself where no e-mail can arrive: an invented address in a demonstration."""
        return self.code if self.email.endswith(RESERVED) and sends_no_mail() else ""


def refuse_flood(request: HttpRequest, email: str) -> None:
    """Refuse to send more codes than a person needs, to one address or from one computer."""
    computer = get_adapter(request).get_client_ip(request)
    if not allow(f"code-from|{computer}", CODES_A_COMPUTER, SPAN) or not allow(
        f"code-to|{email}", CODES_AN_ADDRESS, SPAN
    ):
        raise Refused(
            _("We have sent several codes already. Use the newest one, or wait 10 minutes.")
        )


def sends_no_mail() -> bool:
    """Say whether this is a demonstration whose mail stays on the server."""
    stays = any(name in settings.EMAIL_BACKEND for name in KEPT_HERE)
    return stays and CouncilSettings.load().is_demonstration


def open_account(email: str) -> User:
    """Return the account of a proved address, made now unless another tab was quicker."""
    try:
        with transaction.atomic():
            return User.objects.create_user(email)
    except IntegrityError:
        return User.objects.get(email=email, second_identity="")


def note_proved(user: User, email: str) -> None:
    """Tell the account library that an address is proved, so that it never asks again.

    What we send there arrives, so a pause for what came back is over.
    """
    mail.arrived(email)
    EmailAddress.objects.update_or_create(
        user=user, email=email, defaults={"verified": True, "primary": True}
    )


def email_belongs_to_closed_account(email: str) -> bool:
    return User.objects.filter(email=email, is_active=False).exists()
