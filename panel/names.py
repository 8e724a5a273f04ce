"""Which names a resident may show: none that plays an official, none that hides something."""

import re
import unicodedata
from itertools import groupby

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LONGEST = 40
MOST_MARKS_ON_A_LETTER = 2

# Letters of other scripts, and signs, that are drawn like Latin ones.
LOOK_ALIKES = str.maketrans(
    "аеорсхуіјѕԁһԛԝвкмнтгпшзґ" + "αεορχυικνтτμηωβγσ" + "ıłøđħŧæœßþðƒɑɡɩ|",
    "aeopcxyijsdhqwbkmhtrnw3r" + "aeopxuikvttmnwbyo" + "ilodhtaobpdfagil",
)
# Parts of words that only a role has: no surname holds them.
ROLE_PARTS = (
    *("council", "councilor", "officer", "moderator", "administrator", "facilitator", "folkmoot"),
    *("cyngor", "cynghorydd", "swyddog", "cymedrolwr", "gweinyddwr"),
)
# Whole words only, for they are parts of ordinary names too (Stafford, Badminton).
ROLE_WORDS = frozenset(
    ("cllr", "clr", "admin", "admins", "mod", "mods", "staff", "mayor", "expert", "experts")
    + ("official", "host", "support", "system", "team", "police", "leader", "maer", "arbenigwr")
)
NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[ '’.-])*")


def tidy_name(text: str) -> str:
    """Return a name in composed form with single spaces, without touching its letters."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def skeleton(text: str) -> str:
    """Return the small Latin letters that a name looks like, with spaces between its words."""
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(LOOK_ALIKES)
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.split(r"[^a-z0-9]+", plain.translate(LOOK_ALIKES))).strip()


def scripts(text: str) -> set[str]:
    """Return the scripts of a text's letters, by the first word of their Unicode names."""
    return {unicodedata.name(c, "?").split()[0] for c in text if c.isalpha()}


def plays_a_role(text: str) -> bool:
    """Say whether a name could be taken for that of an officer, a councillor or the site itself."""
    words = skeleton(text).split()
    # "Bristol C o u n c i l" is read together as well as apart; I and l are drawn alike.
    joined = "".join(words)
    if any(one_stroke(part) in one_stroke(joined) for part in ROLE_PARTS):
        return True
    return any(word in ROLE_WORDS for word in (*words, joined))


def one_stroke(text: str) -> str:
    return text.replace("l", "i")


def check_shown_name(text: str) -> None:
    """Refuse a name with anything but letters in it, with mixed alphabets, or that plays a role."""
    if any(unicodedata.category(c)[0] == "C" for c in text) or len(text.splitlines()) > 1:
        raise ValidationError(_("Use letters only. This name has a character that cannot be seen."))
    if len(text) > LONGEST:
        raise ValidationError(_("Use a name of 40 characters or fewer"))
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    if not NAME.fullmatch(unicodedata.normalize("NFC", bare)):
        raise ValidationError(_("Use letters, spaces, hyphens and apostrophes only, like Maya"))
    runs = groupby(unicodedata.normalize("NFD", text), key=lambda c: bool(unicodedata.combining(c)))
    if any(marks and len(list(run)) > MOST_MARKS_ON_A_LETTER for marks, run in runs):
        raise ValidationError(_("Use letters only. This name has too many accents on one letter."))
    # Japanese names mix three scripts by right, and none of them looks like Latin.
    if len(scripts(text) - {"CJK", "HIRAGANA", "KATAKANA"}) > 1 or plays_a_role_in_disguise(text):
        raise ValidationError(_("Use letters of one alphabet only"))
    if plays_a_role(text):
        raise ValidationError(
            _("Choose another name. This one could be taken for the council or its staff.")
        )


def plays_a_role_in_disguise(text: str) -> bool:
    """Say whether full-width, mathematical or otherwise styled letters stand for plain ones."""
    return unicodedata.normalize("NFKC", text) != unicodedata.normalize("NFC", text)
