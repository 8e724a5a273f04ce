"""Sign staff in with the council's own accounts: who that may be, and as whom they come.

Only accounts that work here already. The first time they are known by an address that the provider
says is proved, of the council's own domain or invited by an administrator; from then on by the
provider's own name for them, whatever becomes of the address.
"""

from dataclasses import dataclass, replace
from typing import Any

from allauth.account.app_settings import EmailVerificationMethod
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import record
from core.checks import in_production
from core.refusals import Refused
from panel import mail
from panel.erasures import Kind, digest_of_identity, note_erasure
from panel.models import CouncilIdentity, User
from panel.second_step import COUNCIL_STEP, has_role, refuse_to_reach_up

METHOD = "council"  # what the session's records call this way in
PROVED = (True, 1, "true", "1")  # some providers write yes as a word or a number


@dataclass(frozen=True)
class Newcomer:
    """What a provider says of who comes, once all of it was checked."""

    issuer: str
    subject: str
    email: str
    is_proved: bool
    has_second_step: bool


def newcomer_of(proved: dict[str, Any], told: dict[str, Any]) -> Newcomer:
    """Read the claims: `proved` is the signed token, `told` may have more from the provider.

    Refuse who lacks the claim that the council asks for. A second step counts only if the signed
    token names one that the settings accept.
    """
    sign_on = settings.STAFF_SIGN_ON
    claim, values = sign_on["required"]
    if claim and not has_one(told.get(claim), values):
        raise Refused(
            _("Your council account is not among those that work here. Ask an administrator.")
        )
    step, accepted = sign_on["second_step"]
    return Newcomer(
        issuer=proved["iss"],
        subject=proved["sub"],
        email=str(told.get("email") or "").strip().lower(),
        is_proved=told.get(sign_on["verified_claim"]) in PROVED,
        has_second_step=bool(step) and has_one(proved.get(step), accepted),
    )


def has_one(found: Any, values: list[str]) -> bool:
    """Say whether a claim, one value or a list, has one of these values."""
    return any(value in values for value in (found if isinstance(found, list) else [found]))


def person_bound_to(proved: dict[str, Any]) -> User | None:
    """Return the account that the provider's own name for somebody is bound to, open or not."""
    return User.objects.filter(
        council_identity__issuer=proved["iss"], council_identity__subject=proved["sub"]
    ).first()


@transaction.atomic
def person_of(newcomer: Newcomer) -> tuple[User, Newcomer]:
    """Return the staff account of who comes, bound to them at their first time, or refuse.

    Returned with it is what may be believed of them. Whoever was invited under another address
    proves their second step here, this time and each time: the address is one administrator's word,
    and must not open more than the account's owner has proved.
    """
    known = CouncilIdentity.objects.select_related("user").filter(
        issuer=newcomer.issuer, subject=newcomer.subject
    )
    identity = known.first() or bind(newcomer)
    user = identity.user
    if not user.is_active or not has_role(user):
        raise nobody_works_here()
    if identity.invited_by_id:
        newcomer = replace(newcomer, has_second_step=False)
    return user, newcomer


def bind(newcomer: Newcomer) -> CouncilIdentity:
    """Join an identity that came for the first time to the account it was invited to, or to that
    of its address; tell the account's owner."""
    if not newcomer.email or not newcomer.is_proved:
        raise Refused(_("Your council account does not say that your e-mail address is proved."))
    invited = CouncilIdentity.objects.select_related("user").filter(invited_as=newcomer.email)
    identity = invited.first() or identity_of_domain(newcomer)
    if not identity.user.is_active or not has_role(identity.user):
        raise nobody_works_here()
    try:
        with transaction.atomic():
            store_bound(identity, newcomer)
    except IntegrityError as fault:
        raise belongs_to_another() from fault
    record("panel.sign_on_bound", on=identity.user, by=identity.invited_by)
    tell(identity.user, "panel/mail/council_account_bound")
    return identity


def store_bound(identity: CouncilIdentity, newcomer: Newcomer) -> None:
    """Store who came; refuse if the identity was taken away or bound since it was read."""
    as_read = {name: getattr(identity, name) for name in ("issuer", "subject", "invited_as")}
    identity.issuer, identity.subject = newcomer.issuer, newcomer.subject
    identity.invited_as, identity.bound_at = "", timezone.now()
    if identity.pk is None:
        identity.save(force_insert=True)
        return
    told = ("issuer", "subject", "invited_as", "invited_by", "bound_at")
    there = CouncilIdentity.objects.filter(pk=identity.pk, **as_read)
    if not there.update(**{name: getattr(identity, name) for name in told}):
        raise nobody_works_here()


