"""What a report found, in words a neighbour would use."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.charts import marks
from results.poll_report import ItemResult, PollReport

MOST = 3


@dataclass(frozen=True)
class Finding:
    """One finding: the claim, and the figures that bear it."""

    claim: str
    detail: str
    kind: str


def findings(report: PollReport, most: int = MOST) -> list[Finding]:
    """Say what moved most up, most down, and what did not move clearly; at most `most` of them."""
    ordered = report.by_change
    rises = [item for item in ordered if item.verdict == "rise"]
    falls = [item for item in reversed(ordered) if item.verdict == "fall"]
    unclear = [item for item in ordered if item.verdict in ("unclear", "untestable")]
    chosen = [*rises[:1], *falls[:1], *unclear[:1]]
    spare = [item for item in (*rises[1:], *falls[1:]) if item not in chosen]
    spare.sort(key=lambda item: -abs(item.change))
    return [_finding(item, item in rises[:1]) for item in [*chosen, *spare][:most]]


def _finding(item: ItemResult, is_top: bool) -> Finding:
    figures = {
        "before": marks.mean(item.before.value),
        "after": marks.mean(item.after.value),
        "item": item.wording.rstrip("?."),
    }
    if item.verdict == "rise":
        claim = _("%(item)s: gained most.") if is_top else _("%(item)s: gained.")
        detail = _("Backing rose from %(before)s to %(after)s out of 10.")
        return Finding(claim % figures, detail % figures, "rise")
    if item.verdict == "fall":
        return Finding(
            _("%(item)s: lost support.") % figures,
            _("Backing fell from %(before)s to %(after)s out of 10.") % figures,
            "fall",
        )
    return Finding(
        _("%(item)s: no clear change.") % figures,
        _("The average was %(before)s before and %(after)s after.") % figures,
        "unclear",
    )
