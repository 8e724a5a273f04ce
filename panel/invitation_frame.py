"""Whom a sample is drawn from: the members who may be invited, by stratum, and who may not."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Count, Max, TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.dates import day_in_london, opening_instant
from core.refusals import Refused
from panel.mail import digest
from panel.models import (
    CouncilSettings,
    Membership,
    MessageWishes,
    Sample,
    SampleMember,
    StoppedAddress,
    WardGroup,
)
from panel.models.people import months_after
from panel.named_groups import NamedGroup
from panel.pool import REASONS as REASONS_OF_STATUS
from panel.pool import count_inactive
from panel.quotas import wards_to_draw_from

RECENT, OFTEN, LANGUAGE = "recent", "often", "language"
TO_CONFIRM = Membership.WardSource.TO_CONFIRM
REASONS = REASONS_OF_STATUS | {
    LANGUAGE: gettext_lazy("Chose a language that it is not offered in"),
    "mail": gettext_lazy("Want no messages of this kind"),
    RECENT: gettext_lazy("Invited lately"),
    OFTEN: gettext_lazy("Invited as often as a member may be in a year"),
}


class Strata(TextChoices):
    """Into what the frame is divided before anybody is drawn."""

    NONE = "none", gettext_lazy("Not divided")
    AGE = "age", gettext_lazy("By age band")
    WARD = "ward", gettext_lazy("By ward")
    WARD_AND_AGE = "ward-age", gettext_lazy("By ward and age band")
    GROUP = "group", gettext_lazy("By group of wards")
    SOURCE = "source", gettext_lazy("By how they came to the panel")


@dataclass(frozen=True)
class Filters:
    """Which members are asked for; what is empty leaves nobody out."""

    wards: tuple[str, ...] = ()  # codes
    groups: tuple[str, ...] = ()  # names
    age_bands: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    joined_before: dt.date | None = None
    languages: tuple[str, ...] = ()  # that the survey is offered in, by their codes
    group: NamedGroup | None = None  # such as a segment; its definition goes on record

    def as_json(self) -> dict[str, Any]:
        day = self.joined_before.isoformat() if self.joined_before else None
        said = asdict(replace(self, group=None)) | {"joined_before": day}
        return said | {"group": self.group.as_json() if self.group else None}

    def can_read(self, language: str | None) -> bool:
        """Say whether it is offered in somebody’s language; who chose none reads English."""
        return not self.languages or (language or settings.LANGUAGE_CODE) in self.languages

    def members(self):
        """Return the members asked for, whatever has come of their place; who left is no member."""
        found = Membership.objects.exclude(status=Membership.Status.LEFT)
        if self.wards or self.groups:
            found = found.filter(ward__code__in=self.codes_of_wards())
        if self.age_bands:
            found = found.filter(age_band__in=self.age_bands)
        if self.sources:
            found = found.filter(source__in=self.sources)
        if self.joined_before:
            found = found.filter(joined_at__lt=opening_instant(self.joined_before))
        return self.group.narrow(found) if self.group else found

    def codes_of_wards(self) -> set[str]:
        grouped = WardGroup.objects.filter(name__in=self.groups).values_list("wards__code")
        return set(self.wards) | {code for (code,) in grouped if code}


@dataclass(frozen=True)
class Limits:
    """How often a member is invited at most, as the council has set it."""

    days: int
    a_year: int

    @classmethod
    def of_today(cls) -> Limits:
        council = CouncilSettings.load()
        return cls(council.days_between_invitations, council.invitations_a_year)


@dataclass(frozen=True)
class Frame:
    """The members who may be invited, by the name of their stratum."""

    members: dict[str, list[int]]
    excluded: dict[str, int]
    over_limit: dict[str, int]  # who is in it although they were invited lately or often
    limits: Limits
    lives: dict[int, tuple[int, str]]  # by member: ward and age band of today

    @property
    def size(self) -> int:
        return sum(map(len, self.members.values()))


def frame_of(filters: Filters, strata: str, *, sets_limits_aside: bool = False) -> Frame:
    """Divide those who may be invited today; the others are counted by the reason why not."""
    name_of = namer(strata)
    wards = {ward.pk for ward in wards_to_draw_from()} if needs_wards(filters, strata) else None
    members, burden = filters.members(), Burden.of_today()
    excluded = count_inactive(members)
    over_limit: Counter[str] = Counter()
    stopped = set(StoppedAddress.objects.values_list("digest", flat=True))
    found: defaultdict[str, list[int]] = defaultdict(list)
    lives: dict[int, tuple[int, str]] = {}
    rows = members.active().order_by("pk").values_list(*FIELDS).iterator(chunk_size=5000)
    for row in map(Row._make, rows):
        limit = burden.limit_reached_by(row.pk)
        if not row.is_open:
            excluded["closed"] += 1
        elif wards is not None and (row.ward not in wards or row.ward_source == TO_CONFIRM):
            excluded["ward"] += 1
        elif not filters.can_read(row.language):
            excluded[LANGUAGE] += 1
        elif not row.wants_news or (stopped and digest(row.email) in stopped):
            excluded["mail"] += 1
        elif limit and not sets_limits_aside:
            excluded[limit] += 1
        else:
            if limit:
                over_limit[limit] += 1
            found[name_of(row)].append(row.pk)
            lives[row.pk] = (row.ward, row.age_band)
    return Frame(dict(found), _sorted(excluded), _sorted(over_limit), burden.limits, lives)


def refusal_to_add(
    membership: Membership, filters: Filters, *, sets_limits_aside: bool = False
) -> str:
    """Say why a member may not be added to a sample by hand, or nothing if they may."""
    if not Membership.objects.active().filter(pk=membership.pk, user__is_active=True).exists():
        return _("not on the panel today")
    stops = StoppedAddress.objects.filter(digest=digest(membership.user.email)).exists()
    if stops or not membership.wants_news:
        return str(REASONS["mail"])
    wishes = MessageWishes.objects.filter(user=membership.user_id)
    if not filters.can_read(wishes.values_list("language", flat=True).first()):
        return str(REASONS[LANGUAGE])
    limit = Burden.of_today(membership.pk).limit_reached_by(membership.pk)
    return str(REASONS[limit]) if limit and not sets_limits_aside else ""


# ---- how often somebody was invited --------------------------------------------------------------


@dataclass(frozen=True)
class Burden:
    """Who was drawn to be invited in the last twelve months, how often and when last."""

    limits: Limits
    today: dt.date
    times: dict[int, int] = field(default_factory=dict)
    last: dict[int, dt.date] = field(default_factory=dict)

    @classmethod
    def of_today(cls, *memberships: int) -> Burden:
        """Read it, of all members or of these alone."""
        today = timezone.localdate()
        since = opening_instant(months_after(today, -12) + dt.timedelta(days=1))
        samples = Sample.objects.that_burdened().filter(drawn_at__gte=since)
        rows = SampleMember.objects.filter(sample__in=samples.values("pk"))
        if memberships:
            rows = rows.filter(membership__in=memberships)
        counted = (
            rows.order_by()
            .values_list("membership")
            .annotate(n=Count("pk"), last=Max("sample__drawn_at"))
        )
        found = {member: (n, day_in_london(last)) for member, n, last in counted}
        return cls(
            Limits.of_today(),
            today,
            {member: n for member, (n, _last) in found.items()},
            {member: last for member, (_n, last) in found.items()},
        )

    def limit_reached_by(self, member: int) -> str:
        """Name the limit that another invitation today would break, or nothing."""
        last = self.last.get(member)
        if last and (self.today - last).days < self.limits.days:
            return RECENT
        return OFTEN if self.times.get(member, 0) >= self.limits.a_year else ""


# ---- the name of a stratum -----------------------------------------------------------------------


class Row(NamedTuple):
    """What is read of a member of the frame, in the order of `FIELDS`."""

    pk: int
    ward: int
    ward_source: str
    age_band: str
    source: str
    wants_news: bool
    is_open: bool
    email: str
    language: str | None


NO_AGE = "age not told"  # names go on record, so they are in one language
FIELDS = (
    *("pk", "ward_id", "ward_source", "age_band", "source", "wants_news"),
    *("user__is_active", "user__email", "user__message_wishes__language"),
)


def needs_wards(filters: Filters, strata: str) -> bool:
    """Say whether who has no ward of today has no place in the frame."""
    by_place = (Strata.WARD, Strata.WARD_AND_AGE, Strata.GROUP)
    return strata in by_place or bool(filters.wards or filters.groups)


def namer(strata: str) -> Callable[[Row], str]:
    """Return what names the stratum of a member; the names go on record."""
    wards = {ward.pk: ward.name for ward in wards_to_draw_from()}
    match strata:
        case Strata.AGE:
            return lambda row: row.age_band or NO_AGE
        case Strata.WARD:
            return lambda row: wards[row.ward]
        case Strata.WARD_AND_AGE:
            return lambda row: f"{wards[row.ward]}, {row.age_band or NO_AGE}"
        case Strata.GROUP:
            groups = _groups_of_wards()
            return lambda row: groups.get(row.ward, "in no group")
        case Strata.SOURCE:
            return lambda row: row.source
        case Strata.NONE:
            return lambda row: "everybody"
    raise Refused(_("There is no way to divide members by “%(name)s”.") % {"name": strata})


def _groups_of_wards() -> dict[int, str]:
    """Name by ward the group that it is in; a ward in several is a stratum with all their names."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for group, ward in WardGroup.objects.order_by("name").values_list("name", "wards"):
        if ward:
            found[ward].append(group)
    return {ward: " + ".join(names) for ward, names in found.items()}


def _sorted(counted: Counter[str]) -> dict[str, int]:
    return {reason: n for reason, n in sorted(counted.items()) if n}
