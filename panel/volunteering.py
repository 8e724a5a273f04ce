"""Asking members who would like to serve on a panel, and their yes.

A yes lends nothing of what somebody told about themselves. They may lend it as well, in so many
words and for this one call: then a draw from its volunteers may go by it, and the choice is on
record. Without that the promise of the pages about oneself holds: nobody sees an answer but its
person.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.audit import record
from core.refusals import Refused
from panel import consent
from panel.erasures import Kind, digest_of_yes, note_erasure
from panel.frames import EVERYBODY, Frame, members_in
from panel.messages.people import batches
from panel.messages.purposes import People, Purpose, Words, register
from panel.messages.queueing import begin_mailing
from panel.models import Mailing, Membership, User, Volunteer, VolunteerCall
from panel.named_groups import named_groups
from panel.profiles import profile_key, told, variables
from panel.told_in_draws import NOT_SAID, rows_of_person


@transaction.atomic
def begin_call(
    *,
    title: str,
    about: str,
    reply_by: dt.date,
    features: Collection[str] = (),
    frame: Frame = EVERYBODY,
    by: User | None = None,
) -> VolunteerCall:
    """Ask the members of a frame who would like to serve; each gets one letter."""
    if reply_by <= timezone.localdate():
        raise Refused(_("Give a day that is still to come."))
    known = [variable.name for variable in variables()]
    if strange := [name for name in features if name not in known]:
        raise Refused(_("Members are not asked for “%(name)s”.") % {"name": strange[0]})
    call = VolunteerCall.objects.create(
        title=title, about=about, reply_by=reply_by, features=list(features), frame=frame, by=by
    )
    record("panel.volunteers_asked", on=call, by=by, features=call.features)
    begin_mailing(purpose=CALL.code, about=call.pk, title=title, by=by)
    return call


# ---- saying yes ----------------------------------------------------------------------------------


def titles_of(call: VolunteerCall) -> list[str]:
    """Name what a draw may go by, in the words of the questions."""
    return [variable.title for variable in variables() if variable.name in call.features]


def is_asked(call: VolunteerCall, membership: Membership) -> bool:
    """Say whether a member is one of those whom a call asks."""
    return members_in(call.frame).filter(pk=membership.pk).exists()


def yes_of(call: VolunteerCall, membership: Membership) -> Volunteer | None:
    return Volunteer.objects.filter(call=call, membership=membership).first()


@transaction.atomic
def offer_to_serve(
    *, membership: Membership, call: VolunteerCall, lends_answers: bool, shown: str = ""
) -> None:
    """Note a yes, and whether the draw may go by what this member told about themselves."""
    if refusal := call.refusal or membership.refusal:
        raise Refused(refusal)
    if not is_asked(call, membership):
        raise Refused(_("This question is not asked of you."))
    lends = lends_answers and bool(call.features)
    before = yes_of(call, membership)
    if before and before.lends_answers and not lends:
        note_erasure(Kind.LENT, digest_of_yes(before))
    if before is None or before.lends_answers != lends:
        Volunteer.objects.update_or_create(
            call=call,
            membership=membership,
            defaults={"lends_answers": lends, "at": timezone.now()},
        )
    _note(membership.user, call, lends, shown)


@transaction.atomic
def take_yes_back(*, membership: Membership, call: VolunteerCall) -> None:
    """Delete a yes; what draws hold of the answers that it lent goes as well."""
    if before := yes_of(call, membership):
        note_erasure(Kind.YES, digest_of_yes(before))
        before.delete()
    _note(membership.user, call, False, "")


@transaction.atomic
def stop_lending(volunteer: Volunteer) -> None:
    """Let a draw go no more by what somebody told, also where the time to answer is over."""
    Volunteer.objects.filter(pk=volunteer.pk).update(lends_answers=False)
    _note(volunteer.membership.user, volunteer.call, False, "")


def _note(user: User, call: VolunteerCall, lends: bool, shown: str) -> None:
    """Put on record what somebody lends; what is not lent any more leaves the draws."""
    about = f"{call.pk}: {call.title}"[:60]
    purpose, choices = consent.Purpose.SERVING, consent.Choice
    had = consent.newest(user, purpose, about) == choices.GIVEN
    if not lends:
        lent = rows_of_person(user).filter(draw__frame__call__id=call.pk)
        lent.exclude(value=NOT_SAID).delete()
    if lends or had:
        choice = choices.GIVEN if lends else choices.WITHDRAWN
        words = shown or call.title
        consent.note_change(user=user, purpose=purpose, about=about, choice=choice, shown=words)


def open_calls_for(membership: Membership) -> list[tuple[VolunteerCall, bool]]:
    """Return the calls that a member can answer today, and whether they said yes."""
    if membership.refusal:
        return []
    calls = list(VolunteerCall.objects.open().order_by("reply_by", "pk"))
    if not calls:
        return []
    yes = set(Volunteer.objects.filter(membership=membership).values_list("call_id", flat=True))
    asked = calls_that_ask(membership, calls)
    return [(call, call.pk in yes) for call in calls if call.pk in yes | asked]


def calls_that_ask(membership: Membership, calls: Sequence[VolunteerCall]) -> set[int]:
    """Return which calls ask a member, in one question to the database for all segments."""
    found = {call.pk for call in calls if not call.frame}
    framed = [call for call in calls if call.frame]
    groups = named_groups() if framed else {}
    tests = {}
    for call in framed:
        # A segment that is changed or gone asks nobody else.
        with suppress(Refused):
            members = members_in(call.frame, groups).filter(pk=OuterRef("pk"))
            tests[f"call_{call.pk}"] = Exists(members)
    if tests:
        row = Membership.objects.filter(pk=membership.pk).annotate(**tests).values(*tests).first()
        found |= {call.pk for call in framed if row and row.get(f"call_{call.pk}")}
    return found


# ---- counting ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Lent:
    """How many volunteers told one thing and let a draw go by it, and how many did not."""

    title: str
    told: int
    not_said: int


def lent_to(call: VolunteerCall) -> list[Lent]:
    """Count, for each thing that a draw may go by, the volunteers whose answer it may use."""
    yes = active_volunteers(call)
    people = yes.values_list("membership__user_id", "lends_answers")
    keys = {profile_key(user) for user, lends in people if lends}
    everybody = len(people)
    counts = Counter({name: len(told(name, of=keys)) for name in call.features})
    return [
        Lent(variable.title, counts[variable.name], everybody - counts[variable.name])
        for variable in variables()
        if variable.name in call.features
    ]


def active_volunteers(call: VolunteerCall) -> QuerySet[Volunteer]:
    return call.volunteers.filter(membership__in=Membership.objects.active().values("pk"))


# ---- the letter ----------------------------------------------------------------------------------


def people_of(mailing: Mailing) -> People:
    call = VolunteerCall.objects.filter(pk=mailing.about).first()
    if call is None:
        return iter(())
    asked = members_in(call.frame).filter(pk__in=Membership.objects.active().values("pk"))
    return batches(User.objects.filter(membership__in=asked.values("pk")))


def words_of(mailing: Mailing, users: Sequence[User]) -> dict[int, Words]:
    """Return what those read who can still answer and have not said yes meanwhile."""
    call = VolunteerCall.objects.filter(pk=mailing.about).first()
    if call is None or call.refusal:
        return {}
    yes = call.volunteers.filter(membership__user__in=users)
    said = set(yes.values_list("membership__user_id", flat=True))
    words = Words("panel/mail/call", {"call": call}, pointless_after=_end_of(call.reply_by))
    return {user.pk: words for user in users if user.pk not in said}


def _end_of(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.max))


CALL = register(
    Purpose(
        code="call",
        kind=Mailing.Kind.TASK,
        label=gettext_lazy("Call for volunteers to a panel"),
        people=people_of,
        words=words_of,
    )
)
