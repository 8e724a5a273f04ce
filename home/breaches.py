"""The register of breaches: what happened, within how many hours it was reported, who was told."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import record
from core.dates import clock, short_day
from core.refusals import Refused
from core.safety import guard_formula
from home.data_requests import not_ahead
from panel.models import DataBreach, User


@transaction.atomic
def note_breach(*, told: dict[str, Any], by: User) -> DataBreach:
    """Put a breach on the register; its 72 hours run from when the council knew."""
    refuse_ahead(told["known_at"])
    breach = DataBreach.objects.create(by=by, **told)
    record("home.breach_noted", on=breach, by=by, risk=breach.risk)
    return breach


@transaction.atomic
def change_breach(*, breach: DataBreach, told: dict[str, Any], by: User) -> None:
    """Note what is known by now; the log keeps what the register said before."""
    breach = locked(breach)
    refuse_ahead(told["known_at"])
    before = {name: getattr(breach, name) for name in told if getattr(breach, name) != told[name]}
    for name in before:
        setattr(breach, name, told[name])
    if breach.reported_at and breach.is_late and not breach.late_because:
        raise Refused(_("By these hours the report was late, and nobody said why."))
    if breach.reported_at and breach.reported_at < breach.known_at:
        raise Refused(_("It was reported before this hour. Check the day and the time."))
    if before:
        breach.save(update_fields=list(before))
        words = {name: str(value) for name, value in before.items()}
        record("home.breach_changed", on=breach, by=by, before=words)


@transaction.atomic
def report(*, breach: DataBreach, at: dt.datetime, number: str, late: str, by: User) -> None:
    """Note when the Commissioner heard of it; after 72 hours with the reason for the delay."""
    breach = locked(breach)
    refuse_ahead(at)
    if breach.reported_at:
        raise Refused(_("It is reported already."))
    if at < breach.known_at:
        raise Refused(_("That is before anybody knew of the breach."))
    if at > breach.report_by and not late:
        raise Refused(_("That is after 72 hours. Say why: the report has to."))
    breach.reported_at, breach.report_number, breach.late_because = at, number, late
    breach.save(update_fields=["reported_at", "report_number", "late_because"])
    record("home.breach_reported", on=breach, by=by, number=number, reason=late)


@transaction.atomic
def tell_people(*, breach: DataBreach, on: dt.date, how: str, by: User) -> None:
    """Note when and how the people concerned were told."""
    breach = locked(breach)
    not_ahead(on)
    if on < timezone.localdate(breach.known_at):
        raise Refused(_("That is before anybody knew of the breach."))
    breach.told_on, breach.told_how = on, how
    breach.save(update_fields=["told_on", "told_how"])
    record("home.breach_people_told", on=breach, by=by)


@transaction.atomic
def close(*, breach: DataBreach, learnt: str, by: User) -> None:
    """Close an entry once all that the law asks for its risk is done."""
    breach = locked(breach)
    if breach.must_be_reported and not breach.reported_at:
        raise Refused(_("Report it to the Information Commissioner first."))
    if breach.risk == DataBreach.Risk.HIGH and not breach.told_on:
        raise Refused(_("Tell the people concerned first."))
    breach.closed_on, breach.learnt = timezone.localdate(), learnt
    breach.save(update_fields=["closed_on", "learnt"])
    record("home.breach_closed", on=breach, by=by)


def locked(breach: DataBreach) -> DataBreach:
    """Return an entry as it is now; nobody else changes it until this transaction ends."""
    now = DataBreach.objects.select_for_update().filter(pk=breach.pk).first()
    if now is None:
        raise Refused(_("This breach is no longer here."))
    if now.closed_on:
        raise Refused(_("It is closed. Nothing of it changes any more."))
    return now


def refuse_ahead(moment: dt.datetime) -> None:
    if moment > timezone.now():
        raise Refused(_("That hour has not come yet. Check the day and the time."))


# ---- as a file -----------------------------------------------------------------------------------


def as_table() -> list[list[str]]:
    """Return the register as a table, a row for each breach, the newest first."""
    columns = {
        _("Number"): lambda one: str(one.pk),
        _("In a few words"): lambda one: one.title,
        _("Known since"): lambda one: moment_in_words(one.known_at),
        _("Report due by"): lambda one: (
            moment_in_words(one.report_by) if one.must_be_reported else ""
        ),
        _("Reported"): lambda one: moment_in_words(one.reported_at),
        _("Number of the report"): lambda one: one.report_number,
        _("Why it was late"): lambda one: one.late_because,
        _("What happened"): lambda one: one.happened,
        _("Which people"): lambda one: one.people,
        _("Which data"): lambda one: one.records,
        _("Likely consequences"): lambda one: one.consequences,
        _("What is done"): lambda one: one.measures,
        _("Risk"): lambda one: one.get_risk_display(),
        _("Why this risk"): lambda one: one.risk_because,
        _("People told"): lambda one: one.told_on.isoformat() if one.told_on else "",
        _("How they were told"): lambda one: one.told_how,
        _("Closed"): lambda one: one.closed_on.isoformat() if one.closed_on else "",
        _("What was learnt"): lambda one: one.learnt,
    }
    rows = DataBreach.objects.all()
    return [
        list(columns),
        *([guard_formula(cell(one)) for cell in columns.values()] for one in rows),
    ]


def moment_in_words(moment: dt.datetime | None) -> str:
    return f"{short_day(moment, year=True)}, {clock(moment)}" if moment else ""
