"""Draw members to be invited, keep the proof, and say who they are and what they weigh."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from analysis.invitation_sample import (
    Allocation,
    ByCompletes,
    ByRates,
    BySize,
    InvitationSample,
    Stratum,
    draw_again,
    draw_invitations,
)
from core.audit import record
from core.keys import participation_key
from core.one_form import in_one_form, sha256_of
from core.refusals import Refused
from panel.invitation_frame import Filters, Frame, frame_of, refusal_to_add
from panel.keeping import INSERTED_AT_ONCE, VERSION
from panel.models import CouncilSettings, Membership, Sample, SampleMember, User
from panel.sample_targets import shares_as_people_live

FORM = "folkmoot sample 1"
SIZE, RESIDENTS, COMPLETES, RATES = "size", "residents", "completes", "rates"


@dataclass(frozen=True)
class Asked:
    """What a sample is asked for. `rate` and `other_rates`, by stratum, are from 0 to 1.

    By size, and as people live here, they are not used; by completes they are the response
    expected, by rates the share of each stratum that is invited. With an `override` the limits on
    invitations are set aside.
    """

    filters: Filters = field(default_factory=Filters)
    strata: str = "none"
    by: str = SIZE
    number: int = 0
    rate: str = ""
    other_rates: Mapping[str, str] = field(default_factory=dict)
    override: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "by": self.by,
            "filters": self.filters.as_json(),
            "number": self.number,
            "other_rates": dict(self.other_rates),
            "rate": self.rate,
            "strata": self.strata,
        }

    def frame(self) -> Frame:
        frame = frame_of(self.filters, self.strata, sets_limits_aside=bool(self.override))
        fewest = CouncilSettings.load().suppression_threshold
        if self.filters.group and frame.size < fewest:
            raise Refused(
                _("Of “%(name)s” fewer than %(n)d members may be invited. Widen the segment.")
                % {"name": self.filters.group.name, "n": fewest}
            )
        return frame

    def allocation(self, frame: Frame) -> Allocation:
        """Say how many of each stratum, in the words of `analysis`."""
        if self.by == SIZE:
            return BySize(self.number)
        if self.by == RESIDENTS:
            sizes = {name: len(members) for name, members in frame.members.items()}
            return ByRates(shares_as_people_live(self.number, self.strata, sizes))
        unknown = sorted(set(self.other_rates) - set(frame.members))
        if unknown:
            raise Refused(
                _("There is no group “%(name)s”. There are: %(known)s.")
                % {"name": unknown[0], "known": "; ".join(sorted(frame.members))}
            )
        rates = {name: self.other_rates.get(name, self.rate) for name in frame.members}
        if not all(rates.values()):
            raise Refused(_("Say of how many in 100, for every group."))
        return ByRates(rates) if self.by == RATES else ByCompletes(self.number, rates)


@dataclass(frozen=True)
class Outlook:
    """What a sample would be: how many of each stratum, and who is left out. Nobody is drawn."""

    frame: Frame
    strata: tuple[Stratum, ...]

    @property
    def size(self) -> int:
        return sum(stratum.drawn for stratum in self.strata)

    @property
    def lacking(self) -> int:
        return sum(stratum.lacking for stratum in self.strata)


def look_ahead(asked: Asked) -> Outlook:
    """Work out what a sample would be; refused in words where it cannot be drawn."""
    frame = asked.frame()
    ids = {name: [str(pk) for pk in members] for name, members in frame.members.items()}
    return Outlook(frame, _draw(ids, asked.allocation(frame), secrets.token_hex(32), {}).strata)


def draw_sample(
    *,
    title: str,
    asked: Asked,
    page: Page | None = None,
    by: User | None = None,
    purpose: str = "",
    by_hand: Sequence[Membership] = (),
    is_test: bool = False,
    seed: str | int | None = None,
    at: dt.datetime | None = None,
) -> Sample:
    """Draw a sample and keep it; refused in words, with nothing kept, where none can be.

    A real draw has no seed: its own comes from the system's secure source, and stands in the text.
    Only the demonstration draws `at` another time than now.
    """
    seed = "" if seed is None else str(seed).strip()
    if seed and not is_test:
        raise Refused(_("A seed is for test draws. A real draw is one that nobody can foresee."))
    if is_test:
        seed = seed or str(secrets.randbelow(10**9))
    sample = Sample(
        title=title,
        purpose=purpose,
        page=page,
        asked=asked.as_json(),
        override_reason=asked.override,
        is_test=is_test,
        seed=seed,
        reference=f"sample-test-{seed}" if is_test else f"sample-{secrets.token_hex(16)}",
        version=VERSION,
        by=by,
        drawn_at=at or timezone.now(),
    )
    try:
        with transaction.atomic():
            _carry_out(sample, asked, by_hand)
    except IntegrityError as twice:
        if page is None or not Sample.objects.standing().filter(page=page).exists():
            raise
        raise Refused(
            _(
                "There is a sample for this page already. Of two, nobody could say which chance "
                "somebody had: withdraw that one first, or draw one that is larger."
            )
        ) from twice
    return sample


def withdraw_sample(*, sample: Sample, reason: str, by: User | None = None) -> None:
    """Take a sample back before anybody was invited by it; it stays on record, with the reason."""
    reason = reason.strip()
    if not reason:
        raise Refused(_("Give the reason. It stays on record with the sample."))
    with transaction.atomic():
        unsent = Sample.objects.filter(pk=sample.pk, state=Sample.State.DRAWN, sent_at=None)
        if not unsent.update(state=Sample.State.WITHDRAWN, withdrawn_because=reason):
            sample.refresh_from_db(fields=["state", "sent_at"])
            raise Refused(sample.refusal_to_withdraw)
        record("panel.sample_withdrawn", on=sample, by=by, reason=reason)


# ---- what others ask -----------------------------------------------------------------------------


def members_of(sample: Sample) -> QuerySet[Membership]:
    """Return the members of a sample who may still be invited: here alone names come to it.

    Those who left, paused or lapsed since are not among them. Whether somebody has stopped messages
    since is for the sender to ask (`panel.mail.has_stopped`).
    """
    if refusal := sample.refusal_to_invite:
        raise Refused(refusal)
    return (
        Membership.objects.active()
        .filter(sampled__sample=sample, user__is_active=True)
        .select_related("user", "ward")
    )


def note_sent(sample: Sample) -> None:
    """Put on record that the invitations of a sample went out; from then on it stays."""
    if refusal := sample.refusal_to_invite:
        raise Refused(refusal)
    Sample.objects.standing().filter(pk=sample.pk, sent_at=None).update(sent_at=timezone.now())


def design_weight_of(user: User, page_pk: int) -> float | None:
    """Return what somebody's answers to a page weigh by the draw: 1 / chance, or 0 by hand.

    None of who was not drawn for it: they came by themselves, and stand for nobody else.
    """
    found = SampleMember.objects.filter(
        sample__in=Sample.objects.standing().filter(page=page_pk), membership__user=user
    ).first()
    return found.design_weight if found else None


# ---- the draw itself -----------------------------------------------------------------------------


def _carry_out(sample: Sample, asked: Asked, by_hand: Sequence[Membership]) -> None:
    # One after the other: two draws at once would invite the same person twice.
    CouncilSettings.objects.select_for_update().first()
    frame = asked.frame()
    _check_by_hand(by_hand, asked)
    codes = {
        participation_key(sample.reference, f"member-{pk}"): pk
        for members in frame.members.values()
        for pk in members
    }
    code_of = {pk: code for code, pk in codes.items()}
    drawn = _draw(
        {name: [code_of[pk] for pk in members] for name, members in frame.members.items()},
        asked.allocation(frame),
        f"folkmoot test draw {sample.seed}" if sample.is_test else secrets.token_hex(32),
        frame.excluded,
    )
    rows = [
        SampleMember(
            sample=sample,
            membership_id=codes[member.id],
            code=member.id,
            stratum=member.stratum,
            ward_id=frame.lives[codes[member.id]][0],
            age_band=frame.lives[codes[member.id]][1],
            probability=float(member.probability),
        )
        for member in drawn.invited
    ]
    there = {row.membership_id for row in rows}
    rows += [
        SampleMember(
            sample=sample,
            membership=member,
            code=participation_key(sample.reference, f"member-{member.pk}"),
            ward_id=member.ward_id,
            age_band=member.age_band,
            is_by_hand=True,
        )
        for member in by_hand
        if member.pk not in there
    ]
    sample.by_hand = len(rows) - len(drawn.invited)
    sample.frame_size, sample.size = frame.size, len(drawn.invited)
    sample.excluded, sample.overridden = frame.excluded, frame.over_limit
    sample.text = _text_of(sample, frame, drawn, [row.code for row in rows if row.is_by_hand])
    sample.sha256 = sha256_of(sample.text)
    sample.save()
    SampleMember.objects.bulk_create(rows, batch_size=INSERTED_AT_ONCE)
    record(
        "panel.sample_drawn",
        on=sample,
        by=sample.by,
        reason=asked.override,
        sha256=sample.sha256,
        members=len(rows),
        by_hand=sample.by_hand,
        over_limit=frame.over_limit,
        test=sample.is_test,
    )


def _draw(
    ids: Mapping[str, Sequence[str]], allocation: Allocation, seed: str, excluded: Mapping[str, int]
) -> InvitationSample:
    if not ids:
        raise Refused(_("There is nobody to draw from: no member asked for may be invited today."))
    try:
        return draw_invitations(ids, allocation, seed=seed, excluded=excluded, version=VERSION)
    except ValueError as why:
        raise Refused(str(why)) from why


def _check_by_hand(by_hand: Sequence[Membership], asked: Asked) -> None:
    for member in by_hand:
        if why := refusal_to_add(member, asked.filters, sets_limits_aside=bool(asked.override)):
            raise Refused(
                _("%(address)s cannot be added: %(why)s.")
                % {"address": member.user.email, "why": why}
            )


def _text_of(sample: Sample, frame: Frame, drawn: InvitationSample, by_hand: list[str]) -> str:
    """Write a sample down in one form only: what it is about, and the draw that can be repeated."""
    page = {"id": sample.page.pk, "title": sample.page.title} if sample.page else None
    about = {
        "asked": sample.asked,
        "by_hand": sorted(by_hand),
        "drawn_at": sample.drawn_at.isoformat(),
        "limits": {"a_year": frame.limits.a_year, "days": frame.limits.days},
        "override": sample.override_reason,
        "overridden": frame.over_limit,
        "page": page,
        "purpose": sample.purpose,
        "reference": sample.reference,
        "test": sample.is_test,
        "title": sample.title,
    }
    whole = {"about": about, "draw": json.loads(drawn.text), "form": FORM}
    return in_one_form(whole)


def draw_of(sample: Sample) -> InvitationSample:
    """Draw again from what is stored: the same list, if nothing was touched."""
    return draw_again(json.dumps(sample.stored["draw"]))


def faults_of_sample(sample: Sample) -> list[str]:
    """Draw a stored sample again and compare; nothing is said of one that holds."""
    if not sample.text_agrees:
        return [_("The text is not the one that was hashed.")]
    again, faults = draw_of(sample), []
    if json.loads(again.text) != sample.stored["draw"]:
        faults.append(_("Drawn again from what is stored, the list is another."))
    on_record = list(
        sample.members.filter(is_by_hand=False)
        .order_by("code")
        .values_list("code", "stratum", "probability")
    )
    found = sorted((one.id, one.stratum, float(one.probability)) for one in again.invited)
    added = list(sample.members.filter(is_by_hand=True).order_by("code").values_list("code"))
    if found != on_record or [code for (code,) in added] != sample.stored["about"]["by_hand"]:
        faults.append(_("The members on record are not those of the text."))
    return faults
