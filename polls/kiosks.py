"""Shared tablets, and answers begun with an officer: how they start, and that nothing stays behind.

Both begin as a draft of nobody with an account that says how it was begun; what is sent from it
keeps that (`polls.responding`).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core import signing
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import record
from core.refusals import Refused
from polls.models import Draft, Kiosk, QuestionnairePage, Wave
from polls.models.responses import Format, Mode
from polls.without_account import Visitor, new_visitor

COOKIE = "kiosk"
SALT = "polls.kiosk"
HOURS = (4, 8, 12, 24 * 7)


def refusal_without_account(page: QuestionnairePage) -> str:
    """Say why nobody can answer here without an account; empty when they can."""
    if not page.is_open_to_all:
        return _(
            "Only members of the panel answer this. A tablet asks nobody who they are, and a "
            "private link leads to nobody’s account: both need a questionnaire that anybody may "
            "answer. With a member in the room or on the telephone, use “Answer with a member”."
        )
    return "" if page.live and page.is_open else _("It is not open now.")


def open_kiosk(*, page: QuestionnairePage, place: str, hours: int, by: Any) -> Kiosk:
    """Open a tablet for so many hours, never beyond the close."""
    if refusal := refusal_without_account(page):
        raise Refused(refusal)
    until = timezone.now() + dt.timedelta(hours=hours)
    if page.closes_at:
        until = min(until, page.closes_at)
    kiosk = Kiosk.objects.create(page_id=page.pk, place=place, until=until, by=by)
    record("polls.open_kiosk", on=page, by=by, place=place, until=until.isoformat())
    return kiosk


def end_kiosk(*, kiosk: Kiosk, by: Any) -> None:
    """Let nobody begin on a tablet any more; who has begun can still send."""
    ended = Kiosk.objects.filter(pk=kiosk.pk, ended_at=None).update(ended_at=timezone.now())
    if ended:
        record("polls.end_kiosk", on=kiosk.page, by=by, place=kiosk.place)


def address_of(kiosk: Kiosk) -> str:
    """Return the signed address that is opened on the tablet."""
    token = signing.Signer(salt=SALT).sign(str(kiosk.pk))
    return reverse("polls:kiosk", args=[kiosk.page_id, token])


def find_kiosk(page: QuestionnairePage, token: str) -> Kiosk | None:
    """Return the tablet of a signed address, running or not; None of what we have not signed."""
    try:
        number = signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature:
        return None
    return Kiosk.objects.filter(pk=number, page_id=page.pk).first()


def begin(page: QuestionnairePage, mode: Mode, answers: dict[str, Any]) -> Visitor:
    """Begin a draft that says how it was begun; the visitor's number is all that leads to it."""
    visitor = new_visitor()
    Draft.objects.create(
        page_id=page.pk,
        wave=Wave.ONLY,
        key=visitor.key_for(page.subject),
        answers=answers,
        mode=mode,
        format=page.read_in or Format.STANDARD,
        version=page.version,
    )
    return visitor


def leave(page: QuestionnairePage, visitor: Any) -> None:
    """Leave nothing of what somebody has begun on a tablet and not sent."""
    drafts = Draft.objects.filter(page_id=page.pk, key=visitor.key_for(page.subject))
    drafts.filter(mode=Mode.KIOSK).delete()
    page.forget_standings()
