"""Send mail: plain text, from the council, and for tasks with a way to stop it in one click.

Kinds: a *service* message is one that somebody asked for or must have (a code, a receipt). A *task*
message invites or tells; it carries List-Unsubscribe, and respects those who stopped it.
"""

import hashlib
import hmac
from email.utils import formataddr, parseaddr
from typing import Any, Literal

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from panel import consent
from panel.messages.own import cancel_queued
from panel.models import CouncilSettings, Membership, StoppedAddress, User

SALT = "panel.mail.stop"


def send(
    to_user: User,
    template: str,
    context: dict[str, Any],
    *,
    kind: Literal["service", "task"],
    headers: dict[str, str] | None = None,
) -> bool:
    """Send `<template>.txt` under `<template>_subject.txt` now; say whether it went out.

    For what the request itself has to send, such as a receipt that is stored nowhere. All else
    goes through the queue, `panel.messages`. Task mail stops when asked.
    """
    if kind == "task" and has_stopped(to_user):
        return False
    message = letter_to(to_user, template, context, kind=kind)
    message.extra_headers.update(headers or {})
    return message.send() == 1


def letter_to(
    user: User, template: str, context: dict[str, Any], *, kind: Literal["service", "task"]
) -> EmailMessage:
    """Return a letter to a user, which says how to stop such letters unless it is a service."""
    stop_url = stop_address(user) if kind == "task" else ""
    message = compose(user.email, template, {"user": user, **context}, stop_url=stop_url)
    if stop_url:
        message.extra_headers["List-Unsubscribe"] = f"<{stop_url}>"
        message.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return message


def compose(
    address: str, template: str, context: dict[str, Any], *, stop_url: str = ""
) -> EmailMessage:
    """Return a message with the template's words, then who writes and how to answer."""
    council = CouncilSettings.load()
    with translation.override(settings.LANGUAGE_CODE):
        context = {"council": council, "site_url": settings.SITE_URL, **context}
        subject = render_to_string(f"{template}_subject.txt", context)
        text = render_to_string(f"{template}.txt", context)
        foot = render_to_string("panel/mail/foot.txt", {**context, "stop_url": stop_url})
    message = EmailMessage(
        " ".join(subject.split()), f"{text.strip()}\n\n{foot.strip()}\n", sender(council), [address]
    )
    if council.email:
        message.reply_to = [council.email]
    return message


def sender(council: CouncilSettings) -> str:
    """Return the configured address under the site's name."""
    _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((" ".join(council.name.split()), address))


# ---- stopping ------------------------------------------------------------------------------


def stop_address(user: User) -> str:
    """Return the address that stops task mail to a user; it does not sign anybody in."""
    token = signing.dumps(user.pk, salt=SALT, compress=True)
    return settings.SITE_URL + reverse("panel:stop_mail", args=[token])


def user_of(token: str) -> User | None:
    """Return whose mail a token stops, or None for a token that we did not make."""
    try:
        return User.objects.filter(pk=signing.loads(token, salt=SALT)).first()
    except signing.BadSignature:
        return None


def has_stopped(user: User) -> bool:
    """Say whether a user, or an earlier owner of the address, wants or may get no task mail."""
    if StoppedAddress.objects.filter(digest=digest(user.email)).exists():
        return True
    return not consent.may_be_told(user)


@transaction.atomic
def stop(user: User, *, channel: str = consent.Channel.WEBSITE) -> None:
    """Send a user no more task mail, now or after they have left; what waits is taken back."""
    StoppedAddress.objects.get_or_create(digest=digest(user.email))
    Membership.objects.filter(user=user).update(wants_news=False)
    cancel_queued(user, because=_("They want no such messages"))
    note_choice(user, consent.Choice.WITHDRAWN, channel)


@transaction.atomic
def resume(user: User) -> None:
    """Send a user task mail again, at their wish."""
    StoppedAddress.objects.filter(digest=digest(user.email)).delete()
    Membership.objects.filter(user=user).update(wants_news=True)
    note_choice(user, consent.Choice.GIVEN, consent.Channel.WEBSITE)


def note_choice(user: User, choice: str, channel: str) -> None:
    """Put on record that somebody wants to be told, or no more, if that is news."""
    consent.note_change(
        user=user,
        purpose=consent.Purpose.NEWS,
        choice=choice,
        channel=channel,
        shown=_("Write to me when something that I took part in has results or an outcome"),
    )


def digest(address: str) -> str:
    """Return the keyed hash under which a stopped address is remembered."""
    key = f"stopped-mail|{settings.SECRET_KEY}".encode()
    return hmac.new(key, address.strip().lower().encode(), hashlib.sha256).hexdigest()
