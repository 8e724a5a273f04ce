"""The panel by what members told about themselves, as bars and as rows of the file."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from analysis.disclosure import SUPPRESSED
from analysis.rounding import percent
from core import charts
from core.charts import marks
from core.dates import day_in_london, short_day
from panel.models import Membership, Sample
from polls.models import Wave
from results.models import GroupCount
from results.panel_by_group import ROUNDS, SINCE
from results.protection import Hidden
from results.response import name_of_round
from results.response_by_group import WAYS
from results.telling import NOT_TOLD, told_variables

Figure = float | Hidden | None
NOTHING = "–"


def told_context(
    counted: GroupCount | None, *, only_invited: bool, wave: str = ""
) -> dict[str, Any]:
    """Return what the page shows of one count; empty where there is none.

    Of those invited at random a count knows how many they are in each group, and no more. `wave`
    asks who answered one sample and round; a count from before it was sent knows nothing of it.
    """
    if counted is None:
        return {}
    found = groups_counted(counted)
    if only_invited and not all("at_random" in row for *_n, rows in found for *_v, row in rows):
        return {}
    key = "at_random" if only_invited else "members"
    since = "" if only_invited else _since(counted)
    asked = rates_of_round(counted, wave) if wave else counted.figures
    variables = [
        {
            "title": title,
            "caption": _("Members: %(what)s") % {"what": title},
            "answered_caption": _("Answers to invitations: %(what)s") % {"what": title},
            "members": [
                _members_bar(value, label, row, rows, key=key, has_since=bool(since))
                for value, label, row in rows
            ],
            "answered": [
                _answers_bar(label, asked[name][value])
                for value, label, _row in rows
                if value in asked.get(name, {})
            ],
        }
        for name, title, rows in found
    ]
    heads = [_("Members"), _("Of who told")]
    if not only_invited:
        heads += [_("Median months"), _("Lapsed or over"), _("By random invitation")]
    if since:
        heads.append(_("Gone since %(day)s") % {"day": since})
    return {
        "day": short_day(counted.counted_at, year=True),
        "since": since,
        "variables": variables,
        "heads": heads,
        "answer_heads": [_("Answered"), _("Invited")],
        "has_response": not only_invited
        and any(
            row["invited"] is not None
            for name, _title, _rows in found
            for row in asked.get(name, {}).values()
        ),
    }


def rates_of_round(counted: GroupCount, wave: str) -> dict[str, Any]:
    """Return who answered one sample and round by variable; empty where none was counted."""
    return counted.figures.get(ROUNDS, {}).get(wave, {}).get("by", {})


def rounds_counted(counted: GroupCount | None) -> list[tuple[str, str, dict[str, Any]]]:
    """Return title, day and rates of each sample and round of a count, the newest first.

    Titles are those of today: a count keeps figures and no words.
    """
    rounds = counted.figures.get(ROUNDS, {}) if counted else {}
    of = {key: key.split("-", 1) for key in rounds}
    samples = Sample.objects.without_text().in_bulk([int(pk) for pk, _wave in of.values()])
    found = [
        (
            name_of_round(str(samples[int(pk)]), Wave(wave)),
            rounds[key]["drawn_on"],
            rounds[key]["by"],
        )
        for key, (pk, wave) in of.items()
        if int(pk) in samples
    ]
    return sorted(found, key=lambda one: one[1], reverse=True)


def at_random_bars(counted: GroupCount | None) -> list[charts.Bar]:
    """Return of each sample and round who answered of those who were invited at random."""
    return [
        _answers_bar(title, rates[WAYS][Membership.Source.INVITATION])
        for title, _day, rates in rounds_counted(counted)
        if rates[WAYS][Membership.Source.INVITATION]["invited"]
    ]


def ways_bars(counted: GroupCount | None, *, only_invited: bool) -> list[charts.Bar]:
    """Return who answered by how they came to the panel, or of who was invited at random alone."""
    ways = counted.figures.get(WAYS, {}) if counted else {}
    return [
        _answers_bar(str(label), ways[code])
        for code, label in Membership.Source.choices
        if code in ways
        and ways[code]["invited"]  # of nobody there is nothing to say
        and (not only_invited or code == Membership.Source.INVITATION)
    ]


def _since(counted: GroupCount) -> str:
    day = counted.figures.get(SINCE)
    return short_day(dt.date.fromisoformat(day), year=True) if day else ""


def lines_by_told(counted: GroupCount | None, *, only_invited: bool) -> list[tuple]:
    """Return a row of the file for each group of one count, and each way of coming."""
    if counted is None:
        return []
    day = day_in_london(counted.counted_at).isoformat()
    answered = _lines_by_way(counted.figures.get(WAYS, {}), day, only_invited=only_invited)
    for title, drawn, rates in rounds_counted(counted):
        if not only_invited:
            answered += _lines_of_round(groups_counted(counted), rates, drawn, title)
        answered += _lines_by_way(rates[WAYS], drawn, title, only_invited=only_invited)
    if only_invited:
        return answered + _lines_at_random(counted, day)
    since = counted.figures.get(SINCE, "")
    return answered + [
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
            *("", ""),
            _in_100(row.get("gone")),
            since,
            "",
        )
        for name, _title, rows in groups_counted(counted)
        for value, label, row in rows
    ]


def _lines_by_way(
    ways: dict[str, Any], day: str, sample: str = "", *, only_invited: bool
) -> list[tuple]:
    return [
        _answers_line(("answered-by-way", code, str(label), day), ways[code], sample)
        for code, label in Membership.Source.choices
        if ways.get(code, {}).get("invited")
        and (not only_invited or code == Membership.Source.INVITATION)
    ]


def _lines_of_round(found: list, rates: dict[str, Any], day: str, sample: str) -> list[tuple]:
    return [
        _answers_line((name, value or "not-told", label, day), rates[name][value], sample)
        for name, _title, rows in found
        for value, label, _row in rows
        if rates.get(name, {}).get(value, {}).get("invited")
    ]


def _answers_line(about: tuple[str, str, str, str], row: dict[str, Any], sample: str) -> tuple:
    return (
        *about,
        *(None, None, None, None, None, None),
        *(row["invited"], _in_100(row["answered"])),
        *("yes" if row["invited"] == SUPPRESSED else "", "", "", None, "", sample),
    )


def _lines_at_random(counted: GroupCount, day: str) -> list[tuple]:
    """Return how many of each group were invited at random."""
    return [
        (
            *(name, value or "not-told", label, day, row["at_random"]),
            *(None, None, None, None, None, None, None),
            *("yes" if row["at_random"] == SUPPRESSED else "", "", "", None, "", ""),
        )
        for name, _title, rows in groups_counted(counted)
        for value, label, row in rows
        if "at_random" in row
    ]


def groups_counted(counted: GroupCount) -> list[tuple[str, str, list]]:
    """Pair what was counted with the words of today; a value without words is left out."""
    found = []
    for one in told_variables():
        rows = counted.figures.get(one.name, {})
        labels = [*one.values, (NOT_TOLD, _("Did not tell"))]
        known = [(value, label, rows[value]) for value, label in labels if value in rows]
        if known:
            found.append((one.name, one.title, known))
    return found


def _members_bar(
    value: str, label: str, row: dict[str, Any], rows: list, *, key: str, has_since: bool
) -> charts.Bar:
    told = [other[key] for one, _label, other in rows if one != NOT_TOLD]
    n = row[key]
    share: Figure = SUPPRESSED
    if value == NOT_TOLD:
        share = None
    elif SUPPRESSED not in told and n != SUPPRESSED and sum(told):
        share = n / sum(told)
    more = (_count(row["median_months"]), _percent(row["lost"]), _percent(row["by_invitation"]))
    return charts.Bar(
        label=label,
        length=None if n == SUPPRESSED else n,
        figures=(
            _count(n),
            _percent(share),
            *(more if key == "members" else ()),
            *((_percent(row.get("gone")),) if has_since else ()),
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
