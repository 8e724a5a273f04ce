"""What must not leave in a file: formulas that run, and the address of the person who wrote."""

from __future__ import annotations

import re
import unicodedata

REDACTION_VERSION = "1"

_FORMULA_STARTS = "=+-@\t\r\0"


def guard_formula(text: str) -> str:
    """Put `'` before text that a spreadsheet would run. Only for text cells of CSV files.

    Full-width forms of the same characters count, as some spreadsheets fold them.
    """
    if text and unicodedata.normalize("NFKC", text[0])[:1] in tuple(_FORMULA_STARTS):
        return f"'{text}"
    return text


# In this order: a URL may hold an e-mail address, a card number looks like a phone number.
_REDACTIONS = (
    ("web address", re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)),
    ("email", re.compile(r"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+")),
    ("card number", re.compile(r"(?<!\d)(?:\d[ -]?){13,18}\d(?!\d)")),
    ("NHS number", re.compile(r"(?<!\d)[4-7]\d{2}[ -]\d{3}[ -]\d{4}(?!\d)")),
    ("phone", re.compile(r"(?<![\w+])(?:\+44|0044|\(?0)(?:[ ()-]*\d){9,10}(?!\d)")),
    (
        "NI number",
        re.compile(r"\b[A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b", re.IGNORECASE),
    ),
    (
        "postcode",
        re.compile(
            r"\b(?:GIR ?0AA|[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d{1,2}|\d[A-HJKPSTUW]|[A-HK-Y]\d[A-Z])"
            r" ?\d[ABD-HJLNP-UW-Z]{2})\b",
            re.IGNORECASE,
        ),
    ),
    ("vehicle", re.compile(r"\b[A-Z]{2}\d{2} ?[A-Z]{3}\b")),
)


def redact(text: str) -> str:
    """Replace what leads to a person or a home by a tag such as "[phone]"; names stay."""
    text = plain_forms(text)
    for tag, pattern in _REDACTIONS:
        text = pattern.sub(f"[{tag}]", text)
    return text


def plain_forms(text: str) -> str:
    """Write compatibility forms plainly and drop zero-width characters, which could hide a number
    from the patterns."""
    return "".join(
        character
        for character in unicodedata.normalize("NFKC", text)
        if unicodedata.category(character) != "Cf"
    )
