"""Who answers without an account: known by a random number in a signed cookie, and by nothing else.

Each questionnaire has a number of its own, so that nothing leads from one to another. The number is
the private link as well. The database keeps only keys that are made of it.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, Any

from django.core import signing

from core.keys import keyed_hash, participation_key

if TYPE_CHECKING:
    from polls.models import QuestionnairePage

COOKIE = "respondent"
SALT = "polls.respondent"
SECONDS_KEPT = 60 * 60 * 24 * 365
MOST = 20  # questionnaires that one browser remembers; the oldest is forgotten first
BROWSER = "browser"  # stands among the numbers for the browser itself


@dataclass(frozen=True)
class Visitor:
    """Somebody without an account, where a questionnaire asks for a person."""

    number: str
    is_new: bool = False

    is_authenticated = is_staff = False
    membership = None

    @property
    def pk(self) -> str:
        return f"visitor-{self.number}"

    def key_for(self, subject: str) -> str:
        return participation_key(subject, self.pk)

    def has_perm(self, permission: str) -> bool:
        return False


def respondent_of(request: Any, page: QuestionnairePage) -> Any:
    """Return who answers here: the person signed in, or a visitor where anybody may answer."""
    if request.user.is_authenticated or not page.is_open_to_all:
        return request.user
    number = numbers_of(request).get(str(page.pk), "")
    return Visitor(number) if number else new_visitor()


def new_visitor() -> Visitor:
    return Visitor(secrets.token_urlsafe(24), is_new=True)


# ---- the cookie ------------------------------------------------------------------------------


def numbers_of(request: Any, *, max_age: int = SECONDS_KEPT) -> dict[str, str]:
    """Return the numbers that a browser brings, by the pk of the questionnaire."""
    try:
        kept = request.get_signed_cookie(COOKIE, salt=SALT, max_age=max_age)
    except (KeyError, signing.BadSignature):
        return {}
    pairs = (pair.partition(".") for pair in kept.split("~"))
    return {name: number for name, dot, number in pairs if dot and number}


def remember(request: Any, response: Any, page: QuestionnairePage, who: Any) -> None:
    """Give the browser the number by which it finds this respondent's answers again."""
    numbers = numbers_of(request)
    numbers.setdefault(BROWSER, secrets.token_urlsafe(16))
    if isinstance(who, Visitor):
        numbers.pop(str(page.pk), None)
        numbers[str(page.pk)] = who.number
    send_cookie(request, response, numbers)


def remember_new(request: Any, response: Any, page: QuestionnairePage, who: Any) -> None:
    """Let the browser of a visitor who has just begun know which answers are theirs."""
    if getattr(who, "is_new", False):
        remember(request, response, page, who)


def forget(request: Any, response: Any, page: QuestionnairePage) -> None:
    """Let somebody else answer in this browser."""
    numbers = numbers_of(request)
    numbers.pop(str(page.pk), None)
    send_cookie(request, response, numbers)


def send_cookie(request: Any, response: Any, numbers: dict[str, str]) -> None:
    browser = {name: numbers[name] for name in (BROWSER,) if name in numbers}
    pages = [(name, number) for name, number in numbers.items() if name != BROWSER]
    kept = browser | dict(pages[-MOST:])
    response.set_signed_cookie(
        COOKIE,
        "~".join(f"{name}.{number}" for name, number in kept.items()),
        salt=SALT,
        max_age=SECONDS_KEPT,
        httponly=True,
        secure=request.is_secure(),
        samesite="Lax",
    )


# ---- signs -----------------------------------------------------------------------------------


def network_of(request: Any) -> str:
    """Return the network address of whoever asks; of IPv6 what a household shares."""
    address = request.META.get("REMOTE_ADDR", "")
    try:
        is_long = ip_address(address).version == 6
    except ValueError:
        return address
    return str(ip_network(f"{address}/64", strict=False)) if is_long else address


def signals_of(request: Any, page: QuestionnairePage) -> dict[str, str]:
    """Return what is kept beside a response to notice answers sent twice, hashed for this page."""
    browser = numbers_of(request).get(BROWSER, "")
    return {
        "network": keyed_hash(f"network of {page.subject}", network_of(request)),
        "browser": keyed_hash(f"browser of {page.subject}", browser) if browser else "",
    }
