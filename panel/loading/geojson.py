"""Read the features of a GeoJSON file one after another: none but the one at hand is in memory."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from panel.loading import BROKEN, UnknownLayout, open_text

CHUNK = 1 << 18  # characters that are read at once
LONGEST = 64_000_000  # characters of one value; the longest shore in full resolution has fewer
WHITE = re.compile(r"[ \t\n\r]*")
ENDS_ITSELF = frozenset('"}]')
ENDS_A_NUMBER = frozenset(" \t\n\r,}]")
DECODER = json.JSONDecoder()
Feature = dict[str, Any]


def read_features(path: Path, chunk: int = CHUNK) -> Iterator[Feature]:
    """Yield each feature of a collection, plain or gzipped; there is one at least, or a refusal.

    Each has properties. What is wrong further on in the file is told when it is reached, so whoever
    writes anything down reads to the end first.
    """
    read = 0
    with open_text(path) as file:
        try:
            for feature in features_in(JsonText(file, chunk)):
                read += 1
                if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
                    raise UnknownLayout(f"{path.name}: feature {read:,} has no properties.")
                yield feature
        except (*BROKEN, ValueError, RecursionError) as problem:
            where = (
                f"breaks off or is damaged after feature {read:,}"
                if read
                else "is not a GeoJSON file of wards"
            )
            raise UnknownLayout(f"{path.name} {where}: {problem}") from problem
    if not read:
        raise UnknownLayout(f"{path.name} is not a GeoJSON file of wards: it has no features.")


def features_in(text: "JsonText") -> Iterator[Any]:
    """Yield what is in the member "features", and pass over the members before and after it.

    Raise ValueError, with why, for what is no JSON, or has anything but one list of features.
    """
    lists = 0
    for _ in text.parts("{", "}"):
        name = text.value()
        text.take(":")
        if name != "features":
            text.value()
            continue
        lists += 1
        if lists > 1:
            raise ValueError("it has features twice")
        for _ in text.parts("[", "]"):
            yield text.value()
    if text.sign():
        raise ValueError("it goes on after its end")


class JsonText:
    """The text of a JSON file, read on only as far as its next value needs."""

    def __init__(self, file: TextIO, chunk: int):
        self.file, self.chunk = file, chunk
        self.text, self.at = "", 0

    def parts(self, opening: str, closing: str) -> Iterator[None]:
        """Stop before each part of an object or a list, by its brackets, for the caller to read."""
        self.take(opening)
        sign = self.take(closing) if self.sign() == closing else ","
        while sign == ",":
            if opening == "{" and self.sign() != '"':
                raise ValueError("a member has no name")
            yield
            sign = self.take(f",{closing}")

    def value(self) -> Any:
        """Return the next value, whole; raise ValueError if the file has none."""
        self.sign()
        while True:
            try:
                value, end = DECODER.raw_decode(self.text, self.at)
            except ValueError:
                pass  # it may only go on: whether it does is seen with more of the text
            else:
                if self.text[end - 1] in ENDS_ITSELF or self.text[end : end + 1] in ENDS_A_NUMBER:
                    self.at = end
                    return value
            if len(self.text) - self.at > LONGEST:
                raise ValueError(f"a value is no JSON, or is longer than {LONGEST:,} letters")
            if not self.read_on():
                raise ValueError("a value breaks off or is no JSON")

    def take(self, signs: str) -> str:
        """Return the next sign and go past it; raise ValueError if it is none of these."""
        found = self.sign()
        if not found:
            raise ValueError("it breaks off")
        if found not in signs:
            raise ValueError(f"{found!r} stands where {' or '.join(signs)} is due")
        self.at += 1
        return found

    def sign(self) -> str:
        """Return the next character that is no white space, "" at the end of the file."""
        while True:
            self.at = WHITE.match(self.text, self.at).end()  # type: ignore[union-attr]
            if self.at < len(self.text):
                return self.text[self.at]
            if not self.read_on():
                return ""

    def read_on(self) -> bool:
        """Drop what is behind, and read as much again as is ahead: False at the end of the file.

        So a long value is decoded a few times, and not once for every chunk of it.
        """
        ahead = self.text[self.at :]
        more = self.file.read(max(self.chunk, len(ahead)))
        self.text, self.at = ahead + more, 0
        return bool(more)
