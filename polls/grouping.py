"""Dealing those who deliberate into small groups, and giving each group who facilitates it."""

from __future__ import annotations

import secrets
from collections import Counter
from random import Random
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from analysis.small_groups import Participant, deal
from core.audit import record
from core.refusals import Refused
from panel.models import Membership
from polls.assigning import codes_for, first_answers, keep
from polls.hosts import refusal_to_run
from polls.models import Assignment, DeliberativePollPage, Facilitator, Wave
from polls.models.assignment import TREATMENT

FEWEST = 2


def refusal_to_deal(poll: DeliberativePollPage) -> str:
    """Say why nobody can be dealt into groups now; empty when they can."""
    if poll.group_size is None:
        return _(
            "This poll has no small groups. Their size is set in the editor before anybody answers."
        )
    if Assignment.Kind.GROUPS in poll.draws:
        return _("The groups are dealt, and nobody is moved after that.")
    if not poll.is_dated or not poll.has_wave_closed(Wave.BEFORE):
        return _("Groups are dealt when first answers have closed.")
    if poll.control_percent is not None and Assignment.Kind.ARMS not in poll.draws:
        return _("Draw the comparison group first.")
    if poll.wave_opens_at(Wave.AFTER) <= timezone.now():
        return _("Second answers have opened. It is too late for groups.")
    return ""


def deal_groups(*, poll: DeliberativePollPage, by: Any = None) -> Assignment:
    """Deal those who deliberate into groups alike in age and ward, households apart."""
    if refusal := refusal_to_deal(poll):
        raise Refused(refusal)
    facts = {
        key: (age, ward or "")
        for key, age, ward in _those_who_deliberate(poll).values_list(
            "key", "age_band", "ward__code"
        )
    }
    if len(facts) < FEWEST:
        raise Refused(_("Too few people gave first answers to deal groups."))
    seed, homes = secrets.token_hex(16), _households(poll)
    codes, codes_of_homes = codes_for(facts), codes_for(set(homes.values()))
    people = [
        Participant(codes[key], values, codes_of_homes[homes[key]] if key in homes else "")
        for key, values in facts.items()
    ]
    dealt = deal(people, Random(seed), poll.group_size or 0)  # noqa: S311
    number_of = {code: at for at, group in enumerate(dealt.groups, 1) for code in group}
    return keep(
        poll,
        Assignment.Kind.GROUPS,
        by=by,
        seed=seed,
        asked={
            "size": poll.group_size,
            "balanced": "age band and ward",
            "unevenness": dealt.unevenness,
        },
        people={one.id: [*one.values, one.household] for one in people},
        codes=codes,
        places={key: number_of[code] for key, code in codes.items()},
    )


def _those_who_deliberate(poll: DeliberativePollPage):
    answers = first_answers(poll)
    arms = poll.draws.get(Assignment.Kind.ARMS)
    if arms is None:
        return answers
    treated = arms.places.filter(number=TREATMENT)
    return answers.filter(key__in=treated.values("key"))


def _households(poll: DeliberativePollPage) -> dict[str, str]:
    """Return the key of the home, by key in this poll, of members whose home is known."""
    known = Membership.objects.exclude(household="").select_related("user")
    return {one.user.key_for(poll.subject): one.household for one in known.iterator(2000)}


def agrees_with_its_record(draw: Assignment) -> bool:
    """Deal once more from the record; say whether the same groups come out."""
    stored = draw.stored
    people = [
        Participant(code, tuple(facts[:-1]), facts[-1]) for code, facts in stored["people"].items()
    ]
    dealt = deal(people, Random(stored["seed"]), stored["asked"]["size"])  # noqa: S311
    again = {code: at for at, group in enumerate(dealt.groups, 1) for code in group}
    return draw.text_agrees and again == stored["drawn"]


# ---- who facilitates ----------------------------------------------------------------------------


def groups_of(poll: DeliberativePollPage) -> dict[str, Any] | None:
    """Return the groups of a poll with sizes and facilitators, for officers; None without any."""
    draw = poll.draws.get(Assignment.Kind.GROUPS)
    if draw is None:
        return None
    sizes = Counter(draw.places.values_list("number", flat=True))
    leads = {one.number: one.user for one in draw.facilitators.select_related("user")}
    return {
        "draw": draw,
        "unevenness": draw.stored["asked"]["unevenness"],
        "groups": [
            {"number": number, "size": sizes[number], "facilitator": leads.get(number)}
            for number in sorted(sizes)
        ],
    }


@transaction.atomic
def name_facilitator(*, poll: DeliberativePollPage, number: int, user: Any, by: Any) -> None:
    """Give a group who facilitates it, or somebody else than before; they must be staff."""
    draw = poll.draws.get(Assignment.Kind.GROUPS)
    if draw is None or not draw.places.filter(number=number).exists():
        raise Refused(_("There is no such group."))
    if refusal := refusal_to_run(poll, user):
        raise Refused(refusal)
    Facilitator.objects.update_or_create(assignment=draw, number=number, defaults={"user": user})
    record("polls.name_facilitator", on=poll, by=by, group=number, facilitator=user.pk)
