"""Join the panel, change what it knows, and leave it."""

from collections.abc import Callable
from datetime import date, datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from core.audit import unname
from core.refusals import Refused
from panel import consent, mail, profiles
from panel.births import note_age
from panel.boundaries import former_ward
from panel.departed import forget_departed, remember_departed
from panel.divisions import division_at
from panel.erasures import Kind, digest_of_account, note_erasure
from panel.holds import is_held
from panel.households import household_key
from panel.invitations import use_code
from panel.kept_here import forget_kept_here
from panel.messages.own import cancel_all
from panel.messages.welcome import welcome
from panel.models import (
    CouncilIdentity,
    CouncilSettings,
    DateOfBirth,
    FormerWard,
    InvitationBatch,
    JoiningRefusal,
    Membership,
    MessageWishes,
    MobileNumber,
    SeatOffer,
    User,
    Volunteer,
    Ward,
)
from panel.models.people import end_of_term
from panel.names import check_shown_name, tidy_name

# What other parts of the site keep of somebody only as long as they are here: each adds its own.
ALSO_FORGET: list[Callable[[User], None]] = []
AGREEMENT = gettext_lazy("I agree to the rules, and I have seen how my answers are kept")
AGREED_TO = ("rules", "privacy")  # the pages that the agreement speaks of
SOURCES: dict[str, str] = {
    InvitationBatch.Kind.LETTERS: Membership.Source.INVITATION,
    InvitationBatch.Kind.EVENT: Membership.Source.EVENT,
}


@transaction.atomic
def join_panel(
    *,
    user: User,
    postcode: str,
    ward: Ward,
    ward_source: str,
    age_band: str = "",
    born: date | None = None,
    display_name: str = "",
    code: str = "",
    household: str = "",
    was_told: bool = False,
    language: str = "",
) -> Membership:
    """Make a person a member, using up the code of their invitation, and welcome them by e-mail.

    The age band follows from the date of birth, if they give it. Who came without a code and says
    that somebody told them is noted as such, not by whom. `language` is that of our messages.
    """
    if user.is_staff:
        raise Refused(
            _("You act here in your role. To answer as a resident, join with another address.")
        )
    refuse_foreign_ward(ward)
    batch = use_code(code) if code else None
    try:
        with transaction.atomic():
            membership = Membership.objects.create(
                user=user,
                batch=batch,
                source=source_of(batch, was_told),
                postcode=postcode,
                ward=ward,
                ward_source=ward_source,
                age_band=age_band,
                household=household,
                division=division_at(postcode),
                term_ends_on=end_of_term(),
            )
    except IntegrityError as twice:  # the constraint decides, also between two tabs at once
        raise Refused(_("You are a member of the panel already.")) from twice
    if born:
        note_age(membership=membership, born=born)
    show_name(user, display_name)
    forget_departed(user)
    consent.note(
        user=user,
        purpose=consent.Purpose.MEMBERSHIP,
        choice=consent.Choice.GIVEN,
        shown=agreement(),
    )
    if language:
        MessageWishes.objects.update_or_create(user=user, defaults={"language": language})
    welcome(user)
    return membership


def source_of(batch: InvitationBatch | None, was_told: bool) -> str:
    if batch:
        return SOURCES[batch.kind]
    return Membership.Source.REFERRAL if was_told else Membership.Source.OPEN


def agreement() -> str:
    """Return the words that who joins agrees to, and which version of the pages they speak of."""
    pages = Page.objects.live().filter(depth=3, slug__in=AGREED_TO).order_by("slug")
    versions = pages.values_list("url_path", "live_revision")
    return "\n".join([str(AGREEMENT), *(f"{path} #{version or 0}" for path, version in versions)])


@transaction.atomic
def move_home(
    *,
    membership: Membership,
    postcode: str,
    ward: Ward,
    ward_source: str,
    address_line: str = "",
    forgets_home: bool = False,
) -> None:
    """Note a member's new postcode and ward; answers already given keep the ward of then.

    With another postcode the home is another one too, unknown until they give its number.
    """
    refuse_foreign_ward(ward)
    if membership.ward_id != ward.pk:
        former = former_ward(membership, membership.ward)
        FormerWard.objects.bulk_create([former], ignore_conflicts=True)
    if forgets_home:
        membership.household = ""
    elif address_line or postcode != membership.postcode:
        membership.household = household_key(address_line, postcode)
    membership.postcode, membership.ward, membership.ward_source = postcode, ward, ward_source
    membership.division = division_at(postcode)
    membership.save(update_fields=["postcode", "ward", "ward_source", "household", "division"])


