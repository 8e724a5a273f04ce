"""Making an export: who may have what, from one snapshot, and a record that it was made."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from consultations.models import consultation_of
from core.audit import record
from core.dates import day
from core.refusals import Refused
from panel.models import CouncilSettings
from panel.trends import version_of
from polls.correcting import corrections_in_words
from polls.hosts import refusal_to_read_answers
from polls.models import Assignment, DeliberativePollPage
from polls.models.waves import COMPARED
from results.answers_by_ward_file import by_ward_in_files
from results.exports.attendance import with_attendance
from results.exports.package import About, package, software, zipped
from results.exports.public import public_table
from results.exports.questionnaire import questionnaire_table
from results.exports.tables import Table, codebook
from results.exports.writers import snapshot_id, to_csv
from results.models import Export, FrozenReport
from results.poll_report import PollReport
from results.publication import (
    MAY_PREVIEW,
    are_published,
    is_still_open,
)
from results.questionnaire_report import QuestionnaireReport
from results.recruited_in_words import recruited_in_words
from results.report.analysts import analysts_table
from results.report.figures import study_of
from results.report.files import files_of_report
from results.report.freezing import published_report
from results.reports import (
    KEPT_FOR,
    answers_id,
    questionnaire_report_of,
    report_of,
    snapshot_of,
    wards_of,
)

IDENTIFIABLE = "identifiable"


@dataclass(frozen=True)
class Made:
    """An export with its record."""

    export: Export
    files: dict[str, bytes]

    def as_zip(self) -> bytes:
        return zipped(self.files)


def refusal_to_export(user, poll, audience: str) -> str:
    """Say why this person may not have this class of file; empty when they may."""
    if audience == IDENTIFIABLE:
        return _(
            "There is no export with names: answers are kept apart from people, and nothing here "
            "can join them again."
        )
    if audience not in Export.Audience.values:
        return _("There is no such class of file. Choose “public” or “pseudonymous”.")
    if user.has_perm(MAY_PREVIEW):
        is_public = audience == Export.Audience.PUBLIC
        return "" if is_public else refusal_to_read_answers(user, poll)
    if audience != Export.Audience.PUBLIC:
        return _("This file is for officers and analysts who may export results.")
    if not are_published(poll, consultation_of(poll)):
        return _("This file comes when the results are published.")
    return ""


@dataclass(frozen=True)
class Snapshot:
    """One table at one instant, with the hash of the answers that it was made from."""

    table: Table
    id: str
    people: int | str
    recruited: str  # in words
    added_by_hand: str  # as in `Sheet`, of what the table counts
    late_answers: str = ""  # likewise
    by_ward: Table | None = None  # what may be shown by ward of a plain questionnaire


def take_snapshot(poll, audience: str) -> Snapshot:
    """Lay out the table of one class."""
    if audience == Export.Audience.PUBLIC:
        if is_still_open(poll):
            raise Refused(
                _("People still answer. Public figures are made when the questions have closed.")
            )
        if isinstance(poll, DeliberativePollPage):
            report = report_of(poll)
            flow = report.flow
            people = flow.before + flow.after - flow.both
            table = with_corrections(public_table(report), poll)
            return Snapshot(table, report.snapshot, people, *_who_came(report))
        answers = questionnaire_report_of(poll)
        table = with_corrections(questionnaire_table(answers), poll)
        threshold = CouncilSettings.load().suppression_threshold
        return Snapshot(
            table,
            answers_id(poll),
            answers.n,
            *_who_came(answers),
            by_ward=by_ward_in_files(poll, threshold),
        )
    sheet, table = snapshot_of(poll, wards_of(poll))
    words = recruited_in_words(sheet.recruited, "")
    whole = with_attendance(table, poll, sheet)
    return Snapshot(whole, snapshot_id(table), len(sheet.keys), words, "")


def with_corrections(table: Table, poll) -> Table:
    """Have a public table say which words were corrected, when and why."""
    return replace(table, notes=(*table.notes, *corrections_in_words(poll)))


def _who_came(report: PollReport | QuestionnaireReport) -> tuple[str, str, str]:
    late = report.late_answers
    words = recruited_in_words(report.recruited, report.added_by_hand, late)
    return words, report.added_by_hand, late


def files_of(
    poll, snapshot: Snapshot, audience: str, format: str, *, made_by: str, purpose: str = ""
) -> dict[str, bytes]:
    """Write one snapshot in one format, with all that must go with it."""
    return package(
        snapshot.table,
        format=format,
        about=About(
            title=poll.title,
            audience=audience,
            snapshot=snapshot.id,
            made_on=day(timezone.now(), year=True),
            made_by=made_by,
            purpose=purpose,
            asked=_asked(poll),
            responses=snapshot.people,
            recruited=snapshot.recruited,
            exclusions="people who withdrew their answers"
            + (", and responses that an officer excluded" if poll.is_open_to_all else "")
            + (", and who was added by hand" if snapshot.added_by_hand == "left out" else "")
            + (", and answers that came late" if snapshot.late_answers == "left out" else ""),
            cautions=_cautions(poll),
            contact=_contact(),
            boundaries=version_of(wards_of(poll)),
        ),
        beside=beside(poll, audience),
        by_ward=snapshot.by_ward,
    )


def beside(poll, audience: str) -> dict[str, bytes]:
    """Write what goes with the data of a deliberative poll.

    In public the frozen report, if there is one; for analysts the figures of all groups.
    """
    if not isinstance(poll, DeliberativePollPage):
        return {}
    if audience == Export.Audience.PUBLIC:
        frozen = newest_edition(poll)
        return files_of_report(frozen) if frozen else {}
    study = study_of(poll, threshold=CouncilSettings.load().suppression_threshold)
    table = analysts_table(study)
    return {"figures.csv": to_csv(table), "figures-codebook.csv": to_csv(codebook(table))}


def newest_edition(poll) -> FrozenReport | None:
    """Return the newest report; the first to look after publication has it made."""
    is_out = are_published(poll, consultation_of(poll))
    return published_report(poll) if is_out else poll.frozen_reports.first()


@transaction.atomic
def make_export(
    *, poll, audience: str, format: str, purpose: str, by=None, by_words: str = ""
) -> Made:
    """Make the files of one class in one format, and record who had them made and what for.

    `by` is None on the command line, which `by_words` names. Whether they may is asked by
    `refusal_to_export`.
    """
    if not purpose.strip():
        raise Refused(_("Say what the file is for. It is kept with the record of this export."))
    snapshot = take_snapshot(poll, audience)
    files = files_of(
        poll, snapshot, audience, format, made_by=str(by) if by else by_words, purpose=purpose
    )
    export = Export.objects.create(
        poll_id=poll.pk,
        audience=audience,
        format=format,
        purpose=purpose,
        by=by,
        snapshot=snapshot.id,
        sha256=hashlib.sha256(files[f"data.{format}"]).hexdigest(),
        rows=len(snapshot.table.rows),
    )
    record(
        "results.export",
        on=poll,
        by=by,
        reason=purpose,
        audience=audience,
        format=format,
        snapshot=snapshot.id,
        sha256=export.sha256,
        rows=export.rows,
        software=software(),
        made_by=by_words,
    )
    return Made(export, files)


def public_zip(poll, format: str) -> bytes:
    """Return the published files that anybody may have, made once for each state of the answers."""
    snapshot = take_snapshot(poll, Export.Audience.PUBLIC)
    is_reported = isinstance(poll, DeliberativePollPage)
    frozen = newest_edition(poll) if is_reported else None
    edition = str(frozen.edition if frozen else 0)
    key = "-".join(("public", str(poll.pk), edition, format, snapshot.id, str(get_language())))
    made = cache.get(key)
    # The tables are compared as well: the threshold may have changed since.
    tables = (snapshot.table, snapshot.by_ward)
    if made is None or made[0] != tables:
        files = files_of(
            poll,
            snapshot,
            Export.Audience.PUBLIC,
            format,
            made_by=CouncilSettings.load().council_name,
        )
        made = tables, zipped(files)
        cache.set(key, made, KEPT_FOR)
    return made[1]


def _asked(poll) -> str:
    if isinstance(poll, DeliberativePollPage):
        rounds = [
            " to ".join(
                day(date, year=True) if date else ""
                for date in (poll.wave_is_to_open_at(wave), poll.wave_closes_at(wave))
            )
            for wave in poll.waves
        ]
        times = "twice" if len(rounds) == len(COMPARED) else "three times"
        return f"the same questions {times}, {', '.join(rounds[:-1])} and {rounds[-1]}"
    if poll.opens_at and poll.closes_at:
        return f"{day(poll.opens_at, year=True)} to {day(poll.closes_at, year=True)}"
    return ""


def _cautions(poll) -> tuple[str, ...]:
    chose = (
        "Everybody here chose to take part. The figures say what these people think, not what all "
        "residents think."
    )
    if not isinstance(poll, DeliberativePollPage):
        apart = "Organisations answered too. They are no people: keep them apart."
        return (chose, *((apart,) if poll.asks_respondent_type else ()))
    compared = (
        "The figures are of those who deliberated. Others were drawn to answer only: arm 0."
        if Assignment.Kind.ARMS in poll.draws
        else "There was no comparison group, so a change cannot be put down to hearing the "
        "arguments alone."
    )
    return (
        chose,
        compared,
        "“I do not know” and skipped answers are never in an average.",
        "Averages and changes are of people who answered the item both times.",
    )


def _contact() -> str:
    council = CouncilSettings.load()
    return ", ".join(part for part in (council.council_name, council.email, council.phone) if part)
