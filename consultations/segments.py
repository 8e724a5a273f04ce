"""Who is in a segment, how many that is, and what so many can say."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analysis.comparison import base_rule
from analysis.disclosure import SUPPRESSED, publish_size
from analysis.intervals import wilson
from consultations.models import Interest, MembersByRule, Segment, Subject
from panel import profiles
from panel.models import AgeBand, CouncilSettings, Membership, Ward
from panel.named_groups import NamedGroup


def people_in(group: MembersByRule, *, of: Collection[int] | None = None) -> set[int]:
    """Return the accounts that a rule matches now; for sending and counting, never for a page.

    Who may be written to is another question: `panel.messages.reach`. `of` looks at some
    accounts alone.
    """
    members = narrowed(group, Membership.objects.active().filter(user__is_active=True))
    if of is not None:
        members = members.filter(user__in=of)
    found = set(members.values_list("user_id", flat=True))
    if group.profile:
        keys = {profiles.profile_key(pk): pk for pk in found}
        for name, codes in group.profile.items():
            told = profiles.keys_with(name, codes, of=None if of is None else set(keys))
            keys = {key: keys[key] for key in keys.keys() & told}
        found = set(keys.values())
    return found


def narrowed(group: MembersByRule, members: QuerySet[Membership]) -> QuerySet[Membership]:
    """Keep the members that a rule matches by all but their answers about themselves."""
    rule = group.rule
    if wards := rule.get("wards"):
        unsure = Membership.WardSource.TO_CONFIRM
        members = members.filter(ward__code__in=wards).exclude(ward_source=unsure)
    if bands := rule.get("age_bands"):
        members = members.filter(age_band__in=bands)
    if group.only_invited:
        members = members.filter(source=Membership.Source.INVITATION)
    if slugs := rule.get("subjects"):
        interested = Interest.objects.filter(subject__slug__in=slugs)
        members = members.filter(user__in=interested.values("user"))
    return members


@dataclass(frozen=True)
class Size:
    """How many members a segment matches, as it may be shown, and what they can support."""

    shown: str
    can_say: str
    margin: str


def size_of(segment: MembersByRule) -> Size:
    """Count a segment; what is small stays hidden, and no count is exact.

    An exact one, less that of a segment with one more limit, would say who the limit leaves out.
    """
    n = publish_size(len(people_in(segment)), threshold())
    if n == SUPPRESSED:
        return Size(
            shown=number_in_words(n),
            can_say=_("Too few: nothing could be shown of their answers. Widen the segment."),
            margin="",
        )
    return Size(number_in_words(n), what_they_can_say(n), margin_of(n, segment))


def threshold() -> int:
    """Return below how many people of a segment nothing is said, nor done with it."""
    council = CouncilSettings.load()
    return max(council.suppression_threshold, council.base_shown)


def number_in_words(n: int | str) -> str:
    """Say how many members that is, from what `publish_size` lets out."""
    if isinstance(n, str):
        return _("fewer than %(n)d members") % {"n": threshold()}
    return _("about %(n)s members") % {"n": f"{n:,}"}


def what_they_can_say(n: int) -> str:
    """Say what may be reported if every one of `n` members answers."""
    rules = CouncilSettings.load().base_rules
    rule = base_rule(n, rules)
    if rule in ("nothing", "suppressed"):
        return _(
            "Even if all of them answer, percentages are not published. You would see them marked "
            "“indicative”."
        )
    if rule == "small":
        return _("If all of them answer, percentages are shown with the words “small base”.")
    return _(
        "If all of them answer, percentages are shown as usual. That needs %(usual)d answers; from "
        "%(small)d to %(most)d they are marked “small base”, and under %(small)d not published."
    ) % {
        "usual": rules.unmarked,
        "small": rules.percentage_public,
        "most": rules.unmarked - 1,
    }


def margin_of(n: int, segment: MembersByRule) -> str:
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


# ---- to draw from ------------------------------------------------------------------------------


def segments_to_draw_from() -> list[NamedGroup]:
    """Return the segments from which members may be drawn: those that ask for no answers.

    A draw keeps for ever which members were in it. From a segment that goes by what members told
    about themselves that would be a list of who told it, and no deletion would reach it.
    """
    segments = [one for one in Segment.objects.all() if not one.profile]
    words = rules_in_words(segments)
    return [named_group(one, words[one.pk]) for one in segments]


def named_group(segment: Segment, words: list[str]) -> NamedGroup:
    return NamedGroup(
        code=f"segment-{segment.pk}",
        name=segment.name,
        definition={"rule": segment.rule, "only_invited": segment.only_invited},
        in_words=tuple(words),
        narrow=lambda members: narrowed(segment, members),
    )


# ---- in words ----------------------------------------------------------------------------------


def rules_in_words(segments: Sequence[MembersByRule]) -> dict[int, list[str]]:
    """Return each segment's rule as lines that people can read, in a fixed number of queries."""
    if not segments:
        return {}
    wards = Ward.objects.order_by().values_list("code", "name")
    subjects = Subject.objects.order_by().values_list("slug", "name")
    names = dict(wards.union(subjects))  # at once: a ward's code is no subject's address
    by_answers = any(one.profile for one in segments)
    asked = {one.name: one for one in profiles.variables()} if by_answers else {}
    return {one.pk: lines_of(one, names, asked) for one in segments}


def lines_of(segment: MembersByRule, names: dict[str, str], asked: dict[str, Any]) -> list[str]:
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
