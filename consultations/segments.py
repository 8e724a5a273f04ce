"""Who is in a segment, how many that is, and what so many can say."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analysis.intervals import wilson
from consultations.models import Segment, Subject
from panel import profiles
from panel.models import AgeBand, CouncilSettings, Membership, Ward

NOTHING, INDICATIVE, SMALL = 10, 30, 50  # the bases at which more can be said (R4.12)
STEP = 5  # sizes are rounded down to it where answers about oneself were asked for


def people_in(segment: Segment) -> set[int]:
    """Return the accounts that a segment matches now; for sending and counting, never for a page.

    Who may be written to is another question: `panel.consent.who_may_be_told`.
    """
    rule = segment.rule
    members = Membership.objects.active().filter(user__is_active=True)
    if wards := rule.get("wards"):
        unsure = Membership.WardSource.TO_CONFIRM
        members = members.filter(ward__code__in=wards).exclude(ward_source=unsure)
    if bands := rule.get("age_bands"):
        members = members.filter(age_band__in=bands)
    if segment.only_invited:
        members = members.filter(source=Membership.Source.INVITATION)
    if slugs := rule.get("subjects"):
        members = members.filter(user__interests__subject__slug__in=slugs)
    found = set(members.values_list("user_id", flat=True))
    if segment.profile:
        keys = {profiles.profile_key(pk): pk for pk in found}
        for name, codes in segment.profile.items():
            keys = {key: keys[key] for key in keys.keys() & profiles.keys_with(name, codes)}
        found = set(keys.values())
    return found


@dataclass(frozen=True)
class Size:
    """How many members a segment matches, as it may be shown, and what they can support."""

    shown: str
    can_say: str
    margin: str


def size_of(segment: Segment) -> Size:
    """Count a segment; what is small stays hidden, and by equality data no count is exact."""
    n = len(people_in(segment))
    threshold = max(CouncilSettings.load().suppression_threshold, NOTHING)
    if n < threshold:
        return Size(
            shown=_("fewer than %(n)d members") % {"n": threshold},
            can_say=_("Too few: nothing could be shown of their answers. Widen the segment."),
            margin="",
        )
    words = ngettext("%(n)s member", "%(n)s members", n) % {"n": f"{n:,}"}
    if segment.profile:
        n -= n % STEP
        words = _("about %(n)s members") % {"n": f"{n:,}"}
    return Size(shown=words, can_say=what_they_can_say(n), margin=margin_of(n, segment))


def what_they_can_say(n: int) -> str:
    """Say what may be reported if every one of `n` members answers."""
    if n < INDICATIVE:
        return _(
            "Even if all of them answer, percentages are not published. You would see them marked "
            "“indicative”."
        )
    if n < SMALL:
        return _("If all of them answer, percentages are shown with the words “small base”.")
    return _(
        "If all of them answer, percentages are shown as usual. That needs %(usual)d answers; from "
        "%(small)d to %(most)d they are marked “small base”, and under %(small)d not published."
    ) % {"usual": SMALL, "small": INDICATIVE, "most": SMALL - 1}


def margin_of(n: int, segment: Segment) -> str:
    """Give the margin of error of a half for who was invited at random; else say why not."""
    if not segment.only_invited:
        return _(
            "Many members joined by themselves, so no margin of error can be given. Say “x% of the "
            "n people who answered”."
        )
    interval = wilson(0.5, n)
    points = ceil((interval.high - interval.low) * 50)
    return ngettext(
        "If all of them answer, a share near a half is known to within %(n)d point (95%%).",
        "If all of them answer, a share near a half is known to within %(n)d points (95%%).",
        points,
    ) % {"n": points}


# ---- in words ----------------------------------------------------------------------------------


def rules_in_words(segments: list[Segment]) -> dict[int, list[str]]:
    """Return each segment's rule as lines that people can read, in a fixed number of queries."""
    wards = Ward.objects.order_by().values_list("code", "name")
    subjects = Subject.objects.order_by().values_list("slug", "name")
    names = dict(wards.union(subjects))  # at once: a ward's code is no subject's address
    asked = {one.name: one for one in profiles.variables()}
    return {one.pk: lines_of(one, names, asked) for one in segments}


def lines_of(segment: Segment, names: dict[str, str], asked: dict[str, Any]) -> list[str]:
    rule = segment.rule
    lines = [
        (_("Ward"), [names.get(code, gone(code)) for code in rule.get("wards", [])]),
        (_("Age"), [str(AgeBand(band).label) for band in rule.get("age_bands", [])]),
        (_("Interested in"), [names.get(slug, gone(slug)) for slug in rule.get("subjects", [])]),
    ]
    for name, codes in segment.profile.items():
        variable = asked.get(name)
        values = dict(variable.values) if variable else {}
        title = variable.title if variable else gone(name)
        lines.append((title, [values.get(code, code) for code in codes]))
    said = [f"{title}: {_(' or ').join(values)}" for title, values in lines if values]
    if segment.only_invited:
        said.append(_("Came by random invitation"))
    return said or [_("Everybody on the panel")]


def gone(name: str) -> str:
    return _("%(name)s (gone since)") % {"name": name}
