"""Drawing who deliberates and who only answers: once, after first answers have closed."""

from __future__ import annotations

import datetime as dt
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping
from random import Random, SystemRandom
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from analysis.assignment import draw_control
from core.audit import record
from core.dates import short_day
from core.kept import forget
from core.one_form import in_one_form, sha256_of
from core.refusals import Refused
from polls.live import announce_stages
from polls.models import AssignedPlace, Assignment, DeliberativePollPage, Response, Wave
from polls.models.assignment import CONTROL, TREATMENT

FEWEST = 2  # people, so that each arm has somebody


def refusal_to_draw_arms(poll: DeliberativePollPage) -> str:
    """Say why the comparison group cannot be drawn now; empty when it can."""
    if poll.control_percent is None:
        return _(
            "This poll has no comparison group. Its size is set in the editor before anybody "
            "answers."
        )
    if Assignment.Kind.ARMS in poll.draws:
        return _("The comparison group is drawn, and nobody is moved after that.")
    if Assignment.Kind.GROUPS in poll.draws:
        return _("Groups are dealt of all who answered, so no comparison group is drawn any more.")
    if not poll.is_dated or not poll.has_wave_closed(Wave.BEFORE):
        return _("The comparison group is drawn when first answers have closed.")
    if poll.wave_opens_at(Wave.AFTER) <= timezone.now():
        return _(
            "Second answers have opened on %(day)s. It is too late for a comparison group."
        ) % {"day": short_day(poll.wave_opens_at(Wave.AFTER))}
    return ""


def draw_arms(*, poll: DeliberativePollPage, by: Any = None) -> Assignment:
    """Draw the comparison group among all who gave first answers, within ward and age band."""
    if refusal := refusal_to_draw_arms(poll):
        raise Refused(refusal)
    strata = {
        key: f"{ward or ''}|{age}"
        for key, ward, age in first_answers(poll).values_list("key", "ward__code", "age_band")
    }
    if len(strata) < FEWEST:
        raise Refused(_("Too few people gave first answers to draw a comparison group."))
    seed = secrets.token_hex(16)
    codes = codes_for(strata)
    by_code = {codes[key]: stratum for key, stratum in strata.items()}
    control = draw_control(by_code, poll.control_percent or 0, Random(seed))  # noqa: S311
    places = {key: CONTROL if codes[key] in control else TREATMENT for key in strata}
    asked = {"percent": poll.control_percent, "strata": "ward and age band"}
    return keep(
        poll,
        Assignment.Kind.ARMS,
        by=by,
        seed=seed,
        asked=asked,
        people={code: [stratum] for code, stratum in by_code.items()},
        codes=codes,
        places=places,
    )


def arms_of(poll: DeliberativePollPage) -> dict[str, Any] | None:
    """Return the draw of a poll's arms and how many are in each, for officers; None without one."""
    draw = poll.draws.get(Assignment.Kind.ARMS)
    if draw is None:
        return None
    sizes = Counter(draw.places.values_list("number", flat=True))
    return {"draw": draw, "treatment": sizes[TREATMENT], "control": sizes[CONTROL]}


def first_answers(poll: DeliberativePollPage):
    """Keep the first answers of a poll that nobody has withdrawn."""
    return Response.objects.filter(page_id=poll.pk, wave=Wave.BEFORE, withdrawn_at=None)


def codes_for(keys: Iterable[str]) -> dict[str, str]:
    """Return by key the code under which each stands in the record of one draw, and nowhere else.

    Codes are made of nothing and kept with no key: on the day on which answers are cut off from
    people the record stays, and must lead to nobody.
    """
    return {key: secrets.token_hex(13) for key in keys}


def keep(
    poll: DeliberativePollPage,
    kind: str,
    *,
    by: Any,
    seed: str,
    asked: dict[str, Any],
    people: dict[str, list],
    codes: Mapping[str, str],
    places: dict[str, int],
    at: dt.datetime | None = None,
) -> Assignment:
    """Keep a draw with its proof, whole or not at all; the database decides who was first.

    Only the demonstration draws `at` another time than now.
    """
    text = in_one_form(
        {
            "poll": poll.pk,
            "kind": kind,
            "asked": asked,
            "seed": seed,
            "people": people,
            "drawn": {codes[key]: number for key, number in places.items()},
        }
    )
    # In no order: a key that is taken away later must not be found again by where its row stands.
    rows = list(places.items())
    SystemRandom().shuffle(rows)
    try:
        with transaction.atomic():
            refuse_if_reopened(poll)
            draw = Assignment.objects.create(
                poll=poll,
                kind=kind,
                drawn_at=at or timezone.now(),
                by=by,
                text=text,
                sha256=sha256_of(text),
            )
            AssignedPlace.objects.bulk_create(
                [AssignedPlace(assignment=draw, key=key, number=number) for key, number in rows],
                batch_size=1000,
            )
            sizes = Counter(places.values())
            record(
                f"polls.draw_{kind}",
                on=poll,
                by=by,
                sha256=draw.sha256,
                sizes={str(number): n for number, n in sorted(sizes.items())},
            )
    except IntegrityError:
        if not Assignment.objects.filter(poll=poll, kind=kind).exists():
            raise
        raise Refused(_("A colleague has just drawn. Load this page again.")) from None
    poll.__dict__.pop("draws", None)
    getattr(poll, "_prefetched_objects_cache", {}).pop("assignments", None)
    poll.forget_standings()
    forget()
    announce_stages(poll)
    return draw


def refuse_if_reopened(poll: DeliberativePollPage) -> None:
    """Refuse to draw from first answers that a colleague has just let go on.

    The lock on the page's row has whoever draws and whoever reopens come one after the other.
    """
    now = DeliberativePollPage.objects.select_for_update(of=("self",)).get(pk=poll.pk)
    if poll.has_wave_closed(Wave.BEFORE) and not now.has_wave_closed(Wave.BEFORE):
        raise Refused(_("First answers have just been reopened. Draw when they have closed."))


def agrees_with_its_record(draw: Assignment) -> bool:
    """Draw the comparison group once more from its record; say whether the same come out."""
    stored = draw.stored
    strata = {code: facts[0] for code, facts in stored["people"].items()}
    control = draw_control(strata, stored["asked"]["percent"], Random(stored["seed"]))  # noqa: S311
    again = {code: CONTROL if code in control else TREATMENT for code in strata}
    return draw.text_agrees and again == stored["drawn"]
