"""Who votes: a signed-in person, or a visitor known by a random number in a signed cookie."""

import secrets

from django.core import signing

from core.keys import name_of_account

COOKIE = "visitor"
SALT = "polls.visitor"
SECONDS_KEPT = 60 * 60 * 24 * 365


def voter_of(request) -> str:
    """Return the name of whoever asks, such as "user-7"; empty for an unknown visitor."""
    if request.user.is_authenticated:
        return name_of_account(request.user.pk)
    return visitor_of(request)


def visitor_of(request) -> str:
    """Return the name that this browser voted under while signed out, if it did."""
    try:
        number = request.get_signed_cookie(COOKIE, salt=SALT, max_age=SECONDS_KEPT)
    except (KeyError, signing.BadSignature):
        return ""
    return f"visitor-{number}"


def new_visitor() -> str:
    """Return the name of a visitor who has not been here before."""
    return f"visitor-{secrets.token_urlsafe(16)}"


def remember(response, voter: str, *, is_secure: bool) -> None:
    """Give a visitor the cookie by which they can find and change their votes."""
    if voter.startswith("visitor-"):
        response.set_signed_cookie(
            COOKIE,
            voter.removeprefix("visitor-"),
            salt=SALT,
            max_age=SECONDS_KEPT,
            httponly=True,
            secure=is_secure,
            samesite="Lax",
        )
