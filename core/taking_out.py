"""Take words about others out of a text, however they are written there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# Typed or put in by a telephone: the same to whoever reads them.
ALIKE = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "‐": "-", "‑": "-", "–": "-"})


def without_phrases(
    text: str, phrases: list[str], instead: str, *, whole_words: bool = False
) -> str:
    """Return `text` with `instead` in place of each phrase, upper or lower case, and of what
    overlaps it. All else stays letter for letter. With `whole_words`, Ann is not in planning.

    Compared are the forms of Unicode's compatible caseless matching (NFKD, which finds what NFKC
    does), between words any white space, and nothing that nobody sees. An accent belongs to its
    letter: where the letter goes it goes as well.
    """
    plain, spans = plain_with_spans(text)
    found = sorted(
        (spans[match.start()][0], spans[match.end() - 1][1])
        for phrase in phrases
        if (pattern := pattern_of(phrase, whole_words))
        for match in re.finditer(pattern, plain)
    )
    parts, after = [], 0
    for start, end in joined(found):
        parts += [text[after:start], instead]
        after = end
    return "".join([*parts, text[after:]])


def pattern_of(phrase: str, whole_words: bool = False) -> str:
    plain, _spans = plain_with_spans(phrase)
    pattern = r"\s+".join(re.escape(word) for word in plain.split())
    if not whole_words:
        return pattern
    before = r"(?<!\w)" if re.match(r"\s*\w", plain) else ""
    after = r"(?!\w)" if re.search(r"\w\s*$", plain) else ""
    return before + pattern + after


def joined(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Make one of spans that overlap; they come in their order."""
    current: tuple[int, int] | None = None
    for start, end in spans:
        if current and start < current[1]:
            current = current[0], max(current[1], end)
            continue
        if current:
            yield current
        current = start, end
    if current:
        yield current


def plain_with_spans(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return the form that is compared, and of each of its letters where it stands in `text`."""
    plain: list[str] = []
    spans: list[tuple[int, int]] = []
    for start, end, cluster in clusters(text):
        folded = folded_form(cluster)
        plain.append(folded)
        spans += [(start, end)] * len(folded)
    return "".join(plain), spans


def folded_form(cluster: str) -> str:
    decomposed = unicodedata.normalize("NFKD", cluster).translate(ALIKE)
    return unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", decomposed).casefold())


def clusters(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield each letter with the marks that follow it, and where they begin and end."""
    start, end, cluster = 0, 0, ""
    for place, character in enumerate(text):
        if unicodedata.category(character) == "Cf":
            continue
        if cluster and not is_mark(character):
            yield start, end, cluster
            cluster = ""
        if not cluster:
            start = place
        cluster, end = cluster + character, place + 1
    if cluster:
        yield start, end, cluster


def is_mark(character: str) -> bool:
    return unicodedata.combining(unicodedata.normalize("NFKD", character)[0]) != 0
