"""Messages to people by what they told about themselves: that they got one tells it as well.

Who takes an answer back, or changes it, has such messages unlinked at once. The others lose the way
to people when they no longer count for the week of anybody (`polls.retention`).
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.keys import new_key
from panel.messages.own import messages_to, of_these
from panel.messages.purposes import PURPOSES, purpose_of
from panel.models import Mailing, Message, User

State = Message.State


def mailings_by_answers() -> Iterator[Mailing]:
    """Give the mailings that went to people by their answers about themselves."""
    return filter(is_by_answers, may_go_by_answers())


def may_go_by_answers() -> QuerySet[Mailing]:
    return Mailing.objects.filter(
        purpose__in=[code for code, one in PURPOSES.items() if one.by_answers]
    )


def is_by_answers(mailing: Mailing) -> bool:
    asks = purpose_of(mailing).by_answers
    return bool(asks and asks(mailing))


def let_go_of_messages(user: User) -> None:
    """Unlink a person's messages that went by answers which they do not give any more.

    What waits is not sent. What is being sent this moment is left to the clock.
    """
    own = messages_to(user, may_go_by_answers())
    if not own:
        return
    for message in Message.objects.filter(of_these(own)).exclude(state=State.SENDING):
        mailing = own[message.subject, message.key]
        if not is_by_answers(mailing) or user.pk in purpose_of(mailing).words(mailing, [user]):
            continue
        row = Message.objects.filter(pk=message.pk).exclude(state=State.SENDING)
        why = _("It was over, or taken back")
        row.filter(state=State.QUEUED).update(state=State.CANCELLED, why=why)
        row.update(key=new_key())
