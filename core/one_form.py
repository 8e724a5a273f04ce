"""Values in one form only, and their hashes: what is kept as proof reads the same for ever.

Names are in order, UTF-8, without spaces. Hashes on record are of this form: it never changes.
"""

import json
from hashlib import sha256
from typing import Any


def in_one_form(value: Any) -> str:
    """Write a value of JSON; two that are equal give the same text."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def sha256_of(text: str) -> str:
    """Return 64 hexadecimal digits, as `sha256sum` prints of the text in a file."""
    return sha256(text.encode()).hexdigest()


def hash_of(value: Any) -> str:
    """Return SHA-256 of a value in its one form."""
    return sha256_of(in_one_form(value))
