"""Complaints about data: from anybody, acknowledged at once, answered with where to go next."""

import datetime as dt
import logging
from smtplib import SMTPException
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import record
from core.refusals import Refused
from home.data_requests import not_ahead
from panel import mail
from panel.models import CouncilSettings, DataComplaint, User

ABOUT_PEOPLE = ("name", "email", "contact", "words", "steps", "outcome_words")
logger = logging.getLogger(__name__)


@transaction.atomic
def complain(
    *,
    name: str,
    email: str,
    contact: str,
    words: str,
    person: User | None = None,
    channel: str = DataComplaint.Channel.WEBSITE,
    received_on: dt.date | None = None,
    by: User | None = None,
) -> DataComplaint:
    """Note a complaint, and acknowledge it by e-mail as soon as it is stored, if there is one.

    Nothing that was typed goes into that message: anybody may have typed anybody's address.
    """
    received_on = received_on or timezone.localdate()
    not_ahead(received_on)
    complaint = DataComplaint.objects.create(
        person=person,
        name=name,
        email=email.strip().lower(),
        contact=contact,
        words=words,
        channel=channel,
        received_on=received_on,
        by=by,
    )
    record("home.complaint_received", on=complaint, by=by, channel=str(channel))
    if complaint.email:
        transaction.on_commit(lambda: acknowledge_by_mail(complaint))
    elif by is None:
        note_acknowledged(complaint, _("On the page, with the number and the day"))
    return complaint


def acknowledge_by_mail(complaint: DataComplaint) -> bool:
    """Send the acknowledgement; while it has not gone out the list asks officers for it."""
    context = {"complaint": complaint}
    if not send(complaint, "home/mail/complaint_received", context):
        return False
    note_acknowledged(complaint, _("By e-mail, at once"))
    return True


def note_acknowledged(complaint: DataComplaint, how: str) -> None:
    found = DataComplaint.objects.filter(pk=complaint.pk, acknowledged_on=None)
    found.update(acknowledged_on=timezone.localdate(), acknowledged_how=how)
    complaint.refresh_from_db()


def send(complaint: DataComplaint, template: str, context: dict[str, Any]) -> bool:
    """Send a letter to who complained; say whether it went out. The page never fails over it."""
    try:
        return mail.compose(complaint.email, template, context).send() == 1
    except (SMTPException, OSError):
        logger.exception("A letter about complaint %s could not be sent", complaint.pk)
        return False


# ---- what officers do ----------------------------------------------------------------------------


@transaction.atomic
def acknowledge(*, complaint: DataComplaint, on: dt.date, how: str, by: User) -> None:
    """Note that it was acknowledged by letter or phone."""
    complaint = locked(complaint)
    not_ahead(on)
    if complaint.acknowledged_on:
        raise Refused(_("It is acknowledged already."))
    if on < complaint.received_on:
        raise Refused(_("That is before the complaint came."))
    found = DataComplaint.objects.filter(pk=complaint.pk)
    found.update(acknowledged_on=on, acknowledged_how=how)
    record("home.complaint_acknowledged", on=complaint, by=by, how=how)


@transaction.atomic
def look_into(*, complaint: DataComplaint, steps: str, by: User) -> None:
    """Note what is done about it; it counts as being looked into since the first such note."""
    complaint = locked(complaint)
    since = complaint.looking_since or timezone.localdate()
    DataComplaint.objects.filter(pk=complaint.pk).update(steps=steps, looking_since=since)
    record("home.complaint_looked_into", on=complaint, by=by)


@transaction.atomic
def tell_outcome(*, complaint: DataComplaint, outcome: str, words: str, by: User) -> None:
    """End a complaint, and send the outcome once that is stored, if there is an e-mail address."""
    complaint = locked(complaint)
    if not complaint.acknowledged_on:
        raise Refused(_("Acknowledge it first."))
    complaint.outcome, complaint.outcome_words = outcome, words
    complaint.outcome_on = timezone.localdate()
    complaint.save(update_fields=["outcome", "outcome_words", "outcome_on"])
    record("home.complaint_outcome", on=complaint, by=by, outcome=outcome)

    def tell() -> None:
        if complaint.email:
            send(complaint, "home/mail/complaint_outcome", {"complaint": complaint})
        if complaint.forgets:
            forget(complaint)

    transaction.on_commit(tell)


def letter(complaint: DataComplaint) -> str:
    """Return the outcome as a letter to print, with where to complain next."""
    council = CouncilSettings.load()
    context = {"complaint": complaint, "council": council}
    return render_to_string("home/mail/complaint_outcome.txt", context).strip() + "\n"


def locked(complaint: DataComplaint) -> DataComplaint:
    """Return a complaint as it is now; nobody else changes it until this transaction ends."""
    now = DataComplaint.objects.select_for_update().filter(pk=complaint.pk).first()
    if now is None:
        raise Refused(_("This complaint is no longer here."))
    if now.outcome:
        raise Refused(_("Its outcome is told. Nothing of it changes any more."))
    return now


# ---- forgetting ----------------------------------------------------------------------------------


def forget_complaints(user: User) -> None:
    """Take who leaves out of their complaints; one that is open follows once it is answered.

    The address is compared as well, for whoever complained without signing in, unless others use it
    too: then nobody knows whose the complaint is, and it goes by its period.
    """
    theirs = Q(person=user)
    if not User.objects.filter(email=user.email, is_active=True).exclude(pk=user.pk).exists():
        theirs |= Q(person=None, email__iexact=user.email)
    own = DataComplaint.objects.filter(theirs)
    own.filter(outcome="").update(forgets=True)
    for complaint in own.exclude(outcome=""):
        forget(complaint)


def forget(complaint: DataComplaint) -> None:
    """Leave of a complaint its days and its outcome."""
    nothing = dict.fromkeys(ABOUT_PEOPLE, "")
    DataComplaint.objects.filter(pk=complaint.pk).update(**nothing, person=None, forgets=False)
