"""What entries of the log hold, in words: what each fact is called, and what its codes stand for.

The log itself keeps codes, so that its chain does not change when a word does.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from django.db.models import Choices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultations.approving import STATEMENTS
from core.audit import CODES
from core.dates import day
from forums.models import Post, Question
from home.retention import RULES
from panel.correcting_for import PARTS
from panel.models import DataBreach, DataComplaint
from polls.models import JudgedWords, StageOverride, Wave
from polls.models.assignment import CONTROL, TREATMENT
from polls.models.responses import Mode

LONGEST = 16  # letters in one piece
A_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

NAMES: dict[str, Any] = {
    "after": gettext_lazy("now"),
    "aim": gettext_lazy("what for"),
    "asked_by": gettext_lazy("asked for by"),
    "audience": gettext_lazy("class of file"),
    "before": gettext_lazy("before"),
    "by_hand": gettext_lazy("added by hand"),
    "channel": gettext_lazy("how it came"),
    "count": gettext_lazy("how many"),
    "counts": gettext_lazy("counted"),
    "decision": gettext_lazy("decided"),
    "exception": gettext_lazy("an exception"),
    "facilitator": gettext_lazy("who facilitates"),
    "format": gettext_lazy("kind of file"),
    "host": gettext_lazy("who hosts"),
    "item": gettext_lazy("question or part"),
    "made_by": gettext_lazy("made by"),
    "mode": gettext_lazy("how answers came"),
    "n": gettext_lazy("how many"),
    "on_": gettext_lazy("switched on"),
    "over_limit": gettext_lazy("left out, as written to often"),
    "paper": gettext_lazy("paper number"),
    "rows": gettext_lazy("rows in the file"),
    "sha256": "SHA-256",
    "sizes": gettext_lazy("people"),
    "stage": gettext_lazy("stage"),
    "test": gettext_lazy("only tried out"),
    "wave": gettext_lazy("round of answers"),
}
# Numbers of accounts of staff.
ACCOUNTS = {"asked_by", "facilitator", "host"}


def codes(choices: type[Choices]) -> dict[str, Any]:
    return {str(value): label for value, label in choices.choices}


ROUNDS = codes(Wave) | {"only": gettext_lazy("The only one")}
WORDS: dict[str, Mapping[str, Any]] = {
    "aim": codes(Post.Aim),
    "channel": codes(DataComplaint.Channel),
    "mode": codes(Mode),
    "outcome": codes(DataComplaint.Outcome),
    "part": PARTS,
    "risk": codes(DataBreach.Risk),
    "stage": codes(StageOverride.Stage),
    "statements": STATEMENTS,
    "wave": ROUNDS,
}
# Where one name stands for different things in different acts.
WORDS_OF_ACT: dict[tuple[str, str], Mapping[str, Any]] = {
    ("polls.words.judged", "decision"): codes(JudgedWords.State),
    ("polls.words.name", "decision"): {
        "left out": gettext_lazy("The name is left out"),
        "printed": gettext_lazy("The name is printed"),
    },
    ("home.retention_changed", "rule"): {rule.code: rule.title for rule in RULES},
}
KEYS_OF_ACT: dict[tuple[str, str], Mapping[str, Any]] = {
    ("polls.draw_arms", "sizes"): {
        str(CONTROL): gettext_lazy("Comparison group"),
        str(TREATMENT): gettext_lazy("deliberate"),
    },
}


def facts_in_words(action: str, data: Mapping[str, Any]) -> Iterator[str]:
    """Say each fact of an entry but its reason, in the order of what they are called in the log."""
    for key, value in sorted(data.items()):
        yield f"{named(key)}: {in_words(value, action, key)}"


def named(key: str) -> str:
    """Return a key of an entry as people read it."""
    return str(NAMES.get(key, key.replace("_", " ")))


def in_words(value: Any, action: str = "", key: str = "") -> str:
    """Say what an entry holds; the log itself has all of it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(in_words(one, action, key) for one in value) or _("none")
    if isinstance(value, dict):
        keys = keys_of(action, key, value)
        return ", ".join(
            f"{keys.get(one, named(one))}: {in_words(it)}" for one, it in value.items()
        )
    return text_in_words(str(value), action, key)


def text_in_words(text: str, action: str, key: str) -> str:
    """Say what a code, a number or a day stands for.

    What no column holds, such as a fingerprint, is cut.
    """
    if label := words_of(action, key).get(text):
        return str(label)
    if key in ACCOUNTS:
        return _("account %(number)s") % {"number": text}
    if A_DAY.fullmatch(text):
        with suppress(ValueError):
            return day(dt.date.fromisoformat(text), year=True)
    return f"{text[:LONGEST]}…" if len(text) > LONGEST and " " not in text else text


def keys_of(action: str, key: str, value: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what the names within a fact stand for, where they are codes or numbers."""
    if action == "polls.draw_groups" and key == "sizes":
        return {number: _("group %(n)s") % {"n": number} for number in value}
    return KEYS_OF_ACT.get((action, key), {})


def words_of(action: str, key: str) -> Mapping[str, Any]:
    """Return what the codes of a fact stand for in this act; nothing where it holds no codes."""
    if action.startswith("forums.question.") and key == "before":
        return codes(Question.State)
    return WORDS_OF_ACT.get((action, key)) or WORDS.get(key) or CODES.get(key, {})
