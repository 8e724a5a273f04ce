"""The same questionnaire asked again: its waves, and what stops one from being set beside another.

Other people answer each time, or the same without our knowing: waves are never paired.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

MOST_WAVES = 12


def waves_up_to(page) -> list:
    """Return a questionnaire and those before it, the oldest first."""
    found = [page]
    while (earlier := found[-1].earlier) and earlier not in found and len(found) < MOST_WAVES:
        found.append(earlier)
    return found[::-1]


def fault_in_series(page) -> str:
    """Say why a questionnaire cannot follow on the one that is named; empty where it can."""
    earlier = page.earlier
    if earlier is None:
        return ""
    if len(earlier.specific.waves) > 1:
        return _("A deliberative poll has two rounds of its own. Choose a questionnaire.")
    if page.pk and page.pk in [wave.pk for wave in waves_up_to(earlier)]:
        return _("That one comes later than this. Choose the wave before.")
    return ""


def breaks_between(before, after) -> Iterator[str]:
    """Say in words what differs between a question and the same one asked later."""
    if before.kind != after.kind:
        yield _("it is answered in another way")
    if (before.wording, before.hint) != (after.wording, after.hint):
        yield _("it is worded differently: it was “%(wording)s”") % {"wording": before.wording}
    if scale_of(before) != scale_of(after):
        yield _("the scale is another")
    if labels_of(before) != labels_of(after):
        yield _("the answers to choose from are others")
    if before.asked_if != after.asked_if:
        yield _("it is asked of others")


def scale_of(item) -> tuple:
    numbers = (item.lowest, item.highest, item.unit, item.has_decimals)
    return (item.low_label, item.middle_label, item.high_label, *numbers, item.has_dont_know)


def labels_of(item) -> tuple:
    """Return answers and rows as people read them, and how many of them could be chosen."""
    parts = [[one.label for one in part.all()] for part in (item.options, item.rows)]
    return (*parts, item.fewest, item.most)
