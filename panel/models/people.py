"""Who people are: the account, and the membership of the panel."""

import calendar
import datetime as dt

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.dates import day_in_london
from core.keys import keyed_hash, name_of_account, participation_key
from panel.models.age_bands import STORED_BANDS, name_of_band
from panel.models.council import CouncilSettings
from panel.names import check_shown_name


class UserManager(BaseUserManager):
    """Accounts are known by e-mail address alone, written in small letters."""

    use_in_migrations = True

    def create_user(self, email, password=None, **fields):
        if not email:
            raise ValueError("An account needs an e-mail address.")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email, second_identity="")

    def known_by(self, email):
        """Return the open account whose owner an address alone stands for, or None."""
        return self.filter(email=email, second_identity="", is_active=True).first()


def second_identity_of(number: str) -> str:
    """Return what tells somebody from others at their address: a keyed hash of their number."""
    return keyed_hash("second-identity", number)


OF_LETTER = "L-"  # begins a second identity that is a letter's; no keyed hash has a dash


def second_identity_of_letter(code: str) -> str:
    """Return the same for who has no mobile: a keyed hash of the code in their letter."""
    return OF_LETTER + keyed_hash("second-identity-letter", code)[:24]


class User(AbstractUser):
    """An account. Residents have a display name; staff and experts act under their real name."""

    username = None
    email = models.EmailField(_("e-mail address"))
    # Of who shares the address with others and is known by a mobile number besides, or by the code
    # of a letter.
    second_identity = models.CharField(max_length=26, blank=True, editable=False)
    display_name = models.CharField(
        _("name that others see"), max_length=40, blank=True, validators=[check_shown_name]
    )
    job_title = models.CharField(_("role or organisation"), max_length=120, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []
    objects = UserManager()

    class Meta(AbstractUser.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                fields=["email", "second_identity"], name="one_account_an_address_and_number"
            )
        ]

    def __str__(self):
        return self.get_full_name() or self.display_name or self.email

    @property
    def is_told_apart_by_number(self) -> bool:
        """Say whether a mobile number tells this person from others at their address."""
        return bool(self.second_identity) and not self.second_identity.startswith(OF_LETTER)

    def _get_session_auth_hash(self, secret=None):
        """Let sessions end with a changed address as with a changed password.

        Whoever can read the old post, and signed in with it, is out then.
        """
        return salted_hmac(
            "panel.User.session", f"{self.password}|{self.email}", secret=secret, algorithm="sha256"
        ).hexdigest()

    def key_for(self, subject: str) -> str:
        """Return the key that this person's answers carry in `subject`."""
        return participation_key(subject, name_of_account(self.pk))


def months_after(day: dt.date, months: int) -> dt.date:
    """Return the same day of the month that many months later, or that month's last day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def usual_end_of_term() -> dt.date:
    """Return the end of a term of three years; joining and importing go by the council's."""
    return months_after(timezone.localdate(), 36)


def end_of_term(joined_on: dt.date | None = None) -> dt.date:
    """Return the day from which a place on the panel is over, by the council's term of today."""
    years = CouncilSettings.load().term_years
    return months_after(joined_on or timezone.localdate(), 12 * years)


def active_today() -> Q:
    """Say who is on the panel today: no pause lasts beyond its day, and no place beyond its term.

    One row of conditions that all hold, so that an index can answer it.
    """
    today = timezone.localdate()
    return Q(
        Q(paused_until=None) | Q(paused_until__lte=today),
        status__in=[Membership.Status.ACTIVE, Membership.Status.PAUSED],
        term_ends_on__gt=today,
    )


class MembershipQuerySet(models.QuerySet):
    def active(self):
        """Keep those who are on the panel today: counted, drawn and invited."""
        return self.filter(active_today())

    def there(self):
        """Keep those who have a place, whatever has come of it: all but who left or was removed."""
        return self.exclude(status__in=Membership.GONE)

    def to_be_told(self):
        """Keep those who are told what came of what they took part in: who is there, unpaused."""
        unpaused = Q(paused_until=None) | Q(paused_until__lte=timezone.localdate())
        return self.there().filter(unpaused, wants_news=True)

    def beyond_their_term(self):
        """Keep those who are there and whose term is over."""
        return self.there().filter(term_ends_on__lte=timezone.localdate())

    def by_end_of_term(self) -> list[tuple[dt.date, int]]:
        """Count the active members whose place ends in each month that has any."""
        months = self.active().annotate(month=TruncMonth("term_ends_on")).values_list("month")
        return list(months.annotate(n=models.Count("pk")).order_by("month"))


