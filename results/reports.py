"""From a poll to its report, worked out once for each state of its answers."""

from __future__ import annotations

import hashlib
from dataclasses import astuple
from functools import partial

from django.core.cache import cache
from django.db.models import Count, Max, Q
from django.utils.translation import get_language

from panel.models import CouncilSettings, Membership, Ward
from polls.models import CodedAnswer, Response, Theme, Wave
from polls.models.assignment import TREATMENT
from results.answers import Sheet, read_answers
from results.at_random import AtRandom, said_at_random
from results.exports.pseudonymous import people_table
from results.exports.tables import Table
from results.exports.writers import snapshot_id
from results.poll_report import PollReport, build_report
from results.questionnaire_report import QuestionnaireReport, report_on

KEPT_FOR = 60 * 60 * 24
VERSION = 9  # raise it when the same answers give a different report


def report_of(poll, *, threshold: int | None = None) -> PollReport:
    """Return the report of a deliberative poll, kept while no answer has come, changed or gone."""

    def build(threshold: int) -> PollReport:
        wards = wards_of(poll)
        sheet, table = snapshot_of(poll, wards)
        return build_report(
            poll=poll,
            sheet=sheet.that_count(poll).in_arm(TREATMENT),
            wards=wards,
            threshold=threshold,
            rules=CouncilSettings.load().base_rules,
            members=members_then(poll).count(),
            snapshot=snapshot_id(table),
        )

    return kept_while_unchanged(poll, threshold, build)


def questionnaire_report_of(poll, *, threshold: int | None = None) -> QuestionnaireReport:
    """Return the report of a plain questionnaire, kept likewise."""
    return kept_while_unchanged(poll, threshold, partial(report_on, poll), state_of_words(poll))


def state_of_words(poll) -> tuple:
    """Return what changes when answers in own words are read for themes, or themes change."""
    read = CodedAnswer.objects.filter(answer__item__page_id=poll.pk)
    counted = read.aggregate(n=Count("pk"), last=Max("coded_at"))
    themes = Theme.objects.filter(item__page_id=poll.pk).values_list("pk", "label")
    fewest = CouncilSettings.load().same_words_from
    return (*counted.values(), fingerprint(sorted(themes)), fewest)


def fingerprint(rows: list) -> str:
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:16]


def answers_id(poll) -> str:
    """Return the hash by which files name the answers to a plain questionnaire, kept likewise.

    Every answer is read for it, so only a file has it worked out; figures are counted without.
    """

    def build(_threshold: int) -> str:
        return snapshot_id(snapshot_of(poll, wards_of(poll))[1])

    return kept_while_unchanged(poll, None, build, what="answers")


def at_random_of(poll, *, threshold: int) -> AtRandom:
    """Return what members said who were invited at random, kept likewise."""
    return kept_while_unchanged(poll, threshold, partial(said_at_random, poll), what="at-random")


def kept_while_unchanged(
    poll, threshold: int | None, build, more: tuple = (), *, what: str = "results"
):
    """Return what `build` makes of a threshold, kept while no answer has come, changed or gone."""
    council = CouncilSettings.load()
    threshold = threshold or council.suppression_threshold
    state = Response.objects.filter(page_id=poll.pk).aggregate(
        n=Count("pk"),
        last=Max("submitted_at"),
        withdrawn=Count("withdrawn_at"),
        left_out=Count("pk", filter=Q(is_counted=False)),
        excluded=Count("excluded_at"),
        last_excluded=Max("excluded_at"),
    )
    parts = (
        *(VERSION, poll.pk, poll.version, *state.values(), poll.last_published_at),
        *(threshold, *astuple(council.base_rules), get_language(), *more),
    )
    key = "-".join(str(part).replace(" ", "T") for part in (what, *parts))
    report = cache.get(key)
    if report is None:
        report = build(threshold)
        cache.set(key, report, KEPT_FOR)
    return report


def snapshot_of(poll, wards: list[Ward]) -> tuple[Sheet, Table]:
    """Read all answers at this instant, with the table whose hash names them."""
    sheet = read_answers(poll)
    return sheet, people_table(poll, sheet, wards)


def wards_of(poll) -> list[Ward]:
    """Return the wards within the boundaries that held when the poll closed, without geometry."""
    closes = poll.wave_closes_at(Wave.AFTER)
    return list(Ward.objects.in_force(closes.date() if closes else None).defer("geometry"))


def members_then(poll):
    """Keep those members who were on the panel when the first round closed."""
    return Membership.objects.active().filter(joined_at__lte=poll.wave_closes_at(Wave.BEFORE))
