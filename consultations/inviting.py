"""Invite a sample of members to what is open, and remind those who have not answered.

Officers draw a sample and read numbers. Who has answered is worked out here, behind the scenes, by
turning each person into their key; no page, list or log ever says it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_tasks import task

from analysis.disclosure import suppress_table
from consultations.models import ActivityPage, Invitation
from consultations.models.invitations import MOST_REMINDERS
from core.audit import record
from core.dates import short_day
from core.refusals import Refused
from panel.invitation_draws import members_of, note_sent
from panel.messages.people import batches
from panel.messages.purposes import People, Purpose, Words, register
from panel.messages.queueing import begin_mailing
from panel.models import (
    CouncilSettings,
    Mailing,
    Membership,
    Message,
    MessageSettings,
    Sample,
    SampleMember,
    User,
)

CODE = "invitation"
FEWEST = 10  # officers who send read numbers of no fewer, however few the council publishes


def invite(*, sample: Sample, by: User | None, words: str = "") -> Invitation:
    """Write to the members of a sample about the page that it was drawn for, once a round."""
    page: Any = sample.page and sample.page.specific
    if refusal := refusal_to_invite(sample, page):
        raise Refused(refusal)
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                sample=sample, round=page.round_now, words=words.strip(), by=by
            )
            note_sent(sample)
            begin(invitation, page, CODE, by)
            record("consultations.members_invited", on=page, by=by, sample=sample.pk)
    except IntegrityError as twice:  # the constraint decides, also between two officers
        raise Refused(_("The members of this sample are invited already.")) from twice
    return invitation


@transaction.atomic
def remind(*, invitation: Invitation, by: User | None) -> int:
    """Write once more to those invited who have not answered; return which reminder this is."""
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    page = invitation.page
    if refusal := refusal_to_remind(invitation, page):
        raise Refused(refusal)
    number = invitation.reminders + 1
    Invitation.objects.filter(pk=invitation.pk).update(reminders=number, reminded_at=timezone.now())
    begin(invitation, page, f"reminder-{number}", by)
    record("consultations.members_reminded", on=page, by=by, n=number)
    return number


def begin(invitation: Invitation, page: ActivityPage, purpose: str, by: User | None) -> Mailing:
    return begin_mailing(purpose=purpose, about=invitation.pk, title=page.title, by=by)


def refusal_to_invite(sample: Sample, page) -> str:
    """Say why nobody can be invited by a sample now; empty when they can."""
    if sample.refusal_to_invite:
        return sample.refusal_to_invite
    if not isinstance(page, ActivityPage):
        return _("This sample was drawn for no page, so nobody can be invited by it.")
    fewest = CouncilSettings.load().suppression_threshold
    if sample.size + sample.by_hand < fewest:
        return _(
            "This sample has fewer than %(fewest)d members. The number of those who answered would "
            "say who did."
        ) % {"fewest": fewest}
    return refusal_by_page(page)


def refusal_by_page(page: ActivityPage) -> str:
    """Say why nobody could answer here now; empty when they can."""
    if not page.live:
        return _("This is not published, so nobody could answer it.")
    if page.consultation and getattr(page.consultation, "withdrawn_at", None):
        return _("This consultation was withdrawn.")
    is_open = page.is_wave_open(page.round_now) if page.round_now else page.is_open  # type: ignore[attr-defined]
    return "" if is_open else _("This is not open now. Invite people while they can answer.")


def refusal_to_remind(invitation: Invitation, page) -> str:
    """Say why nobody can be reminded now; empty when they can."""
    if not isinstance(page, ActivityPage):
        return _("What people were invited to is deleted.")
    if refusal := refusal_by_page(page):
        return refusal
    if invitation.round != page.round_now:
        return _("This invitation was to an earlier round.")
    if invitation.reminders >= MOST_REMINDERS:
        return _("Both reminders have gone out. Nobody is reminded a third time.")
    days = MessageSettings.load().days_to_reminder
    ready = (invitation.reminded_at or invitation.asked_at) + dt.timedelta(days=days)
    if timezone.now() < ready:
        return ngettext(
            "Wait %(n)d day after what was sent last. A reminder can go out from %(day)s.",
            "Wait %(n)d days after what was sent last. A reminder can go out from %(day)s.",
            days,
        ) % {"n": days, "day": short_day(ready)}
    return ""


# ---- numbers -------------------------------------------------------------------------------------


@task()
def count_response(invitation_pk: int) -> None:
    """Count by group of the sample, behind the scenes, who has answered; keep what may be seen."""
    invitation = Invitation.objects.select_related("sample").get(pk=invitation_pk)
    page = invitation.page
    if page is None:
        return
    everybody = SampleMember.objects.filter(sample=invitation.sample)
    strata = dict(everybody.values_list("membership__user", "stratum"))
    counts: dict[str, list[int]] = {}
    for users in batches(User.objects.filter(membership__sampled__sample=invitation.sample)):
        invited = those_invited(invitation, users)
        answered = page.answered(invited)
        for user in invited:
            row = counts.setdefault(strata[user.pk] or str(_("Added by hand")), [0, 0])
            row[0 if user.pk in answered else 1] += 1
    Invitation.objects.filter(pk=invitation_pk).update(
        response=as_may_be_seen(counts), response_at=timezone.now()
    )


def as_may_be_seen(counts: dict[str, list[int]]) -> dict:
    """Keep small numbers of a table back, and whatever would give them away."""
    if not counts:
        return {}
    groups, columns = sorted(counts), [str(_("Answered")), str(_("Not yet"))]
    fewest = max(FEWEST, CouncilSettings.load().suppression_threshold)
    table = suppress_table(groups, columns, [counts[group] for group in groups], fewest)
    rows = zip(table.rows, table.cells, table.row_totals, strict=True)
    return {
        "columns": columns,
        "rows": [[group, *cells, total] for group, cells, total in rows],
        "all": [*table.column_totals, table.total],
    }


def those_invited(invitation: Invitation, users: Sequence[User]) -> list[User]:
    """Keep those whose invitation went out."""
    mailing = Mailing.objects.filter(purpose=CODE, about=invitation.pk).first()
    if mailing is None:
        return []
    keys = {INVITATION.key(mailing, user): user for user in users}
    sent = mailing.messages.filter(key__in=keys, state=Message.State.SENT)
    return [keys[key] for key in sent.values_list("key", flat=True).distinct()]


# ---- who gets one, and in which words ------------------------------------------------------------


def invitation_of(mailing: Mailing) -> Invitation | None:
    found = Invitation.objects.filter(pk=mailing.about)
    return found.select_related("sample__page").defer("sample__text").first()


def people_of(mailing: Mailing) -> People:
    """Give the members of the sample who may be written to: none who paused, lapsed or stopped."""
    invitation = invitation_of(mailing)
    if invitation is None or invitation.sample.refusal_to_invite:
        return iter(())
    members = members_of(invitation.sample).filter(wants_news=True)
    return batches(User.objects.filter(membership__in=members.values("pk")))


def choose_reminded(mailing: Mailing, users: list[User]) -> list[User]:
    """Keep those whose invitation went out and who have not answered."""
    invitation = invitation_of(mailing)
    if invitation is None or invitation.page is None:
        return []
    invited = those_invited(invitation, users)
    answered = invitation.page.answered(invited)
    return [user for user in invited if user.pk not in answered]


def words_to(mailing: Mailing, users: Sequence[User], template: str) -> dict[int, Words]:
    """Return what those read who may still answer, now that it is their turn."""
    invitation = invitation_of(mailing)
    page = invitation and invitation.page
    if not (invitation and isinstance(page, ActivityPage)) or refusal_by_page(page):
        return {}
    may_answer = those_who_may_answer(page, users)
    said = words_about(page, invitation, template)
    return dict.fromkeys([user.pk for user in may_answer], said)


def those_who_may_answer(page: ActivityPage, users: Sequence[User]) -> list[User]:
    """Keep the active members who may open this page, have not answered, and still may."""
    answered = page.answered(users)
    ours = type(page).objects.filter(pk=page.pk)
    is_public = ours.visible_to(AnonymousUser()).exists()
    return [
        user
        for user in users
        if user.pk not in answered
        and (membership := getattr(user, "membership", None))
        and membership.standing == Membership.Status.ACTIVE
        and not page.refusal_for(user)
        and (is_public or ours.visible_to(user).exists())
    ]


def words_about(page: ActivityPage, invitation: Invitation, template: str) -> Words:
    closes_at = page.wave_closes_at(page.round_now) if page.round_now else page.closes_at  # type: ignore[attr-defined]
    return Words(
        f"consultations/mail/{template}",
        {
            "page": page,
            "consultation": page.consultation,
            "words": invitation.words,
            "closes_at": closes_at,
            "url": page.full_url,
        },
        pointless_after=closes_at,
    )


def words_of_invitation(mailing: Mailing, users: Sequence[User]) -> dict[int, Words]:
    return words_to(mailing, users, "invitation")


def words_of_reminder(mailing: Mailing, users: Sequence[User]) -> dict[int, Words]:
    return words_to(mailing, users, "reminder")


INVITATION = register(
    Purpose(
        code=CODE,
        kind=Mailing.Kind.TASK,
        label=gettext_lazy("Invitation"),
        people=people_of,
        words=words_of_invitation,
        is_telling=True,
    )
)
REMINDERS = [
    register(
        Purpose(
            code=f"reminder-{number}",
            kind=Mailing.Kind.TASK,
            label=label,
            people=people_of,
            words=words_of_reminder,
            choose=choose_reminded,
            is_telling=True,
        )
    )
    for number, label in ((1, gettext_lazy("First reminder")), (2, gettext_lazy("Last reminder")))
]