def identity_of_domain(newcomer: Newcomer) -> CouncilIdentity:
    """Return the identity to bind of an account whose address is of the council's own domain.

    One that is bound already stays, unless the council has moved to another provider since.
    """
    if newcomer.email.rpartition("@")[2] not in settings.STAFF_SIGN_ON["domains"]:
        raise nobody_works_here()
    user = User.objects.filter(email=newcomer.email, second_identity="").first()
    if user is None:
        raise nobody_works_here()
    identity = CouncilIdentity.objects.select_related("user").filter(user=user).first()
    if identity and identity.issuer in ("", newcomer.issuer):
        raise belongs_to_another()
    identity = identity or CouncilIdentity(user=user)
    identity.invited_by = None  # their own address brings them, and no invitation
    return identity


def nobody_works_here() -> Refused:
    return Refused(
        _(
            "There is no staff account here for your council account. An administrator opens one; "
            "residents sign in with a code by e-mail."
        )
    )


def belongs_to_another() -> Refused:
    return Refused(
        _(
            "The account with your address belongs to another council account. An administrator "
            "can part them, under Staff and their access."
        )
    )


def enter(request: HttpRequest, user: User, newcomer: Newcomer, onward: str) -> HttpResponse:
    """Sign somebody in; their second step here follows, unless the provider's own may count."""
    record_authentication(request, user, method=METHOD)
    if newcomer.has_second_step:
        record_authentication(request, user, method=COUNCIL_STEP)
    login = Login(
        user=user,
        redirect_url=onward or None,
        email_verification=EmailVerificationMethod.NONE,  # the address of the account is not asked
    )
    return perform_login(request, login)


# ---- what administrators do ----------------------------------------------------------------------


@transaction.atomic
def invite_identity(*, user: User, email: str, by: User) -> CouncilIdentity:
    """Let a member of staff sign in with a council account that has another address, and tell them.

    Raises PermissionDenied where a superuser is invited by somebody who is none.
    """
    if not may_invite(user=user, by=by):
        raise PermissionDenied
    email = email.strip().lower()
    if not user.is_active or not has_role(user):
        raise Refused(_("They have no role here. Give them one first, under Settings, Users."))
    if CouncilIdentity.objects.filter(user=user).exists():
        raise Refused(_("They have a council account already. Part them from it first."))
    try:
        with transaction.atomic():
            identity = CouncilIdentity.objects.create(user=user, invited_as=email, invited_by=by)
    except IntegrityError as fault:
        raise Refused(_("Somebody else is invited with this address.")) from fault
    record("panel.sign_on_invited", on=user, by=by)
    tell(user, "panel/mail/council_account_invited", email=email)
    return identity


def may_invite(*, user: User, by: User) -> bool:
    """Say whether one may name a council account for another: never for who may do more."""
    return by.is_superuser or not user.is_superuser


def tell(user: User, template: str, **told: str) -> None:
    """Write to the account's own address that there is another way into it now."""
    told |= {"name": settings.STAFF_SIGN_ON["name"]}
    transaction.on_commit(lambda: mail.compose(user.email, template, told).send(), robust=True)


@transaction.atomic
def part_from_identity(*, user: User, by: User | None) -> None:
    """Take away an account's council account, invited or bound, and end every session of theirs."""
    refuse_to_reach_up(user=user, by=by)
    identity = CouncilIdentity.objects.filter(user=user).first()
    if identity is None or not CouncilIdentity.objects.filter(pk=identity.pk).delete()[0]:
        raise Refused(_("They have no council account here."))
    note_erasure(Kind.PARTED, digest_of_identity(identity))
    user.set_unusable_password()  # which ends every session of theirs
    user.save(update_fields=["password"])
    record("panel.sign_on_parted", on=user, by=by)


def provider_is_reached_safely(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Demand that what a production site hears of its staff comes by HTTPS."""
    sign_on = settings.STAFF_SIGN_ON
    if not in_production() or not sign_on or sign_on["issuer"].startswith("https://"):
        return []
    return [
        Error(
            "OIDC_ISSUER does not begin with https://, so anybody on the way could be your staff.",
            hint="Give the issuer as the provider writes it, such as https://login.example.gov.uk.",
            id="panel.E002",
        )
    ]
