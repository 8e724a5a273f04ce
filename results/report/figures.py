"""All figures of a report, put together from one reading of the answers."""

from __future__ import annotations

from panel.models import CouncilSettings
from panel.trends import version_of
from polls.models.assignment import TREATMENT
from polls.opening import short_notice_of
from polls.reviewed import is_signed_off
from results.answers import read_answers
from results.exports.pseudonymous import people_table
from results.exports.writers import snapshot_id
from results.poll_report import build_report
from results.report.arms import arms
from results.report.attrition import attrition
from results.report.by_rule import by_rule, took_part
from results.report.groups import groups
from results.report.items import evaluation, item_figures, lists, questionnaire
from results.report.knowledge import knowledge
from results.report.later import follow_up
from results.report.limits import limits
from results.report.people import composition, flow
from results.report.study import Figures, Study
from results.report.subgroups import subgroups
from results.report.taking_part import attendance, doses_of
from results.report.told import by_told
from results.reports import members_then, wards_of


def study_of(poll, *, threshold: int) -> Study:
    """Read everybody's answers as they are at this instant."""
    wards = wards_of(poll)
    sheet = read_answers(poll)
    table = people_table(poll, sheet, wards)
    sheet = sheet.that_count(poll)
    deliberated = sheet.in_arm(TREATMENT)
    report = build_report(
        poll=poll,
        sheet=deliberated,
        wards=wards,
        threshold=threshold,
        rules=CouncilSettings.load().base_rules,
        members=members_then(poll).count(),
        snapshot=snapshot_id(table),
    )
    return Study(poll, sheet, deliberated, wards, report)


def figures_of(study: Study) -> Figures:
    """Work out everything that the report says; all of it may be seen by anyone."""
    poll = study.poll
    doses = doses_of(poll)
    part = took_part(study, doses)
    items = [item_figures(item) for item in study.report.items]
    alone = by_rule(study, part, items)
    told = by_told(study)
    figures: Figures = {
        "title": poll.title,
        "dates": {
            "before_opened": poll.before_opens_at.isoformat(),
            "before_closed": poll.wave_closes_at("before").isoformat(),
            "after_opened": poll.wave_opens_at("after").isoformat(),
            "after_closed": poll.wave_closes_at("after").isoformat(),
        },
        "threshold": study.threshold,
        "ward_boundaries": version_of(study.wards),
        "withdrawn": poll.responses.exclude(withdrawn_at=None).values("key").distinct().count(),
        "flow": flow(study, doses),
        "items": items,
        "by_rule": alone,
        "follow_up": follow_up(study, part if alone else None),
        "knowledge": knowledge(study),
        "arms": arms(study),
        "groups": groups(study),
        "took_part_rule": poll.took_part_rule,
        "attendance": attendance(study, doses),
        "composition": composition(study, told),
        "attrition": attrition(study, told),
        "subgroups": subgroups(study),
        "evaluation": evaluation(study),
        "lists": lists(study),
        "questionnaire": questionnaire(study),
        "unsigned_reason": "" if is_signed_off(poll) else poll.unsigned_reason,
        "short_notice_reason": short_notice_of(poll),
        "closed_early": {stage: one.reason for stage, one in poll.closed_early.items()},
        "recruited": study.sheet.recruited.value,
        "added_by_hand": study.sheet.added_by_hand,
        "late_answers": study.sheet.late_answers,
        "ways": [{"wave": wave, "people": people} for wave, people in study.report.ways],
        "formats": [{"wave": wave, "people": people} for wave, people in study.report.formats],
        "is_of_a_sample": study.sheet.is_of_a_sample,
    }
    return figures | {"limits": limits(figures)}