class Membership(models.Model):
    """One person's place on the panel: where they live and the little else that they told us."""

    class Status(models.TextChoices):
        """What was done to a place; that a pause or the term is over is read from the clock.

        Who is invited is a code without a name, and who has not finished joining an account
        without a membership: neither has a row here.
        """

        ACTIVE = "active", _("Active")
        PAUSED = "paused", _("Paused")
        LAPSED = "lapsed", _("Lapsed")
        LEFT = "left", _("Left")
        REMOVED = "removed", _("Removed")

    EXPIRED = "expired"
    GONE = (Status.LEFT, Status.REMOVED)

    class Source(models.TextChoices):
        OPEN = "open", _("Open sign-up")
        INVITATION = "invitation", _("Random invitation")
        EVENT = "event", _("Event")
        REFERRAL = "referral", _("Told by a member or a group")
        IMPORTED = "imported", _("Imported")

    SELF_SELECTED = (Source.OPEN, Source.REFERRAL)

    class WardSource(models.TextChoices):
        POSTCODE = "postcode", _("Found from the postcode")
        PROPERTY = "property", _("Found from the UPRN of the home")
        SELF_STATED = "self-stated", _("Stated by the member")
        BEST_FIT = "best-fit", _("Nearly all of the ward before lies in it")
        TO_CONFIRM = "to-confirm", _("To be confirmed: the boundaries changed")

    user = models.OneToOneField(
        User, models.CASCADE, related_name="membership", verbose_name=_("account")
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ACTIVE)
    source = models.CharField(
        _("how they came"), max_length=10, choices=Source, default=Source.OPEN
    )
    batch = models.ForeignKey(
        "panel.InvitationBatch",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("batch of invitations"),
    )
    postcode = models.CharField(_("postcode"), max_length=8, blank=True)  # blank once they left
    ward = models.ForeignKey(
        "panel.Ward", models.PROTECT, related_name="memberships", verbose_name=_("ward")
    )
    division = models.ForeignKey(
        "panel.Division",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("division of the county"),
    )
    ward_source = models.CharField(
        _("how the ward is known"),
        max_length=11,
        choices=WardSource,
        default=WardSource.POSTCODE,
    )
    # Set anew each day where the date of birth is known (`panel.births`), else as they chose it;
    # blank of who prefers not to say, and then they count in no group by age.
    age_band = models.CharField(_("age band"), max_length=5, choices=STORED_BANDS, blank=True)
    # A key of the home, for draws that take one person a household; blank where it was not told.
    household = models.CharField(max_length=26, blank=True, editable=False, db_index=True)
    shows_ward = models.BooleanField(_("show my ward beside my name"), default=True)
    wants_news = models.BooleanField(_("tell me what came of it"), default=True)
    joined_at = models.DateTimeField(_("joined"), default=timezone.now)
    left_at = models.DateTimeField(_("left or removed"), null=True, blank=True)
    lapsed_at = models.DateTimeField(_("lapsed"), null=True, blank=True)
    # What was not answered before this day makes nobody lapse again.
    back_at = models.DateTimeField(_("came back"), null=True, blank=True)
    term_ends_on = models.DateField(_("place lasts until"), default=usual_end_of_term)
    paused_until = models.DateField(_("paused until"), null=True, blank=True)
    # Their data is paused too: kept, and used for nothing until they say so. A pause without end.
    restricted_at = models.DateTimeField(_("data paused"), null=True, blank=True)
    removed_because = models.TextField(_("reason for removing"), blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        indexes = [
            # Groups first and conditions after: counts by ward and age band, of all or of those
            # invited, are read off this index in its order, without sorting or touching a row.
            models.Index(
                fields=["ward", "age_band", "source", "status", "term_ends_on", "paused_until"],
                name="members_by_ward_and_age",
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="gone_on_a_date_and_without_postcode",
                condition=(~Q(status__in=["left", "removed"]) & Q(left_at=None))
                | Q(
                    status__in=["left", "removed"],
                    left_at__isnull=False,
                    postcode="",
                    household="",
                ),
            ),
            models.CheckConstraint(
                name="paused_until_a_day",
                condition=(~Q(status="paused") & Q(paused_until=None))
                | Q(status="paused", paused_until__isnull=False),
            ),
            models.CheckConstraint(
                name="data_paused_within_a_pause",
                condition=Q(restricted_at=None) | Q(status="paused"),
            ),
            models.CheckConstraint(
                name="lapsed_on_a_day_while_there",
                condition=Q(lapsed_at=None) | Q(status__in=["lapsed", "left", "removed"]),
            ),
            models.CheckConstraint(
                name="removed_for_a_reason",
                condition=(~Q(status="removed") & Q(removed_because=""))
                | (Q(status="removed") & ~Q(removed_because="")),
            ),
            models.CheckConstraint(
                name="only_who_was_invited_came_with_a_batch",
                condition=Q(batch=None) | Q(source__in=["invitation", "event"]),
            ),
        ]

    def __str__(self):
        return f"{self.user} ({self.ward})"

    def get_age_band_display(self) -> str:
        return name_of_band(self.age_band)

    @property
    def title_in_log(self) -> str:
        return gettext("Member %(number)d") % {"number": self.user_id}

    @property
    def counts_in_ward(self) -> bool:
        """Say whether the ward is known; if not, the member counts in the whole area alone."""
        return self.ward_source != self.WardSource.TO_CONFIRM

    @property
    def standing(self) -> str:
        """Return the status as it is today, or "expired" once the term is over."""
        today = timezone.localdate()
        if self.status in self.GONE:
            return self.status
        if self.term_ends_on <= today:
            return self.EXPIRED
        if self.status == self.Status.PAUSED and self.paused_until <= today:
            return self.Status.ACTIVE
        return self.status

    @property
    def refusal_to_renew(self) -> str:
        """Say why this place cannot be renewed for another term now; empty when it can."""
        if self.is_restricted:
            return gettext("Your data is paused. Say first that we may use it again.")
        if self.standing != self.EXPIRED:
            return gettext("A place is renewed once its term is over.")
        if not CouncilSettings.load().may_renew:
            return gettext("Places are not renewed here: others have their turn now.")
        return ""

    @property
    def ended_on(self) -> dt.date | None:
        """Return the day from which this place was, or will be, over for whatever reason.

        Of who lapsed before that day was noted, it is the day they joined.
        """
        moments = [moment for moment in (self.left_at, self.lapsed_at) if moment]
        if self.status == self.Status.LAPSED and not self.lapsed_at:
            moments.append(self.joined_at)
        return min([self.term_ends_on, *map(day_in_london, moments)])

    @property
    def standing_in_words(self) -> str:
        standing = self.standing
        if self.is_restricted:
            return gettext("Data paused")
        return gettext("Term over") if standing == self.EXPIRED else self.Status(standing).label

    @property
    def is_restricted(self) -> bool:
        return self.restricted_at is not None

    @property
    def refusal(self) -> str:
        """Say why this member may not take part at all; empty also while paused or lapsed.

        Who is paused, lapsed or beyond their term is not invited, and may answer what is open. Who
        has paused their data may not: an answer would be new data.
        """
        if self.is_restricted:
            return gettext(
                "You have paused your data, so we take nothing new from you. To take part, let us "
                "use your data again, under My panel."
            )
        if self.status == self.Status.REMOVED:
            return gettext("Your place on the panel was ended: %(reason)s") % {
                "reason": self.removed_because
            }
        return gettext("You have left the panel.") if self.status == self.Status.LEFT else ""


class JoiningRefusal(models.Model):
    """How many were refused on a day and why: a count, and nothing about anybody."""

    class Reason(models.TextChoices):
        TOO_YOUNG = "too-young", _("Too young")

    day = models.DateField(default=timezone.localdate)
    reason = models.CharField(max_length=12, choices=Reason)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "reason"], name="one_count_a_day_and_reason")
        ]

    def __str__(self):
        return f"{self.day}: {self.count} ({self.get_reason_display()})"
