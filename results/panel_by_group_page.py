"""The panel by what members told about themselves, as bars and as rows of the file."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from analysis.disclosure import SUPPRESSED
from analysis.rounding import percent
from core import charts
from core.charts import marks
from core.dates import day_in_london, short_day
from results.models import GroupCount
from results.protection import Hidden
from results.telling import NOT_TOLD, told_variables

Figure = float | Hidden | None
NOTHING = "–"


def told_context(counted: GroupCount | None) -> dict[str, Any]:
    """Return what the page shows of one count; empty where there is none."""
    if counted is None:
        return {}
    variables = [
        {
            "title": title,
            "caption": _("Members: %(what)s") % {"what": title},
            "answered_caption": _("Answers to invitations: %(what)s") % {"what": title},
            "members": [_members_bar(value, label, row, rows) for value, label, row in rows],
            "answered": [_answers_bar(label, row) for _value, label, row in rows],
        }
        for _name, title, rows in _variables(counted)
    ]
    figures = [row for _name, _title, rows in _variables(counted) for _v, _l, row in rows]
    return {
        "day": short_day(counted.counted_at, year=True),
        "variables": variables,
        "heads": [
            *(_("Members"), _("Of who told"), _("Median months"), _("Lost in 12 months")),
            _("By random invitation"),
        ],
        "answer_heads": [_("Answered"), _("Invited")],
        "has_response": any(row["invited"] is not None for row in figures),
    }


def lines_by_told(counted: GroupCount | None) -> list[tuple]:
    """Return a row of the file for each group of one count."""
    if counted is None:
        return []
    day = day_in_london(counted.counted_at).isoformat()
    return [
        (
            name,
            value or "not-told",
            label,
            day,
            row["members"],
            row["median_months"],
            None,
            None,
            _in_100(row["lost"]),
            _in_100(row["by_invitation"]),
            row["invited"],
            _in_100(row["answered"]),
            "yes" if row["members"] == SUPPRESSED else "",
            "",
            "",
        )
        for name, _title, rows in _variables(counted)
        for value, label, row in rows
    ]


def _variables(counted: GroupCount) -> list[tuple[str, str, list]]:
    """Pair what was counted with the words of today; a value without words is left out."""
    found = []
    for one in told_variables():
        rows = counted.figures.get(one.name, {})
        labels = [*one.values, (NOT_TOLD, _("Did not tell"))]
        known = [(value, label, rows[value]) for value, label in labels if value in rows]
        if known:
            found.append((one.name, one.title, known))
    return found


def _members_bar(value: str, label: str, row: dict[str, Any], rows: list) -> charts.Bar:
    told = [other["members"] for one, _label, other in rows if one != NOT_TOLD]
    n = row["members"]
    share: Figure = SUPPRESSED
    if value == NOT_TOLD:
        share = None
    elif SUPPRESSED not in told and sum(told):
        share = n / sum(told)
    return charts.Bar(
        label=label,
        length=None if n == SUPPRESSED else n,
        figures=(
            _count(n),
            _percent(share),
            _count(row["median_months"]),
            _percent(row["lost"]),
            _percent(row["by_invitation"]),
        ),
    )


def _answers_bar(label: str, row: dict[str, Any]) -> charts.Bar:
    share = row["answered"]
    return charts.Bar(
        label=label,
        length=share if isinstance(share, float) else None,
        figures=(_percent(share), _count(row["invited"])),
    )


def _count(n: Figure) -> str:
    if n is None:
        return NOTHING
    return n if isinstance(n, str) else marks.count(round(n))


def _percent(share: Figure) -> str:
    if share is None:
        return NOTHING
    return share if isinstance(share, str) else f"{percent(share)}%"


def _in_100(share: Figure) -> float | Hidden | None:
    return share if share is None or isinstance(share, str) else float(percent(share))
