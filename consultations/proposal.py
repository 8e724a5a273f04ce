"""The text that people judge: what of it may change only with a public note, and what it said."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

PROTECTED = ("proposal", "can_change", "settled", "no_change_reason")
# The editor marks each paragraph with a key of its own, which nobody reads.
EDITOR_KEYS = re.compile(r' data-block-key="[^"]*"')


def text_of(page: Any, options: Iterable) -> dict[str, Any]:
    """Return the text of a proposal: `{field: words, "options": [{"title": …, "text": …}]}`."""
    return {name: getattr(page, name) for name in PROTECTED} | {
        "options": [{"title": option.title, "text": option.text} for option in options]
    }


def changed_parts(was: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Name the parts that read differently; spaces and the editor's own marks do not count."""
    return [name for name in (*PROTECTED, "options") if _words(was[name]) != _words(now[name])]


def _words(text: Any) -> Any:
    if isinstance(text, list):
        return [tuple(_words(words) for words in option.values()) for option in text]
    return " ".join(EDITOR_KEYS.sub("", text or "").split())
