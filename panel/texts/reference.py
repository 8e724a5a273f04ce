"""The reference of a text: it leads back to its messages for us alone.

The sending service knows a number and a reference. Were the reference the number of a row, a copy
of the database and the service's list together would say whose messages are whose. So it is sealed
(AES-SIV, RFC 5297): the same messages always give the same reference, by which a text that was
handed over before can be found again, and nobody without our secret can read or make one.
"""

from __future__ import annotations

import base64
import binascii
import struct
from collections.abc import Iterable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from core.keys import cipher_key

USED_FOR = [b"text messages"]


def reference_of(messages: Iterable[int]) -> str:
    """Return the reference of a text that carries these messages, given by their keys."""
    keys = sorted(messages)
    sealed = _cipher().encrypt(struct.pack(f">{len(keys)}Q", *keys), USED_FOR)
    return base64.urlsafe_b64encode(sealed).decode()


def messages_of(reference: str) -> list[int]:
    """Return the messages that a text carried; none if the reference is not one of ours."""
    try:
        plain = _cipher().decrypt(base64.urlsafe_b64decode(reference.encode()), USED_FOR)
    except (InvalidTag, binascii.Error, ValueError):
        return []
    return list(struct.unpack(f">{len(plain) // 8}Q", plain))


def _cipher() -> AESSIV:
    return AESSIV(cipher_key("reference"))
