"""How the panel is doing, in pictures, words and a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from urllib.parse import urlencode

from django.utils import formats
from django.utils.translation import gettext as _

from analysis.disclosure import SUPPRESSED, is_small
from analysis.rounding import round_half_away
from analysis.turnover import Turnover
from core import charts
from core.charts import marks
from core.dates import short_day
from panel.models import AgeBand, Membership, Ward
from panel.trends import Trend
from results.exports.tables import Column, Table
from results.models import GroupCount
from results.panel_by_group_page import at_random_bars, lines_by_told, told_context, ways_bars
from results.panel_health import PanelHealth
from results.response import Share, WaveResponse

NOTHING = "–"
NOT_ASKED: tuple[int | str | None, Share] = (None, None)


@dataclass(frozen=True)
class Group:
    """A group of the panel as the page and the file name it."""

    kind: str
    code: str
    label: str
    turnover: Turnover
    invited: int | str | None = None
    share: Share = None
    url: str = ""
    by_invitation: int | None = None
    trend: Trend | None = None

    @property
    def runs_on(self) -> bool:
        """Say whether the group of twelve months ago is the same: not of another ward's area."""
        return self.trend is None or not self.trend.is_broken


def groups_of(
    health: PanelHealth, wards: Sequence[Ward], wave: WaveResponse | None = None
) -> dict[str, list[Group]]:
    """Return the groups in the order in which they are read: sources, ages, wards by name.

    Who answered is of one sample and round where one is given, else of twelve months.
    """
    nobody = Turnover(0, 0, 0, None)
    asked = wave or health.response
    asked_age, asked_ward = asked.by_age, asked.by_ward
    return {
        "source": [
            Group("source", code, str(label), health.by_source.get(code, nobody))
            for code, label in Membership.Source.choices
        ],
        "age": [
            Group(
                "age",
                code,
                str(label),
                health.by_age.get(code, nobody),
                *asked_age.get(code, NOT_ASKED),
                by_invitation=health.invited_by_age.get(code, 0),
            )
            for code, label in AgeBand.choices
        ],
        "ward": [
            Group(
                "ward",
                ward.code,
                ward.name,
                health.by_ward[ward.pk],
                *asked_ward.get(ward.pk, NOT_ASKED),
                ward.get_absolute_url(),
                health.invited_by_ward.get(ward.pk, 0),
                health.trends.by_ward.get(ward.pk),
            )
            for ward in sorted(wards, key=lambda ward: ward.name)
        ],
    }


def health_context(
    health: PanelHealth,
    wards: Sequence[Ward],
    threshold: int,
    counted: GroupCount | None,
    *,
    asked: Mapping[str, object],
    wave: str = "",
) -> dict:
    """Return all that the template needs; `asked` is what was, for the links to each sample."""
    chosen = health.response.wave_of(wave)
    groups = groups_of(health, wards, chosen)
    whole = health.whole
    return {
        "health": health,
        "nobody_yet": not (health.only_invited or whole.active or whole.at_start or whole.gone),
        "threshold": threshold,
        "on": short_day(health.on, year=True),
        "since": short_day(health.since, year=True),
        "median": months_in_words(whole.median_months),
        "attrition": per_cent(whole.attrition),
        "per_month": a_twelfth(health.target_a_year),
        "replaced": per_cent(Fraction(health.ending, whole.active) if whole.active else None),
        "source_heads": [_("Members"), _("Of all"), _("Median months"), _("Lost in 12 months")],
        "heads": [
            *(_("Members"), _("Of all"), _("Median months"), _("Lost in 12 months")),
            _("By random invitation"),
        ],
        "answer_heads": [_("Answered"), _("Invited")],
        **{
            f"{kind}s": [members_bar(one, whole, threshold) for one in found]
            for kind, found in groups.items()
        },
        "since_then": health.trends.notes,
        "told": told_context(
            counted, only_invited=health.only_invited, wave=chosen.key if chosen else ""
        ),
        "ways": ways_bars(counted, only_invited=health.only_invited),
        "months": month_bars(health),
        "month_heads": [_("Places")],
        "at_random": at_random_bars(counted) if health.only_invited else [],
        "waves": wave_bars(health, asked),
        "wave": chosen.name if chosen else "",
        "all_waves": f"?{urlencode(asked)}#answers",
        "ages_answered": answer_bars(groups["age"]),
        "wards_answered": answer_bars(groups["ward"]),
        "share": share_in_words(health.response.share),
    }


