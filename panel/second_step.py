"""Who works here proves more than an address: a second step before anything of their work opens.

A role is what makes the second step necessary: to be staff, to hold a permission, or to be in a
group that gives one. It is asked of the session, not of the account, so that neither an older
session nor one begun before the role was given opens anything.
"""

from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.checks import CheckMessage, Error
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.audit import record
from core.checks import in_production
from core.refusals import Refused
from panel import mail
from panel.models import CouncilSettings, SecurityEvent, User
from panel.security_log import note_event

# Groups that mean a role though they give no permission of the CMS.
NAMED_ROLES = ("Councillors", "Experts")
STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
# What the session's records call a second step that the council's own sign-in has asked for. It
# opens what a second step opens, and is not enough to change how somebody signs in.
COUNCIL_STEP = "council-second-step"
ONWARD = "after_second_step"  # where the session keeps the page that was asked for
# What opens without it: the way to it, the way out, and what such pages are made of.
FREE = ("account_confirm", "account_logout", "admin_theme", "health", "media", "theme")


class SecondStepNeeded(Exception):
    """Raised by a view that turns out to be about work; the middleware leads to the second step."""


# ---- who, and whether it was done ----------------------------------------------------------------


def in_staff_group(user: Any) -> Q:
    """Return the condition that a user, or the one of an outer query, has a permission or role."""
    groups = Group.objects.filter(
        Q(name__in=NAMED_ROLES)
        | Q(permissions__isnull=False)
        | Q(page_permissions__isnull=False)
        | Q(collection_permissions__isnull=False),
        user=user,
    )
    own = User.user_permissions.through.objects.filter(user=user)
    return Q(Exists(groups)) | Q(Exists(own))


def has_role(user: User) -> bool:
    """Say whether somebody works here; answered by the query that fetched a signed-in user."""
    if user.is_staff or user.is_superuser:
        return True
    if not hasattr(user, "is_in_staff_group"):
        is_in = User.objects.filter(in_staff_group(OuterRef("pk")), pk=user.pk).exists()
        user.is_in_staff_group = is_in  # type: ignore[attr-defined]
    return bool(user.is_in_staff_group)  # type: ignore[attr-defined]


def is_relaxed() -> bool:
    """Say whether staff may do without: in a demonstration on embedded settings, nowhere else."""
    return not settings.STAFF_SECOND_FACTOR and CouncilSettings.load().is_demonstration


def is_needed_by(user: User) -> bool:
    return has_role(user) and not is_relaxed()


def asks_second_step(user: User) -> bool:
    """Say whether signing in by code or password asks this person for more.

    It does once they have set up an app, or a passkey that their role needs. Somebody else's
    passkey is a quicker way in beside the code, and makes nothing harder.
    """
    steps = set(
        Authenticator.objects.filter(user=user, type__in=STEPS).values_list("type", flat=True)
    )
    return Authenticator.Type.TOTP in steps or (bool(steps) and is_needed_by(user))


class SecondStepStage(AuthenticateStage):
    """The step of signing in that asks for the app or the passkey."""

    def _should_handle(self, request: HttpRequest) -> bool:
        asks = super()._should_handle(request)
        user: Any = self.login.user
        return asks and asks_second_step(user) and not is_proved_by(request, user, COUNCIL_STEP)


def was_done(request: HttpRequest) -> bool:
    """Say whether this session went through the second step of the one who is signed in."""
    return is_proved_by(request, request.user, "mfa", COUNCIL_STEP)


def is_proved_by(request: HttpRequest, user: Any, *methods: str) -> bool:
    """Say whether this session has a record of one of these ways for one person."""
    return any(step.get("method") in methods for step in get_authentication_records(request, user))


def is_held_back(request: HttpRequest) -> bool:
    """Say whether somebody works here and has not yet proved it enough."""
    user: Any = request.user
    return user.is_authenticated and is_needed_by(user) and not was_done(request)


