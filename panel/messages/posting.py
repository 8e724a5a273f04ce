"""Hand messages to the mail server: each at most once, whatever dies on the way.

A message is marked *sending*, and that is committed, before the mail server hears of it; it is
marked *sent* afterwards. Who dies in between leaves it *sending*; then nobody can know whether it
went out, so a sweep makes it *perhaps sent* and an officer decides (`panel.messages.deciding`).
"""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django_tasks import task

from panel.messages.clock import end_of_quiet
from panel.messages.deciding import sweep
from panel.messages.own import messages_to, of_these
from panel.messages.rounds import Round
from panel.models import Mailing, Message, MessageSettings, User


@task()
def post_due() -> int:
    """Send what is due, for some minutes; return how many messages went out."""
    return post_round(now=timezone.now())


@task()
def post_to(mailing_pk: int, user_pk: int) -> int:
    """Send one person at once what waits for them in a mailing of service messages."""
    mailing = Mailing.objects.get(pk=mailing_pk)
    user = User.objects.filter(pk=user_pk, is_active=True).first()
    if user is None:
        return 0
    now = timezone.now()
    due = Message.objects.due(now).filter(of_these(messages_to(user, [mailing])))
    with Round([mailing], MessageSettings.load(), now) as one:
        _reached, sent = one.post_to({user.pk: list(due.values_list("pk", flat=True))})
    return sent


def send_what_is_due() -> None:
    """Have the worker send, if anything can go out now; said once a minute."""
    now = timezone.now()
    sweep(now=now)
    if mailings_due(now, MessageSettings.load()).exists():
        post_due.enqueue()


def post_round(*, now: dt.datetime) -> int:
    """Send what is due, person by person, and put off what may not go out yet."""
    sweep(now=now)
    rules = MessageSettings.load()
    due = list(mailings_due(now, rules))
    if not due:
        return 0
    with Round(due, rules, now) as one:
        return one.carry_out()


def mailings_due(now: dt.datetime, rules: MessageSettings):
    """Keep the mailings of which some message may go out now; in quiet hours service alone."""
    due = Mailing.objects.due(now)
    return due.filter(kind=Mailing.Kind.SERVICE) if end_of_quiet(now, rules) else due
