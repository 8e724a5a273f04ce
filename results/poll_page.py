"""What the page of a poll's results shows: the report as rows of charts and sentences."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analysis.disclosure import SUPPRESSED
from analysis.intervals import Interval
from core import charts
from core.charts import marks
from core.dates import short_day
from panel.models import Membership
from polls.models import Answer, Item, Wave
from polls.models.waves import COMPARED
from results.findings import findings
from results.poll_report import ItemResult, PollReport
from results.publication import MAY_PREVIEW, due_on, is_still_open
from results.recruited_in_words import recruited_in_words
from results.reports import wards_of
from results.since_then import since_then

MOST_OWN = 6


def poll_context(*, poll, consultation, report: PollReport, user, asked: str = "") -> dict:
    """Return everything that the page of a deliberative poll shows this person."""
    by_ward = _item_by_ward(report, asked)
    may_export = user.has_perm(MAY_PREVIEW)
    return {
        "report": report,
        "recruited": recruited_in_words(
            report.recruited, report.added_by_hand, report.late_answers
        ),
        "findings": findings(report),
        "shifts": [_shift(item) for item in report.items],
        "ends": _ends(report),
        "own": own_shifts(poll, report, user),
        "splits": [(item.wording, _splits(item), _unsure(item)) for item in report.by_change],
        "by_ward": by_ward,
        "wards_to_choose": [item for item in report.items if item.shows_wards],
        "map": _map(poll, report, by_ward) if by_ward else None,
        "ranked": _ranked(report, by_ward, user) if by_ward else [],
        "left_out": _left_out(report, by_ward) if by_ward else [],
        "city_share": by_ward.shares_after.share("in_favour") if by_ward else None,
        "ward_finding": _ward_finding(report, by_ward) if by_ward else "",
        "since_then": since_then(report.closed_on) if by_ward else [],
        "flow": _flow_sentence(report),
        "asked": {w: (poll.wave_opens_at(w), poll.wave_closes_at(w)) for w in COMPARED},
        "steps": steps_after(poll, consultation, user),
        "is_preview": False,
        "may_export": may_export,
    }


def pair(interval: Interval | None) -> tuple[float, float] | None:
    """Give an interval as charts read it."""
    return (interval.low, interval.high) if interval else None


def _shift(item: ItemResult) -> charts.Shift:
    if not item.is_shown:
        return charts.Shift(item.wording, SUPPRESSED, SUPPRESSED, SUPPRESSED)
    return charts.Shift(
        label=item.wording,
        before=item.before.value,
        after=item.after.value,
        people=item.n_pairs,
        before_interval=pair(item.before.interval),
        after_interval=pair(item.after.interval),
        change=item.change,
        change_interval=pair(item.interval),
        is_clear=item.verdict in ("rise", "fall"),
    )


def _ends(report: PollReport) -> dict[str, str]:
    """Name the ends of the scale, if all items name them alike."""
    lows = {item.low_label for item in report.items}
    highs = {item.high_label for item in report.items}
    return {
        "low": lows.pop() if len(lows) == 1 else _("0: see the question"),
        "high": highs.pop() if len(highs) == 1 else _("10: see the question"),
    }


def _splits(item: ItemResult) -> list[charts.Split]:
    return [
        charts.Split(
            label,
            shares.share("against"),
            shares.share("middle"),
            shares.share("in_favour"),
            shares.base,
            ring,
        )
        for label, shares, ring in (
            (_("Before"), item.shares_before, "before"),
            (_("After"), item.shares_after, "after"),
        )
    ]


def _unsure(item: ItemResult) -> str:
    """Say how many did not know, apart from the averages; nothing where it is kept back."""
    if SUPPRESSED in (item.unsure_before, item.unsure_after):
        return _("“I do not know”: c, too few people to show.")
    return _("“I do not know”: %(before)s before, %(after)s after.") % {
        "before": marks.share(item.unsure_before),
        "after": marks.share(item.unsure_after),
    }


# ---- the person who looks -------------------------------------------------------------------


def own_shifts(poll, report: PollReport, user) -> list[charts.OwnShift]:
    """Return what this person said before and after; nobody else ever sees it."""
    if not user.is_authenticated:
        return []
    answers = Answer.objects.filter(
        response__page_id=poll.pk,
        response__key=user.key_for(poll.subject),
        response__withdrawn_at=None,
        item__kind=Item.Kind.SCALE,
        number__isnull=False,
    ).values_list("item__code", "response__wave", "number")
    said = {(code, wave): int(number) for code, wave, number in answers if number is not None}
    ordered = report.by_change + [item for item in report.items if not item.is_shown]
    return [
        charts.OwnShift(
            item.wording,
            said[item.code, Wave.BEFORE],
            said[item.code, Wave.AFTER],
            item.before.value if item.is_shown else SUPPRESSED,
            item.after.value if item.is_shown else SUPPRESSED,
        )
        for item in ordered
        if (item.code, Wave.BEFORE) in said and (item.code, Wave.AFTER) in said
    ][:MOST_OWN]


# ---- the city by ward -----------------------------------------------------------------------


def _item_by_ward(report: PollReport, asked: str) -> ItemResult | None:
    """Choose the item of the map: the one asked for, or the one that moved most."""
    shown = [item for item in report.items if item.is_shown and item.shows_wards]
    for item in shown:
        if item.code == asked:
            return item
    return max(shown, key=lambda item: abs(item.change), default=None)


def _map(poll, report: PollReport, item: ItemResult) -> charts.WardMap | None:
    wards = wards_of(poll)
    if not any(ward.outline for ward in wards):
        return None
    shares = {ward.ward: ward.share for ward in item.wards_after}
    shown = [ward for ward in item.wards_after if ward.is_shown]
    ends = {max(shown, key=lambda w: w.share).ward, min(shown, key=lambda w: w.share).ward}
    return charts.ward_map(
        wards,
        title=_ward_finding(report, item),
        values={ward.code: shares.get(ward.pk, SUPPRESSED) for ward in wards},
        label=[ward.code for ward in wards if ward.pk in ends],
        id="results-map",
    )


def _ranked(report: PollReport, item: ItemResult, user) -> list[charts.Ranked]:
    mine = None
    if user.is_authenticated:
        mine = Membership.objects.filter(user=user).values_list("ward_id", flat=True).first()
    names = {pk: (code, name) for pk, code, name in report.wards}
    skipped = set(_left_out(report, item))
    return [
        charts.Ranked(
            label=names[ward.ward][1],
            share=ward.share,
            people=ward.base if ward.is_shown else SUPPRESSED,
            interval=pair(ward.interval),
            differs=ward.verdict,
            is_me=ward.ward == mine,
            is_small=ward.is_small,
            url=reverse("wards:profile", args=[names[ward.ward][0]]),
        )
        for ward in item.wards_after
        if names[ward.ward][1] not in skipped
    ]


def _left_out(report: PollReport, item: ItemResult) -> list[str]:
    """Name the wards that are not shown, if they are most: then a sentence says it better."""
    names = {pk: name for pk, _code, name in report.wards}
    hidden = [names[ward.ward] for ward in item.wards_after if not ward.is_shown]
    return hidden if len(hidden) > len(item.wards_after) / 2 else []


def _ward_finding(report: PollReport, item: ItemResult) -> str:
    names = {pk: name for pk, _code, name in report.wards}
    found = {
        verdict: [names[ward.ward] for ward in item.wards_after if ward.verdict == verdict]
        for verdict in ("higher", "lower")
    }
    city = item.shares_after.share("in_favour")
    text = _("%(share)s of the people who took part are for it.") % {"share": marks.share(city)}
    if found["higher"]:
        text += " " + _("Support is clearly higher than in the rest in %(wards)s.") % {
            "wards": _listed(found["higher"])
        }
    if found["lower"]:
        text += " " + _("It is clearly lower in %(wards)s.") % {"wards": _listed(found["lower"])}
    if not any(found.values()):
        text += " " + _("No ward differs clearly from the rest.")
    return text


def _listed(names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


# ---- who took part, and what then -----------------------------------------------------------


def _flow_sentence(report: PollReport) -> str:
    flow = report.flow
    counts = {"before": flow.before, "after": flow.after, "both": flow.both}
    small = [n for n in counts.values() if 0 < n < report.threshold]
    if small:
        return _("Fewer than %(threshold)d people took part, so we do not say how many.") % {
            "threshold": report.threshold
        }
    text = ""
    if flow.members and flow.members >= max(flow.before, report.threshold):
        text = _("The panel had %(members)s members.") % {"members": f"{flow.members:,}"} + " "
    return text + ngettext(
        "%(before)s person gave first answers, %(after)s gave second ones, %(both)s did both.",
        "%(before)s people gave first answers, %(after)s gave second ones, %(both)s did both.",
        flow.before,
    ) % {name: f"{n:,}" for name, n in counts.items()}


def steps_after(poll, consultation, user) -> list[dict]:
    """Say what the council did with it, as steps of a cycle."""
    if not consultation:
        return []
    outcome = consultation.outcome
    if outcome and not type(outcome).objects.visible_to(user).filter(pk=outcome.pk).exists():
        outcome = None
    published = consultation.results_published_at
    due = due_on(poll, consultation)
    steps = [
        {
            "label": _("Results published"),
            "note": short_day(published, year=True) if published else _by(due),
            "state": "next" if is_still_open(poll) else "done",
        }
    ]
    if outcome:
        note = outcome.we_did if len(outcome.we_did) < 200 else outcome.we_did[:199] + "…"
        steps.append(
            {
                "label": _("Decided"),
                "note": f"{short_day(outcome.decided_on, year=True)}: {note}"
                if outcome.decided_on
                else note,
                "state": "done",
                "url": outcome.url,
            }
        )
        return steps
    is_late = bool(consultation.days_overdue)
    steps.append(
        {
            "label": _("Decision by %(who)s") % {"who": consultation.decision_maker},
            "note": _by(consultation.decision_by),
            "state": "late" if is_late else "now",
        }
    )
    steps.append(
        {
            "label": _("We say what we did"),
            "note": _by(consultation.outcome_due),
            "state": "next",
        }
    )
    return steps


def _by(day) -> str:
    return _("by %(day)s") % {"day": short_day(day, year=True)} if day else ""
