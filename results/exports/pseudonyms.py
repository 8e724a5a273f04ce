"""Names for people in a file: the same person once in a survey, a stranger in the next."""

from __future__ import annotations

import base64
import hashlib
import hmac

from django.conf import settings


def export_key() -> bytes:
    """Return the secret under which pseudonyms are made; destroying it makes old files anonymous.

    EXPORT_SECRET is kept outside the database. Without one it is derived from the secret that
    guards participation, so that neither can be worked out from files.
    """
    if secret := getattr(settings, "EXPORT_SECRET", ""):
        return secret.encode()
    return hmac.new(settings.PARTICIPATION_SECRET.encode(), b"export", hashlib.sha256).digest()


def pseudonym(key: bytes, survey: str, person: str) -> str:
    """Return the 16-character id of a person in one survey."""
    digest = hmac.new(key, f"{survey}|{person}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest).decode()[:16]