@transaction.atomic
def change_wishes(
    *, membership: Membership, display_name: str, shows_ward: bool, wants_news: bool
) -> None:
    """Note how a member wants to be shown, and whether to be told what came of it."""
    show_name(membership.user, display_name)
    membership.shows_ward, membership.wants_news = shows_ward, wants_news
    membership.save(update_fields=["shows_ward", "wants_news"])
    (mail.resume if wants_news else mail.stop)(membership.user)


def show_name(user: User, display_name: str) -> None:
    """Set the name that others see, in the form in which it is kept; "" shows none."""
    name = tidy_name(display_name)
    if name:
        check_shown_name(name)
    user.display_name = name
    user.save(update_fields=["display_name"])


def refuse_foreign_ward(ward: Ward) -> None:
    ours = CouncilSettings.load().council_code
    if ward.council_code != ours or not Ward.objects.in_force().filter(pk=ward.pk).exists():
        raise Refused(_("This panel is for people who live in one of the council’s wards."))


def count_too_young() -> None:
    """Count somebody under the lowest age who was turned away: a number a day, and no more."""
    count, _is_new = JoiningRefusal.objects.get_or_create(
        day=timezone.localdate(), reason=JoiningRefusal.Reason.TOO_YOUNG
    )
    JoiningRefusal.objects.filter(pk=count.pk).update(count=F("count") + 1)


@transaction.atomic
def turn_away_young(user: User) -> None:
    """Count a person under the lowest age and forget everything else about them."""
    count_too_young()
    if not user.is_staff and not Membership.objects.filter(user=user).exists():
        delete_accounts(User.objects.filter(pk=user.pk))


@transaction.atomic
def leave_panel(user: User) -> None:
    """End a membership and take the person out of it; answers stay, tied to nobody.

    The account's address and name go, so its keys can never be made again by signing in: what was
    answered counts in results and cannot be led back to anyone. What was said in public stays under
    "a former member". Address, name and postcode are gone at once, not after thirty days; and so is
    what they told about themselves, and the log of what they chose. Only a hold keeps them longer.
    """
    cancel_all(user, because=_("Left the panel"))
    for membership in Membership.objects.filter(user=user).select_related("user"):
        remember_departed(membership)
    Membership.objects.filter(user=user).update(
        status=Membership.Status.LEFT,
        left_at=timezone.now(),
        postcode="",
        household="",
        division=None,
        paused_until=None,
        restricted_at=None,
        removed_because="",
        wants_news=False,
    )
    user.is_active = False
    user.set_unusable_password()
    user.save()
    note_erasure(Kind.LEFT, digest_of_account(user))
    if not is_held(user):
        erase_identity(user)


@transaction.atomic
def erase_identity(user: User) -> None:
    """Take out of a closed account all that says whose it was."""
    for forget in ALSO_FORGET:  # while the address is still there to find things by
        forget(user)
    forget_kept_here(user)
    FormerWard.objects.filter(membership__user=user).delete()
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    CouncilIdentity.objects.filter(user=user).delete()
    user.email, user.second_identity = f"left-{user.pk}@invalid", ""
    user.first_name = user.last_name = user.display_name = user.job_title = ""
    user.save()
    MessageWishes.objects.filter(user=user).delete()
    MobileNumber.objects.filter(user=user).delete()
    DateOfBirth.objects.filter(user=user).delete()
    profiles.forget(user)
    Volunteer.objects.filter(membership__user=user).delete()
    SeatOffer.objects.filter(membership__user=user).delete()
    consent.forget(user)
    unname([user, *Membership.objects.filter(user=user), *user.holds.all()])
    note_erasure(Kind.ERASED, digest_of_account(user))


def unfinished_accounts(until: datetime) -> QuerySet[User]:
    """Return the accounts that proved an address by then and never joined."""
    return User.objects.filter(
        membership=None,
        groups=None,
        user_permissions=None,
        job_title="",  # an expert or a colleague whom an administrator has just entered
        is_staff=False,
        is_superuser=False,
        date_joined__lte=until,
    )


@transaction.atomic
def delete_accounts(users: QuerySet[User]) -> int:
    """Delete accounts that never became members, closing them first; return how many.

    The database keeps the choices of open accounts, such as of who stopped our mail.
    """
    gone = list(users)
    found = User.objects.filter(pk__in=[user.pk for user in gone])
    note_erasure(Kind.DELETED, *map(digest_of_account, gone))
    count = found.update(is_active=False)
    found.delete()
    return count