def members_bar(group: Group, whole: Turnover, threshold: int) -> charts.Bar:
    found = group.turnover
    random = None if group.by_invitation is None else invited_share(group, threshold)
    mark = " (c)" if is_small(found.active, threshold) else ""
    return charts.Bar(
        label=group.label,
        length=found.active,
        figures=(
            marks.count(found.active) + mark,
            per_cent(Fraction(found.active, whole.active) if whole.active else None),
            months_in_words(found.median_months),
            per_cent(_rate(group, threshold)),
            *(() if random is None else (random,)),
        ),
        url=group.url,
    )


def _rate(group: Group, threshold: int) -> Fraction | None:
    """Give how many were lost: a rate over few people is a story about them, and a rate across a
    change of boundaries is one of two areas."""
    found = group.turnover
    return found.attrition if found.at_start >= threshold and group.runs_on else None


def invited_share(group: Group, threshold: int) -> str:
    """Say which share of a group came by random invitation, of enough people."""
    active = group.turnover.active
    return per_cent(Fraction(group.by_invitation or 0, active)) if active >= threshold else NOTHING


def month_bars(health: PanelHealth) -> list[charts.Bar]:
    """Return the places that end in each month to come, beside a twelfth of the target."""
    target = health.target_a_year / 12
    return [
        charts.Bar(
            label=formats.date_format(month.first, "F Y"),
            length=month.places,
            figures=(marks.count(month.places),),
            mark=target,
        )
        for month in health.months
    ]


def wave_bars(health: PanelHealth, asked: Mapping[str, object]) -> list[charts.Bar]:
    """Return each sample and round, with the way to its answers by age and ward."""
    return [
        charts.Bar(
            label=wave.name,
            length=length_of(wave.share),
            figures=(share_in_words(wave.share), marks.count(wave.invited)),
            url=f"?{urlencode({**asked, 'wave': wave.key})}#answers",
        )
        for wave in health.response.waves
    ]


def answer_bars(groups: Sequence[Group]) -> list[charts.Bar]:
    """Return the groups of which anybody was invited, those who answer least first."""
    asked = [group for group in groups if group.invited is not None]
    if asked and asked[0].kind == "ward":
        asked.sort(key=lambda group: (length_of(group.share) is None, length_of(group.share) or 0))
    return [
        charts.Bar(
            label=group.label,
            length=length_of(group.share),
            figures=(
                share_in_words(group.share),
                group.invited
                if isinstance(group.invited, str)
                else marks.count(group.invited or 0),
            ),
            url=group.url,
        )
        for group in asked
    ]


def length_of(share: Share) -> float | None:
    return None if share is None or isinstance(share, str) else share


def share_in_words(share: Share) -> str:
    if share is None:
        return NOTHING
    return SUPPRESSED if isinstance(share, str) else f"{round_half_away(share * 100, 1):.1f}%"


def per_cent(share: Fraction | None) -> str:
    return NOTHING if share is None else f"{round_half_away(float(share) * 100, 1):.1f}%"


def months_in_words(months: float | None) -> str:
    return NOTHING if months is None else f"{round_half_away(months, 1):.1f}"


