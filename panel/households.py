"""Tell households apart without keeping where they are."""

import re
import unicodedata

from core.keys import keyed_hash


def household_key(address_line: str, postcode: str) -> str:
    """Return the key of a home, or "" where no address line is given.

    The line itself is not kept. Whoever has the database and not the secret cannot find the home.
    """
    line = normalise_line(address_line)
    return keyed_hash("household", f"{postcode}|{line}") if line and postcode else ""


def normalise_line(text: str) -> str:
    """Return what tells a home from its neighbours within one postcode, written in one way.

    A postcode has about fifteen homes in one street, so the numbers decide, with the single letters
    of flats, in any order: "14A High Street", "Flat A, 14" and "14 a" are one home. A home without
    a number is known by its words.
    """
    plain = unicodedata.normalize("NFKD", text.casefold()).replace("'", "").replace("’", "")
    parts = re.findall(r"[0-9]+|[^\W\d_]+", plain)
    if any(part.isdigit() for part in parts):
        telling = {part.lstrip("0") or "0" for part in parts if part.isdigit() or len(part) == 1}
        return " ".join(sorted(telling))
    return " ".join(parts)