def may_listen(request: HttpRequest, user: Any) -> bool:
    """Say whether live news may reach a signed-in person; `request` is the socket's handshake."""
    request.user = user
    return not is_held_back(request)


# ---- leading there -------------------------------------------------------------------------------


class SecondStepMiddleware:
    """Opens nothing of the site to staff but the way to their second step, and the way out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        # Who has no session is nobody, and must not be asked after: their pages are kept whole.
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or is_free(request):
            return None
        return lead_to_second_step(request) if is_held_back(request) else None

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        return lead_to_second_step(request) if isinstance(fault, SecondStepNeeded) else None


def is_free(request: HttpRequest) -> bool:
    name = request.resolver_match.view_name if request.resolver_match else ""
    return name in FREE or name.startswith("mfa_")


def lead_to_second_step(request: HttpRequest) -> HttpResponse:
    """Send somebody to prove their second step, or to set one up; then on to where they wanted."""
    user: Any = request.user
    onward = request.get_full_path() if request.method == "GET" else reverse("account_home")
    if Authenticator.objects.filter(user=user, type__in=STEPS).exists():
        return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': onward})}")
    request.session[ONWARD] = onward
    return redirect("mfa_index")


def demand_second_step(request: HttpRequest) -> None:
    """Hold back whoever comes to work without being in a role, such as an expert of one session."""
    if not was_done(request) and not is_relaxed():
        raise SecondStepNeeded


# ---- keeping it ----------------------------------------------------------------------------------


class SecondStepAdapter(DefaultMFAAdapter):
    """Keeps the last second step of somebody whose role needs one."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": gettext_lazy(
            "Your role needs a second step, and this is your only one. Add another one first."
        )
    }

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:  # noqa: A002
        """Offer a name for a new passkey, where its owner gives none."""
        count = Authenticator.objects.filter(user=user, type=type).count()
        return _("Passkey %(n)d") % {"n": count + 1} if count else _("Passkey")

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        user = authenticator.user
        others = Authenticator.objects.filter(user=user, type__in=STEPS).exclude(
            pk=authenticator.pk
        )
        return not is_needed_by(user) or others.exists()


def refuse_to_reach_up(*, user: User, by: User | None) -> None:
    """Refuse to let an administrator change how somebody signs in who may do everything."""
    if by is not None and user.is_superuser and not by.is_superuser:
        raise Refused(
            _("They may do everything here, and you may not. Ask somebody who may as well.")
        )


@transaction.atomic
def reset_second_step(*, user: User, reason: str, by: User | None) -> None:
    """Take away somebody's second steps and end their sessions, after they lost their phone.

    They sign in with a code by e-mail and are led to set up a new second step.
    """
    reason = reason.strip()
    if not reason:
        raise Refused(_("Give the reason. It is logged with your name."))
    if by is not None and by.pk == user.pk:
        raise Refused(_("Nobody resets their own second step. Ask another administrator."))
    if not Authenticator.objects.filter(user=user).exists():
        raise Refused(_("They have no second step that could be reset."))
    refuse_to_reach_up(user=user, by=by)
    Authenticator.objects.filter(user=user).delete()
    note_event(SecurityEvent.Kind.STEP_REMOVED, user, about=_("Reset"), by=by)
    user.set_unusable_password()  # which ends every session of theirs
    user.save(update_fields=["password"])
    record("panel.second_step_reset", on=user, by=by, reason=reason)
    transaction.on_commit(
        lambda: mail.compose(user.email, "panel/mail/second_step_reset", {}).send(), robust=True
    )


def second_step_is_asked_for(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Demand that a production site asks its staff for a second step."""
    if not in_production() or settings.STAFF_SECOND_FACTOR:
        return []
    return [
        Error(
            "STAFF_SECOND_FACTOR is off, so an e-mail account would be enough to act as staff.",
            hint="Leave STAFF_SECOND_FACTOR to config/settings/base.py, where it is on.",
            id="panel.E001",
        )
    ]