def a_twelfth(places: int) -> str:
    return marks.count(-(-places // 12))


# ---- the file ------------------------------------------------------------------------------------

COLUMNS = (
    Column("group_kind", "all, source, age, ward, answered-by-way, or what members told", "text"),
    Column("group_code", "Code of the group", "text"),
    Column("group_name", "Name of the group", "text"),
    Column("on_day", "The day that is looked at", "text"),
    Column("members", "Places held on that day; by what was told to the nearest 5", "number"),
    Column("median_months", "Median months since joining, of those", "number"),
    Column("members_before", "Places held twelve months earlier", "number"),
    Column("ended", "Places that ended in between: left, removed, lapsed, term over", "number"),
    Column(
        "attrition_percent",
        "ended / members_before x 100; by what was told, of those still there who lapsed or whose "
        "term is over",
        "number",
    ),
    Column("by_invitation_percent", "Of the members, who came by random invitation", "number"),
    Column("invited", "Members drawn and invited in the twelve months; c: kept back", "number"),
    Column("response_percent", "Of those, who answered; c: kept back", "number"),
    Column("kept_back_in_public", "yes: a count under the threshold", "text"),
    Column("ward_boundaries", "First day of the boundaries of a ward", "text"),
    Column(
        "across_boundaries",
        "broken: nothing is compared with twelve months earlier, for the ward was another area; "
        "nearly: nearly all of an earlier ward is counted with it; same: only the code changed",
        "text",
    ),
    Column(
        "gone_percent",
        "By what was told: of the count of gone_since, who is not here or does not tell it now",
        "number",
    ),
    Column("gone_since", "The day of that earlier count", "text"),
    Column("sample", "One sample and round whose answers these are; else of twelve months", "text"),
)


def as_table(
    health: PanelHealth, wards: Sequence[Ward], threshold: int, counted: GroupCount | None
) -> Table:
    """Return the whole panel and every group as a row, those by what members told last."""
    response = health.response
    whole = Group("all", "all", "All members", health.whole, response.invited, response.share)
    groups = [whole, *(one for found in groups_of(health, wards).values() for one in found)]
    lines = [_line(group, health, threshold) for group in groups]
    told = lines_by_told(counted, only_invited=health.only_invited)
    return Table(COLUMNS, (*lines, *told, *_lines_of_waves(health, wards)))


def _lines_of_waves(health: PanelHealth, wards: Sequence[Ward]) -> list[tuple]:
    """Return for each sample and round who answered: of all, and by age and by ward."""
    found = []
    nobody = Turnover(0, 0, 0, None)
    for wave in health.response.waves:
        whole = Group("all", "all", "All members", nobody, wave.invited, wave.share)
        groups = groups_of(health, wards, wave)
        for group in (whole, *groups["age"], *groups["ward"]):
            if group.invited is not None:
                share = group.share
                found.append(
                    (
                        *(group.kind, group.code, group.label, wave.drawn_on.isoformat()),
                        *(None, None, None, None, None, None),
                        group.invited,
                        share
                        if isinstance(share, str)
                        else _one_decimal(None if share is None else share * 100),
                        "",
                        *_boundaries(group),
                        *(None, ""),
                        wave.name,
                    )
                )
    return found


def _line(group: Group, health: PanelHealth, threshold: int):
    found, share, rate = group.turnover, group.share, _rate(group, threshold)
    return (
        group.kind,
        group.code,
        group.label,
        health.on.isoformat(),
        found.active,
        _one_decimal(found.median_months),
        found.at_start if group.runs_on else None,
        found.gone if group.runs_on else None,
        _one_decimal(None if rate is None else float(rate) * 100),
        _invited_percent(group, threshold),
        group.invited,
        share if isinstance(share, str) else _one_decimal(None if share is None else share * 100),
        "yes" if is_small(found.active, threshold) else "",
        *_boundaries(group),
        *(None, "", ""),
    )


def _boundaries(group: Group) -> tuple[str, str]:
    """Name a ward's boundaries by their first day, and say whether its figures run across it."""
    if group.trend is None:
        return "", ""
    first = group.trend.ward.valid_from.isoformat()
    return first, "" if group.trend.kind == "unbroken" else group.trend.kind


def _invited_percent(group: Group, threshold: int) -> float | None:
    active = group.turnover.active
    if group.by_invitation is None or active < threshold:
        return None
    return _one_decimal(group.by_invitation / active * 100)


def _one_decimal(value: float | None) -> float | None:
    return None if value is None else round_half_away(value, 1)
