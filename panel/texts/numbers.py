"""UK mobile numbers: read as people type them, stored as E.164, shown as people say them."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

from core.refusals import Refused

IGNORED = re.compile(r"[\s().\-\u2010-\u2015\u200b\u2060\ufeff/]+")
# Ofcom's ranges for mobile phones: not 070 (personal numbers), and of 076 only the Isle of Man's.
MOBILE = re.compile(r"7([1-57-9]\d|624)\d+", re.ASCII)
PREFIX = re.compile(r"(\+440?|00440?|440?(?=7\d{9}$)|0)(?=\d)", re.ASCII)
# Ofcom keeps these for stage and screen: nobody can have one.
INVENTED = re.compile(r"\+447700900\d{3}", re.ASCII)


def read_number(typed: str) -> str:
    """Return a UK mobile number as E.164, such as +447700900123; refuse in words what is none."""
    text = IGNORED.sub("", unicodedata.normalize("NFKC", typed))
    if not re.fullmatch(r"\+?\d+", text, re.ASCII):
        raise Refused(_("Enter a mobile number with digits alone, like 07700 900123"))
    prefix = PREFIX.match(text)
    if prefix is None:
        if text.startswith("+"):
            raise Refused(_("We can only text UK mobile numbers, like 07700 900123"))
        raise Refused(_("Enter the whole number with its 0 in front, like 07700 900123"))
    national = text[prefix.end() :]
    if len(national) < 10:
        raise Refused(_("This number is too short. A mobile number has 11 digits"))
    if len(national) > 10:
        raise Refused(_("This number is too long. A mobile number has 11 digits"))
    if not MOBILE.fullmatch(national):
        raise Refused(_("A mobile number begins with 07, so we cannot text this one"))
    return f"+44{national}"


def spoken(number: str) -> str:
    """Return a number as people write it: 07700 900123."""
    national = "0" + number.removeprefix("+44")
    return f"{national[:5]} {national[5:]}"


def is_invented(number: str) -> bool:
    return INVENTED.fullmatch(number) is not None
