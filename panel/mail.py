"""Send mail: plain text, from the council, and for tasks with a way to stop it in one click.

Kinds: a *service* message is one that somebody asked for or must have (a code, a receipt). A *task*
message invites or tells; it carries List-Unsubscribe, and respects those who stopped it.
"""

import hashlib
import hmac
import re
import secrets
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
from panel.erasures import Kind, note_erasure
from panel.messages.own import cancel_queued
from panel.models import Bounce, CouncilSettings, Membership, MessageWishes, StoppedAddress, User

SALT = "panel.mail.stop"
MESSAGE_ID = re.compile(r"<([0-9a-f]{16})\.([0-9a-f]{20})@")


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
    return addressed(user, [(template, context)], kind=kind)


def addressed(user: User, letters: list[tuple[str, dict[str, Any]]], *, kind: str) -> EmailMessage:
    """Return one or more letters to a user as one message, in their language."""
    stop_url = stop_address(user) if kind != "service" else ""
    about = [(template, {"user": user, **context}) for template, context in letters]
    message = compose_all(user.email, about, stop_url=stop_url, language=language_of(user))
    if stop_url:
        message.extra_headers["List-Unsubscribe"] = f"<{stop_url}>"
        message.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return message


def compose(
    address: str, template: str, context: dict[str, Any], *, stop_url: str = ""
) -> EmailMessage:
    """Return a message with the template's words, then who writes and how to answer."""
    return compose_all(address, [(template, context)], stop_url=stop_url)


def compose_all(
    address: str,
    letters: list[tuple[str, dict[str, Any]]],
    *,
    stop_url: str = "",
    language: str = "",
) -> EmailMessage:
    """Return one or more letters as one plain message, in one language."""
    council = CouncilSettings.load()
    common = {"council": council, "site_url": settings.SITE_URL}
    with translation.override(language or settings.LANGUAGE_CODE):
        said = [
            (
                " ".join(render_to_string(f"{name}_subject.txt", common | context).split()),
                render_to_string(
                    f"{name}.txt", {"is_one_of_many": len(letters) > 1} | common | context
                ).strip(),
            )
            for name, context in letters
        ]
        context = common | letters[0][1] | {"stop_url": stop_url, "said": said}
        foot = render_to_string("panel/mail/foot.txt", context).strip()
        if len(said) == 1:
            [(subject, text)] = said
        else:
            subject = render_to_string("panel/mail/digest_subject.txt", context)
            text = render_to_string("panel/mail/digest.txt", context).strip()
    message = EmailMessage(
        " ".join(subject.split()), f"{text}\n\n{foot}\n", sender(council), [address]
    )
    message.extra_headers["Message-ID"] = sealed_id(address)
    if council.email:
        message.reply_to = [council.email]
    return message


def language_of(user: User) -> str:
    """Return the language that somebody chose for their messages, or ""."""
    wishes = getattr(user, "message_wishes", None)
    return wishes.language if wishes else ""


def sender(council: CouncilSettings) -> str:
    """Return the configured address under the site's name."""
    _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((" ".join(council.name.split()), address))


# ---- what comes back -------------------------------------------------------------------------


def sealed_id(address: str) -> str:
    """Return an id for a message, by which a report about it can be told from a forged one."""
    number = secrets.token_hex(8)
    _name, ours = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return f"<{number}.{seal_of(number, address)}@{ours.rpartition('@')[2] or 'localhost'}>"


def number_of(message_id: str, address: str) -> str:
    """Return the number in the id of a message that we sent to this address, or ""."""
    found = MESSAGE_ID.match(message_id.strip())
    if found is None or not address:
        return ""
    number, seal = found.groups()
    return number if hmac.compare_digest(seal, seal_of(number, address)) else ""


def seal_of(number: str, address: str) -> str:
    key = f"message-id|{settings.SECRET_KEY}".encode()
    text = f"{number}|{address.strip().lower()}".encode(errors="replace")
    return hmac.new(key, text, hashlib.sha256).hexdigest()[:20]


def is_paused(address: str) -> bool:
    """Say whether messages to an address came back: once for good, or three times for now."""
    return Bounce.objects.filter(digest=digest(address)).pausing().exists()


def arrived(address: str) -> None:
    """Forget what came back from an address that has just been proved again."""
    Bounce.objects.filter(digest=digest(address)).delete()


# ---- stopping ------------------------------------------------------------------------------


def stop_address(user: User) -> str:
    """Return the address that stops task mail to a user; it does not sign anybody in."""
    wishes = getattr(user, "message_wishes", None)
    if wishes is None:
        wishes, _is_new = MessageWishes.objects.get_or_create(user=user)
    return settings.SITE_URL + reverse("panel:stop_mail", args=[wishes.token])


def user_of(token: str) -> User | None:
    """Return whose mail a token stops, or None for a token that we did not make."""
    user = User.objects.filter(message_wishes__token=token).first()
    if user:
        return user
    try:  # in messages that were sent before tokens were kept
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
    stopped, is_new = StoppedAddress.objects.get_or_create(digest=digest(user.email))
    if is_new:
        note_erasure(Kind.STOPPED, stopped.digest)
    Membership.objects.filter(user=user).update(wants_news=False)
    cancel_queued(user, because=_("They want no such messages"))
    note_choice(user, consent.Choice.WITHDRAWN, channel)
    stop_promotion(user, channel)


@transaction.atomic
def resume(user: User) -> None:
    """Send a user task mail again, at their wish."""
    if StoppedAddress.objects.filter(digest=digest(user.email)).delete()[0]:
        note_erasure(Kind.RESUMED, digest(user.email))
    Membership.objects.filter(user=user).update(wants_news=True)
    note_choice(user, consent.Choice.GIVEN, consent.Channel.WEBSITE)


def stop_promotion(user: User, channel: str) -> None:
    """Take an agreement to promotion back, if there is one."""
    if MessageWishes.objects.filter(user=user, wants_promotion=True).update(wants_promotion=False):
        note_promotion(user, consent.Choice.WITHDRAWN, channel)


def note_promotion(user: User, choice: str, channel: str) -> None:
    consent.note_change(
        user=user,
        purpose=consent.Purpose.PROMOTION,
        choice=choice,
        channel=channel,
        shown=promotion_in_words(),
    )


def promotion_in_words() -> str:
    """Return what somebody agrees to; the form shows the same words that are put on record."""
    return _("Also write to me about the panel itself: events, news, and how to bring others")


def note_choice(user: User, choice: str, channel: str) -> None:
    """Put on record that somebody wants to be told, or no more, if that is news."""
    consent.note_change(
        user=user,
        purpose=consent.Purpose.NEWS,
        choice=choice,
        channel=channel,
        shown=_(
            "Write to me: invitations, and when something that I took part in has results or an "
            "outcome"
        ),
    )


def digest(address: str) -> str:
    """Return the keyed hash under which a stopped address is remembered."""
    key = f"stopped-mail|{settings.SECRET_KEY}".encode()
    return hmac.new(
        key, address.strip().lower().encode(errors="replace"), hashlib.sha256
    ).hexdigest()
